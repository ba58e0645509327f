//! HTML pages: parse, find the comments, and take the article from what is left.
//!
//! | step | module |
//! | --- | --- |
//! | bound what the parser has to build | `nesting` |
//! | the page as a flat list of nodes | `tree` |
//! | what names of elements say | `vocabulary`, `parts` |
//! | records on known layouts, which are data | `known`, `layouts` |
//! | records where nobody described the layout | `mining`, `sections` |
//! | records → authors, dates, words | `pieces`, `words`, `reader` |
//! | who answers whom | `threads` |
//! | comments in the data for search engines | `json_ld` |
//! | headline and paragraphs | `article` |
//! | the post that opens a thread | `opening` |
//! | services that keep the comments elsewhere | `vendors` |
//!
//! Nothing here recurses, since pages are written by strangers.

mod article;
mod comments;
mod json_ld;
mod known;
mod layouts;
mod mining;
mod nesting;
mod opening;
mod parts;
mod pieces;
mod reader;
mod render;
mod sections;
mod selectors;
mod threads;
mod tree;
mod vendors;
mod vocabulary;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use self::pieces::Cutter;
use self::sections::{Cue, Sections};
use self::tree::Tree;
use super::{Comment, Parts, Warning, cues, dump};

/// How many different structural tags make a page of a text without a document head.
const TAGS_OF_A_FRAGMENT: usize = 3;

/// Whether `text` is HTML and not a plain-text dump.
pub(super) fn is_html(text: &str) -> bool {
    static DOCUMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)<(?:!doctype\s+html|html|head|body)[\s>]").expect("the pattern is well-formed")
    });
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)</?(?:article|section|div|p|ol|ul|li|table|tr|td|h[1-6]|span|time|br)(?:\s[^<>]*)?/?>",
        )
        .expect("the pattern is well-formed")
    });
    DOCUMENT.is_match(text) || TAG.find_iter(text).take(TAGS_OF_A_FRAGMENT).count() == TAGS_OF_A_FRAGMENT
}

/// Takes an HTML page apart.
pub(super) fn split(text: &str) -> Parts {
    let (html, capped) = nesting::document(text);
    let tree = Tree::new(&html);
    let sections = Sections::new(&tree);
    let mut warnings = vec![];
    if capped {
        let message = format!(
            "Elements nested deeper than {}, tags with attributes without number, and elements beyond a million were \
             taken out of the page.",
            nesting::DEEPEST
        );
        warnings.push(Warning::new("nesting-capped", message));
    }
    let Found { mut comments, mut items, section, is_thread, is_cut_short } = Found::on(&tree, &sections);
    if is_cut_short {
        let message = "The page is too tangled to be searched to the end; comments may be missing.";
        warnings.push(Warning::new("search-capped", message));
    }
    let starts: Vec<usize> = items.iter().map(|item| item.start).collect();
    let title = article::title(&tree);
    let article = article::text(&tree, &sections, &starts, section.as_ref(), &comments);
    let mut article = article::below_headline(article, title.as_deref());
    if opening::opens(&tree, &sections, title.as_deref(), &article, &comments, &items, is_thread) {
        article = opening::taken(&mut comments);
        items.remove(0);
    }
    let around = around(&tree, &items).or(section);
    warnings.extend(around.and_then(|nodes| unread(&tree, nodes, &comments, &article)));
    Parts {
        title,
        article,
        declared: sections.declared(starts.first().copied()).or_else(|| json_ld::declared(&tree)),
        external: vendors::external(&tree, comments.is_empty()),
        comments,
        warnings,
    }
}

/// The elements of the comments, what is between them, and others like them beside them.
fn around(tree: &Tree<'_>, items: &[Range<usize>]) -> Option<Range<usize>> {
    let first = items.iter().map(|item| item.start).min()?;
    let end = items.iter().map(|item| item.end.max(tree.node(item.start).end)).max()?;
    let kind = |place: usize| tree.node(place).name.kind.all;
    let parent = tree.node(first).parent;
    let alike = || tree.children(parent).filter(|&child| kind(child) == kind(first));
    let start = alike().next().unwrap_or(first).min(first);
    Some(start..alike().last().map_or(end, |last| tree.node(last).end.max(end)))
}

/// A warning where words stand among the comments that were taken into none of them.
fn unread(tree: &Tree<'_>, nodes: Range<usize>, comments: &[Comment], article: &str) -> Option<Warning> {
    let skip = |place: usize| tree.node(place).elsewhere || tree.is_tool(place);
    let lines = render::lines(tree, nodes, &skip);
    let is_link =
        |line: &&render::Line| tree.ancestors(line.start).take(3).any(|place| tree.tag(place) == "a");
    let shown = lines.iter().filter(|line| !is_link(line)).map(|line| line.text.as_str());
    super::unread::warning(shown, comments, article)
}

