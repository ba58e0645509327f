//! The comments under a heading, told apart by what repeats.

use super::heads;
use super::read::{self, bracketed_date};
use super::signed::by_heads;
use super::template::{self, Repeated};
use super::{lines, lists, marks, names};
use crate::page::{Comment, clean, cues, dates, heads as signatures};

/// How many lines may stand between the heading and the first comment (sorting buttons and the like).
pub(super) const LEAD_LINES: usize = 3;

/// In so many comments at least a line at the end has to be the same to be the page's own.
const REPEATED: usize = 3;

/// Votes stand on one of so many lines of a comment.
const VOTES_LINES: usize = 4;

/// The lines of one comment, with the comment that it answers.
#[derive(Debug, Default)]
pub(super) struct Unit<'a> {
    pub(super) lines: Vec<&'a str>,
    pub(super) parent: Option<usize>,
    /// Whether the first line is the author's name.
    pub(super) named: bool,
    /// Whether its name and date are its last lines.
    pub(super) footed: bool,
}

/// What beside the lines themselves says that they are comments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence {
    /// How many the heading declares.
    pub(super) declared: Option<u64>,
    /// Whether the form follows in which readers write.
    pub(super) form: bool,
}

impl Evidence {
    /// Whether there may be so many comments.
    fn holds_for(self, count: usize) -> bool {
        self.form || self.declared == u64::try_from(count).ok()
    }
}

/// The comments in `lines`; none where nothing tells them apart.
pub(super) fn comments(lines: &[&str], evidence: Evidence) -> Vec<Comment> {
    let seen: Vec<&str> = lines.iter().copied().filter(|line| !clean::is_blank(line)).collect();
    let seen = lines::without_tails(&seen);
    let apart = lines::apart(&seen);
    let repeated = Repeated::of(&apart);
    let mut units = listed(&seen);
    for unit in &mut units {
        unit.lines = repeated.left_out(&lines::apart(&unit.lines));
    }
    let plain = repeated.left_out(&apart);
    let bulleted = lists::bulleted(&plain);
    if bulleted.len() > units.len() && all_dated(&bulleted) {
        units = bulleted;
    }
    for find in [marks::by_cells, marks::by_numbers, by_heads] {
        if units.is_empty() {
            units = find(&plain);
        }
    }
    // Lists, lines and colons are everywhere: something else has to say that these are comments.
    for find in [lists::bulleted, marks::by_colons, marks::by_rules, marks::by_indentation] {
        if units.is_empty() {
            units = find(&plain);
            if !evidence.holds_for(units.len()) && !all_dated(&units) {
                units.clear();
            }
        }
    }
    let ruled = seen.first().is_some_and(|line| heads::is_rule(line));
    read(units, ruled, seen.iter().any(|line| cues::badge(line)))
}

/// What units say, where `ruled` says that a line is drawn over the first, and `ranked` that readers have ranks.
pub(super) fn read(mut units: Vec<Unit<'_>>, ruled: bool, ranked: bool) -> Vec<Comment> {
    cut_at_rules(&mut units, ruled);
    template::join_columns(&mut units);
    template::end_like_others(&mut units);
    drop_votes(&mut units);
    name_under_date(&mut units, ranked);
    name_over_colon(&mut units);
    name_on_top(&mut units);
    drop_repeated(&mut units);
    name_before_colon(&mut units);
    let mut comments = read::read_all(&units);
    names::tidy(&mut comments);
    comments
}

/// Whether all of several units close with a date in brackets.
fn all_dated(units: &[Unit<'_>]) -> bool {
    units.len() > 1 && units.iter().all(|unit| bracketed_date(&unit.lines).is_some())
}

/// The items of the list that begins within a few lines, where no head stands before it.
fn listed<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let before =
        lines.iter().take(LEAD_LINES).take_while(|line| !lists::is_item(line) && !is_head(line)).count();
    match lines.get(before..) {
        Some(rest) if rest.first().is_some_and(|line| begins_comment(line)) => lists::listed(rest),
        _ => vec![],
    }
}

/// Whether a list item is not only a date or a tool that a forum lists over its post.
fn begins_comment(line: &str) -> bool {
    let item = lines::without_post_number(lists::without_mark(line));
    lists::is_item(line) && (clean::is_blank(item) || !(dates::is_stamp(item) || cues::tool(item)))
}

/// Whether `line` can begin a comment.
pub(super) fn is_head(line: &str) -> bool {
    lists::is_item(line) || cues::byline(line).is_some() || dates::is_stamp(line)
}

