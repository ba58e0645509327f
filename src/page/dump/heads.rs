//! Lines that say whose comment follows, in a dump.

use crate::page::cues::{self, Proof};
use crate::page::{clean, dates, heads};

/// A line on which something is glued together is not longer, in bytes.
const LONGEST_GLUED: usize = 400;

/// How many places at which a date may begin, or end, are tried.
const MOST_BORDERS: usize = 6;

/// Behind a date names have no more words.
const NAME_WORDS: usize = 5;
/// Letters at the end of a date: halves of the day and the mark of the Hijri calendar.
const DATE_ENDS: [char; 6] = ['م', 'ص', 'ه', '\u{640}', 'm', 'M'];

/// How a head is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// «سمير يقول:», with a date on the next line or without.
    Says { avatar: bool, dated: bool },
    /// A name and a date on one line.
    Line,
    /// A name and under it a date.
    Stamp,
    /// A date, with or without a name under it.
    Date,
}

impl Form {
    /// Whether a date is its anchor.
    pub(super) fn is_dated(self) -> bool {
        !matches!(self, Self::Says { .. })
    }
}

/// A head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// Its first line, and how many it has.
    pub(super) at: usize,
    pub(super) lines: usize,
    pub(super) form: Form,
    pub(super) name: Option<String>,
    pub(super) date: Option<String>,
}

/// The heads among `lines`.
pub(super) fn all(lines: &[&str]) -> Vec<Head> {
    let mut heads = vec![];
    let mut at = 0;
    while at < lines.len() {
        match head(lines, at) {
            Some(head) => {
                at += head.lines;
                heads.push(head);
            }
            None => at += 1,
        }
    }
    heads
}

/// The head that begins at a line.
pub(super) fn head(lines: &[&str], at: usize) -> Option<Head> {
    let line = lines.get(at)?;
    let is_stamp = |at: usize| lines.get(at).is_some_and(|line| dates::is_stamp(line));
    if let Some((name, proof)) = cues::byline(line) {
        let repeated =
            lines.get(at + 1).and_then(|next| cues::byline(next)).is_some_and(|(next, _)| next == name);
        let length = if repeated { 2 } else { 1 };
        let dated = is_stamp(at + length);
        if proof != Proof::Weak || repeated || dated {
            let avatar = proof == Proof::Avatar || repeated;
            return Some(Head {
                at,
                lines: length,
                form: Form::Says { avatar, dated },
                name: Some(name),
                date: None,
            });
        }
    }
    if dates::is_stamp(line) {
        return Some(Head { at, lines: 1, form: Form::Date, name: None, date: clean::label(line) });
    }
    let may_be_name = cues::is_name(line) && dashed(line).is_none();
    if may_be_name && is_stamp(at + 1) {
        let date = lines.get(at + 1).and_then(|line| clean::label(line));
        return Some(Head { at, lines: 2, form: Form::Stamp, name: heads::name(line), date });
    }
    // The alternative text of a picture repeats the name.
    if may_be_name && lines.get(at + 1).is_some_and(|next| next.trim() == line.trim()) && is_stamp(at + 2) {
        let date = lines.get(at + 2).and_then(|line| clean::label(line));
        return Some(Head { at, lines: 3, form: Form::Stamp, name: heads::name(line), date });
    }
    // The name may stand over the line that says when it wrote.
    if may_be_name
        && let Some(next) = lines.get(at + 1).and_then(|next| heads::signature(next))
        && heads::name_beside(&next.beside).as_deref() == Some(line.trim())
    {
        let date = clean::label(&next.printed);
        return Some(Head { at, lines: 2, form: Form::Line, name: heads::name(line), date });
    }
    let signature = heads::signature(line)?;
    // Behind a date a sentence is sooner than a long name.
    let is_ahead = !line.trim_end().ends_with(&signature.printed);
    if is_ahead && signature.beside.split_whitespace().count() > NAME_WORDS {
        return None;
    }
    let name = heads::name_beside(&signature.beside)?;
    Some(Head { at, lines: 1, form: Form::Line, name: Some(name), date: clean::label(&signature.printed) })
}

/// The signature of at most `most` lines that closes some lines, with those above it.
pub(super) fn foot<'l, 'a>(lines: &'l [&'a str], most: usize) -> (&'l [&'a str], Option<Head>) {
    for length in (1..=most).rev() {
        let Some(start) = lines.len().checked_sub(length).filter(|&start| start > 0) else { continue };
        let last = lines.get(start..).unwrap_or_default();
        if let Some(head) = head(last, 0).filter(|head| head.lines == length && head.form.is_dated()) {
            return (lines.get(..start).unwrap_or_default(), Some(head));
        }
    }
    (lines, None)
}

