//! A record of the page cut into its smallest parts: dates, and texts with their place in the record.

mod labels;

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxBuildHasher;

use self::labels::{join_answers, leave_membership, read_labels};
use super::parts::Part;
use super::render::{self, Shown};
use super::tree::{Content, Tree};
use super::vocabulary::Roles;
use super::words::Words;
use crate::page::{clean, cues, dates};

/// A longer text is no date line.
const LONGEST_STAMP: usize = 60;

/// An element of more nodes is no date line either.
const MOST_NODES_OF_A_STAMP: usize = 100;

/// From so many on, children of a kind are all the same.
const MOST_ORDINALS: u8 = 4;
/// A longer text is the name of no picture, in characters.
const LONGEST_ALT: usize = 60;
/// Of the pictures in a record so many may be of its reader.
const MOST_PICTURES: usize = 4;
/// A longer text is no tool.
const LONGEST_TOOL: usize = 40;

/// The nodes of one comment: siblings from the first to the last, less the comments inside them.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The first node and the one behind the last.
    pub(super) nodes: Range<usize>,
    /// Elements among them that are comments of their own, in order, and not those inside these.
    pub(super) inner: Vec<usize>,
}

impl Record {
    /// Whether the element at `place` is a comment of its own.
    pub(super) fn has_inner(&self, place: usize) -> bool {
        self.inner.binary_search(&place).is_ok()
    }
}

/// A part of a record.
#[expect(clippy::struct_excessive_bools, reason = "each is a finding of its own")]
pub(super) struct Piece {
    /// Its nodes.
    pub(super) nodes: Range<usize>,
    /// Its words.
    pub(super) words: Rc<Words>,
    /// What kind of place it stands in: the tags and classes around it, inside the record.
    pub(super) path: u64,
    /// The same without its number among the texts of one element.
    pub(super) around: u64,
    /// What the names around it, inside the record, say.
    pub(super) roles: Roles,
    /// Whether it is a date and nothing else.
    pub(super) dated: bool,
    /// Whether an element sets it off (bold, a link, a heading, a term).
    pub(super) marked: bool,
    /// Whether it belongs to the tools of the page.
    pub(super) tool: bool,
    /// Whether it is a label, or has one before its words.
    pub(super) labelled: bool,
    /// Whether a picture in the record has the same words for who cannot see it, as those of readers have their names.
    pub(super) pictured: bool,
}

/// Elements that set a name off from what follows.
const MARKS: &[&str] = &[
    "label", "a", "b", "strong", "cite", "em", "i", "font", "h2", "h3", "h4", "h5", "h6", "summary", "dt",
    "th", "u",
];

/// The first of some nodes, and the one behind the last.
type Ends = (usize, usize);

/// Cuts the records of a page. One piece is part of many a record, until it is clear which are comments, and what its
/// words say is found out only once.
pub(super) struct Cutter<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    read: RefCell<HashMap<Ends, Option<Rc<Words>>, FxBuildHasher>>,
    /// Which of the elements with a title that were asked about tell the whole date in it.
    shortened: RefCell<HashMap<usize, bool, FxBuildHasher>>,
}

impl<'t, 'a> Cutter<'t, 'a> {
    pub(super) fn new(tree: &'t Tree<'a>) -> Self {
        Self { tree, read: RefCell::default(), shortened: RefCell::default() }
    }

    /// Cuts a record.
    pub(super) fn pieces(&self, record: &Record) -> Vec<Piece> {
        let tree = self.tree;
        let mut pieces: Vec<Piece> = vec![];
        let mut open = vec![Around { end: record.nodes.end, ..Around::default() }];
        let mut pictures: Vec<&str> = vec![];
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
                        let icon = std::mem::take(&mut around.icon);
                        let piece = self.piece(place..place + 1, around, text);
                        pieces.extend(piece.map(|piece| Piece { roles: piece.roles.and(icon), ..piece }));
                    }
                }
                Content::Element(_) => {
                    if node.name.shown == Shown::Not || record.has_inner(place) || is_form(tree, place) {
                        place = node.end;
                        continue;
                    }
                    if pictures.len() < MOST_PICTURES && tree.tag(place) == "img" {
                        pictures.extend(tree.attribute(place, "alt"));
                    }
                    around.icon = icon(tree, place);
                    let inner = around.inside(tree, place, record);
                    if self.is_stamp(place) {
                        pieces.extend(self.piece(place..node.end, &inner, 0));
                        place = node.end;
                        continue;
                    }
                    open.push(inner);
                }
            }
            place += 1;
        }
        for piece in pieces.iter_mut().filter(|piece| piece.words.letters <= LONGEST_ALT) {
            piece.pictured = pictures.iter().any(|alt| alt.trim() == piece.words.text.trim());
        }
        leave_membership(&mut pieces);
        read_labels(tree, &mut pieces);
        join_answers(&mut pieces);
        pieces
    }

    /// Whether the element at `place` shows a date and nothing else.
    fn is_stamp(&self, place: usize) -> bool {
        let nodes = self.tree.inside(place);
        let letters = self.tree.letters(&nodes);
        (1..=LONGEST_STAMP).contains(&letters)
            && nodes.len() <= MOST_NODES_OF_A_STAMP
            && (self.tree.tag(place) == "time"
                || self.words(&nodes).is_some_and(|words| words.dated)
                || self.is_shortened(place))
    }

    /// Whether an element tells the whole date only to who points at it: «5 س».
    fn is_shortened(&self, place: usize) -> bool {
        let title = || {
            matches!(self.tree.tag(place), "abbr" | "span" | "a" | "small")
                .then(|| self.tree.attribute(place, "title"))?
                .filter(|title| title.len() <= LONGEST_STAMP * 2 && title.contains(clean::is_numeric))
        };
        // An element is asked about in every record that could hold it.
        title().is_some_and(|title| {
            *self.shortened.borrow_mut().entry(place).or_insert_with(|| dates::is_stamp(title))
        })
    }

    /// Whether words among those of a comment are a link to answer or to report it.
    fn is_button(&self, nodes: &Range<usize>, words: &Words) -> bool {
        self.tree.linked(nodes) > 0 && cues::reaction(&words.text).is_some()
    }

    /// The piece that some nodes make, if there is anything to read.
    fn piece(&self, nodes: Range<usize>, around: &Around, ordinal: u8) -> Option<Piece> {
        let words = self.words(&nodes)?;
        let dated = words.dated
            || (nodes.len() > 1 && (self.tree.tag(nodes.start) == "time" || self.is_shortened(nodes.start)));
        let mut hasher = DefaultHasher::new();
        (around.path, ordinal, dated).hash(&mut hasher);
        Some(Piece {
            dated,
            tool: around.tool
                || (words.tool() && (!around.roles.any(Roles::BODY) || self.is_button(&nodes, &words))),
            labelled: false,
            pictured: false,
            path: hasher.finish(),
            around: around.path,
            roles: around.roles,
            marked: around.marked,
            nodes,
            words,
        })
    }

    /// The words of some nodes, if there is anything to read.
    fn words(&self, nodes: &Range<usize>) -> Option<Rc<Words>> {
        let read = || {
            let text = render::text(self.tree, nodes.clone(), &|_| false);
            if clean::is_blank(&text) { None } else { Some(Rc::new(Words::new(text.replace('\n', " ")))) }
        };
        self.read.borrow_mut().entry((nodes.start, nodes.end)).or_insert_with(read).clone()
    }
}

