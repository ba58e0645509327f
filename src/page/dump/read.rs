//! The lines of one comment → its author, date and words, in the orders in which pages print them.

use super::heads::{self, Head};
use super::tools::{before_reactions, is_tool, without_tools};
use super::units::Unit;
use crate::page::{Comment, CommentKind, clean, cues, dates, heads as signatures, links};

/// How many lines of buttons may stand over a head.
const LEAD_LINES: usize = 3;

/// Longer texts are no buttons, dates and counters, in bytes.
const LONGEST_BUTTON: usize = 80;

/// Units that have no text of their own are dropped, and their answers move up.
pub(super) fn read_all(units: &[Unit<'_>]) -> Vec<Comment> {
    let mut kept: Vec<Option<usize>> = Vec::with_capacity(units.len());
    let mut comments: Vec<Comment> = vec![];
    let found = units.iter().map(|unit| {
        let mut answered = None;
        (read(unit, &mut answered), answered)
    });
    let mut found: Vec<(Comment, Option<String>)> = found.collect();
    sign_once(&mut found);
    let signed = found.iter().filter(|(comment, _)| is_signed(comment)).count();
    // Where nearly all are signed, what is not is an advert or a button.
    let all_signed = signed > 1 && signed < units.len() && signed * 5 >= units.len() * 3;
    // One may be a reader's word.
    let buttons = found.iter().filter(|(comment, _)| is_button(&comment.text)).count();
    let are_buttons = buttons * 2 > found.len();
    for (unit, (comment, answered)) in units.iter().zip(found) {
        let parent = unit.parent.and_then(|parent| kept.get(parent).copied().flatten());
        if all_signed && !is_signed(&comment) {
            kept.push(parent);
            continue;
        }
        let mut comment = comment;
        let by_name = |name: &String| comments.iter().rposition(|other| other.author.as_ref() == Some(name));
        let parent = parent.or_else(|| answered.as_ref().and_then(by_name));
        let parent = parent.or_else(|| {
            let (words, name) = answered_below(&comment.text)?;
            let parent = by_name(&name)?;
            comment.text.truncate(words);
            Some(parent)
        });
        if comment.text.is_empty() || counts(&comment.text) || are_buttons && is_button(&comment.text) {
            kept.push(parent);
        } else {
            kept.push(Some(comments.len()));
            comments.push(Comment { reply_to: parent, ..comment });
        }
    }
    comments
}

/// Forums print the author below the words of every comment once more; readers close their own letters so.
fn sign_once(found: &mut [(Comment, Option<String>)]) {
    let words = |comment: &Comment| {
        let (words, last) = comment.text.rsplit_once('\n')?;
        let is_author = comment.date_text.is_some() && comment.author.as_deref() == Some(last.trim());
        is_author.then_some(words.len())
    };
    let signed: Vec<Option<usize>> = found.iter().map(|(comment, _)| words(comment)).collect();
    if signed.iter().flatten().count() * 2 > signed.len() {
        for ((comment, _), words) in found.iter_mut().zip(signed) {
            comment.text.truncate(words.unwrap_or(comment.text.len()));
        }
    }
}

/// The name that the last of several lines says to answer, and where the words before it end. A reader may write so, too:
/// it has to be somebody who has spoken.
fn answered_below(text: &str) -> Option<(usize, String)> {
    let (words, last) = text.rsplit_once('\n')?;
    Some((words.len(), cues::answers(last)?))
}

/// Whether a text says how many comments there are, and nothing else.
fn counts(text: &str) -> bool {
    text.len() <= LONGEST_BUTTON
        && text.contains(clean::is_numeric)
        && cues::heading(text).is_some_and(|heading| heading.declared.is_some())
}

/// Whether a text is a button or a date, and nothing else.
fn is_button(text: &str) -> bool {
    text.len() <= LONGEST_BUTTON && (dates::is_stamp(text) || is_tool(text))
}

/// Whether a name or a date stands on a comment, or it is a link back.
fn is_signed(comment: &Comment) -> bool {
    comment.author.is_some() || comment.date_text.is_some() || comment.kind != CommentKind::Comment
}

/// The date in brackets that closes some lines, with what stands before it; a line may end inside it.
pub(super) fn bracketed_date(lines: &[&str]) -> Option<(String, String)> {
    (1..=2).find_map(|count| {
        let (above, last) = lines.split_at_checked(lines.len().checked_sub(count)?)?;
        let last = last.join("\n");
        let (words, date) = last.trim_end().strip_suffix(')')?.rsplit_once('(')?;
        let date = date.replace('\n', " ");
        let above = above.iter().copied().chain([words.trim_end()]).collect::<Vec<_>>().join("\n");
        (dates::is_stamp(&date) && !clean::is_blank(words)).then_some((above, date))
    })
}

/// A unit without the number of the comment and the tools that stand over its head.
fn without_lead<'l, 'a>(lines: &'l [&'a str]) -> &'l [&'a str] {
    let leads = lines.iter().take(LEAD_LINES).take_while(|line| is_tool(line)).count();
    let after = lines.get(leads..).unwrap_or_default();
    if heads::head(after, 0).is_some() { after } else { lines }
}

