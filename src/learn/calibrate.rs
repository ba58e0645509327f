//! From held-out scores to probabilities and thresholds, by linfa's Platt scaling and ROC curve.

use linfa::ParamGuard as _;
use linfa::composing::platt_scaling::{Platt, platt_newton_method};
use ndarray::Array1;

use crate::metrics::{CurvePoint, curve};
use crate::model::{Answers, Calibration, Shift, Thresholds, margin};
use crate::{Error, Result};

/// A label that fewer held-out rows have, or lack, is not calibrated.
pub const MIN_ROWS: usize = 20;

/// What thresholds are wanted for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The label whose probability decides.
    pub label: String,
    /// What is withheld shall have the label in at least this share; 0..=1.
    pub precision: f64,
    /// Of comments with the label at least this share shall be reviewed or withheld; 0..=1.
    pub recall: f64,
}

/// What probabilities and thresholds are to be fitted to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Target {
    /// The share of comments that have a label; `None`: as in the rows they are fitted to.
    pub base_rate: Option<(String, f64)>,
    /// The thresholds; `None`: none.
    pub wanted: Option<Wanted>,
}

impl Target {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Labels`] for a label that is none of these, [`Error::Setting`] for a share that is none.
    pub fn check(&self, labels: &[String]) -> Result<()> {
        let shares = self.base_rate.iter().map(|(label, rate)| (label, "base-rate", *rate));
        let wanted = self.wanted.iter();
        let wanted =
            wanted.flat_map(|w| [(&w.label, "precision", w.precision), (&w.label, "recall", w.recall)]);
        for (label, name, share) in shares.chain(wanted) {
            if !(share > 0.0 && share < 1.0) {
                return Err(Error::Setting {
                    name,
                    message: format!("must lie between 0 and 1, not {share}"),
                });
            }
            if !labels.contains(label) {
                let message =
                    format!("{name}: there is no label {label}; the labels are {}", labels.join(", "));
                return Err(Error::Labels(message));
            }
        }
        Ok(())
    }
}

/// A held-out row: its scores and its label.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// The score of each label, in log-odds up to a common constant.
    pub scores: &'a [f64],
    /// The label's index.
    pub truth: usize,
}

/// Whether there are rows enough to calibrate by: the first label that has too few of them.
#[must_use]
pub fn too_rare(labels: usize, truth: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts = vec![0; labels];
    let mut rows = 0;
    for label in truth {
        counts[label] += 1;
        rows += 1;
    }
    counts.iter().position(|&count| count < MIN_ROWS || rows - count < MIN_ROWS)
}

/// Fits probabilities, and thresholds where they are wanted, to held-out rows.
///
/// # Errors
/// [`Error::Labels`] where Platt's method finds no answer; [`Error::Linfa`] where linfa refuses the probabilities.
pub fn fit_answers(labels: &[String], rows: &[Scored], target: &Target) -> Result<Answers> {
    let calibration = calibrate(labels, rows, target)?;
    let mut priors = vec![0.0; labels.len()];
    for row in rows {
        priors[row.truth] += 1.0 / rows.len() as f64;
    }
    if let (Some(shift), Some((_, rate))) = (&calibration.shift, &target.base_rate) {
        let others = 1.0 - priors[shift.label];
        for prior in &mut priors {
            *prior *= (1.0 - rate) / others;
        }
        priors[shift.label] = *rate;
    }
    let mut answers = Answers { priors, calibration: Some(calibration), thresholds: None };
    if let Some(wanted) = &target.wanted {
        let label = labels.iter().position(|label| *label == wanted.label).unwrap_or_default();
        let pair = |row: &Scored| (answers.probabilities(Some(row.scores))[label], row.truth == label);
        let pairs: Vec<_> = rows.iter().map(pair).collect();
        let rate = target.base_rate.as_ref().filter(|(name, _)| *name == wanted.label).map(|(_, rate)| *rate);
        answers.thresholds = Some(thresholds(wanted, rate, &pairs)?);
    }
    Ok(answers)
}

/// Fits probabilities to held-out rows.
///
/// # Errors
/// [`Error::Labels`] where Platt's method finds no answer.
fn calibrate(labels: &[String], rows: &[Scored], target: &Target) -> Result<Calibration> {
    let (mut slopes, mut offsets) = (Vec::new(), Vec::new());
    for (label, name) in labels.iter().enumerate() {
        let margins: Array1<f64> = rows.iter().map(|row| margin(row.scores, label)).collect();
        let is_so: Array1<bool> = rows.iter().map(|row| row.truth == label).collect();
        let params = Platt::<f64, ()>::params();
        let fitted =
            params.check_ref().and_then(|params| platt_newton_method(margins.view(), is_so.view(), params));
        let (a, b) = fitted.map_err(|error| {
            Error::Labels(format!("the probabilities of {name} cannot be calibrated: {error}"))
        })?;
        // linfa's sigmoid falls as a × score + b grows.
        slopes.push(rounded(-a));
        offsets.push(rounded(-b));
    }
    let shift = target.base_rate.as_ref().and_then(|(name, rate)| {
        let label = labels.iter().position(|label| label == name)?;
        let share = rows.iter().filter(|row| row.truth == label).count() as f64 / rows.len() as f64;
        let log_odds = |p: f64| libm::log(p / (1.0 - p));
        Some(Shift { label, log_odds: rounded(log_odds(*rate) - log_odds(share)) })
    });
    Ok(Calibration { slopes, offsets, shift })
}

/// linfa takes `exp` and `ln` from the machine's math library, whose last digits differ between machines: far fewer
/// are kept.
fn rounded(value: f64) -> f64 {
    (value * 1024.0).round() / 1024.0
}

/// Chooses thresholds by pairs of the label's probability and whether the row has it.
///
/// Where no probability gives the wanted precision, nothing is withheld; where none gives the wanted recall,
/// everything is reviewed.
///
/// # Errors
/// [`Error::Linfa`] where linfa refuses the probabilities.
fn thresholds(wanted: &Wanted, base_rate: Option<f64>, pairs: &[(f64, bool)]) -> Result<Thresholds> {
    let so = pairs.iter().filter(|(_, is_so)| *is_so).count();
    let points = curve(pairs, base_rate)?.points;
    let reviewed = points.iter().rfind(|point| point.recall >= wanted.recall);
    let precise = |point: &&CurvePoint| point.precision >= wanted.precision && point.rows >= MIN_WITHHELD;
    // Four digits, in the direction that keeps what was wanted.
    let review = reviewed.map_or(0.0, |point| (point.threshold * 1e4).floor() / 1e4);
    let withhold = points.iter().find(precise).map(|point| (point.threshold * 1e4).ceil() / 1e4);
    let Wanted { label, precision, recall } = wanted.clone();
    Ok(Thresholds {
        label,
        review,
        withhold: withhold.map(|withhold| withhold.max(review)),
        base_rate: base_rate.unwrap_or(so as f64 / pairs.len().max(1) as f64),
        precision,
        recall,
    })
}

/// A precision told by fewer rows is chance.
const MIN_WITHHELD: u64 = 10;
