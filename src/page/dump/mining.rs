//! Comments found by what comes again and again, whatever heads it: asked where the rules leave a doubt.
//!
//! The way of record mining (Liu, Grossman and Zhai 2003, "Mining data records in Web pages") on lines: whatever repeats is
//! tried as the line at which every comment begins or ends, and signs with learned weights tell which of the cuts, if any,
//! has the comments of readers.
//!
//! | step | module |
//! | --- | --- |
//! | lines with what is known of each | `facts` |
//! | lines that are alike, and what they cut the page into | `cuts` |
//! | the lines of a record → a comment | `records` |
//! | how likely a cut has comments | `signs`, `weights` |

mod cuts;
mod facts;
#[cfg(test)]
mod learning;
mod records;
mod signs;
mod weights;

use std::collections::HashSet;
use std::ops::Range;

use self::cuts::Cut;
use self::facts::Line;
use self::records::Known;
use super::{FORM_LINES, Section, cues, template, tools};
use crate::page::cues::Introduction;
use crate::page::{Comment, clean, dates, heads as signatures};

/// No more lines of a page are looked at.
pub(super) const MOST_LINES: usize = 3000;
/// No more lines are read for all cuts of a page together.
const MOST_READ: usize = 20_000;
/// Less likely cuts are left alone, in natural logarithms of odds.
const LIKELY: f64 = 2.0;
/// How far above the first record its heading may stand, in lines.
const HEADING_LINES: usize = 12;

/// A cut of a page with what would be its comments.
struct Candidate<'l, 'a> {
    lines: &'l [Line<'a>],
    cut: &'l Cut,
    units: &'l [Vec<&'a str>],
    comments: Vec<Comment>,
    /// All that is said above the first record.
    told: &'l str,
}

/// The comments that are likeliest, if any are likely and they are others than those that are known already.
pub(super) fn section(lines: &[&str], known: &[Comment]) -> Option<Section> {
    let mut best: Option<(f64, Section)> = None;
    each_candidate(lines, |candidate| {
        let logit = if candidate.is_spoken_for() { signs::logit(&candidate) } else { f64::MIN };
        if logit > best.as_ref().map_or(LIKELY, |(best, _)| *best) {
            best = Some((logit, candidate.section()));
        }
    });
    let (_, section) = best?;
    let texts: HashSet<&str> = section.comments.iter().map(|comment| comment.text.as_str()).collect();
    let authors: HashSet<&str> =
        section.comments.iter().filter_map(|comment| comment.author.as_deref()).collect();
    // A title over the words is no other reading; a name is, and what stands over others too.
    let mut titles = HashSet::new();
    let mut is_titled = |text: &str| {
        text.split_once('\n').is_some_and(|(title, words)| {
            texts.contains(words)
                && !authors.contains(title)
                && titles.insert(template::without_digits(title))
        })
    };
    // One comment has no others to tell where it ends; the rules know the form behind it.
    let is_longer = |text: &str| {
        let rest = texts.iter().find_map(|part| text.strip_prefix(part)?.strip_prefix('\n'));
        known.len() == 1 && rest.is_some_and(|rest| !rest.lines().any(is_of_page))
    };
    let is_same = |comment: &&Comment| {
        let text = comment.text.as_str();
        texts.contains(text) || is_titled(text) || is_longer(text)
    };
    let same = known.iter().filter(is_same).count();
    let differs = known.is_empty() || same * 2 < known.len();
    // Of a longer page they are a part, which takes the place of no more than there are in it.
    let is_more = lines.len() <= MOST_LINES || section.comments.len() > known.len();
    (differs && is_more && !is_shifted(&section.comments, known)).then_some(section)
}

/// Whether names and words have changed places and the first or the last comment is lost thereby: each has got the words
/// of its neighbour for a name, or its name for words.
fn is_shifted(found: &[Comment], known: &[Comment]) -> bool {
    let words: HashSet<&str> = known.iter().flat_map(|comment| comment.text.lines()).collect();
    let names: HashSet<&str> = known.iter().filter_map(|comment| comment.author.as_deref()).collect();
    let is_one = |comment: &&Comment| {
        comment.author.as_deref().is_some_and(|name| words.contains(name))
            && comment.text.lines().any(|line| names.contains(line))
    };
    found.len() < known.len() && found.iter().filter(is_one).count() * 2 > found.len()
}

