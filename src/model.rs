//! Stage 5, **weigh**: a sparse row goes in, a score for each label comes out.
//!
//! A model is plain data: settings of every stage, label names, weights and where they come from. See
//! [`Model::to_bytes`] for the file.

mod card;
mod file;
mod provenance;
mod weights;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::features::{Counted, FeatureSettings, InverseFrequency, Lexicon};
use crate::text::{EvasionSettings, FoldSettings};
use crate::{Error, Result};

pub use provenance::{Figures, LabelFigures, Provenance, Source};
pub use weights::{Sums, Weights};

/// The model that is compiled into the program.
static BUILT_IN: &[u8] = include_bytes!("../models/moderation.ghirbal");

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
}

/// How the weights are learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LearnerSettings {
    /// How often every row is visited; at least 1.
    pub epochs: u32,
    /// Step size of AdaGrad; above 0.
    pub rate: f32,
    /// Strength of the L2 penalty, in units of the summed loss of all rows; 0 or more.
    pub l2: f32,
    /// Weigh rows so that every label counts the same.
    pub balanced: bool,
}

impl Default for LearnerSettings {
    fn default() -> Self {
        Self { epochs: 12, rate: 0.1, l2: 0.6, balanced: true }
    }
}

impl LearnerSettings {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Setting`] names the first that is out of its range.
    pub fn check(&self) -> Result<()> {
        let setting = |name, message| Err(Error::Setting { name, message });
        if !(1..=10_000).contains(&self.epochs) {
            return setting("epochs", format!("must be 1 to 10000, not {}", self.epochs));
        }
        if !(self.rate > 0.0 && self.rate.is_finite()) {
            return setting("rate", format!("must be above 0, not {}", self.rate));
        }
        if !(self.l2 >= 0.0 && self.l2.is_finite()) {
            return setting("l2", format!("must be 0 or more, not {}", self.l2));
        }
        Ok(())
    }
}

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    labels: Arc<[Arc<str>]>,
    /// The share of each label among the rows it was trained on.
    priors: Vec<f64>,
    settings: Settings,
    frequency: InverseFrequency,
    lexicon: Lexicon,
    weights: Weights,
    /// One a label.
    intercept: Array1<f32>,
    provenance: Provenance,
}

/// The parts a [`Model`] is made of.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Label names; at least two.
    pub labels: Vec<String>,
    /// The share of each label among the training rows.
    pub priors: Vec<f64>,
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
            && parts.priors.len() == labels
            && parts.intercept.len() == labels
            && weights.scales().len() == labels
            && weights.columns() == columns
            && parts.frequency.codes().len() == columns;
        if !fits {
            return Err(misfit(labels, columns));
        }
        Ok(Self {
            labels: parts.labels.into_iter().map(Arc::from).collect(),
            priors: parts.priors,
            settings: parts.settings,
            frequency: parts.frequency,
            lexicon: parts.lexicon,
            weights,
            intercept: parts.intercept,
            provenance: parts.provenance,
        })
    }

    /// The model that is compiled into the program: hostile, partisan, neutral.
    #[must_use]
    pub fn built_in() -> Self {
        Self::from_bytes("built-in", BUILT_IN).expect("the compiled-in model is checked by a test")
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

    /// The share of each label among the rows the model was trained on.
    #[must_use]
    pub fn priors(&self) -> &[f64] {
        &self.priors
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

    /// The score of each label for a text: log-odds up to a common constant. Equal on every machine: the sums are
    /// of integers.
    pub fn score(&self, counted: &Counted, sums: &mut Sums, into: &mut Vec<f64>) {
        self.weights.sum(counted, sums);
        into.clear();
        into.extend(self.weights.score(sums).zip(&self.intercept).map(|(score, &b)| score + f64::from(b)));
    }

    /// SHA-256 of the file's bytes, in hex.
    #[must_use]
    pub fn digest(&self) -> String {
        Sha256::digest(self.to_bytes()).iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
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
pub fn softmax(scores: &mut [f64]) {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for score in scores.iter_mut() {
        *score = libm::exp(*score - top);
    }
    let sum: f64 = scores.iter().sum();
    for score in scores.iter_mut() {
        *score /= sum;
    }
}
