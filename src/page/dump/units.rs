//! The comments under a heading, told apart by what repeats.

use super::heads::{self, Head};
use super::lists;
use crate::page::{Comment, clean, cues, dates, heads as signatures, links};

/// How many lines may stand between the heading and the first comment (sorting buttons and the like).
const LEAD_LINES: usize = 3;
/// In so many comments at least a line at the end has to be the same to be the page's own.
const REPEATED: usize = 3;

/// The lines of one comment, with the comment that it answers.
#[derive(Debug, Default)]
pub(super) struct Unit<'a> {
    pub(super) lines: Vec<&'a str>,
    pub(super) parent: Option<usize>,
    /// Whether the first line is the author's name.
    pub(super) named: bool,
}

/// The comments in `lines`; none where nothing tells them apart.
pub(super) fn comments(lines: &[&str]) -> Vec<Comment> {
    let seen: Vec<&str> = lines.iter().copied().filter(|line| !clean::is_blank(line)).collect();
    let Some(first) = seen.first() else { return vec![] };
    let mut units = if lists::is_item(first) { lists::listed(&seen) } else { vec![] };
    if units.is_empty() {
        units = by_heads(&seen);
    }
    if units.is_empty() {
        units = lists::bulleted(&seen);
    }
    cut_at_rules(&mut units);
    drop_repeated(&mut units);
    name_before_colon(&mut units);
    read_all(&units)
}

/// Whether `line` can begin a comment.
pub(super) fn is_head(line: &str) -> bool {
    lists::is_item(line) || cues::byline(line).is_some() || dates::is_stamp(line)
}

