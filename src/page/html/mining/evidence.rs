//! Why records may be comments: what stands above, around and beside them.

use std::ops::Range;

use crate::page::cues::{Introduction, Reaction};
use crate::page::html::pieces::Record;
use crate::page::html::sections::{self, Cue, Sections, Sign};
use crate::page::html::tree::Tree;
use crate::page::html::vocabulary::Roles;

/// How many lines may stand between a heading and the first comment.
pub(super) const HEADING_LINES: usize = 12;
/// So near, a heading makes comments even of what has neither name nor date.
pub(super) const NEAR_HEADING_LINES: usize = 2;
/// How far up names of elements speak for what is inside.
pub(super) const CONTAINERS: usize = 4;
/// So many weak signs weigh as much as a strong one.
pub(super) const SURE_HINTS: usize = 2;
/// So many are strong enough where either names or dates are missing.
pub(super) const STRONG_HINTS: usize = 3;
/// Records of fewer letters on average are menus.
const FEWEST_LETTERS: usize = 2;

/// Why records may be comments.
#[derive(Debug)]
pub(super) struct Evidence {
    /// The cue above them, and how many lines lie between.
    pub(super) cue: Option<(Cue, usize)>,
    /// How many lines after a heading they begin.
    pub(super) heading: Option<usize>,
    /// Their own names say so, or those of what is around them.
    pub(super) item: bool,
    pub(super) container: bool,
    /// How many weaker things speak for them: a line above that leads over to readers, a field beside them in which
    /// readers write, buttons to answer, report or vote on most of them, several kinds of these, ranks of readers, and their
    /// number above.
    pub(super) hints: usize,
    /// The buttons that they have.
    pub(super) reacted: Reacted,
}

impl Evidence {
    /// Whether comments of other pages, or stories, begin not far above.
    pub(super) fn is_below_others(&self) -> bool {
        matches!(self.cue, Some((Cue::Elsewhere, _)))
    }

    /// Whether one of the stronger signs is there, or so many weak ones that they weigh as much.
    pub(super) fn is_sure(&self) -> bool {
        self.heading.is_some() || self.item || self.hints >= SURE_HINTS
    }
}

/// What speaks for the records; `None` where they are links, stand where others' words do, or hold a headline.
pub(super) fn evidence(tree: &Tree<'_>, sections: &Sections, records: &[Record]) -> Option<Evidence> {
    let first = records.first()?.nodes.start;
    let letters: usize = records.iter().map(|record| tree.letters(&record.nodes)).sum();
    let linked: usize = records.iter().map(|record| tree.linked(&record.nodes)).sum();
    let nodes: Vec<Range<usize>> = records.iter().map(|record| record.nodes.clone()).collect();
    let reacted = Reacted::of(sections, &nodes);
    // The buttons of short comments are links, too.
    let most = if reacted.any { 9 } else { 7 };
    if letters < FEWEST_LETTERS * records.len() || linked * 10 > letters * most {
        return None;
    }
    let parent = tree.node(first).parent;
    let is_other = |place: usize| tree.node(place).roles.any(Roles::OTHER);
    let around = || std::iter::once(parent).chain(tree.ancestors(parent)).take(CONTAINERS);
    let around = || around().filter(|&place| !matches!(tree.tag(place), "body" | "html"));
    // What holds the heading of a section is no comment in it.
    let holds_heading =
        |sign: &Sign| matches!(sign.cue, Cue::Heading { .. }) && sections::is_in_heading(tree, sign);
    let has_headline = records.iter().any(|record| sections.has_headline(&record.nodes))
        || sections.signs_in(&records.first()?.nodes).any(holds_heading);
    if is_other(first) || around().any(is_other) || has_headline {
        return None;
    }
    let cue = sections.before(first);
    let all = first..nodes.iter().map(|nodes| nodes.end).max()?;
    let hints = hints(sections, &all, reacted) + usize::from(sections.counts(first, records.len()));
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
        cue: cue.filter(|(_, lines)| *lines <= HEADING_LINES),
        heading,
        item: named * 2 > records.len(),
        container: around().any(speaks),
        hints,
        reacted,
    })
}

/// What buttons at least half of some records have that only what readers write has.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a finding of its own")]
pub(super) struct Reacted {
    /// To answer, to report or to vote.
    pub(super) any: bool,
    /// To answer: others are on small ads and pictures as well.
    pub(super) answered: bool,
    /// Several kinds of them.
    pub(super) variously: bool,
    /// Whether at least half of the records also tell the rank of a reader, or how much one has written, as forums do.
    pub(super) ranked: bool,
}

impl Reacted {
    pub(super) fn of(sections: &Sections, records: &[Range<usize>]) -> Self {
        let kinds: Vec<Vec<Reaction>> = records
            .iter()
            .map(|nodes| sections.reactions_in(nodes).iter().map(|(_, reaction)| *reaction).collect())
            .collect();
        let most = |is: fn(&Vec<Reaction>) -> bool| {
            kinds.iter().filter(|kinds| is(kinds)).count() * 2 >= records.len()
        };
        Self {
            any: most(|kinds| !kinds.is_empty()),
            answered: most(|kinds| kinds.contains(&Reaction::Answer)),
            variously: most(|kinds| kinds.iter().any(|kind| Some(kind) != kinds.first())),
            ranked: records.iter().filter(|nodes| sections.has_rank(nodes)).count() * 2 >= records.len(),
        }
    }
}

/// How many of the weaker signs speak for some nodes that have such buttons.
pub(super) fn hints(sections: &Sections, nodes: &Range<usize>, reacted: Reacted) -> usize {
    let composed = sections.is_beside_composer(nodes);
    let introduced = match sections.introduced(nodes.start) {
        Introduction::None => false,
        Introduction::Vague => reacted.answered || reacted.variously || composed,
        Introduction::Plain => true,
    };
    let answered = reacted.answered || (reacted.any && (introduced || composed));
    [introduced, answered, reacted.variously, composed, reacted.ranked]
        .into_iter()
        .filter(|&hint| hint)
        .count()
}
