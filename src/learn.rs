//! Learning: labelled rows go in, a [`Model`] comes out.
//!
//! Rows pass through the very stages that classify later. The weights are those of a multinomial logistic
//! regression behind linfa's interfaces, see [`Softmax`]; probabilities and thresholds are fitted to the scores of
//! held-out rows, see [`calibrate`].

pub mod calibrate;
pub mod distillation;
pub mod folds;
pub mod search;

#[cfg(feature = "baselines")]
mod baselines;
mod corpus;
mod descent;
mod fit;
mod judge;
mod recalibrate;
mod rows;
mod softmax;
mod transfer;
mod validation;

use std::collections::BTreeMap;

use crate::counter::CounterSet;
use crate::dataset::Labelled;
use crate::metrics::Judged;
use crate::model::{Provenance, Source, Start};
use crate::{Model, Result, Sieve};

pub use crate::model::{LearnerSettings, Loss, Settings, TransferSettings, Trust};
#[cfg(feature = "baselines")]
pub use baselines::baselines;
pub use corpus::Files;
pub use recalibrate::recalibrate;
pub use rows::SparseRows;
#[cfg(feature = "labels")]
pub(crate) use softmax::shuffle;
pub use softmax::{Softmax, SoftmaxModel};

use calibrate::Target;
use corpus::Corpus;
use distillation::SoftLabels;

/// How to train.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Settings of all stages.
    pub settings: Settings,
    /// Seed of the order in which rows are visited.
    pub seed: u64,
    /// Cross-validate with this many folds, 2 to 63; `None`: no cross-validation, and so no calibration.
    pub folds: Option<u32>,
    /// What probabilities and thresholds are fitted to; takes at least 3 folds.
    pub target: Target,
    /// The model to start from: what is learned is added to its weights, its settings of all stages but the learner
    /// are kept, and its labels are those that there are.
    pub from: Option<Model>,
    /// Sentences written to mislead it, to measure the model on.
    pub counter: Option<CounterSet>,
    /// How many threads may work at once, at least 1. The result does not depend on it.
    pub threads: usize,
    /// The licence of each labelled file, by its name without folders; for the card.
    pub licences: BTreeMap<String, String>,
    /// What the card says of the model, as Markdown.
    pub about: String,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            seed: 1,
            folds: None,
            target: Target::default(),
            from: None,
            counter: None,
            threads: 1,
            licences: BTreeMap::new(),
            about: String::new(),
        }
    }
}

impl Plan {
    /// With the settings that a model to start from dictates.
    fn settled(&self) -> Self {
        let mut plan = self.clone();
        if let Some(from) = &self.from {
            let learner = plan.settings.learner;
            plan.settings = Settings { learner, ..from.settings().clone() };
        }
        plan
    }

    /// With one number of epochs for all models that are learned from the corpus.
    fn for_corpus(&self, corpus: &Corpus) -> Self {
        let mut plan = self.clone();
        let rows = corpus.folds.learned_from(&[]).len();
        plan.settings.learner.epochs = Some(plan.settings.learner.epochs_for(rows));
        plan
    }
}

/// A trained model and how it did on rows it had not seen.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model, trained on all rows.
    pub model: Model,
    /// Every row that was measured, in the order of the files; empty where nothing was. None was judged by a model
    /// or a calibration that learned from it or from one of the same folded text or article.
    pub held_out: Vec<Judged>,
    /// Those that probabilities and thresholds were measured on: the natural files' where there are any, else the
    /// same.
    pub natural: Vec<Judged>,
    /// What the reader should know: rows that were dropped, or kept out of folds.
    pub notes: Vec<String>,
}

