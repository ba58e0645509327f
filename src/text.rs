//! Stages 2 and 3, **fold** and **cut**: a comment goes in, its tokens come out.

mod cut;
mod fold;
mod table;

use serde::Serialize;

pub use fold::{FoldSettings, Folded, fold};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// Letters of one script; Latin words may hold the digits of Arabizi (7aftar).
    Word,
    /// Digits, with their separators.
    Number,
    /// One punctuation mark, or a run of the same one.
    Punctuation,
    /// Any other visible sign, or a run of the same one.
    Symbol,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// `@name`
    Mention,
    /// `#name`, whole.
    Hashtag,
    /// One emoji, with its modifiers and joined parts.
    Emoji,
    /// A maximal run of bytes that are not UTF-8; folded to U+FFFD.
    Invalid,
}

/// A token: a span of the original bytes and a span of the folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// True for a reading beside the base tokens (the parts of a hashtag): derived tokens may overlap them.
    pub derived: bool,
    /// True where a letter was written three times or more; the folded form has it once.
    pub elongated: bool,
    /// First byte in the original.
    pub start: usize,
    /// One past the last byte in the original; marks that were dropped after the token belong to it.
    pub end: usize,
    /// First byte in the folded text.
    pub folded_start: usize,
    /// One past the last byte in the folded text.
    pub folded_end: usize,
}

/// The tokens of one text, with the folded text they point into. Reusable: no allocation a token.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    folded: Folded,
    tokens: Vec<Token>,
}

impl Tokens {
    /// The tokens in order; a derived token follows the base token it was read from.
    #[must_use]
    pub fn as_slice(&self) -> &[Token] {
        &self.tokens
    }

    /// The folded text.
    #[must_use]
    pub fn folded(&self) -> &str {
        self.folded.text()
    }

    /// The folded form of a token.
    #[must_use]
    pub fn form(&self, token: &Token) -> &str {
        &self.folded()[token.folded_start..token.folded_end]
    }
}

/// Folds and cuts, as its settings say.
///
/// ```
/// use ghirbal::text::{Tokenizer, Tokens};
///
/// let mut tokens = Tokens::default();
/// Tokenizer::default().tokenize("شُكـــراً لكم!!".as_bytes(), &mut tokens);
/// let forms: Vec<_> = tokens.as_slice().iter().map(|t| tokens.form(t)).collect();
/// assert_eq!(forms, ["شكرا", "لكم", "!!"]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tokenizer {
    /// Which spellings fold together.
    pub fold: FoldSettings,
}

impl Tokenizer {
    /// Tokenises `text`, replacing what `into` held. Never fails: bytes that are no UTF-8 become
    /// [`Kind::Invalid`] tokens.
    pub fn tokenize(&self, text: &[u8], into: &mut Tokens) {
        fold(text, &self.fold, &mut into.folded);
        cut::cut(&into.folded, &mut into.tokens);
    }
}

/// Whether a folded text holds an Arabic letter at all.
#[must_use]
pub fn has_arabic(folded: &str) -> bool {
    folded.chars().any(table::is_arabic_letter)
}
