//! What linfa's own classifiers make of the same rows, to measure beside.
//!
//! None of them takes sparse rows, so each row is projected to a few dense columns by signed feature hashing
//! (Weinberger et al. 2009).

use linfa::prelude::*;
use linfa_bayes::GaussianNb;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

use super::corpus::Corpus;
use super::{Files, Plan, SparseRows};
use crate::dataset::Labelled;
use crate::metrics;
use crate::model::Figures;
use crate::{Error, Result};

/// Dense columns.
const COLUMNS: usize = 256;

/// Iterations of the logistic regression; more change nothing that three digits show.
const ITERATIONS: u64 = 60;

/// The name and the figures of each baseline, by cross-validation on a labelled file.
///
/// # Errors
/// Those of [`super::train`]; [`Error::Labels`] where a baseline does not converge.
pub fn baselines(file: &Labelled, plan: &Plan) -> Result<Vec<(&'static str, Figures)>> {
    let files = Files { measured: std::slice::from_ref(file), ..Files::default() };
    let corpus = Corpus::new(&files, plan)?;
    let (mut logistic, mut bayes) = (Vec::new(), Vec::new());
    for fold in 0..corpus.folds.count() {
        let (learned, held_out) = (corpus.folds.learned_from(&[fold]), corpus.folds.held_out(fold));
        let frequency = corpus.frequency(&learned, &plan.settings.features);
        let truth =
            |rows: &[usize]| rows.iter().map(|&row| corpus.rows[row].truth).collect::<Array1<usize>>();
        let train = Dataset::new(dense(&corpus.weighed(&learned, &frequency)), truth(&learned));
        let test = dense(&corpus.weighed(&held_out, &frequency));
        let regression = MultiLogisticRegression::default().max_iterations(ITERATIONS);
        let regression = regression.fit(&train).map_err(|error| failed("linfa-logistic", &error))?;
        let naive = GaussianNb::params().fit(&train).map_err(|error| failed("linfa-bayes", &error))?;
        let truth = truth(&held_out);
        logistic.extend(truth.iter().copied().zip(regression.predict(&test)));
        bayes.extend(truth.iter().copied().zip(naive.predict(&test)));
    }
    let figures = |pairs: &[(usize, usize)]| {
        metrics::figures_of_pairs(
            format!("{}-fold cross-validation", corpus.folds.count()),
            &corpus.labels,
            pairs,
        )
    };
    Ok(vec![
        ("linfa-logistic on a dense projection", figures(&logistic)),
        ("linfa-bayes (Gaussian) on a dense projection", figures(&bayes)),
    ])
}

fn failed(name: &str, error: &dyn std::fmt::Display) -> Error {
    Error::Labels(format!("the baseline {name} could not be learned: {error}"))
}

/// Samples × [`COLUMNS`]: every column goes to one of a few, with a sign, both told by its number's hash.
fn dense(rows: &SparseRows) -> Array2<f64> {
    let mut dense = Array2::zeros((rows.nsamples(), COLUMNS));
    for (sample, mut row) in dense.rows_mut().into_iter().enumerate() {
        let (columns, values) = rows.row(sample);
        for (&column, &value) in columns.iter().zip(values) {
            let hash = xxhash_rust::xxh3::xxh3_64(&column.to_le_bytes());
            let sign = if hash >> 63 == 0 { 1.0 } else { -1.0 };
            row[(hash % COLUMNS as u64) as usize] += sign * f64::from(value);
        }
    }
    dense
}
