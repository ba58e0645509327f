//! Units that begin, or end, with a name and a date.

use super::heads::{self, Form, Head};
use super::marks;
use super::tools::is_tool;
use super::units::{LEAD_LINES, Unit};
use crate::page::{cues, links};

/// So many lines of buttons may stand between the heading and the first of several comments.
const MOST_BUTTONS: usize = 8;
/// Buttons have no more words.
const BUTTON_WORDS: usize = 4;
/// Names on top have no more words.
const NAME_WORDS: usize = 3;
/// So many longer lines may stand among them.
const NOTES: usize = 2;

/// Units that begin, or end, with the form of head that the section has most of. All of them have to be dressed like
/// the first, so that «المثل يقول:» in a comment does not cut it.
pub(super) fn by_heads<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let found = heads::all(lines);
    let Some(first) = found.first() else { return vec![] };
    if first.at > 0 {
        let footed = footed(lines, &found);
        let leads = lines.get(..first.at).unwrap_or_default();
        let is_long = |line: &&&str| line.split_whitespace().count() > BUTTON_WORDS && !is_tool(line);
        let long = leads.iter().filter(is_long).count();
        let is_far =
            first.at >= LEAD_LINES && !(found.len() > 1 && first.at <= MOST_BUTTONS && long <= NOTES);
        if !footed.is_empty() || is_far {
            return footed;
        }
    }
    let form = first.form;
    let same = |head: &&Head| head.form == form || (form.is_dated() && head.form.is_dated());
    let mentions = (first.at..lines.len()).filter(|&at| links::link_back(lines[at]).is_some());
    // Where dates come first, a short comment over the next date is no name.
    let date_first = form == Form::Date && first.at == 0;
    let start =
        |head: &Head| if date_first && head.form == Form::Stamp { head.at + head.lines - 1 } else { head.at };
    // Whom a comment answers may stand over its head; under the last of all it is a button.
    let answered = |at: usize| lines.get(at).and_then(|line| cues::answers(line));
    let has_buttons = lines.len().checked_sub(1).and_then(answered).is_some();
    let has_spoken = |name: &str| found.iter().any(|head| head.name.as_deref() == Some(name));
    let is_answer = |at: usize| !has_buttons && answered(at).is_some_and(|name| has_spoken(&name));
    let start = |head: &Head| match start(head) {
        at if at > first.at && is_answer(at - 1) => at - 1,
        at => at,
    };
    let mut starts: Vec<usize> = found.iter().filter(same).map(start).chain(mentions).collect();
    starts.sort_unstable();
    starts.dedup();
    marks::cut(lines, &starts)
}

/// Units that end with their signature: the last line of the section is one.
fn footed<'a>(lines: &[&'a str], found: &[Head]) -> Vec<Unit<'a>> {
    let dated: Vec<&Head> = found.iter().filter(|head| head.form.is_dated()).collect();
    let is_end = |rest: &[&str]| rest.iter().all(|line| is_tool(line) || heads::is_rule(line));
    let after = |head: &Head| lines.get(head.at + head.lines..).unwrap_or_default();
    // The name may be the last line of all.
    let is_named = |head: &&Head| after(head).first().is_some_and(|line| cues::is_name(line));
    let name_last = dated.len() > 1 && dated.iter().all(is_named);
    let name_first = name_last && begins_with_name(lines, &dated);
    let name_last = name_last && !name_first;
    let closes = dated
        .last()
        .is_some_and(|last| is_end(after(last).get(usize::from(name_last)..).unwrap_or_default()));
    if !(closes || name_first) {
        return vec![];
    }
    let mut start = 0;
    let mut units: Vec<Unit<'a>> = vec![];
    for head in dated {
        let end = head.at + head.lines + usize::from(name_last);
        units.push(Unit { lines: lines.get(start..end).unwrap_or_default().to_vec(), ..Unit::default() });
        start = end;
    }
    for unit in &mut units {
        let tools = unit.lines.iter().take_while(|line| is_tool(line)).count();
        unit.lines.drain(..tools.min(unit.lines.len().saturating_sub(2)));
    }
    without_note(&mut units);
    // The name may stand on top all the same. One comment alone has to leave no doubt.
    let on_top = |unit: &Unit<'_>| {
        let first = unit.lines.first().filter(|line| cues::is_name(line))?;
        let second = unit.lines.get(1).filter(|_| unit.lines.len() > 2)?;
        let shorter = first.split_whitespace().count() < second.split_whitespace().count();
        (units.len() > 1 || shorter || unit.lines.len() > 3 && found.iter().all(|head| head.name.is_none()))
            .then_some(())
    };
    let named = units.iter().all(|unit| on_top(unit).is_some());
    for unit in &mut units {
        unit.named = named;
        unit.footed = !named;
    }
    units
}

/// Whether the first unit has a name on top and words under it. Then what stands under the last date is no name.
fn begins_with_name(lines: &[&str], dated: &[&Head]) -> bool {
    let first = lines.get(..dated.first().map_or(0, |head| head.at)).unwrap_or_default();
    let words = |line: &str| line.split_whitespace().count();
    first.first().is_some_and(|name| {
        let said: usize = first.iter().skip(1).filter(|line| !is_tool(line)).map(|line| words(line)).sum();
        cues::is_name(name) && words(name) <= NAME_WORDS && words(name) < said
    })
}

/// Where all units but the first begin with a name, what stands over a name in the first is a note of the page.
fn without_note(units: &mut [Unit<'_>]) {
    let is_name = |line: &&str| cues::is_name(line);
    let Some((first, others)) = units.split_first_mut() else { return };
    if others.len() < 2 || !others.iter().all(|unit| unit.lines.first().is_some_and(is_name)) {
        return;
    }
    let words = first.lines.len().saturating_sub(2);
    if let Some(at) = first.lines.iter().take(words.min(NOTES + 1)).position(is_name) {
        first.lines.drain(..at);
    }
}
