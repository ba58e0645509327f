//! One model from some rows of the corpus.

use linfa::DatasetBase;
use linfa::traits::Fit as _;
use ndarray::Array2;

use super::corpus::{Corpus, Role};
use super::{Plan, Softmax, SoftmaxModel};
use crate::features::{InverseFrequency, Lexicon};
use crate::model::{Answers, Parts, Provenance};
use crate::{Model, Result};

/// A word that fewer training rows have is too rare to be guessed behind a star.
const MIN_ROWS_OF_WORD: usize = 3;

/// Learns from the given rows of the corpus, taught by the teacher of a fold or by all; calibration, thresholds and
/// provenance are left empty.
pub(super) fn fit(
    corpus: &Corpus,
    rows: &[usize],
    teacher: Option<u32>,
    plan: &Plan,
    on_epoch: &(dyn Fn() + Sync),
) -> Result<Parts> {
    let frequency = frequency(corpus, rows, plan);
    let labels = corpus.labels.len();
    let mut priors = vec![0.0; labels];
    // Those a teacher has labelled come last.
    let labelled = rows.partition_point(|&row| corpus.rows[row].role != Role::Taught);
    let is_sure = |row: &&usize| corpus.rows[**row].possible.len() == 1;
    for &row in rows[..labelled].iter().filter(is_sure) {
        priors[corpus.rows[row].truth] += 1.0;
    }
    for prior in &mut priors {
        *prior /= rows[..labelled].iter().filter(is_sure).count() as f64;
    }
    let weighed = corpus.weighed(rows, &frequency);
    let start = plan.from.as_ref().map(|model| unweighed(model, &frequency));
    let margins = start.as_ref().map(|start| start.scores(&weighed));
    let directions = corpus.directions.as_ref();
    let (records, extended) = directions.map(|directions| directions.extend(&weighed, plan)).unzip();
    let records = records.unwrap_or(weighed);
    let dataset = DatasetBase::new(records, corpus.shares(rows, teacher));
    let dataset = dataset.with_weights(corpus.weights(rows, labelled, plan.settings.learner.soft));
    let params = Softmax::new(labels).settings(plan.settings.learner.clone()).seed(plan.seed);
    let params = params.balanced(labelled).on_epoch(on_epoch);
    let beside = match &margins {
        None => params.fit(&dataset)?,
        Some(margins) => params.margins(margins.view()).fit(&dataset)?,
    };
    let mut result = match (directions, &extended) {
        (Some(directions), Some(extended)) => directions.fold_into_columns(extended, &beside),
        _ => beside,
    };
    if let Some(start) = &start {
        result.weights += &start.weights;
        result.intercept += &start.intercept;
    }
    for (mut row, column) in result.weights.rows_mut().into_iter().zip(0..) {
        row *= frequency.of(column);
    }
    Ok(Parts {
        labels: corpus.labels.clone(),
        settings: plan.settings.clone(),
        frequency,
        lexicon: lexicon(corpus, &rows[..labelled], plan),
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
