//! The comments under a heading, told apart by what repeats.

use std::sync::LazyLock;

use regex::Regex;

use crate::page::cues::{self, Proof};
use crate::page::{Comment, clean, dates};

/// How many lines may stand between the heading and the first comment (sorting buttons and the like).
const LEAD_LINES: usize = 3;

/// The lines of one comment, with the comment that it answers.
#[derive(Default)]
struct Unit<'a> {
    lines: Vec<&'a str>,
    parent: Option<usize>,
}

/// The comments in `lines`; none where nothing tells them apart.
pub(super) fn comments(lines: &[&str]) -> Vec<Comment> {
    let seen: Vec<&str> = lines.iter().copied().filter(|line| !clean::is_blank(line)).collect();
    let Some(first) = seen.first() else { return vec![] };
    let units = if Marker::on(first).is_some() {
        listed(&seen)
    } else {
        let by_line = by_bylines(&seen);
        if by_line.is_empty() { by_stamps(&seen) } else { by_line }
    };
    read_all(&units)
}

/// Whether `line` can begin a comment.
pub(super) fn is_head(line: &str) -> bool {
    Marker::on(line).is_some() || cues::byline(line).is_some() || dates::is_stamp(line)
}

/// How far `line` is indented.
pub(super) fn indentation(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// Units that have no text of their own are dropped, and their answers move up.
fn read_all(units: &[Unit<'_>]) -> Vec<Comment> {
    let mut kept: Vec<Option<usize>> = Vec::with_capacity(units.len());
    let mut comments: Vec<Comment> = vec![];
    for unit in units {
        let parent = unit.parent.and_then(|parent| kept.get(parent).copied().flatten());
        let comment = read(&unit.lines);
        if comment.text.is_empty() {
            kept.push(parent);
        } else {
            kept.push(Some(comments.len()));
            comments.push(Comment { reply_to: parent, ..comment });
        }
    }
    comments
}

/// Reads the head of a unit (picture, byline, name, date, in the orders in which pages print them) and takes the
/// rest for the comment.
fn read(lines: &[&str]) -> Comment {
    let mut comment = Comment::default();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let next = after.first().copied().unwrap_or_default();
        if comment.date_text.is_none() && dates::is_stamp(line) {
            comment.date = dates::iso(line);
            comment.date_text = clean::label(line);
        } else if let Some(name) =
            head_name(line, next, comment.date_text.is_some(), comment.author.as_deref())
        {
            comment.author = Some(name);
        } else if !(comment.author.is_some() && cues::tool(line)) {
            break;
        }
        rest = after;
    }
    while let Some((_, before)) = rest.split_last().filter(|(line, _)| cues::tool(line) && rest.len() > 1) {
        rest = before;
    }
    // A lone full stop on top is a spacer of its writer, not a word.
    if let Some((_, after)) =
        rest.split_first().filter(|(line, after)| line.trim() == "." && !after.is_empty())
    {
        rest = after;
    }
    comment.text = clean::lines(rest.iter().copied());
    comment
}

/// The author that `line` names at the head of a unit: by a byline, or by the date that follows the bare name.
fn head_name(line: &str, next: &str, dated: bool, known: Option<&str>) -> Option<String> {
    if let Some((name, proof)) = cues::byline(line) {
        let believed = proof != Proof::Weak || dated || dates::is_stamp(next) || cues::byline(next).is_some();
        // Two bylines name the same person; a second name is part of the comment.
        let agrees = known.is_none_or(|known| known == name);
        return (believed && agrees).then_some(name);
    }
    if known.is_some() {
        return None;
    }
    (!dated && cues::is_name(line) && dates::is_stamp(next)).then(|| clean::label(line)).flatten()
}

/// The mark at the start of a list item.
struct Marker<'a> {
    indentation: usize,
    /// Its number, or none for a bullet.
    number: Option<u64>,
    rest: &'a str,
}

impl<'a> Marker<'a> {
    /// The mark on `line`, if it is a list item: «  1. …» or «  • …». A dash is not one: it is the commenter's own.
    fn on(line: &'a str) -> Option<Self> {
        static FORM: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^(\s*)(?:(\d{1,5})\.|•)(?:\s+(.*))?$").expect("the pattern is well-formed")
        });
        let found = FORM.captures(line)?;
        Some(Self {
            indentation: found.get(1)?.as_str().chars().count(),
            number: found.get(2).and_then(|number| number.as_str().parse().ok()),
            rest: found.get(3).map_or("", |rest| rest.as_str()),
        })
    }

    /// Whether the item begins like a comment and not like a point in somebody's list.
    fn is_headed(&self, next: &str) -> bool {
        cues::byline(self.rest).is_some() || (cues::is_name(self.rest) && dates::is_stamp(next))
    }
}

