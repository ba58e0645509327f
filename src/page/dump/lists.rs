//! Comments as the items of a list: the numbers or bullets that text browsers print before them.

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

/// The bullets of lists, and those that are bullets only where they are indented.
const BULLETS: &str = "•□○◦▪■●★☆◎△";
const INDENTED_BULLETS: &str = "*+o#@";
/// Bullets that may stand behind a mark.
const INNER_BULLETS: [char; 3] = ['●', '○', '◦'];
/// Numbers of items have no more digits.
const MOST_DIGITS: usize = 5;

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
        let marked = line.trim_start();
        let (mark, number) = mark(marked)?;
        let indentation = indentation(line);
        let behind = marked.get(mark..)?;
        let rest = behind.trim_start();
        let is_apart = rest.is_empty() || rest.len() < behind.len();
        if !is_apart || (INDENTED_BULLETS.contains(marked.chars().next()?) && indentation < 2) {
            return None;
        }
        Some(Self {
            indentation,
            end: indentation + number.map_or(0, str::len),
            number: number.and_then(|number| number.parse().ok()),
            rest: without_inner(rest),
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

/// How long the mark is that a text begins with, and its number.
fn mark(text: &str) -> Option<(usize, Option<&str>)> {
    let first = text.chars().next()?;
    if BULLETS.contains(first) || INDENTED_BULLETS.contains(first) {
        return Some((first.len_utf8(), None));
    }
    let (number, _) = text.split_once('.').filter(|_| clean::is_numeric(first))?;
    let is_number = number.chars().count() <= MOST_DIGITS && number.chars().all(clean::is_digit);
    is_number.then_some((number.len() + 1, Some(number)))
}

/// A text without the bullet that it begins with.
fn without_inner(text: &str) -> &str {
    let bare = text.strip_prefix(INNER_BULLETS).filter(|rest| rest.starts_with(char::is_whitespace));
    bare.map_or(text, str::trim_start)
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

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::Marker;

    /// Marks are what one pattern says, which is too slow to be asked for every line.
    #[test]
    fn marks_are_those_of_the_pattern() {
        let pattern = r"^(\s*)(?:(\d{1,5})\.|[•□○◦▪■●★☆◎△]|(?:\s\s)[*+o#@])(?:\s+(?:[●○◦]\s+)?(.*))?$";
        let pattern = Regex::new(pattern).expect("the pattern is well-formed");
        let parts = ["", " ", "  ", "\u{a0}", "1", "٣", "१", "²", "12345", ".", "•", "●", "*", "o", "نعم"];
        for [a, b, c, d, e] in indices(parts.len()) {
            let line = [parts[a], parts[b], parts[c], parts[d], parts[e]].concat();
            let found =
                Marker::on(&line).map(|marker| (marker.end - marker.indentation, marker.number, marker.rest));
            let wanted = pattern.captures(&line).map(|found| {
                let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
                (part(2).len(), part(2).parse().ok(), part(3))
            });
            assert_eq!(found, wanted, "{line:?}");
        }
    }

    /// Five numbers below one, in all ways.
    fn indices(most: usize) -> impl Iterator<Item = [usize; 5]> {
        let digit = move |number: usize, place: u32| number / most.pow(place) % most;
        (0..most.pow(5)).map(move |number| [0, 1, 2, 3, 4].map(|place| digit(number, place)))
    }
}