/// Whether a line is the time of a day and nothing else.
fn is_clock(line: &str) -> bool {
    line.contains(':') && line.trim().chars().all(|c| clean::is_numeric(c) || ": صم".contains(c))
}

/// Reads a unit: the head (picture, byline, name, date, in the orders in which pages print them), whom it answers, the
/// words, and the signature under them.
fn read(unit: &Unit<'_>, answered: &mut Option<String>) -> Comment {
    let lines = unit.lines.as_slice();
    if let Some((kind, words)) = lines.first().and_then(|line| links::link_back(line)) {
        let lines: Vec<&str> = std::iter::once(words).chain(lines.iter().skip(1).copied()).collect();
        let text = clean::lines(without_tools(&lines).iter().copied());
        return Comment { kind, text, ..Comment::default() };
    }
    let mut reading = Reading { comment: Comment::default(), rest: without_lead(lines), answered: None };
    reading.answer_ahead();
    reading.begin(unit);
    if !unit.footed {
        reading.head();
    }
    reading.answer();
    *answered = reading.answered.take();
    reading.rest = without_tools(before_reactions(reading.rest));
    if let Some((words, date)) = reading.bracketed() {
        reading.date(&date);
        return Comment { text: clean::lines(words.lines()), ..reading.comment };
    }
    reading.foot();
    // A lone full stop on top is a spacer of its writer, not a word.
    let lines = reading.rest.iter().copied();
    let is_spacer = reading.rest.len() > 1 && reading.rest.first().is_some_and(|line| line.trim() == ".");
    Comment { text: clean::lines(lines.skip(usize::from(is_spacer))), ..reading.comment }
}

/// A comment in the making, and the lines that are not read yet.
struct Reading<'l, 'a> {
    comment: Comment,
    rest: &'l [&'a str],
    /// Whom it answers.
    answered: Option<String>,
}

