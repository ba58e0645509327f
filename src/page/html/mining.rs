//! Comments on layouts that nobody described: repeated structure where a page has its comments.
//!
//! Records are found as in MDR (Liu, Grossman and Zhai, «Mining data records in web pages», 2003): the children of an element that are alike, or
//! runs of them that begin alike. What makes records comments is the company they keep, as in `MiBAT` (Song et al.,
//! 2010, whose anchors are dates too): a heading, names that speak of comments, bylines, dates. Repetition alone is
//! never enough, since menus and story lists repeat as well.

mod records;

use std::collections::HashSet;
use std::ops::Range;

use super::pieces::{Cutter, Piece, Record};
use super::reader::{self, Fields};
use super::render::{self, Shown};
use super::sections::{self, Cue, Sections, Sign};
use super::tree::Tree;
use super::vocabulary::Roles;
use crate::page::heads;
use crate::page::cues::{self, Introduction, Reaction};
pub(super) use records::records;

/// How many lines may stand between a heading and the first comment.
const HEADING_LINES: usize = 12;
/// So near, a heading makes comments even of what has neither name nor date.
const NEAR_HEADING_LINES: usize = 2;
/// How many nodes are looked at, over and over: so many for each node of the page, and so many more.
const LOOKS_PER_NODE: usize = 100;
const LOOKS_AT_ALL: usize = 1_000_000;
/// How far up names of elements speak for what is inside.
const CONTAINERS: usize = 4;
/// So many comments at least are not all by one reader.
const RECORDS_OF_MANY: usize = 4;
/// How far up the tag of a heading is looked for.
const HEADING_TAGS: usize = 3;
/// So many weak signs weigh as much as a strong one.
const SURE_HINTS: usize = 2;
/// So many are strong enough where either names or dates are missing.
const STRONG_HINTS: usize = 3;
/// Longer texts count no comments, in bytes.
const LONGEST_TEASER: usize = 80;
/// Longer links lead to a story.
const STORY_WORDS: usize = 4;
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
    /// How many weaker things speak for them: a line above that leads over to readers, a field beside them in which
    /// readers write, buttons to answer, report or vote on most of them, and several kinds of these.
    hints: usize,
}

impl Evidence {
    /// Whether one of the stronger signs is there, or so many weak ones that they weigh as much.
    fn is_sure(&self) -> bool {
        self.heading.is_some() || self.item || self.hints >= SURE_HINTS
    }
}

/// The comments of a page, if there is a place where all speaks for them; and whether the search had to end early.
pub(super) fn mine(cutter: &Cutter<'_, '_>, sections: &Sections) -> (Option<Mined>, bool) {
    let tree = cutter.tree;
    let mut miner = Miner { cutter, sections, looks: LOOKS_AT_ALL + LOOKS_PER_NODE * tree.len(), best: None };
    for parent in (0..tree.len()).filter(|&place| !tree.node(place).elsewhere) {
        miner.look_under(parent);
    }
    let is_cut_short = miner.looks == 0;
    (miner.best.or_else(|| single(cutter, sections)), is_cut_short)
}

/// The search for the place of the comments.
struct Miner<'m, 't, 'a> {
    cutter: &'m Cutter<'t, 'a>,
    sections: &'m Sections,
    /// How many nodes may still be looked at. A page can be so nested that every element and every kind of child has to
    /// be looked through; no honest page needs more than a fraction of this.
    looks: usize,
    best: Option<Mined>,
}

