//! What the classifier says of one comment.

use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// The classifier's answer for one text: a label, the probabilities and the words that decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The label with the highest score. Scores are learned so that rare labels count as much as frequent ones, while
    /// probabilities are those of comments as they come: so the label is not always the most probable one.
    pub label: Arc<str>,
    /// One probability a label, in the model's order, summing to 1.
    pub probabilities: Probabilities,
    /// What to do with the comment; `None` until the model has thresholds.
    pub decision: Option<Decision>,
    /// The words that spoke most for the label, strongest first.
    pub reasons: Vec<Reason>,
    /// Present when the text gave the model nothing to go by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// A probability for each label, in the model's order. Serialises as a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Probabilities {
    /// The label names, shared with the model.
    pub labels: Arc<[Arc<str>]>,
    /// As many values as labels, each in 0..=1.
    pub values: Vec<f64>,
}

impl Probabilities {
    /// The label names with their probabilities.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.labels.iter().map(AsRef::as_ref).zip(self.values.iter().copied())
    }

    /// The probability of a label, if the model has one of that name.
    #[must_use]
    pub fn get(&self, label: &str) -> Option<f64> {
        self.iter().find(|(name, _)| *name == label).map(|(_, p)| p)
    }
}

impl Serialize for Probabilities {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.values.len()))?;
        for (label, p) in self.iter() {
            map.serialize_entry(label, &rounded(p))?;
        }
        map.end()
    }
}

/// Four decimals tell more than a probability or a weight can hold.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Writes a figure with four decimals.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
pub(crate) fn four_decimals<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*value))
}

/// What a newsroom would do with a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Publish it.
    Allow,
    /// Let a moderator look at it.
    Review,
    /// Keep it back.
    Withhold,
}

impl Decision {
    /// As it is written in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Review => "review",
            Self::Withhold => "withhold",
        }
    }
}

/// How much the text gave the model to go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// No Arabic letter, or nothing that the model knows: the probabilities are its priors.
    None,
}

/// A stretch of the original text and how strongly it spoke for the label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The text itself, as written.
    pub text: String,
    /// Where it begins, in bytes of the original text.
    pub start: usize,
    /// Where it ends (exclusive), in bytes of the original text.
    pub end: usize,
    /// Its share of the label's score, in log-odds against the mean of all labels, before calibration. Written with
    /// four decimals.
    #[serde(serialize_with = "four_decimals")]
    pub weight: f64,
}
