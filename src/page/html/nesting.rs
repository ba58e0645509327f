//! Parsing within bounds.
//!
//! For a start tag the parser may look through all open elements, it opens unclosed formatting elements again in
//! every block, and it compares every attribute with those before it. Each of these is quadratic in a page that is
//! written for it. So a pass over the source takes out what no honest page needs, and leaves the structure of the rest
//! whole. Its count is that of well-formed pages; a page that is forged to get past it is found while it is parsed, and
//! from there on its start tags are taken out.

use std::borrow::Cow;
use std::collections::HashMap;

use html5ever::driver::{self, ParseOpts, Parser};
use html5ever::tendril::TendrilSink as _;
use html5ever::{QualName, local_name, ns};
use memchr::{memchr, memmem};
use scraper::{Html, HtmlTreeSink};

/// How many elements may be open at a time; browsers stop at 512 too.
pub(super) const DEEPEST: usize = 512;
/// How deep the tree may become before the page is taken for forged: the parser adds elements of its own to tables and
/// lists.
const DEEPEST_TREE: usize = 2 * DEEPEST;
/// How many nodes a page may have beside one for every other byte: only elements that are opened again and again are more.
const MOST_NODES_MADE_UP: usize = 1000;
/// How many formatting elements may stay unclosed.
const MOST_FORMATTING: usize = 10;
/// How many attributes a tag may have.
const MOST_ATTRIBUTES: usize = 128;
/// How much is parsed between two looks at the tree, in bytes.
const STEP: usize = 4 * 1024;

/// Parses a document, and says whether something had to be taken out.
pub(super) fn document(source: &str) -> (Html, bool) {
    let sink = HtmlTreeSink::new(Html::new_document());
    parse(driver::parse_document(sink, ParseOpts::default()), source)
}

/// Parses a part of a page.
pub(super) fn fragment(source: &str) -> Html {
    let sink = HtmlTreeSink::new(Html::new_fragment());
    let body = QualName::new(None, ns!(html), local_name!("body"));
    parse(driver::parse_fragment(sink, ParseOpts::default(), body, vec![], false), source).0
}

fn parse(mut parser: Parser<HtmlTreeSink>, source: &str) -> (Html, bool) {
    let (source, mut capped) = cap(source);
    let (mut rest, mut seen) = (&*source, 0);
    while !rest.is_empty() {
        let most = STEP.min(rest.len());
        let whole = (0..=most).rev().find(|&end| rest.is_char_boundary(end)).unwrap_or(most);
        let (step, behind) = rest.split_at(whole);
        parser.process(step.into());
        rest = behind;
        let most_nodes = MOST_NODES_MADE_UP + (source.len() - rest.len()) / 2;
        if is_forged(&parser.tokenizer.sink.sink, &mut seen, most_nodes) {
            parser.process((&*without_start_tags(rest)).into());
            capped = true;
            break;
        }
    }
    (parser.finish(), capped)
}

/// Whether there are more than `most` nodes, or an element stands too deep among those that have come since the last
/// look, before which there were `seen` nodes.
fn is_forged(sink: &HtmlTreeSink, seen: &mut usize, most: usize) -> bool {
    let html = sink.0.borrow();
    let nodes = html.tree.nodes();
    if nodes.len() > most {
        return true;
    }
    let new = nodes.len() - *seen;
    *seen = nodes.len();
    let mut elements = nodes.rev().take(new).filter(|node| node.value().is_element());
    elements.any(|element| element.ancestors().nth(DEEPEST_TREE).is_some())
}

/// The source without its start tags, so that nothing opens any more.
fn without_start_tags(source: &str) -> String {
    let mut kept = String::new();
    let mut at = 0;
    while let Some(tag) = Tag::find(source, at) {
        kept.push_str(source.get(at..if tag.closes { tag.end } else { tag.start }).unwrap_or_default());
        at = tag.end;
    }
    kept.push_str(source.get(at..).unwrap_or_default());
    kept
}

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
fn cap(source: &str) -> (Cow<'_, str>, bool) {
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

/// A start or end tag in the source.
struct Tag<'s> {
    start: usize,
    end: usize,
    /// In lower case.
    name: Cow<'s, str>,
    closes: bool,
    closes_itself: bool,
    attributes: usize,
}

