//! Whether probabilities can be taken at their word.

use crate::model::{Reliability, ReliabilityBin};

/// So many bins are usual (Guo et al. 2017).
const BINS: usize = 15;

/// A reliability table of pairs of probability and whether it is so, in 15 bins of equal mass.
#[must_use]
pub fn reliability(label: &str, mut pairs: Vec<(f64, bool)>) -> Reliability {
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let rows = pairs.len();
    let edge = |bin: usize| bin * rows / BINS;
    let bins: Vec<_> = (0..BINS)
        .map(|bin| &pairs[edge(bin)..edge(bin + 1)])
        .filter(|bin| !bin.is_empty())
        .map(line)
        .collect();
    let gap = |bin: &ReliabilityBin| bin.rows as f64 * (bin.probability - bin.share).abs();
    let error = bins.iter().map(gap).sum::<f64>() / rows.max(1) as f64;
    Reliability { label: label.to_owned(), error, bins }
}

fn line(pairs: &[(f64, bool)]) -> ReliabilityBin {
    let rows = pairs.len() as f64;
    ReliabilityBin {
        rows: pairs.len() as u64,
        probability: pairs.iter().map(|(p, _)| p).sum::<f64>() / rows,
        share: pairs.iter().filter(|(_, is_so)| *is_so).count() as f64 / rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_weighed_by_rows() {
        // Thirty rows at 0.2 of which 6 are so, thirty at 0.9 of which 18 are: no gap and a gap of 0.3.
        let mut pairs: Vec<_> = (0..30).map(|i| (0.2, i % 5 == 0)).collect();
        pairs.extend((0..30).map(|i| (0.9, i % 5 < 3)));
        let found = reliability("bad", pairs);
        assert_eq!(found.bins.len(), 15);
        assert!(found.bins.iter().all(|bin| bin.rows == 4));
        assert!(found.error >= 0.15, "{}", found.error);
        assert!(reliability("", Vec::new()).bins.is_empty());
    }

    #[test]
    fn few_rows_make_few_bins() {
        let found = reliability("", vec![(0.5, true), (0.25, false)]);
        assert_eq!(found.bins.len(), 2);
        assert!((found.error - 0.375).abs() < 1e-12);
    }
}