impl Miner<'_, '_, '_> {
    /// Takes so many looks, if there are as many left; if not, the search is over.
    fn take(&mut self, looks: usize) -> bool {
        let left = self.looks.checked_sub(looks);
        self.looks = left.unwrap_or(0);
        left.is_some()
    }

    /// Looks at the children of `parent` as records: those that are alike, and runs that begin alike.
    fn look_under(&mut self, parent: usize) {
        let (tree, sections) = (self.cutter.tree, self.sections);
        if tree.element(parent).is_none() || tree.node(parent).shown == Shown::Not {
            return;
        }
        let shown: Vec<usize> = tree
            .children(parent)
            .filter(|&child| tree.element(child).is_some() && tree.letters(&tree.inside(child)) > 0)
            .filter(|&child| tree.node(child).shown != Shown::Not && !tree.node(child).elsewhere)
            .filter(|&child| !records::is_sign(tree, sections, child))
            .collect();
        if shown.is_empty() || !may_hold_comments(tree, sections, parent, &shown) {
            return;
        }
        let mut seen: HashSet<Vec<usize>> = HashSet::new();
        for key in records::KEYS {
            for members in records::groups(tree, &shown, key) {
                let is_lone = members.len() == 1;
                if is_lone && !members.iter().all(|&member| may_be_lone(tree, sections, member)) {
                    continue;
                }
                if !self.take(tree.inside(parent).len()) {
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

    /// Keeps the records if they are comments, and more so than those found before.
    fn consider(&mut self, records: Vec<Record>) {
        let Some(evidence) = evidence(self.cutter.tree, self.sections, &records) else { return };
        if !self.take(records.iter().map(|record| record.nodes.len()).sum()) {
            return;
        }
        let Some(mined) = judge(self.cutter, self.sections, records, &evidence) else { return };
        if self.best.as_ref().is_none_or(|best| mined.score > best.score) {
            self.best = Some(mined);
        }
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
        || sections.reactions_in(&tree.inside(parent)).len() >= 2
        || shown.first().is_some_and(|&first| sections.introduced(first) != Introduction::None)
        || sections.has_heading(&tree.inside(parent))
        || sections.has_composer(&tree.inside(parent))
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
    // What holds the heading of a section is no comment in it.
    let holds_heading = |sign: &Sign| {
        matches!(sign.cue, Cue::Heading { .. })
            && tree
                .ancestors(sign.start)
                .take(HEADING_TAGS)
                .any(|place| sections::is_heading(tree.tag(place)))
    };
    let has_headline = records.iter().any(|record| sections.has_headline(&record.nodes))
        || sections.signs_in(&records.first()?.nodes).any(holds_heading);
    if is_other(first) || around().any(is_other) || has_headline {
        return None;
    }
    let cue = sections.before(first);
    let nodes: Vec<Range<usize>> = records.iter().map(|record| record.nodes.clone()).collect();
    let all = first..nodes.iter().map(|nodes| nodes.end).max()?;
    let hints = hints(sections, &all, Reacted::of(sections, &nodes));
    let introduced = sections.introduced(first) != Introduction::None;
    let is_elsewhere = matches!(cue, Some((Cue::Elsewhere, lines)) if lines <= HEADING_LINES);
    if is_elsewhere && !introduced && hints < SURE_HINTS {
        return None;
    }
    let heading = match cue {
        // A heading of no comments speaks for none.
        Some((Cue::Heading { declared }, lines)) if lines <= HEADING_LINES && declared != Some(0) => {
            Some(lines)
        }
        _ => None,
    };
    let speaks = |place: usize| tree.node(place).roles.any(Roles::COMMENT);
    let named = records.iter().filter(|record| tree.speaking(&record.nodes) > 0).count();
    Some(Evidence {
        heading,
        item: named * 2 > records.len(),
        container: around().any(speaks),
        hints,
    })
}

/// What buttons most of some records have that only what readers write has.
#[derive(Clone, Copy)]
struct Reacted {
    /// To answer, to report or to vote.
    any: bool,
    /// To answer: others are on small ads and pictures as well.
    answered: bool,
    /// Several kinds of them.
    variously: bool,
}

impl Reacted {
    fn of(sections: &Sections, records: &[Range<usize>]) -> Self {
        let most = |is: &dyn Fn(&[(usize, Reaction)]) -> bool| {
            records.iter().filter(|nodes| is(sections.reactions_in(nodes))).count() * 2 >= records.len()
        };
        let is_other = |(_, first): &(usize, Reaction), others: &[(usize, Reaction)]| {
            others.iter().any(|(_, other)| other != first)
        };
        Self {
            any: most(&|reactions| !reactions.is_empty()),
            answered: most(&|reactions| reactions.iter().any(|(_, reaction)| *reaction == Reaction::Answer)),
            variously: most(&|reactions| reactions.first().is_some_and(|first| is_other(first, reactions))),
        }
    }
}

/// How many of the weaker signs speak for some nodes that have such buttons.
fn hints(sections: &Sections, nodes: &Range<usize>, reacted: Reacted) -> usize {
    let composed = sections.is_beside_composer(nodes);
    let introduced = match sections.introduced(nodes.start) {
        Introduction::None => false,
        Introduction::Vague => reacted.answered || reacted.variously || composed,
        Introduction::Plain => true,
    };
    let answered = reacted.answered || (reacted.any && (introduced || composed));
    [introduced, answered, reacted.variously, composed].into_iter().filter(|&hint| hint).count()
}

/// Reads the records and says how much they look like comments; `None` where not enough.
fn judge(
    cutter: &Cutter<'_, '_>,
    sections: &Sections,
    records: Vec<Record>,
    evidence: &Evidence,
) -> Option<Mined> {
    let tree = cutter.tree;
    let mut records = records;
    let mut cut: Vec<Vec<Piece>> = records.iter().map(|record| cutter.pieces(record)).collect();
    let mut fields = reader::read(tree, &records, &cut, &[]);
    // What follows the last of those that have a name or a date is no comment. One alone may be any part of the page.
    let begins = evidence.heading.is_some()
        || records.first().is_some_and(|first| tree.node(first.nodes.start).roles.any(Roles::COMMENT));
    if let Some(last) = fields.iter().rposition(is_dressed).filter(|&last| last > 0 || begins) {
        records.truncate(last + 1);
        cut.truncate(last + 1);
        fields.truncate(last + 1);
    }
    let all = fields.len() as f64;
    let count = |is: &dyn Fn(&Fields) -> bool| fields.iter().filter(|fields| is(fields)).count();
    let share = |count: usize| count as f64 / all;
    let worded = share(count(&|fields| !fields.text.is_empty()));
    let with_date = count(&|fields| fields.date_text.is_some());
    let with_author = count(&|fields| fields.author.as_deref().is_some_and(|name| !is_label(name)));
    // What stands beside every date alike is no name.
    let authors: HashSet<&str> = fields.iter().filter_map(|fields| fields.author.as_deref()).collect();
    let many = if evidence.heading.is_some() || evidence.item { RECORDS_OF_MANY } else { 2 };
    let with_author = if authors.len() == 1 && fields.len() >= many { 0 } else { with_author };
    let (dated, authored) = (share(with_date), share(with_author));
    let teasers = share(cut.iter().filter(|pieces| is_teaser(pieces)).count());
    let says = share(records.iter().filter(|record| begins_with_byline(tree, record)).count());
    let introduced = records.first().map_or(Introduction::None, |first| sections.introduced(first.nodes.start));
    let signed = share(cut.iter().filter(|pieces| begins_with_signed_name(pieces)).count());
    let says = if introduced == Introduction::Plain { says.max(signed) } else { says };
    let crowded = share(cut.iter().filter(|pieces| dates_in(pieces) > 2).count());
    let is_lone = records.len() == 1;
    let near = evidence.heading.is_some_and(|lines| lines <= NEAR_HEADING_LINES);
    let is_sure = evidence.is_sure() || says >= 0.5;
    // Weak signs do not stand in for a name or a date.
    let is_strong = evidence.heading.is_some() || evidence.item || says >= 0.5 || evidence.hints >= STRONG_HINTS;
    let away = share(cut.iter().filter(|pieces| leads_away(tree, pieces)).count());
    let excerpts = share(count(&|fields| fields.text.ends_with("...") || fields.text.ends_with('…')));
    let is_excerpts = fields.len() >= RECORDS_OF_MANY - 1 && excerpts > 0.7;
    let speaks = is_sure || evidence.container || evidence.hints > 0;
    let are_dressed = (dated >= 0.6 && authored >= 0.6) || ((dated >= 0.7 || authored >= 0.7) && is_strong);
    // One dressed record may be any box of the page.
    let is_repeated = if is_lone {
        (with_date == 1 || (near && (evidence.hints >= SURE_HINTS || is_item(tree, &records[0]))))
            && with_author == 1
            && signatures_in(&cut[0]) <= 1
    } else {
        with_date.max(with_author) >= 2
    };
    let is_bare = || {
        near && !is_lone
            && records
                .iter()
                .all(|record| matches!(tree.tag(record.nodes.start), "li" | "article" | "blockquote"))
    };
    let minutes = share(cut.iter().filter(|pieces| pieces.iter().any(|piece| piece.words.are_minute())).count());
    let signed_by_others = share(count(&|fields| is_byline_of_story(&fields.text)));
    let is_good = minutes < 0.5
        && signed_by_others < 0.5
        && worded >= 0.7 && !is_excerpts && (away < 0.5 || evidence.item) && teasers < 0.5 && crowded <= 0.4;
    if !speaks || !is_good || !((are_dressed && is_repeated) || is_bare()) {
        return None;
    }
    let (records, fields) = keep_dressed(records, fields, dated, authored);
    let letters: usize = fields.iter().map(|fields| fields.text.chars().count()).sum();
    let named = f64::from(u8::from(evidence.item)) * 0.3
        + f64::from(u8::from(evidence.heading.is_some())) * 0.5
        + evidence.hints as f64 * 0.2;
    let score =
        fields.len() as f64 * (0.5 + dated + authored + named) * worded + (letters as f64).sqrt() / 100.0;
    (!fields.is_empty()).then_some(Mined { records, fields, score })
}

/// Whether a record is an element for items.
fn is_item(tree: &Tree<'_>, record: &Record) -> bool {
    matches!(tree.tag(record.nodes.start), "li" | "article" | "dd" | "blockquote")
        || tree.node(record.nodes.start).roles.any(Roles::COMMENT)
}

/// Whether a record has a name or a date.
fn is_dressed(fields: &Fields) -> bool {
    fields.date_text.is_some() || fields.author.is_some()
}

/// Leaves out what has no words, and what is bare among records that all have names or dates.
fn keep_dressed(
    records: Vec<Record>,
    fields: Vec<Fields>,
    dated: f64,
    authored: f64,
) -> (Vec<Record>, Vec<Fields>) {
    let strict = dated >= 0.6 || authored >= 0.6;
    let is_kept = |fields: &Fields| {
        let dressed = is_dressed(fields);
        let text = fields.text.as_str();
        let is_notice = cues::no_comments(text) || cues::login_wall(text) || cues::section_end(text);
        !text.is_empty() && (dressed || !strict) && (fields.date_text.is_some() || !is_notice)
    };
    records.into_iter().zip(fields).filter(|(_, fields)| is_kept(fields)).unzip()
}

/// Whether a record announces another page: it counts its comments, or leads on to it.
fn is_teaser(pieces: &[Piece]) -> bool {
    let counts =
        |piece: &Piece| cues::heading(&piece.words.text).is_some_and(|heading| heading.declared.is_some());
    pieces.iter().any(|piece| {
        piece.words.text.len() < LONGEST_TEASER
            && (cues::no_comments(&piece.words.text) || cues::leads_on(&piece.words.text) || counts(piece))
    })
}

/// Whether the words of a record only say who wrote the story that is named: «بقلم: سمير».
fn is_byline_of_story(text: &str) -> bool {
    text.strip_prefix("بقلم").or_else(|| text.strip_prefix("كتب:")).is_some_and(|name| heads::name(name).is_some())
}

/// Whether a record has a link with the words of a headline.
fn leads_away(tree: &Tree<'_>, pieces: &[Piece]) -> bool {
    let is_headline = |piece: &Piece| {
        tree.linked(&piece.nodes) > 0
            && !piece.dated
            && piece.words.text.split_whitespace().count() > STORY_WORDS
            && piece.words.answers().is_none()
            && piece.words.signature().is_none()
    };
    pieces.iter().any(is_headline)
}

/// Whether somebody says something at the start of a record.
fn begins_with_byline(tree: &Tree<'_>, record: &Record) -> bool {
    let lines = render::lines(tree, record.nodes.clone(), &|place| record.has_inner(place));
    lines.iter().take(2).any(|line| sections::says(&line.text))
}

/// Whether a record begins with a name that is set off and closes with a colon.
fn begins_with_signed_name(pieces: &[Piece]) -> bool {
    let text = |at: usize| pieces.get(at).map(|piece| piece.words.text.trim());
    pieces.first().is_some_and(|first| {
        first.marked
            && first.words.name().is_some()
            && (first.words.text.trim_end().ends_with(':') || text(1).is_some_and(|next| next.starts_with(':')))
    })
}

/// Whether a text only says what follows it: «الاسم».
fn is_label(text: &str) -> bool {
    matches!(cues::field(&format!("{text}:")), Some((_, "")))
}

/// How many dates stand in a record.
fn dates_in(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| piece.dated).count()
}

/// How many dates stand in a record, also beside names.
fn signatures_in(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| piece.dated || piece.words.signature().is_some()).count()
}

/// A lone comment: what stands between the heading of the section and its end, with one date.
fn single(cutter: &Cutter<'_, '_>, sections: &Sections) -> Option<Mined> {
    let tree = cutter.tree;
    sections.signs.iter().rev().filter(|sign| matches!(sign.cue, Cue::Heading { .. })).find_map(|sign| {
        let first = sections.lines.get(sign.line + 1)?;
        let next = sections.after(first.start);
        let last_line = next.map_or(sections.lines.len(), |next| next.line);
        if last_line <= sign.line + 1 || tree.node(first.start).elsewhere {
            return None;
        }
        let start = climb(tree, first.start, sign.start);
        let last = sections.lines.get(last_line - 1)?.start;
        let end = next.map_or(tree.len(), |next| climb(tree, next.start, last));
        let cell = tree.ancestors(first.start).find(|&place| {
            matches!(tree.tag(place), "td" | "main" | "aside") && tree.inside(place).contains(&sign.start)
        });
        let end = end.min(cell.map_or(end, |cell| tree.node(cell).end));
        let record = Record { nodes: start..end, inner: vec![] };
        let linked = tree.linked(&record.nodes) * 2 > tree.letters(&record.nodes);
        let cut = [cutter.pieces(&record)];
        if linked || dates_in(&cut[0]) > 1 || is_teaser(&cut[0]) {
            return None;
        }
        let fields = reader::read(tree, std::slice::from_ref(&record), &cut, &[]);
        let fits = fields
            .iter()
            .all(|fields| !fields.text.is_empty() && fields.author.as_deref().is_some_and(|name| !is_label(name)) && fields.date_text.is_some());
        fits.then(|| Mined { records: vec![record], fields, score: 0.0 })
    })
}

/// The outermost element that begins behind `before` and holds `place`.
fn climb(tree: &Tree<'_>, place: usize, before: usize) -> usize {
    tree.ancestors(place).take_while(|&around| around > before).last().unwrap_or(place)
}
