//! The lines of a record → a comment.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::HashMap;

use super::cuts::Cut;
use super::facts::Line;
use crate::page::dump::units::{self, Unit};
use crate::page::dump::{heads, lines as glue, lists, template};
use crate::page::{Comment, clean, cues, dates};

/// Lines that stand in so many of the records are the page's own.
const COMMON: f64 = 0.6;
/// Of two records only so short a line that stands in both is, in words.
const COMMON_WORDS: usize = 3;
/// What so many records at least have in common is the page's own.
const SEVERAL: usize = 3;
/// No more signs are compared.
const MOST_SIGNS: usize = 40;
/// No more pairs of lines are asked for what they have in common.
const MOST_PAIRS: usize = 24;
/// Drawn between a name and whom it answers.
const ARROWS: [char; 5] = ['↪', '→', '▸', '⇒', '►'];
/// So many lines at the start and the end of a record may have words that all records have there.
const EDGE_LINES: usize = 3;

/// The lines of every record without what all of them have.
pub(super) fn units<'a>(lines: &[Line<'a>], cut: &Cut, plainness: &Plainness<'a>) -> Vec<Vec<&'a str>> {
    let of = |record: &std::ops::Range<usize>| {
        let lines = lines.get(record.clone()).unwrap_or_default().iter();
        lines.map(|line| line.text).collect::<Vec<&str>>()
    };
    let mut units: Vec<Vec<&str>> = cut.records.iter().map(of).collect();
    close(&mut units);
    for first in units.iter_mut().filter_map(|unit| unit.first_mut()) {
        *first = lists::without_mark(first).trim();
    }
    leave_out_common(&mut units);
    for at in 0..EDGE_LINES {
        strip(&mut units, plainness, |unit| (at < unit.len()).then_some(at));
        strip(&mut units, plainness, |unit| unit.len().checked_sub(at + 1));
    }
    units
}

/// Ends every record at the line with which most of them end, numbers aside: what follows in another is an advert or the
/// rest of the page.
fn close(units: &mut [Vec<&str>]) {
    let ends = units.iter().filter_map(|unit| unit.last()).map(|line| template::without_digits(line));
    let mut ends: Vec<String> = ends.filter(|line| !line.is_empty()).collect();
    ends.sort_unstable();
    let usual = ends.chunk_by(|a, b| a == b).max_by_key(|same| same.len());
    let Some(usual) = usual.filter(|same| same.len() > 1 && same.len() * 2 >= units.len()) else { return };
    for unit in units {
        let end = unit.iter().skip(1).position(|line| template::without_digits(line) == usual[0]);
        if let Some(end) = end {
            unit.truncate(end + 2);
        }
    }
}

/// Takes out the lines that most records have, and what is said of readers.
fn leave_out_common(units: &mut [Vec<&str>]) {
    let mut times: HashMap<String, usize> = HashMap::new();
    for unit in units.iter() {
        let mut masked: Vec<String> = unit.iter().map(|line| template::without_digits(line)).collect();
        masked.sort_unstable();
        masked.dedup();
        for line in masked {
            *times.entry(line).or_default() += 1;
        }
    }
    let all = units.len();
    let is_common = |line: &&str| {
        let masked = template::without_digits(line);
        let times = times.get(&masked).copied().unwrap_or_default();
        let is_many = times > 1 && times as f64 >= all as f64 * COMMON;
        let is_short = all > 2 || line.split_whitespace().count() <= COMMON_WORDS;
        is_many && is_short && !dates::is_stamp(line) && !glue::is_signed(line)
    };
    for unit in units {
        unit.retain(|line| !is_common(line) && !cues::badge(line.trim().trim_matches(['[', ']'])));
    }
}

/// A name without whom it answers behind an arrow.
fn without_answered(line: &str) -> &str {
    let parted = line.split_once(ARROWS).map(|(name, _)| name);
    parted.filter(|name| cues::is_name(name)).unwrap_or(line)
}

