//! Where on a page comments may stand: the lines that open and close a comment section.

mod elements;
mod lines;

use std::cell::OnceCell;
use std::ops::Range;

use self::elements::{is_anchor, is_composer, is_date, is_link, reaction};
pub(super) use self::elements::{is_heading, is_in_heading};
pub(super) use self::lines::says;
use self::lines::{box_end, cue, ranks};
use super::render;
use super::tree::Tree;
use crate::page::clean;
use crate::page::cues::{self, Introduction, Reaction};

/// Longer lines are prose.
const LONGEST_CUE: usize = 300;

/// How many lines a form between heading and comments has at most.
const FORM_LINES: usize = 14;

/// Longer texts are no buttons, in bytes.
const LONGEST_REACTION: usize = 60;

/// How many lines a line that only leads over to comments stands above them at most.
const INTRODUCING_LINES: usize = 6;

/// How many lines lie at most between comments and the field for new ones.
const COMPOSER_LINES: usize = 16;

/// How far up the tag of a heading is looked for.
const HEADING_TAGS: usize = 3;

/// Lines of prose are no shorter, in bytes.
const SHORTEST_PROSE: usize = 160;

/// How many lines below a heading stands what is under it.
const OTHER_HEADING_LINES: usize = 2;

/// How many lines above the first comment their number may stand alone, and in how many words.
const COUNT_LINES: usize = 6;
const COUNT_WORDS: usize = 3;

/// So many cues above a place are looked at.
const SIGNS_ABOVE: usize = 16;

/// Where so many lines say different numbers of the same, each belongs to a record.
const RECORDS: usize = 3;

/// What a line says about what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// Comments begin.
    Heading { declared: Option<u64> },
    /// There are none to see.
    Nothing,
    /// Only who has logged in may write, or read.
    Wall,
    /// The form begins, or the page ends.
    Over,
    /// Comments or stories of other pages begin.
    Elsewhere,
    /// The article is over: to share it, its keywords, its source.
    Tail,
}

/// A line that is a cue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sign {
    pub(super) cue: Cue,
    /// Its place among the lines of the page.
    pub(super) line: usize,
    /// The node with its first letter.
    pub(super) start: usize,
    /// The node behind the last of which it speaks.
    reach: usize,
}

impl Sign {
    /// Whether it may speak of what begins at `place`.
    fn reaches(&self, place: usize) -> bool {
        self.cue != Cue::Tail && place < self.reach
    }
}

/// The lines of a page with the cues among them.
pub(super) struct Sections {
    pub(super) lines: Vec<render::Line>,
    pub(super) signs: Vec<Sign>,
    /// Where lines begin that only lead over to what readers say, and where anchors are that are named after it.
    introductions: Vec<(usize, Introduction)>,
    /// Where readers write, and on which lines.
    composers: Vec<usize>,
    composer_lines: Vec<usize>,
    /// Where texts are that are dates and nothing else.
    dates: Vec<usize>,
    /// Where lines begin that tell the rank of a reader, once they are asked for.
    ranks: OnceCell<Vec<usize>>,
    /// Where headlines of pages are.
    headlines: Vec<usize>,
    /// Which lines are headings of any kind, by their tags.
    headings: Vec<usize>,
    /// Which lines are long, as those of prose are, and how many letters they and those before them have.
    prose: Vec<(usize, usize)>,
    /// Where buttons are that only what readers write has, and for what.
    reactions: Vec<(usize, Reaction)>,
}

impl Sections {
    pub(super) fn new(tree: &Tree<'_>) -> Self {
        let lines = render::lines(tree, 0..tree.len(), &|_| false);
        let ranks = ranks(&lines);
        let sign = |(at, line): (usize, &render::Line)| {
            let cue = cue(&line.text).filter(|_| !ranks.contains(&at))?;
            // A counter under the headline links down to the section, and a comment may be shared: «شارك».
            let is_button = || cue == Cue::Elsewhere && line.text.split_whitespace().count() == 1;
            let is_heading = matches!(cue, Cue::Heading { .. });
            let leads_there = (is_heading || is_button()) && is_link(tree, line.start);
            (!leads_there && !tree.node(line.start).elsewhere).then_some(Sign {
                cue,
                line: at,
                start: line.start,
                reach: if cue == Cue::Elsewhere { box_end(tree, &lines, at) } else { usize::MAX },
            })
        };
        let signs = lines.iter().enumerate().filter_map(sign).collect();
        let introduction = |(at, line): (usize, &render::Line)| match cues::introduces(&line.text) {
            Introduction::None => None,
            found => {
                let leads = !tree.node(line.start).elsewhere && !ranks.contains(&at);
                leads.then_some((line.start, found))
            }
        };
        let mut introductions: Vec<(usize, Introduction)> =
            lines.iter().enumerate().filter_map(introduction).collect();
        let anchors = (0..tree.len()).filter(|&place| is_anchor(tree, place) && !tree.node(place).elsewhere);
        introductions.extend(anchors.map(|place| (place, Introduction::Plain)));
        introductions.sort_by_key(|(place, _)| *place);
        let composers = (0..tree.len()).filter(|&place| is_composer(tree, place)).collect();
        let reactions = (0..tree.len()).filter_map(|place| Some((place, reaction(tree, place)?))).collect();
        let dates = (0..tree.len()).filter(|&place| is_date(tree, place)).collect();
        let headlines = (0..tree.len()).filter(|&place| tree.tag(place) == "h1").collect();
        let in_heading = |line: &render::Line| {
            tree.ancestors(line.start).take(HEADING_TAGS).any(|place| is_heading(tree.tag(place)))
        };
        let headings = lines.iter().enumerate().filter(|(_, line)| in_heading(line)).map(|(at, _)| at);
        let headings = headings.collect();
        let long = lines.iter().enumerate().filter(|(_, line)| line.text.len() >= SHORTEST_PROSE);
        let prose = long
            .scan(0, |letters, (at, line)| {
                *letters += line.text.len();
                Some((at, *letters))
            })
            .collect();
        let mut sections = Self {
            lines,
            signs,
            introductions,
            composers,
            composer_lines: vec![],
            dates,
            ranks: OnceCell::new(),
            headlines,
            headings,
            prose,
            reactions,
        };
        sections.composer_lines = sections.composers.iter().map(|&place| sections.line_of(place)).collect();
        sections
    }

