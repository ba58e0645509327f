//! Comments without a heading over them, as forums print their posts.
//!
//! Where nothing names the section, only what stories never carry is believed: numbers that count the posts, or names
//! beside days with their time again and again.

use std::ops::Range;

use super::heads::{self, Form};
use super::{lists, template};
use crate::page::{clean, cues, dates};

/// Between the number of a post and its date there are not more lines.
const NUMBER_LINES: usize = 2;
/// Without numbers so many posts have to be signed alike.
const SIGNED: usize = 2;
/// How many lines over its date a post may begin: a picture's text, a name, a rank.
const LINES_OVER_DATE: usize = 3;

/// The lines of the posts of a page without a heading for comments.
pub(super) fn posts(lines: &[&str]) -> Option<Range<usize>> {
    let start = numbered(lines).or_else(|| signed(lines))?;
    let rest = lines.get(start..)?;
    let is_end = |line: &&str| cues::section_end(line) || cues::article_tail(line) || cues::elsewhere(line);
    let length = rest.iter().position(|line| is_end(line)).unwrap_or(rest.len());
    Some(start..start + length)
}

/// Where posts begin whose numbers follow each other from 1: «#1», «#2», each beside a date.
fn numbered(lines: &[&str]) -> Option<usize> {
    let dated = |at: usize| {
        let near = lines.get(at.saturating_sub(NUMBER_LINES)..(at + NUMBER_LINES + 1).min(lines.len()));
        near?.iter().position(|line| is_date(line)).map(|place| place + at.saturating_sub(NUMBER_LINES))
    };
    let numbers = lines.iter().enumerate().filter_map(|(at, line)| Some((at, template::post_number(line)?.1)));
    let numbers: Vec<(usize, u64)> = numbers.collect();
    let runs = numbers.iter().zip(1..).all(|((at, number), wanted)| *number == wanted && dated(*at).is_some());
    let first = numbers.first().filter(|_| runs)?;
    dated(first.0).map(|date| above_date(lines, date))
}

/// Whether a line is a date, the mark of a list and the number of the post aside.
fn is_date(line: &str) -> bool {
    dates::is_stamp(template::without_post_number(lists::without_mark(line)))
}

/// The first line of the post whose date stands at a line: the name may be over it, with a rank between.
fn above_date(lines: &[&str], date: usize) -> usize {
    let above = (0..date).rev().filter(|&at| lines.get(at).is_some_and(|line| !clean::is_blank(line)));
    let above: Vec<usize> = above.take(LINES_OVER_DATE).collect();
    let line = |place: usize| above.get(place).and_then(|&at| lines.get(at)).copied().unwrap_or_default();
    let ranks = usize::from(cues::badge(line(0)));
    let is_twice = !line(ranks).is_empty() && line(ranks) == line(ranks + 1);
    let names = if is_twice { 2 } else { usize::from(ranks > 0 && cues::is_name(line(ranks))) };
    (ranks + names).checked_sub(1).and_then(|place| above.get(place)).copied().unwrap_or(date)
}

/// Where comments begin that all have a line with a name and a day with its time, and words under it.
fn signed(lines: &[&str]) -> Option<usize> {
    if lines.iter().any(|line| cues::elsewhere(line) || cues::no_comments(line) || cues::login_wall(line)) {
        return None;
    }
    let shown: Vec<usize> = (0..lines.len()).filter(|&at| !clean::is_blank(lines[at])).collect();
    let seen: Vec<&str> = shown.iter().map(|&at| lines[at]).collect();
    let found = heads::all(&seen);
    let is_timed = |date: &Option<String>| {
        date.as_deref().and_then(dates::iso).is_some_and(|date| date.contains('T'))
    };
    let timed: Vec<_> = found.iter().filter(|head| head.form == Form::Line && is_timed(&head.date)).collect();
    let all_dated = found.iter().filter(|head| head.form.is_dated()).count();
    let ends = timed.iter().skip(1).map(|head| head.at).chain([seen.len()]);
    let spoken = timed.iter().zip(ends).all(|(head, end)| end > head.at + head.lines);
    // A date over the article is the only other one.
    let believed = timed.len() >= SIGNED && all_dated <= timed.len() + 1 && spoken;
    let start = timed.first().filter(|head| believed && head.at > 0)?.at;
    shown.get(start).copied()
}
