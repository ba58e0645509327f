//! Stage 5, **weigh**: a sparse row goes in, a score for each label comes out.
//!
//! A model is plain data: settings of every stage, label names, weights and where they come from. See
//! [`Model::to_bytes`] for the file.

mod calibration;
mod card;
mod counter;
mod figures;
mod file;
mod learner;
mod provenance;
mod transfer;
mod weights;

use std::path::Path;
use std::sync::Arc;

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::features::{FeatureSettings, InverseFrequency, Lexicon};
use crate::text::{EvasionSettings, FoldSettings};
use crate::{Error, Result};

pub use calibration::{Answers, Calibration, Shift, Thresholds, margin};
pub use counter::{Called, CounterFigures, Disguised, IdentityRecall, Insults, Statements};
pub use figures::{
    Band, BandFigures, CalibrationFigures, Comparison, Figures, GroupFigures, Interval, LabelFigures,
    Reliability, ReliabilityBin, UniformFigures,
};
pub(crate) use file::hex;
pub use learner::{LearnerSettings, Loss, Trust};
pub use provenance::{Provenance, Source, Start};
pub use transfer::TransferSettings;
pub(crate) use weights::{Share, TokenSums};
pub use weights::{Sums, Weights};

/// The models that are compiled into the program, by name; the first is the default.
static BUILT_IN: [(&str, &[u8]); 2] = [
    ("moderation", include_bytes!("../models/moderation.ghirbal")),
    ("sentiment", include_bytes!("../models/sentiment.ghirbal")),
];

/// Everything that decides what a model becomes, beside the rows; stored in the model file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Stage 2.
    pub fold: FoldSettings,
    /// Stage 3.
    pub evasion: EvasionSettings,
    /// Stage 4.
    pub features: FeatureSettings,
    /// How the weights are learned.
    pub learner: LearnerSettings,
    /// How texts outside the labelled rows are learned from.
    pub transfer: TransferSettings,
}

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    labels: Arc<[Arc<str>]>,
    settings: Settings,
    frequency: InverseFrequency,
    lexicon: Lexicon,
    weights: Weights,
    /// One a label.
    intercept: Array1<f32>,
    answers: Answers,
    provenance: Provenance,
}

/// The parts a [`Model`] is made of.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Label names; at least two.
    pub labels: Vec<String>,
    /// Settings of every stage.
    pub settings: Settings,
    /// Inverse document frequencies, one a column.
    pub frequency: InverseFrequency,
    /// The words that masked words are read as.
    pub lexicon: Lexicon,
    /// Columns × labels, for one occurrence in a view of length 1.
    pub weights: Array2<f32>,
    /// One a label.
    pub intercept: Array1<f32>,
    /// How scores become probabilities and decisions.
    pub answers: Answers,
    /// Where the weights come from.
    pub provenance: Provenance,
}

impl Model {
    /// Puts a model together. Weights are brought to the precision of the file, so that a model gives the
    /// same answers before it is written and after it is read.
    ///
    /// # Errors
    /// [`Error::Setting`] for settings out of range, [`Error::Labels`] where the parts' sizes differ.
    pub fn new(parts: Parts) -> Result<Self> {
        let columns = parts.settings.features.columns();
        if parts.weights.dim() != (columns, parts.labels.len()) || parts.frequency.codes().len() != columns {
            return Err(misfit(parts.labels.len(), columns));
        }
        let weights = Weights::new(&parts.weights, &parts.frequency);
        Self::checked(parts, weights)
    }

    /// With weights that are rounded already; those of the parts do not matter.
    fn checked(parts: Parts, weights: Weights) -> Result<Self> {
        parts.settings.features.check()?;
        parts.settings.learner.check()?;
        let labels = parts.labels.len();
        let columns = parts.settings.features.columns();
        let fits = labels >= 2
            && parts.intercept.len() == labels
            && weights.scales().len() == labels
            && weights.columns() == columns
            && parts.frequency.codes().len() == columns;
        if !fits {
            return Err(misfit(labels, columns));
        }
        let model = Self {
            labels: parts.labels.into_iter().map(Arc::from).collect(),
            settings: parts.settings,
            frequency: parts.frequency,
            lexicon: parts.lexicon,
            weights,
            intercept: parts.intercept,
            answers: parts.answers,
            provenance: parts.provenance,
        };
        model.with_fitting_answers()
    }

    fn with_fitting_answers(self) -> Result<Self> {
        if self.answers.fit(&self.labels) {
            return Ok(self);
        }
        Err(Error::Labels("priors, calibration or thresholds do not fit the model's labels".to_owned()))
    }

    /// The default model: hostile, partisan, neutral. It is compiled into the program.
    #[must_use]
    pub fn built_in() -> Self {
        let (name, bytes) = BUILT_IN[0];
        Self::from_bytes(name, bytes).expect("the compiled-in models are checked by a test")
    }

    /// The names of the models that are compiled into the program.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// A model that is compiled into the program; `None` where none has that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (name, bytes) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Some(Self::from_bytes(name, bytes).expect("the compiled-in models are checked by a test"))
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`Error::Read`] where the file cannot be read, [`Error::Model`] where it is no sound model.
    pub fn open(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|source| Error::read(path, source))?;
        Self::from_bytes(&path.display().to_string(), &bytes)
    }

    /// The label names, in the order of the probabilities.
    #[must_use]
    pub fn labels(&self) -> &Arc<[Arc<str>]> {
        &self.labels
    }

    /// How scores become probabilities and decisions.
    #[must_use]
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The settings of every stage.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How counts become numbers.
    #[must_use]
    pub fn frequency(&self) -> &InverseFrequency {
        &self.frequency
    }

    /// The words that masked words are read as.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Where the weights come from and how good they are.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The same weights with other answers, fitted to rows of the given files, and figures of those.
    ///
    /// # Errors
    /// [`Error::Labels`] where the answers do not fit the model's labels.
    pub fn with_answers(self, answers: Answers, fitted_to: Vec<Source>, figures: Figures) -> Result<Self> {
        let provenance = Provenance { fitted_to, figures: Some(figures), ..self.provenance };
        Self { answers, provenance, ..self }.with_fitting_answers()
    }

    /// The weights of every column.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The part of the scores that no feature makes, one a label.
    #[must_use]
    pub fn intercept(&self) -> &Array1<f32> {
        &self.intercept
    }

    /// The score of each label for a text, from the sums of its weights: log-odds up to a common constant. Equal on
    /// every machine: the sums are of integers.
    pub fn score(&self, sums: &Sums, into: &mut Vec<f64>) {
        into.clear();
        into.extend(self.weights.score(sums).zip(&self.intercept).map(|(score, &b)| score + f64::from(b)));
    }

    /// SHA-256 of the file's bytes, in hex.
    #[must_use]
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.to_bytes()))
    }

    /// The card: labels, settings, digests of the training data, figures, licences; as Markdown.
    #[must_use]
    pub fn card(&self) -> String {
        card::render(self)
    }
}

fn misfit(labels: usize, columns: usize) -> Error {
    Error::Labels(format!("a model of {labels} labels and {columns} columns does not fit its weights"))
}

/// Scores become probabilities.
fn softmax(scores: &mut [f64]) {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for score in scores.iter_mut() {
        *score = libm::exp(*score - top);
    }
    let sum: f64 = scores.iter().sum();
    for score in scores.iter_mut() {
        *score /= sum;
    }
}
