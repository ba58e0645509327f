//! The buttons around a comment, and where its words end at them.

use super::{heads, lists};
use crate::page::{clean, cues};

/// Buttons that are drawn.
const VOTES: &str = "▲▼△▽↑↓⬆⬇+−👍👎\u{fe0f}";

/// Whether a line belongs to the tool bar of a comment.
pub(super) fn is_tool(line: &str) -> bool {
    let line = lists::without_mark(line);
    let is_vote = || line.chars().all(|c| clean::is_numeric(c) || c.is_whitespace() || VOTES.contains(c));
    cues::tool(line) || cues::glued_tools(line) || is_vote()
}

/// The lines over a row of several buttons that only what readers write has: what stands under it is an advert.
pub(super) fn before_reactions<'l, 'a>(lines: &'l [&'a str]) -> &'l [&'a str] {
    let is_row = |line: &&str| {
        let words = || line.split(['·', '|', '•', ' ', '[', ']']).filter(|word| !word.is_empty());
        (cues::glued_tools(line) || cues::tool(line) && words().count() > 1)
            && words().any(|word| cues::reaction(word).is_some() || cues::glued_tools(word))
    };
    let row = lines.iter().position(is_row).filter(|&at| at > 0);
    // Under it a signature may stand.
    let is_signed = |at: usize| lines.get(at..).is_some_and(|rest| !heads::all(rest).is_empty());
    row.filter(|&at| !is_signed(at)).and_then(|at| lines.get(..at)).unwrap_or(lines)
}

/// The lines without the tool bar under them.
pub(super) fn without_tools<'l, 'a>(mut lines: &'l [&'a str]) -> &'l [&'a str] {
    while let Some((_, before)) = lines
        .split_last()
        .filter(|(line, before)| !before.is_empty() && (is_tool(line) || heads::is_rule(line)))
    {
        lines = before;
    }
    lines
}