/// How far `line` is indented.
pub(super) fn indentation(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// Where lines are drawn under the comments, what follows the last one is no part of it. `first` is whether one is drawn
/// over the first.
fn cut_at_rules(units: &mut [Unit<'_>], first: bool) {
    let ruled =
        units.iter().filter(|unit| unit.lines.last().is_some_and(|line| heads::is_rule(line))).count();
    // A single line drawn may set the footer apart.
    let drawn = |unit: &Unit<'_>| unit.lines.iter().any(|line| heads::is_rule(line));
    if let Some((last, others)) = units.split_last_mut()
        && ruled == 0
        && !others.is_empty()
        && !others.iter().any(drawn)
        && let Some(at) = last.lines.iter().position(|line| heads::is_rule(line)).filter(|&at| at > 1)
    {
        last.lines.truncate(at);
    }
    if !(first && units.len() == 1) && (ruled == 0 || ruled + 1 < units.len()) {
        return;
    }
    for unit in units {
        if let Some(at) = unit.lines.iter().rposition(|line| heads::is_rule(line)) {
            unit.lines.truncate(at);
        }
    }
}

/// Where dates stand on top without a name, and a name may be under every one of them, it is one: forums print the
/// author beside the words. One alone has to have a rank (`ranked`).
fn name_under_date(units: &mut [Unit<'_>], ranked: bool) {
    let under = |unit: &Unit<'_>| {
        let [date, name, .., last] = unit.lines.as_slice() else { return false };
        dates::is_stamp(date)
            && cues::is_name(name)
            && cues::byline(name).is_none()
            && signatures::signature(name).is_none()
            && heads::dashed(last).is_none()
    };
    if (units.len() < 2 && !ranked) || !units.iter().all(under) {
        return;
    }
    for unit in units {
        unit.lines.swap(0, 1);
        unit.named = true;
    }
}

/// Where nearly all units have a number alone on one of their first lines, it counts votes.
fn drop_votes(units: &mut [Unit<'_>]) {
    let votes = |unit: &Unit<'_>| {
        let is_number = |line: &&str| line.trim().chars().all(clean::is_numeric);
        unit.lines
            .iter()
            .take(VOTES_LINES)
            .position(is_number)
            .filter(|&at| at > 0 && at + 1 < unit.lines.len())
    };
    let found: Vec<Option<usize>> = units.iter().map(votes).collect();
    let count = found.iter().flatten().count();
    if count >= REPEATED && count * 5 >= units.len() * 4 {
        for (unit, at) in units.iter_mut().zip(found) {
            at.map(|at| unit.lines.remove(at));
        }
    }
}

/// Where no unit has a date or a byline and all begin with what may be a name, it is one.
fn name_on_top(units: &mut [Unit<'_>]) {
    let bare = |unit: &Unit<'_>| {
        // The date may be the last line.
        let words = unit.lines.split_last().filter(|(last, above)| above.len() > 1 && dates::is_stamp(last));
        let words = words.map_or(unit.lines.as_slice(), |(_, above)| above);
        words.len() > 1
            && words.first().is_some_and(|line| cues::is_name(line))
            && heads::all(words).is_empty()
    };
    let closed =
        |unit: &Unit<'_>| unit.lines.len() > 1 && unit.lines.last().is_some_and(|line| cues::is_name(line));
    if units.iter().all(bare) {
        for unit in units {
            unit.named = true;
        }
    } else if units.len() > 1
        && units.iter().all(|unit| !unit.named && closed(unit) && heads::all(&unit.lines).is_empty())
    {
        for unit in units {
            unit.lines.rotate_right(1);
            unit.named = true;
        }
    }
}

/// «سمير:» over the words of every unit is a name.
fn name_over_colon(units: &mut [Unit<'_>]) {
    let closes = |unit: &Unit<'_>| {
        let name = unit.lines.first().and_then(|line| line.trim_end().strip_suffix(':'));
        unit.lines.len() > 1 && name.is_some_and(cues::is_name) && heads::head(&unit.lines, 0).is_none()
    };
    if units.len() > 1 && units.iter().all(closes) {
        for unit in units {
            unit.named = true;
        }
    }
}

/// «سمير: نعم» in every unit is a name and what it says.
fn name_before_colon(units: &mut [Unit<'_>]) {
    let parted = |unit: &Unit<'_>| {
        let first = unit.lines.first().filter(|line| heads::head(&[line], 0).is_none())?;
        let (head, rest) = first.split_once(": ").filter(|(_, rest)| !dates::is_stamp(rest))?;
        let is_head = cues::is_name(head) || signatures::signature(head).is_some();
        (is_head && !clean::is_blank(rest)).then_some(())
    };
    if units.len() < 2 || !units.iter().all(|unit| parted(unit).is_some()) {
        return;
    }
    for unit in units {
        if let Some((name, rest)) = unit.lines.first().and_then(|line| line.split_once(": ")) {
            unit.lines.splice(..1, [name, rest]);
            unit.named = signatures::signature(name).is_none();
        }
    }
}

/// Takes the last lines from all units as long as they are the same in most of them: buttons, badges.
fn drop_repeated(units: &mut [Unit<'_>]) {
    for _ in 0..4 {
        // Dates without words are the same when their numbers are left out.
        let last = units.iter().filter_map(|unit| unit.lines.last());
        let mut last: Vec<String> =
            last.filter(|line| !dates::is_stamp(line)).map(|line| template::without_digits(line)).collect();
        last.sort_unstable();
        let usual = last.chunk_by(|a, b| a == b).max_by_key(|same| same.len());
        let Some(usual) = usual.filter(|same| same.len() >= REPEATED && same.len() * 2 > units.len()) else {
            return;
        };
        let usual = usual.first().cloned().unwrap_or_default();
        for unit in units.iter_mut().filter(|unit| unit.lines.len() > 1) {
            if unit.lines.last().is_some_and(|line| template::without_digits(line) == usual) {
                unit.lines.pop();
            }
        }
    }
}
