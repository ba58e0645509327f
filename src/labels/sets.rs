//! Disjoint sets of rows.

/// Sets that only ever merge (union-find with path halving; the smaller row number stands for a set).
#[derive(Debug, Clone)]
pub(super) struct Sets(Vec<u32>);

impl Sets {
    /// Every row by itself.
    pub(super) fn new(rows: usize) -> Self {
        Self((0..rows as u32).collect())
    }

    /// The row that stands for the set of `row`.
    pub(super) fn find(&mut self, row: usize) -> usize {
        let mut row = row as u32;
        while self.0[row as usize] != row {
            let above = self.0[self.0[row as usize] as usize];
            self.0[row as usize] = above;
            row = above;
        }
        row as usize
    }

    /// Puts the sets of two rows together.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b) as u32;
    }
}
