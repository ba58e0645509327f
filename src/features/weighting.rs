//! Inverse document frequency: what is rare says more (Spärck Jones 1972).

/// The inverse document frequency of each column, kept in steps that fit a byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InverseFrequency {
    codes: Vec<u8>,
}

/// Steps a unit: 1 + ln(rows) up to 12.7 fits a byte.
const STEPS: f64 = 20.0;

impl InverseFrequency {
    /// From how many of `rows` have each column; columns of fewer than `min_rows` count as unknown.
    /// The figure is `1 + ln((1 + rows) / (1 + rows with the column))`.
    #[must_use]
    pub fn new(rows: usize, with_column: &[u32], min_rows: u32) -> Self {
        let code = |&df: &u32| {
            if df < min_rows {
                return 0;
            }
            let idf = 1.0 + libm::log((1.0 + rows as f64) / (1.0 + f64::from(df)));
            libm::round(idf * STEPS).clamp(1.0, 255.0) as u8
        };
        Self { codes: with_column.iter().map(code).collect() }
    }

    /// From the bytes of a model file: one a column, 0 for unknown.
    #[must_use]
    pub fn from_codes(codes: Vec<u8>) -> Self {
        Self { codes }
    }

    /// One byte a column, 0 for unknown.
    #[must_use]
    pub fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// The figure of a column; 0 where it is unknown.
    #[must_use]
    pub fn of(&self, column: u32) -> f32 {
        f32::from(self.codes[column as usize]) / STEPS as f32
    }

    /// What one occurrence of a column adds to the square of a view's length, in steps so coarse that it fits
    /// an `i8`; [`length`] takes sums of these.
    #[must_use]
    pub fn square(&self, column: u32) -> i8 {
        match u32::from(self.codes[column as usize]) {
            0 => 0,
            code => ((code * code + STEPS_OF_SQUARE / 2) / STEPS_OF_SQUARE).max(1) as i8,
        }
    }
}

/// The square of the highest code, divided by this, is the highest `i8`.
const STEPS_OF_SQUARE: u32 = 512;

/// The unit of [`InverseFrequency::square`].
const SQUARE_UNIT: f64 = STEPS_OF_SQUARE as f64 / (STEPS * STEPS);

/// What each occurrence in a view is divided by, so that texts of any length weigh the same (Salton and Buckley
/// 1988): the length of the vector of all its occurrences, from the sum of their squares. 1 for an empty view.
///
/// Each occurrence counts by itself, so that nothing has to be sorted to find it: of a word that comes twice the
/// square is taken twice, not the square of its count.
#[must_use]
pub fn length(squares: i64) -> f64 {
    if squares > 0 { (squares as f64 * SQUARE_UNIT).sqrt() } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_columns_weigh_more_and_a_single_occurrence_has_the_length_of_its_figure() {
        let frequency = InverseFrequency::new(100, &[50, 2, 1], 2);
        assert!(frequency.of(0) < frequency.of(1));
        assert_eq!(frequency.square(2), 0, "seen in one row of at least two");
        for column in 0..2 {
            let off = length(i64::from(frequency.square(column))) / f64::from(frequency.of(column));
            assert!((off - 1.0).abs() < 0.1, "{off}");
        }
        assert!((length(0) - 1.0).abs() < f64::EPSILON);
    }
}
