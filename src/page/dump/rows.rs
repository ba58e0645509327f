//! Rows of a head or a foot: a name or a date among buttons, ranks and whom the reader answers.

use crate::page::{clean, cues, dates, heads as signatures};

/// A line on which something is glued together is not longer, in bytes.
const LONGEST_GLUED: usize = 400;
/// No more parts of a line are told apart.
const MOST_PARTS: usize = 8;

/// A line without what a page prints beside the head of a comment: buttons in brackets, ranks behind a sign; and with
/// whom a reader answers on a line of its own.
pub(super) fn parted(line: &str) -> Vec<&str> {
    if line.len() > LONGEST_GLUED || !line.contains(['[', '(', '·', '|', '•']) {
        return vec![line];
    }
    let is_part = |part: &&str| {
        let part = part.trim();
        dates::is_stamp(part) || signatures::signature(part).is_some() || cues::field(part).is_some()
    };
    let parts: Vec<&str> =
        without_buttons(line).into_iter().flat_map(answer_apart).flat_map(without_ranks).collect();
    if parts.iter().any(is_part) { parts } else { vec![line] }
}

/// The pieces of a line around buttons: «5/3/2021 [إبلاغ]سمير».
fn without_buttons(line: &str) -> Vec<&str> {
    let mut parts = vec![];
    let (mut start, mut from) = (0, 0);
    while let Some(open) = line.get(from..).and_then(|rest| rest.find('[')).map(|at| from + at) {
        let Some(close) = line.get(open..).and_then(|rest| rest.find(']')).map(|at| open + at + 1) else {
            break;
        };
        if line.get(open + 1..close - 1).is_some_and(cues::tool) {
            parts.extend(line.get(start..open));
            start = close;
        }
        from = close;
    }
    parts.extend(line.get(start..));
    parts.retain(|part| !clean::is_blank(part));
    if parts.is_empty() { vec![line] } else { parts }
}

/// «سمير، 5/3/2021 (رداً على ليلى) رد» as its head and whom it answers.
fn answer_apart(line: &str) -> Vec<&str> {
    let inside = || {
        let (head, rest) = line.split_once('(')?;
        let (answer, _) = rest.split_once(')')?;
        let is_head =
            !clean::is_blank(head) && (dates::is_stamp(head) || signatures::signature(head).is_some());
        (is_head && cues::answers(answer).is_some()).then_some(vec![head, answer])
    };
    inside().unwrap_or_else(|| vec![line])
}

/// «عضو منذ 2019 · منذ يومين» without the rank.
fn without_ranks(line: &str) -> Vec<&str> {
    let parts = || line.split(['·', '|', '•']).map(str::trim).filter(|part| !part.is_empty());
    let is_row = (2..=MOST_PARTS).contains(&parts().count());
    if is_row && let Some(date) = date_among_tools(line) {
        return vec![date];
    }
    let has_rank = is_row && parts().any(cues::badge);
    if has_rank { parts().filter(|part| !cues::badge(part)).collect() } else { vec![line] }
}

/// The date in a row of buttons: «أعجبني · رد · منذ يومين».
fn date_among_tools(line: &str) -> Option<&str> {
    let parts = || line.split(['·', '|', '•']).map(str::trim).filter(|part| !part.is_empty());
    let date = parts().find(|part| dates::is_stamp(part))?;
    let is_tool = |part: &str| cues::tool(part) || cues::reaction(part).is_some() || cues::badge(part);
    let others = || parts().filter(|part| *part != date);
    (others().next().is_some() && others().all(is_tool)).then_some(date)
}
