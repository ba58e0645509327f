//! What a page prints around every comment alike, found by its repetition.

use std::collections::{HashMap, HashSet};

use super::lines::is_signed;
use super::units::Unit;
use super::{heads, lists};
use crate::page::{clean, cues, dates};

/// So many dates at least have to stand in a section for a line to be as frequent as they are.
const DATES: usize = 3;

/// How far from a date a line about the reader may stand.
const BADGE_LINES: usize = 3;

/// Lines that close comments are no longer, in bytes, and close so many at least.
const LONGEST_CLOSING: usize = 120;
const CLOSED: usize = 2;

/// Stands for any date where lines are compared.
const DATE: &str = "date";

/// So many spaces at least stand between two cells that are printed side by side.
const GAP: usize = 4;

/// How often lines stand in a section, numbers aside.
pub(super) struct Repeated {
    times: HashMap<String, usize>,
    dated: usize,
    /// The lines that close comments, numbers aside.
    closing: HashSet<String>,
}

impl Repeated {
    /// Counts the lines of a section.
    pub(super) fn of(lines: &[&str]) -> Self {
        let mut times: HashMap<String, usize> = HashMap::new();
        for line in lines {
            *times.entry(without_digits(lists::without_mark(line))).or_default() += 1;
        }
        let dated = lines.iter().filter(|line| dates::is_stamp(line) || is_signed(line)).count();
        Self { times, dated, closing: closing(lines) }
    }

    /// The lines without what stands between the end of a comment and the start of the next, and behind the last: adverts,
    /// notices.
    fn closed<'a>(&self, lines: &[&'a str]) -> Vec<&'a str> {
        if self.closing.is_empty() {
            return lines.to_vec();
        }
        let mut is_open = true;
        let mut keep = |at: usize| {
            let is_closing = self.closing.contains(&without_digits(lines[at]));
            is_open = is_closing || is_open || begins(lines, at);
            let keep = is_open;
            is_open = is_open && !is_closing;
            keep
        };
        (0..lines.len()).filter(|&at| keep(at)).map(|at| lines[at]).collect()
    }

    /// Whether a line comes with nearly every comment.
    fn has(&self, line: &str) -> bool {
        let masked = without_digits(lists::without_mark(line));
        let times = self.times.get(&masked).copied().unwrap_or_default();
        self.dated >= DATES && !masked.is_empty() && times * 5 >= self.dated * 4
    }

    /// The lines without those that come with every comment, ranks of readers and what stands around articles.
    pub(super) fn left_out<'a>(&self, lines: &[&'a str]) -> Vec<&'a str> {
        let lines = self.closed(lines);
        let lines = lines.as_slice();
        let is_date: Vec<bool> = lines.iter().map(|line| dates::is_stamp(line)).collect();
        let near = |at: usize| {
            let around = at.saturating_sub(BADGE_LINES)..(at + BADGE_LINES + 1).min(lines.len());
            is_date.get(around).unwrap_or_default().contains(&true)
                || lines.iter().skip(at + 1).take(BADGE_LINES).any(|line| is_signed(line))
        };
        let keep = |at: usize, line: &str| {
            let is_own =
                is_date.get(at) == Some(&true) || cues::tool(line) || heads::is_rule(line) || is_signed(line);
            let is_badge = cues::badge(line.trim().trim_matches(['[', ']'])) && near(at);
            let is_furniture =
                line.contains(clean::is_alphabetic) && cues::furniture(lists::without_mark(line));
            !((self.has(line) && !is_own) || is_badge || is_furniture)
        };
        lines.iter().enumerate().filter(|(at, line)| keep(*at, line)).map(|(_, line)| *line).collect()
    }
}

/// The lines, numbers aside, that come several times, but for the last mostly right before the next comment begins.
fn closing(lines: &[&str]) -> HashSet<String> {
    let mut seen: HashMap<String, (usize, usize)> = HashMap::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.len() <= LONGEST_CLOSING) {
        let (times, ends) = seen.entry(without_digits(line)).or_default();
        *times += 1;
        *ends += usize::from(at + 1 < lines.len() && begins(lines, at + 1));
    }
    let is_closing = |(line, (times, ends)): &(String, (usize, usize))| {
        *ends >= CLOSED && ends * 3 >= (times - 1) * 2 && line.contains(clean::is_alphabetic)
    };
    seen.into_iter().filter(is_closing).map(|(line, _)| line).collect()
}

