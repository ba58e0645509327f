//! Records → comments: which of a record's pieces is the author, which the date, and which are the words.
//!
//! One record alone says little, many say much: what stands in the same place of every record is a column, as in
//! DEPTA (Zhai and Liu, «Web data extraction based on partial tree alignment», 2005). A column of dates holds the date, a column
//! that is always the same is the page's own, and of the short ones before or behind the date one holds the names.

mod columns;
mod quotation;

use std::collections::HashSet;
use std::ops::Range;

use self::columns::Columns;
use self::quotation::Quoted;
pub(super) use self::quotation::quoted;
use super::pieces::{Piece, Record};
use super::render::{self, Shown};
use super::threads;
use super::tree::Tree;
use super::vocabulary::Roles;
use crate::page::cues::Field;
use crate::page::{clean, cues, dates, heads};

/// A longer author field holds more than a name.
const LONGEST_AUTHOR: usize = 120;

/// What a record holds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) author: Option<String>,
    pub(super) date: Option<String>,
    pub(super) date_text: Option<String>,
    pub(super) quote: Option<String>,
    pub(super) text: String,
    /// The name, or the number, that it says to answer.
    pub(super) answers: Option<String>,
    /// Its own number among the others, as printed.
    pub(super) number: Option<u32>,
}

/// Elements that a layout names for the parts of a record.
#[derive(Default, Clone)]
pub(super) struct Named {
    pub(super) author: Option<usize>,
    pub(super) date: Option<usize>,
    pub(super) text: Option<usize>,
}

/// Reads records that have the same layout, each of which has been cut into pieces.
pub(super) fn read(tree: &Tree<'_>, records: &[Record], cut: &[Vec<Piece>], named: &[Named]) -> Vec<Fields> {
    let columns = Columns::new(cut);
    let dates = Columns::dates(cut);
    let author = columns.author(cut, &dates);
    let main = columns.main(cut, author, &dates);
    let none = Named::default();
    records
        .iter()
        .zip(cut)
        .enumerate()
        .map(|(at, (record, pieces))| {
            let named = named.get(at).unwrap_or(&none);
            let reader = Reader { tree, record, pieces, columns: &columns, named };
            reader.read(author, dates.get(at).copied().flatten(), main)
        })
        .collect()
}

/// One record with what is known about its columns.
struct Reader<'r, 'a> {
    tree: &'r Tree<'a>,
    record: &'r Record,
    pieces: &'r [Piece],
    columns: &'r Columns,
    named: &'r Named,
}

impl Reader<'_, '_> {
    fn read(&self, author: Option<u64>, date_at: Option<usize>, main: Option<u64>) -> Fields {
        let number = self.pieces.iter().find_map(|piece| threads::number(&piece.words.text));
        let mut fields = Fields { number, ..Fields::default() };
        let mut taken: HashSet<usize> = HashSet::new();
        let inside = |piece: &Piece, place: Option<usize>| {
            place.is_some_and(|place| {
                self.tree.inside(place).contains(&piece.nodes.start) || piece.nodes.contains(&place)
            })
        };
        let in_text = |piece: &Piece| inside(piece, self.named.text);
        let date_at = date_at.filter(|&at| self.named.text.is_none() || !in_text(&self.pieces[at]));
        self.read_date(date_at, &mut fields, &mut taken);
        let told = date_at.and_then(|at| self.pieces.get(at)).filter(|piece| !piece.dated);
        let told =
            told.and_then(|piece| piece.words.signature()).filter(|found| heads::is_told(&found.beside));
        if let Some(place) = self.named.author {
            // A name may be a button.
            let shown = self.text(self.tree.inside(place));
            let text = if clean::is_blank(&shown) {
                render::text(self.tree, self.tree.inside(place), &|_| false)
            } else {
                shown
            };
            let author = text.lines().find_map(cues::author).filter(|name| is_short(name));
            fields.author = author.map(|name| heads::without_standing(&name).to_owned());
            taken.extend(
                self.pieces
                    .iter()
                    .enumerate()
                    .filter(|(_, piece)| inside(piece, Some(place)))
                    .map(|(at, _)| at),
            );
        }
        if fields.author.is_none() || self.named.author.is_none() {
            let at = self.pieces.iter().position(|piece| Some(piece.path) == author && !in_text(piece));
            let name = at.and_then(|at| self.pieces[at].words.name());
            // «أرسله سمير في…» says more than a place does.
            let is_told = told.is_some()
                && fields.author.is_some()
                && !at.is_some_and(|at| self.pieces[at].roles.any(Roles::AUTHOR));
            if let (Some(at), Some(name)) = (at.filter(|_| !is_told), name) {
                fields.author = Some(name.to_owned());
                taken.insert(at);
            }
        }
        if let Some(place) = self.named.date {
            taken.extend(
                self.pieces
                    .iter()
                    .enumerate()
                    .filter(|(_, piece)| inside(piece, Some(place)))
                    .map(|(at, _)| at),
            );
        }
        for (at, piece) in self.pieces.iter().enumerate() {
            let is_counter = is_counter(piece);
            // «@سمير» is written by readers themselves.
            let leads_text = || {
                self.leads(at, &in_text) && !piece.words.text.contains('@') && piece.words.answers().is_some()
            };
            // A link to answer the comment may stand in the element of its words.
            let is_button = piece.tool && self.tree.linked(&piece.nodes) > 0;
            let belongs = in_text(piece) && !is_counter && !is_button && !leads_text();
            if belongs || taken.contains(&at) {
                continue;
            }
            if piece.tool || is_counter || self.columns.is_furniture(piece) {
                taken.insert(at);
            } else if let Some(name) = piece.words.answers() {
                fields.answers = Some(name.to_owned());
                taken.insert(at);
                // The words that lead to the name.
                let before =
                    at.checked_sub(1).filter(|&before| cues::only_answers(&self.pieces[before].words.text));
                taken.extend(before);
            }
        }
        let body = match self.named.text {
            Some(place) => vec![self.tree.inside(place)],
            None => self.body(main, &taken),
        };
        self.read_text(&body, &taken, &mut fields);
        // What parts the name from the date is nobody's words.
        if (fields.author.is_some() || fields.date_text.is_some()) && heads::are_drawn(&fields.text) {
            fields.text.clear();
        }
        fields
    }