/// Whether a line is the page's own.
fn is_of_page(line: &str) -> bool {
    tools::is_tool(line) || dates::is_stamp(line) || cues::section_end(line) || cues::article_tail(line)
}

/// Calls `see` with every cut that may have comments.
fn each_candidate(lines: &[&str], mut see: impl FnMut(Candidate<'_, '_>)) {
    let lines = facts::lines(lines.get(..MOST_LINES).unwrap_or(lines));
    let lines = lines.as_slice();
    let mut known = Known::of(lines);
    let whole: String = lines.iter().map(|line| line.text).collect();
    let start = |end: &mut usize, line: &Line<'_>| Some(std::mem::replace(end, *end + line.text.len()));
    let starts: Vec<usize> = lines.iter().scan(0, start).collect();
    let mut read = 0;
    for cut in cuts::cuts(lines) {
        read += cut.records.iter().map(ExactSizeIterator::len).sum::<usize>();
        if read > MOST_READ {
            return;
        }
        let units = records::units(&cut, &mut known);
        let comments = records::comments(&units, &cut);
        // A number behind a label is somebody's telephone.
        let worded = comments.iter().filter(|comment| comment.text.contains(clean::is_alphabetic)).count();
        if worded * 2 > comments.len() {
            let first = cut.records.first().and_then(|first| starts.get(first.start));
            let told = first.and_then(|&start| whole.get(..start)).unwrap_or_default();
            see(Candidate { lines, cut: &cut, units: &units, comments, told });
        }
    }
}

impl Candidate<'_, '_> {
    /// The first line of the first record, and the one behind the last.
    fn range(&self) -> (usize, usize) {
        let first = self.cut.records.first().map_or(0, |first| first.start);
        (first, self.cut.records.last().map_or(first, |last| last.end))
    }

    /// The nearest heading above, and how many lines above it stands.
    fn heading(&self) -> Option<(usize, cues::Heading)> {
        let (first, _) = self.range();
        let above = self.lines.get(first.saturating_sub(HEADING_LINES)..first).unwrap_or_default();
        above.iter().rev().enumerate().find_map(|(lines, line)| Some((lines + 1, line.heading?)))
    }

    /// Whether anything says that readers speak: a heading or a line that leads over to them, a form, buttons that only
    /// comments have, words of speech, or the time of day in every date. Notices of deaths, fixtures and small ads have
    /// names and days, too.
    fn is_spoken_for(&self) -> bool {
        let (first, last) = self.range();
        let around =
            |from: usize, to: usize| self.lines.get(from..to.min(self.lines.len())).unwrap_or_default();
        let most = |is: fn(&Line<'_>) -> bool| {
            let has = |record: &&Range<usize>| around(record.start, record.end).iter().any(is);
            self.cut.records.iter().filter(has).count() * 2 >= self.cut.records.len()
        };
        let is_timed = |comment: &Comment| {
            let date = comment.date_text.as_deref();
            date.is_some_and(|date| date.contains(':') || dates::iso(date).is_none())
                && !comment.author.as_deref().is_some_and(signatures::are_opponents)
        };
        self.heading().is_some()
            || around(first.saturating_sub(HEADING_LINES), first)
                .iter()
                .any(|line| line.introduction != Introduction::None)
            || around(first.saturating_sub(FORM_LINES), last + FORM_LINES).iter().any(|line| line.form)
            || most(|line| line.reaction)
            || most(|line| line.byline)
            || self.comments.iter().all(is_timed)
    }

    fn section(self) -> Section {
        let (first, _) = self.range();
        let heading = self.heading();
        let start = first - heading.map_or(0, |(lines, _)| lines);
        let start = self.lines.get(start).map_or(0, |line| line.at);
        let declared = heading.and_then(|(_, heading)| heading.declared);
        Section::new(start, declared, self.comments)
    }
}
