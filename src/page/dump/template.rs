//! What a page prints around every comment alike, found by its repetition.

use std::collections::HashMap;

use super::heads;
use super::lists;
use super::units::Unit;
use crate::page::cues::Field;
use crate::page::{clean, cues, dates, heads as signatures};

/// So many dates at least have to stand in a section for a line to be as frequent as they are.
const DATES: usize = 3;
/// So many lines at least with a label before them make labels the page's own.
const LABELS: usize = 2;
/// How far from a date a line about the reader may stand.
const BADGE_LINES: usize = 3;
/// A longer line is no date with tools, in bytes.
const LONGEST_TOOLED: usize = 120;
/// A date has at most so many words.
const STAMP_WORDS: usize = 12;
/// Stands for any date where lines are compared.
const DATE: &str = "date";
/// What stands glued behind heads has so many letters at least, and no more ends of lines are tried.
const TAIL_LETTERS: usize = 3;
const MOST_TAILS: usize = 24;
const SHARED_LETTERS: usize = 3;
/// So many spaces at least stand between two cells that are printed side by side.
const GAP: usize = 4;

/// The lines of a section as the page meant them: what is glued together cut apart, marks taken off the lines of a head.
pub(super) fn apart<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let lines: Vec<&str> =
        lines.iter().flat_map(|line| heads::parted(line)).flat_map(before_labels).collect();
    let lines = dates_apart(&without_labels(&lines));
    lines.iter().flat_map(|line| heads::unglued(line)).map(|line| bare(without_lead(line))).collect()
}

/// How often lines stand in a section, numbers aside.
pub(super) struct Repeated {
    times: HashMap<String, usize>,
    dated: usize,
}

impl Repeated {
    /// Counts the lines of a section.
    pub(super) fn of(lines: &[&str]) -> Self {
        let mut times: HashMap<String, usize> = HashMap::new();
        for line in lines {
            *times.entry(without_digits(lists::without_mark(line))).or_default() += 1;
        }
        let dated = lines.iter().filter(|line| dates::is_stamp(line) || is_signed(line)).count();
        Self { times, dated }
    }

    /// Whether a line comes with nearly every comment.
    fn has(&self, line: &str) -> bool {
        let masked = without_digits(lists::without_mark(line));
        let times = self.times.get(&masked).copied().unwrap_or_default();
        self.dated >= DATES && !masked.is_empty() && times * 5 >= self.dated * 4
    }

    /// The lines without those that come with every comment, ranks of readers and what stands around articles.
    pub(super) fn left_out<'a>(&self, lines: &[&'a str]) -> Vec<&'a str> {
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
            let is_furniture = cues::furniture(line) && line.contains(char::is_alphabetic);
            !((self.has(line) && !is_own) || is_badge || is_furniture)
        };
        lines.iter().enumerate().filter(|(at, line)| keep(*at, line)).map(|(_, line)| *line).collect()
    }
}

/// Where again and again a date under a name is followed by words on its line, as cells of a table are printed, the words
/// on a line of their own.
fn dates_apart<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let parted = |at: usize| {
        let line = lines.get(at)?;
        let name = lines.get(at.checked_sub(1)?)?;
        let date = stamp_ahead(line)?;
        cues::is_name(name)
            .then(|| (line.get(..date).unwrap_or_default(), line.get(date..).unwrap_or_default()))
    };
    let parts: Vec<Option<(&str, &str)>> = (0..lines.len()).map(parted).collect();
    if parts.iter().flatten().count() < 2 {
        return lines.to_vec();
    }
    let both = |(line, parts): (&&'a str, &Option<(&'a str, &'a str)>)| match parts {
        Some((date, words)) => vec![*date, *words],
        None => vec![*line],
    };
    lines.iter().zip(&parts).flat_map(both).collect()
}

