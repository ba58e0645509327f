//! A pass over the source that bounds what the parser has to build.
//!
//! For a start tag the parser may look through all open elements, it opens unclosed formatting elements again in
//! every block, and it compares every attribute with those before it. Each of these is quadratic in a page that is
//! written for it, so what no honest page needs is taken out first.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::{memchr, memmem};

/// How many elements may be open at a time; browsers stop at 512 too.
pub(super) const DEEPEST: usize = 512;
/// How many formatting elements may stay unclosed.
const MOST_FORMATTING: usize = 10;
/// How many attributes a tag may have.
const MOST_ATTRIBUTES: usize = 1000;

/// Elements without an end.
const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
];
/// Elements that the next one of their kind closes, so that they cannot pile up.
const SELF_ENDING: &[&str] = &[
    "a", "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt",
    "tbody", "td", "tfoot", "th", "thead", "tr",
];
/// Elements that the parser opens again when a block cuts them.
const FORMATTING: &[&str] =
    &["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements whose content is not markup.
const RAW: &[&str] =
    &["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];

/// The source without the tags that go too far, and whether there were any.
pub(super) fn cap(source: &str) -> (Cow<'_, str>, bool) {
    let mut pass = Pass::default();
    let mut at = 0;
    while let Some(tag) = Tag::find(source, at) {
        if !pass.keeps(&tag) {
            pass.kept.push(pass.copied..tag.start);
            pass.copied = tag.end;
        }
        at = if RAW.contains(&tag.name.as_str()) && !tag.closes { raw_end(source, &tag) } else { tag.end };
    }
    if pass.kept.is_empty() {
        return (Cow::Borrowed(source), false);
    }
    pass.kept.push(pass.copied..source.len());
    (Cow::Owned(pass.kept.into_iter().filter_map(|range| source.get(range)).collect()), true)
}

/// A start or end tag in the source.
struct Tag {
    start: usize,
    end: usize,
    name: String,
    closes: bool,
    closes_itself: bool,
    attributes: usize,
}

impl Tag {
    /// The next tag from `at` on; comments and declarations are passed over.
    fn find(source: &str, mut at: usize) -> Option<Self> {
        let bytes = source.as_bytes();
        loop {
            let start = at + memchr(b'<', bytes.get(at..)?)?;
            let rest = bytes.get(start + 1..)?;
            if rest.starts_with(b"!--") {
                at = start + 4 + memmem::find(rest.get(3..)?, b"-->")?;
                continue;
            }
            let closes = rest.first() == Some(&b'/');
            let name: &[u8] = rest.get(usize::from(closes)..)?;
            if !name.first().is_some_and(u8::is_ascii_alphabetic) {
                at = start + 1;
                continue;
            }
            let length =
                name.iter().position(|&byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))?;
            let inside = start + 1 + usize::from(closes) + length;
            let (end, attributes) = tag_end(bytes, inside)?;
            let name = String::from_utf8_lossy(name.get(..length)?).to_ascii_lowercase();
            let closes_itself = bytes.get(end - 2) == Some(&b'/');
            return Some(Self { start, end, name, closes, closes_itself, attributes });
        }
    }
}

/// Where the tag ends whose name ends at `at`, and about how many attributes it has.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut attributes = 0;
    let mut after_equals = false;
    loop {
        let byte = *bytes.get(at)?;
        match byte {
            b'>' => return Some((at + 1, attributes)),
            b'"' | b'\'' if after_equals => {
                at += 1 + memchr(byte, bytes.get(at + 1..)?)?;
                attributes += 1;
                after_equals = false;
            }
            b'=' => after_equals = true,
            b'/' => {
                attributes += 1;
                after_equals = false;
            }
            _ if byte.is_ascii_whitespace() => {
                attributes += usize::from(!bytes.get(at + 1)?.is_ascii_whitespace());
            }
            _ => after_equals = false,
        }
        at += 1;
    }
}

