//! Signs that a cut has the comments of readers, each a number, weighed as was learned from printed pages by logistic
//! regression (`learning.rs`).

use std::collections::HashSet;

use super::Candidate;
use super::facts::Line;
use super::weights::{BIAS, WEIGHTS};
use crate::page::cues::{self, Introduction};
use crate::page::dump::{heads, tools};
use crate::page::{Comment, clean, dates, heads as signatures};

/// Shorter comments are short, longer ones long, in characters.
const SHORT: usize = 20;
const LONG: usize = 600;
/// What leads over, or closes a section, stands in so many lines above or below.
const NEAR_LINES: usize = 4;
/// Headings so near stand right above.
const NEAR_HEADING: usize = 3;
/// Cues further above are of other parts.
const FAR_LINES: usize = 40;
/// Forms stand in so many lines above or below.
const FORM_LINES: usize = 12;

/// How much the signs say for a cut, in natural logarithms of odds.
pub(super) fn logit(candidate: &Candidate<'_, '_>) -> f64 {
    let weighed = measured(candidate).into_iter().zip(WEIGHTS);
    BIAS + weighed.map(|((_, value), (_, weight))| value * weight).sum::<f64>()
}

/// The signs by name, in the order of [`WEIGHTS`]. Shares are of the records, or of the letters of the page.
pub(super) fn measured(candidate: &Candidate<'_, '_>) -> Vec<(&'static str, f64)> {
    [around(candidate), said(candidate), cut(candidate)].concat()
}

/// One where something is so.
fn is(sign: bool) -> f64 {
    f64::from(u8::from(sign))
}

