//! Comments on layouts that nobody described: repeated structure where a page has its comments.
//!
//! | step | module |
//! | --- | --- |
//! | children that are alike, or runs of them that begin alike | `records` |
//! | what stands above, around and beside them | `evidence` |
//! | what each of them tells of itself | `telling` |
//! | what rules say of them, and what the signs add up to | `judge`, `signs`, `weights` |
//! | one comment alone, where nothing else is found | `single` |
//!
//! Records are found as in MDR (Liu, Grossman and Zhai, «Mining data records in web pages», 2003): the children of an
//! element that are alike, or runs of them that begin alike. What makes records comments is the company they keep, as in `MiBAT` (Song et al.,
//! 2010, whose anchors are dates too): a heading, names that speak of comments, bylines, dates. Repetition alone is
//! never enough, since menus and story lists repeat as well.

mod evidence;
mod judge;
#[cfg(test)]
mod learning;
mod records;
mod signs;
mod single;
mod telling;
mod weights;

use std::collections::HashSet;

use self::evidence::{CONTAINERS, HEADING_LINES, NEAR_HEADING_LINES, Reacted, SURE_HINTS, evidence, hints};
use self::judge::Candidate;
use super::pieces::{Cutter, Record};
use super::reader::Fields;
use super::render::Shown;
use super::sections::{Cue, Sections};
use super::tree::Tree;
use super::vocabulary::Roles;
use crate::page::cues::Introduction;
pub(super) use records::records;

/// How many nodes are looked at, over and over: so many for each node of the page, and so many more.
const LOOKS_PER_NODE: usize = 100;
const LOOKS_AT_ALL: usize = 1_000_000;

/// Records with their fields.
pub(super) struct Mined {
    pub(super) records: Vec<Record>,
    pub(super) fields: Vec<Fields>,
    /// Whether they tell the ranks of their authors, as posts of a thread do.
    pub(super) thread: bool,
}

impl Mined {
    /// The only record.
    fn lone(&self) -> Option<Lone<'_>> {
        match (self.records.as_slice(), self.fields.as_slice()) {
            ([record], [fields]) => Some(Lone { record, fields }),
            _ => None,
        }
    }
}

/// The only record of a page, with its fields.
struct Lone<'m> {
    record: &'m Record,
    fields: &'m Fields,
}

impl Lone<'_> {
    /// Whether it has the same words and date as another, and a name if that has one.
    fn says_as_much_as(&self, other: &Self) -> bool {
        self.fields.text == other.fields.text
            && self.fields.date_text == other.fields.date_text
            && self.fields.author.is_some() == other.fields.author.is_some()
    }

    /// Whether all of it stands in another.
    fn is_inside(&self, other: &Self) -> bool {
        let (nodes, around) = (&self.record.nodes, &other.record.nodes);
        around.start <= nodes.start && nodes.end <= around.end && nodes != around
    }
}

/// The comments of a page, if there is a place where all speaks for them; and whether the search had to end early.
pub(super) fn mine(cutter: &Cutter<'_, '_>, sections: &Sections) -> (Option<Mined>, bool) {
    let mut best: Option<(Mined, f64)> = None;
    let is_cut_short = each_candidate(cutter, sections, |candidate| {
        let Some((mined, rank)) = candidate.judged() else { return };
        let is_better = |(other, most): &(Mined, f64)| match (mined.lone(), other.lone()) {
            // What is around a lone comment adds headings to it.
            (Some(one), Some(other)) if one.says_as_much_as(&other) => one.is_inside(&other),
            _ => rank > *most,
        };
        if best.as_ref().is_none_or(is_better) {
            best = Some((mined, rank));
        }
    });
    (best.map(|(mined, _)| mined).or_else(|| single::single(cutter, sections)), is_cut_short)
}

/// Calls `take` for whatever may be the comments of a page, and tells whether the search had to end early.
fn each_candidate<'m, 't, 'a>(
    cutter: &'m Cutter<'t, 'a>,
    sections: &'m Sections,
    take: impl FnMut(Candidate<'m, 't, 'a>),
) -> bool {
    let tree = cutter.tree;
    let looks = LOOKS_AT_ALL + LOOKS_PER_NODE * tree.len();
    let mut miner = Miner { cutter, sections, looks, take };
    for parent in (0..tree.len()).filter(|&place| !tree.node(place).elsewhere) {
        miner.look_under(parent);
    }
    miner.looks == 0
}

/// The search for the place of the comments.
struct Miner<'m, 't, 'a, F> {
    cutter: &'m Cutter<'t, 'a>,
    sections: &'m Sections,
    /// How many nodes may still be looked at. A page can be so nested that every element and every kind of child has to
    /// be looked through; no honest page needs more than a fraction of this.
    looks: usize,
    take: F,
}

