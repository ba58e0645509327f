//! The lines of a section as the page meant them: what is glued together cut apart, and buttons, ranks and labels taken off
//! the lines of a head.

use super::rows::parted;
use super::{heads, lists};
use crate::page::cues::Field;
use crate::page::{clean, cues, dates, heads as signatures, memory};

/// So many lines at least with a label before them make labels the page's own.
const LABELS: usize = 2;

/// A longer line is no date with tools, in bytes.
const LONGEST_TOOLED: usize = 120;

/// The name of a country has no more words.
const COUNTRY_WORDS: usize = 3;
/// Behind a date names have no more words.
const NAME_WORDS: usize = 3;
/// A date has at most so many words.
const STAMP_WORDS: usize = 12;

/// What stands glued behind heads has so many letters at least.
const TAIL_LETTERS: usize = 3;
/// No more ends of lines are tried.
const MOST_TAILS: usize = 24;
/// Dates before the same tail may themselves end in fewer letters that are the same.
const SHARED_LETTERS: usize = 3;

/// The lines of a section as the page meant them: what is glued together cut apart, marks taken off the lines of a head.
pub(super) fn apart<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let lines: Vec<&str> = lines.iter().flat_map(|line| parted(line)).flat_map(before_labels).collect();
    let lines = dates_apart(&without_labels(&lines));
    lines.iter().flat_map(|line| heads::unglued(line)).map(head).collect()
}

/// A line without what is glued to the head that it is.
fn head(line: &str) -> &str {
    let within = || {
        let behind = without_lead(line);
        let start = line.len() - behind.len();
        let head = bare(behind);
        // Marks are taken off the start, and tools off the end.
        let start = start + head.as_ptr().addr().saturating_sub(behind.as_ptr().addr());
        start..start + head.len()
    };
    line.get(memory::on(line, |found| &found.bare, within)).unwrap_or(line)
}

/// Where again and again a date under a name is followed by words on its line, as cells of a table are printed, the words
/// on a line of their own.
fn dates_apart<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let parted = |at: usize| {
        let line = lines.get(at)?;
        let name = lines.get(at.checked_sub(1)?)?;
        let date = stamp_ahead(line)?;
        cues::is_name(name)
            .then(|| (line.get(..date).unwrap_or_default(), line.get(date..).unwrap_or_default()))
    };
    let parts: Vec<Option<(&str, &str)>> = (0..lines.len()).map(parted).collect();
    if parts.iter().flatten().count() < 2 {
        return lines.to_vec();
    }
    let both = |(line, parts): (&&'a str, &Option<(&'a str, &'a str)>)| match parts {
        Some((date, words)) => vec![*date, *words],
        None => vec![*line],
    };
    lines.iter().zip(&parts).flat_map(both).collect()
}

/// Where the date ends with which a line begins that goes on with words.
fn stamp_ahead(line: &str) -> Option<usize> {
    if !line.trim_start().starts_with(clean::is_numeric) || dates::is_stamp(line) {
        return None;
    }
    let ends = line.match_indices([' ', '\t']).map(|(at, _)| at).take(STAMP_WORDS);
    let end = ends.filter(|&at| line.get(..at).is_some_and(dates::is_stamp)).last()?;
    let words = line.get(end..)?.trim_start();
    // A name may stand there as well, in brackets or without.
    let is_name = words.starts_with('(')
        || (words.split_whitespace().count() <= NAME_WORDS && signatures::name(words).is_some());
    let is_words = words.contains(clean::is_alphabetic) && !cues::tool(words) && !is_name;
    is_words.then_some(end)
}

/// A line cut before the label of a field that is glued to what stands before: «[إبلاغ]تعقيب رقم 2الاسم: سمير».
fn before_labels(line: &str) -> Vec<&str> {
    let Some(colon) = line.find(':').filter(|_| line.len() <= LONGEST_TOOLED * 3) else { return vec![line] };
    let head = line.get(..colon).unwrap_or_default();
    let mut cuts = head.char_indices().skip(1).map(|(at, _)| at).filter(|&at| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_some_and(|c| clean::is_numeric(c) || matches!(c, ']' | ')'))
    });
    match cuts.find(|&at| cues::field(line.get(at..).unwrap_or_default()).is_some()) {
        Some(at) => vec![line.get(..at).unwrap_or_default(), line.get(at..).unwrap_or_default()],
        None => vec![line],
    }
}

