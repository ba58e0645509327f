//! 95% intervals by the percentile bootstrap over rows (Efron 1979).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::model::Interval;

/// So many resamples give the second digit of an interval's ends.
const RESAMPLES: usize = 1000;

const SEED: u64 = 1;

/// The intervals of several figures of the same rows.
///
/// `figures` takes how often each kind of row occurs and gives the figures. Rows of one kind are alike, so that the
/// counts of a resample are all that it needs. The same counts give the same intervals on every machine.
pub(super) fn intervals(counts: &[u64], figures: impl Fn(&[u64]) -> Vec<f64>) -> Vec<Interval> {
    let rows: u64 = counts.iter().sum();
    let kind_of_row: Vec<usize> = counts
        .iter()
        .enumerate()
        .flat_map(|(kind, &count)| std::iter::repeat_n(kind, count as usize))
        .collect();
    let values = figures(counts);
    let mut samples: Vec<Vec<f64>> = vec![Vec::with_capacity(RESAMPLES); values.len()];
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut drawn = vec![0; counts.len()];
    for _ in 0..RESAMPLES {
        drawn.fill(0);
        for _ in 0..rows {
            // The bias of the product is below 2^-20 for any number of rows below 2^12 million.
            let row = (u64::from(random.next_u32()) * rows) >> 32;
            drawn[kind_of_row[row as usize]] += 1;
        }
        for (sample, value) in samples.iter_mut().zip(figures(&drawn)) {
            sample.push(value);
        }
    }
    let interval = |(value, mut sample): (f64, Vec<f64>)| {
        sample.sort_by(f64::total_cmp);
        let at = |share: f64| sample[(share * (RESAMPLES - 1) as f64).round() as usize];
        Interval { value, low: at(0.025), high: at(0.975) }
    };
    values.into_iter().zip(samples).map(interval).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_share_is_that_of_the_binomial_distribution() {
        let share = |counts: &[u64]| vec![counts[0] as f64 / (counts[0] + counts[1]) as f64];
        let found = intervals(&[300, 700], share)[0];
        let half = 1.96 * (0.3 * 0.7 / 1000.0f64).sqrt();
        assert!((found.value - 0.3).abs() < 1e-12);
        assert!(
            (found.low - (0.3 - half)).abs() < 0.005 && (found.high - (0.3 + half)).abs() < 0.005,
            "{found:?}"
        );
        assert_eq!(intervals(&[300, 700], share)[0], found);
    }
}