impl<'m, 't, 'a, F: FnMut(Candidate<'m, 't, 'a>)> Miner<'m, 't, 'a, F> {
    /// Takes so many looks, if there are as many left; if not, the search is over.
    fn afford(&mut self, looks: usize) -> bool {
        let left = self.looks.checked_sub(looks);
        self.looks = left.unwrap_or(0);
        left.is_some()
    }

    /// Looks at the children of `parent` as records: those that are alike, and runs that begin alike.
    fn look_under(&mut self, parent: usize) {
        let (tree, sections) = (self.cutter.tree, self.sections);
        if tree.element(parent).is_none() || tree.node(parent).name.shown == Shown::Not {
            return;
        }
        let shown = self.shown(parent);
        if shown.is_empty() {
            return;
        }
        self.look_across(parent, &shown);
        let speaks = speaks_of_comments(tree, sections, parent, &shown);
        let mut seen: HashSet<Vec<usize>> = HashSet::new();
        for key in records::KEYS {
            for members in records::groups(tree, &shown, key) {
                let is_lone = members.len() == 1;
                if !speaks && !are_dated(tree, sections, &members) {
                    continue;
                }
                if is_lone && !members.iter().all(|&member| may_be_lone(tree, sections, member)) {
                    continue;
                }
                if !self.afford(tree.inside(parent).len()) {
                    return;
                }
                for members in
                    std::iter::once(members.as_slice()).chain(records::under_headings(sections, &members))
                {
                    let is_lone = members.len() == 1;
                    if seen.insert(members.to_vec()) {
                        self.consider(records::alike(tree, parent, members, key));
                        if !is_lone && members.len() < shown.len() {
                            self.consider(records::runs(tree, sections, parent, members));
                        }
                    }
                }
            }
        }
    }

    /// Looks at what columns hold, or lists that something parts, as the records of one list.
    fn look_across(&mut self, parent: usize, shown: &[usize]) {
        let (tree, sections) = (self.cutter.tree, self.sections);
        for columns in records::groups(tree, shown, records::KEYS[0]).into_iter().filter(|all| all.len() > 1)
        {
            let inside: Vec<usize> = columns.iter().flat_map(|&column| self.shown(column)).collect();
            for members in records::groups(tree, &inside, records::KEYS[0]) {
                if members.len() > columns.len() && are_dated(tree, sections, &members) {
                    if !self.afford(tree.inside(parent).len()) {
                        return;
                    }
                    self.consider(records::records(tree, &members));
                }
            }
        }
    }

    /// The children of an element that show something, and more than a cue.
    fn shown(&self, parent: usize) -> Vec<usize> {
        let (tree, sections) = (self.cutter.tree, self.sections);
        tree.children(parent)
            .filter(|&child| tree.element(child).is_some() && tree.letters(&tree.inside(child)) > 0)
            .filter(|&child| tree.node(child).name.shown != Shown::Not && !tree.node(child).elsewhere)
            .filter(|&child| !records::is_sign(tree, sections, child))
            .collect()
    }

    /// Reads records if nothing speaks against them.
    fn consider(&mut self, records: Vec<Record>) {
        if !self.afford(records.iter().map(|record| record.nodes.len()).sum()) {
            return;
        }
        let Some(evidence) = evidence(self.cutter.tree, self.sections, &records) else { return };
        (self.take)(Candidate::read(self.cutter, self.sections, records, evidence));
    }
}

/// Whether one element alone may be a comment: by its name, or as the only item under a heading.
fn may_be_lone(tree: &Tree<'_>, sections: &Sections, member: usize) -> bool {
    let under =
        matches!(sections.before(member), Some((Cue::Heading { .. }, lines)) if lines <= NEAR_HEADING_LINES);
    let inside = tree.inside(member);
    let is_hinted = || {
        let reacted = Reacted::of(sections, std::slice::from_ref(&inside));
        !sections.begins_with_heading(&inside) && hints(sections, &inside, reacted) >= SURE_HINTS
    };
    let is_named = tree.node(member).roles.any(Roles::COMMENT);
    !sections.has_beginning(&inside) && (is_named || under || is_hinted())
}

/// Whether anything at `parent`, above it or in it speaks of comments.
fn speaks_of_comments(tree: &Tree<'_>, sections: &Sections, parent: usize, shown: &[usize]) -> bool {
    let speaks = |place: usize| tree.node(place).roles.any(Roles::COMMENT);
    let inside = tree.inside(parent);
    let is_led_to = |&first: &usize| {
        matches!(sections.before(first), Some((Cue::Heading { .. }, lines)) if lines <= HEADING_LINES)
            || sections.introduced(first) != Introduction::None
    };
    shown.iter().any(|&child| speaks(child))
        || std::iter::once(parent).chain(tree.ancestors(parent)).take(CONTAINERS).any(speaks)
        || tree.speaking(&inside) >= 2
        || shown.first().is_some_and(is_led_to)
        || sections.reactions_in(&inside).len() >= 2
        || sections.has_heading(&inside)
        || sections.has_composer(&inside)
}

/// Whether dates stand in at least half of some elements.
fn are_dated(tree: &Tree<'_>, sections: &Sections, members: &[usize]) -> bool {
    let dated = members.iter().filter(|&&member| sections.has_date(&tree.inside(member))).count();
    dated * 2 >= members.len()
}
