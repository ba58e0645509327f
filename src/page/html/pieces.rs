//! A record of the page cut into its smallest parts: dates, and texts with their place in the record.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::layouts::TOOLS;
use super::tree::{Content, Tree};
use super::vocabulary::Roles;
use super::{render, tree};
use crate::page::{clean, cues, dates};

/// A longer text is no date line.
const LONGEST_STAMP: usize = 60;

/// A longer text is no tool.
const LONGEST_TOOL: usize = 40;

/// The nodes of one comment: siblings from the first to the last, less the comments inside them.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The first node and the one behind the last.
    pub(super) nodes: Range<usize>,
    /// Elements among them that are comments of their own.
    pub(super) inner: HashSet<usize>,
}

/// A part of a record.
pub(super) struct Piece {
    /// Its nodes.
    pub(super) nodes: Range<usize>,
    /// Its words on one line.
    pub(super) text: String,
    /// What kind of place it stands in: the tags and classes around it, inside the record.
    pub(super) path: u64,
    /// What the names around it, inside the record, say.
    pub(super) roles: Roles,
    /// Whether it is a date and nothing else.
    pub(super) dated: bool,
    /// Whether an element sets it off (bold, a link, a heading, a term).
    pub(super) marked: bool,
    /// Whether it belongs to the tools of the page.
    pub(super) tool: bool,
}

/// Elements that set a name off from what follows.
const MARKS: &[&str] =
    &["a", "b", "strong", "cite", "em", "font", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "th"];

/// Cuts a record.
pub(super) fn pieces(tree: &Tree<'_>, record: &Record) -> Vec<Piece> {
    let mut pieces = vec![];
    // What the open elements add to path and roles, with their ends.
    let mut open: Vec<Around> = vec![];
    let mut place = record.nodes.start;
    while place < record.nodes.end {
        while open.last().is_some_and(|around| around.end <= place) {
            open.pop();
        }
        let node = tree.node(place);
        let around = open.last().copied().unwrap_or_default();
        match node.content {
            Content::Text(words) => {
                if !clean::is_blank(words) {
                    pieces.extend(piece(tree, place..place + 1, &around));
                }
            }
            Content::Element(element) => {
                let tag = element.value().name();
                if render::is_silent(tag) || record.inner.contains(&place) || is_form(tag) {
                    place = node.end;
                    continue;
                }
                let inner = around.inside(tree, place, (place..node.end) == record.nodes);
                if is_stamp(tree, place, node) {
                    pieces.extend(piece(tree, place..node.end, &inner));
                    place = node.end;
                    continue;
                }
                open.push(inner);
            }
        }
        place += 1;
    }
    pieces
}

/// Whether an element takes input.
fn is_form(tag: &str) -> bool {
    matches!(tag, "form" | "button" | "input" | "select" | "textarea" | "label")
}

/// Whether the element at `place` shows a date and nothing else.
fn is_stamp(tree: &Tree<'_>, place: usize, node: &tree::Node<'_>) -> bool {
    let letters = tree.letters(&(place..node.end));
    if letters == 0 || letters > LONGEST_STAMP {
        return false;
    }
    tree.tag(place) == "time" || dates::is_stamp(render::text(tree, place..node.end, &|_| false).as_str())
}

/// What the open elements of a record say about what stands inside them.
#[derive(Clone, Copy, Default)]
struct Around {
    end: usize,
    path: u64,
    roles: Roles,
    marked: bool,
    tool: bool,
}

impl Around {
    /// The same inside the element at `place`. The record's own names say nothing about its parts.
    fn inside(&self, tree: &Tree<'_>, place: usize, own: bool) -> Self {
        let node = tree.node(place);
        let Some(element) = tree.element(place) else { return *self };
        let mut hasher = DefaultHasher::new();
        (self.path, node.kind.all).hash(&mut hasher);
        let tag = element.value().name();
        Self {
            end: node.end,
            path: hasher.finish(),
            roles: if own { Roles::default() } else { self.roles.and(node.roles) },
            marked: self.marked || MARKS.contains(&tag),
            tool: self.tool || (!own && (is_tool(tree, place) || TOOLS.matches(&element))),
        }
    }
}

/// Whether the names of an element say that it is a tool, and no more than that stands in it.
fn is_tool(tree: &Tree<'_>, place: usize) -> bool {
    let roles = tree.node(place).roles;
    let other = Roles::AUTHOR.and(Roles::BODY).and(Roles::DATE).and(Roles::COMMENT);
    roles.any(Roles::TOOL) && !roles.any(other) && tree.letters(&tree.inside(place)) <= LONGEST_TOOL
}

/// The piece that some nodes make, if there is anything to read.
fn piece(tree: &Tree<'_>, nodes: Range<usize>, around: &Around) -> Option<Piece> {
    let text = render::text(tree, nodes.clone(), &|_| false).replace('\n', " ");
    if clean::is_blank(&text) {
        return None;
    }
    Some(Piece {
        dated: dates::is_stamp(&text) || (nodes.len() > 1 && tree.tag(nodes.start) == "time"),
        tool: around.tool || cues::tool(&text),
        path: around.path,
        roles: around.roles,
        marked: around.marked,
        nodes,
        text,
    })
}
