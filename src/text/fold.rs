//! Stage 2, **fold**: spellings that readers take for the same become the same.
//!
//! One pass over the bytes. ASCII and the Arabic block (U+0600 to U+06FF, two bytes) go through a table made
//! from the settings; everything else through [`super::chars`]. The folded text comes in words and signs that each are a token,
//! many at once, and between them in runs of one class, each with its bytes in the original, so that the cutter never asks
//! for a single character.

mod beyond;
mod pass;
mod window;

use super::chars::{self, Change};
use super::piece::Piece;
use super::table::{Class, class};
use super::{Flags, FoldSettings};
use crate::Machine;
use window::Signs;

pub(super) use window::Words;

/// What a character of the table becomes, in one word that the pass can take apart without branches: two bytes to
/// write, then flags, class, and how many of the bytes count: 0 for what is dropped, [`SLOW`] for what only
/// `beyond.rs` knows.
#[derive(Debug, Clone, Copy)]
struct Entry(u32);

const SLOW: usize = 3;

/// Of longer texts this much is read, so that places in the folded text fit 32 bits: three bytes become at most 41.
const LONGEST: usize = 1 << 28;

/// The folding rules, made ready.
#[derive(Debug, Clone)]
pub struct Folder {
    settings: FoldSettings,
    ascii: Box<[Entry; 128]>,
    /// By both bytes as a number, less those of U+0600; what is no character of the block is [`SLOW`].
    arabic: Box<[Entry; ARABIC]>,
    /// The same for vectors.
    signs: Box<Signs>,
    machine: Machine,
}

/// The bytes that the Arabic block begins with, as a number; and how many such numbers there are.
const ARABIC_FROM: u16 = 0xD800;
const ARABIC: usize = 0x400;

/// A run of folded characters of one class, or of one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) class: Class,
    pub(super) flags: Flags,
    /// First byte in the folded text.
    pub(super) folded: u32,
    /// First byte in the original.
    pub(super) start: u32,
    /// One past the last byte in the original, with what was dropped behind it.
    pub(super) end: u32,
}

/// Where what was folded goes, piece by piece. There is a blank between two pieces, and nothing that goes on from one into
/// the next.
pub(super) trait Sink {
    /// Takes runs, which may be anything.
    fn runs(&mut self, piece: Piece<'_>);
    /// Takes words and signs that each are a token. To be `inline(always)`.
    fn words(&mut self, words: &Words);
}

/// Of the folding stage by itself only the text is wanted.
impl Sink for () {
    fn runs(&mut self, _: Piece<'_>) {}
    fn words(&mut self, _: &Words) {}
}

/// A folded text. Reusable.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The folded text, then the readings that were appended, then room.
    bytes: Vec<u8>,
    text_len: usize,
    len: usize,
    has_arabic: bool,
    /// Of the piece that is being folded.
    runs: Vec<Run>,
}

impl Folded {
    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).expect("folding writes whole characters")
    }

    /// The folded text, UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.text_len]
    }

    /// A span of the folded text or of a reading, UTF-8.
    pub(super) fn span(&self, from: u32, to: u32) -> &[u8] {
        &self.bytes[from as usize..to as usize]
    }

    /// What stands in the buffer from a place on.
    pub(super) fn from(&self, from: u32) -> &[u8] {
        &self.bytes[from as usize..]
    }

    /// Whether it has a run of Arabic letters.
    pub(super) fn has_arabic(&self) -> bool {
        self.has_arabic
    }

    /// Writes a reading behind the folded text; returns its span.
    pub(super) fn append(&mut self, reading: &[u8]) -> (u32, u32) {
        let start = self.len;
        self.len += reading.len();
        if self.bytes.len() < self.len {
            self.bytes.resize(self.len, 0);
        }
        self.bytes[start..self.len].copy_from_slice(reading);
        (start as u32, self.len as u32)
    }
}

impl Folder {
    /// Makes the rules ready.
    #[must_use]
    pub fn new(settings: FoldSettings) -> Self {
        let entry = |bytes: &[u8]| {
            let c = std::str::from_utf8(bytes).ok().and_then(|c| c.chars().next());
            c.map_or(Entry::BEYOND, |c| Entry::new(c, &settings))
        };
        let two = |number: usize| entry(&(ARABIC_FROM + number as u16).to_be_bytes());
        let ascii = Box::new(std::array::from_fn(|code| entry(&[code as u8])));
        let arabic = Box::new(std::array::from_fn(two));
        let signs = Box::new(Signs::new(&ascii, &arabic));
        Self { settings, ascii, arabic, signs, machine: Machine::best() }
    }

    /// The same rules on another machine than the best one.
    #[must_use]
    pub fn with_machine(self, machine: Machine) -> Self {
        Self { machine, ..self }
    }

    /// The rules in force.
    #[must_use]
    pub fn settings(&self) -> &FoldSettings {
        &self.settings
    }

    /// Folds `text` into `into`, replacing what it held. A maximal run of bytes that are no UTF-8 becomes one
    /// U+FFFD. Texts beyond 256 MiB are cut there.
    pub fn fold(&self, text: &[u8], into: &mut Folded) {
        self.pass(text, into, ());
    }

    /// The same, with what is found on the way for the sink.
    #[inline]
    pub(super) fn pass(&self, text: &[u8], into: &mut Folded, sink: impl Sink) {
        let text = &text[..text.len().min(LONGEST)];
        pass::run(self, text, into, sink);
    }
}

impl Entry {
    /// No matter for the table.
    const BEYOND: Self = Self((SLOW as u32) << 28);

    const fn of(bytes: [u8; 2], len: usize, class: Class, flags: Flags) -> Self {
        Self(u32::from_le_bytes([bytes[0], bytes[1], flags.0, (len as u8) << 4 | class as u8]))
    }

    fn new(c: char, settings: &FoldSettings) -> Self {
        let mut bytes = [0; 2];
        match chars::fold(c, settings) {
            Change::Dropped(flags) => Self::of(bytes, 0, Class::Space, flags),
            Change::One(to, flags) if to.len_utf8() <= 2 && class(to) != Class::Mark => {
                let len = to.encode_utf8(&mut bytes).len();
                Self::of(bytes, len, class(to), flags)
            }
            _ => Self::BEYOND,
        }
    }

    /// Both bytes as a number, to compare with others and to write.
    #[inline]
    fn sign(self) -> u16 {
        self.0 as u16
    }

    #[inline]
    fn flags(self) -> Flags {
        Flags((self.0 >> 16) as u8)
    }

    #[inline]
    fn len(self) -> usize {
        (self.0 >> 28) as usize
    }

    #[inline]
    fn class(self) -> Class {
        Class::from_number((self.0 >> 24 & 0xF) as u8)
    }

    /// Whether it is written as an Arabic letter of two bytes, with nothing to tell of it.
    #[inline]
    fn is_plain_letter(self) -> bool {
        self.0 >> 16 == Self::of([0; 2], 2, Class::Arabic, Flags::NONE).0 >> 16
    }
}
