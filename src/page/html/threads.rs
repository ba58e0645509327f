//! Who answers whom.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::pieces::Record;
use super::reader::Fields;
use super::tree::Tree;
use crate::page::clean;

/// Attributes that name the comment that one answers.
const PARENTS: &[&str] = &[
    "data-parent",
    "data-parent-id",
    "data-parentid",
    "parentid",
    "data-parent-comment-id",
    "data-reply-to",
    "data-in-reply-to",
];
/// Parameters of links that name a comment.
const NUMBERED: &[&str] = &["comment", "parent", "parent_id", "reply_to", "replyto", "in_reply_to"];
/// Attributes that say how deep an answer is.
const DEPTHS: &[&str] = &["data-depth", "data-level", "aria-level", "depth"];
/// Words before a number in a class that say the same.
const DEPTH_WORDS: &[&str] = &["depth", "level", "lvl", "lv", "indent", "child", "nest", "nested", "tier"];

/// Sides from which styles move a box in.
const MOVING: &[&str] = &[
    "margin-right",
    "margin-left",
    "margin-inline-start",
    "padding-right",
    "padding-left",
    "padding-inline-start",
];
/// Longer numbers do not number comments, in digits.
const LONGEST_NUMBER: usize = 4;
/// Of so many elements at the start of a record one may say how deep it is.
const DEPTH_ELEMENTS: usize = 8;

/// The record that each record answers, by the surest sign that the page gives.
pub(super) fn parents(tree: &Tree<'_>, records: &[Record], fields: &[Fields]) -> Vec<Option<usize>> {
    let by_depth = if let Some(levels) = printed_depths(tree, records) {
        stacked(&levels)
    } else {
        let depths: Vec<usize> =
            records.iter().map(|record| tree.node(record.nodes.start).depth as usize).collect();
        stacked(&depths)
    };
    let by_id = by_id(tree, records);
    let numbered = numbered(fields);
    let mut newest: HashMap<&str, usize> = HashMap::new();
    let mut parents = Vec::with_capacity(records.len());
    for (at, fields) in fields.iter().enumerate() {
        let named = fields.answers.as_deref().and_then(|name| newest.get(name)).copied();
        let by_number = fields.answers.as_deref().and_then(number);
        let by_number = by_number.and_then(|number| numbered.get(&number)).copied();
        let named = named.or(by_number.filter(|&parent| parent < at));
        let id = by_id.get(at).copied().flatten();
        parents.push(id.or(named).or_else(|| by_depth.get(at).copied().flatten()));
        if let Some(author) = &fields.author {
            newest.insert(author, at);
        }
    }
    parents
}

/// The records by the numbers that they print, unless two print the same.
fn numbered(fields: &[Fields]) -> HashMap<u32, usize> {
    let numbers = || fields.iter().enumerate().filter_map(|(at, fields)| Some((fields.number?, at)));
    let found: HashMap<u32, usize> = numbers().collect();
    if found.len() == numbers().count() { found } else { HashMap::new() }
}

/// The number of a comment that some words are: «#12», «12-».
pub(super) fn number(words: &str) -> Option<u32> {
    let bare = words.trim_matches(|c: char| c.is_whitespace() || "#.-–)(:".contains(c));
    let is_short = (1..=LONGEST_NUMBER).contains(&bare.chars().count());
    (is_short && bare.chars().all(clean::is_numeric)).then(|| clean::fold(bare).parse().ok()).flatten()
}

/// A record answers the last one before it that is less deep.
fn stacked(depths: &[usize]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = vec![];
    let mut parents = Vec::with_capacity(depths.len());
    for (at, depth) in depths.iter().enumerate() {
        while open.last().is_some_and(|&last| depths.get(last) >= Some(depth)) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(at);
    }
    parents
}

/// The depths that all records print, or their first parts, or how far they are moved in, if they are those of a thread.
fn printed_depths(tree: &Tree<'_>, records: &[Record]) -> Option<Vec<usize>> {
    let first = |record: &Record, depth: fn(&Tree<'_>, usize) -> Option<usize>| {
        let elements = own_nodes(record).filter(|&place| tree.element(place).is_some());
        elements.take(DEPTH_ELEMENTS).find_map(|place| depth(tree, place))
    };
    let all =
        |depth: &dyn Fn(&Record) -> Option<usize>| records.iter().map(depth).collect::<Option<Vec<usize>>>();
    let own = || all(&|record| named_depth(tree, record.nodes.start)).filter(|depths| are_of_thread(depths));
    let inner = || all(&|record| first(record, named_depth)).filter(|depths| are_of_thread(depths));
    let moved = || all(&|record| first(record, moved_in)).map(|moved| ranks(&moved));
    own().or_else(inner).or_else(|| moved().filter(|depths| are_of_thread(depths)))
}

/// Whether depths begin with the lowest, differ, and grow by one at most.
fn are_of_thread(depths: &[usize]) -> bool {
    depths.first() == depths.iter().min()
        && depths.iter().any(|depth| Some(depth) != depths.first())
        && depths.windows(2).all(|pair| pair[1] <= pair[0] + 1)
}

