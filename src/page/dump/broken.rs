//! What programs have broken in two, joined again: addresses, «سمير» over «يقول:», a day over its time.

use std::borrow::Cow;

use super::lists;
use crate::page::{clean, cues, dates};

/// A time of day is no longer, in bytes.
const LONGEST_CLOCK: usize = 24;
/// Longer addresses are left broken, in bytes.
const LONGEST_ADDRESS: usize = 2000;
/// Lines that are broken within a word have so many columns at least.
const FULL: usize = 72;
/// Wrapped lines have more columns.
const NARROWEST: usize = 40;
/// Words before which a hyphen stands for a part of the next word but one, folded.
const AND: [&str; 8] = ["und", "oder", "bzw", "sowie", "bis", "and", "or", "et"];
/// Signs behind which programs break addresses.
const BREAKS: [char; 9] = ['-', '/', '=', '?', '&', '_', '%', '#', '+'];

/// A text with what belongs on one line on one.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    let mut lines: Vec<Cow<'_, str>> = vec![];
    let mut is_whole = true;
    let mut last = "";
    for line in text.lines() {
        let above = lines.last_mut().and_then(|above| Some((between(above, last, line)?, above)));
        last = line;
        match above {
            Some((space, above)) => {
                is_whole = false;
                let above = above.to_mut();
                above.truncate(above.trim_end().len());
                above.push_str(space);
                above.push_str(lists::without_mark(line).trim_start());
            }
            None => lines.push(Cow::Borrowed(line)),
        }
    }
    if is_whole { Cow::Borrowed(text) } else { Cow::Owned(lines.join("\n")) }
}

/// What stands between what was joined, of which `last` is the last line, and the next, where they are one.
fn between(above: &str, last: &str, line: &str) -> Option<&'static str> {
    if clean::is_blank(above) || clean::is_blank(line) {
        None
    } else if is_address_broken(above, last, line) || is_word_broken(above, line) {
        Some("")
    } else {
        let is_one = is_speech_below(above, line) || is_clock_below(above, line) || is_bar_below(above, line);
        is_one.then_some(" ")
    }
}

/// Whether a word with a hyphen at the end of a wrapped line goes on at the start of the next.
fn is_word_broken(above: &str, line: &str) -> bool {
    let Some(before) = above.strip_suffix('-') else { return false };
    let next = line.split_whitespace().next().unwrap_or_default();
    before.ends_with(clean::is_alphabetic)
        && line.trim_start().starts_with(clean::is_alphabetic)
        && before.chars().nth(NARROWEST).is_some()
        && !AND.contains(&clean::fold(next).as_str())
}

/// Whether the bar that html2text draws behind a heading stands under it.
fn is_bar_below(above: &str, line: &str) -> bool {
    let (above, line) = (above.trim(), line.trim());
    let stars = above.trim_start_matches('*');
    let bar = above.get(..above.len() - stars.len()).unwrap_or_default();
    bar.len() > 1 && stars.starts_with(' ') && !above.ends_with('*') && line.ends_with(bar)
}

/// Whether an address at the end of a line, of which `last` is what was printed last, goes on at the start of the next.
fn is_address_broken(above: &str, last: &str, line: &str) -> bool {
    // However often it was joined, it is looked through once for every line that may go on with it.
    let near = above.len().saturating_sub(LONGEST_ADDRESS);
    let near = (near..=above.len()).find_map(|at| above.get(at..)).unwrap_or_default();
    let Some(start) = near.split_whitespace().next_back() else { return false };
    let is_marked = start.starts_with('<') && !start.ends_with('>');
    let start = start.trim_start_matches(['(', '<', '[']);
    if !["http://", "https://", "www."].iter().any(|scheme| start.starts_with(scheme)) {
        return false;
    }
    let Some(rest) = line.split_whitespace().next().filter(|rest| rest.is_ascii()) else { return false };
    // Of a word without digits and signs nobody knows whether it is a part of the address.
    let is_odd = rest.contains(|c: char| c.is_ascii_digit() || BREAKS.contains(&c));
    // Longer words than a line are broken anywhere.
    let is_full = last.chars().count() >= FULL && !last.trim().contains(char::is_whitespace);
    is_full
        || rest.starts_with(['/', '?', '=', '&'])
        || start.ends_with(BREAKS) && (is_odd || is_marked && rest.ends_with('>'))
}

/// Whether a name is too long for the line on which it «says:» something.
fn is_speech_below(above: &str, line: &str) -> bool {
    cues::is_speech(line)
        && cues::byline(&format!("{} {}", lists::without_mark(above), line.trim())).is_some()
}

/// Whether the time of day stands under its day.
fn is_clock_below(above: &str, line: &str) -> bool {
    let clock = lists::without_mark(line).trim();
    let is_clock =
        clock.len() <= LONGEST_CLOCK && clock.starts_with(clean::is_numeric) && clock.contains(':');
    let day = lists::without_mark(above);
    is_clock
        && !day.contains(':')
        && dates::is_stamp(day)
        && dates::is_stamp(&format!("{} {clock}", day.trim()))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn what_is_broken_is_joined() {
        for (printed, wanted) in [
            ("انظر https://a.example/watch?v=\nrW9-FO ثم عد", "انظر https://a.example/watch?v=rW9-FO ثم عد"),
            ("https://a.example/ab-\n  cd-5/\n/", "https://a.example/ab-cd-5//"),
            ("https://a.example/ab/\nنعم", "https://a.example/ab/\nنعم"),
            ("https://a.example/ab/\nword", "https://a.example/ab/\nword"),
            ("  • محرر الصفحة\n    يقول:\nنعم", "  • محرر الصفحة يقول:\nنعم"),
            ("  • April 5, 2018\n  • 6:32 PM\nنعم", "  • April 5, 2018 6:32 PM\nنعم"),
            ("***** أربعة تعليقات على هذا *****\n", "***** أربعة تعليقات على هذا *****\n"),
            ("***** أربعة تعليقات على\n*****\nنعم", "***** أربعة تعليقات على *****\nنعم"),
            (
                "كلام طويل كلام طويل كلام طويل كلام طويل non-\n  stop نعم",
                "كلام طويل كلام طويل كلام طويل كلام طويل non-stop نعم",
            ),
            ("5/3/2021\n\n10:20", "5/3/2021\n\n10:20"),
            ("نعم\n10:20", "نعم\n10:20"),
        ] {
            assert_eq!(joined(printed), wanted, "{printed:?}");
        }
    }
}
