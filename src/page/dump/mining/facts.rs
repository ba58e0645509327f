//! The lines of a dump with what is known of each, looked up once.

use std::collections::HashMap;

use crate::page::cues::{self, Heading, Introduction};
use crate::page::dump::{heads, lines as glue, lists, template, tools, units};
use crate::page::{clean, dates, heads as signatures};

/// Longer lines are words, in characters.
const LONGEST_HEAD: usize = 90;
/// A short line has no more words.
const SHORT_WORDS: usize = 10;

/// A line that is not blank.
#[allow(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// Its place in the dump.
    pub(super) at: usize,
    pub(super) indentation: usize,
    /// How many blank lines stand above it.
    pub(super) blank: usize,
    /// How many words it has.
    pub(super) count: usize,
    /// Its words, dates and numbers each as one sign; none of a long line.
    pub(super) words: Vec<String>,
    /// Whether it is a date and nothing else.
    pub(super) stamp: bool,
    /// Whether a date stands on it.
    pub(super) dated: bool,
    pub(super) byline: bool,
    /// Whether it may be a name.
    pub(super) name: bool,
    pub(super) tool: bool,
    pub(super) reaction: bool,
    pub(super) item: bool,
    pub(super) rule: bool,
    /// Whether it begins with the minute of a match.
    pub(super) minute: bool,
    /// Whether it is short enough to stand over or under a comment.
    pub(super) short: bool,
    pub(super) heading: Option<Heading>,
    pub(super) introduction: Introduction,
    pub(super) form: bool,
    /// Whether a section is over at it.
    pub(super) over: bool,
    pub(super) elsewhere: bool,
    /// Whether it says that there are no comments, or that readers must log in.
    pub(super) notice: bool,
}

impl Line<'_> {
    /// Whether the part of a page that it stands in ends here.
    pub(super) fn parts(&self) -> bool {
        self.over || self.elsewhere || self.heading.is_some()
    }
}

/// The lines of a dump that are not blank, glued ones cut apart.
pub(super) fn lines<'a>(lines: &[&'a str]) -> Vec<Line<'a>> {
    let mut seen = vec![];
    let mut blank = 0;
    for (at, line) in lines.iter().enumerate() {
        if clean::is_blank(line) {
            blank += 1;
            continue;
        }
        for part in glue::apart(&[line]) {
            if !clean::is_blank(part) {
                let indentation = units::indentation(line);
                seen.push(Line::new(part, at, indentation, std::mem::take(&mut blank)));
            }
        }
    }
    clear_repeated(&mut seen);
    seen
}

/// What comes again and again stands in records, and not between the parts of a page.
fn clear_repeated(lines: &mut [Line<'_>]) {
    let mut times: HashMap<String, usize> = HashMap::new();
    for line in lines.iter().filter(|line| line.parts()) {
        *times.entry(template::without_digits(line.text)).or_default() += 1;
    }
    for line in lines.iter_mut().filter(|line| line.parts()) {
        if times.get(&template::without_digits(line.text)).is_some_and(|&times| times > 1) {
            line.heading =
                line.heading.filter(|heading| heading.declared.is_none() && !cues::badge(line.text));
            (line.over, line.elsewhere) = (false, false);
        }
    }
}

impl<'a> Line<'a> {
    fn new(text: &'a str, at: usize, indentation: usize, blank: usize) -> Self {
        let bare = lists::without_mark(text);
        let is_long = text.chars().nth(LONGEST_HEAD).is_some();
        let stamp = !is_long && dates::is_stamp(bare);
        let signature = if stamp || is_long { None } else { signatures::signature(bare) };
        let words = if is_long { vec![] } else { words(text, stamp, signature.as_ref()) };
        let reacts = |part: &str| cues::reaction(part).is_some();
        let reaction = !is_long && (reacts(bare) || bare.split(['·', '|', ' ', '[', ']']).any(reacts));
        let count = text.split_whitespace().count();
        Self {
            text,
            count,
            at,
            indentation,
            blank,
            stamp,
            dated: stamp || signature.is_some(),
            byline: !is_long && cues::byline(bare).is_some(),
            name: !is_long && cues::is_name(bare),
            tool: !is_long && tools::is_tool(bare),
            reaction: reaction && count <= SHORT_WORDS,
            item: lists::is_item(text),
            rule: heads::is_rule(text),
            minute: is_minute(text),
            short: !is_long && count <= SHORT_WORDS && !ends_sentence(text),
            heading: if is_long { None } else { cues::heading(bare) },
            introduction: if is_long { Introduction::None } else { cues::introduces(bare) },
            form: cues::form(bare),
            over: cues::section_end(bare) || cues::article_tail(bare),
            elsewhere: cues::elsewhere(bare),
            notice: cues::no_comments(bare) || cues::login_wall(bare),
            words,
        }
    }
}

/// Whether a line ends like a sentence.
fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '؟', '?', '،', '؛', '…'])
}

/// The words of a line, dates as one sign, numbers as one sign each.
fn words(text: &str, stamp: bool, signature: Option<&signatures::Signature>) -> Vec<String> {
    const DATE: &str = "\u{1}";
    if stamp {
        return vec![DATE.to_owned()];
    }
    let dateless = signature.and_then(|found| text.split_once(found.printed.as_str()));
    match dateless {
        Some((before, after)) => [signs(before), vec![DATE.to_owned()], signs(after)].concat(),
        None => signs(text),
    }
}

/// Words, numbers (all alike) and other signs of a text, each by itself.
fn signs(text: &str) -> Vec<String> {
    let kind = |c: char| {
        if clean::is_numeric(c) {
            1
        } else if clean::is_alphabetic(c) || clean::is_mark(c) {
            2
        } else {
            3
        }
    };
    let chars: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let runs = chars.chunk_by(|a, b| *a != ' ' && *b != ' ' && kind(*a) == kind(*b));
    let sign = |run: &[char]| match run {
        [' '] => None,
        [first, ..] if clean::is_numeric(*first) => Some("#".to_owned()),
        _ => Some(run.iter().collect()),
    };
    runs.filter_map(sign).collect()
}

/// Whether a line begins with the minute of a match: «45'», «د 45», «45+2».
fn is_minute(line: &str) -> bool {
    let bare = line
        .trim_start()
        .trim_start_matches("الدقيقة")
        .trim_start_matches(['د', '\'', '’', '′'])
        .trim_start();
    let digits = bare.chars().take_while(|c| clean::is_numeric(*c)).count();
    let behind = bare.trim_start_matches(|c: char| clean::is_numeric(c) || c == '+');
    let marked = bare.len() < line.trim_start().len() || behind.starts_with(['\'', '’', '′']);
    (1..=3).contains(&digits) && marked
}