/// What an icon says of the text behind it: «<i class="fa-user"></i> سمير».
fn icon(tree: &Tree<'_>, place: usize) -> Roles {
    let is_empty = matches!(tree.tag(place), "i" | "span" | "svg") && tree.letters(&tree.inside(place)) == 0;
    let known = [Roles::AUTHOR, Roles::DATE].into_iter().filter(|&role| tree.node(place).roles.any(role));
    if is_empty { known.fold(Roles::default(), Roles::and) } else { Roles::default() }
}

/// Whether an element takes input. A name may be a button, and a label may tell of a comment.
fn is_form(tree: &Tree<'_>, place: usize) -> bool {
    match tree.tag(place) {
        "button" => !tree.node(place).roles.any(Roles::AUTHOR),
        "label" => cues::field(&render::text(tree, tree.inside(place), &|_| false)).is_none(),
        "form" => tree.is_tool(place),
        tag => matches!(tag, "input" | "select" | "textarea"),
    }
}

/// What the open elements of a record say about what stands inside them.
#[derive(Default)]
struct Around {
    end: usize,
    path: u64,
    roles: Roles,
    marked: bool,
    tool: bool,
    /// What an icon says of the text that follows it.
    icon: Roles,
    /// How many children of each kind there were so far. Few kinds are counted.
    children: Vec<(u32, u8)>,
}

impl Around {
    /// The place of a child among those of its kind. Where nothing else does, it tells name, date and words apart.
    fn child(&mut self, kind: u32) -> u8 {
        if let Some((_, count)) = self.children.iter_mut().find(|(known, _)| *known == kind) {
            *count = (*count + 1).min(MOST_ORDINALS);
            return *count;
        }
        self.children.push((kind, 1));
        1
    }

    /// The same inside the element at `place`. The record's own names say nothing about its parts, nor do those of
    /// what holds all of it, or begins it and holds most.
    fn inside(&mut self, tree: &Tree<'_>, place: usize, record: &Record) -> Self {
        let node = tree.node(place);
        let (own, first) = ((place..node.end) == record.nodes, place == record.nodes.start);
        let tag = tree.tag(place);
        let numbered = !node.name.kind.classed
            && matches!(tag, "tr" | "td" | "th" | "span" | "font" | "dd" | "div" | "a" | "i" | "b");
        let ordinal = if numbered { self.child(node.name.kind.all) } else { 0 };
        let id = tree.attribute(place, "id").filter(|_| !first);
        let id = id.map(|id| id.chars().filter(|c| !c.is_ascii_digit()).collect::<String>());
        let mut hasher = DefaultHasher::new();
        // The records themselves may differ: first, last, highlighted.
        let kind = if first { 0 } else { node.name.kind.all };
        (self.path, kind, ordinal, id).hash(&mut hasher);
        let is_author = node.roles.any(Roles::AUTHOR);
        let tool = || is_tool(tree, place) || tree.is_tool(place);
        // «card-body» around everything names none of it.
        let (here, all) = (tree.letters(&(place..node.end)), tree.letters(&record.nodes));
        let holds_all = here == all || (first && here * 2 > all);
        Self {
            end: node.end,
            path: hasher.finish(),
            roles: if own || holds_all { self.roles } else { self.roles.and(node.roles) },
            marked: self.marked || MARKS.contains(&tag),
            tool: self.tool || (!own && !is_author && tool()),
            icon: Roles::default(),
            children: vec![],
        }
    }
}

/// Whether the names of an element say that it is a tool, and no more than that stands in it.
fn is_tool(tree: &Tree<'_>, place: usize) -> bool {
    let roles = tree.node(place).roles;
    let other = Roles::AUTHOR.and(Roles::BODY).and(Roles::DATE).and(Roles::COMMENT);
    let is_answer = || tree.is(place, Part::REPLY) && tree.is_answer(place);
    roles.any(Roles::TOOL)
        && !roles.any(other)
        && !is_answer()
        && tree.letters(&tree.inside(place)) <= LONGEST_TOOL
}