/// Where the date ends with which a line begins that goes on with words.
fn stamp_ahead(line: &str) -> Option<usize> {
    if !line.trim_start().starts_with(char::is_numeric) || dates::is_stamp(line) {
        return None;
    }
    let ends = line.match_indices([' ', '\t']).map(|(at, _)| at).take(STAMP_WORDS);
    let end = ends.filter(|&at| line.get(..at).is_some_and(dates::is_stamp)).last()?;
    let words = line.get(end..)?;
    let is_words =
        words.contains(char::is_alphabetic) && !cues::tool(words) && signatures::name(words).is_none();
    is_words.then_some(end)
}

/// A line cut before the label of a field that is glued to what stands before: «[إبلاغ]تعقيب رقم 2الاسم: سمير».
fn before_labels(line: &str) -> Vec<&str> {
    let Some(colon) = line.find(':').filter(|_| line.len() <= LONGEST_TOOLED * 3) else { return vec![line] };
    let head = line.get(..colon).unwrap_or_default();
    let mut cuts = head.char_indices().skip(1).map(|(at, _)| at).filter(|&at| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_some_and(|c| c.is_numeric() || matches!(c, ']' | ')'))
    });
    match cuts.find(|&at| cues::field(line.get(at..).unwrap_or_default()).is_some()) {
        Some(at) => vec![line.get(..at).unwrap_or_default(), line.get(at..).unwrap_or_default()],
        None => vec![line],
    }
}

/// Lines without the labels of fields, where a page prints them again and again: what stands behind a label is kept, and
/// nothing of a country.
fn without_labels<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let is_label = |line: &&&str| {
        cues::field(lists::without_mark(line)).is_some_and(|(field, _)| field == Field::Author)
    };
    if lines.iter().filter(is_label).count() == 0
        || lines.iter().filter(|line| cues::field(lists::without_mark(line)).is_some()).count() < LABELS
    {
        return lines.to_vec();
    }
    let value = |line: &&'a str| match cues::field(lists::without_mark(line)) {
        Some((Field::Other, _)) | Some((_, "")) => None,
        Some((_, value)) => Some(value),
        None => Some(*line),
    };
    lines.iter().filter_map(value).collect()
}

/// The lines without what stands glued behind the heads of several comments alike: a rank, as in «سمير 5 مارس 2021عضو».
pub(super) fn without_tails<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let tail = common_tail(lines);
    let is_head = |head: &&str| !tail.is_empty() && is_whole_head(lists::without_mark(head));
    lines.iter().map(|line| line.strip_suffix(tail).filter(is_head).unwrap_or(line)).collect()
}

/// What stands glued behind the heads of several comments alike: a rank.
fn common_tail<'a>(lines: &[&'a str]) -> &'a str {
    let dated: Vec<&str> = lines
        .iter()
        .copied()
        .filter(|line| {
            line.len() <= LONGEST_TOOLED
                && lists::without_mark(line).contains(char::is_numeric)
                && line.contains(char::is_alphabetic)
                && !dates::is_stamp(line)
        })
        .collect();
    let tails = dated.windows(2).map(|pair| {
        let same = pair[0].char_indices().rev().zip(pair[1].chars().rev());
        let length = same
            .take_while(|((_, a), b)| a == b && !a.is_numeric())
            .last()
            .map_or(0, |((at, _), _)| pair[0].len() - at);
        &pair[0][pair[0].len() - length..]
    });
    let heads = |tail: &str| {
        let heads = dated.iter().filter_map(|line| line.strip_suffix(tail));
        heads.filter(|head| is_whole_head(lists::without_mark(head))).count()
    };
    let is_tail = |tail: &&str| tail.chars().filter(|c| c.is_alphabetic()).count() >= TAIL_LETTERS;
    // The last letters of dates may be the same by chance.
    let shorter = |tail: &'a str| tail.char_indices().take(SHARED_LETTERS).map(move |(at, _)| &tail[at..]);
    let counted = tails.flat_map(shorter).filter(is_tail).take(MOST_TAILS).map(|tail| (heads(tail), tail));
    let best = counted.max_by_key(|(heads, tail)| (*heads, tail.len()));
    best.filter(|(heads, _)| heads * 2 > dated.len()).map_or("", |(_, tail)| tail)
}

