//! Sparse rows behind linfa's `Records`.

use linfa::dataset::Records;

/// A sparse matrix, compressed by rows (CSR): samples × columns.
#[derive(Debug, Clone, PartialEq)]
pub struct SparseRows {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

impl SparseRows {
    /// No samples yet; `width` columns.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { starts: vec![0], columns: Vec::new(), values: Vec::new(), width }
    }

    /// Adds a sample: pairs of column and value, in any order; columns at or beyond the width are left out.
    pub fn push(&mut self, entries: impl IntoIterator<Item = (u32, f32)>) {
        for (column, value) in entries {
            if (column as usize) < self.width && value != 0.0 {
                self.columns.push(column);
                self.values.push(value);
            }
        }
        self.starts.push(self.columns.len());
    }

    /// The columns and values of a sample.
    #[must_use]
    pub fn row(&self, sample: usize) -> (&[u32], &[f32]) {
        let range = self.range(sample);
        (&self.columns[range.clone()], &self.values[range])
    }

    /// Where a sample's entries stand among all.
    pub(super) fn range(&self, sample: usize) -> std::ops::Range<usize> {
        self.starts[sample]..self.starts[sample + 1]
    }

    /// The columns of all entries, sample after sample.
    pub(super) fn columns(&self) -> &[u32] {
        &self.columns
    }

    /// How many samples have each column.
    pub(super) fn column_counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.width];
        for &column in &self.columns {
            counts[column as usize] += 1;
        }
        counts
    }
}

impl Records for SparseRows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.starts.len() - 1
    }

    fn nfeatures(&self) -> usize {
        self.width
    }
}
