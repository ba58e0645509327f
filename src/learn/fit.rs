//! One model from some rows of the corpus.

use linfa::DatasetBase;
use linfa::traits::Fit as _;
use ndarray::Array2;

use super::corpus::Corpus;
use super::{Plan, Softmax, SoftmaxModel};
use crate::features::{InverseFrequency, Lexicon};
use crate::model::{Answers, Parts, Provenance};
use crate::{Model, Result};

/// A word that fewer training rows have is too rare to be guessed behind a star.
const MIN_ROWS_OF_WORD: usize = 3;

/// Learns from the given rows of the corpus; calibration, thresholds and provenance are left empty.
pub(super) fn fit(
    corpus: &Corpus,
    rows: &[usize],
    plan: &Plan,
    on_epoch: &(dyn Fn() + Sync),
) -> Result<Parts> {
    let frequency = frequency(corpus, rows, plan);
    let labels = corpus.labels.len();
    let mut priors = vec![0.0; labels];
    for &row in rows {
        priors[corpus.rows[row].truth] += 1.0 / rows.len() as f64;
    }
    let dataset = DatasetBase::new(corpus.weighed(rows, &frequency), corpus.shares(rows));
    let dataset = dataset.with_weights(corpus.weights(rows));
    let learner =
        Softmax::new(labels).settings(plan.settings.learner.clone()).seed(plan.seed).on_epoch(on_epoch);
    let start = plan.from.as_ref().map(|model| unweighed(model, &frequency));
    let mut result = match &start {
        None => learner.fit(&dataset)?,
        Some(start) => {
            let margins = start.scores(&dataset.records);
            let added = learner.margins(margins.view()).fit(&dataset)?;
            SoftmaxModel {
                weights: &start.weights + &added.weights,
                intercept: &start.intercept + &added.intercept,
            }
        }
    };
    for (mut row, column) in result.weights.rows_mut().into_iter().zip(0..) {
        row *= frequency.of(column);
    }
    Ok(Parts {
        labels: corpus.labels.clone(),
        settings: plan.settings.clone(),
        frequency,
        lexicon: lexicon(corpus, rows, plan),
        weights: result.weights,
        intercept: result.intercept,
        answers: Answers { priors, ..Answers::default() },
        provenance: Provenance::default(),
    })
}

/// Of the rows; where there is a model to start from, its own for every column that it knows.
fn frequency(corpus: &Corpus, rows: &[usize], plan: &Plan) -> InverseFrequency {
    let found = corpus.frequency(rows, &plan.settings.features);
    let Some(from) = &plan.from else { return found };
    let codes = from.frequency().codes().iter().zip(found.codes());
    InverseFrequency::from_codes(codes.map(|(&known, &new)| if known == 0 { new } else { known }).collect())
}

fn lexicon(corpus: &Corpus, rows: &[usize], plan: &Plan) -> Lexicon {
    let found = corpus.lexicon(rows, MIN_ROWS_OF_WORD);
    let Some(from) = &plan.from else { return found };
    Lexicon::new([from.lexicon().hashes(), found.hashes()].concat())
}

/// The weights of a model as they were learned: for values that have the inverse document frequency in them.
fn unweighed(model: &Model, frequency: &InverseFrequency) -> SoftmaxModel {
    let scales = model.weights().scales();
    let weight = |(column, label): (usize, usize)| match frequency.of(column as u32) {
        idf if idf > 0.0 => f32::from(model.weights().units(column as u32)[label]) * scales[label] / idf,
        _ => 0.0,
    };
    let shape = (model.weights().columns(), scales.len());
    SoftmaxModel { weights: Array2::from_shape_fn(shape, weight), intercept: model.intercept().clone() }
}
