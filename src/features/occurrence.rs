//! One feature seen at one token, packed so that sorting brings equal features together.

/// Which kind of feature it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// A single token.
    Word,
    /// Two neighbouring tokens.
    Pair,
    /// A run of characters within a word.
    Characters,
}

/// A feature's view and column, and the token it was seen at (of a pair, the first).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence(u64);

impl Occurrence {
    /// `column` has at most 24 bits; token indices beyond 2^38 wrap, which only blurs explanations.
    #[must_use]
    pub fn new(view: View, column: u32, token: usize) -> Self {
        Self((view as u64) << 62 | u64::from(column) << 38 | (token as u64 & ((1 << 38) - 1)))
    }

    /// Which kind of feature it is.
    #[must_use]
    pub fn view(self) -> View {
        match self.0 >> 62 {
            0 => View::Word,
            1 => View::Pair,
            _ => View::Characters,
        }
    }

    /// The column it was hashed to.
    #[must_use]
    pub fn column(self) -> u32 {
        (self.0 >> 38) as u32 & ((1 << 24) - 1)
    }

    /// The index of the token it was seen at.
    #[must_use]
    pub fn token(self) -> usize {
        (self.0 & ((1 << 38) - 1)) as usize
    }

    fn feature(self) -> u64 {
        self.0 >> 38
    }
}

/// Sorted occurrences, the ones of the same view and column together.
pub fn grouped(sorted: &[Occurrence]) -> impl Iterator<Item = &[Occurrence]> {
    sorted.chunk_by(|a, b| a.feature() == b.feature())
}
