//! The lines of a record → a comment.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxBuildHasher;

use super::cuts::Cut;
use super::facts::Line;
use crate::page::dump::units::{self, Unit};
use crate::page::dump::{heads, lines as glue, lists, template, tools};
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
/// A name to ask with whether words are those of a byline.
const ANYBODY: &str = "سمير";
/// So many lines at the start and the end of a record may have words that all records have there.
const EDGE_LINES: usize = 3;

/// A line of a record, with what tells whether others have it too.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    /// The number that all lines have which differ in nothing but numbers.
    mask: usize,
    /// Whether it tells something of a reader beside the name, or is an advert.
    badge: bool,
}

/// What is known of the lines of a page, looked up once for all cuts of it.
pub(super) struct Known<'a> {
    pieces: Vec<Piece<'a>>,
    masks: Masks,
    plainness: Plainness<'a>,
}

impl<'a> Known<'a> {
    pub(super) fn of(lines: &[Line<'a>]) -> Self {
        let mut masks = Masks::default();
        let pieces = lines.iter().map(|line| Piece::new(line.text, &mut masks)).collect();
        Self { pieces, masks, plainness: Plainness::default() }
    }
}

impl<'a> Piece<'a> {
    fn new(text: &'a str, masks: &mut Masks) -> Self {
        let is_advert = || text.contains(clean::is_alphabetic) && cues::furniture(text);
        let badge = cues::badge(text.trim().trim_matches(['[', ']'])) || is_advert();
        Self { text, mask: masks.of(text), badge }
    }
}

/// Lines without their numbers, each known by its place.
#[derive(Default)]
struct Masks {
    places: HashMap<Rc<str>, usize>,
    masked: Vec<Rc<str>>,
}

impl Masks {
    fn of(&mut self, line: &str) -> usize {
        let masked = template::without_digits(line);
        if let Some(&place) = self.places.get(masked.as_str()) {
            return place;
        }
        let masked: Rc<str> = masked.into();
        self.places.insert(Rc::clone(&masked), self.masked.len());
        self.masked.push(masked);
        self.masked.len() - 1
    }
}

/// The lines of every record without what all of them have.
pub(super) fn units<'a>(cut: &Cut, known: &mut Known<'a>) -> Vec<Vec<&'a str>> {
    let of = |record: &Range<usize>| known.pieces.get(record.clone()).unwrap_or_default().to_vec();
    let mut units: Vec<Vec<Piece<'a>>> = cut.records.iter().map(of).collect();
    close(&mut units, &known.masks);
    for first in units.iter_mut().filter_map(|unit| unit.first_mut()) {
        let bare = lists::without_mark(first.text).trim();
        if bare.len() < first.text.len() {
            *first = Piece::new(bare, &mut known.masks);
        }
    }
    leave_out_common(&mut units);
    let text = |unit: Vec<Piece<'a>>| unit.into_iter().map(|piece| piece.text).collect();
    let mut units: Vec<Vec<&str>> = units.into_iter().map(text).collect();
    for at in 0..EDGE_LINES {
        strip(&mut units, &known.plainness, |unit| (at < unit.len()).then_some(at));
        strip(&mut units, &known.plainness, |unit| unit.len().checked_sub(at + 1));
    }
    units
}