/// A list that is open while items are read.
struct Level {
    indentation: usize,
    /// The number that continues the list, or none for bullets.
    next: Option<u64>,
    /// The newest item.
    last: usize,
    /// What the items answer.
    parent: Option<usize>,
}

/// The items of the list that begins on the first line. Numbers have to follow each other on one indentation, so
/// that a commenter's own numbering stays in the comment.
fn listed<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = vec![];
    let mut levels: Vec<Level> = vec![];
    let root = lines.first().map_or(0, |line| indentation(line));
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).copied().unwrap_or_default();
        match Marker::on(line)
            .and_then(|marker| Some((open_item(&mut levels, &marker, next, units.len())?, marker)))
        {
            Some((parent, marker)) => units.push(Unit { lines: first_line(marker.rest), parent }),
            // The list is indented and this line is not: the page goes on.
            None if root > 0 && indentation(line) == 0 => break,
            None => units.last_mut().into_iter().for_each(|unit| unit.lines.push(line)),
        }
    }
    units
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
    next: &str,
    index: usize,
) -> Option<Option<usize>> {
    // A bullet proves little, so it has to carry a byline; a number that continues a list proves enough.
    let continues = |level: &Level| {
        level.indentation == marker.indentation
            && level.next == marker.number
            && (marker.number.is_some() || marker.is_headed(next))
    };
    if let Some(depth) = levels.iter().rposition(continues) {
        levels.truncate(depth + 1);
        let level = levels.last_mut()?;
        level.last = index;
        level.next = marker.number.map(|number| number + 1);
        return Some(level.parent);
    }
    let opens = match levels.last() {
        None => marker.number.is_some() || marker.is_headed(next),
        Some(level) => {
            marker.indentation > level.indentation
                && marker.number.is_none_or(|number| number == 1)
                && marker.is_headed(next)
        }
    };
    opens.then(|| {
        let parent = levels.last().map(|level| level.last);
        let next = marker.number.map(|number| number + 1);
        levels.push(Level { indentation: marker.indentation, next, last: index, parent });
        parent
    })
}

/// What stands at the head of a unit that begins with a byline.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Head {
    avatar: bool,
    dated: bool,
}

/// Units that begin with a byline. All of them have to be dressed like the first, so that «المثل يقول:» in a
/// comment does not cut it.
fn by_bylines<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let mut heads: Vec<usize> = vec![];
    let mut model: Option<Head> = None;
    let mut at = 0;
    while let Some((head, length)) = head_at(lines, at) {
        match head {
            Some(head) if model.is_none_or(|model| model == head) && (model.is_some() || at < LEAD_LINES) => {
                model = Some(head);
                heads.push(at);
            }
            _ => {}
        }
        at += length;
    }
    cut(lines, &heads)
}

/// The byline head at `at`, if there is one, and how many lines to go on; `None` at the end.
fn head_at(lines: &[&str], at: usize) -> Option<(Option<Head>, usize)> {
    let line = lines.get(at)?;
    let is_stamp = |at: usize| lines.get(at).is_some_and(|line| dates::is_stamp(line));
    let Some((name, proof)) = cues::byline(line) else { return Some((None, 1)) };
    let repeated =
        lines.get(at + 1).and_then(|next| cues::byline(next)).is_some_and(|(next, _)| next == name);
    let length = if repeated { 2 } else { 1 };
    let head = Head { avatar: proof == Proof::Avatar || repeated, dated: is_stamp(at + length) };
    let believed = proof != Proof::Weak || repeated || head.dated;
    Some((believed.then_some(head), length))
}

/// Units around date lines: name, date, text; or date, name, text where the section begins with a date.
fn by_stamps<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let is_stamp: Vec<bool> = lines.iter().map(|line| dates::is_stamp(line)).collect();
    let stamp = |at: usize| is_stamp.get(at).copied().unwrap_or(false);
    let heads: Vec<usize> = if stamp(0) {
        (0..lines.len()).filter(|&at| stamp(at)).collect()
    } else {
        (0..lines.len())
            .filter(|&at| stamp(at + 1) && lines.get(at).is_some_and(|line| cues::is_name(line)))
            .collect()
    };
    if heads.first().is_some_and(|&first| first < LEAD_LINES) { cut(lines, &heads) } else { vec![] }
}

/// Cuts `lines` before every head; what stands before the first head is no comment.
fn cut<'a>(lines: &[&'a str], heads: &[usize]) -> Vec<Unit<'a>> {
    let ends = heads.iter().skip(1).copied().chain([lines.len()]);
    heads
        .iter()
        .zip(ends)
        .map(|(&start, end)| Unit { lines: lines.get(start..end).unwrap_or_default().to_vec(), parent: None })
        .collect()
}
