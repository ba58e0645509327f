//! Rows with their truth and what a model said of them.

use std::sync::Arc;

use serde::Serialize;

use crate::Decision;

/// One labelled row, and what a model said of it that had not seen it, nor another row of the same folded text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// The name of the labelled file.
    pub file: Arc<str>,
    /// The row's number among the labelled rows of that file, from 0.
    pub row: usize,
    /// The fold in which it was held out; `None` where it was measured otherwise.
    pub fold: Option<u32>,
    /// Where the text comes from, where the file tells.
    pub source: Option<Arc<str>>,
    /// How sure the label is, where the file tells.
    pub confidence: Option<Arc<str>>,
    /// The true label, as an index into the model's labels.
    pub truth: usize,
    /// The label that the model gave.
    pub predicted: usize,
    /// The score of each label, in log-odds up to a common constant, before calibration; `None` where the text gave the
    /// model nothing to go by.
    pub scores: Option<Vec<f64>>,
    /// The probability of each label, calibrated by rows that share nothing with this one.
    pub probabilities: Vec<f64>,
    /// What the thresholds do with it; `None` where there are none.
    pub decision: Option<Decision>,
}
