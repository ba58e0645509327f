//! How good predictions are: a confusion table and what follows from it, intervals, calibration.
//!
//! The figures and the layout of the report are those of scikit-learn's `classification_report`, with 0 where
//! a ratio has no denominator (its `zero_division=0`).

mod bootstrap;
mod curve;
mod judged;
mod paired;
mod reliability;
mod report;

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::Figures;

pub use curve::{Curve, CurvePoint, curve};
pub use judged::Judged;
pub use paired::McNemar;
pub use reliability::{Foretold, reliability};
pub use report::{bands, by_group, calibration, compare, figures, figures_of_pairs, uniform};

/// How often each label was predicted for each true label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    labels: Vec<String>,
    /// Truth × prediction, row by row.
    counts: Vec<u64>,
}

/// What is reported of one label, or of an average over labels.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Scores {
    /// Of the rows called so, the share that is; 0..=1.
    pub precision: f64,
    /// Of the rows that are so, the share that was called so; 0..=1.
    pub recall: f64,
    /// The harmonic mean of the two.
    #[serde(rename = "f1-score")]
    pub f1: f64,
    /// How many rows are so.
    pub support: u64,
}

impl Confusion {
    /// Counts pairs of truth and prediction, both indices into `labels`.
    ///
    /// # Panics
    /// Where an index is not one of a label.
    pub fn new(
        labels: impl IntoIterator<Item = impl Into<String>>,
        pairs: impl IntoIterator<Item = (usize, usize)>,
    ) -> Self {
        let labels: Vec<String> = labels.into_iter().map(Into::into).collect();
        let mut counts = vec![0; labels.len() * labels.len()];
        for (truth, predicted) in pairs {
            assert!(truth < labels.len() && predicted < labels.len(), "an index of a label");
            counts[truth * labels.len() + predicted] += 1;
        }
        Self { labels, counts }
    }

    /// The table behind figures.
    #[must_use]
    pub fn of(figures: &Figures) -> Self {
        let labels = figures.labels.iter().map(|line| line.label.clone()).collect();
        Self::from_counts(labels, figures.confusion.concat())
    }

    /// From counts of truth × prediction, row by row.
    pub(crate) fn from_counts(labels: Vec<String>, counts: Vec<u64>) -> Self {
        Self { labels, counts }
    }

    /// Counts of truth × prediction, row by row.
    pub(crate) fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Whether any row is so or was called so.
    pub(crate) fn occurs(&self, label: usize) -> bool {
        (0..self.labels.len()).any(|other| self.count(label, other) + self.count(other, label) > 0)
    }

    /// The mean F1 of the labels that occur, as scikit-learn's `f1_score` has it.
    pub(crate) fn macro_f1_of_occurring(&self) -> f64 {
        let occurring: Vec<_> = (0..self.labels.len()).filter(|&label| self.occurs(label)).collect();
        let sum: f64 = occurring.iter().map(|&label| self.label(label).f1).sum();
        sum / occurring.len().max(1) as f64
    }

    /// The label names.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// How many rows of the label `truth` were called `predicted`.
    #[must_use]
    pub fn count(&self, truth: usize, predicted: usize) -> u64 {
        self.counts[truth * self.labels.len() + predicted]
    }

    /// All rows.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The figures of one label.
    #[must_use]
    pub fn label(&self, label: usize) -> Scores {
        let labels = 0..self.labels.len();
        let right = self.count(label, label);
        let support: u64 = labels.clone().map(|predicted| self.count(label, predicted)).sum();
        let called: u64 = labels.map(|truth| self.count(truth, label)).sum();
        Scores {
            precision: ratio(right, called),
            recall: ratio(right, support),
            f1: ratio(2 * right, support + called),
            support,
        }
    }

    /// The figures of every label, in order.
    pub fn by_label(&self) -> impl Iterator<Item = (&str, Scores)> {
        self.labels.iter().enumerate().map(|(index, name)| (name.as_str(), self.label(index)))
    }

    /// The share of rows that were right.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        let right = (0..self.labels.len()).map(|label| self.count(label, label)).sum();
        ratio(right, self.total())
    }

    /// The mean over labels, each counting the same.
    #[must_use]
    pub fn macro_average(&self) -> Scores {
        self.average(|_| 1.0)
    }

    /// The mean over labels, each counting as often as it occurs.
    #[must_use]
    pub fn weighted_average(&self) -> Scores {
        self.average(|scores| scores.support as f64)
    }

    fn average(&self, weight: impl Fn(&Scores) -> f64) -> Scores {
        let scores: Vec<_> = self.by_label().map(|(_, scores)| scores).collect();
        let total: f64 = scores.iter().map(&weight).sum();
        let mean = |figure: fn(&Scores) -> f64| {
            let sum: f64 = scores.iter().map(|s| figure(s) * weight(s)).sum();
            if total > 0.0 { sum / total } else { 0.0 }
        };
        Scores {
            precision: mean(|s| s.precision),
            recall: mean(|s| s.recall),
            f1: mean(|s| s.f1),
            support: self.total(),
        }
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The layout of `classification_report` with three digits, then the confusion table.
impl fmt::Display for Confusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = self.labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        let width = longest.max("weighted avg".len());
        let line = |f: &mut fmt::Formatter<'_>, name: &str, s: Scores| {
            let Scores { precision, recall, f1, support } = s;
            writeln!(f, "{name:>width$}  {precision:>9.3} {recall:>9.3} {f1:>9.3} {support:>9}")
        };
        writeln!(
            f,
            "{:>width$}  {:>9} {:>9} {:>9} {:>9}\n",
            "", "precision", "recall", "f1-score", "support"
        )?;
        for (name, scores) in self.by_label() {
            line(f, name, scores)?;
        }
        let (accuracy, total) = (self.accuracy(), self.total());
        writeln!(f, "\n{:>width$}  {:>9} {:>9} {accuracy:>9.3} {total:>9}", "accuracy", "", "")?;
        line(f, "macro avg", self.macro_average())?;
        line(f, "weighted avg", self.weighted_average())?;
        writeln!(f, "\nConfusion (rows: truth, columns: prediction)\n")?;
        let column = longest.max(7);
        write!(f, "{:>width$} ", "")?;
        for label in &self.labels {
            write!(f, " {label:>column$}")?;
        }
        writeln!(f)?;
        for (truth, label) in self.labels.iter().enumerate() {
            write!(f, "{label:>width$} ")?;
            for predicted in 0..self.labels.len() {
                write!(f, " {:>column$}", self.count(truth, predicted))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// The keys of `classification_report(output_dict=True)`, and `confusion`: labels and rows of counts.
impl Serialize for Confusion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (label, scores) in self.by_label() {
            map.serialize_entry(label, &scores)?;
        }
        map.serialize_entry("accuracy", &self.accuracy())?;
        map.serialize_entry("macro avg", &self.macro_average())?;
        map.serialize_entry("weighted avg", &self.weighted_average())?;
        let rows: Vec<_> = self.counts.chunks(self.labels.len().max(1)).collect();
        map.serialize_entry("confusion", &serde_json::json!({ "labels": self.labels, "counts": rows }))?;
        map.end()
    }
}
