//! How good a model was found to be: plain data, as the card, `evaluate` and reports show it.

use serde::{Deserialize, Serialize};

use super::CounterFigures;

/// A figure with its 95% interval, by the percentile bootstrap over rows (Efron 1979).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// The figure on the rows as they are.
    pub value: f64,
    /// 2.5% of the resamples lie below.
    pub low: f64,
    /// 2.5% of the resamples lie above.
    pub high: f64,
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
    pub macro_f1: Interval,
    /// The share of rows that were right.
    pub accuracy: Interval,
    /// A line a label, in the model's order.
    pub labels: Vec<LabelFigures>,
    /// Truth × prediction: how many rows, in the order of `labels`.
    pub confusion: Vec<Vec<u64>>,
    /// The same rows, parted by where they come from and by how sure their label is; empty where the rows do not
    /// tell.
    pub groups: Vec<GroupFigures>,
    /// How far the probabilities can be taken at their word; `None` where the model is not calibrated.
    pub calibration: Option<CalibrationFigures>,
    /// What the thresholds do; `None` where the model has none.
    pub bands: Option<BandFigures>,
    /// What files of one label each are called; empty where there were none.
    pub uniform: Vec<UniformFigures>,
    /// What the model makes of sentences written to mislead it; `None` where it was not asked.
    pub counter: Option<CounterFigures>,
    /// How the model that this one started from does on the same rows; `None` where it started from nothing.
    pub start: Option<Comparison>,
}

/// What a file of one label is called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UniformFigures {
    /// The file's name without its folders.
    pub file: String,
    /// The label that all its rows have by where they come from; where it is one of several, all of them.
    pub label: String,
    /// How many rows were judged, each by a model that had not seen it.
    pub rows: u64,
    /// Whether others of its rows were learned from.
    pub learned: bool,
    /// The share of rows that were given each label, in the model's order.
    pub called: Vec<Interval>,
    /// How many rows each decision takes, of allow, review and withhold; `None` without thresholds.
    pub decisions: Option<[u64; 3]>,
}

/// Two models on the same rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The macro-F1 of the other model.
    pub macro_f1: Interval,
    /// The macro-F1 of this one less that of the other; rows were drawn in pairs for the interval.
    pub gain: Interval,
}

/// How a model did on one label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelFigures {
    /// The label's name.
    pub label: String,
    /// Of the rows called so, the share that is.
    pub precision: Interval,
    /// Of the rows that are so, the share that was called so.
    pub recall: Interval,
    /// The harmonic mean of the two.
    pub f1: Interval,
    /// How many rows are so.
    pub support: u64,
}

/// How a model did on some of the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupFigures {
    /// What the rows were parted by: `source` or `confidence`.
    pub by: String,
    /// What these rows have in common, as the labelled file names it.
    pub name: String,
    /// How many there are.
    pub rows: u64,
    /// The mean F1 of the labels that occur here.
    pub macro_f1: Interval,
    /// F1 of each label, in the model's order; `None` where no row is so or was called so.
    pub f1: Vec<Option<f64>>,
}

/// How far probabilities can be taken at their word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalibrationFigures {
    /// How it was measured.
    pub method: String,
    /// The rows it was measured on.
    pub rows: u64,
    /// First of the probability of the label that was given, whichever it was; then of each label's, in the model's
    /// order.
    pub reliability: Vec<Reliability>,
}

/// A reliability table (Murphy and Winkler 1977) over bins of equal mass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reliability {
    /// The label; empty for the one that was given, whichever it was.
    pub label: String,
    /// The expected calibration error (Naeini et al. 2015): the mean, over rows, of their bin's gap between
    /// probability and share; 0..=1.
    pub error: f64,
    /// From the lowest probabilities to the highest; the same number of rows in each, but for one.
    pub bins: Vec<ReliabilityBin>,
}

/// One line of a reliability table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReliabilityBin {
    /// How many rows are in it.
    pub rows: u64,
    /// Their mean probability.
    pub probability: f64,
    /// The share of them that is so.
    pub share: f64,
}

/// What two thresholds do to comments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandFigures {
    /// How it was measured.
    pub method: String,
    /// The rows it was measured on.
    pub rows: u64,
    /// The label whose probability decides.
    pub label: String,
    /// The share of comments with that label, for which everything here holds.
    pub base_rate: f64,
    /// Published at once.
    pub allow: Band,
    /// Shown to a moderator.
    pub review: Band,
    /// Kept back.
    pub withhold: Band,
}

/// What lies between two thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// How many of 1,000 comments fall into it.
    pub per_thousand: f64,
    /// Of those, the share that has the label; 0 where none falls into it.
    pub precision: f64,
    /// Of all comments with the label, the share that falls into it.
    pub recall: f64,
}
