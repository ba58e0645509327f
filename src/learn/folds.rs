//! Folds without leaks: which rows are held out together, and which rows must be left out of learning then.
//!
//! Everything that learns from rows takes them from [`Folds::learned_from`], whatever it is and whatever labels its
//! rows have: the weights, an auxiliary model whose scores become features, a calibration.

use std::collections::HashMap;

use crate::{Error, Result};

/// A bit a fold must fit a `u64`, with one for rows that are never learned from.
pub const MAX_FOLDS: u32 = 63;

/// What folds are cut by.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// What the row must not share with a row of another fold: hashes of its folded text, of its article.
    pub ties: Vec<u128>,
    /// The fold in which the row is held out; `None` for a row that is only learned from.
    pub fold: Option<u32>,
    /// Whether the row, and all rows that share something with it, are never learned from.
    pub never_learned: bool,
}

/// Rows parted into folds.
#[derive(Debug, Clone)]
pub struct Folds {
    count: u32,
    fold: Vec<Option<u32>>,
    /// A bit for each fold that holds a row which shares something with this one, itself included.
    touched: Vec<u64>,
}

/// The bit of rows that are never learned from.
const NEVER: u64 = 1 << MAX_FOLDS;

impl Folds {
    /// `count` folds of rows with these keys; 0 for none, where all rows but those never learned from are learned
    /// from.
    ///
    /// # Errors
    /// [`Error::Setting`] where there would be one fold, or more than [`MAX_FOLDS`].
    pub fn new(count: u32, rows: &[Keys]) -> Result<Self> {
        if count == 1 || count > MAX_FOLDS {
            let message = format!("must be 2 to {MAX_FOLDS}, not {count}");
            return Err(Error::Setting { name: "folds", message });
        }
        let bits =
            |row: &Keys| row.fold.map_or(0, |fold| 1 << fold) | if row.never_learned { NEVER } else { 0 };
        let mut touched_by_tie: HashMap<u128, u64> = HashMap::new();
        for row in rows {
            for &tie in &row.ties {
                *touched_by_tie.entry(tie).or_default() |= bits(row);
            }
        }
        let touched = |row: &Keys| row.ties.iter().fold(bits(row), |all, tie| all | touched_by_tie[tie]);
        Ok(Self {
            count,
            fold: rows.iter().map(|row| row.fold).collect(),
            touched: rows.iter().map(touched).collect(),
        })
    }

    /// How many folds there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The fold in which a row is held out.
    #[must_use]
    pub fn of(&self, row: usize) -> Option<u32> {
        self.fold[row]
    }

    /// The rows held out in a fold.
    #[must_use]
    pub fn held_out(&self, fold: u32) -> Vec<usize> {
        (0..self.fold.len()).filter(|&row| self.fold[row] == Some(fold)).collect()
    }

    /// The rows of any fold.
    #[must_use]
    pub fn all_held_out(&self) -> Vec<usize> {
        (0..self.fold.len()).filter(|&row| self.fold[row].is_some()).collect()
    }

    /// Whether a row may be learned from while these folds are held out: it shares nothing with a row in them, nor
    /// with a row that is never learned from.
    #[must_use]
    pub fn may_learn(&self, row: usize, out: &[u32]) -> bool {
        let out = out.iter().fold(NEVER, |bits, &fold| bits | 1 << fold);
        self.touched[row] & out == 0
    }

    /// The rows that may be learned from while these folds are held out.
    #[must_use]
    pub fn learned_from(&self, out: &[u32]) -> Vec<usize> {
        (0..self.fold.len()).filter(|&row| self.may_learn(row, out)).collect()
    }

    /// Refuses folds that are empty, or without which there is nothing to learn from.
    ///
    /// # Errors
    /// [`Error::Labels`] names the first of them.
    pub fn check(&self) -> Result<()> {
        for fold in 0..self.count {
            if self.held_out(fold).is_empty() || self.learned_from(&[fold]).is_empty() {
                return Err(Error::Labels(format!(
                    "fold {fold} of {} would be empty, or leave no row to learn from; use fewer folds or add rows",
                    self.count
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ties: &[u128], fold: Option<u32>) -> Keys {
        Keys { ties: ties.to_vec(), fold, never_learned: false }
    }

    #[test]
    fn a_row_is_learned_from_only_where_nothing_that_it_shares_is_held_out() {
        let mut rows = vec![row(&[1], Some(0)), row(&[2], Some(1)), row(&[1], Some(2)), row(&[1], None)];
        rows.push(row(&[3, 9], Some(1)));
        rows.push(row(&[4, 9], None));
        rows.push(Keys { ties: vec![5], fold: None, never_learned: true });
        rows.push(row(&[5], None));
        let folds = Folds::new(3, &rows).expect("three folds");
        assert_eq!(folds.learned_from(&[0]), [1, 4, 5]);
        assert_eq!(folds.learned_from(&[1]), [0, 2, 3], "row 5 is of the same article as row 4");
        assert_eq!(folds.learned_from(&[0, 1]), Vec::<usize>::new());
        assert_eq!(folds.learned_from(&[]), [0, 1, 2, 3, 4, 5], "row 7 repeats a row never learned from");
        assert_eq!(folds.held_out(1), [1, 4]);
        assert!(folds.check().is_ok());
    }

    #[test]
    fn too_many_and_empty_folds_are_refused() {
        for count in [1, 64] {
            assert!(Folds::new(count, &[]).unwrap_err().to_string().contains("2 to 63"));
        }
        let folds = Folds::new(2, &[row(&[1], Some(0)), row(&[2], Some(0))]).expect("two folds");
        assert!(folds.check().unwrap_err().to_string().contains("fold 1 of 2"));
    }
}