/// Takes off what a line of nearly every record begins or ends with.
fn strip<'a>(
    units: &mut [Vec<&'a str>],
    plainness: &Plainness<'a>,
    place: impl Fn(&[&'a str]) -> Option<usize>,
) {
    let lines: Vec<&str> = units.iter().filter_map(|unit| unit.get(place(unit)?).copied()).collect();
    if lines.len() < SEVERAL || lines.len() < units.len() {
        return;
    }
    let end = end(&lines, plainness);
    let lines: Vec<&str> = lines.iter().map(|line| without(line, &end, true)).collect();
    let start = start(&lines, plainness);
    if end.is_empty() && start.is_empty() {
        return;
    }
    for unit in units {
        let Some(at) = place(unit) else { continue };
        let line = without(without(unit[at], &end, true), &start, false).trim();
        if line.len() < unit[at].trim().len() {
            // What was glued to it may have hidden what else is.
            let parts = glue::apart(&[line]).into_iter().filter(|part| !clean::is_blank(part));
            unit.splice(at..=at, parts);
        }
    }
}

/// What nearly all lines have at their end, from the end on.
fn end<'a>(lines: &[&'a str], plainness: &Plainness<'a>) -> Vec<&'a str> {
    let mut end = shared(lines, true);
    // Numbers are alike, and dates may end in the same letters, so the end may hold part of a date or a whole one.
    let lengths = (0..=end.len()).map(|length| (plainness.of_all(lines, &end[..length], true), length));
    let best = lengths.max_by_key(|&(sum, length)| (sum, Reverse(length)));
    match best.filter(|(sum, _)| is_most(*sum, lines.len())) {
        Some((_, length)) => {
            // Nor is the bracket before it part of a date.
            let signs = end.iter().skip(length);
            let marks = signs.take_while(|sign| !sign.starts_with(char::is_alphanumeric)).count();
            end.truncate(if length == 0 { 0 } else { length + marks });
        }
        None if are_own(&end) && are_words(lines, &end, true) => {}
        None => end.clear(),
    }
    end
}

/// How plainly lines say whose and when, looked up once for all cuts of a page.
#[derive(Default)]
pub(super) struct Plainness<'a> {
    known: RefCell<HashMap<&'a str, usize>>,
}

impl<'a> Plainness<'a> {
    /// Two for a date, one for a name and a date.
    fn of(&self, line: &'a str) -> usize {
        let of = || if dates::is_stamp(line) { 2 } else { usize::from(is_head(line)) };
        *self.known.borrow_mut().entry(line).or_insert_with(of)
    }

    /// How plainly lines say it in all without some signs.
    fn of_all(&self, lines: &[&'a str], off: &[&str], at_end: bool) -> usize {
        lines.iter().map(|line| self.of(without(line, off, at_end).trim())).sum()
    }
}

/// What nearly all lines have at their start.
fn start<'a>(lines: &[&'a str], plainness: &Plainness<'a>) -> Vec<&'a str> {
    let mut start = shared(lines, false);
    if is_most(plainness.of_all(lines, &[], false), lines.len()) {
        return vec![];
    }
    while !start.is_empty() && !are_words(lines, &start, false) {
        start.pop();
    }
    if are_own(&start) { start } else { vec![] }
}

/// Whether signs may be the page's own: a full stop or a quotation mark is the writer's.
fn are_own(signs: &[&str]) -> bool {
    signs.iter().any(|sign| sign.starts_with(char::is_alphanumeric))
}

/// Whether so many are nearly all.
fn is_most(count: usize, all: usize) -> bool {
    count >= SEVERAL && count * 4 >= all * 3
}

/// The most signs that nearly all lines begin, or end, with, numbers being alike.
fn shared<'a>(lines: &[&'a str], at_end: bool) -> Vec<&'a str> {
    let of = |line: &'a str| -> Vec<&'a str> {
        let signs = signs(line);
        if at_end { signs.rev().take(MOST_SIGNS).collect() } else { signs.take(MOST_SIGNS).collect() }
    };
    let all: Vec<Vec<&str>> = lines.iter().map(|line| of(line)).collect();
    let common = |a: &[&str], b: &[&str]| a.iter().zip(b).take_while(|(a, b)| is_same(a, b)).count();
    let pairs = all.iter().zip(all.iter().skip(1)).take(MOST_PAIRS).map(|(a, b)| (a, common(a, b)));
    let counted = pairs.filter(|(_, length)| *length > 0).map(|(signs, length)| {
        let have = all.iter().filter(|other| common(signs, other) >= length).count();
        (have, length, signs)
    });
    let best = counted.filter(|(have, ..)| is_most(*have, lines.len())).max_by_key(|(_, length, _)| *length);
    best.map_or_else(Vec::new, |(_, length, signs)| signs.iter().take(length).copied().collect())
}

