//! What each threshold on a probability would do, by linfa's ROC curve.

use linfa::dataset::Pr;
use linfa::metrics::BinaryClassification as _;
use ndarray::Array1;
use serde::Serialize;

use crate::Result;

/// All thresholds on the probability of a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// The area under the ROC curve: how often a row with the label has a higher probability than one without; 0.5 is
    /// chance.
    pub area: f64,
    /// From the lowest threshold to the highest.
    pub points: Vec<CurvePoint>,
}

/// What a threshold does to comments with the curve's base rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Comments of at least this probability are meant.
    pub threshold: f64,
    /// Of those, the share that has the label.
    pub precision: f64,
    /// Of all comments with the label, the share of those.
    pub recall: f64,
    /// Of all comments, the share of those.
    pub share: f64,
    /// How many of the measured rows lie there.
    pub rows: u64,
}

/// The curve of pairs of probability and whether the row has the label; `base_rate` is the share of comments that have
/// it, `None`: as in the rows.
///
/// # Errors
/// [`crate::Error::Linfa`] where linfa refuses the probabilities.
pub fn curve(pairs: &[(f64, bool)], base_rate: Option<f64>) -> Result<Curve> {
    let probabilities: Array1<Pr> = pairs.iter().map(|&(p, _)| Pr::new(p.clamp(0.0, 1.0) as f32)).collect();
    let is_so: Vec<bool> = pairs.iter().map(|&(_, is_so)| is_so).collect();
    let so = is_so.iter().filter(|&&is_so| is_so).count() as f64;
    let not_so = pairs.len() as f64 - so;
    let base_rate = base_rate.unwrap_or(so / (pairs.len() as f64).max(1.0));
    if so == 0.0 || not_so == 0.0 {
        return Ok(Curve { area: 0.5, points: Vec::new() });
    }
    let roc = probabilities.roc(&is_so)?;
    // linfa sorts upwards: its curve has, for each threshold, the shares of both kinds of rows that lie below.
    let point = |(threshold, (so_below, not_so_below)): (f32, (f32, f32))| {
        let (recall, false_share) = (1.0 - f64::from(so_below), 1.0 - f64::from(not_so_below));
        let (right, wrong) = (base_rate * recall, (1.0 - base_rate) * false_share);
        CurvePoint {
            threshold: f64::from(threshold),
            precision: right / (right + wrong),
            recall,
            share: right + wrong,
            rows: (recall * so + false_share * not_so).round() as u64,
        }
    };
    let points = roc.get_thresholds().into_iter().zip(roc.get_curve()).map(point).collect();
    Ok(Curve { area: f64::from(roc.area_under_curve()), points })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_by_hand() {
        let pairs = [(0.9, true), (0.8, true), (0.7, false), (0.6, true), (0.2, false), (0.1, false)];
        let curve = curve(&pairs, None).expect("probabilities");
        // Of nine pairs of one with and one without the label, one is the wrong way round.
        assert!((curve.area - 8.0 / 9.0).abs() < 1e-6);
        let at = |rows: u64| *curve.points.iter().find(|point| point.rows == rows).expect("a point");
        assert!((at(3).precision - 2.0 / 3.0).abs() < 1e-6 && (at(3).recall - 2.0 / 3.0).abs() < 1e-6);
        assert!((at(4).threshold - 0.6).abs() < 1e-6 && (at(4).recall - 1.0).abs() < 1e-6);
        assert_eq!(curve.points.len(), 6);
    }

    #[test]
    fn another_base_rate_changes_precision_and_share_alone() {
        let pairs: Vec<_> = (0..100).map(|i| (f64::from(i) / 100.0, i % 2 == 0 || i > 80)).collect();
        let (half, rare) = (curve(&pairs, Some(0.5)).expect("a"), curve(&pairs, Some(0.05)).expect("b"));
        for (a, b) in half.points.iter().zip(&rare.points) {
            assert!((a.recall - b.recall).abs() < 1e-12 && a.precision >= b.precision);
        }
        assert!(curve(&[(0.5, true)], None).expect("one kind of rows").points.is_empty());
    }
}
