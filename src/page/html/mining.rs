//! Comments on layouts that nobody described: repeated structure where a page has its comments.
//!
//! Records are found as in MDR (Liu, Grossman and Zhai, «Mining data records in web pages», 2003): the children of an element that are alike, or
//! runs of them that begin alike. What makes records comments is the company they keep, as in `MiBAT` (Song et al.,
//! 2010, whose anchors are dates too): a heading, names that speak of comments, bylines, dates. Repetition alone is
//! never enough, since menus and story lists repeat as well.

use std::collections::{HashMap, HashSet};

use super::pieces::Record;
use super::reader::{self, Fields};
use super::sections::{self, Cue, Sections};
use super::tree::Tree;
use super::vocabulary::Roles;
use super::render;
use crate::page::cues;

/// How many lines may stand between a heading and the first comment.
const HEADING_LINES: usize = 12;
/// So near, a heading makes comments even of what has neither name nor date.
const NEAR_HEADING_LINES: usize = 2;
/// How far up names of elements speak for what is inside.
const CONTAINERS: usize = 4;
/// Records of fewer letters on average are menus.
const FEWEST_LETTERS: usize = 2;

/// Records with their fields.
pub(super) struct Mined {
    pub(super) records: Vec<Record>,
    pub(super) fields: Vec<Fields>,
    score: f64,
}

/// Why records may be comments.
struct Evidence {
    /// How many lines after a heading they begin.
    heading: Option<usize>,
    /// Their own names say so, or those of what is around them.
    item: bool,
    container: bool,
}

/// The comments of a page, if there is a place where all speaks for them.
pub(super) fn mine(tree: &Tree<'_>, sections: &Sections) -> Option<Mined> {
    let mut best: Option<Mined> = None;
    for parent in (0..tree.len()).filter(|&place| !tree.node(place).elsewhere) {
        for records in candidates(tree, sections, parent) {
            let Some(evidence) = evidence(tree, sections, &records) else { continue };
            let Some(mined) = judge(tree, records, &evidence) else { continue };
            if best.as_ref().is_none_or(|best| mined.score > best.score) {
                best = Some(mined);
            }
        }
    }
    best.or_else(|| single(tree, sections))
}

/// What the children of `parent` may be as records: alike, or runs that begin alike.
fn candidates(tree: &Tree<'_>, sections: &Sections, parent: usize) -> Vec<Vec<Record>> {
    if tree.element(parent).is_none() || render::is_silent(tree.tag(parent)) {
        return vec![];
    }
    let shown: Vec<usize> = tree
        .children(parent)
        .filter(|&child| tree.element(child).is_some() && tree.letters(&tree.inside(child)) > 0)
        .filter(|&child| !render::is_silent(tree.tag(child)) && !is_sign(tree, sections, child))
        .collect();
    if shown.is_empty() || !may_hold_comments(tree, sections, parent, &shown) {
        return vec![];
    }
    let mut seen: HashSet<Vec<usize>> = HashSet::new();
    let mut found = vec![];
    for key in [full_kind, first_kind, tag_only] {
        for members in groups(tree, &shown, key) {
            let is_lone = members.len() == 1;
            if is_lone && !members.iter().all(|&member| may_be_lone(tree, sections, member)) {
                continue;
            }
            if seen.insert(members.clone()) {
                found.push(alike(tree, parent, &members, key));
                if !is_lone && members.len() < shown.len() {
                    found.push(runs(tree, sections, parent, &members));
                }
            }
        }
    }
    found
}

/// Whether one element alone may be a comment: by its name, or as the only item under a heading.
fn may_be_lone(tree: &Tree<'_>, sections: &Sections, member: usize) -> bool {
    let is_item = matches!(tree.tag(member), "li" | "article" | "dd" | "blockquote");
    let under = matches!(sections.before(member), Some((Cue::Heading { .. }, lines)) if lines <= NEAR_HEADING_LINES);
    tree.node(member).roles.any(Roles::COMMENT) || (is_item && under)
}

/// Whether it is worth looking at the children of `parent` at all.
fn may_hold_comments(tree: &Tree<'_>, sections: &Sections, parent: usize, shown: &[usize]) -> bool {
    let speaks = |place: usize| tree.node(place).roles.any(Roles::COMMENT);
    let named = shown.iter().any(|&child| speaks(child))
        || speaks(parent)
        || tree.ancestors(parent).take(CONTAINERS).any(speaks);
    named
        || tree.speaking(&tree.inside(parent)) >= 2
        || shown.first().is_some_and(|&first| {
            matches!(sections.before(first), Some((Cue::Heading { .. }, lines)) if lines <= HEADING_LINES)
        })
        || sections.bylines_in(&tree.inside(parent)) >= 2
}

/// Whether a child is nothing but a heading, a notice or a form.
fn is_sign(tree: &Tree<'_>, sections: &Sections, child: usize) -> bool {
    let inside = tree.inside(child);
    sections.after(inside.start).is_some_and(|sign| {
        let line = sections.line_of(inside.start);
        let lines = sections.line_of(inside.end) - line;
        inside.contains(&sign.start) && sign.line == line && (lines <= 1 || tree.letters(&inside) < 60)
    })
}