/// Numbers by their order: 0, 30 and 60 are 0, 1 and 2.
fn ranks(numbers: &[usize]) -> Vec<usize> {
    let ordered: BTreeSet<usize> = numbers.iter().copied().collect();
    let rank: HashMap<usize, usize> = ordered.into_iter().zip(0..).collect();
    numbers.iter().filter_map(|number| rank.get(number).copied()).collect()
}

/// How far the style of an element moves it in: «margin-right: 40px».
fn moved_in(tree: &Tree<'_>, place: usize) -> Option<usize> {
    let style = tree.attribute(place, "style")?;
    style.split(';').find_map(|rule| {
        let (name, value) = rule.split_once(':')?;
        let number = value.trim().trim_end_matches(|c: char| !c.is_ascii_digit());
        MOVING.contains(&name.trim()).then(|| number.parse().ok()).flatten()
    })
}

/// The depth that an element's attributes or classes print.
fn named_depth(tree: &Tree<'_>, place: usize) -> Option<usize> {
    let attribute = DEPTHS.iter().find_map(|name| tree.attribute(place, name)?.trim().parse().ok());
    attribute.or_else(|| {
        tree.attribute(place, "class")?.split_whitespace().find_map(|class| {
            let stem = class.trim_end_matches(|c: char| c.is_ascii_digit());
            let number = class.get(stem.len()..)?.parse().ok()?;
            let word = stem.trim_end_matches(['-', '_']).rsplit(['-', '_']).next()?;
            // «commentDepth2»
            let last = word.rfind(char::is_uppercase).and_then(|at| word.get(at..)).unwrap_or(word);
            let is_depth = |word: &str| DEPTH_WORDS.contains(&word.to_lowercase().as_str());
            (is_depth(word) || is_depth(last)).then_some(number)
        })
    })
}

/// The parents that the records name by their identifiers.
fn by_id(tree: &Tree<'_>, records: &[Record]) -> Vec<Option<usize>> {
    let places: HashMap<&str, usize> = records
        .iter()
        .enumerate()
        .flat_map(|(at, record)| identifiers(tree, record).map(move |id| (id, at)))
        .collect();
    let anchors: HashMap<&str, usize> = records
        .iter()
        .enumerate()
        .flat_map(|(at, record)| names(tree, record).map(move |name| (name, at)))
        .collect();
    let parent = |(at, record): (usize, &Record)| {
        let earlier = |found: Option<&usize>| found.copied().filter(|&parent| parent < at);
        match PARENTS.iter().find_map(|name| tree.attribute(record.nodes.start, name)) {
            Some(named) => earlier(places.get(identifier(named)?)),
            None => targets(tree, record).find_map(|target| match target {
                Target::Anchor(name) => earlier(anchors.get(name)),
                Target::Number(id) => earlier(places.get(identifier(id)?)),
            }),
        }
    };
    records.iter().enumerate().map(parent).collect()
}

/// What tells a record, or an anchor in it, from others.
fn identifiers<'t>(tree: &'t Tree<'_>, record: &'t Record) -> impl Iterator<Item = &'t str> {
    let start = record.nodes.start;
    let own = ["data-id", "data-comment-id", "data-commentid", "data-msg", "data-key"];
    let own = own.into_iter().filter_map(move |name| tree.attribute(start, name));
    own.chain(names(tree, record)).filter_map(identifier)
}

/// What links to a record, or to an anchor in it, call it.
fn names<'t>(tree: &'t Tree<'_>, record: &'t Record) -> impl Iterator<Item = &'t str> {
    let id = tree.attribute(record.nodes.start, "id");
    id.into_iter().chain(own_nodes(record).filter_map(|place| tree.attribute(place, "name")))
}

/// What a link leads to on its page.
enum Target<'t> {
    Anchor(&'t str),
    Number(&'t str),
}

/// Where the links of a record lead on its page: to an anchor, or to a comment by its number.
fn targets<'t>(tree: &'t Tree<'_>, record: &'t Record) -> impl Iterator<Item = Target<'t>> {
    let links = own_nodes(record).filter(|&place| tree.tag(place) == "a");
    links.filter_map(|place| {
        let address = tree.attribute(place, "href")?;
        if let Some((_, anchor)) = address.rsplit_once('#') {
            return Some(Target::Anchor(anchor));
        }
        let (before, id) = address.rsplit_once('=')?;
        let parameter = before.rsplit(['?', '&']).next()?;
        NUMBERED.contains(&parameter).then_some(Target::Number(id))
    })
}

/// The nodes of a record before the records inside it.
fn own_nodes(record: &Record) -> Range<usize> {
    record.nodes.start..record.inner.first().copied().unwrap_or(record.nodes.end)
}

/// What tells one identifier from another: its number, or all of it where it has none.
fn identifier(id: &str) -> Option<&str> {
    let id = id.trim();
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = id.get(stem.len()..).filter(|number| !number.is_empty()).unwrap_or(id);
    (!number.is_empty() && number != "0").then_some(number)
}
