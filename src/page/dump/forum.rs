//! Comments without a heading over them, as forums print their posts.
//!
//! Where nothing names the section, only what stories never carry is believed: numbers that count the posts, or names
//! beside days with their time again and again.

use std::ops::Range;

use super::heads::{self, Form, Head};
use super::{lines, lists};
use crate::page::{clean, cues, dates, heads as signatures};

/// Between the number of a post and its date there are not more lines.
const NUMBER_LINES: usize = 2;
/// Without numbers so many posts have to be signed alike.
const SIGNED: usize = 2;
/// So many lines of counts make an index of topics.
const COUNTS_OF_AN_INDEX: usize = 3;
/// A row of buttons has no more words.
const ROW_WORDS: usize = 8;
/// How far over the head of a post the name may stand once more.
const NAME_LINES: usize = 4;
/// Longer names, without a heading, are headlines.
const NAME_WORDS: usize = 4;

/// The lines of the posts of a page without a heading for comments.
pub(super) fn posts(lines: &[&str]) -> Option<Range<usize>> {
    let shown: Vec<(usize, &str)> =
        lines.iter().copied().enumerate().filter(|(_, line)| !clean::is_blank(line)).collect();
    let seen: Vec<&str> = shown.iter().map(|(_, line)| *line).collect();
    // A list of topics counts the answers to each, and how often it was read.
    let counts = seen.iter().filter(|line| are_counts(line)).count();
    if counts >= COUNTS_OF_AN_INDEX {
        return None;
    }
    // A day on which a reader joined is no date of a post.
    let bare: Vec<&str> =
        seen.iter().map(|line| if cues::badge(line) { "" } else { lines::bare(line) }).collect();
    let start = numbered(&seen).or_else(|| signed(&bare)).or_else(|| reacted(&bare))?;
    let is_end = |line: &&str| cues::section_end(line) || cues::article_tail(line) || cues::elsewhere(line);
    let end = seen.iter().skip(start).position(is_end).map_or(seen.len(), |length| start + length);
    let line = |at: usize| shown.get(at).map_or(lines.len(), |(line, _)| *line);
    Some(line(start)..line(end))
}

/// Whether a line is two or three numbers and nothing else.
fn are_counts(line: &str) -> bool {
    let words = || line.split_whitespace();
    (2..=3).contains(&words().count())
        && words().all(|word| word.chars().all(|c| clean::is_numeric(c) || ",.٬".contains(c)))
}

/// Where posts begin whose numbers follow each other from 1: «#1», «#2», each beside a date.
fn numbered(lines: &[&str]) -> Option<usize> {
    let dated = |at: usize| {
        let from = at.saturating_sub(NUMBER_LINES);
        let near = lines.iter().skip(from).take(at - from + NUMBER_LINES + 1);
        near.clone().position(|line| is_date(line)).map(|place| from + place)
    };
    let numbers = lines.iter().enumerate().filter_map(|(at, line)| Some((at, lines::post_number(line)?.1)));
    let numbers: Vec<(usize, u64)> = numbers.collect();
    let runs =
        numbers.iter().zip(1..).all(|((at, number), wanted)| *number == wanted && dated(*at).is_some());
    let first = numbers.first().filter(|_| runs)?;
    dated(first.0).map(|date| above_date(lines, date))
}

/// Where names with dates begin each of which has buttons below that only what readers write has.
fn reacted(lines: &[&str]) -> Option<usize> {
    let found: Vec<Head> =
        heads::all(lines).into_iter().filter(|head| head.name.is_some() && head.date.is_some()).collect();
    let is_row = |line: &&str| {
        let words = || line.split(['·', '|', ' ', '[', ']']);
        words().count() <= ROW_WORDS
            && (cues::reaction(line).is_some()
                || cues::glued_tools(line)
                || (cues::tool(line) && words().any(|word| cues::reaction(word).is_some())))
    };
    let ends = found.iter().skip(1).map(|head| head.at).chain([lines.len()]);
    let reacted = found.iter().zip(ends).filter(|(head, end)| {
        lines.get(head.at + head.lines + 1..*end).unwrap_or_default().iter().any(is_row)
    });
    (found.len() >= SIGNED && reacted.count() * 5 >= found.len() * 4)
        .then(|| found.first().map(|head| head.at))?
}

/// Whether a line is a date, the mark of a list and the number of the post aside.
fn is_date(line: &str) -> bool {
    dates::is_stamp(lines::without_post_number(lists::without_mark(line)))
}

/// The first line of the post whose date stands at a line: the name may be over it, with a rank between.
fn above_date(lines: &[&str], date: usize) -> usize {
    let above = |place: usize| {
        date.checked_sub(place + 1).and_then(|at| lines.get(at)).map_or("", |line| line.trim())
    };
    let ranks = usize::from(cues::badge(above(0)));
    let is_twice = !above(ranks).is_empty() && above(ranks) == above(ranks + 1);
    let names = if is_twice { 2 } else { usize::from(ranks > 0 && cues::is_name(above(ranks))) };
    date.saturating_sub(ranks + names)
}

/// Where a post begins over whose head its author's name stands once more, with a rank or a title between.
fn above_name(lines: &[&str], head: &Head) -> usize {
    let from = head.at.saturating_sub(NAME_LINES);
    let is_name = |at: &usize| lines.get(*at).is_some_and(|line| Some(line.trim()) == head.name.as_deref());
    (from..head.at).find(is_name).unwrap_or(head.at)
}

/// Where comments begin that all have a name and a day with its time, and words under it.
fn signed(lines: &[&str]) -> Option<usize> {
    if lines.iter().any(|line| cues::elsewhere(line) || cues::no_comments(line) || cues::login_wall(line)) {
        return None;
    }
    let found = heads::all(lines);
    let is_signed = |head: &&Head| {
        let is_timed = head.date.as_deref().and_then(dates::iso).is_some_and(|date| date.contains('T'));
        let words = head.name.as_deref().map_or(0, |name| name.split_whitespace().count());
        let is_match = head.name.as_deref().is_some_and(signatures::are_opponents);
        is_timed
            && !is_match
            && (1..=NAME_WORDS).contains(&words)
            && matches!(head.form, Form::Line | Form::Stamp)
    };
    let signed: Vec<&Head> = found.iter().filter(is_signed).collect();
    let dated = found.iter().filter(|head| head.form.is_dated()).count();
    let ends = signed.iter().skip(1).map(|head| head.at).chain([lines.len()]);
    let spoken = signed.iter().zip(ends).all(|(head, end)| end > head.at + head.lines);
    // A date over the article is the only other one.
    let believed = signed.len() >= SIGNED && dated <= signed.len() + 1 && spoken;
    signed.first().filter(|head| believed && head.at > 0).map(|head| above_name(lines, head))
}
