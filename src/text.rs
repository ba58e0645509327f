//! Stages 2 and 3, **fold** and **cut**: a comment goes in, its tokens come out.

use serde::Serialize;

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
    /// Any other visible sign.
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
    /// A run of bytes that are not UTF-8.
    Invalid,
}

/// A token: a span of the original bytes and a span of the folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// True for a reading beside the base tokens (the parts of a hashtag): derived tokens may overlap them.
    pub derived: bool,
    /// First byte in the original.
    pub start: usize,
    /// One past the last byte in the original.
    pub end: usize,
    /// First byte in [`Tokens::folded`].
    pub folded_start: usize,
    /// One past the last byte in [`Tokens::folded`].
    pub folded_end: usize,
}

/// The tokens of one text, with the folded text they point into. Reusable: no allocation a token.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// The folded text.
    pub folded: String,
    /// The tokens in order of their start; a derived token follows the base token it was read from.
    pub tokens: Vec<Token>,
}

impl Tokens {
    /// The folded form of a token.
    #[must_use]
    pub fn form(&self, token: &Token) -> &str {
        &self.folded[token.folded_start..token.folded_end]
    }
}

/// Folds and cuts, as its settings say.
#[derive(Debug, Clone, Default)]
pub struct Tokenizer {}

impl Tokenizer {
    /// Tokenises `text`, replacing what `into` held. Never fails: bytes that are no UTF-8 become
    /// [`Kind::Invalid`] tokens.
    pub fn tokenize(&self, text: &[u8], into: &mut Tokens) {
        let _ = (text, into);
    }
    /// Only folds `text`, replacing what `into` held.
    pub fn fold(&self, text: &[u8], into: &mut String) {
        let _ = (text, into);
    }
}
