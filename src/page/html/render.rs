//! Elements → the text that a browser shows of them, one block a line.

use scraper::{ElementRef, Node};

use super::{Tree, layouts};
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

/// The text of `root`, one block a line, without the elements for which `skip` holds.
pub(super) fn text(root: ElementRef<'_>, skip: &dyn Fn(&ElementRef<'_>) -> bool) -> String {
    let mut page = Writer::default();
    let mut node = *root;
    loop {
        let inside = page.open(node.value(), ElementRef::wrap(node).filter(|_| node != *root), skip);
        if let Some(child) = node.first_child().filter(|_| inside) {
            node = child;
            continue;
        }
        loop {
            page.close(node.value());
            if node == *root {
                return clean::lines(page.text.lines());
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return clean::lines(page.text.lines()),
            }
        }
    }
}

/// What a reader of the page sees, without the parts that show other pages' comments.
pub(super) fn visible(tree: &Tree<'_>) -> String {
    let body = tree.elements.iter().find(|placed| placed.element.value().name() == "body");
    body.map(|body| text(body.element, &|element| layouts::ELSEWHERE.matches(element))).unwrap_or_default()
}

/// Lines in the making.
#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    /// Writes what stands at the start of a node, and says whether to go into it.
    fn open(
        &mut self,
        node: &Node,
        element: Option<ElementRef<'_>>,
        skip: &dyn Fn(&ElementRef<'_>) -> bool,
    ) -> bool {
        match node {
            Node::Text(words) => self.words(words),
            Node::Element(tag) => {
                if SILENT.contains(&tag.name()) || element.is_some_and(|element| skip(&element)) {
                    return false;
                }
                match tag.name() {
                    "br" => self.new_line(),
                    "img" if is_emoji(tag) => self.words(tag.attr("alt").unwrap_or_default()),
                    name if BLOCKS.contains(&name) => self.new_line(),
                    _ => {}
                }
            }
            _ => {}
        }
        true
    }

    /// Writes what stands at the end of a node.
    fn close(&mut self, node: &Node) {
        if matches!(node, Node::Element(tag) if BLOCKS.contains(&tag.name())) {
            self.new_line();
        }
    }

    /// Adds words; any run of white space, also one cut by tags, is one space.
    fn words(&mut self, words: &str) {
        for c in words.chars() {
            if !c.is_whitespace() {
                self.text.push(c);
            } else if !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    /// Begins a new line, unless one has just begun.
    fn new_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

/// Whether an image stands for an emoji, which `alt` then holds.
fn is_emoji(tag: &scraper::node::Element) -> bool {
    tag.classes().any(|class| matches!(class, "emoji" | "wp-smiley" | "smiley" | "wp-emoji"))
}
