//! Elements → the text that a browser shows of them, one block a line.

use std::ops::Range;

use super::tree::{Content, Tree};
use crate::page::clean;

/// Elements that begin a new line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements without words for the reader.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "head", "iframe", "object", "svg", "math", "textarea",
    "select", "audio", "video", "canvas", "map",
];

/// How a browser shows an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Within a line, as it shows text.
    Inline,
    /// On lines of its own. Custom elements mostly are, since that is what they are styled to be.
    Block,
    /// As the end of a line.
    Break,
    /// Not as words.
    Not,
}

impl Shown {
    /// How the element with this tag is shown.
    pub(super) fn of(tag: &str) -> Self {
        match tag {
            "br" => Self::Break,
            _ if SILENT.contains(&tag) => Self::Not,
            _ if BLOCKS.contains(&tag) || tag.contains('-') => Self::Block,
            _ => Self::Inline,
        }
    }
}

/// A line of the page as a browser shows it.
pub(super) struct Line {
    /// The node with its first letter.
    pub(super) start: usize,
    /// Its words.
    pub(super) text: String,
}

/// The text of some nodes, one block a line, without those for which `skip` holds and all inside them.
pub(super) fn text(tree: &Tree<'_>, nodes: Range<usize>, skip: &dyn Fn(usize) -> bool) -> String {
    let lines = lines(tree, nodes, skip);
    clean::lines(lines.iter().map(|line| line.text.as_str()))
}

/// The same, line by line.
pub(super) fn lines(tree: &Tree<'_>, nodes: Range<usize>, skip: &dyn Fn(usize) -> bool) -> Vec<Line> {
    let mut page = Writer::default();
    // The ends of the blocks that are open.
    let mut open: Vec<usize> = vec![];
    let mut place = nodes.start;
    while place < nodes.end {
        while open.last().is_some_and(|&end| end <= place) {
            open.pop();
            page.new_line();
        }
        let node = tree.node(place);
        if skip(place) {
            place = node.end;
            continue;
        }
        match node.content {
            Content::Text(words) => page.words(place, words),
            Content::Element(_) => match node.name.shown {
                Shown::Break => page.new_line(),
                Shown::Not => {
                    place = node.end;
                    continue;
                }
                Shown::Block => {
                    page.new_line();
                    open.push(node.end);
                }
                Shown::Inline if node.name.tag == "img" && is_emoji(node.name.classes) => {
                    page.words(place, tree.attribute(place, "alt").unwrap_or_default());
                }
                Shown::Inline => {}
            },
        }
        place += 1;
    }
    page.new_line();
    page.lines
}

/// Lines in the making.
#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    current: Option<Line>,
}

impl Writer {
    /// Adds words; any run of white space, also one cut by tags, is one space.
    fn words(&mut self, place: usize, words: &str) {
        let from = words.trim_start();
        if from.len() < words.len() {
            self.space();
        }
        let within = from.trim_end();
        if !within.is_empty() {
            let line = self.current.get_or_insert_with(|| Line { start: place, text: String::new() });
            clean::push_with_single_spaces(&mut line.text, within);
        }
        if within.len() < from.len() {
            self.space();
        }
    }

    /// Adds a space, unless there is one or the line has just begun.
    fn space(&mut self) {
        if let Some(line) = self.current.as_mut().filter(|line| !line.text.ends_with(' ')) {
            line.text.push(' ');
        }
    }

    /// Begins a new line, unless one has just begun.
    fn new_line(&mut self) {
        self.lines.extend(self.current.take());
    }
}

/// Whether an image stands for an emoji, which `alt` then holds.
fn is_emoji(classes: &str) -> bool {
    classes
        .split_ascii_whitespace()
        .any(|class| matches!(class, "emoji" | "wp-smiley" | "smiley" | "wp-emoji"))
}
