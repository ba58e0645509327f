//! The dates that Arabic pages print → ISO 8601.
//!
//! | step | module |
//! | --- | --- |
//! | names of months in the calendars of the Arab world | `names` |
//! | printed forms of days and times | `forms` |
//! | times before now | `relative` |
//! | the words of all of them | `words` |
//!
//! Days come before months, as everywhere in the Arab world. What a date does not say is not made up: a relative time
//! such as «منذ ساعتين» is a date line without a date, until somebody says when the page was saved.

mod forms;
mod names;
mod relative;
#[cfg(test)]
mod tests;
mod words;

use super::clean::{self, fold};
use super::memory::{self, Question};
use super::{Comment, Warning};
use forms::{Calendar, PATTERNS};
pub use relative::Moment;

/// The longest date line (weekday, both calendars, time) in bytes.
const LONGEST_STAMP: usize = 240;

/// The first date in `text` in ISO 8601, with the time where one is printed.
pub(crate) fn iso(text: &str) -> Option<String> {
    if !has_digit(text) {
        return None;
    }
    memory::on(
        text,
        |found| &found.iso,
        || {
            let folded = fold(text);
            let day = forms::days(&folded).best?.day;
            Some(match forms::time(&folded) {
                Some(time) => format!("{day}T{:02}:{:02}", time.hour(), time.minute()),
                None => day.to_string(),
            })
        },
    )
}

/// A date as programs write it: seconds or milliseconds since 1970, in UTC, or any printed form.
pub(crate) fn machine(text: &str) -> Option<String> {
    let text = text.trim();
    // Whole seconds; some programs write a fraction behind them.
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && let Ok(number) = whole.parse::<i64>()
    {
        return match whole.len() {
            9 | 10 => relative::since_1970(number),
            12 | 13 => relative::since_1970(number / 1000),
            _ => iso(text),
        };
    }
    iso(text)
}

/// Whether `line` holds a date, or a relative time, and nothing else.
pub(crate) fn is_stamp(line: &str) -> bool {
    line.len() <= LONGEST_STAMP && memory::is(Question::Stamp, line, || is_stamp_unkept(line))
}

/// The same without a look at what is known of lines, for parts of one that nobody asks for twice.
pub(crate) fn is_stamp_unkept(line: &str) -> bool {
    if line.len() > LONGEST_STAMP || !(has_digit(line) || relative::may_be(line)) {
        return false;
    }
    let folded = fold(line);
    if !words::are_known(&folded) {
        return false;
    }
    if relative::is(folded.trim_matches(['(', ')', '[', ']', ' '])) {
        return true;
    }
    let days = forms::days(&folded);
    if days.best.is_none() {
        return false;
    }
    let mut rest = folded;
    for range in days.places {
        rest.replace_range(range.clone(), &" ".repeat(range.len()));
    }
    let rest = PATTERNS.post.replace(&rest, " ");
    let rest = PATTERNS.time.replace(&rest, " ");
    let rest = PATTERNS.hour.replace(&rest, " ");
    rest.split(|c: char| c.is_whitespace() || "،,-–—|:()[]/.@#•·«»".contains(c))
        .filter(|word| !word.is_empty())
        .all(|word| PATTERNS.beside.is_match(word))
}

/// A date line as printed, without the signs around it that part it from a name or a number: «#1 12 مارس 2024 |».
pub(crate) fn printed(text: &str) -> Option<String> {
    let is_around = |c: char| c.is_whitespace() || "-–—|/\\·•:،,»«@".contains(c);
    let bare = |text: &str| text.trim_matches(is_around).to_owned();
    let label = bare(&clean::label(text)?);
    // A bracket that closes before the date what a name stands in.
    let label = label.strip_prefix(')').filter(|rest| !rest.contains('(')).map_or(label.clone(), bare);
    let is_number = |word: &str| {
        word.strip_prefix('#')
            .is_some_and(|number| !number.is_empty() && number.chars().all(clean::is_numeric))
    };
    let dated = label.split_once(' ').filter(|(word, _)| is_number(word)).map(|(_, rest)| bare(rest));
    Some(dated.unwrap_or(label)).filter(|label| !label.is_empty())
}

/// Whether a line says that a comment was changed later, and nothing else: «Edited», «(تم التعديل)».
pub(crate) fn is_change(line: &str) -> bool {
    const LONGEST_CHANGE: usize = 40;
    line.len() <= LONGEST_CHANGE && relative::is_change(&fold(line.trim()))
}

/// Whether a text has no words but those of dates.
pub(crate) fn has_only_words_of_dates(text: &str) -> bool {
    words::are_known(&fold(text))
}

/// Whether there is a digit, as every date has one; this spares most lines the rest of the work.
fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) || text.contains(|c| matches!(c, '٠'..='٩' | '۰'..='۹'))
}

/// Gives comments the dates that need to know when the page was saved, and warns of dates that may be a day off.
pub(super) fn complete(comments: &mut [Comment], now: Option<Moment>) -> Option<Warning> {
    let mut lunar = 0;
    for comment in comments {
        let Some(printed) = &comment.date_text else { continue };
        match (&comment.date, now) {
            (None, Some(now)) => comment.date = relative::before(&fold(printed), now),
            (Some(date), _) if forms::may_be_hijri(printed) => {
                let day = forms::days(&fold(printed)).best;
                let is_lunar = day.is_some_and(|found| {
                    // The date of a machine-readable attribute beside it is exact.
                    found.calendar == Calendar::Hijri && date.starts_with(&found.day.to_string())
                });
                lunar += usize::from(is_lunar);
            }
            _ => {}
        }
    }
    let message = format!(
        "Dates of the Hijri calendar were converted by the Umm al-Qura calendar and may be a day off where months were \
         begun by sighting: {lunar}."
    );
    (lunar > 0).then(|| Warning::new("hijri-dates", message))
}
