//! Lines that are alike, and the records that they cut a page into.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::facts::Line;
use crate::page::clean;

/// Words so near to the start or the end of a line make lines alike.
const NEAR: usize = 4;
/// So many words at least make a sentence.
const SENTENCE: usize = 5;
/// Lines of so many words are alike as a whole.
const WHOLE: usize = 4;
/// Lines that are alike in so many places are tried at most.
const MOST_SETS: usize = 60;
/// Lines further apart are not of records side by side.
const FARTHEST: usize = 60;
/// So many lines of a head may stand over the line that is alike, and of a foot under it.
const ABOVE: usize = 5;
const BELOW: usize = 3;
/// Of so many records at least the lines over or under that line have to be short.
const SHORT_SHARE: f64 = 0.85;
/// The last record, of which no other tells where it ends, has no more lines than the longest has, and this many.
const MORE_LINES: usize = 4;

/// A page cut into records.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Cut {
    pub(super) records: Vec<Range<usize>>,
    /// The line of each that is alike.
    pub(super) anchors: Vec<usize>,
    /// Whether that line stands at the end of a record.
    pub(super) footed: bool,
    /// How far from the start, or the end, of a record it stands.
    pub(super) offset: usize,
}

/// In what lines are alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Likeness {
    /// The word so many words behind the start.
    FromStart(usize, String),
    /// The word so many words before the end.
    FromEnd(usize, String),
    Whole(Vec<String>),
    Stamp,
    Dated,
    Byline,
    Item(usize),
    Rule,
    Reaction,
    Tool,
    Blank(usize),
}