    /// Whether a date stands in some nodes.
    pub(super) fn has_date(&self, nodes: &Range<usize>) -> bool {
        holds(&self.dates, nodes)
    }

    /// Whether a line in some nodes tells the rank of a reader, or how much one has written.
    pub(super) fn has_rank(&self, nodes: &Range<usize>) -> bool {
        let is_rank = |line: &&render::Line| line.text.len() <= LONGEST_REACTION && cues::badge(&line.text);
        let ranks = || self.lines.iter().filter(is_rank).map(|line| line.start).collect();
        holds(self.ranks.get_or_init(ranks), nodes)
    }

    /// Whether the headline of a page stands in some nodes.
    pub(super) fn has_headline(&self, nodes: &Range<usize>) -> bool {
        holds(&self.headlines, nodes)
    }

    /// Whether a heading stands right above `place` that says nothing of comments.
    pub(super) fn is_under_other_heading(&self, place: usize) -> bool {
        let line = self.line_of(place);
        let before = self.headings.partition_point(|&heading| heading < line);
        let heading = before.checked_sub(1).and_then(|at| self.headings.get(at));
        heading.filter(|&&heading| line - heading <= OTHER_HEADING_LINES).is_some_and(|&heading| {
            let start = self.lines.get(heading).map_or(0, |line| line.start);
            !self.has_heading(&(start..start + 1))
        })
    }

    /// How many letters of prose stand before some nodes, and how many behind them, in bytes.
    pub(super) fn prose_around(&self, nodes: &Range<usize>) -> [usize; 2] {
        let until = |line: usize| {
            let before = self.prose.partition_point(|(at, _)| *at < line);
            before.checked_sub(1).and_then(|at| self.prose.get(at)).map_or(0, |(_, letters)| *letters)
        };
        let all = self.prose.last().map_or(0, |(_, letters)| *letters);
        [until(self.line_of(nodes.start)), all - until(self.line_of(nodes.end))]
    }

    /// The buttons in some nodes that only what readers write has.
    pub(super) fn reactions_in(&self, nodes: &Range<usize>) -> &[(usize, Reaction)] {
        let before = |place| self.reactions.partition_point(|(reaction, _)| *reaction < place);
        self.reactions.get(before(nodes.start)..before(nodes.end)).unwrap_or_default()
    }

    /// Whether a heading, or a line that leads over to what readers say, stands among some nodes.
    pub(super) fn has_heading(&self, nodes: &Range<usize>) -> bool {
        let first = self.introductions.partition_point(|(start, _)| *start < nodes.start);
        self.introductions.get(first).is_some_and(|(start, _)| *start < nodes.end)
            || self.has_sign_of_heading(nodes)
    }

    /// Whether a heading that is known stands among some nodes.
    pub(super) fn has_sign_of_heading(&self, nodes: &Range<usize>) -> bool {
        self.signs_in(nodes).any(|sign| matches!(sign.cue, Cue::Heading { .. }))
    }

    /// The cues among some nodes.
    pub(super) fn signs_in(&self, nodes: &Range<usize>) -> impl Iterator<Item = &Sign> {
        let before = |place| self.signs.partition_point(|sign| sign.start < place);
        self.signs.get(before(nodes.start)..before(nodes.end)).unwrap_or_default().iter()
    }

    /// Whether comments begin among some nodes, or those of other pages, or stories.
    pub(super) fn has_beginning(&self, nodes: &Range<usize>) -> bool {
        self.signs_in(nodes).any(|sign| matches!(sign.cue, Cue::Elsewhere | Cue::Tail | Cue::Heading { .. }))
    }

