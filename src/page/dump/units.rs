//! The comments under a heading, told apart by what repeats.

use super::heads::{self, Form, Head};
use super::template::{self, Repeated};
use super::{lists, marks};
use crate::page::{Comment, CommentKind, clean, cues, dates, heads as signatures, links};

/// How many lines may stand between the heading and the first comment (sorting buttons and the like).
const LEAD_LINES: usize = 3;
/// So many buttons of so many words, and so many notes, may stand there instead.
const NOTES: usize = 2;
const MOST_BUTTONS: usize = 8;
const BUTTON_WORDS: usize = 4;
/// Countries have at most so many words.
const COUNTRY_WORDS: usize = 2;
/// Buttons that are drawn.
const VOTES: &str = "▲▼△▽↑↓⬆⬇+−👍👎\u{fe0f}";
/// In so many comments at least a line at the end has to be the same to be the page's own.
const REPEATED: usize = 3;

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
    let seen = template::without_tails(&seen);
    let apart = template::apart(&seen);
    let repeated = Repeated::of(&apart);
    let mut units = listed(&seen);
    for unit in &mut units {
        unit.lines = repeated.left_out(&template::apart(&unit.lines));
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
    cut_at_rules(&mut units, ruled);
    template::join_columns(&mut units);
    template::end_like_others(&mut units);
    name_under_date(&mut units, seen.iter().any(|line| cues::badge(line)));
    name_on_top(&mut units);
    drop_repeated(&mut units);
    name_before_colon(&mut units);
    let mut comments = read_all(&units);
    leave_out_countries(&mut comments);
    comments
}

/// Where every name goes on with a country, «سمير من تونس», it is no part of it.
fn leave_out_countries(comments: &mut [Comment]) {
    let name = |comment: &Comment| {
        let (name, country) = comment.author.as_deref()?.rsplit_once(" من ")?;
        (country.split_whitespace().count() <= COUNTRY_WORDS).then(|| name.to_owned())
    };
    let names: Vec<Option<String>> = comments.iter().map(name).collect();
    if names.len() > 1 && names.iter().all(Option::is_some) {
        for (comment, name) in comments.iter_mut().zip(names) {
            comment.author = name;
        }
    }
}

