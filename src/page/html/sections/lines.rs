//! What single lines of a page are: cues, counts of what one reader has written, the heads of boxes.

use std::collections::{HashMap, HashSet};

use super::{Cue, LONGEST_CUE, RECORDS};
use crate::page::html::render;
use crate::page::html::tree::Tree;
use crate::page::{clean, cues};

/// How far above the number of a reader's posts something else is said of the reader.
const RANK_LINES: usize = 3;

/// A box has so many lines at least below its heading.
const BOX_LINES: usize = 2;

/// The lines that count what one reader has written, and so head no section: «المشاركات: 31» beside each name, or below
/// what else is said of a reader.
pub(super) fn ranks(lines: &[render::Line]) -> HashSet<usize> {
    let counts = |line: &&render::Line| {
        line.text.len() <= LONGEST_CUE
            && cues::may_be_cue(&line.text)
            && cues::heading(&line.text).is_some_and(|heading| heading.declared.is_some())
    };
    let masked = |line: &render::Line| line.text.replace(clean::is_numeric, "");
    let counting: Vec<(usize, &render::Line)> =
        lines.iter().enumerate().filter(|(_, line)| counts(line)).collect();
    let mut alike: HashMap<String, (usize, HashSet<&str>)> = HashMap::new();
    for (_, line) in &counting {
        let (times, texts) = alike.entry(masked(line)).or_default();
        *times += 1;
        texts.insert(line.text.trim());
    }
    let is_rank = |(at, line): &(usize, &render::Line)| {
        let (times, texts) = alike.get(&masked(line)).map_or((0, 0), |(times, texts)| (*times, texts.len()));
        let above = || lines.get(at.saturating_sub(RANK_LINES)..*at).unwrap_or_default();
        let is_badge = cues::badge(&line.text);
        is_badge && (times > 1 || above().iter().any(|line| cues::badge(&line.text)))
            || times >= RECORDS && texts > 1
    };
    counting.into_iter().filter(is_rank).map(|(at, _)| at).collect()
}

/// The end of the box that a line heads: of the innermost element that goes on behind it.
pub(super) fn box_end(tree: &Tree<'_>, lines: &[render::Line], at: usize) -> usize {
    let start = lines.get(at).map_or(0, |line| line.start);
    let goes_on = |end: usize| lines.get(at + BOX_LINES).is_some_and(|line| line.start < end);
    let around = tree.ancestors(start).find(|&place| goes_on(tree.node(place).end));
    let around = around.filter(|&place| !matches!(tree.tag(place), "body" | "html" | "main" | "article"));
    around.map_or(usize::MAX, |place| tree.node(place).end)
}

/// Whether somebody says something by `line`.
pub(in crate::page::html) fn says(line: &str) -> bool {
    const WORDS: &[&str] = &["يقول", "تقول", "قال", "says", "said", "dit", "sagt", "schreibt"];
    line.len() <= LONGEST_CUE
        && WORDS.iter().any(|word| line.contains(word))
        && matches!(cues::byline(line), Some((_, cues::Proof::Says)))
}

/// A heading without the button in brackets behind it: «آراء القراء [عدل]».
pub(super) fn without_button(line: &str) -> &str {
    let bare = line.trim_end().strip_suffix(']').and_then(|line| line.rsplit_once('['));
    bare.filter(|(_, button)| !button.contains(clean::is_numeric) && cues::tool(button))
        .map_or(line, |(heading, _)| heading)
}

/// What `line` is, if it is a cue.
pub(super) fn cue(line: &str) -> Option<Cue> {
    let line = without_button(line);
    if line.len() > LONGEST_CUE || !cues::may_be_cue(line) {
        return None;
    }
    if cues::elsewhere(line) || cues::stories(line) {
        Some(Cue::Elsewhere)
    } else if cues::article_tail(line) {
        Some(Cue::Tail)
    } else if cues::no_comments(line) {
        Some(Cue::Nothing)
    } else if cues::login_wall(line) {
        Some(Cue::Wall)
    } else if cues::section_end(line) {
        Some(Cue::Over)
    } else {
        cues::heading(line).map(|heading| Cue::Heading { declared: heading.declared })
    }
}