/// Every cut that is worth reading, the likeliest ways first.
pub(super) fn cuts(lines: &[Line<'_>]) -> Vec<Cut> {
    let mut seen = HashSet::new();
    let mut cuts = vec![];
    for anchors in sets(lines) {
        for offset in 0..=ABOVE {
            cuts.extend(headed(lines, &anchors, offset));
        }
        for offset in 0..=BELOW {
            cuts.extend(footed(lines, &anchors, offset));
        }
    }
    cuts.retain(|cut| is_plausible(lines, cut) && seen.insert(cut.records.clone()));
    cuts
}

/// Whether most records have several lines, or a sentence, of which one is no button.
fn is_plausible(lines: &[Line<'_>], cut: &Cut) -> bool {
    let is_one = |record: &&Range<usize>| {
        let lines = lines.get((*record).clone()).unwrap_or_default();
        let words: usize = lines.iter().filter(|line| !line.tool).map(|line| line.count).sum();
        words >= if lines.len() > 1 { 1 } else { SENTENCE }
    };
    cut.records.iter().filter(is_one).count() * 2 > cut.records.len()
}

/// The lines that are alike in some way, parted where a part of the page ends, with and without the first.
fn sets(lines: &[Line<'_>]) -> Vec<Vec<usize>> {
    let mut alike: HashMap<Likeness, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        for likeness in likenesses(line, lines.get(at.wrapping_sub(1))) {
            alike.entry(likeness).or_default().push(at);
        }
    }
    let mut sets: HashSet<Vec<usize>> = HashSet::new();
    for (likeness, places) in alike {
        let is_word =
            matches!(likeness, Likeness::FromStart(..) | Likeness::FromEnd(..) | Likeness::Whole(..));
        let mut parts = parts(lines, &places, true);
        parts.extend(self::parts(lines, &places, false));
        for part in parts {
            if part.len() < 2 && is_word && !part.iter().all(|&at| lines[at].dated) {
                continue;
            }
            if part.len() > 2 {
                sets.insert(part[1..].to_vec());
            }
            sets.insert(part);
        }
    }
    let mut sets: Vec<Vec<usize>> = sets.into_iter().filter(|set| !set.is_empty()).collect();
    let told = |set: &Vec<usize>| {
        let telling = |at: &&usize| lines[**at].dated || lines[**at].byline || lines[**at].reaction;
        set.iter().filter(telling).count() * 5 + set.len()
    };
    sets.sort_by_cached_key(|set| (std::cmp::Reverse(told(set)), set.clone()));
    sets.truncate(MOST_SETS);
    sets
}

/// In what a line may be like others.
fn likenesses(line: &Line<'_>, above: Option<&Line<'_>>) -> Vec<Likeness> {
    let mut found = vec![];
    if (1..=WHOLE).contains(&line.words.len()) {
        found.push(Likeness::Whole(line.words.clone()));
    }
    if line.short {
        // Words that only prose shares are its writers'.
        let of_page = line.dated || line.byline || line.tool || line.reaction;
        let tells = |(_, word): &(usize, &String)| of_page || !word.chars().all(is_of_prose);
        let from_start = line.words.iter().take(NEAR).enumerate().filter(tells);
        found.extend(from_start.map(|(at, word)| Likeness::FromStart(at, word.clone())));
        let from_end = line.words.iter().rev().take(NEAR).enumerate().filter(tells);
        found.extend(from_end.map(|(at, word)| Likeness::FromEnd(at, word.clone())));
    }
    let tool_above = above.is_some_and(|above| above.tool);
    let kinds = [
        (line.stamp, Likeness::Stamp),
        (line.dated, Likeness::Dated),
        (line.byline, Likeness::Byline),
        (line.item, Likeness::Item(line.indentation)),
        (line.rule, Likeness::Rule),
        (line.reaction, Likeness::Reaction),
        (line.tool && !tool_above, Likeness::Tool),
        (line.blank > 1, Likeness::Blank(line.blank)),
    ];
    found.extend(kinds.into_iter().filter_map(|(is, likeness)| is.then_some(likeness)));
    found
}

/// Whether a sign may be of any sentence.
fn is_of_prose(c: char) -> bool {
    clean::is_alphabetic(c) || clean::is_mark(c) || "،؛.!؟?,…\"«»'".contains(c)
}

/// Lines that are alike, where no part of the page ends between them and they are not far from each other.
fn parts(lines: &[Line<'_>], places: &[usize], strictly: bool) -> Vec<Vec<usize>> {
    let is_joined = |&above: &usize, &below: &usize| {
        below - above <= FARTHEST && !(strictly && lines[above + 1..=below].iter().any(Line::parts))
    };
    places.chunk_by(is_joined).map(<[usize]>::to_vec).collect()
}

/// Records that begin so many lines over each anchor.
fn headed(lines: &[Line<'_>], anchors: &[usize], offset: usize) -> Option<Cut> {
    let starts: Vec<usize> = anchors.iter().map(|at| at.checked_sub(offset)).collect::<Option<_>>()?;
    let apart = starts.iter().skip(1).zip(anchors).all(|(start, above)| start > above);
    if !apart || !are_short(lines, anchors.iter().map(|&at| at - offset..at)) {
        return None;
    }
    let last = *anchors.last()?;
    let mut records: Vec<Range<usize>> = starts.windows(2).map(|pair| pair[0]..pair[1]).collect();
    let limits = Limits::of(lines, &records);
    let end = (last + 1..lines.len()).take(limits.lines).find(|&at| limits.end(&lines[at]));
    let end = end.unwrap_or((last + 1 + limits.lines).min(lines.len()));
    records.push(*starts.last()?..end);
    Some(Cut { records, anchors: anchors.to_vec(), footed: false, offset })
}

/// Records that end so many lines under each anchor.
fn footed(lines: &[Line<'_>], anchors: &[usize], offset: usize) -> Option<Cut> {
    let ends: Vec<usize> = anchors.iter().map(|at| at + offset + 1).collect();
    let apart = ends.iter().zip(anchors.iter().skip(1)).all(|(end, below)| end <= below);
    if !apart
        || ends.last().is_none_or(|&end| end > lines.len())
        || !are_short(lines, anchors.iter().map(|&at| at + 1..at + offset + 1))
    {
        return None;
    }
    let first = *anchors.first()?;
    let others: Vec<Range<usize>> = ends.windows(2).map(|pair| pair[0]..pair[1]).collect();
    let limits = Limits::of(lines, &others);
    // A line may also be the first because of the space above it.
    let is_first = |at: &usize| {
        lines[*at].blank > limits.blank || at.checked_sub(1).is_none_or(|above| limits.end(&lines[above]))
    };
    let start = (0..=first).rev().take(limits.lines).find(is_first);
    let start = start.unwrap_or((first + 1).saturating_sub(limits.lines));
    let records = std::iter::once(start..*ends.first()?).chain(others).collect();
    Some(Cut { records, anchors: anchors.to_vec(), footed: true, offset })
}

/// Whether the lines beside nearly all anchors are short.
fn are_short(lines: &[Line<'_>], ranges: impl Iterator<Item = Range<usize>>) -> bool {
    let (mut all, mut short) = (0_u32, 0_u32);
    for range in ranges {
        all += 1;
        short += u32::from(
            lines.get(range).is_some_and(|lines| lines.iter().all(|line| line.short && !line.parts())),
        );
    }
    f64::from(short) >= f64::from(all) * SHORT_SHARE
}

/// What records do not have inside.
struct Limits {
    blank: usize,
    indentation: usize,
    lines: usize,
    ruled: bool,
}

impl Limits {
    fn of(lines: &[Line<'_>], records: &[Range<usize>]) -> Self {
        let inside =
            || records.iter().flat_map(|record| lines.get(record.start + 1..record.end).unwrap_or_default());
        let whole = records.iter().flat_map(|record| lines.get(record.clone()).unwrap_or_default());
        Self {
            blank: inside().map(|line| line.blank).max().unwrap_or(usize::MAX).max(1),
            indentation: whole.map(|line| line.indentation).min().unwrap_or(0),
            lines: records.iter().map(ExactSizeIterator::len).max().unwrap_or(FARTHEST / 4) + MORE_LINES,
            ruled: inside().any(|line| line.rule),
        }
    }

    /// Whether a line is no part of a record.
    fn end(&self, line: &Line<'_>) -> bool {
        line.parts()
            || line.form
            || line.blank > self.blank
            || line.indentation < self.indentation
            || (line.rule && !self.ruled)
    }
}
