//! Lines that a program has broken to fit a width, joined again to the paragraphs that they were.

use std::borrow::Cow;

use super::units::indentation;
use super::{heads, lists, template};
use crate::page::{clean, cues, dates};

/// Programs break lines at no smaller and no greater widths, in columns.
const NARROWEST: usize = 40;
const WIDEST: usize = 160;
/// Longer lines are wider than that even with vowel signs, in bytes.
const LONGEST: usize = WIDEST * 6;
/// Shorter lines are menus and names, in words.
const PROSE_WORDS: usize = 4;
/// Of ten breaks so many stand where the width asks for one.
const BREAKS_OF_TEN: usize = 6;
/// So many breaks within sentences at least show a width by themselves.
const OPEN_BREAKS: usize = 2;
/// Programs count some signs as wider than others do, in columns.
const SLACK: usize = 2;

/// The paragraphs of some lines; where nothing says that they are wrapped, every line is one. Blank lines are left out.
pub(super) fn paragraphs<'a>(lines: &[&'a str]) -> Vec<Cow<'a, str>> {
    let width = width(lines);
    let mut paragraphs: Vec<Cow<'a, str>> = vec![];
    for (at, &line) in lines.iter().enumerate().filter(|(_, line)| !clean::is_blank(line)) {
        let above = at.checked_sub(1).and_then(|at| lines.get(at));
        let goes_on = width.is_some_and(|width| {
            above.and_then(|above| Break::between(above, line)).is_some_and(|found| found.fits(width))
                && above.is_some_and(|above| !stands_alone(above) && !stands_alone(line))
        });
        match paragraphs.last_mut().filter(|_| goes_on) {
            Some(paragraph) => {
                let paragraph = paragraph.to_mut();
                paragraph.truncate(paragraph.trim_end().len());
                paragraph.push(' ');
                paragraph.push_str(line.trim());
            }
            None => paragraphs.push(Cow::Borrowed(line)),
        }
    }
    paragraphs
}

/// The end of a line that another follows in its block.
struct Break {
    /// How wide the line is, and how wide it would be with the first word of the next.
    width: usize,
    next: usize,
}

impl Break {
    /// The break between two lines that may be of one paragraph.
    fn between(line: &str, next: &str) -> Option<Self> {
        if is_wide(line) {
            return None;
        }
        let (here, there) = (indentation(line), indentation(next));
        let is_item = lists::is_item(line);
        if clean::is_blank(line) || !(here == there || is_item && there > here) || lists::is_item(next) {
            return None;
        }
        let first = next.split_whitespace().next()?;
        let width = template::width(line.trim_end());
        Some(Self { width, next: width + 1 + template::width(first) })
    }

    /// Whether lines of so many columns have to be broken here.
    fn fits(&self, width: usize) -> bool {
        self.width <= width + SLACK && self.next > width
    }
}

/// The width at which lines are broken: the one that explains most breaks, where it explains nearly all.
fn width(lines: &[&str]) -> Option<usize> {
    let is_prose = |line: &str| line.split_whitespace().nth(PROSE_WORDS - 1).is_some();
    let pairs = lines.iter().zip(lines.iter().skip(1)).filter(|(line, _)| is_prose(line));
    let breaks: Vec<(Break, bool)> =
        pairs.filter_map(|(line, next)| Some((Break::between(line, next)?, ends_open(line)))).collect();
    // How many more breaks a width explains than the one before it.
    let mut steps = [0_isize; WIDEST + 1];
    for (found, _) in &breaks {
        if let Some(step) = steps.get_mut(found.width) {
            *step += 1;
            if let Some(step) = steps.get_mut(found.next) {
                *step -= 1;
            }
        }
    }
    let explained = steps.iter().scan(0, |sum, step| {
        *sum += step;
        Some(*sum)
    });
    let (width, _) = explained.enumerate().skip(NARROWEST).max_by_key(|&(_, count)| count)?;
    let fit = || breaks.iter().filter(|(found, _)| found.fits(width));
    let count = fit().count();
    let is_wider = |line: &str| is_wide(line) || template::width(line.trim_end()) > width + SLACK;
    let wider = lines.iter().filter(|line| is_prose(line) && is_wider(line));
    // Lines that all end like sentences are paragraphs. Where no blank lines set them apart, breaks behind sentences, names
    // and labels say nothing of the width.
    let open = fit().filter(|(_, is_open)| *is_open).count();
    let is_long = |found: &Break| found.width * 3 >= width * 2;
    let all_open = breaks.iter().filter(|(found, is_open)| *is_open && is_long(found)).count();
    let is_nearly_all = |count: usize, all: usize| count * 10 >= all * BREAKS_OF_TEN;
    let explains = is_nearly_all(count, breaks.len()) || open >= OPEN_BREAKS && is_nearly_all(open, all_open);
    let is_wrapped = open > 0 && explains && wider.count() * 2 < count;
    is_wrapped.then_some(width)
}

/// Whether a line is wider than programs break lines, whatever its signs are.
fn is_wide(line: &str) -> bool {
    line.len() > LONGEST
}

/// Whether a line does not end as a sentence does.
fn ends_open(line: &str) -> bool {
    !line.trim_end().ends_with(['.', '!', '؟', '?', '…', '۔', ':', '»', '"'])
}

/// Whether nothing goes on with a line, and it goes on with none.
fn stands_alone(line: &str) -> bool {
    let line = lists::without_mark(line);
    dates::is_stamp(line) || cues::heading(line).is_some() || heads::is_rule(line) || cues::furniture(line)
}
