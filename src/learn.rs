//! Learning: labelled rows go in, a [`Model`] comes out.
//!
//! Rows pass through the very stages that classify later. The weights are those of a multinomial logistic
//! regression behind linfa's interfaces, see [`Softmax`].

mod corpus;
mod rows;
mod softmax;
mod validation;

use std::collections::BTreeMap;

use crate::dataset::Labelled;
use crate::metrics::{Confusion, Scores};
use crate::model::{Figures, LabelFigures, Parts, Provenance, Source};
use crate::{Model, Result};

pub use crate::model::{LearnerSettings, Settings};
pub use rows::SparseRows;
#[cfg(feature = "labels")]
pub(crate) use softmax::shuffle;
pub use softmax::{Softmax, SoftmaxModel};

use corpus::Corpus;

/// How to train.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Settings of all stages.
    pub settings: Settings,
    /// Seed of the order in which rows are visited.
    pub seed: u64,
    /// Cross-validate with this many folds, at least 2; `None`: no cross-validation.
    pub folds: Option<u32>,
    /// How many threads may work at once, at least 1. The result does not depend on it.
    pub threads: usize,
    /// The licence of each labelled file, by its name without folders; for the card.
    pub licences: BTreeMap<String, String>,
}

impl Default for Plan {
    fn default() -> Self {
        Self { settings: Settings::default(), seed: 1, folds: None, threads: 1, licences: BTreeMap::new() }
    }
}

/// A trained model and how it did on rows it had not seen.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model, trained on all rows.
    pub model: Model,
    /// Truth and prediction of each measured row, as indices into the model's labels; empty where nothing was
    /// measured. Every prediction is by a model that was not trained on the row, nor on one of the same
    /// folded text.
    pub held_out: Vec<(usize, usize)>,
    /// What the reader should know: rows that were dropped, or kept out of folds.
    pub notes: Vec<String>,
}

/// Trains on the rows of `measured` and `extra`.
///
/// With `plan.folds`, folds are cut from `measured` alone, and every row whose folded text is in the held-out
/// fold is kept from the model that is measured on it, in whichever file it stands. With `valid`, that is
/// measured instead, and its texts are kept from training altogether. `progress(done, total)` is called
/// from any thread as epochs end.
///
/// # Errors
/// [`crate::Error::Labels`] where there are fewer than two labels, where a label of `valid` is unknown, or
/// where a fold would be empty; [`crate::Error::Setting`] where a setting is out of its range.
pub fn train(
    measured: &[Labelled],
    extra: &[Labelled],
    valid: Option<&Labelled>,
    plan: &Plan,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Trained> {
    plan.settings.features.check()?;
    plan.settings.learner.check()?;
    let corpus = Corpus::new(measured, extra, valid, plan)?;
    let groups = validation::held_out_groups(&corpus, plan)?;
    let ticks = validation::Ticks::new(groups.len() + 1, plan.settings.learner.epochs, progress);
    let held_out = validation::predict(&corpus, &groups, plan, &ticks)?;
    let rows = corpus.training_rows(None);
    let mut parts = fit(&corpus, &rows, plan, &|| ticks.tick())?;
    let files = measured.iter().chain(extra);
    parts.provenance = Provenance {
        seed: plan.seed,
        sources: files.enumerate().map(|file| source(&corpus, &rows, file, plan)).collect(),
        figures: figures(&corpus, &held_out, measured, valid, plan),
    };
    Ok(Trained { model: Model::new(parts)?, held_out, notes: corpus.notes })
}

/// A word that fewer training rows have is too rare to be guessed behind a star.
const MIN_ROWS_OF_WORD: usize = 3;

/// Learns from the given rows of the corpus; the provenance is left empty.
fn fit(corpus: &Corpus, rows: &[usize], plan: &Plan, on_epoch: &(dyn Fn() + Sync)) -> Result<Parts> {
    use linfa::traits::Fit as _;

    let labels = corpus.labels.len();
    let frequency = corpus.frequency(rows, &plan.settings.features);
    let dataset = linfa::DatasetBase::new(
        corpus.weighed(rows, &frequency),
        rows.iter().map(|&row| corpus.truth[row]).collect::<ndarray::Array1<usize>>(),
    );
    let learner = Softmax::new(labels).settings(plan.settings.learner.clone()).seed(plan.seed);
    let result = learner.on_epoch(on_epoch).fit(&dataset)?;
    let mut weights = result.weights;
    for (mut row, column) in weights.rows_mut().into_iter().zip(0..) {
        row *= frequency.of(column);
    }
    let mut counts = vec![0usize; labels];
    for &row in rows {
        counts[corpus.truth[row]] += 1;
    }
    Ok(Parts {
        labels: corpus.labels.clone(),
        priors: counts.iter().map(|&count| count as f64 / rows.len() as f64).collect(),
        settings: plan.settings.clone(),
        frequency,
        lexicon: corpus.lexicon(rows, MIN_ROWS_OF_WORD),
        weights,
        intercept: result.intercept,
        provenance: Provenance::default(),
    })
}

/// The figures of the card; `None` where nothing was measured.
fn figures(
    corpus: &Corpus,
    held_out: &[(usize, usize)],
    measured: &[Labelled],
    valid: Option<&Labelled>,
    plan: &Plan,
) -> Option<Figures> {
    let method = match (valid, plan.folds) {
        (Some(file), _) => format!("validation on {}", file.name),
        (None, Some(folds)) => {
            let names: Vec<_> = measured.iter().map(|file| file.name.as_str()).collect();
            format!("{folds}-fold cross-validation on {}", names.join(", "))
        }
        (None, None) => return None,
    };
    let confusion = Confusion::new(&corpus.labels, held_out.iter().copied());
    let label = |(name, scores): (&str, Scores)| LabelFigures {
        label: name.to_owned(),
        precision: scores.precision,
        recall: scores.recall,
        f1: scores.f1,
        support: scores.support,
    };
    Some(Figures {
        method,
        rows: confusion.total(),
        macro_f1: confusion.macro_average().f1,
        accuracy: confusion.accuracy(),
        labels: confusion.by_label().map(label).collect(),
    })
}

fn source(corpus: &Corpus, rows: &[usize], (number, file): (usize, &Labelled), plan: &Plan) -> Source {
    let licence = plan.licences.get(&file.name).map_or("none stated", String::as_str);
    Source {
        name: file.name.clone(),
        rows: corpus.rows_of_file(rows, number),
        sha256: file.digest.clone(),
        licence: licence.to_owned(),
    }
}