/// Where the content of a raw element ends.
fn raw_end(source: &str, tag: &Tag) -> usize {
    let bytes = source.as_bytes();
    let mut at = tag.end;
    while let Some(found) = bytes.get(at..).and_then(|rest| memmem::find(rest, b"</")) {
        at += found;
        let name = bytes.get(at + 2..at + 2 + tag.name.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(tag.name.as_bytes())) {
            return at;
        }
        at += 2;
    }
    source.len()
}

/// What is open while the source is passed over.
#[derive(Default)]
struct Pass {
    /// The open elements: name, and whether the tag was kept.
    open: Vec<(String, bool)>,
    /// How often each name is among them.
    count: HashMap<String, usize>,
    /// How many of them were kept.
    depth: usize,
    /// Unclosed formatting elements: how many, and how many of each name were taken out.
    formatting: usize,
    left_out: HashMap<String, usize>,
    /// The parts of the source to keep, and up to where it is decided.
    kept: Vec<std::ops::Range<usize>>,
    copied: usize,
}

impl Pass {
    /// Whether `tag` stays.
    fn keeps(&mut self, tag: &Tag) -> bool {
        let name = tag.name.as_str();
        if tag.attributes > MOST_ATTRIBUTES {
            return false;
        }
        if VOID.contains(&name) || SELF_ENDING.contains(&name) || RAW.contains(&name) {
            return true;
        }
        match (FORMATTING.contains(&name), tag.closes) {
            (true, false) => self.opens_formatting(name),
            (true, true) => self.closes_formatting(name),
            (false, false) => self.opens(tag),
            (false, true) => self.closes(name),
        }
    }

    /// An element opens, unless too many are open.
    fn opens(&mut self, tag: &Tag) -> bool {
        // In drawings an element may close itself; elsewhere the stroke means nothing.
        let in_drawing =
            ["svg", "math"].iter().any(|name| self.count.get(*name).is_some_and(|&count| count > 0));
        if tag.closes_itself && in_drawing {
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
    fn opens_formatting(&mut self, name: &str) -> bool {
        if self.formatting < MOST_FORMATTING {
            self.formatting += 1;
            return true;
        }
        *self.left_out.entry(name.to_owned()).or_default() += 1;
        false
    }

    /// A formatting element closes: the newest of its name, so first those that were left out.
    fn closes_formatting(&mut self, name: &str) -> bool {
        if let Some(count) = self.left_out.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            return false;
        }
        self.formatting = self.formatting.saturating_sub(1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, cap};

    #[test]
    fn honest_pages_are_not_touched() {
        let list = "<li>x".repeat(5000);
        let cells = "<tr><td>1<td>2".repeat(5000);
        let page = format!(
            "<html><body><div class='a>b'><ul>{list}</ul></div><!-- <div> --><table>{cells}</table><br><img src=x/>"
        );
        let (same, capped) = cap(&page);
        assert!(!capped);
        assert_eq!(same, page);
    }

    #[test]
    fn depth_is_bounded_and_the_text_stays() {
        let page = format!("{}words{}after", "<div>".repeat(200_000), "</div>".repeat(200_000));
        let (bounded, capped) = cap(&page);
        assert!(capped);
        assert_eq!(bounded, format!("{}words{}after", "<div>".repeat(DEEPEST), "</div>".repeat(DEEPEST)));
    }

    #[test]
    fn scripts_are_not_markup() {
        let script = "document.write('<div>')".repeat(2000);
        let page = format!("<script>{script}</SCRIPT><p>x</p>");
        assert!(!cap(&page).1);
    }

    #[test]
    fn formatting_and_attributes_are_bounded() {
        assert!(cap(&"<p><font size=1>".repeat(100)).1);
        let (page, capped) = cap("<b>x</b><b>x</b>");
        assert!(!capped && page.len() == 16);
        assert!(cap(&format!("<div{}>x</div>", " a=1".repeat(2000))).1);
        assert!(!cap("<a href='").1 && !cap("<").1 && !cap("<!--").1 && !cap("").1 && !cap("<a").1);
    }
}
