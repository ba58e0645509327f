//! Where rows stand.

/// Where a record of a [`super::Table`] stands. Shown as `8`, or `8 (row 6)` where the two differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The row of a sheet that it becomes, the header being row 1. Line breaks inside of cells make no rows.
    pub row: u64,
}

/// The place of what stands in one line, or in none.
impl From<u64> for Place {
    fn from(line: u64) -> Self {
        Self { line, row: line }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.line)?;
        if self.line == self.row { Ok(()) } else { write!(f, " (row {})", self.row) }
    }
}

/// How many rows something befell, and where the first stands.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    rows: u64,
    first: Place,
    last: Place,
}

impl Tally {
    /// Counts the row at a place; again and again is once.
    pub(crate) fn add(&mut self, place: Place) {
        if self.rows == 0 {
            self.first = place;
        }
        self.rows += u64::from(self.rows == 0 || self.last != place);
        self.last = place;
    }

    /// `FILE: 3 rows WHAT; the first is on line 5`; `None` where there are none.
    pub(crate) fn note(&self, file: &dyn std::fmt::Display, what: &str) -> Option<String> {
        let Self { rows, first, .. } = self;
        (*rows > 0).then(|| format!("{file}: {rows} rows {what}; the first is on line {first}"))
    }
}
