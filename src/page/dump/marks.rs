//! Comments told apart by other marks than heads and lists: numbers on lines of their own, cells side by side, drawn
//! lines, indentation, names before colons.

use super::heads;
use super::template;
use super::units::{Unit, indentation};
use crate::page::{clean, cues, dates, heads as signatures};

/// How many lines may stand before the first mark.
const LEAD_LINES: usize = 3;
/// Longer lines with a number are no marks, in bytes.
const LONGEST_MARK: usize = 120;
/// A name before a colon has at most so many words; more are a sentence.
const NAME_WORDS: usize = 4;
/// Side by side cells are set apart by so many spaces at least.
const CELL_GAP: usize = 2;
/// Of ten lines so many have to have both cells, or one of them only.
const CELL_LINES: usize = 4;

/// Units that begin at numbers that follow each other from 1: «1», «2», or «1 - سمير», «2 - ليلى».
pub(super) fn by_numbers<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let mut starts: Vec<usize> = vec![];
    for (at, line) in lines.iter().enumerate() {
        let number = mark_number(line).or_else(|| title_number(lines, at));
        if number == u64::try_from(starts.len() + 1).ok() {
            starts.push(at);
        }
    }
    let dated = lines.iter().filter(|line| is_dated(line)).count();
    let first = starts.first().copied().unwrap_or(usize::MAX);
    // As many dates as numbers, or none at all: else the numbers are somebody's list, or votes.
    let agrees = dated == 0
        || dated.abs_diff(starts.len()) * 4 <= starts.len()
        || dated < starts.len() && dated * 2 >= starts.len() && dates_follow_names(lines, &starts);
    let spoken = starts.windows(2).all(|pair| pair[1] > pair[0] + 1);
    if first >= LEAD_LINES || starts.len() < 2 || !agrees || !spoken {
        return vec![];
    }
    // Under names a place may stand beside the date, as names do under titles.
    let titled = starts.iter().any(|&at| mark_number(lines[at]).is_none());
    let mut units = cut(lines, &starts);
    for unit in &mut units {
        if let Some((mark, rest)) = unit.lines.split_first() {
            let name = after_number(mark).filter(|name| !is_word(name));
            // A title is the first of the words.
            let heads = usize::from(titled && name.is_some_and(|title| is_title(title, rest)));
            let (head, words) = rest.split_at(heads);
            unit.lines = head.iter().copied().chain(name).chain(words.iter().copied()).collect();
        }
    }
    name_like_others(&mut units);
    units
}

/// Whether every number stands before a name, and every date right under one: some dates are written in forms that nobody
/// knows.
fn dates_follow_names(lines: &[&str], starts: &[usize]) -> bool {
    let is_named = |at: &usize| {
        lines
            .get(*at)
            .and_then(|line| after_number(line))
            .is_some_and(|name| !is_word(name) && cues::is_name(name))
    };
    let is_under = |at: usize| at.checked_sub(1).is_some_and(|above| starts.contains(&above));
    starts.iter().all(is_named) && (0..lines.len()).all(|at| is_under(at) || !is_dated(lines[at]))
}

/// Where most units begin with a name and its date, the first line of one with a date that nobody knows is a name too.
fn name_like_others(units: &mut [Unit<'_>]) {
    let is_headed = |unit: &Unit<'_>| heads::head(&unit.lines, 0).is_some_and(|head| head.name.is_some());
    if units.iter().filter(|unit| is_headed(unit)).count() * 2 <= units.len() {
        return;
    }
    for unit in units.iter_mut().filter(|unit| unit.lines.len() > 1 && !is_headed(unit)) {
        unit.named =
            unit.lines.first().is_some_and(|line| cues::is_name(line) && cues::answers(line).is_none());
    }
}

/// Whether a date stands on a line, alone or beside a name.
fn is_dated(line: &str) -> bool {
    dates::is_stamp(line) || signatures::signature(line).is_some()
}

/// The number that a line has for a mark: it stands alone, or before a name, a date, or the word for a comment.
fn mark_number(line: &str) -> Option<u64> {
    let rest = after_number(line)?;
    let is_mark = is_word(rest) || cues::is_name(rest) || is_dated(rest) || cues::byline(rest).is_some();
    if is_mark { number(line) } else { None }
}

/// The number before the title of a comment, whose name and date stand on the next line.
fn title_number(lines: &[&str], at: usize) -> Option<u64> {
    let line = lines.get(at)?;
    let title = after_number(line)?;
    if is_title(title, lines.get(at + 1..).unwrap_or_default()) { number(line) } else { None }
}

/// Whether a text is no name, but stands over a line with a name and a date.
fn is_title(text: &str, below: &[&str]) -> bool {
    let is_own = |head: &heads::Head| head.lines == 1 && head.date.is_some() && head.name.is_some();
    let head = heads::head(below, 0).filter(is_own);
    head.is_some_and(|head| head.name.as_deref() != Some(text.trim())) && !is_dated(text)
}

/// The first number on a line.
fn number(line: &str) -> Option<u64> {
    let folded = clean::fold(line);
    let digits = folded.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit);
    digits.collect::<String>().parse().ok()
}

/// Whether a line begins with the number of a comment, and a name or a date behind it.
pub(super) fn is_numbered(line: &str) -> bool {
    mark_number(line).is_some() && after_number(line).is_some_and(|rest| !is_word(rest))
}

