//! Where a model's weights come from, and how good they were found to be.

use serde::{Deserialize, Serialize};

/// What a model was trained on and measured by. Holds no time, path or host, so that equal training gives
/// equal bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The seed of the training order.
    pub seed: u64,
    /// The labelled files.
    pub sources: Vec<Source>,
    /// How the model did on rows it had not seen; `None` where it was not measured.
    pub figures: Option<Figures>,
}

/// One labelled file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The file's name without its folders.
    pub name: String,
    /// Rows that were learned from.
    pub rows: u64,
    /// SHA-256 of the file's bytes, in hex.
    pub sha256: String,
    /// The licence its publisher names.
    pub licence: String,
}

/// How a model did on rows it had not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// How it was measured, as in `5-fold cross-validation on comments.csv`.
    pub method: String,
    /// The rows it was measured on.
    pub rows: u64,
    /// The mean of the labels' F1.
    pub macro_f1: f64,
    /// The share of rows that were right.
    pub accuracy: f64,
    /// A line a label.
    pub labels: Vec<LabelFigures>,
}

/// How a model did on one label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelFigures {
    /// The label's name.
    pub label: String,
    /// Of the rows called so, the share that is.
    pub precision: f64,
    /// Of the rows that are so, the share that was called so.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
    /// How many rows are so.
    pub support: u64,
}
