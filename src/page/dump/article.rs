//! Title and article of a plain-text dump.

use std::collections::HashSet;

use super::wrapped;
use crate::page::{clean, cues, dates};

/// A line with fewer words is no headline while a longer one follows, but a kicker such as «سياسة عربية».
const KICKER_WORDS: usize = 3;
/// A headline has at least as many words.
const HEADLINE_WORDS: usize = 5;
/// A paragraph has at least as many words and closes like a sentence.
const PARAGRAPH_WORDS: usize = 8;
/// Without any such paragraph, lines with as many words stand in.
const LONG_LINE_WORDS: usize = 14;
/// Beside paragraphs sentences have at least as many words.
const SENTENCE_WORDS: usize = 3;
/// Who speaks in an interview is named with no more words.
const SPEAKER_WORDS: usize = 3;

/// The article part of a dump.
pub(super) struct Article {
    /// The headline.
    pub(super) title: Option<String>,
    /// The paragraphs, one a line.
    pub(super) text: String,
}

/// Finds headline and paragraphs in what stands before the comment section.
pub(super) fn article(lines: &[&str]) -> Article {
    let lines = wrapped::paragraphs(lines);
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    let Some(title_at) = title_line(&lines) else {
        return Article { title: None, text: String::new() };
    };
    let title = lines.get(title_at).and_then(|line| clean::label(line));
    let after = lines.get(title_at + 1..).unwrap_or_default();
    Article { text: paragraphs(after, title.as_deref().unwrap_or_default()), title }
}

/// The line of the headline: the first line of words, unless that is a kicker above a headline.
fn title_line(lines: &[&str]) -> Option<usize> {
    let mut candidates = (0..lines.len()).filter(|&at| !is_badge(lines[at]));
    let first = candidates.next()?;
    let words = |at: usize| lines.get(at).map_or(0, |line| word_count(line));
    let Some(second) = candidates.next() else { return Some(first) };
    let is_headline =
        words(second) >= HEADLINE_WORDS && !lines.get(second).is_some_and(|line| closes_sentence(line));
    Some(if words(first) <= KICKER_WORDS && is_headline { second } else { first })
}

/// From the first paragraph to the last, without the widgets in between. Short sentences right before the first and behind
/// the last belong to them, and so does what speakers say.
fn paragraphs(lines: &[&str], title: &str) -> String {
    let is_paragraph = |line: &&str| is_paragraph(line, PARAGRAPH_WORDS, true);
    let is_long = |line: &&str| self::is_paragraph(line, LONG_LINE_WORDS, false);
    let speakers = speakers(lines);
    let is_short =
        |line: &&str| is_sentence(line) || speaker(line).is_some_and(|name| speakers.contains(name));
    let first = lines.iter().position(&is_paragraph).or_else(|| lines.iter().position(is_long));
    let Some(first) = first.or_else(|| lines.iter().position(is_short)) else {
        return String::new();
    };
    // A long line that no full stop closes may be the words under a picture.
    let leads = |line: &&&str| is_short(line) || is_badge(line);
    let goes_on = |line: &&&str| leads(line) || is_long(line);
    let above = lines.get(..first).unwrap_or_default().iter().rev().take_while(leads).count();
    let over = |line: &&str| ends_article(line) || clean::label(line).is_some_and(|line| line == title);
    let rest = lines.get(first..).unwrap_or_default();
    let rest = rest.get(..rest.iter().position(over).unwrap_or(rest.len())).unwrap_or_default();
    if rest.is_empty() {
        return String::new();
    }
    let last = rest.iter().rposition(is_paragraph).or_else(|| rest.iter().rposition(is_long)).unwrap_or(0);
    let below = rest.iter().skip(last + 1).take_while(goes_on).count();
    let body = lines.get(first - above..=first + last + below).unwrap_or_default();
    // Only what is said is the first and the last of it.
    let is_own = |line: &&&str| is_paragraph(line) || is_long(line) || is_short(line);
    let before = body.iter().take_while(|line| !is_own(line)).count();
    let behind = body.iter().rev().take_while(|line| !is_own(line)).count();
    let body = body.get(before..body.len() - behind).unwrap_or_default();
    clean::lines(body.iter().copied().filter(|line| !cues::furniture(line)))
}

/// Whether a line is a sentence of a few words, and not a button or a label.
fn is_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(is_closing);
    word_count(line) >= SENTENCE_WORDS
        && bare.ends_with(['.', '؟', '?', '!', '۔'])
        && !bare.ends_with("..")
        && !is_badge(line)
        && !cues::tool(line)
        && !cues::leads_on(line)
}

/// Who speaks on a line, before a colon: «س: متى؟».
fn speaker<'a>(line: &&'a str) -> Option<&'a str> {
    let (name, words) = line.split_once(':')?;
    ((1..=SPEAKER_WORDS).contains(&word_count(name)) && words.contains(char::is_alphanumeric))
        .then(|| name.trim())
}

/// Those who speak more than once.
fn speakers<'a>(lines: &[&'a str]) -> HashSet<&'a str> {
    let mut seen = HashSet::new();
    lines.iter().filter_map(speaker).filter(|name| !seen.insert(*name)).collect()
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
    let bare = line.trim_end_matches(is_closing);
    bare.ends_with(['.', '؟', '?', '!', '…', '۔', ':', '؛'])
}

/// Whether a sign may stand behind the end of a sentence.
fn is_closing(c: char) -> bool {
    c.is_whitespace() || clean::is_mark(c) || "\"”“»«')]’".contains(c)
}

/// Whether `line` is a number, a date or another small thing near the headline.
fn is_badge(line: &str) -> bool {
    cues::furniture(line) || dates::is_stamp(line)
}

/// How many words `line` has.
fn word_count(line: &str) -> usize {
    line.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