/// How far `line` is indented.
pub(super) fn indentation(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// Units that have no text of their own are dropped, and their answers move up.
fn read_all(units: &[Unit<'_>]) -> Vec<Comment> {
    let mut kept: Vec<Option<usize>> = Vec::with_capacity(units.len());
    let mut comments: Vec<Comment> = vec![];
    for unit in units {
        let parent = unit.parent.and_then(|parent| kept.get(parent).copied().flatten());
        let comment = read(unit);
        if comment.text.is_empty() {
            kept.push(parent);
        } else {
            kept.push(Some(comments.len()));
            comments.push(Comment { reply_to: parent, ..comment });
        }
    }
    comments
}

/// Where lines are drawn under the comments, what follows the last one is no part of it.
fn cut_at_rules(units: &mut [Unit<'_>]) {
    let ruled = units.iter().filter(|unit| unit.lines.last().is_some_and(|line| heads::is_rule(line))).count();
    if ruled == 0 || ruled + 1 < units.len() {
        return;
    }
    for unit in units {
        if let Some(at) = unit.lines.iter().rposition(|line| heads::is_rule(line)) {
            unit.lines.truncate(at);
        }
    }
}

/// «سمير: نعم» in every unit is a name and what it says.
fn name_before_colon(units: &mut [Unit<'_>]) {
    let parted = |unit: &Unit<'_>| {
        let (name, rest) = unit.lines.first()?.split_once(": ")?;
        (cues::is_name(name) && !clean::is_blank(rest)).then_some(())
    };
    if units.len() < 2 || !units.iter().all(|unit| parted(unit).is_some()) {
        return;
    }
    for unit in units {
        if let Some((name, rest)) = unit.lines.first().and_then(|line| line.split_once(": ")) {
            unit.lines.splice(..1, [name, rest]);
            unit.named = true;
        }
    }
}

/// Takes the last lines from all units as long as they are the same in most of them: buttons, badges.
fn drop_repeated(units: &mut [Unit<'_>]) {
    for _ in 0..4 {
        let mut last: Vec<String> = units.iter().filter_map(|unit| Some(without_digits(unit.lines.last()?))).collect();
        last.sort_unstable();
        let usual = last.chunk_by(|a, b| a == b).max_by_key(|same| same.len());
        let Some(usual) = usual.filter(|same| same.len() >= REPEATED && same.len() * 2 > units.len()) else { return };
        let usual = usual.first().cloned().unwrap_or_default();
        for unit in units.iter_mut().filter(|unit| unit.lines.len() > 1) {
            if unit.lines.last().is_some_and(|line| without_digits(line) == usual) {
                unit.lines.pop();
            }
        }
    }
}

/// A line without numbers and the space around it: «2 إعجاب» and «3 إعجاب» are the same.
fn without_digits(line: &str) -> String {
    line.trim().chars().filter(|c| !c.is_numeric()).collect()
}

/// Reads the head of a unit (picture, byline, name, date, in the orders in which pages print them) and takes the
/// rest for the comment.
fn read(unit: &Unit<'_>) -> Comment {
    let mut comment = Comment::default();
    let lines = unit.lines.as_slice();
    let mut rest = lines;
    if let Some((kind, words)) = lines.first().and_then(|line| links::link_back(line)) {
        let lines: Vec<&str> = std::iter::once(words).chain(lines.iter().skip(1).copied()).collect();
        return Comment { kind, text: clean::lines(without_tools(&lines).iter().copied()), ..comment };
    }
    if unit.named {
        comment.author = lines.first().and_then(|line| signatures::name(line));
        rest = lines.get(1..).unwrap_or_default();
    }
    while let Some((line, after)) = rest.split_first() {
        let next = after.first().copied().unwrap_or_default();
        let signature = signatures::signature(line).filter(|_| comment.date_text.is_none());
        if comment.date_text.is_none() && dates::is_stamp(line) {
            comment.date = dates::iso(line);
            comment.date_text = clean::label(line);
        } else if let Some(name) =
            head_name(line, next, comment.date_text.is_some(), comment.author.as_deref())
        {
            comment.author = Some(name);
        } else if let Some((name, signature)) =
            signature.and_then(|signature| Some((signatures::name_beside(&signature.beside)?, signature)))
        {
            comment.date = dates::iso(&signature.printed);
            comment.date_text = clean::label(&signature.printed);
            comment.author = comment.author.or(Some(name));
        } else if !(comment.author.is_some() && cues::tool(line)) {
            break;
        }
        rest = after;
    }
    rest = without_tools(rest);
    // Where no date stands over the words, the signature may stand under them.
    if comment.date_text.is_none() && rest.len() > 1 {
        let (above, foot) = heads::foot(rest);
        if let Some(Head { name, date, .. }) = foot.filter(|foot| comment.author.is_none() || foot.name.is_none()) {
            comment.author = comment.author.or(name);
            comment.date = date.as_deref().and_then(dates::iso);
            comment.date_text = date;
            rest = without_tools(above);
        }
    }
    if comment.author.is_none()
        && let Some((last, above)) = rest.split_last().filter(|(_, above)| !above.is_empty())
        && let Some(name) = heads::dashed(last)
    {
        comment.author = Some(name);
        rest = above;
    }
    // A lone full stop on top is a spacer of its writer, not a word.
    if let Some((_, after)) =
        rest.split_first().filter(|(line, after)| line.trim() == "." && !after.is_empty())
    {
        rest = after;
    }
    comment.text = clean::lines(rest.iter().copied());
    comment
}

/// The lines without the tool bar under them.
fn without_tools<'l, 'a>(mut lines: &'l [&'a str]) -> &'l [&'a str] {
    while let Some((_, before)) =
        lines.split_last().filter(|(line, _)| (cues::tool(line) || heads::is_rule(line)) && lines.len() > 1)
    {
        lines = before;
    }
    lines
}

/// The author that `line` names at the head of a unit: by a byline, or by the date that follows the bare name.
fn head_name(line: &str, next: &str, dated: bool, known: Option<&str>) -> Option<String> {
    if let Some((name, proof)) = cues::byline(line) {
        let believed =
            proof != cues::Proof::Weak || dated || dates::is_stamp(next) || cues::byline(next).is_some();
        // Two bylines name the same person; a second name is part of the comment.
        let agrees = known.is_none_or(|known| known == name);
        return (believed && agrees).then_some(name);
    }
    if known.is_some() {
        return None;
    }
    (!dated && cues::is_name(line) && dates::is_stamp(next)).then(|| clean::label(line)).flatten()
}

/// Units that begin, or end, with the form of head that the section has most of. All of them have to be dressed like
/// the first, so that «المثل يقول:» in a comment does not cut it.
fn by_heads<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let found = heads::all(lines);
    let Some(first) = found.first() else { return vec![] };
    if first.at > 0 {
        let footed = footed(lines, &found);
        if !footed.is_empty() || first.at >= LEAD_LINES {
            return footed;
        }
    }
    let form = first.form;
    let same = |head: &&Head| head.form == form || (form.is_dated() && head.form.is_dated());
    cut(lines, &found.iter().filter(same).map(|head| head.at).collect::<Vec<_>>())
}

/// Units that end with their signature: the last line of the section is one.
fn footed<'a>(lines: &[&'a str], found: &[Head]) -> Vec<Unit<'a>> {
    let dated: Vec<&Head> = found.iter().filter(|head| head.form.is_dated()).collect();
    let closes = dated.last().is_some_and(|last| {
        lines.get(last.at + last.lines..).is_some_and(|rest| rest.iter().all(|line| cues::tool(line) || heads::is_rule(line)))
    });
    if !closes {
        return vec![];
    }
    let mut start = 0;
    let mut units: Vec<Unit<'a>> = vec![];
    for head in dated {
        let end = head.at + head.lines;
        units.push(Unit { lines: lines.get(start..end).unwrap_or_default().to_vec(), ..Unit::default() });
        start = end;
    }
    // The name may stand on top all the same.
    let named = units.len() > 1
        && units.iter().all(|unit| unit.lines.len() > 2 && unit.lines.first().is_some_and(|line| cues::is_name(line)));
    for unit in &mut units {
        unit.named = named;
    }
    units
}

/// Cuts `lines` before every head; what stands before the first head is no comment.
fn cut<'a>(lines: &[&'a str], heads: &[usize]) -> Vec<Unit<'a>> {
    let ends = heads.iter().skip(1).copied().chain([lines.len()]);
    heads
        .iter()
        .zip(ends)
        .map(|(&start, end)| Unit { lines: lines.get(start..end).unwrap_or_default().to_vec(), ..Unit::default() })
        .collect()
}