impl<'s> Tag<'s> {
    /// The next tag from `at` on; comments are passed over.
    fn find(source: &'s str, mut at: usize) -> Option<Self> {
        let bytes = source.as_bytes();
        loop {
            let start = at + memchr(b'<', bytes.get(at..)?)?;
            let rest = bytes.get(start + 1..)?;
            if rest.starts_with(b"!--") {
                at = comment_end(bytes, start + 4)?;
                continue;
            }
            let closes = rest.first() == Some(&b'/');
            let begin = start + 1 + usize::from(closes);
            let name = bytes.get(begin..)?;
            if !name.first().is_some_and(u8::is_ascii_alphabetic) {
                at = start + 1;
                continue;
            }
            let length =
                name.iter().position(|&byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))?;
            let (end, attributes) = tag_end(bytes, begin + length)?;
            let name = source.get(begin..begin + length)?;
            let name = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                Cow::Owned(name.to_ascii_lowercase())
            } else {
                Cow::Borrowed(name)
            };
            let closes_itself = bytes.get(end - 2) == Some(&b'/');
            return Some(Self { start, end, name, closes, closes_itself, attributes });
        }
    }
}

/// Where the comment ends whose text begins at `at`: also `<!-->`, `<!--->` and `--!>` end one.
fn comment_end(bytes: &[u8], at: usize) -> Option<usize> {
    let text = bytes.get(at..)?;
    if let Some(short) = [&b">"[..], b"->"].iter().find(|end| text.starts_with(end)) {
        return Some(at + short.len());
    }
    memmem::find_iter(text, b"--").find_map(|dashes| match text.get(dashes + 2..)? {
        [b'>', ..] => Some(at + dashes + 3),
        // Of three dashes the last two may be the end.
        [b'!' | b'-', b'>', ..] => Some(at + dashes + 4),
        _ => None,
    })
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
fn raw_end(source: &str, tag: &Tag<'_>) -> usize {
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

#[cfg(test)]
mod tests {
    use super::{DEEPEST, DEEPEST_TREE, cap, document, fragment};

    /// How deep the tree of a page is.
    fn depth(html: &scraper::Html) -> usize {
        html.tree.nodes().map(|node| node.ancestors().count()).max().unwrap_or_default()
    }

    #[test]
    fn pages_that_are_forged_to_get_past_the_pass_are_found() {
        for (part, rest) in [
            ("<div><table><tr><td></div>", ""),
            ("<form><div></form>", ""),
            ("<span><div></span>", ""),
            ("<!--><div><!-- -->", ""),
            ("<!-- --!><div>", ""),
            ("<font size=1></b>", ""),
            ("<p><font size=1></b>", ""),
            ("<rt>", ""),
            ("<optgroup>", ""),
            ("<svg><style><g>", "</style>"),
            ("<! </div><div>", ""),
            ("<object><b></object>", ""),
            ("<button><p>", "</button>"),
            ("<a><object>", ""),
            ("<template><div></template>", ""),
        ] {
            let page = format!("<p>قبل</p>{}نص{rest}<p>بعد</p>", part.repeat(20_000));
            let begun = std::time::Instant::now();
            let (html, _) = document(&page);
            let (deep, text) = (depth(&html), html.root_element().text().collect::<String>());
            // A step may go on before the tree is looked at; what it adds is bounded by its length.
            assert!(deep <= DEEPEST_TREE + super::STEP, "{part}: {deep} in {:?}", begun.elapsed());
            assert!(text.contains("قبل") && (text.contains("بعد") || part.contains("template")), "{part}");
        }
    }

    #[test]
    fn steps_do_not_cut_anything() {
        let item =
            "<li class=\"تعليق\" title='a>b'><!-- ملاحظة --><p>نص &amp; نص</p><script>if (a<b) {}</script>";
        let page = format!("<ul>{}</ul>", item.repeat(3000));
        let (html, capped) = document(&page);
        assert!(!capped);
        assert!(html == scraper::Html::parse_document(&page));
        assert!(fragment("<p>x</p>") == scraper::Html::parse_fragment("<p>x</p>"));
    }

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