/// Whether a line says no more than that it is a comment.
fn is_word(line: &str) -> bool {
    matches!(clean::fold(line).as_str(), "" | "تعليق" | "رد" | "مشاركة" | "comment" | "reply")
}

/// What stands behind the number at the start of a line, without the dash between.
fn after_number(line: &str) -> Option<&str> {
    let opened = line.trim().trim_start_matches(['#', '(', '[']);
    let bare = opened.trim_start_matches(clean::is_numeric);
    if line.len() > LONGEST_MARK || bare.len() == opened.len() {
        return None;
    }
    let rest = bare.trim_start_matches([')', ']', '-', '–', '.', ':', ' ']);
    // «12 مارس» begins with a number too.
    (rest.is_empty() || (rest.len() < bare.len() && !dates::is_stamp(line))).then_some(rest)
}

/// Units between drawn lines.
pub(super) fn by_rules<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let rules = lines.iter().filter(|line| heads::is_rule(line)).count();
    let parts = lines.split(|line| heads::is_rule(line)).filter(|part| !part.is_empty());
    let parts: Vec<&[&str]> = parts.collect();
    // A lone line may set the comments apart from the rest of the page.
    if rules < 2 || parts.len() < 2 {
        return vec![];
    }
    parts.iter().map(|part| Unit { lines: part.to_vec(), ..Unit::default() }).collect()
}

/// Units of a name and, set in below it, what it says, as programs print lists of terms.
pub(super) fn by_indentation<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let margin = lines.iter().map(|line| indentation(line)).min().unwrap_or_default();
    let is_outer = |line: &str| indentation(line) == margin;
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| is_outer(lines[at])).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let headed = starts.iter().zip(ends).all(|(&start, end)| end > start + 1 && is_author(lines[start]));
    if starts.first() != Some(&0) || starts.len() < 2 || !headed {
        return vec![];
    }
    let mut units = cut(lines, &starts);
    for unit in &mut units {
        unit.named = unit.lines.first().is_some_and(|line| cues::is_name(line));
    }
    units
}

/// Whether a line can be the head of what is set in below it.
fn is_author(line: &str) -> bool {
    let line = line.trim();
    cues::is_name(line) || cues::byline(line).is_some() || signatures::signature(line).is_some()
}

/// Units that begin with a name and a colon: «سمير: نعم».
pub(super) fn by_colons<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let is_start = |line: &&str| {
        line.split_once(": ").is_some_and(|(head, text)| {
            let is_name = head.split_whitespace().count() <= NAME_WORDS && cues::is_name(head.trim());
            !clean::is_blank(text) && (is_name || signatures::signature(head).is_some())
        })
    };
    let starts: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| is_start(line)).map(|(at, _)| at).collect();
    // Wrapped lines go on without a name; where most do, colons are only punctuation.
    if starts.first() != Some(&0) || starts.len() < 2 || starts.len() * 3 < lines.len() {
        return vec![];
    }
    cut(lines, &starts)
}

/// Units whose head is printed in a cell beside the words: its lines come first, then those of the words.
pub(super) fn by_cells<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let Some(column) = common_column(lines) else { return vec![] };
    let rows: Vec<(&str, &str)> = lines.iter().map(|line| template::at_column(line, column)).collect();
    let (sides, places): (Vec<&str>, Vec<usize>) = rows
        .iter()
        .enumerate()
        .filter(|(_, (left, _))| !clean::is_blank(left))
        .map(|(at, (left, _))| (left.trim(), at))
        .unzip();
    let found = heads::all(&sides);
    let starts: Vec<usize> = found.iter().filter_map(|head| places.get(head.at).copied()).collect();
    if starts.first() != Some(&0) {
        return vec![];
    }
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    let unit = |(&start, end): (&usize, usize)| {
        let rows = rows.get(start..end).unwrap_or_default();
        let cells = rows.iter().map(|row| row.0).chain(rows.iter().map(|row| row.1));
        Unit { lines: cells.filter(|cell| !clean::is_blank(cell)).collect(), ..Unit::default() }
    };
    starts.iter().zip(ends).map(unit).collect()
}

/// The column at which a second cell begins on most lines; no line runs over it.
fn common_column(lines: &[&str]) -> Option<usize> {
    let mut columns: Vec<usize> = lines.iter().flat_map(|line| gap_ends(line)).collect();
    columns.sort_unstable();
    let usual = columns.chunk_by(|a, b| a == b).max_by_key(|same| same.len())?;
    let column = *usual.first()?;
    let fits = |line: &str| {
        let (left, right) = template::at_column(line, column);
        right.is_empty() || left.ends_with(' ')
    };
    (usual.len() * 10 >= lines.len() * CELL_LINES && lines.iter().all(|line| fits(line))).then_some(column)
}

/// The columns at which something begins after a gap; what is only set in begins with one.
fn gap_ends(line: &str) -> Vec<usize> {
    let mut ends = vec![];
    let mut spaces = 0;
    let mut column = 0;
    for c in line.chars() {
        if c == ' ' {
            spaces += 1;
        } else if !template::is_narrow(c) {
            if spaces >= CELL_GAP {
                ends.push(column);
            }
            spaces = 0;
        }
        column += usize::from(!template::is_narrow(c));
    }
    ends
}

/// Cuts `lines` before every start; what stands before the first is no comment.
pub(super) fn cut<'a>(lines: &[&'a str], starts: &[usize]) -> Vec<Unit<'a>> {
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| Unit {
            lines: lines.get(start..end).unwrap_or_default().to_vec(),
            ..Unit::default()
        })
        .collect()
}