    /// Whether a piece is the first of those in the text, and stands in an element of its own there.
    fn leads(&self, at: usize, in_text: &dyn Fn(&Piece) -> bool) -> bool {
        let piece = &self.pieces[at];
        let is_first = !self.pieces.iter().take(at).any(|piece| in_text(piece) && !piece.tool);
        let around = self.tree.node(piece.nodes.start).parent;
        is_first && self.named.text.is_some_and(|text| around > text)
    }

    /// The date: for machines where there is one, and as printed.
    fn read_date(&self, at: Option<usize>, fields: &mut Fields, taken: &mut HashSet<usize>) {
        if let Some(place) = self.named.date {
            let exact = self.tree.inside(place).find_map(|place| {
                let value = self
                    .tree
                    .attribute(place, "datetime")
                    .or_else(|| self.tree.attribute(place, "content"))?;
                dates::iso(value)
            });
            let text = self.text(self.tree.inside(place));
            let dated = text.lines().find(|line| dates::is_stamp(line) || dates::iso(line).is_some());
            let printed = dated.or_else(|| text.lines().next()).and_then(dates::printed);
            let printed = printed.filter(|printed| printed.chars().count() <= LONGEST_AUTHOR);
            fields.date = exact.or_else(|| dates::iso(printed.as_deref()?));
            fields.date_text = printed;
            if fields.date.is_some() || fields.date_text.is_some() {
                return;
            }
        }
        let Some((at, piece)) = at.and_then(|at| Some((at, self.pieces.get(at)?))) else { return };
        let machine = |place: usize| {
            let of = |name| self.tree.inside(place).find_map(|place| self.tree.attribute(place, name));
            of("datetime").or_else(|| of("title")).and_then(dates::iso)
        };
        let around = self.tree.node(piece.nodes.start).parent;
        let exact = machine(piece.nodes.start)
            .or_else(|| if self.is_alone(around, piece) { machine(around) } else { None });
        taken.insert(at);
        if piece.dated {
            fields.date = exact.or_else(|| dates::iso(&piece.words.text));
            fields.date_text = dates::printed(&piece.words.text);
        } else if let Some(signature) = piece.words.signature() {
            fields.date = exact.or_else(|| dates::iso(&signature.printed));
            fields.date_text = dates::printed(&signature.printed);
            fields.author = heads::name_beside(&signature.beside);
        } else {
            fields.date_text = clean::label(&piece.words.text);
        }
    }

    /// Whether the element at `around` shows nothing but `piece`.
    fn is_alone(&self, around: usize, piece: &Piece) -> bool {
        around >= self.record.nodes.start
            && self.tree.letters(&self.tree.inside(around)) == self.tree.letters(&piece.nodes)
    }