impl Reading<'_, '_> {
    /// Passes over so many lines.
    fn pass(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// Takes a date as it is printed.
    fn date(&mut self, printed: &str) {
        self.comment.date = dates::iso(printed);
        self.comment.date_text = clean::label(printed);
    }

    /// What is known of the first lines before they are read.
    fn begin(&mut self, unit: &Unit<'_>) {
        if unit.footed {
            // The buttons of the comment before stand below its signature.
            let tools = self.rest.iter().take_while(|line| is_tool(line)).count();
            if tools + 1 < self.rest.len() {
                self.pass(tools);
            }
        }
        if unit.named {
            self.comment.author = self.rest.first().and_then(|line| signatures::name(line));
            self.pass(1);
        }
        // The alternative text of a picture repeats the name.
        if let [first, second, third, ..] = self.rest
            && first.trim() == second.trim()
            && dates::is_stamp(third)
        {
            self.pass(1);
        }
    }

    /// Name and date above the words.
    fn head(&mut self) {
        while let Some((line, after)) = self.rest.split_first() {
            let next = after.first().copied().unwrap_or_default();
            let is_dated = self.comment.date_text.is_some();
            let signature = signatures::signature(line).filter(|_| !is_dated);
            let signature = signature
                .and_then(|signature| Some((signatures::name_beside(&signature.beside)?, signature.printed)));
            if !is_dated && dates::is_stamp(line) {
                self.date(line);
            } else if let Some(day) = self.comment.date_text.take_if(|_| is_clock(line)) {
                let whole = format!("{day} {}", line.trim());
                self.comment.date = dates::iso(&whole);
                self.comment.date_text = Some(whole);
            } else if is_dated && !after.is_empty() && self.comment.author.as_deref() == Some(line.trim()) {
                // The picture over the date names the reader, too.
            } else if names_next(line, next) {
                // The next line says the name once more.
            } else if let Some(name) = head_name(line, next, is_dated, self.comment.author.as_deref()) {
                self.comment.author = Some(name);
            } else if let Some((name, printed)) = signature {
                self.date(&printed);
                self.comment.author.get_or_insert(name);
            } else if !(self.comment.author.is_some()
                && is_tool(line)
                && after.iter().any(|line| !is_tool(line)))
            {
                break;
            }
            self.rest = after;
        }
    }

    /// Whom the comment says to answer over its head.
    fn answer_ahead(&mut self) {
        if let Some((line, after)) = self.rest.split_first()
            && heads::head(after, 0).is_some_and(|head| head.name.is_some())
            && let Some(name) = cues::answers(line)
        {
            self.answered = Some(name);
            self.rest = after;
        }
    }

    /// Whom the comment says to answer: on the next line, or beside the name.
    fn answer(&mut self) {
        if let Some((line, after)) = self.rest.split_first().filter(|(_, after)| !after.is_empty())
            && let Some(name) = cues::answers(line)
        {
            self.answered = Some(name);
            self.rest = after;
        }
        if let Some((name, answered)) = self.comment.author.as_deref().and_then(cues::name_and_answered) {
            self.comment.author = Some(name);
            self.answered.get_or_insert(answered);
        }
    }

    /// The words with a date in brackets at their end, where it is the only one.
    fn bracketed(&self) -> Option<(String, String)> {
        let is_open = self.comment.date_text.is_none() && self.comment.author.is_some();
        bracketed_date(self.rest).filter(|_| is_open)
    }

    /// Where no date stands over the words, the signature may stand under them; and the name, where no name does.
    fn foot(&mut self) {
        if self.comment.date_text.is_none() && self.rest.len() > 1 {
            let (above, foot) = heads::foot(self.rest, if self.comment.author.is_some() { 1 } else { 2 });
            if let Some(Head { name, date, .. }) = foot {
                self.comment.author = self.comment.author.take().or(name);
                self.comment.date = date.as_deref().and_then(dates::iso);
                self.comment.date_text = date;
                self.rest = without_tools(above);
            }
        }
        if self.comment.date_text.is_none()
            && let [above @ .., date, name] = self.rest
            && !above.is_empty()
            && dates::is_stamp(date)
            && cues::is_name(name)
        {
            self.date(date);
            self.comment.author = self.comment.author.take().or_else(|| signatures::name(name));
            self.rest = without_tools(above);
        }
        let Some((last, above)) = self.rest.split_last().filter(|(_, above)| !above.is_empty()) else {
            return;
        };
        if self.comment.author.is_none()
            && let Some(name) = heads::dashed(last)
        {
            self.comment.author = Some(name);
            self.rest = above;
        }
    }
}

/// Whether a line is the name that the next one has beside its date.
fn names_next(line: &str, next: &str) -> bool {
    cues::is_name(line)
        && signatures::signature(next).and_then(|found| signatures::name_beside(&found.beside)).as_deref()
            == Some(line.trim())
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