/// Lines without the labels of fields, where the page prints one before every name: what stands behind a label is kept,
/// and nothing of a country.
fn without_labels<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let field = |line: &'a str| cues::field(lists::without_mark(line));
    let names = |(field, value): &(Field, &str)| {
        *field == Field::Author && (value.is_empty() || cues::is_name(value))
    };
    let fields: Vec<(Field, &str)> = lines.iter().filter_map(|line| field(line)).collect();
    let authors = fields.iter().filter(|field| names(field)).count();
    let dated = lines.iter().filter(|line| dates::is_stamp(line) || is_dated_field(line)).count();
    if authors == 0 || fields.len() < LABELS || authors * 2 < dated {
        return lines.to_vec();
    }
    let is_short = |value: &str| value.split_whitespace().count() <= COUNTRY_WORDS;
    let value = |line: &&'a str| match field(line) {
        Some((_, "")) => None,
        Some((Field::Other, value)) if is_short(value) => None,
        Some((Field::Author, value)) if !cues::is_name(value) => Some(*line),
        Some((Field::Date, value)) if !dates::is_stamp(value) => Some(*line),
        Some((Field::Author | Field::Date | Field::Text, value)) => Some(value),
        Some((Field::Other, _)) | None => Some(*line),
    };
    lines.iter().filter_map(value).collect()
}

/// Whether a line is a date behind a label.
fn is_dated_field(line: &str) -> bool {
    cues::field(lists::without_mark(line)).is_some_and(|(_, value)| dates::is_stamp(value))
}

/// The lines without what stands glued behind the heads of several comments alike: a rank, as in «سمير 5 مارس 2021عضو».
pub(super) fn without_tails<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let tail = common_tail(lines);
    let is_head = |head: &&str| !tail.is_empty() && is_whole_head(lists::without_mark(head));
    lines.iter().map(|line| line.strip_suffix(tail).filter(is_head).unwrap_or(line)).collect()
}

/// What stands glued behind the heads of several comments alike: a rank.
fn common_tail<'a>(lines: &[&'a str]) -> &'a str {
    let dated: Vec<&str> = lines
        .iter()
        .copied()
        .filter(|line| {
            line.len() <= LONGEST_TOOLED
                && lists::without_mark(line).contains(clean::is_numeric)
                && line.contains(clean::is_alphabetic)
                && !dates::is_stamp(line)
        })
        .collect();
    let tails = dated.windows(2).map(|pair| {
        let same = pair[0].char_indices().rev().zip(pair[1].chars().rev());
        let length = same
            .take_while(|((_, a), b)| a == b && !clean::is_numeric(*a))
            .last()
            .map_or(0, |((at, _), _)| pair[0].len() - at);
        &pair[0][pair[0].len() - length..]
    });
    let heads = |tail: &str| {
        let heads = dated.iter().filter_map(|line| line.strip_suffix(tail));
        heads.filter(|head| is_whole_head(lists::without_mark(head))).count()
    };
    let is_tail = |tail: &&str| tail.chars().filter(|c| clean::is_alphabetic(*c)).count() >= TAIL_LETTERS;
    // The last letters of dates may be the same by chance.
    let shorter = |tail: &'a str| tail.char_indices().take(SHARED_LETTERS).map(move |(at, _)| &tail[at..]);
    let counted = tails.flat_map(shorter).filter(is_tail).take(MOST_TAILS).map(|tail| (heads(tail), tail));
    let best = counted.max_by_key(|(heads, tail)| (*heads, tail.len()));
    best.filter(|(heads, _)| heads * 2 > dated.len()).map_or("", |(_, tail)| tail)
}

/// A line without the buttons of the comment before that are glued to its head: «👍 5ردسمير 5 مارس 2021».
fn without_lead(line: &str) -> &str {
    let is_signed = line.split_whitespace().count() <= STAMP_WORDS
        && line.len() <= LONGEST_TOOLED
        && line.starts_with(|c: char| !clean::is_alphabetic(c) && !c.is_whitespace());
    if !is_signed || lists::is_item(line) {
        return line;
    }
    let cuts = line.char_indices().skip(1).filter_map(|(at, _)| line.split_at_checked(at));
    let mut cuts = cuts.filter(|(_, head)| head.starts_with(clean::is_alphabetic));
    let found =
        cuts.find(|(tools, head)| (cues::tool(tools) || cues::glued_tools(tools)) && is_whole_head(head));
    found.map_or(line, |(_, head)| head)
}

/// Whether a line names an author, as a byline or beside a date.
pub(super) fn is_signed(line: &str) -> bool {
    cues::byline(line).is_some() || signatures::signature(line).is_some()
}

/// A date without the mark of a list before it and the number of its post behind it; another line as it is.
pub(super) fn bare(line: &str) -> &str {
    let unmarked = lists::without_mark(line);
    let date = without_tools(without_number_ahead(without_post_number(unmarked)));
    let head = line.trim_end().trim_end_matches(clean::is_numeric).trim_end_matches([' ', '#']);
    if head.len() < line.trim_end().len()
        && is_whole_head(lists::without_mark(head))
        && !is_whole_head(unmarked)
    {
        head
    } else if dates::is_stamp(date) || date.len() < line.len() && is_whole_head(date) {
        date
    } else if unmarked.len() < line.len() && cues::tool(unmarked) {
        unmarked
    } else {
        line
    }
}

