//! The words of a part of the page, and what they say by themselves, each found out once.

use std::cell::OnceCell;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::page::heads::{self, Signature};
use crate::page::{clean, cues, dates};

/// Longer words are neither a name nor tools, in characters.
const LONGEST_NAME: usize = 200;

/// Longer words do not only lead from a name to a date, in characters.
const LONGEST_BETWEEN: usize = 24;

/// Words on one line.
pub(super) struct Words {
    pub(super) text: String,
    /// Whether they are a date and nothing else.
    pub(super) dated: bool,
    /// How many characters there are.
    pub(super) letters: usize,
    tool: OnceCell<bool>,
    name: OnceCell<Option<String>>,
    signature: OnceCell<Option<Box<Signature>>>,
    byline: OnceCell<bool>,
    between: OnceCell<bool>,
    answers: OnceCell<Option<String>>,
    unnumbered: OnceCell<u64>,
}

impl Words {
    pub(super) fn new(text: String) -> Self {
        Self {
            dated: dates::is_stamp(&text),
            letters: text.chars().count(),
            text,
            tool: OnceCell::new(),
            name: OnceCell::new(),
            signature: OnceCell::new(),
            byline: OnceCell::new(),
            between: OnceCell::new(),
            answers: OnceCell::new(),
            unnumbered: OnceCell::new(),
        }
    }

    /// Whether they belong to the tools of a page.
    pub(super) fn tool(&self) -> bool {
        *self.tool.get_or_init(|| self.letters <= LONGEST_NAME && cues::tool(&self.text))
    }

    /// The name that they are.
    pub(super) fn name(&self) -> Option<&str> {
        let name = || if self.letters <= LONGEST_NAME { heads::name(&self.text) } else { None };
        self.name.get_or_init(name).as_deref()
    }

    /// The date in them, with what stands beside it.
    pub(super) fn signature(&self) -> Option<&Signature> {
        self.signature.get_or_init(|| heads::signature(&self.text).map(Box::new)).as_deref()
    }

    /// Whether they say who says something.
    pub(super) fn are_byline(&self) -> bool {
        let signed = || self.text.trim().starts_with(['—', '–', '~']);
        *self.byline.get_or_init(|| cues::byline(&self.text).is_some() || signed())
    }

    /// Whether they only lead from a name to a date, or back.
    pub(super) fn are_between(&self) -> bool {
        *self.between.get_or_init(|| self.letters <= LONGEST_BETWEEN && heads::is_between(&self.text))
    }

    /// Whether they are the minute of a match, as commentators print it: «90+5'».
    pub(super) fn are_minute(&self) -> bool {
        let number = self.text.trim().strip_suffix(['\'', '’', '′', '‘', '´']);
        number.is_some_and(|number| {
            number.starts_with(clean::is_numeric) && number.chars().all(|c| clean::is_numeric(c) || c == '+')
        })
    }

    /// The name that they say to answer.
    pub(super) fn answers(&self) -> Option<&str> {
        self.answers.get_or_init(|| cues::answers(&self.text)).as_deref()
    }

    /// The same number for all words that differ in nothing but numbers.
    pub(super) fn unnumbered(&self) -> u64 {
        *self.unnumbered.get_or_init(|| {
            let mut hasher = DefaultHasher::new();
            self.text.trim().chars().filter(|c| !clean::is_numeric(*c)).for_each(|c| c.hash(&mut hasher));
            hasher.finish()
        })
    }
}
