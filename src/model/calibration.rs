//! From scores to probabilities and decisions: plain data, applied to every text.

use serde::{Deserialize, Serialize};

use super::softmax;
use crate::Decision;

/// How scores are answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The share of each label among the comments the model is for, those it is calibrated for or else the training
    /// rows: the probabilities of a text that gives nothing to go by.
    pub priors: Vec<f64>,
    /// How scores become probabilities; `None`: by softmax, as they were learned.
    pub calibration: Option<Calibration>,
    /// How probabilities become decisions; `None`: they do not.
    pub thresholds: Option<Thresholds>,
}

impl Answers {
    /// The label that is given, as an index: that of the highest score, since scores are learned so that rare labels
    /// count as much as the settings of the learner say, while probabilities are those of comments as they come;
    /// without scores that of the highest prior.
    #[must_use]
    pub fn label(&self, scores: Option<&[f64]>) -> usize {
        let values = scores.unwrap_or(&self.priors);
        // The first of equals.
        (0..values.len()).rev().max_by(|&a, &b| values[a].total_cmp(&values[b])).unwrap_or(0)
    }

    /// The probability of each label, by its score in log-odds up to a common constant; `None` for a text that gives
    /// the model nothing to go by.
    #[must_use]
    pub fn probabilities(&self, scores: Option<&[f64]>) -> Vec<f64> {
        let Some(scores) = scores else { return self.priors.clone() };
        if let Some(calibration) = &self.calibration {
            return calibration.probabilities(scores);
        }
        let mut values = scores.to_vec();
        softmax(&mut values);
        values
    }

    /// What to do with a comment of these probabilities; `None` where there are no thresholds.
    #[must_use]
    pub fn decision<L: AsRef<str>>(&self, labels: &[L], probabilities: &[f64]) -> Option<Decision> {
        let thresholds = self.thresholds.as_ref()?;
        let label = labels.iter().position(|label| label.as_ref() == thresholds.label)?;
        Some(thresholds.decide(probabilities[label]))
    }

    /// The label, as an index, of which the model was told the share among comments instead of counting it, and that
    /// share.
    #[must_use]
    pub fn base_rate(&self) -> Option<(usize, f64)> {
        let label = self.calibration.as_ref()?.shift.as_ref()?.label;
        Some((label, *self.priors.get(label)?))
    }

    /// Whether they fit a model of these labels.
    pub(super) fn fit<L: AsRef<str>>(&self, labels: &[L]) -> bool {
        self.priors.len() == labels.len()
            && self.priors.iter().all(|p| (0.0..=1.0).contains(p))
            && self.calibration.as_ref().is_none_or(|calibration| calibration.fits(labels.len()))
            && self.thresholds.as_ref().is_none_or(|t| t.fits(labels.iter().map(AsRef::as_ref)))
    }
}

/// Platt's scaling (Platt 1999), one label against the others: the log-odds of a label are `slope × margin + offset`,
/// where [`margin`] is what softmax takes for them. The probabilities of all labels are then brought to a sum of 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// One a label.
    pub slopes: Vec<f64>,
    /// One a label.
    pub offsets: Vec<f64>,
    /// Where comments have another share of a label than the rows this was learned from.
    pub shift: Option<Shift>,
}

/// A label whose odds are multiplied, for comments that have it more or less often than the rows it was learned from
/// (Saerens, Latinne and Decaestecker 2002).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// The label's index.
    pub label: usize,
    /// Added to its log-odds.
    pub log_odds: f64,
}

impl Calibration {
    /// What scores become.
    fn probabilities(&self, scores: &[f64]) -> Vec<f64> {
        let of = |label: usize| sigmoid(self.slopes[label] * margin(scores, label) + self.offsets[label]);
        let mut values: Vec<f64> = (0..scores.len()).map(of).collect();
        to_sum(&mut values, 1.0);
        if let Some(Shift { label, log_odds }) = self.shift {
            let p = values[label].clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON);
            values[label] = 0.0;
            let shifted = sigmoid(log_odds + libm::log(p / (1.0 - p)));
            to_sum(&mut values, 1.0 - shifted);
            values[label] = shifted;
        }
        values
    }

    /// Whether it fits a model of so many labels.
    fn fits(&self, labels: usize) -> bool {
        let finite = self.slopes.iter().chain(&self.offsets).all(|v| v.is_finite());
        let shift = self.shift.as_ref().is_none_or(|s| s.label < labels && s.log_odds.is_finite());
        self.slopes.len() == labels && self.offsets.len() == labels && finite && shift
    }
}