/// Trains on labelled files.
///
/// With `plan.folds`, folds are cut from the measured and the natural files, and every row whose folded text is in
/// the held-out fold is kept from the model that is measured on it, in whichever file it stands. With a file to
/// validate on, that is measured instead, and its texts are kept from training altogether. `progress(done, total)`
/// is called from any thread as epochs end.
///
/// # Errors
/// [`crate::Error::Labels`] where there are fewer than two labels, where a label of the validation file or of
/// `plan.target` is unknown, or where a fold would be empty; [`crate::Error::Setting`] where a setting is out of its
/// range.
pub fn train(files: &Files, plan: &Plan, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Trained> {
    let plan = &plan.settled();
    plan.settings.features.check()?;
    plan.settings.learner.check()?;
    let mut corpus = Corpus::new(files, plan)?;
    corpus.notes.extend(seen_by_start(files, plan));
    let plan = &plan.for_corpus(&corpus);
    plan.target.check(&corpus.labels)?;
    let calibrated = judge::can_calibrate(&mut corpus, plan)?;
    let sets = validation::rounds(corpus.folds.count(), calibrated, corpus.is_taught());
    let ticks = validation::Ticks::new(sets.len(), plan, progress);
    let rounds = validation::run(&corpus, &sets, plan, &ticks)?;
    let judged = judge::judge(&corpus, &rounds, files, plan, calibrated)?;
    let rows = corpus.folds.learned_from(&[]);
    let first = rounds.into_iter().next().and_then(|round| round.parts);
    let mut parts = first.expect("the first set holds out nothing");
    parts.answers = judged.answers;
    let mut figures = judged.figures;
    if let (Some(figures), Some(counter)) = (&mut figures, &plan.counter) {
        figures.counter = Some(counter.measure(&Sieve::new(Model::new(parts.clone())?)?)?);
    }
    let sources: Vec<_> =
        files.learned().enumerate().map(|file| source(&corpus, &rows, file, plan)).collect();
    let fitted_to = match files.natural.len() {
        _ if !calibrated => &sources[..0],
        0 => &sources[..files.measured.len()],
        natural => &sources[files.measured.len() + files.extra.len()..][..natural],
    };
    parts.provenance = Provenance {
        about: plan.about.clone(),
        seed: plan.seed,
        fitted_to: fitted_to.to_vec(),
        sources,
        outside: outside(&corpus, files, plan),
        teacher: files.soft.map(|soft| teacher(&corpus, soft, plan)),
        start: plan.from.as_ref().map(|from| Start {
            sha256: from.digest(),
            sources: from.provenance().all_sources().cloned().collect(),
        }),
        figures,
    };
    Ok(Trained {
        model: Model::new(parts)?,
        held_out: judged.measured,
        natural: judged.natural,
        notes: corpus.notes,
    })
}

/// What the learner sees of a labelled file: rows of columns and values.
///
/// # Errors
/// [`crate::Error::Setting`] where a setting is out of its range, [`crate::Error::Labels`] where there are fewer than
/// two labels.
pub fn vectorise(file: &Labelled, settings: &Settings, threads: usize) -> Result<SparseRows> {
    let plan = Plan { settings: settings.clone(), threads, ..Plan::default() };
    let corpus = Corpus::new(&Files { measured: std::slice::from_ref(file), ..Files::default() }, &plan)?;
    let rows = corpus.folds.learned_from(&[]);
    Ok(corpus.weighed(&rows, &corpus.frequency(&rows, &settings.features)))
}

/// Says which files cannot tell how good the model is, because the one it starts from had learned from them, folds or not.
fn seen_by_start(files: &Files, plan: &Plan) -> Vec<String> {
    let Some(start) = plan.from.as_ref().map(Model::provenance) else { return Vec::new() };
    let measured = match files.valid {
        Some(file) => std::slice::from_ref(file).iter().chain(&[]),
        None if plan.folds.is_some() => files.measured.iter().chain(files.natural),
        None => [].iter().chain(&[]),
    };
    let seen = measured.filter(|file| start.learned_from(&file.digest));
    let note = |file: &Labelled| {
        let name = &file.name;
        format!(
            "the model to start from was trained on {name}, so figures on {name} are too good for new comments; leave --from out, \
             or measure on rows that it has not seen"
        )
    };
    seen.map(note).collect()
}

fn source(corpus: &Corpus, rows: &[usize], (number, file): (usize, &Labelled), plan: &Plan) -> Source {
    source_of(file, corpus.rows_of_file(rows, number), plan)
}

/// The files that taught without being learned from row by row, each once.
fn outside(corpus: &Corpus, files: &Files, plan: &Plan) -> Vec<Source> {
    let rows = corpus.directions.iter().flat_map(transfer::Directions::rows_of_files);
    let mut sources: Vec<Source> = Vec::new();
    for (file, &rows) in files.outside().zip(rows) {
        match sources.iter_mut().find(|source| source.sha256 == file.digest) {
            Some(source) => source.rows = source.rows.max(rows),
            None => sources.push(source_of(file, rows, plan)),
        }
    }
    sources
}

fn source_of(file: &Labelled, rows: u64, plan: &Plan) -> Source {
    source_named(&file.name, &file.digest, rows, plan)
}

/// The soft labels, and how many of them taught.
fn teacher(corpus: &Corpus, soft: &SoftLabels, plan: &Plan) -> Source {
    source_named(&soft.name, &soft.digest, corpus.taught().len() as u64, plan)
}

fn source_named(name: &str, digest: &str, rows: u64, plan: &Plan) -> Source {
    let licence = plan.licences.get(name).map_or("none stated", String::as_str);
    Source { name: name.to_owned(), rows, sha256: digest.to_owned(), licence: licence.to_owned() }
}
