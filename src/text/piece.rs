//! A piece of a folded text in runs, as the pass found them.

use super::fold::Run;
use super::table::Class;

/// Runs one behind the other, with blanks or the ends of the text around.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    /// The folded text up to the end of the last run.
    pub(super) bytes: &'a [u8],
    pub(super) runs: &'a [Run],
}

impl<'a> Piece<'a> {
    /// One past the last byte of a run in the folded text.
    #[inline]
    pub(super) fn folded_end(self, run: usize) -> u32 {
        self.runs.get(run + 1).map_or(self.bytes.len() as u32, |next| next.folded)
    }

    /// The folded text of a run; empty behind the last.
    pub(super) fn form(self, run: usize) -> &'a [u8] {
        match self.runs.get(run) {
            Some(found) => &self.bytes[found.folded as usize..self.folded_end(run) as usize],
            None => &[],
        }
    }

    pub(super) fn class(self, run: usize) -> Option<Class> {
        self.runs.get(run).map(|run| run.class)
    }
}
