//! Whether probabilities can be taken at their word.

use crate::model::{Reliability, ReliabilityBin};

/// So many bins are usual (Guo et al. 2017).
const BINS: usize = 15;

/// A row's probability of something, and whether it is so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foretold {
    /// The probability; 0..=1.
    pub probability: f64,
    /// Whether it is so.
    pub is_so: bool,
    /// How many comments the row stands for.
    pub weight: f64,
}

/// A reliability table, in 15 bins of equally many rows.
#[must_use]
pub fn reliability(label: &str, mut rows: Vec<Foretold>) -> Reliability {
    rows.sort_by(|a, b| a.probability.total_cmp(&b.probability).then(a.is_so.cmp(&b.is_so)));
    let edge = |bin: usize| bin * rows.len() / BINS;
    let bins = (0..BINS).map(|bin| &rows[edge(bin)..edge(bin + 1)]).filter(|bin| !bin.is_empty());
    let bins: Vec<(f64, ReliabilityBin)> = bins.map(|rows| (weight(rows), line(rows))).collect();
    let gap = |(weight, bin): &(f64, ReliabilityBin)| weight * (bin.probability - bin.share).abs();
    let all = if rows.is_empty() { 1.0 } else { weight(&rows) };
    let error = bins.iter().map(gap).sum::<f64>() / all;
    Reliability { label: label.to_owned(), error, bins: bins.into_iter().map(|(_, bin)| bin).collect() }
}

fn weight(rows: &[Foretold]) -> f64 {
    rows.iter().map(|row| row.weight).sum()
}

fn line(rows: &[Foretold]) -> ReliabilityBin {
    let all = weight(rows);
    ReliabilityBin {
        rows: rows.len() as u64,
        probability: rows.iter().map(|row| row.weight * row.probability).sum::<f64>() / all,
        share: rows.iter().map(|row| if row.is_so { row.weight } else { 0.0 }).sum::<f64>() / all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foretold(pairs: Vec<(f64, bool)>) -> Vec<Foretold> {
        pairs.into_iter().map(|(probability, is_so)| Foretold { probability, is_so, weight: 1.0 }).collect()
    }

    #[test]
    fn a_row_that_stands_for_two_counts_as_two() {
        let row = |is_so, weight| Foretold { probability: 0.5, is_so, weight };
        // As many bins as rows, and of three comments one is so.
        let found = reliability("", vec![row(true, 1.0), row(false, 2.0)]);
        assert!((found.error - 0.5).abs() < 1e-12);
        let one = line(&[row(true, 1.0), row(false, 2.0)]);
        assert!((one.share - 1.0 / 3.0).abs() < 1e-12 && one.rows == 2);
        assert!(line(&[row(false, 1.0)]).share.is_sign_positive(), "an empty sum of floats is -0");
    }

    #[test]
    fn gaps_are_weighed_by_rows() {
        // Thirty rows at 0.2 of which 6 are so, thirty at 0.9 of which 18 are: no gap and a gap of 0.3.
        let mut pairs: Vec<_> = (0..30).map(|i| (0.2, i % 5 == 0)).collect();
        pairs.extend((0..30).map(|i| (0.9, i % 5 < 3)));
        let found = reliability("bad", foretold(pairs));
        assert_eq!(found.bins.len(), 15);
        assert!(found.bins.iter().all(|bin| bin.rows == 4));
        assert!(found.error >= 0.15, "{}", found.error);
        assert!(reliability("", Vec::new()).bins.is_empty());
    }

    #[test]
    fn few_rows_make_few_bins() {
        let found = reliability("", foretold(vec![(0.5, true), (0.25, false)]));
        assert_eq!(found.bins.len(), 2);
        assert!((found.error - 0.375).abs() < 1e-12);
    }
}