    /// Whether the first line of some nodes is a heading, or leads over to what readers say.
    pub(super) fn begins_with_heading(&self, nodes: &Range<usize>) -> bool {
        let first = self.lines.get(self.line_of(nodes.start)).filter(|first| nodes.contains(&first.start));
        first.is_some_and(|first| self.has_heading(&(first.start..first.start + 1)))
    }

    /// Whether, and how plainly, a line not far above `place` leads over to what readers say, with no cue between that
    /// says otherwise.
    pub(super) fn introduced(&self, place: usize) -> Introduction {
        let before = self.introductions.partition_point(|(line, _)| *line < place);
        let Some((start, introduction)) = before.checked_sub(1).and_then(|at| self.introductions.get(at))
        else {
            return Introduction::None;
        };
        let line = self.line_of(*start);
        let is_other = |sign: &Sign| {
            sign.start > *start && sign.reaches(place) && matches!(sign.cue, Cue::Nothing | Cue::Elsewhere)
        };
        let lines = self.line_of(place).saturating_sub(line + 1);
        if lines > INTRODUCING_LINES || self.signs_in(&(*start..place)).any(is_other) {
            Introduction::None
        } else {
            *introduction
        }
    }

    /// Whether a short line not far above `place` says that there are so many, in whatever words.
    pub(super) fn counts(&self, place: usize, records: usize) -> bool {
        let line = self.line_of(place);
        let above = self.lines.get(line.saturating_sub(COUNT_LINES)..line).unwrap_or_default();
        let is_number = |word: &str| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            clean::fold(bare).parse() == Ok(records)
        };
        let is_count = |text: &str| {
            text.split_whitespace().take(COUNT_WORDS + 1).count() <= COUNT_WORDS
                && text.split_whitespace().any(is_number)
                && !text.contains(['/', '.'])
        };
        records >= RECORDS && above.iter().any(|line| line.text.len() <= LONGEST_CUE && is_count(&line.text))
    }

    /// Whether readers may write among some nodes, or right before or behind them.
    pub(super) fn has_composer(&self, nodes: &Range<usize>) -> bool {
        let (first, last) = (self.line_of(nodes.start), self.line_of(nodes.end));
        holds(&self.composer_lines, &(first.saturating_sub(COMPOSER_LINES)..last + COMPOSER_LINES + 1))
    }

    /// Whether readers may write right before or behind some nodes.
    pub(super) fn is_beside_composer(&self, nodes: &Range<usize>) -> bool {
        self.has_composer(nodes) && !holds(&self.composers, nodes)
    }

    /// The line that `place` stands in or that follows it.
    pub(super) fn line_of(&self, place: usize) -> usize {
        self.lines.partition_point(|line| line.start < place)
    }

    /// The last cue before `place`, and how many lines stand between. A form may stand between heading and comments.
    pub(super) fn before(&self, place: usize) -> Option<(Cue, usize)> {
        let ahead = self.signs.get(..self.signs.partition_point(|sign| sign.start < place))?;
        let ahead = || ahead.iter().rev().take(SIGNS_ABOVE).filter(|sign| sign.reaches(place));
        let line = self.line_of(place);
        let is_form =
            |sign: &&Sign| matches!(sign.cue, Cue::Over | Cue::Wall) && line - sign.line <= FORM_LINES;
        let heading = ahead()
            .find(|sign| !is_form(sign))
            .filter(|sign| matches!(sign.cue, Cue::Heading { .. }) && line - sign.line <= FORM_LINES);
        let sign = heading.or_else(|| ahead().next())?;
        Some((sign.cue, line.saturating_sub(sign.line + 1)))
    }

    /// The first cue from `place` on.
    pub(super) fn after(&self, place: usize) -> Option<Sign> {
        self.signs.get(self.signs.partition_point(|sign| sign.start < place)).copied()
    }

    /// The number in the heading of the comments that begin at `place`, or in any heading.
    pub(super) fn declared(&self, place: Option<usize>) -> Option<u64> {
        let number = |sign: &Sign| match sign.cue {
            Cue::Heading { declared } => declared,
            _ => None,
        };
        let before = place.map_or(0, |place| self.signs.partition_point(|sign| sign.start < place));
        let (ahead, behind) = self.signs.split_at(before);
        let any = ahead.iter().rev().find_map(number).or_else(|| behind.iter().find_map(number));
        let is_zero = |sign: &Sign| {
            let line = self.lines.get(sign.line).filter(|_| sign.cue == Cue::Nothing);
            line.and_then(|line| cues::heading(&line.text)?.declared) == Some(0)
        };
        any.or_else(|| self.signs.iter().any(is_zero).then_some(0))
    }
}

/// Whether any of some numbers in order is in a range.
fn holds(numbers: &[usize], range: &Range<usize>) -> bool {
    let first = numbers.partition_point(|&number| number < range.start);
    numbers.get(first).is_some_and(|&number| number < range.end)
}
