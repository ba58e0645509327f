//! The children of an element that are alike, or runs of them that begin alike, as records.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use crate::page::html::pieces::Record;
use crate::page::html::sections::Sections;
use crate::page::html::tree::Tree;

/// Of the headings between elements that are alike, no more are tried.
const MOST_HEADINGS: usize = 8;

/// Attributes that say how an element is dressed, as classes do on later pages.
const DRESS: [&str; 5] = ["color", "bgcolor", "size", "colspan", "rowspan"];
/// How many elements tell by their kinds what stands in another.
const MOST_INSIDE: usize = 3;

/// Whether a child is nothing but a heading, a notice or a form.
pub(super) fn is_sign(tree: &Tree<'_>, sections: &Sections, child: usize) -> bool {
    let inside = tree.inside(child);
    sections.after(inside.start).is_some_and(|sign| {
        let line = sections.line_of(inside.start);
        let lines = sections.line_of(inside.end) - line;
        inside.contains(&sign.start) && sign.line == line && (lines <= 1 || tree.letters(&inside) < 60)
    })
}

/// By what elements have to be alike.
pub(super) type Key = fn(&Tree<'_>, usize) -> u32;

/// Tag and all classes that tell the kind.
fn full_kind(tree: &Tree<'_>, place: usize) -> u32 {
    tree.node(place).name.kind.all
}

/// Tag and the first of the classes: later ones tend to vary.
fn first_kind(tree: &Tree<'_>, place: usize) -> u32 {
    tree.node(place).name.kind.first
}

/// The tag alone.
fn tag_only(tree: &Tree<'_>, place: usize) -> u32 {
    tree.node(place).name.kind.tag
}

/// What else tells elements apart that have no classes: how they are dressed, and what stands in them.
fn dress(tree: &Tree<'_>, place: usize) -> u32 {
    if tree.node(place).name.kind.classed {
        return full_kind(tree, place);
    }
    let mut hasher = FxHasher::default();
    full_kind(tree, place).hash(&mut hasher);
    DRESS.map(|name| tree.attribute(place, name)).hash(&mut hasher);
    let inside = tree.children(place).filter(|&child| tree.element(child).is_some()).take(MOST_INSIDE);
    inside.for_each(|child| full_kind(tree, child).hash(&mut hasher));
    // What counts kinds begins at zero.
    hasher.finish() as u32 | 1 << 31
}

/// From the strictest to the loosest.
pub(super) const KEYS: [Key; 4] = [full_kind, first_kind, tag_only, dress];

/// The children by key, in document order.
pub(super) fn groups(tree: &Tree<'_>, shown: &[usize], key: Key) -> Vec<Vec<usize>> {
    let mut order = vec![];
    let mut by_key: HashMap<u32, Vec<usize>> = HashMap::new();
    for &child in shown {
        let key = key(tree, child);
        by_key
            .entry(key)
            .or_insert_with(|| {
                order.push(key);
                vec![]
            })
            .push(child);
    }
    order.iter().filter_map(|key| by_key.remove(key)).collect()
}

/// The members behind each heading that stands between them: what is alike may have begun before the comments.
pub(super) fn under_headings<'m>(sections: &Sections, members: &'m [usize]) -> Vec<&'m [usize]> {
    let is_cut = |at: &usize| {
        let before = members[at - 1]..members[*at];
        // A question to the others in a post with a date leads over to nothing.
        sections.has_sign_of_heading(&before)
            || (sections.has_heading(&before) && !sections.has_date(&before))
    };
    (1..members.len()).filter(is_cut).take(MOST_HEADINGS).map(|at| &members[at..]).collect()
}

/// Every member is a record, and so are elements like them inside, which are answers.
pub(super) fn alike(tree: &Tree<'_>, parent: usize, members: &[usize], key: Key) -> Vec<Record> {
    let Some(&first) = members.first() else { return vec![] };
    let kind = key(tree, first);
    let tag = tree.tag(first);
    let by_class = tree.node(first).name.kind.classed && kind != tree.node(first).name.kind.tag;
    let is_named = by_class || tag.contains('-') || matches!(tag, "details" | "article");
    // Tables nest for their looks.
    let nests = tag != "tr";
    let of_parent = full_kind(tree, parent);
    let member: HashSet<usize> = members.iter().copied().collect();
    let mut starts: Vec<usize> = vec![];
    let mut place = parent + 1;
    while place < tree.node(parent).end {
        let inner = || {
            tree.element(place).is_some()
                && key(tree, place) == kind
                && tree.letters(&tree.inside(place)) > 0
                && (is_named
                    || (nests
                        && full_kind(tree, tree.node(place).parent) == of_parent
                        && begins_like(tree, place, first)))
        };
        if member.contains(&place) || inner() {
            starts.push(place);
        }
        place += 1;
    }
    records(tree, &starts)
}

/// Whether two elements have first children of the same kind.
fn begins_like(tree: &Tree<'_>, one: usize, other: usize) -> bool {
    // Lines of words that begin a record may break.
    let is_kind = |child: &usize| tree.element(*child).is_some() && tree.tag(*child) != "br";
    let first = |place: usize| tree.children(place).find(is_kind);
    first(one).map(|place| full_kind(tree, place)) == first(other).map(|place| full_kind(tree, place))
}

/// Elements as records, each without those inside it.
pub(in crate::page::html) fn records(tree: &Tree<'_>, starts: &[usize]) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::with_capacity(starts.len());
    let mut open: Vec<usize> = vec![];
    for (at, &start) in starts.iter().enumerate() {
        let nodes = tree.inside(start);
        while open
            .pop_if(|around| records.get(*around).is_some_and(|around| around.nodes.end <= start))
            .is_some()
        {}
        if let Some(around) = open.last().and_then(|&around| records.get_mut(around)) {
            around.inner.push(start);
        }
        open.push(at);
        records.push(Record { nodes, inner: vec![] });
    }
    records
}

/// Every member begins a record that goes on to the next member.
pub(super) fn runs(tree: &Tree<'_>, sections: &Sections, parent: usize, members: &[usize]) -> Vec<Record> {
    let children: Vec<usize> = tree.children(parent).collect();
    let usual: HashSet<u32> = match (members.first(), members.last()) {
        (Some(first), Some(last)) => children
            .iter()
            .filter(|child| (*first..*last).contains(*child))
            .map(|&child| full_kind(tree, child))
            .collect(),
        _ => HashSet::new(),
    };
    let last_end = |start: usize| {
        let after = children.iter().skip_while(|&&child| child <= start);
        let strange = |child: &&usize| {
            tree.element(**child).is_some() && !usual.contains(&full_kind(tree, **child))
                || is_sign(tree, sections, **child)
                || sections.after(**child).is_some_and(|sign| tree.inside(**child).contains(&sign.start))
        };
        after.into_iter().find(strange).copied().unwrap_or(tree.node(parent).end)
    };
    let ends = members.iter().skip(1).copied().map(Some).chain([None]);
    members
        .iter()
        .zip(ends)
        .map(|(&start, end)| Record { nodes: start..end.unwrap_or_else(|| last_end(start)), inner: vec![] })
        .collect()
}