/// Ends every record at the line with which most of them end, numbers aside: what follows in another is an advert or the
/// rest of the page.
fn close(units: &mut [Vec<Piece<'_>>], masks: &Masks) {
    let mut ends: Vec<usize> = units.iter().filter_map(|unit| Some(unit.last()?.mask)).collect();
    ends.retain(|&end| !masks.masked[end].is_empty());
    // Of two as usual ends the one that sorts last is taken.
    ends.sort_unstable_by_key(|&end| &masks.masked[end]);
    let usual = ends.chunk_by(|a, b| a == b).max_by_key(|same| same.len());
    let Some(usual) = usual.filter(|same| same.len() > 1 && same.len() * 2 >= units.len()) else { return };
    for unit in units {
        if let Some(end) = unit.iter().skip(1).position(|line| line.mask == usual[0]) {
            unit.truncate(end + 2);
        }
    }
}

/// Takes out the lines that most records have, and what is said of readers.
fn leave_out_common(units: &mut [Vec<Piece<'_>>]) {
    // How many records have a line, and the last of them.
    let mut times: HashMap<usize, (usize, usize), FxBuildHasher> = HashMap::default();
    for (at, unit) in units.iter().enumerate() {
        for line in unit {
            let (count, last) = times.entry(line.mask).or_insert((0, usize::MAX));
            *count += usize::from(std::mem::replace(last, at) != at);
        }
    }
    let all = units.len();
    let is_common = |line: &Piece<'_>| {
        let times = times.get(&line.mask).map_or(0, |(count, _)| *count);
        let is_many = times > 1 && times as f64 >= all as f64 * COMMON;
        let is_short = || all > 2 || line.text.split_whitespace().count() <= COMMON_WORDS;
        is_many && is_short() && !dates::is_stamp(line.text) && !glue::is_signed(line.text)
    };
    for unit in units {
        unit.retain(|line| !line.badge && !is_common(line));
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
    let mut sums = vec![0; end.len() + 1];
    for line in lines {
        plainness.without_ends(line, &end).zip(&mut sums).for_each(|(plain, sum)| *sum += plain);
    }
    let best = sums.into_iter().zip(0..).max_by_key(|&(sum, length)| (sum, Reverse(length)));
    match best.filter(|(sum, _)| is_most(*sum, lines.len())) {
        Some((_, length)) => {
            // Nor is the bracket before it part of a date.
            let signs = end.iter().skip(length);
            let marks = signs.take_while(|sign| !sign.starts_with(char::is_alphanumeric)).count();
            end.truncate(if length == 0 { 0 } else { length + marks });
        }
        None if are_words(lines, &end, true)
            && is_of_page(&end.iter().rev().copied().collect::<String>()) => {}
        None => end.clear(),
    }
    end
}

/// How plainly lines say whose and when, looked up once for all cuts of a page.
#[derive(Default)]
struct Plainness<'a> {
    known: RefCell<HashMap<&'a str, usize>>,
}

impl<'a> Plainness<'a> {
    /// Two for a date, one for a name and a date.
    fn of(&self, line: &'a str) -> usize {
        let of = || if dates::is_stamp(line) { 2 } else { usize::from(is_head(line)) };
        *self.known.borrow_mut().entry(line).or_insert_with(of)
    }

    /// How plainly a line says it without none, one, two, … of the signs of `end`, from the end on. Where it does not end
    /// with so many, it stays whole.
    fn without_ends(&self, line: &'a str, end: &[&str]) -> impl Iterator<Item = usize> {
        let whole = self.of(line.trim());
        let same = signs_from_end(line).zip(end).take_while(|(own, sign)| is_same(own, sign));
        let lengths = same.scan(line.len(), |length, (own, _)| {
            *length -= own.len();
            Some(*length)
        });
        let plain = lengths.map(|length| self.of(line[..length].trim()));
        std::iter::once(whole).chain(plain).chain(std::iter::repeat(whole)).take(end.len() + 1)
    }
}

/// What nearly all lines have at their start.
fn start<'a>(lines: &[&'a str], plainness: &Plainness<'a>) -> Vec<&'a str> {
    let mut start = shared(lines, false);
    if is_most(lines.iter().map(|line| plainness.of(line.trim())).sum(), lines.len()) {
        return vec![];
    }
    while !start.is_empty() && !are_words(lines, &start, false) {
        start.pop();
    }
    let plain = |line: &&'a str| plainness.of(without(line, &start, false).trim());
    let are_heads = || is_most(lines.iter().map(plain).sum(), lines.len());
    if is_of_page(&start.concat()) || are_heads() { start } else { vec![] }
}

/// Whether what lines share is the page's own: buttons, a rank, the words of a byline, a label with its colon. All
/// readers may greet or pray in the same words.
fn is_of_page(shared: &str) -> bool {
    let bare = shared.trim();
    bare.contains(clean::is_alphabetic)
        && (bare.ends_with(':')
            || tools::is_tool(bare)
            || cues::badge(bare)
            || cues::furniture(bare)
            || cues::byline(&format!("{bare} {ANYBODY}")).is_some()
            || cues::byline(&format!("{ANYBODY} {bare}")).is_some())
}

