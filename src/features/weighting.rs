//! Counts become numbers: sublinear term frequency times inverse document frequency, each view brought to
//! unit length (Salton and Buckley 1988).

use super::{Occurrence, View, grouped};

/// One number of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The column.
    pub column: u32,
    /// The weighted count.
    pub value: f32,
    /// How many of the row's sorted occurrences it sums up.
    pub occurrences: u32,
}

/// A text as a sparse row. Reusable.
#[derive(Debug, Clone, Default)]
pub struct Row {
    entries: Vec<Entry>,
}

impl Row {
    /// The entries in the order of their occurrences. A column can come once a view. Columns that the model
    /// does not know have the value 0.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether no feature is known to the model.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.entries.iter().all(|entry| entry.value == 0.0)
    }
}

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

    fn of(&self, column: u32) -> f32 {
        f32::from(self.codes[column as usize]) / STEPS as f32
    }

    /// Weighs sorted occurrences; replaces what `into` held.
    pub fn weigh(&self, sorted: &[Occurrence], into: &mut Row) {
        into.entries.clear();
        let mut first_of_characters = None;
        for group in grouped(sorted) {
            let first = group[0];
            if first.view() == View::Characters && first_of_characters.is_none() {
                first_of_characters = Some(into.entries.len());
            }
            let frequency = 1.0 + libm::logf(group.len() as f32);
            let value = frequency * self.of(first.column());
            into.entries.push(Entry { column: first.column(), value, occurrences: group.len() as u32 });
        }
        let middle = first_of_characters.unwrap_or(into.entries.len());
        let (words, characters) = into.entries.split_at_mut(middle);
        to_unit_length(words);
        to_unit_length(characters);
    }
}

fn to_unit_length(entries: &mut [Entry]) {
    let squares: f32 = entries.iter().map(|e| e.value * e.value).sum();
    if squares > 0.0 {
        let length = squares.sqrt();
        for entry in entries {
            entry.value /= length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_view_has_unit_length_and_rare_columns_weigh_more() {
        let weighting = InverseFrequency::new(100, &[50, 2, 1, 10], 2);
        let seen = [
            Occurrence::new(View::Word, 0, 0),
            Occurrence::new(View::Word, 1, 1),
            Occurrence::new(View::Characters, 2, 1),
            Occurrence::new(View::Characters, 3, 1),
        ];
        let mut row = Row::default();
        weighting.weigh(&seen, &mut row);
        let [common, rare, unknown, only] = row.entries() else { panic!("four features") };
        assert!(common.value < rare.value);
        assert!((common.value.hypot(rare.value) - 1.0).abs() < 1e-6);
        assert!(unknown.value.abs() < f32::EPSILON, "seen in one row of at least two");
        assert!((only.value - 1.0).abs() < f32::EPSILON);
        assert!(!row.is_unknown());
    }
}
