//! A record of the page cut into its smallest parts: dates, and texts with their place in the record.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::layouts::TOOLS;
use super::tree::{Content, Tree};
use super::vocabulary::Roles;
use super::{render, tree};
use crate::page::{clean, cues, dates};

/// A longer text is no date line.
const LONGEST_STAMP: usize = 60;

/// From so many on, children of a kind are all the same.
const MOST_ORDINALS: u8 = 4;
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
    let mut open = vec![Around { end: record.nodes.end, ..Around::default() }];
    let mut place = record.nodes.start;
    while place < record.nodes.end {
        while open.len() > 1 && open.last().is_some_and(|around| around.end <= place) {
            open.pop();
        }
        let node = tree.node(place);
        let Some(around) = open.last_mut() else { break };
        match node.content {
            Content::Text(words) => {
                if !clean::is_blank(words) {
                    let text = around.child(0);
                    pieces.extend(piece(tree, place..place + 1, around, text));
                }
            }
            Content::Element(element) => {
                let tag = element.value().name();
                if render::is_silent(tag) || record.inner.contains(&place) || is_form(tree, place) {
                    place = node.end;
                    continue;
                }
                let inner = around.inside(tree, place, (place..node.end) == record.nodes);
                if is_stamp(tree, place, node) {
                    pieces.extend(piece(tree, place..node.end, &inner, 0));
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

/// Whether an element takes input. A name may be a button.
fn is_form(tree: &Tree<'_>, place: usize) -> bool {
    match tree.tag(place) {
        "button" => !tree.node(place).roles.any(Roles::AUTHOR),
        tag => matches!(tag, "form" | "input" | "select" | "textarea" | "label"),
    }
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
#[derive(Default)]
struct Around {
    end: usize,
    path: u64,
    roles: Roles,
    marked: bool,
    tool: bool,
    /// How many children of each kind there were so far.
    children: HashMap<u32, u8>,
}

impl Around {
    /// The place of a child among those of its kind. Where nothing else does, it tells name, date and words apart.
    fn child(&mut self, kind: u32) -> u8 {
        let count = self.children.entry(kind).or_default();
        *count = (*count + 1).min(MOST_ORDINALS);
        *count
    }

    /// The same inside the element at `place`. The record's own names say nothing about its parts.
    fn inside(&mut self, tree: &Tree<'_>, place: usize, own: bool) -> Self {
        let node = tree.node(place);
        let tag = tree.tag(place);
        let numbered = !node.kind.classed && matches!(tag, "td" | "th" | "span" | "font" | "dd" | "div");
        let ordinal = if numbered { self.child(node.kind.all) } else { 0 };
        let id = tree.attribute(place, "id").filter(|_| !own);
        let id = id.map(|id| id.chars().filter(|c| !c.is_ascii_digit()).collect::<String>());
        let mut hasher = DefaultHasher::new();
        (self.path, node.kind.all, ordinal, id).hash(&mut hasher);
        let is_author = node.roles.any(Roles::AUTHOR);
        let tool = || is_tool(tree, place) || tree.element(place).is_some_and(|element| TOOLS.matches(&element));
        Self {
            end: node.end,
            path: hasher.finish(),
            roles: if own { Roles::default() } else { self.roles.and(node.roles) },
            marked: self.marked || MARKS.contains(&tag),
            tool: self.tool || (!own && !is_author && tool()),
            children: HashMap::new(),
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
fn piece(tree: &Tree<'_>, nodes: Range<usize>, around: &Around, ordinal: u8) -> Option<Piece> {
    let text = render::text(tree, nodes.clone(), &|_| false).replace('\n', " ");
    if clean::is_blank(&text) {
        return None;
    }
    let dated = dates::is_stamp(&text) || (nodes.len() > 1 && tree.tag(nodes.start) == "time");
    let mut hasher = DefaultHasher::new();
    (around.path, ordinal, dated).hash(&mut hasher);
    Some(Piece {
        dated,
        tool: around.tool || cues::tool(&text),
        path: hasher.finish(),
        roles: around.roles,
        marked: around.marked,
        nodes,
        text,
    })
}