/// Whether so many are nearly all.
fn is_most(count: usize, all: usize) -> bool {
    count >= SEVERAL && count * 4 >= all * 3
}

/// The most signs that nearly all lines begin, or end, with, numbers being alike.
fn shared<'a>(lines: &[&'a str], at_end: bool) -> Vec<&'a str> {
    let of = |line: &'a str| -> Vec<&'a str> {
        if at_end {
            signs_from_end(line).take(MOST_SIGNS).collect()
        } else {
            signs(line).take(MOST_SIGNS).collect()
        }
    };
    let all: Vec<Vec<&str>> = lines.iter().map(|line| of(line)).collect();
    let codes: Vec<Vec<u32>> =
        all.iter().map(|signs| signs.iter().map(|sign| code(sign)).collect()).collect();
    let common = |a: &[u32], b: &[u32]| a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let pairs = codes.iter().zip(codes.iter().skip(1)).take(MOST_PAIRS).enumerate();
    let pairs = pairs.map(|(at, (a, b))| (at, common(a, b))).filter(|(_, length)| *length > 0);
    let counted = pairs.map(|(at, length)| {
        let shared = codes[at].get(..length).unwrap_or_default();
        let have = codes.iter().filter(|other| other.starts_with(shared)).count();
        (have, length, at)
    });
    let best = counted.filter(|(have, ..)| is_most(*have, lines.len())).max_by_key(|(_, length, _)| *length);
    best.map_or_else(Vec::new, |(_, length, at)| all[at].iter().take(length).copied().collect())
}

/// The same number for two signs that are the same, or both numbers.
fn code(sign: &str) -> u32 {
    sign.chars().next().filter(|&c| !clean::is_numeric(c)).map_or(u32::MAX, u32::from)
}

/// Whether two signs are the same, or both numbers.
fn is_same(a: &str, b: &str) -> bool {
    a == b || (a.starts_with(clean::is_numeric) && b.starts_with(clean::is_numeric))
}

/// Whether no line is cut within a word, and something is left of each.
fn are_words(lines: &[&str], signs: &[&str], at_end: bool) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(clean::is_alphabetic);
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
fn signs(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let number = || rest.find(|c| !clean::is_numeric(c)).unwrap_or(rest.len());
        let length = if clean::is_numeric(first) { number() } else { first.len_utf8() };
        let (sign, after) = rest.split_at(length);
        rest = after;
        Some(sign)
    })
}

/// The same from the last sign to the first.
fn signs_from_end(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let last = rest.chars().next_back()?;
        let before = if clean::is_numeric(last) {
            rest.trim_end_matches(clean::is_numeric).len()
        } else {
            rest.len() - last.len_utf8()
        };
        let (before, sign) = rest.split_at(before);
        rest = before;
        Some(sign)
    })
}

/// A line without some signs at its start or its end, where it has them.
fn without<'a>(line: &'a str, off: &[&str], at_end: bool) -> &'a str {
    fn length<'s>(own: impl Iterator<Item = &'s str>, off: &[&str]) -> Option<usize> {
        let same = own.zip(off).take_while(|(own, off)| is_same(own, off));
        let (count, length) = same.fold((0, 0), |(count, length), (own, _)| (count + 1, length + own.len()));
        (count == off.len()).then_some(length)
    }
    let length = if at_end { length(signs_from_end(line), off) } else { length(signs(line), off) };
    match length {
        Some(length) if at_end => &line[..line.len() - length],
        Some(length) => &line[length..],
        None => line,
    }
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
    cues::is_name(line) && !tools::is_tool(line) || cues::name_and_answered(line).is_some()
}

/// Where records begin with names, what stands over the first is a note of the page.
fn without_notes(units: &mut [Unit<'_>]) {
    let Some(first) = units.first_mut() else { return };
    let words = first.lines.len().saturating_sub(2);
    if let Some(at) = first.lines.iter().take(words).position(|line| is_named(line)) {
        first.lines.drain(..at);
    }
}