    /// The nodes of the words: as far around the main piece as nothing else is among them.
    fn body(&self, main: Option<u64>, taken: &HashSet<usize>) -> Vec<Range<usize>> {
        let free =
            || self.pieces.iter().enumerate().filter(|(at, _)| !taken.contains(at)).map(|(_, piece)| piece);
        let longest = || free().max_by_key(|piece| piece.words.letters);
        let Some(main) = free().find(|piece| Some(piece.path) == main).or_else(longest) else {
            return vec![];
        };
        let mut taken: Vec<usize> = taken.iter().map(|&at| self.pieces[at].nodes.start).collect();
        taken.extend(&self.record.inner);
        taken.sort_unstable();
        let is_clear = |range: &Range<usize>| {
            let next = taken.get(taken.partition_point(|&place| place < range.start));
            next.is_none_or(|&place| place >= range.end)
        };
        let mut child = main.nodes.start;
        loop {
            let parent = self.tree.node(child).parent;
            let inside = parent < child
                && self.record.nodes.contains(&parent)
                && self.tree.node(parent).end <= self.record.nodes.end;
            if !inside || !is_clear(&self.tree.inside(parent)) {
                break;
            }
            child = parent;
        }
        let whole = self.record.nodes.contains(&child) && self.tree.inside(child) == self.record.nodes;
        if whole {
            return vec![self.record.nodes.clone()];
        }
        let parent = self.tree.node(child).parent;
        let siblings = self.siblings(parent);
        let Some(at) = siblings.iter().position(|&sibling| sibling == child) else { return vec![] };
        let (before, after) = siblings.split_at(at);
        // A block between texts parts them; among blocks others may stand between.
        let goes_on = |sibling: &&usize| !self.is_inline(child) || self.is_inline(**sibling);
        let before: Vec<usize> = before.iter().rev().take_while(goes_on).copied().collect();
        let run = before.into_iter().rev().chain(after.iter().take_while(goes_on).copied());
        run.map(|sibling| self.tree.inside(sibling))
            .filter(|range| self.goes_with(child, range.start) && (range.start == child || is_clear(range)))
            .collect()
    }

    /// What stands right under `parent` and in the record.
    fn siblings(&self, parent: usize) -> Vec<usize> {
        let end = self.record.nodes.end.min(self.tree.node(parent).end);
        let first = self.record.nodes.start.max(parent + 1);
        let next = |&sibling: &usize| Some(self.tree.node(sibling).end).filter(|&next| next < end);
        std::iter::successors(Some(first).filter(|&first| first < end), next).collect()
    }

    /// Whether a node is a text, or an element inside a line.
    fn is_inline(&self, place: usize) -> bool {
        self.tree.node(place).name.shown != Shown::Block
    }

    /// Whether a sibling of the main piece goes on with it.
    fn goes_with(&self, main: usize, other: usize) -> bool {
        if self.is_inline(main) {
            return self.is_inline(other);
        }
        let kind = |place: usize| self.tree.node(place).name.kind.all;
        let prose = ["p", "ul", "ol", "blockquote", "pre"];
        prose.contains(&self.tree.tag(other)) && prose.contains(&self.tree.tag(main))
            || kind(main) == kind(other)
    }

    /// The words, and those quoted on top of them.
    fn read_text(&self, body: &[Range<usize>], taken: &HashSet<usize>, fields: &mut Fields) {
        let starts: HashSet<usize> = taken.iter().map(|&at| self.pieces[at].nodes.start).collect();
        let skip = |place: usize| {
            starts.contains(&place) || self.record.has_inner(place) || self.tree.is_tool(place)
        };
        let Quoted { text, quote, of } = quoted(self.tree, body, &skip);
        (fields.text, fields.quote) = (text, quote);
        fields.answers = fields.answers.take().or(of);
        // What leads to the name of who signs.
        if fields.author.is_some() {
            let words =
                fields.text.trim_end().trim_end_matches(|c: char| c.is_whitespace() || "-–—~".contains(c));
            fields.text.truncate(if words.is_empty() { fields.text.len() } else { words.len() });
        }
        // The colon behind the name.
        if let Some(words) = fields.text.strip_prefix(':').filter(|_| fields.author.is_some()) {
            fields.text = words.trim_start().to_owned();
        }
        let is_labelled = self.pieces.iter().any(|piece| piece.labelled);
        if let Some((Field::Text, words)) =
            cues::field(&fields.text).filter(|(_, words)| is_labelled && !words.is_empty())
        {
            fields.text = words.to_owned();
        }
    }

    /// The text of some nodes without tools.
    fn text(&self, nodes: Range<usize>) -> String {
        let start = nodes.start;
        render::text(self.tree, nodes, &|place| {
            place > start && (self.tree.is_tool(place) || self.record.has_inner(place))
        })
    }
}

/// Whether a piece stands in an element that is named a counter, and is a number.
fn is_counter(piece: &Piece) -> bool {
    let text = piece.words.text.as_str();
    piece.roles.any(Roles::TOOL)
        && text.contains(clean::is_numeric)
        && text.chars().all(|c| clean::is_numeric(c) || c.is_whitespace() || "+-−()[]/:".contains(c))
}

/// Whether a name is no longer than names are.
fn is_short(name: &str) -> bool {
    name.chars().count() <= LONGEST_AUTHOR
}