/// A line as the lines that it would be if nothing was lost where a page only sets things apart by style:
/// «رابط التعليق19 مارس 2021أرسلت بواسطة سمير». A name before a date at the end stays one line with it.
pub(super) fn unglued(line: &str) -> Vec<&str> {
    let Some((start, end)) = glued_date(line).or_else(|| date_after_tool(line)) else { return vec![line] };
    let part = |range: std::ops::Range<usize>| line.get(range).unwrap_or_default().trim();
    let (before, date, after) = (part(0..start), part(start..end), part(end..line.len()));
    let leads = before.is_empty() || is_before_date(before);
    let follows = if before.is_empty() { cues::byline(after).is_some() } else { !after.is_empty() };
    let is_heading = cues::heading(before).is_some();
    if !(leads && (follows || is_heading)) {
        return vec![line];
    }
    [before, date, after].into_iter().filter(|part| !part.is_empty()).collect()
}

/// Whether a date may stand glued to `text`.
fn is_before_date(text: &str) -> bool {
    cues::tool(text) || cues::heading(text).is_some() || cues::byline(text).is_some() || cues::is_name(text)
}

/// Where a date stands between a tool and a byline: «رابط التعليق 19 مارس 2021 أرسلت بواسطة سمير».
fn date_after_tool(line: &str) -> Option<(usize, usize)> {
    if line.len() > LONGEST_GLUED || !line.contains(clean::is_numeric) {
        return None;
    }
    let starts = line.match_indices(' ').map(|(at, _)| at + 1).take(MOST_BORDERS);
    let is_part = |start: usize, end: usize| {
        line.get(start..end).is_some_and(dates::is_stamp)
            && line.get(end..).is_some_and(|after| cues::byline(after).is_some())
    };
    let ends = |start: usize| line.match_indices(' ').map(|(at, _)| at).filter(move |&at| at > start);
    let start = starts.filter(|&start| line.get(..start).is_some_and(cues::tool)).last()?;
    ends(start).find(|&end| is_part(start, end)).map(|end| (start, end))
}

/// Where a date stands on a line that has a letter, or a digit of another script, right beside it.
fn glued_date(line: &str) -> Option<(usize, usize)> {
    if line.len() > LONGEST_GLUED || !line.contains(clean::is_numeric) {
        return None;
    }
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let pairs = || chars.iter().zip(chars.iter().skip(1));
    // A month may also stand in Latin letters behind a name in others: «سميرMarch 5, 2021».
    let is_start = |before: char, c: char| {
        (clean::is_numeric(c)
            && (clean::is_alphabetic(before)
                || (clean::is_numeric(before) && before.is_ascii() != c.is_ascii())))
            || (c.is_ascii_uppercase() && clean::is_alphabetic(before) && !before.is_ascii())
    };
    let glued_starts = pairs().filter(|((_, before), (_, c))| is_start(*before, *c)).map(|(_, (at, _))| *at);
    let glued_ends: Vec<usize> = pairs()
        .filter(|((_, before), (_, c))| {
            clean::is_alphabetic(*c) && (clean::is_numeric(*before) || DATE_ENDS.contains(before))
        })
        .map(|(_, (at, _))| *at)
        .collect();
    let is_date = |start: usize, end: usize| line.get(start..end).is_some_and(dates::is_stamp);
    let longest = |start: usize| {
        let ends = glued_ends.iter().filter(|&&end| end > start).take(MOST_BORDERS);
        ends.copied().filter(|&end| is_date(start, end)).last()
    };
    for start in glued_starts.take(MOST_BORDERS) {
        if is_date(start, line.len()) {
            return Some((start, line.len()));
        }
        if let Some(end) = longest(start) {
            return Some((start, end));
        }
    }
    let start = line.len() - line.trim_start().len();
    longest(start).map(|end| (start, end))
}

/// The name on a line that a dash opens, as under a quotation.
pub(super) fn dashed(line: &str) -> Option<String> {
    let rest = line.trim().strip_prefix(['—', '–', '-', '~'])?;
    heads::name(rest)
}

/// Whether a line is drawn and not written.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() >= 3 && line.chars().all(|c| "-_=*━─—–·".contains(c))
}