/// Whether all of several units close with a date in brackets.
fn all_dated(units: &[Unit<'_>]) -> bool {
    units.len() > 1 && units.iter().all(|unit| bracketed_date(&unit.lines).is_some())
}

/// The date in brackets that closes some lines, with what stands before it; a line may end inside it.
fn bracketed_date(lines: &[&str]) -> Option<(String, String)> {
    let close = |text: &str| {
        let (words, date) = text.trim_end().strip_suffix(')')?.rsplit_once('(')?;
        (dates::is_stamp(date) && !clean::is_blank(words))
            .then(|| (words.trim_end().to_owned(), date.to_owned()))
    };
    let last = lines.last()?;
    let whole = || {
        let above = lines.get(lines.len().checked_sub(2)?..)?.join("\n");
        let (words, date) = close(&above)?;
        Some((words, date.replace('\n', " ")))
    };
    close(last)
        .map(|(words, date)| {
            let above = lines.get(..lines.len() - 1).unwrap_or_default();
            (above.iter().copied().chain([words.as_str()]).collect::<Vec<_>>().join("\n"), date)
        })
        .or_else(|| {
            let (words, date) = whole()?;
            let above = lines.get(..lines.len() - 2).unwrap_or_default();
            Some((above.iter().copied().chain([words.as_str()]).collect::<Vec<_>>().join("\n"), date))
        })
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
    let item = template::without_post_number(lists::without_mark(line));
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

/// Units that have no text of their own are dropped, and their answers move up.
fn read_all(units: &[Unit<'_>]) -> Vec<Comment> {
    let mut kept: Vec<Option<usize>> = Vec::with_capacity(units.len());
    let mut comments: Vec<Comment> = vec![];
    let signed = units.iter().filter(|unit| is_signed(unit)).count();
    // Where nearly all are signed, what is not is an advert or a button.
    let all_signed = signed > 1 && signed < units.len() && signed * 5 >= units.len() * 3;
    for unit in units {
        if all_signed && !is_signed(unit) {
            kept.push(unit.parent.and_then(|parent| kept.get(parent).copied().flatten()));
            continue;
        }
        let mut answered = None;
        let comment = read(unit, &mut answered);
        let by_name = |name: &String| comments.iter().rposition(|other| other.author.as_ref() == Some(name));
        let parent = unit
            .parent
            .and_then(|parent| kept.get(parent).copied().flatten())
            .or_else(|| answered.as_ref().and_then(by_name));
        if comment.text.is_empty() {
            kept.push(parent);
        } else {
            kept.push(Some(comments.len()));
            comments.push(Comment { reply_to: parent, ..comment });
        }
    }
    comments
}

/// Whether a name or a date stands on a unit, or it is a link back.
fn is_signed(unit: &Unit<'_>) -> bool {
    let comment = read(unit, &mut None);
    comment.author.is_some() || comment.date_text.is_some() || comment.kind != CommentKind::Comment
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
    } else if units.len() > 1 && units.iter().all(|unit| closed(unit) && heads::all(&unit.lines).is_empty()) {
        for unit in units {
            unit.lines.rotate_right(1);
            unit.named = true;
        }
    }
}

/// «سمير: نعم» in every unit is a name and what it says.
fn name_before_colon(units: &mut [Unit<'_>]) {
    let parted = |unit: &Unit<'_>| {
        let first = unit.lines.first()?;
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

/// A unit without the number of the comment and the tools that stand over its head.
fn without_lead<'l, 'a>(lines: &'l [&'a str]) -> &'l [&'a str] {
    let leads = lines.iter().take(LEAD_LINES).take_while(|line| is_tool(line)).count();
    let after = lines.get(leads..).unwrap_or_default();
    if heads::head(after, 0).is_some() { after } else { lines }
}

/// Whether a line is the time of a day and nothing else.
fn is_clock(line: &str) -> bool {
    line.contains(':') && line.trim().chars().all(|c| c.is_numeric() || ": صم".contains(c))
}

/// Whether a line belongs to the tool bar of a comment.
fn is_tool(line: &str) -> bool {
    let line = lists::without_mark(line);
    let is_vote = || line.chars().all(|c| c.is_numeric() || c.is_whitespace() || VOTES.contains(c));
    cues::tool(line) || cues::glued_tools(line) || is_vote()
}

/// Reads the head of a unit (picture, byline, name, date, in the orders in which pages print them) and takes the
/// rest for the comment.
fn read(unit: &Unit<'_>, answered: &mut Option<String>) -> Comment {
    let mut comment = Comment::default();
    let lines = unit.lines.as_slice();
    let mut rest = lines;
    if let Some((kind, words)) = lines.first().and_then(|line| links::link_back(line)) {
        let lines: Vec<&str> = std::iter::once(words).chain(lines.iter().skip(1).copied()).collect();
        return Comment { kind, text: clean::lines(without_tools(&lines).iter().copied()), ..comment };
    }
    rest = without_lead(rest);
    if unit.footed {
        // The buttons of the comment before stand below its signature.
        let tools = rest.iter().take_while(|line| is_tool(line)).count();
        rest = rest.get(tools..).filter(|words| words.len() > 1).unwrap_or(rest);
    }
    if unit.named {
        comment.author = rest.first().and_then(|line| signatures::name(line));
        rest = rest.get(1..).unwrap_or_default();
    }
    // The alternative text of a picture repeats the name.
    if let [first, second, third, ..] = rest
        && first.trim() == second.trim()
        && dates::is_stamp(third)
    {
        rest = rest.get(1..).unwrap_or_default();
    }
    while let Some((line, after)) = rest.split_first().filter(|_| !unit.footed) {
        let next = after.first().copied().unwrap_or_default();
        let signature = signatures::signature(line).filter(|_| comment.date_text.is_none());
        if comment.date_text.is_none() && dates::is_stamp(line) {
            comment.date = dates::iso(line);
            comment.date_text = clean::label(line);
        } else if let Some(day) = comment.date_text.as_deref().filter(|_| is_clock(line)) {
            let whole = format!("{day} {}", line.trim());
            comment.date = dates::iso(&whole);
            comment.date_text = Some(whole);
        } else if names_next(line, next) {
            // The next line says the name once more.
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
        } else if !(comment.author.is_some() && is_tool(line)) {
            break;
        }
        rest = after;
    }
    if let Some((name, after)) = rest
        .split_first()
        .and_then(|(line, after)| Some((cues::answers(line)?, after)))
        .filter(|(_, after)| !after.is_empty())
    {
        *answered = Some(name);
        rest = after;
    }
    if let Some((name, named)) = comment.author.as_deref().and_then(cues::name_and_answered) {
        comment.author = Some(name);
        *answered = answered.take().or(Some(named));
    }
    rest = without_tools(rest);
    if comment.date_text.is_none()
        && comment.author.is_some()
        && let Some((words, date)) = bracketed_date(rest)
    {
        comment.date = dates::iso(&date);
        comment.date_text = clean::label(&date);
        comment.text = clean::lines(words.lines());
        return comment;
    }
    // Where no date stands over the words, the signature may stand under them.
    if comment.date_text.is_none() && rest.len() > 1 {
        let (above, foot) = heads::foot(rest, if comment.author.is_some() { 1 } else { 2 });
        if let Some(Head { name, date, .. }) = foot {
            comment.author = comment.author.or(name);
            comment.date = date.as_deref().and_then(dates::iso);
            comment.date_text = date;
            rest = without_tools(above);
        }
    }
    if comment.date_text.is_none()
        && let [above @ .., date, name] = rest
        && !above.is_empty()
        && dates::is_stamp(date)
        && cues::is_name(name)
    {
        comment.date = dates::iso(date);
        comment.date_text = clean::label(date);
        comment.author = comment.author.or_else(|| signatures::name(name));
        rest = without_tools(above);
    }
    if comment.author.is_none()
        && let Some((last, above)) = rest.split_last().filter(|(_, above)| !above.is_empty())
        && let Some(name) = heads::dashed(last)
    {
        comment.author = Some(name);
        rest = above;
    }
    // Forums print the author below the words once more.
    if let Some((_, above)) = rest.split_last().filter(|(last, above)| {
        !above.is_empty() && comment.date_text.is_some() && comment.author.as_deref() == Some(last.trim())
    }) {
        rest = without_tools(above);
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

/// Whether a line is the name that the next one has beside its date.
fn names_next(line: &str, next: &str) -> bool {
    cues::is_name(line)
        && signatures::signature(next).and_then(|found| signatures::name_beside(&found.beside)).as_deref()
            == Some(line.trim())
}

/// The lines without the tool bar under them.
fn without_tools<'l, 'a>(mut lines: &'l [&'a str]) -> &'l [&'a str] {
    while let Some((_, before)) = lines
        .split_last()
        .filter(|(line, before)| !before.is_empty() && (is_tool(line) || heads::is_rule(line)))
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
    let closes = dated
        .last()
        .is_some_and(|last| is_end(after(last).get(usize::from(name_last)..).unwrap_or_default()));
    if !closes {
        return vec![];
    }
    let mut start = 0;
    let mut units: Vec<Unit<'a>> = vec![];
    for head in dated {
        let end = head.at + head.lines + usize::from(name_last);
        units.push(Unit { lines: lines.get(start..end).unwrap_or_default().to_vec(), ..Unit::default() });
        start = end;
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

/// Where all units but the first begin with a name, what stands over a name in the first is a note of the page.
fn without_note(units: &mut [Unit<'_>]) {
    let is_name = |line: &&str| cues::is_name(line);
    let Some((first, others)) = units.split_first_mut() else { return };
    if others.len() < 2 || !others.iter().all(|unit| unit.lines.first().is_some_and(|line| is_name(&line))) {
        return;
    }
    let words = first.lines.len().saturating_sub(2);
    if let Some(at) = first.lines.iter().take(words.min(NOTES + 1)).position(is_name) {
        first.lines.drain(..at);
    }
}