/// A line without the buttons of the comment before that are glued to its head: «👍 5ردسمير 5 مارس 2021».
fn without_lead(line: &str) -> &str {
    let is_signed =
        line.len() <= LONGEST_TOOLED && line.starts_with(|c: char| !c.is_alphabetic() && !c.is_whitespace());
    if !is_signed || is_whole_head(line) || lists::is_item(line) {
        return line;
    }
    let cuts = line.char_indices().skip(1).filter_map(|(at, _)| line.split_at_checked(at));
    let mut cuts = cuts.filter(|(_, head)| head.starts_with(char::is_alphabetic));
    let found =
        cuts.find(|(tools, head)| (cues::tool(tools) || cues::glued_tools(tools)) && is_whole_head(head));
    found.map_or(line, |(_, head)| head)
}

/// Whether a line names an author, as a byline or beside a date.
fn is_signed(line: &str) -> bool {
    cues::byline(line).is_some() || signatures::signature(line).is_some()
}

/// A date without the mark of a list before it and the number of its post behind it; another line as it is.
pub(super) fn bare(line: &str) -> &str {
    let unmarked = lists::without_mark(line);
    let date = without_tools(without_post_number(unmarked));
    let head = line.trim_end().trim_end_matches(char::is_numeric).trim_end_matches([' ', '#']);
    if head.len() < line.trim_end().len()
        && is_whole_head(lists::without_mark(head))
        && !is_whole_head(unmarked)
    {
        head
    } else if dates::is_stamp(date) || date.len() < line.len() && is_whole_head(date) {
        date
    } else if unmarked.len() < line.len() && cues::tool(unmarked) {
        unmarked
    } else {
        line
    }
}

/// Whether a line is a date, or a name and a date, to its end.
fn is_whole_head(line: &str) -> bool {
    dates::is_stamp(line)
        || signatures::signature(line).is_some_and(|found| {
            line.trim_end().ends_with(&found.printed) && signatures::name_beside(&found.beside).is_some()
        })
}

/// A date, with or without a name, without the tools that stand on its line: «منذ يومين · رد · إبلاغ», «5 مارس 2021رد».
fn without_tools(line: &str) -> &str {
    if line.len() > LONGEST_TOOLED * 2 || !line.contains(char::is_numeric) || dates::is_stamp(line) {
        return line;
    }
    let is_tools = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || "·•|/-–".contains(c));
        text.chars().any(char::is_alphabetic) && (cues::tool(text) || cues::glued_tools(text))
    };
    let trimmed =
        |text: &'_ str| text.trim_end_matches(|c: char| c.is_whitespace() || "·•|/-–".contains(c)).len();
    let mut cuts = line.char_indices().filter_map(|(at, _)| line.split_at_checked(at));
    let cut = cuts.rfind(|(head, tools)| is_tools(tools) && (dates::is_stamp(head) || is_whole_head(head)));
    cut.and_then(|(date, _)| line.get(..trimmed(date))).unwrap_or(line)
}

/// A line without the number of a post at its end: «05/03/2021 10:20   #3».
pub(super) fn without_post_number(line: &str) -> &str {
    post_number(line).map_or(line, |(before, _)| before.trim_end())
}

/// The number of a post at the end of a line, with what stands before it.
pub(super) fn post_number(line: &str) -> Option<(&str, u64)> {
    let (before, number) = line.trim_end().rsplit_once('#')?;
    let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
    number.parse().ok().filter(|_| is_apart).map(|number| (before, number))
}

/// A line without numbers and the space around it: «2 إعجاب» and «3 إعجاب» are the same.
pub(super) fn without_digits(line: &str) -> String {
    line.trim().chars().filter(|c| !c.is_numeric()).collect()
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
fn width(text: &str) -> usize {
    text.chars().filter(|&c| !is_narrow(c)).count()
}

/// Whether a character takes no column of its own.
pub(super) fn is_narrow(c: char) -> bool {
    clean::is_mark(c) || matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{300}'..='\u{36f}')
}