/// How many letters lines have, in bytes.
fn letters(lines: &[Line<'_>]) -> f64 {
    lines.iter().map(|line| line.text.len()).sum::<usize>() as f64
}

/// What stands around the records.
fn around(candidate: &Candidate<'_, '_>) -> Vec<(&'static str, f64)> {
    let lines = candidate.lines;
    let comments = candidate.comments.len() as u64;
    let (first, last) = candidate.range();
    let page = letters(lines).max(1.0);
    let range = lines.get(first..last).unwrap_or_default();
    let above = |most: usize| lines.get(first.saturating_sub(most)..first).unwrap_or_default();
    let behind = |most: usize| lines.get(last..(last + most).min(lines.len())).unwrap_or_default();
    let is_cue = |line: &&Line<'_>| {
        line.parts() || line.form || line.notice || line.introduction == Introduction::Plain
    };
    let nearest = above(FAR_LINES).iter().rev().find(is_cue);
    let nearest = |is_it: &dyn Fn(&Line<'_>) -> bool| is(nearest.is_some_and(is_it));
    let heading = candidate.heading();
    let declared = heading.and_then(|(_, heading)| heading.declared);
    let any_declared: Vec<u64> = lines.iter().filter_map(|line| line.heading?.declared).collect();
    let introduced =
        |wanted: Introduction| is(above(NEAR_LINES).iter().any(|line| line.introduction == wanted));
    vec![
        ("heading right above", is(heading.is_some_and(|(lines, _)| lines <= NEAR_HEADING))),
        ("heading above", is(heading.is_some())),
        ("heading declares their number", is(declared == Some(comments))),
        ("heading declares another number", is(declared.is_some_and(|number| number != comments))),
        ("their number is declared anywhere", is(any_declared.contains(&comments))),
        (
            "another number is declared anywhere",
            is(!any_declared.is_empty() && !any_declared.contains(&comments)),
        ),
        ("line above leads over plainly", introduced(Introduction::Plain)),
        ("line above leads over vaguely", introduced(Introduction::Vague)),
        ("line above leads elsewhere", is(above(NEAR_LINES).iter().any(|line| line.elsewhere))),
        ("notice above that there are none", is(above(NEAR_LINES).iter().any(|line| line.notice))),
        ("nearest cue above is a heading", nearest(&|line| line.heading.is_some())),
        ("nearest cue above leads over", nearest(&|line| line.introduction == Introduction::Plain)),
        ("nearest cue above leads elsewhere", nearest(&|line| line.elsewhere)),
        ("nearest cue above ends a part", nearest(&|line| line.over)),
        ("nearest cue above is a notice", nearest(&|line| line.notice)),
        ("nearest cue above is a form", nearest(&|line| line.form)),
        ("notice anywhere", is(lines.iter().any(|line| line.notice))),
        ("heading anywhere", is(lines.iter().any(|line| line.heading.is_some()))),
        ("form anywhere", is(lines.iter().any(|line| line.form))),
        ("form above", is(above(FORM_LINES).iter().any(|line| line.form))),
        ("form behind", is(behind(FORM_LINES).iter().any(|line| line.form))),
        ("part of the page ends behind", is(behind(NEAR_LINES).iter().any(|line| line.over))),
        ("other stories behind", is(behind(NEAR_LINES).iter().any(|line| line.elsewhere))),
        ("nothing behind", is(last == lines.len())),
        ("letters of the page in them", letters(range) / page),
        ("letters of the page before them", letters(lines.get(..first).unwrap_or_default()) / page),
        ("letters of the page behind them", letters(lines.get(last..).unwrap_or_default()) / page),
    ]
}

/// What the comments would be.
fn said(candidate: &Candidate<'_, '_>) -> Vec<(&'static str, f64)> {
    let comments = &candidate.comments;
    let found = comments.len() as f64;
    let of_comments =
        |is: &dyn Fn(&Comment) -> bool| comments.iter().filter(|one| is(one)).count() as f64 / found;
    let distinct = |values: Vec<&str>| {
        let all: HashSet<&str> = values.iter().copied().collect();
        all.len() as f64 / values.len().max(1) as f64
    };
    let is_told = |name: &str| memchr::memmem::find(candidate.told.as_bytes(), name.as_bytes()).is_some();
    let timed = |comment: &Comment| comment.date_text.as_deref().is_some_and(|date| date.contains(':'));
    let lettered = |comment: &Comment| {
        let date = comment.date_text.as_deref();
        date.is_some_and(|date| !date.contains([':', '/', '-', '.']) && dates::iso(date).is_none())
    };
    let lengths: Vec<usize> = comments.iter().map(|comment| comment.text.chars().count()).collect();
    let ends = |is: &dyn Fn(&str) -> bool, last: bool| {
        of_comments(&|comment| {
            let mut lines = comment.text.lines();
            let line = if last { lines.next_back() } else { lines.next() };
            line.is_some_and(is) && comment.text.contains('\n')
        })
    };
    let any_line = |is: &dyn Fn(&str) -> bool| of_comments(&|comment| comment.text.lines().any(is));
    let is_signed = |line: &str| {
        let found = signatures::signature(line);
        dates::is_stamp(line) || found.is_some_and(|found| signatures::name_beside(&found.beside).is_some())
    };
    vec![
        ("names told of above", of_comments(&|comment| comment.author.as_deref().is_some_and(is_told))),
        ("dates with a time", of_comments(&timed)),
        ("dates in words", of_comments(&lettered)),
        ("words end without a mark", of_comments(&|comment| comment.text.ends_with(clean::is_alphabetic))),
        ("a colon among the words", of_comments(&|comment| comment.text.contains(": "))),
        ("dates", of_comments(&|comment| comment.date_text.is_some())),
        ("names", of_comments(&|comment| comment.author.is_some())),
        ("names and dates", of_comments(&|comment| comment.author.is_some() && comment.date_text.is_some())),
        ("neither", of_comments(&|comment| comment.author.is_none() && comment.date_text.is_none())),
        (
            "different names",
            distinct(comments.iter().filter_map(|comment| comment.author.as_deref()).collect()),
        ),
        (
            "different dates",
            distinct(comments.iter().filter_map(|comment| comment.date_text.as_deref()).collect()),
        ),
        ("different words", distinct(comments.iter().map(|comment| comment.text.as_str()).collect())),
        ("length", (lengths.iter().sum::<usize>() as f64 / found + 1.0).ln()),
        ("short words", lengths.iter().filter(|&&length| length < SHORT).count() as f64 / found),
        ("long words", lengths.iter().filter(|&&length| length > LONG).count() as f64 / found),
        ("one line", of_comments(&|comment| !comment.text.contains('\n'))),
        ("words end like a name", ends(&|line| cues::is_name(line), true)),
        ("words begin like a name", ends(&|line| cues::is_name(line), false)),
        ("words end with a button", ends(&|line| tools::is_tool(line), true)),
        ("words begin with a button", ends(&|line| tools::is_tool(line), false)),
        ("a date among the words", any_line(&is_signed)),
        ("a rule among the words", any_line(&|line| heads::is_rule(line))),
        ("an empty field among the words", any_line(&|line| line.contains("    ]") || line.contains("___"))),
        (
            "names end like sentences",
            of_comments(&|comment| {
                comment.author.as_deref().is_some_and(|name| name.split_whitespace().count() > 4)
            }),
        ),
    ]
}

/// What the records have in common.
fn cut(candidate: &Candidate<'_, '_>) -> Vec<(&'static str, f64)> {
    let Candidate { lines, cut, units, comments, .. } = candidate;
    let (first, last) = candidate.range();
    let records = cut.records.len() as f64;
    let found = comments.len() as f64;
    let of_records = |is: &dyn Fn(&[Line<'_>]) -> bool| {
        let inside = cut.records.iter().filter(|record| is(lines.get((*record).clone()).unwrap_or_default()));
        inside.count() as f64 / records
    };
    let of_anchors = |is: &dyn Fn(&Line<'_>) -> bool| {
        cut.anchors.iter().filter(|&&at| lines.get(at).is_some_and(is)).count() as f64 / records
    };
    let range = lines.get(first..last).unwrap_or_default();
    let words: usize = comments.iter().map(|comment| comment.text.len()).sum();
    let number = |&at: &usize| -> Option<u64> {
        lines.get(at)?.text.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
    };
    let numbers: Vec<u64> = cut.anchors.iter().filter_map(number).collect();
    let counts = numbers.len() > 1 && numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]));
    let sizes: HashSet<usize> = units.iter().map(Vec::len).collect();
    let spaced = of_records(&|lines| lines.first().is_some_and(|line| line.blank > 0));
    let inside =
        cut.records.iter().flat_map(|record| lines.get(record.start + 1..record.end).unwrap_or_default());
    let inner_spaced =
        inside.clone().filter(|line| line.blank > 0).count() as f64 / inside.count().max(1) as f64;
    vec![
        ("number of records", records.ln()),
        ("one record", is(cut.records.len() == 1)),
        ("two records", is(cut.records.len() == 2)),
        ("records with words", found / records),
        ("minutes of a match", of_records(&|lines| lines.iter().any(|line| line.minute))),
        ("buttons of comments", of_records(&|lines| lines.iter().any(|line| line.reaction))),
        ("other buttons", of_records(&|lines| lines.iter().any(|line| line.tool && !line.reaction))),
        ("one date in each", of_records(&|lines| lines.iter().filter(|line| line.dated).count() == 1)),
        ("several dates in each", of_records(&|lines| lines.iter().filter(|line| line.dated).count() > 1)),
        ("somebody says something", of_records(&|lines| lines.iter().any(|line| line.byline))),
        ("lines in all", (range.len() as f64 / records).ln()),
        ("records of as many lines", is(sizes.len() == 1)),
        ("words among all letters", words as f64 / letters(range).max(1.0)),
        ("space above each", spaced),
        ("space inside", inner_spaced),
        ("anchors are dated", of_anchors(&|line| line.dated)),
        ("anchors are buttons", of_anchors(&|line| line.tool)),
        ("anchors are items", of_anchors(&|line| line.item)),
        ("anchors are bylines", of_anchors(&|line| line.byline)),
        ("anchors are rules", of_anchors(&|line| line.rule)),
        ("anchors are short", of_anchors(&|line| line.short)),
        ("anchors count up", is(counts)),
        ("anchors at the end", is(cut.footed)),
        ("one line off", is(cut.offset == 1)),
        ("two lines off", is(cut.offset == 2)),
        ("three lines off", is(cut.offset == 3)),
        (
            "first line may be a name",
            of_records(&|lines| lines.first().is_some_and(|line| line.name || line.dated || line.byline)),
        ),
        (
            "last line is a sentence",
            of_records(&|lines| lines.last().is_some_and(|line| !line.short && !clean::is_blank(line.text))),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::learning;
    use super::WEIGHTS;

    #[test]
    fn every_sign_has_its_weight() {
        let found = learning::candidates(learning::PAGE);
        assert!(!found.is_empty());
        for (signs, _) in found {
            let names: Vec<&str> = signs.into_iter().map(|(name, _)| name).collect();
            assert_eq!(names, WEIGHTS.map(|(name, _)| name));
        }
    }
}