/// Whether two signs are the same, or both numbers.
fn is_same(a: &str, b: &str) -> bool {
    a == b || (a.starts_with(char::is_numeric) && b.starts_with(char::is_numeric))
}

/// Whether no line is cut within a word, and something is left of each.
fn are_words(lines: &[&str], signs: &[&str], at_end: bool) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    lines.iter().all(|line| {
        let left = without(line, signs, at_end);
        let off = line.len() - left.len();
        let (inside, outside) = if at_end {
            (left.chars().next_back(), line.get(left.len()..).and_then(|off| off.chars().next()))
        } else {
            (left.chars().next(), line.get(..off).and_then(|off| off.chars().next_back()))
        };
        off == 0 || !(clean::is_blank(left) || is_letter(inside) && is_letter(outside))
    })
}

/// A line in signs: a number, or one character.
fn signs(line: &str) -> impl DoubleEndedIterator<Item = &str> {
    let mut starts: Vec<usize> = vec![];
    let mut numeric = false;
    for (at, c) in line.char_indices() {
        if !(numeric && c.is_numeric()) {
            starts.push(at);
        }
        numeric = c.is_numeric();
    }
    starts.push(line.len());
    (1..starts.len()).map(move |at| &line[starts[at - 1]..starts[at]])
}

/// A line without some signs at its start or its end, where it has them.
fn without<'a>(line: &'a str, off: &[&str], at_end: bool) -> &'a str {
    let own: Vec<&str> = if at_end {
        signs(line).rev().take(off.len()).collect()
    } else {
        signs(line).take(off.len()).collect()
    };
    if own.len() < off.len() || !own.iter().zip(off).all(|(a, b)| is_same(a, b)) {
        return line;
    }
    let length: usize = own.iter().map(|sign| sign.len()).sum();
    if at_end { &line[..line.len() - length] } else { &line[length..] }
}

/// Whether a line is a date, or a name and a date.
fn is_head(line: &str) -> bool {
    dates::is_stamp(line)
        || glue::apart(&[line]).iter().any(|part| dates::is_stamp(part) || glue::is_whole_head(part))
}

/// What the records say.
pub(super) fn comments(lines: &[Vec<&str>], cut: &Cut) -> Vec<Comment> {
    let mut found: Vec<Unit<'_>> =
        lines.iter().map(|lines| Unit { lines: lines.clone(), ..Unit::default() }).collect();
    for unit in &mut found {
        if let Some(first) = unit.lines.first_mut() {
            *first = without_answered(first);
        }
        unit.lines.retain(|line| !clean::is_blank(line));
    }
    if cut.footed {
        let all = found.len();
        let count = |is: &dyn Fn(&Unit<'_>) -> bool| found.iter().filter(|unit| is(unit)).count();
        let named = count(&|unit| unit.lines.len() > 1 && is_named(unit.lines[0])) * 5 >= all * 4;
        let headed = count(&|unit| heads::head(&unit.lines, 0).is_some()) * 5 >= all;
        if named {
            without_notes(&mut found);
        }
        for unit in &mut found {
            unit.named = named && !headed && unit.lines.first().is_some_and(|line| cues::is_name(line));
            unit.footed = !named && !headed;
        }
    }
    units::read(found, false, false)
}

/// Whether a line is a name, with or without whom it answers.
fn is_named(line: &str) -> bool {
    cues::is_name(line) || cues::name_and_answered(line).is_some()
}

/// Where records begin with names, what stands over the first is a note of the page.
fn without_notes(units: &mut [Unit<'_>]) {
    let Some(first) = units.first_mut() else { return };
    let words = first.lines.len().saturating_sub(2);
    if let Some(at) = first.lines.iter().take(words).position(|line| is_named(line)) {
        first.lines.drain(..at);
    }
}