/// The text of a comment that is written as HTML, and the quotation with which it begins.
pub(super) fn fragment(source: &str) -> (String, Option<String>) {
    let fragment = nesting::fragment(source);
    let tree = Tree::new(&fragment);
    let found = reader::quoted(&tree, std::slice::from_ref(&(0..tree.len())), &|_| false);
    (found.text, found.quote)
}

/// What a reader sees of a piece of HTML, one block a line.
#[cfg(feature = "serve")]
pub(super) fn visible_text(html: &str) -> String {
    let fragment = nesting::fragment(html);
    let tree = Tree::new(&fragment);
    render::text(&tree, 0..tree.len(), &|_| false)
}

/// The comments of a page, with the nodes of those that stand in elements.
#[derive(Default)]
struct Found {
    comments: Vec<Comment>,
    items: Vec<Range<usize>>,
    /// The nodes from the first comment to the last, where they are together.
    section: Option<Range<usize>>,
    /// Whether they are posts of a thread.
    is_thread: bool,
    /// Whether the search had to end early.
    is_cut_short: bool,
}

impl Found {
    /// What the surest way finds on the page.
    fn on(tree: &Tree<'_>, sections: &Sections) -> Self {
        let cutter = Cutter::new(tree);
        if let Some(known) = known::find(&cutter) {
            let made = comments::made(tree, &known.records, &known.fields, known.bare);
            return Self { is_thread: known.thread, ..Self::made(tree, sections, made) };
        }
        let (mined, is_cut_short) = mining::mine(&cutter, sections);
        let found = if let Some(mined) = mined {
            let made = comments::made(tree, &mined.records, &mined.fields, true);
            Self { is_thread: mined.thread, ..Self::made(tree, sections, made) }
        } else {
            let comments = json_ld::comments(tree);
            if comments.is_empty() {
                Self::in_text(tree, sections)
            } else {
                Self { comments, ..Self::default() }
            }
        };
        Self { is_cut_short, ..found }
    }

    fn made(
        tree: &Tree<'_>,
        sections: &Sections,
        (comments, items): (Vec<Comment>, Vec<Range<usize>>),
    ) -> Self {
        let section = together(tree, sections, &items);
        Self { comments, items, section, ..Self::default() }
    }

    /// The comments that show as such when the page is read as plain text: a heading, and what repeats under it.
    fn in_text(tree: &Tree<'_>, sections: &Sections) -> Self {
        if !sections.signs.iter().any(|sign| matches!(sign.cue, Cue::Heading { .. })) {
            return Self::default();
        }
        let skip = |place: usize| tree.node(place).elsewhere || tree.is_tool(place);
        let lines = render::lines(tree, 0..tree.len(), &skip);
        let is_link =
            |line: &&render::Line| tree.ancestors(line.start).take(3).any(|place| tree.tag(place) == "a");
        // The links under the last comment are the page's, and a counter in a link leads to comments elsewhere.
        let last = lines.iter().rposition(|line| !is_link(&line)).map_or(0, |last| last + 1);
        let counts = |line: &&render::Line| is_link(line) && cues::heading(&line.text).is_some();
        let shown = lines.iter().take(last).filter(|line| !counts(line));
        let shown: Vec<&render::Line> = shown.collect();
        let texts: Vec<&str> = shown.iter().map(|line| line.text.trim_end()).collect();
        let comments = dump::section(&texts).comments;
        let section = under_heading(sections, &shown, &comments);
        Self { comments, section, ..Self::default() }
    }
}

/// The nodes from the heading above the first comment to the last line of the last.
fn under_heading(sections: &Sections, lines: &[&render::Line], comments: &[Comment]) -> Option<Range<usize>> {
    let is = |line: &&&render::Line, words: Option<&str>| words == Some(line.text.trim());
    let words = comments.last()?.text.lines().next_back();
    let last = lines.iter().rev().find(|line| is(line, words))?.start;
    let words = comments.first()?.text.lines().next();
    let first = lines.iter().find(|line| is(line, words))?.start;
    let headings = sections.signs.iter().filter(|sign| matches!(sign.cue, Cue::Heading { .. }));
    let start = headings.map(|sign| sign.start).take_while(|&start| start < first).last()?;
    (start <= last).then_some(start..last + 1)
}

/// The nodes from the first comment to the last, unless more words stand between them than in them, or a headline does.
fn together(tree: &Tree<'_>, sections: &Sections, items: &[Range<usize>]) -> Option<Range<usize>> {
    let mut sorted = items.to_vec();
    sorted.sort_unstable_by_key(|item| item.start);
    let all = sorted.first()?.start..items.iter().map(|item| item.end).max()?;
    let (mut inside, mut end) = (0, all.start);
    for item in sorted {
        inside += tree.letters(&(item.start.max(end)..item.end.max(end)));
        end = end.max(item.end);
    }
    (tree.letters(&all) <= 2 * inside && !sections.has_headline(&all)).then_some(all)
}