/// The log-odds of a label against the others together, as softmax has them: its score less the logarithm of the sum
/// of the others' exponentials. Of two labels, the difference of their scores.
#[must_use]
pub fn margin(scores: &[f64], label: usize) -> f64 {
    let others = || scores.iter().enumerate().filter(|(other, _)| *other != label).map(|(_, &score)| score);
    let top = others().fold(f64::NEG_INFINITY, f64::max);
    scores[label] - top - libm::log(others().map(|score| libm::exp(score - top)).sum())
}

fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// Brings the values to a sum; where all are 0, each to the same.
fn to_sum(values: &mut [f64], wanted: f64) {
    let sum: f64 = values.iter().sum();
    let others = values.len().max(1) as f64;
    for value in values {
        *value = if sum > 0.0 { *value / sum * wanted } else { wanted / others };
    }
}

/// Two thresholds on the probability of one label part comments into three bands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The label whose probability decides.
    pub label: String,
    /// From this probability on a moderator should look; 0..=1.
    pub review: f64,
    /// From this probability on the comment is kept back, at least `review`; `None` where no probability is as
    /// precise as was wanted.
    pub withhold: Option<f64>,
    /// The share of comments with the label that the thresholds were chosen for.
    pub base_rate: f64,
    /// The precision that was wanted of what is withheld.
    pub precision: f64,
    /// The share of the label that was wanted to be reviewed or withheld.
    pub recall: f64,
}

impl Thresholds {
    /// What to do with a comment that has the label with this probability.
    #[must_use]
    pub fn decide(&self, probability: f64) -> Decision {
        if self.withhold.is_some_and(|withhold| probability >= withhold) {
            Decision::Withhold
        } else if probability >= self.review {
            Decision::Review
        } else {
            Decision::Allow
        }
    }

    /// Whether every figure is a share and the label one of these.
    fn fits<'a>(&self, mut labels: impl Iterator<Item = &'a str>) -> bool {
        let shares = [self.review, self.withhold.unwrap_or(1.0), self.base_rate, self.precision, self.recall];
        let ordered = self.withhold.is_none_or(|withhold| withhold >= self.review);
        ordered && shares.iter().all(|share| (0.0..=1.0).contains(share)) && labels.any(|l| l == self.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_sum_to_one_and_follow_the_scores() {
        let calibration = Calibration { slopes: vec![1.0; 3], offsets: vec![-1.0, 0.0, 0.5], shift: None };
        let scores = calibration.probabilities(&[2.0, -1.0, -1.0]);
        assert!((scores.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(scores[0] > scores[2] && scores[2] > scores[1]);
        let extreme = calibration.probabilities(&[1e9, -1e9, 0.0]);
        assert!(extreme.iter().all(|p| (0.0..=1.0).contains(p)));
    }

    #[test]
    fn a_shift_multiplies_the_odds_of_its_label_and_keeps_the_ratio_of_the_others() {
        let shift = Some(Shift { label: 0, log_odds: libm::log(3.0) });
        let plain = Calibration { slopes: vec![1.0; 3], offsets: vec![0.0; 3], shift: None };
        let shifted = Calibration { shift, ..plain.clone() };
        let [before, after] =
            [plain, shifted].map(|calibration| calibration.probabilities(&[0.5, 0.2, -0.7]));
        let odds = |p: f64| p / (1.0 - p);
        assert!((odds(after[0]) / odds(before[0]) - 3.0).abs() < 1e-9);
        assert!((after[1] / after[2] - before[1] / before[2]).abs() < 1e-9);
        assert!((after.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn thresholds_part_three_bands() {
        let bands = Thresholds {
            label: "bad".to_owned(),
            review: 0.2,
            withhold: Some(0.8),
            base_rate: 0.1,
            precision: 0.9,
            recall: 0.8,
        };
        assert_eq!(
            [0.1, 0.2, 0.79, 0.8].map(|p| bands.decide(p)),
            [Decision::Allow, Decision::Review, Decision::Review, Decision::Withhold]
        );
        let never = Thresholds { withhold: None, ..bands };
        assert_eq!(never.decide(1.0), Decision::Review);
        assert!(never.fits(["good", "bad"].into_iter()) && !never.fits(["good"].into_iter()));
    }
}
