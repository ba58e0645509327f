//! Lines that say whose comment follows, in a dump.

use crate::page::cues::{self, Proof};
use crate::page::{clean, dates, heads};

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
fn head(lines: &[&str], at: usize) -> Option<Head> {
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
    if cues::is_name(line) && is_stamp(at + 1) {
        let date = lines.get(at + 1).and_then(|line| clean::label(line));
        return Some(Head { at, lines: 2, form: Form::Stamp, name: heads::name(line), date });
    }
    let signature = heads::signature(line)?;
    let name = heads::name_beside(&signature.beside)?;
    Some(Head { at, lines: 1, form: Form::Line, name: Some(name), date: clean::label(&signature.printed) })
}

/// The signature that closes some lines, with those above it.
pub(super) fn foot<'l, 'a>(lines: &'l [&'a str]) -> (&'l [&'a str], Option<Head>) {
    for length in [2, 1] {
        let Some(start) = lines.len().checked_sub(length).filter(|&start| start > 0) else { continue };
        let last = lines.get(start..).unwrap_or_default();
        if let Some(head) = head(last, 0).filter(|head| head.lines == length && head.form.is_dated()) {
            return (lines.get(..start).unwrap_or_default(), Some(head));
        }
    }
    (lines, None)
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