/// A date without the number of its post before it: «#1.2 — منذ يومين».
fn without_number_ahead(line: &str) -> &str {
    let Some(numbered) = line.trim_start().strip_prefix('#') else { return line };
    let behind = numbered.trim_start_matches(|c: char| clean::is_numeric(c) || c == '.');
    let date = behind.trim_start_matches(|c: char| c.is_whitespace() || "-–—·|•".contains(c));
    if behind.len() < numbered.len() && date.len() < behind.len() && dates::is_stamp(date) {
        date
    } else {
        line
    }
}

/// Whether a line is a date, or a name and a date, to its end.
pub(super) fn is_whole_head(line: &str) -> bool {
    dates::is_stamp(line)
        || signatures::signature(line).is_some_and(|found| {
            line.trim_end().ends_with(&found.printed) && signatures::name_beside(&found.beside).is_some()
        })
}

/// A date, with or without a name, without the tools that stand on its line: «منذ يومين · رد · إبلاغ», «5 مارس 2021رد».
fn without_tools(line: &str) -> &str {
    if line.len() > LONGEST_TOOLED * 2 || !line.contains(clean::is_numeric) || dates::is_stamp(line) {
        return line;
    }
    let is_tools = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || "·•|/-–".contains(c));
        text.chars().any(clean::is_alphabetic) && (cues::tool(text) || cues::glued_tools(text))
    };
    let trimmed =
        |text: &'_ str| text.trim_end_matches(|c: char| c.is_whitespace() || "·•|/-–".contains(c)).len();
    // A date ends in a number, a half of the day, or a bracket.
    let ends = |head: &str| {
        head.ends_with(|c: char| clean::is_numeric(c) || c.is_whitespace() || "مصهmM)·•|".contains(c))
    };
    let cuts = line.char_indices().filter_map(|(at, _)| line.split_at_checked(at));
    let mut cuts = cuts.filter(|(head, _)| ends(head));
    let cut = cuts.rfind(|(head, tools)| is_tools(tools) && (dates::is_stamp(head) || is_whole_head(head)));
    cut.and_then(|(date, _)| line.get(..trimmed(date))).unwrap_or(line)
}

/// A line without the number of a post at its end: «05/03/2021 10:20   #3».
pub(super) fn without_post_number(line: &str) -> &str {
    post_number(line).map_or(line, |(before, _)| before.trim_end())
}

/// The number of a post at the end of a line, with what stands before it.
pub(super) fn post_number(line: &str) -> Option<(&str, u64)> {
    let (before, number) = line.trim_end().rsplit_once('#')?;
    let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
    number.parse().ok().filter(|_| is_apart).map(|number| (before, number))
}

#[cfg(test)]
mod tests {
    use super::{apart, without_tails};

    #[test]
    fn what_a_page_sets_apart_by_style_is_cut_apart() {
        for (lines, wanted) in [
            (
                &["تعقيب رقم 1الاسم: سمير", "البلد: تونس", "النص:", "نعم", "أضيف في: 5/3/2021 [إبلاغ]"][..],
                &["تعقيب رقم 1", "سمير", "نعم", "5/3/2021"][..],
            ),
            (&["عضو منذ 2019 · منذ يومين"], &["منذ يومين"]),
            (&["سمير، 5/3/2021 10:20 (رداً على ليلى) رد إبلاغ"], &["سمير، 5/3/2021 10:20", "رداً على ليلى"]),
            (&["سمير 5 مارس 2021 رد إبلاغ"], &["سمير 5 مارس 2021"]),
            (&["👍 5👎 1ردسمير 5 مارس 2021"], &["سمير 5 مارس 2021"]),
            (
                &["سمير", "5/3/2021 نعم كما قلت تماما يا أخي", "ليلى", "6/3/2021 لا أظن ذلك صحيحا أبدا"],
                &["سمير", "5/3/2021", "نعم كما قلت تماما يا أخي", "ليلى", "6/3/2021", "لا أظن ذلك صحيحا أبدا"],
            ),
            (&["كلام: جميل (جدا) [كما قيل]"], &["كلام: جميل (جدا) [كما قيل]"]),
        ] {
            let found: Vec<&str> = apart(lines).into_iter().map(str::trim).collect();
            assert_eq!(found, wanted, "{lines:?}");
        }
    }

    #[test]
    fn ranks_behind_several_heads_are_taken_off() {
        let lines = ["سمير 5 مارس 2021عضو ذهبي", "نعم", " 2. ليلى 6 مارس 2021عضو ذهبي", "عضو ذهبي 2021"];
        assert_eq!(
            without_tails(&lines),
            ["سمير 5 مارس 2021", "نعم", " 2. ليلى 6 مارس 2021", "عضو ذهبي 2021"]
        );
        assert_eq!(without_tails(&lines[..2]), lines[..2]);
    }
}
