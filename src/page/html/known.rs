//! Comments on known layouts.

use std::sync::LazyLock;

use regex::Regex;

use super::layouts::{LAYOUTS, Layout};
use super::mining::records;
use super::pieces::{Cutter, Piece, Record};
use super::reader::{self, Fields, Named};
use super::selectors::Selectors;
use super::tree::Tree;

/// Records with their fields, and whether an item without any field but its words is a comment.
pub(super) struct Known {
    pub(super) records: Vec<Record>,
    pub(super) fields: Vec<Fields>,
    pub(super) bare: bool,
    /// Whether they are posts of a thread.
    pub(super) thread: bool,
}

/// The first layout under which the page has comments.
pub(super) fn find(cutter: &Cutter<'_, '_>) -> Option<Known> {
    let tree = cutter.tree;
    let mut starts: Vec<Vec<usize>> = vec![vec![]; LAYOUTS.len()];
    for (place, _) in tree.elements().filter(|(place, _)| !tree.node(*place).elsewhere) {
        for layout in LAYOUTS.with_item(tree, place) {
            if let Some(starts) = starts.get_mut(layout) {
                starts.push(place);
            }
        }
    }
    let mut found = starts.iter().enumerate().filter(|(_, starts)| !starts.is_empty());
    found.find_map(|(at, starts)| read(cutter, LAYOUTS.get(at)?, starts))
}

/// Reads the items of a layout.
fn read(cutter: &Cutter<'_, '_>, layout: &Layout, starts: &[usize]) -> Option<Known> {
    let tree = cutter.tree;
    let records = records(tree, starts);
    let cut: Vec<_> = records.iter().map(|record| cutter.pieces(record)).collect();
    let of_match = |pieces: &&Vec<Piece>| pieces.iter().any(|piece| piece.words.are_minute());
    let of_matches = cut.iter().filter(of_match).count();
    if of_matches > 1 && of_matches * 2 >= cut.len() {
        return None;
    }
    let named: Vec<Named> = records.iter().map(|record| named(tree, layout, record)).collect();
    let fields = reader::read(tree, &records, &cut, &named);
    let any = fields.iter().any(|fields| {
        !fields.text.is_empty() && (layout.bare || fields.author.is_some() || fields.date_text.is_some())
    });
    any.then_some(Known { records, fields, bare: layout.bare, thread: layout.thread })
}

/// The elements of a record that the layout names.
fn named(tree: &Tree<'_>, layout: &Layout, record: &Record) -> Named {
    let own = own(tree, record);
    let is_shown =
        |place: usize| tree.letters(&tree.inside(place)) > 0 || tree.attribute(place, "content").is_some();
    let first = |selectors: &Selectors| {
        let found = own.iter().map(|&place| (selectors.matching(tree, place).iter().next(), place));
        let found = found.filter_map(|(rank, place)| Some((rank?, place)));
        // Of several by the same selector the first.
        found.filter(|&(_, place)| is_shown(place)).min().map(|(_, place)| place)
    };
    Named { author: first(&layout.author), date: first(&layout.date), text: first(&layout.text) }
}

/// The elements of a record, without those of records inside it.
fn own(tree: &Tree<'_>, record: &Record) -> Vec<usize> {
    let mut own = vec![];
    let mut place = record.nodes.start + 1;
    while place < record.nodes.end {
        if record.has_inner(place) {
            place = tree.node(place).end;
            continue;
        }
        if tree.element(place).is_some() {
            own.push(place);
        }
        place += 1;
    }
    own
}

/// The page's own identifier for a comment.
pub(super) fn id(tree: &Tree<'_>, record: &Record) -> Option<String> {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:(?:li|div|article)-)*comment-(?:body-|item-)?(\d+)$|^(?:c|cid-)(\d+)$")
            .expect("the pattern is well-formed")
    });
    let places = || std::iter::once(record.nodes.start).chain(own(tree, record));
    let by_name = places().find_map(|place| {
        let found = FORM.captures(tree.attribute(place, "id")?)?;
        found.get(1).or_else(|| found.get(2)).map(|id| id.as_str().to_owned())
    });
    let attribute = |place: usize| {
        ["data-comment-id", "data-commentid", "data-cid", "data-id"]
            .iter()
            .find_map(|name| tree.attribute(place, name))
    };
    let by_name = by_name.or_else(|| places().find_map(attribute).map(str::to_owned));
    let own_id = || {
        let id = tree.attribute(record.nodes.start, "id")?;
        let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
        id.get(stem.len()..).filter(|number| !number.is_empty()).map(str::to_owned)
    };
    by_name.filter(|id| !id.trim().is_empty()).or_else(own_id)
}