/// By what elements have to be alike.
type Key = fn(&Tree<'_>, usize) -> u32;

/// Tag and all classes that tell the kind.
fn full_kind(tree: &Tree<'_>, place: usize) -> u32 {
    tree.node(place).kind.all
}

/// Tag and the first of the classes: later ones tend to vary.
fn first_kind(tree: &Tree<'_>, place: usize) -> u32 {
    tree.node(place).kind.first
}

/// The tag alone.
fn tag_only(tree: &Tree<'_>, place: usize) -> u32 {
    tree.node(place).kind.tag
}

/// The children by key, in document order.
fn groups(tree: &Tree<'_>, shown: &[usize], key: Key) -> Vec<Vec<usize>> {
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

/// Every member is a record, and so are elements like them inside, which are answers.
fn alike(tree: &Tree<'_>, parent: usize, members: &[usize], key: Key) -> Vec<Record> {
    let Some(&first) = members.first() else { return vec![] };
    let kind = key(tree, first);
    let tag = tree.tag(first);
    let by_class = kind != tree.node(first).kind.tag;
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
                && (is_named || (nests && full_kind(tree, tree.node(place).parent) == of_parent && begins_like(tree, place, first)))
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
    let first = |place: usize| tree.children(place).find(|&child| tree.element(child).is_some());
    first(one).map(|place| full_kind(tree, place)) == first(other).map(|place| full_kind(tree, place))
}

/// Elements as records, each without those inside it.
pub(super) fn records(tree: &Tree<'_>, starts: &[usize]) -> Vec<Record> {
    let inner = |at: usize, end: usize| starts.iter().skip(at + 1).take_while(move |&&start| start < end).copied();
    let record = |(at, &start): (usize, &usize)| {
        let nodes = tree.inside(start);
        Record { inner: inner(at, nodes.end).collect(), nodes }
    };
    starts.iter().enumerate().map(record).collect()
}

/// Every member begins a record that goes on to the next member.
fn runs(tree: &Tree<'_>, sections: &Sections, parent: usize, members: &[usize]) -> Vec<Record> {
    let children: Vec<usize> = tree.children(parent).collect();
    let usual: HashSet<u32> = match (members.first(), members.last()) {
        (Some(first), Some(last)) => {
            children.iter().filter(|child| (*first..*last).contains(*child)).map(|&child| full_kind(tree, child)).collect()
        }
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
        .map(|(&start, end)| Record { nodes: start..end.unwrap_or_else(|| last_end(start)), inner: HashSet::new() })
        .collect()
}

/// What speaks for the records; `None` where nothing does, or something against them.
fn evidence(tree: &Tree<'_>, sections: &Sections, records: &[Record]) -> Option<Evidence> {
    let first = records.first()?.nodes.start;
    let letters: usize = records.iter().map(|record| tree.letters(&record.nodes)).sum();
    let linked: usize = records.iter().map(|record| tree.linked(&record.nodes)).sum();
    if letters < FEWEST_LETTERS * records.len() || linked * 10 > letters * 7 {
        return None;
    }
    let parent = tree.node(first).parent;
    let is_other = |place: usize| tree.node(place).roles.any(Roles::OTHER);
    let around = || std::iter::once(parent).chain(tree.ancestors(parent)).take(CONTAINERS);
    let around = || around().filter(|&place| !matches!(tree.tag(place), "body" | "html"));
    if is_other(first) || around().any(is_other) {
        return None;
    }
    let cue = sections.before(first);
    if matches!(cue, Some((Cue::Elsewhere, lines)) if lines <= HEADING_LINES) {
        return None;
    }
    let heading = match cue {
        Some((Cue::Heading { .. }, lines)) if lines <= HEADING_LINES => Some(lines),
        _ => None,
    };
    let speaks = |place: usize| tree.node(place).roles.any(Roles::COMMENT);
    let named = records.iter().filter(|record| tree.speaking(&record.nodes) > 0).count();
    Some(Evidence { heading, item: named * 2 >= records.len(), container: around().any(speaks) })
}

/// Reads the records and says how much they look like comments; `None` where not enough.
fn judge(tree: &Tree<'_>, records: Vec<Record>, evidence: &Evidence) -> Option<Mined> {
    let fields = reader::read(tree, &records, &[]);
    let all = fields.len() as f64;
    let count = |is: &dyn Fn(&Fields) -> bool| fields.iter().filter(|fields| is(fields)).count();
    let share = |count: usize| count as f64 / all;
    let worded = share(count(&|fields| !fields.text.is_empty()));
    let with_date = count(&|fields| fields.date_text.is_some());
    let with_author = count(&|fields| fields.author.is_some());
    let (dated, authored) = (share(with_date), share(with_author));
    let teasers = share(records.iter().filter(|record| is_teaser(tree, record)).count());
    let says = share(records.iter().filter(|record| begins_with_byline(tree, record)).count());
    let crowded = share(records.iter().filter(|record| dates_in(tree, record) > 2).count());
    let is_lone = records.len() == 1;
    let near = evidence.heading.is_some_and(|lines| lines <= NEAR_HEADING_LINES);
    let speaks = evidence.heading.is_some() || evidence.item || evidence.container || says >= 0.5;
    let is_sure = evidence.heading.is_some() || evidence.item || says >= 0.5;
    let is_dressed = (dated >= 0.6 && authored >= 0.6) || ((dated >= 0.7 || authored >= 0.7) && is_sure);
    // One dressed record may be any box of the page.
    let is_repeated = if is_lone { (with_date == 1 || near) && with_author == 1 } else { with_date.max(with_author) >= 2 };
    let is_bare = || {
        near && !is_lone
            && records.iter().all(|record| matches!(tree.tag(record.nodes.start), "li" | "article" | "blockquote"))
    };
    let is_good = worded >= 0.7 && teasers < 0.5 && crowded <= 0.4;
    if !speaks || !is_good || !((is_dressed && is_repeated) || is_bare()) {
        return None;
    }
    let (records, fields) = keep_dressed(records, fields, dated, authored);
    let letters: usize = fields.iter().map(|fields| fields.text.chars().count()).sum();
    let named = f64::from(u8::from(evidence.item)) * 0.3 + f64::from(u8::from(evidence.heading.is_some())) * 0.5;
    let score = fields.len() as f64 * (0.5 + dated + authored + named) * worded + (letters as f64).sqrt() / 100.0;
    (!fields.is_empty()).then_some(Mined { records, fields, score })
}

/// Leaves out what has no words, and what is bare among records that all have names or dates.
fn keep_dressed(records: Vec<Record>, fields: Vec<Fields>, dated: f64, authored: f64) -> (Vec<Record>, Vec<Fields>) {
    let strict = dated >= 0.7 || authored >= 0.7;
    let is_kept = |fields: &Fields| {
        let dressed = fields.date_text.is_some() || fields.author.is_some();
        let text = fields.text.as_str();
        let is_notice = cues::no_comments(text) || cues::login_wall(text) || cues::section_end(text);
        !text.is_empty() && (dressed || !strict) && (fields.date_text.is_some() || !is_notice)
    };
    records.into_iter().zip(fields).filter(|(_, fields)| is_kept(fields)).unzip()
}

/// Whether a record announces another page: it counts its comments.
fn is_teaser(tree: &Tree<'_>, record: &Record) -> bool {
    let lines = render::lines(tree, record.nodes.clone(), &|place| record.inner.contains(&place));
    lines.iter().any(|line| {
        line.text.len() < 80
            && (cues::no_comments(&line.text)
                || cues::heading(&line.text).is_some_and(|heading| heading.declared.is_some()))
    })
}

/// Whether somebody says something at the start of a record.
fn begins_with_byline(tree: &Tree<'_>, record: &Record) -> bool {
    let lines = render::lines(tree, record.nodes.clone(), &|place| record.inner.contains(&place));
    lines.iter().take(2).any(|line| sections::says(&line.text))
}

/// How many dates stand in a record.
fn dates_in(tree: &Tree<'_>, record: &Record) -> usize {
    super::pieces::pieces(tree, record).iter().filter(|piece| piece.dated).count()
}

/// A lone comment: what stands between the heading of the section and its end, with one date.
fn single(tree: &Tree<'_>, sections: &Sections) -> Option<Mined> {
    sections.signs.iter().rev().filter(|sign| matches!(sign.cue, Cue::Heading { .. })).find_map(|sign| {
        let first = sections.lines.get(sign.line + 1)?;
        let next = sections.after(first.start);
        let last_line = next.map_or(sections.lines.len(), |next| next.line);
        if last_line <= sign.line + 1 {
            return None;
        }
        let start = climb(tree, first.start, sign.start);
        let last = sections.lines.get(last_line - 1)?.start;
        let end = next.map_or(tree.len(), |next| climb(tree, next.start, last));
        let record = Record { nodes: start..end, inner: HashSet::new() };
        let linked = tree.linked(&record.nodes) * 2 > tree.letters(&record.nodes);
        if linked || dates_in(tree, &record) > 1 || is_teaser(tree, &record) {
            return None;
        }
        let fields = reader::read(tree, std::slice::from_ref(&record), &[]);
        let fits = fields
            .iter()
            .all(|fields| !fields.text.is_empty() && fields.author.is_some() && fields.date_text.is_some());
        fits.then(|| Mined { records: vec![record], fields, score: 0.0 })
    })
}

/// The outermost element that begins behind `before` and holds `place`.
fn climb(tree: &Tree<'_>, place: usize, before: usize) -> usize {
    tree.ancestors(place).take_while(|&around| around > before).last().unwrap_or(place)
}
