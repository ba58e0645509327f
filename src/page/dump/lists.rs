//! Comments as the items of a list: the numbers or bullets that text browsers print before them.

use std::sync::LazyLock;

use regex::Regex;

use super::heads;
use super::units::{Unit, indentation};
use crate::page::{clean, cues, dates, heads as signatures};

/// A line without the mark of a list item.
pub(super) fn without_mark(line: &str) -> &str {
    Marker::on(line).map_or(line, |marker| marker.rest)
}

/// How far below an empty mark the head of its comment may be.
const HEAD_LINES: usize = 3;
/// Items of fewer words on average are no sentences.
const BULLET_WORDS: usize = 5;

/// What marks begin with that are no numbers.
const MARKS: &str = "•□○◦▪■●★☆◎△*+o#@";

/// Whether `line` begins an item.
pub(super) fn is_item(line: &str) -> bool {
    Marker::on(line).is_some()
}

/// A line without what html2text draws around headings: «****** التعليقات ******».
pub(super) fn without_bars(line: &str) -> &str {
    let bare = line.trim();
    let inner = bare.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    let inner = inner.map(|inner| inner.trim_matches('*'));
    inner.filter(|inner| inner.starts_with(' ') && inner.ends_with(' ')).map_or(line, str::trim)
}

/// The mark at the start of a list item.
struct Marker<'a> {
    indentation: usize,
    /// Where it ends: numbers are printed flush with each other's end.
    end: usize,
    /// Its number, or none for a bullet.
    number: Option<u64>,
    rest: &'a str,
}

impl<'a> Marker<'a> {
    /// The mark on `line`, if it is a list item: «  1. …», «  • …», or indented «  * …»; the deeper a list, the odder
    /// are the bullets of w3m. A dash is not one: it is the commenter's own.
    fn on(line: &'a str) -> Option<Self> {
        static FORM: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^(\s*)(?:(\d{1,5})\.|[•□○◦▪■●★☆◎△]|(?:\s\s)[*+o#@])(?:\s+(?:[●○◦]\s+)?(.*))?$")
                .expect("the pattern is well-formed")
        });
        let first = line.trim_start().chars().next()?;
        if !(clean::is_numeric(first) || MARKS.contains(first)) {
            return None;
        }
        let found = FORM.captures(line)?;
        Some(Self {
            indentation: indentation(line),
            end: indentation(line) + found.get(2).map_or(0, |number| number.as_str().len()),
            number: found.get(2).and_then(|number| number.as_str().parse().ok()),
            rest: found.get(3).map_or("", |rest| rest.as_str()),
        })
    }

    /// Whether the item begins like a comment and not like a point in somebody's list.
    fn is_headed(&self, after: &[&str]) -> bool {
        let next = after.first().copied().unwrap_or_default();
        let goes_on = || indentation(next) >= self.indentation + 2 && Marker::on(next).is_none();
        // Some themes number the comments of a list by themselves.
        let is_empty = self.rest.chars().all(|c| clean::is_numeric(c) || c.is_whitespace());
        if is_empty {
            let mut following =
                (0..HEAD_LINES).filter_map(|at| after.get(at..)).filter(|rest| !rest.is_empty());
            return following.any(|rest| heads::head(rest, 0).is_some());
        }
        cues::byline(self.rest).is_some()
            || (cues::is_name(self.rest) && (dates::is_stamp(next) || goes_on()))
            || heads::unglued(self.rest).len() > 1
            || signatures::signature(self.rest)
                .is_some_and(|found| signatures::name_beside(&found.beside).is_some())
    }
}

/// A list that is open while items are read.
struct Level {
    indentation: usize,
    /// Where the marks of its items end.
    end: usize,
    /// The number that continues the list, or none for bullets.
    next: Option<u64>,
    /// The newest item.
    last: usize,
    /// What the items answer.
    parent: Option<usize>,
}

/// The items of a bulleted list of sentences, if the lines are one.
pub(super) fn bulleted<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let Some(first) = lines.first().and_then(|line| Marker::on(line)).filter(|first| first.number.is_none())
    else {
        return vec![];
    };
    let mut units: Vec<Unit<'a>> = vec![];
    for line in lines {
        match Marker::on(line).filter(|marker| marker.indentation == first.indentation) {
            Some(marker) => units.push(Unit { lines: first_line(marker.rest), ..Unit::default() }),
            None if indentation(line) <= first.indentation => break,
            None => push(&mut units, line),
        }
    }
    let words: usize =
        units.iter().flat_map(|unit| &unit.lines).map(|line| line.split_whitespace().count()).sum();
    // Shorter items are links.
    if words >= units.len() * BULLET_WORDS { units } else { vec![] }
}

/// The items of the list that begins on the first line. Numbers have to follow each other on one indentation, so
/// that a commenter's own numbering stays in the comment.
pub(super) fn listed<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = vec![];
    let mut levels: Vec<Level> = vec![];
    let root = lines.first().map_or(0, |line| indentation(line));
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1..).unwrap_or_default();
        match Marker::on(line)
            .and_then(|marker| Some((open_item(&mut levels, &marker, next, units.len())?, marker)))
        {
            Some((parent, marker)) => {
                units.push(Unit { lines: first_line(marker.rest), parent, ..Unit::default() });
            }
            // The list is indented and this line is not: the page goes on.
            None if root > 0 && indentation(line) == 0 => break,
            None => push(&mut units, line),
        }
    }
    units
}

/// A line goes on with the newest item.
fn push<'a>(units: &mut [Unit<'a>], line: &'a str) {
    if let Some(unit) = units.last_mut() {
        unit.lines.push(line);
    }
}

/// An item's first line, if there is anything on it.
fn first_line(rest: &str) -> Vec<&str> {
    if clean::is_blank(rest) { vec![] } else { vec![rest] }
}

/// Places a marker among the open lists: the parent of the new item, or `None` where the marker is only text.
#[allow(clippy::option_option, reason = "an item without a parent differs from no item")]
fn open_item(
    levels: &mut Vec<Level>,
    marker: &Marker<'_>,
    after: &[&str],
    index: usize,
) -> Option<Option<usize>> {
    // A bullet proves little, so it has to carry a byline; a number that continues a list proves enough.
    let continues = |level: &Level| {
        (level.end == marker.end || level.indentation == marker.indentation)
            && level.next == marker.number
            && (marker.number.is_some() || marker.is_headed(after))
    };
    if let Some(depth) = levels.iter().rposition(continues) {
        levels.truncate(depth + 1);
        let level = levels.last_mut()?;
        level.last = index;
        level.next = marker.number.map(|number| number + 1);
        return Some(level.parent);
    }
    let opens = match levels.last() {
        None => marker.number.is_some() || marker.is_headed(after),
        Some(level) => {
            marker.indentation > level.indentation
                && marker.number.is_none_or(|number| number == 1)
                && marker.is_headed(after)
        }
    };
    opens.then(|| {
        let parent = levels.last().map(|level| level.last);
        let next = marker.number.map(|number| number + 1);
        levels.push(Level { end: marker.end, indentation: marker.indentation, next, last: index, parent });
        parent
    })
}
