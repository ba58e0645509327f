//! The features of a text, each as the column that it was hashed to, with the token that it was seen at.

use super::characters::{Columns, Letters};

/// What was counted in one text. Reusable: nothing is allocated for a token.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    words: Vec<u32>,
    characters: Columns,
    letters: Letters,
    pairs: Vec<u32>,
    paired: Vec<[u32; 2]>,
    tokens: Vec<CountedToken>,
}

/// A token's features, as far as they are its own: what is between the token before and it in [`Counted::words`] and
/// [`Counted::characters`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct CountedToken {
    pub(crate) index: usize,
    pub(crate) words_end: usize,
    pub(crate) characters_end: usize,
}

impl Counted {
    /// The columns of words and stems, in the order of the text.
    #[must_use]
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// The columns of runs of characters, in the order of the text.
    #[must_use]
    pub fn characters(&self) -> &[u32] {
        self.characters.as_slice()
    }

    /// The columns of pairs, in the order of the text.
    #[must_use]
    pub fn pairs(&self) -> &[u32] {
        &self.pairs
    }

    /// For each pair the indices of both its tokens.
    #[must_use]
    pub fn paired(&self) -> &[[u32; 2]] {
        &self.paired
    }

    /// How many features were seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len() + self.characters.len() + self.pairs.len()
    }

    /// Whether no feature was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// For each counted token its index, its columns among the words, and its columns among the characters.
    pub fn tokens(&self) -> impl Iterator<Item = (usize, &[u32], &[u32])> {
        let (mut words, mut characters) = (0, 0);
        self.tokens.iter().map(move |token| {
            let own_words = &self.words[words..token.words_end];
            let own_characters = &self.characters()[characters..token.characters_end];
            (words, characters) = (token.words_end, token.characters_end);
            (token.index, own_words, own_characters)
        })
    }

    /// The counted tokens, in the order of the text.
    pub(crate) fn token_ends(&self) -> &[CountedToken] {
        &self.tokens
    }

    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.characters.clear();
        self.pairs.clear();
        self.paired.clear();
        self.tokens.clear();
    }

    #[inline]
    pub(super) fn push_word(&mut self, column: u32) {
        self.words.push(column);
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    pub(super) fn push_characters(
        &mut self,
        bytes: &[u8],
        len: usize,
        lengths: (usize, usize),
        column_bits: u32,
    ) {
        self.characters.add(&mut self.letters, bytes, len, lengths, column_bits);
    }

    #[inline]
    pub(super) fn push_pair(&mut self, column: u32, first: usize, second: usize) {
        self.pairs.push(column);
        self.paired.push([first as u32, second as u32]);
    }

    /// Everything since the last such call belongs to the token.
    #[inline]
    pub(super) fn end_token(&mut self, index: usize) {
        let (words_end, characters_end) = (self.words.len(), self.characters.len());
        self.tokens.push(CountedToken { index, words_end, characters_end });
    }
}
