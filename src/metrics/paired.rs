//! Two models on the same rows: is the difference more than chance?

use serde::Serialize;

use super::Judged;

/// McNemar's test (McNemar 1947) in its exact form: of the rows that one model alone got right, each is as likely the
/// one's as the other's where the two are equally good.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct McNemar {
    /// How many rows the first model alone got right.
    pub first_alone: u64,
    /// How many rows the second model alone got right.
    pub second_alone: u64,
    /// How likely so uneven a share is by chance, two-sided; 0..=1.
    pub p: f64,
}

impl McNemar {
    /// Compares the two on rows that are the same, in the same order.
    ///
    /// # Panics
    /// Where they are not.
    #[must_use]
    pub fn new(first: &[Judged], second: &[Judged]) -> Self {
        assert!(first.len() == second.len(), "the same rows");
        let is_right = |row: &Judged| row.predicted == row.truth;
        let alone = |a: &[Judged], b: &[Judged]| {
            a.iter().zip(b).filter(|(a, b)| is_right(a) && !is_right(b)).count() as u64
        };
        let (first_alone, second_alone) = (alone(first, second), alone(second, first));
        Self { first_alone, second_alone, p: two_sided(first_alone, second_alone) }
    }
}

/// Twice the smaller tail of the binomial distribution with an even chance.
fn two_sided(a: u64, b: u64) -> f64 {
    let n = a + b;
    let log_factorial = |k: u64| libm::lgamma(k as f64 + 1.0);
    let term = |k: u64| {
        libm::exp(
            log_factorial(n) - log_factorial(k) - log_factorial(n - k) - n as f64 * std::f64::consts::LN_2,
        )
    };
    (2.0 * (0..=a.min(b)).map(term).sum::<f64>()).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::two_sided;

    #[test]
    fn figures_by_hand() {
        // 2 * (1 + 10) / 2^10, and both tails of an even share.
        assert!((two_sided(1, 9) - 22.0 / 1024.0).abs() < 1e-12);
        assert!((two_sided(9, 1) - 22.0 / 1024.0).abs() < 1e-12);
        assert!((two_sided(5, 5) - 1.0).abs() < 1e-12 && (two_sided(0, 0) - 1.0).abs() < 1e-12);
        assert!(two_sided(400, 600) < 1e-9);
    }
}
