//! The pass over the source that takes out what goes too far.

use std::borrow::Cow;
use std::collections::HashMap;

use super::tags::{Tag, raw_end};

/// How many elements may be open at a time; browsers stop at 512 too.
pub(in crate::page::html) const DEEPEST: usize = 512;
/// How many formatting elements may stay unclosed.
const MOST_FORMATTING: usize = 10;
/// How many attributes a tag may have.
const MOST_ATTRIBUTES: usize = 128;

/// What opening an element does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It has no end.
    Void,
    /// The next one of its kind closes it, so that they cannot pile up.
    SelfEnding,
    /// The parser opens it again when a block cuts it.
    Formatting,
    /// Its content is not markup.
    Raw,
    /// It stays open until it is closed.
    Other,
}

impl Sort {
    fn of(name: &str) -> Self {
        match name {
            "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "embed" | "frame" | "hr" | "img"
            | "input" | "keygen" | "link" | "meta" | "param" | "source" | "track" | "wbr" => Self::Void,
            "a" | "body" | "colgroup" | "dd" | "dt" | "head" | "html" | "li" | "option" | "p" | "tbody"
            | "td" | "tfoot" | "th" | "thead" | "tr" => Self::SelfEnding,
            "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong"
            | "tt" | "u" => Self::Formatting,
            "iframe" | "noembed" | "noframes" | "noscript" | "script" | "style" | "textarea" | "title"
            | "xmp" => Self::Raw,
            _ => Self::Other,
        }
    }
}

/// The source without the tags that go too far, and whether there were any.
pub(super) fn cap(source: &str) -> (Cow<'_, str>, bool) {
    let mut pass = Pass::default();
    let mut at = 0;
    while let Some(tag) = Tag::find(source, at) {
        let sort = Sort::of(&tag.name);
        if !pass.keeps(&tag, sort) {
            pass.kept.push(pass.copied..tag.start);
            pass.copied = tag.end;
        }
        // In drawings the content of every element is markup.
        let is_raw = sort == Sort::Raw && !tag.closes && !pass.in_drawing();
        at = if is_raw { raw_end(source, &tag) } else { tag.end };
    }
    if pass.kept.is_empty() {
        return (Cow::Borrowed(source), false);
    }
    pass.kept.push(pass.copied..source.len());
    (Cow::Owned(pass.kept.into_iter().filter_map(|range| source.get(range)).collect()), true)
}

/// What is open while the source is passed over.
#[derive(Default)]
struct Pass<'s> {
    /// The open elements: name, and whether the tag was kept.
    open: Vec<(Cow<'s, str>, bool)>,
    /// How often each name is among them.
    count: HashMap<Cow<'s, str>, usize>,
    /// How many of them were kept.
    depth: usize,
    /// Unclosed formatting elements: how many, how many of each name, and how many of each name were taken out.
    formatting: usize,
    formatting_by_name: HashMap<Cow<'s, str>, usize>,
    left_out: HashMap<Cow<'s, str>, usize>,
    /// The parts of the source to keep, and up to where it is decided.
    kept: Vec<std::ops::Range<usize>>,
    copied: usize,
}

impl<'s> Pass<'s> {
    /// Whether `tag` stays.
    fn keeps(&mut self, tag: &Tag<'s>, sort: Sort) -> bool {
        if tag.attributes > MOST_ATTRIBUTES {
            return false;
        }
        match (sort, tag.closes) {
            (Sort::Void | Sort::SelfEnding | Sort::Raw, _) => true,
            (Sort::Formatting, false) => self.opens_formatting(tag.name.clone()),
            (Sort::Formatting, true) => self.closes_formatting(&tag.name),
            (Sort::Other, false) => self.opens(tag),
            (Sort::Other, true) => self.closes(&tag.name),
        }
    }

    /// Whether a drawing is open.
    fn in_drawing(&self) -> bool {
        ["svg", "math"].iter().any(|name| self.count.get(*name).is_some_and(|&count| count > 0))
    }

    /// An element opens, unless too many are open.
    fn opens(&mut self, tag: &Tag<'s>) -> bool {
        // In drawings an element may close itself; elsewhere the stroke means nothing.
        if tag.closes_itself && self.in_drawing() {
            return true;
        }
        let keep = self.depth < DEEPEST;
        self.depth += usize::from(keep);
        *self.count.entry(tag.name.clone()).or_default() += 1;
        self.open.push((tag.name.clone(), keep));
        keep
    }

    /// An element closes with all inside it; an end without a start closes nothing.
    fn closes(&mut self, name: &str) -> bool {
        if self.count.get(name).is_none_or(|&count| count == 0) {
            return true;
        }
        while let Some((open, kept)) = self.open.pop() {
            self.depth -= usize::from(kept);
            if let Some(count) = self.count.get_mut(&open) {
                *count -= 1;
            }
            if open == name {
                return kept;
            }
        }
        true
    }

    /// A formatting element opens, unless too many are unclosed.
    fn opens_formatting(&mut self, name: Cow<'s, str>) -> bool {
        if self.formatting < MOST_FORMATTING {
            self.formatting += 1;
            *self.formatting_by_name.entry(name).or_default() += 1;
            return true;
        }
        *self.left_out.entry(name).or_default() += 1;
        false
    }

    /// A formatting element closes: the newest of its name, so first those that were left out.
    fn closes_formatting(&mut self, name: &str) -> bool {
        if let Some(count) = self.left_out.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            return false;
        }
        // The end of one that is not open closes nothing.
        if let Some(count) = self.formatting_by_name.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            self.formatting = self.formatting.saturating_sub(1);
        }
        true
    }
}
