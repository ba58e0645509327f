//! Title and article of a plain-text dump.

use crate::page::{clean, cues, dates};

/// A line with fewer words is no headline while a longer one follows, but a kicker such as «سياسة عربية».
const KICKER_WORDS: usize = 3;
/// A headline has at least as many words.
const HEADLINE_WORDS: usize = 5;
/// A paragraph has at least as many words and closes like a sentence.
const PARAGRAPH_WORDS: usize = 8;
/// Without any such paragraph, lines with as many words stand in.
const LONG_LINE_WORDS: usize = 14;

/// The article part of a dump.
pub(super) struct Article {
    /// The headline.
    pub(super) title: Option<String>,
    /// The paragraphs, one a line.
    pub(super) text: String,
}

/// Finds headline and paragraphs in what stands before the comment section.
pub(super) fn article(lines: &[&str]) -> Article {
    let Some(title_at) = title_line(lines) else {
        return Article { title: None, text: String::new() };
    };
    let title = lines.get(title_at).and_then(|line| clean::label(line));
    let after = lines.get(title_at + 1..).unwrap_or_default();
    Article { text: paragraphs(after, title.as_deref().unwrap_or_default()), title }
}

/// The line of the headline: the first line of words, unless that is a kicker above a headline.
fn title_line(lines: &[&str]) -> Option<usize> {
    let mut candidates = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !clean::is_blank(line) && !is_badge(line))
        .map(|(at, _)| at);
    let first = candidates.next()?;
    let words = |at: usize| lines.get(at).map_or(0, |line| word_count(line));
    let Some(second) = candidates.next() else { return Some(first) };
    let is_headline =
        words(second) >= HEADLINE_WORDS && !lines.get(second).is_some_and(|line| closes_sentence(line));
    Some(if words(first) <= KICKER_WORDS && is_headline { second } else { first })
}

/// From the first paragraph to the last, without the widgets in between.
fn paragraphs(lines: &[&str], title: &str) -> String {
    let is_paragraph = |line: &&str| is_paragraph(line, PARAGRAPH_WORDS, true);
    let is_long = |line: &&str| self::is_paragraph(line, LONG_LINE_WORDS, false);
    let Some(start) = lines.iter().position(&is_paragraph).or_else(|| lines.iter().position(is_long)) else {
        return String::new();
    };
    let rest = lines.get(start..).unwrap_or_default();
    let over = |line: &&str| ends_article(line) || clean::label(line).is_some_and(|line| line == title);
    let rest = rest.get(..rest.iter().position(over).unwrap_or(rest.len())).unwrap_or_default();
    let last = rest.iter().rposition(is_paragraph).or_else(|| rest.iter().rposition(is_long));
    let body = rest.get(..=last.unwrap_or(0)).unwrap_or_default();
    clean::lines(body.iter().copied().filter(|line| !cues::furniture(line)))
}

/// Whether the article cannot go on at `line`.
fn ends_article(line: &str) -> bool {
    cues::article_tail(line) || cues::section_end(line) || cues::heading(line).is_some()
}

/// Whether `line` is long enough for prose, and closes like it where that is asked for.
fn is_paragraph(line: &str, words: usize, closed: bool) -> bool {
    word_count(line) >= words && (!closed || closes_sentence(line)) && !dates::is_stamp(line)
}

/// Whether `line` closes with the end of a sentence, perhaps inside quotation marks or brackets.
fn closes_sentence(line: &str) -> bool {
    let bare =
        line.trim_end_matches(|c: char| c.is_whitespace() || clean::is_mark(c) || "\"”“»«')]’".contains(c));
    bare.ends_with(['.', '؟', '?', '!', '…', '۔', ':', '؛'])
}

/// Whether `line` is a number, a date or another small thing near the headline.
fn is_badge(line: &str) -> bool {
    cues::furniture(line) || dates::is_stamp(line)
}

/// How many words `line` has.
fn word_count(line: &str) -> usize {
    line.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
