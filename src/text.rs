//! Stages 2 and 3, **fold** and **cut**: a comment goes in, its tokens come out.

mod chars;
mod cut;
mod evasion;
mod fold;
mod piece;
mod settings;
mod table;

use serde::Serialize;

use crate::Machine;

pub use fold::{Folded, Folder};
pub use settings::{EvasionSettings, FoldSettings};
#[cfg(feature = "report")]
pub(crate) use table::is_arabic_letter;

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
    /// An Arabic word with a star in place of a letter (ك*ب); always derived. Which letter it is, only a model
    /// that knows words can say.
    Masked,
}

/// What folding did to a token, and where it comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// Nothing to tell.
    pub const NONE: Self = Self(0);
    /// A reading beside the base tokens: a part of a hashtag, or what a disguise stands for. Derived tokens may
    /// overlap base tokens and each other.
    pub const DERIVED: Self = Self(1);
    /// A letter was written three times or more.
    pub const ELONGATED: Self = Self(1 << 1);
    /// Tatweel was dropped.
    pub const TATWEEL: Self = Self(1 << 2);
    /// Tashkeel or other marks were dropped.
    pub const MARKS: Self = Self(1 << 3);
    /// Zero-width or bidirectional controls were dropped.
    pub const INVISIBLE: Self = Self(1 << 4);
    /// Presentation forms, full-width or mathematical characters were replaced.
    pub const COMPATIBILITY: Self = Self(1 << 5);
    /// Persian, Urdu, Kurdish or ornamental letters were replaced.
    pub const LETTERS: Self = Self(1 << 6);
    /// Laughter was brought to one form.
    pub const LAUGHTER: Self = Self(1 << 7);

    /// The names of those that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let names = [
            (Self::DERIVED, "derived"),
            (Self::ELONGATED, "elongated"),
            (Self::TATWEEL, "tatweel"),
            (Self::MARKS, "marks"),
            (Self::INVISIBLE, "invisible"),
            (Self::COMPATIBILITY, "compatibility"),
            (Self::LETTERS, "letters"),
            (Self::LAUGHTER, "laughter"),
        ];
        names.into_iter().filter(move |(flag, _)| self.has(*flag)).map(|(_, name)| name)
    }

    /// Both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A token: a span of the original bytes and a span of the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// What folding did to it, and where it comes from.
    pub flags: Flags,
    /// First byte in the original.
    pub start: u32,
    /// One past the last byte in the original; what was dropped behind the token belongs to it.
    pub end: u32,
    folded_start: u32,
    folded_end: u32,
}

impl Token {
    /// Its bytes in the original.
    #[must_use]
    pub fn span(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it is a reading beside the base tokens.
    #[must_use]
    pub fn is_derived(&self) -> bool {
        self.flags.has(Flags::DERIVED)
    }
}

/// The tokens of one text, with the folded text they point into. Reusable: no allocation a token.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    folded: Folded,
    list: Vec<Token>,
    readings: evasion::Readings,
}

impl Tokens {
    /// The tokens in order; a derived token follows the last base token it was read from.
    #[must_use]
    pub fn as_slice(&self) -> &[Token] {
        &self.list
    }

    /// The folded text.
    #[must_use]
    pub fn folded(&self) -> &str {
        self.folded.text()
    }

    /// The folded form of a token, UTF-8.
    #[must_use]
    pub fn form_bytes(&self, token: &Token) -> &[u8] {
        self.folded.span(token.folded_start, token.folded_end)
    }

    /// The folded form of a token and whatever stands behind it in the buffer, so that more than the form can be read
    /// at once.
    pub(crate) fn form_and_behind(&self, token: &Token) -> &[u8] {
        self.folded.from(token.folded_start)
    }

    /// The folded form of a token.
    #[must_use]
    pub fn form(&self, token: &Token) -> &str {
        std::str::from_utf8(self.form_bytes(token)).expect("tokens hold whole characters")
    }

    /// The first byte of each disguise that was read and one past its last, in order and apart; parts of hashtags are
    /// none.
    pub(crate) fn disguises(&self) -> impl Iterator<Item = (u32, u32)> {
        self.readings.spans()
    }

    /// Whether the text holds an Arabic letter at all.
    #[must_use]
    pub fn has_arabic(&self) -> bool {
        self.folded.has_arabic()
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
#[derive(Debug, Clone)]
pub struct Tokenizer {
    folder: Folder,
    evasion: EvasionSettings,
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self::new(FoldSettings::default(), EvasionSettings::default())
    }
}

impl Tokenizer {
    /// A tokenizer by these rules.
    #[must_use]
    pub fn new(fold: FoldSettings, evasion: EvasionSettings) -> Self {
        Self { folder: Folder::new(fold), evasion }
    }

    /// The same rules on another machine than the best one.
    #[must_use]
    pub fn with_machine(self, machine: Machine) -> Self {
        Self { folder: self.folder.with_machine(machine), ..self }
    }

    /// The folding stage by itself.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Tokenises `text`, replacing what `into` held. Never fails: bytes that are no UTF-8 become
    /// [`Kind::Invalid`] tokens. Texts beyond 256 MiB are cut there.
    pub fn tokenize(&self, text: &[u8], into: &mut Tokens) {
        let Tokens { folded, list, readings } = into;
        list.clear();
        readings.clear();
        self.folder.pass(text, folded, Cutting { text, evasion: self.evasion, tokens: list, readings });
        readings.put_between(folded, list);
    }
}

/// Makes tokens of what is folded.
struct Cutting<'a> {
    text: &'a [u8],
    evasion: EvasionSettings,
    tokens: &'a mut Vec<Token>,
    readings: &'a mut evasion::Readings,
}

impl fold::Sink for Cutting<'_> {
    fn runs(&mut self, piece: piece::Piece<'_>) {
        cut::cut(piece, self.tokens, &mut self.readings.odd);
        if !self.readings.odd.is_empty() {
            self.readings.read(self.text, self.evasion, piece);
        }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn words(&mut self, words: &fold::Words) {
        let len = self.tokens.len() + words.count();
        // What follows behind the last and is taken off again may lie anywhere, so nothing overflows.
        let [original, folded] =
            [words.original, words.folded].map(|from| move |place: u32| from.wrapping_add(place));
        self.tokens.extend(words.padded().map(|(kind, start, end)| Token {
            kind,
            flags: Flags::NONE,
            start: original(start),
            end: original(end),
            folded_start: folded(start),
            folded_end: folded(end),
        }));
        self.tokens.truncate(len);
    }
}