/// Whether a comment may begin at a line: with its head, its number, or the mark of a list.
fn begins(lines: &[&str], at: usize) -> bool {
    let line = lines.get(at).copied().unwrap_or_default();
    let is_number = || line.trim().chars().all(clean::is_numeric);
    lists::is_item(line) || is_number() || heads::head(lines, at).is_some()
}

/// A line without numbers and the space around it: «2 إعجاب» and «3 إعجاب» are the same.
pub(super) fn without_digits(line: &str) -> String {
    line.trim().split(clean::is_numeric).collect()
}

/// Where most units end with the same line, or with a date, what follows it in another is no part of that comment: an
/// advert, a footer.
pub(super) fn end_like_others(units: &mut [Unit<'_>]) {
    let end = |line: &str| if dates::is_stamp(line) { DATE.to_owned() } else { without_digits(line) };
    let mut ends: Vec<String> = units.iter().filter_map(|unit| Some(end(unit.lines.last()?))).collect();
    ends.sort_unstable();
    let usual = ends.chunk_by(|a, b| a == b).max_by_key(|same| same.len());
    let Some(usual) =
        usual.filter(|same| same.len() > 1 && same.len() * 2 > units.len()).and_then(|same| same.first())
    else {
        return;
    };
    for unit in units.iter_mut().filter(|_| !usual.is_empty()) {
        if let Some(at) = unit.lines.iter().position(|line| end(line) == *usual).filter(|&at| at > 0) {
            unit.lines.truncate(at + 1);
        }
    }
}

/// Cells that are printed side by side, the reader on one side and the words on the other, one under the other.
pub(super) fn join_columns(units: &mut [Unit<'_>]) {
    let columns: Vec<Option<usize>> = units.iter().map(|unit| column(&unit.lines)).collect();
    if columns.iter().filter(|column| column.is_some()).count() * 2 < units.len() {
        return;
    }
    for (unit, column) in units.iter_mut().zip(columns) {
        let Some(column) = column else { continue };
        let cells: Vec<(&str, &str)> = unit.lines.iter().map(|line| at_column(line, column)).collect();
        let left = cells.iter().map(|(left, _)| *left);
        let right = cells.iter().map(|(_, right)| *right);
        let joined: Vec<&str> =
            left.chain(right).filter(|cell| !clean::is_blank(cell) && !cues::badge(cell)).collect();
        unit.lines = joined;
    }
}

/// The column at which the second cell begins on every line that has one.
fn column(lines: &[&str]) -> Option<usize> {
    let gap = " ".repeat(GAP);
    let starts = lines.iter().filter(|line| !is_signed(line)).filter_map(|line| {
        let body = line.trim_start();
        let cut = line.len() - body.len() + body.find(&gap)?;
        let right = line.get(cut..)?.trim_start();
        (!right.is_empty()).then(|| width(line.get(..line.len() - right.len()).unwrap_or_default()))
    });
    let starts: Vec<usize> = starts.collect();
    let first = *starts.first()?;
    let fits = |line: &str| {
        let (left, _) = at_column(line, first);
        width(left) < first || left.ends_with(' ')
    };
    (starts.iter().all(|&start| start == first) && lines.iter().skip(1).all(|line| fits(line)))
        .then_some(first)
}

/// A line cut at a column.
pub(super) fn at_column(line: &str, column: usize) -> (&str, &str) {
    let mut seen = 0;
    for (at, c) in line.char_indices() {
        if seen >= column && !is_narrow(c) {
            return line.split_at(at);
        }
        seen += usize::from(!is_narrow(c));
    }
    (line, "")
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().filter(|&c| !is_narrow(c)).count()
}

/// Whether a character takes no column of its own.
pub(super) fn is_narrow(c: char) -> bool {
    clean::is_mark(c) || matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{300}'..='\u{36f}')
}
