//! Plain-text dumps of pages: what a text browser or a scraper leaves of one.
//!
//! | step | module |
//! | --- | --- |
//! | what the program drew that printed the page is taken off, what it broke is joined | `printed`: `broken` |
//! | lines cut apart and rid of buttons, ranks and labels | `lines`: `rows`, `tools` |
//! | what comes with every comment is known by its repetition | `template` |
//! | names and dates over or under comments | `heads` |
//! | lines → units: the numbers of a list, signatures, other marks | `units`: `lists`, `signed`, `marks` |
//! | a unit → author, date and words | `read`, `names` |
//! | sections without a heading | `forum` |
//! | what comes again and again, by learned signs | `mining` |
//! | what a comment quotes before its words | `quotes` |
//! | headline and paragraphs, of wrapped lines too | `article`: `wrapped` |
//!
//! A comment section begins at its heading; without one only what leads over to readers, and numbered or signed posts,
//! are believed, or what is likely by all signs together. Where nothing repeats, nothing is guessed.

mod article;
mod broken;
mod forum;
mod heads;
mod lines;
mod lists;
mod marks;
mod mining;
mod names;
mod printed;
mod quotes;
mod read;
mod rows;
mod signed;
mod template;
mod tools;
mod units;
mod wrapped;

use std::collections::HashSet;
use std::ops::Range;

use self::units::Evidence;
use super::cues::Introduction;
use super::memory::Keeper;
use super::{Comment, Parts, Warning, clean, cues, dates, unread};

/// How far headings may be indented: some programs indent all that stands in a box, or center it.
const DEEPEST_HEADING: usize = 40;
/// With so many lines that count comments a page is a list of stories.
const COUNTERS_OF_A_LIST: usize = 3;
/// Longer lines hold no heading, in bytes.
const LONGEST_GLUED_HEADING: usize = 200;
/// How far above a count of a reader's posts the rank or the number of the post stands.
const RANK_LINES: usize = 4;
/// So many names with dates are comments whatever a notice over them says.
const SIGNED: usize = 2;
/// A name and a date take no more lines.
const HEAD_LINES: usize = 3;
/// How many lines a form above the comments takes at most.
const FORM_LINES: usize = 16;
/// So many labels with nothing behind them make a form.
const FORM_FIELDS: usize = 3;
/// Rows of buttons have no more words.
const BUTTON_WORDS: usize = 8;
/// So many links to stories make a list of them.
const STORIES: usize = 2;
/// Below a line that only leads over no more lines are read, since several are tried.
const MOST_LINES: usize = 5000;
/// No more lines that only lead over are tried.
const MOST_INTRODUCTIONS: usize = 12;
/// How many lines up the list item is looked for in which a line stands.
const ITEM_LINES: usize = 60;
/// How many lines after the heading may say that there are no comments to show.
const NOTICE_LINES: usize = 3;

/// Takes a dump apart.
pub(super) fn split(text: &str) -> Parts {
    let text = printed::plain(text);
    let lines = lines_of(&text);
    let _keeper = Keeper::new();
    let section = section(&lines);
    // Several comments, as many as their heading declares, leave no doubt, nor does a page that says it has none.
    let is_sure =
        section.declared.is_some_and(|declared| declared > 1 && section.comments.len() as u64 == declared)
            || lines.iter().any(|line| cues::no_comments(line));
    let mined = if is_sure { None } else { mining::section(&lines, &section.comments) };
    let is_mined = mined.is_some();
    let mut section = mined.unwrap_or(section);
    section.capped =
        lines.len() > mining::MOST_LINES && !is_sure && (is_mined || section.comments.is_empty());
    quotes::take_off(&mut section.comments);
    let body = lines.get(..section.start).unwrap_or(&lines);
    let article::Article { title, text } = article::article(body);
    let unread = unread::warning(rest(&lines, &section), &section.comments, &text);
    let warnings = section.warnings().chain(unread).collect();
    Parts {
        title,
        article: text,
        declared: section.declared,
        external: None,
        comments: section.comments,
        warnings,
    }
}

/// The lines of the section, up to where the page goes on with something else. What stands behind the last comment is a
/// footer unless a name with a date or a number says that it is one more.
fn rest<'l>(lines: &[&'l str], section: &Section) -> Vec<&'l str> {
    let start = section.start + 1;
    let rest = (start..lines.len()).take_while(|&at| !ends_section(lines, start, at));
    let mut rest: Vec<&str> = rest.map(|at| lists::without_mark(lines[at])).collect();
    let words: HashSet<&str> = section.comments.iter().flat_map(|comment| comment.text.lines()).collect();
    if let Some(last) = rest.iter().rposition(|line| words.contains(line.trim())) {
        let tail = rest.get(last + 1..).unwrap_or_default();
        let goes_on = heads::all(tail).iter().any(|head| head.name.is_some() && head.date.is_some())
            || tail.iter().any(|line| marks::is_numbered(line));
        rest.truncate(if goes_on { rest.len() } else { last + 1 });
    }
    rest
}

/// The lines of a text of which nothing is drawn.
fn lines_of(text: &str) -> Vec<&str> {
    let lines = text.lines().flat_map(|line| under_each_other(lists::without_bars(line.trim_end())));
    let lines: Vec<&str> = lines.collect();
    let shown = lines
        .iter()
        .enumerate()
        .filter(|&(at, line)| !(dates::is_change(line) && is_beside_date(&lines, at)));
    shown.map(|(_, line)| *line).collect()
}

/// Whether the line before or behind another is a date, alone or beside a name.
fn is_beside_date(lines: &[&str], at: usize) -> bool {
    let ahead = lines.get(..at).unwrap_or_default().iter().rev().find(|line| !clean::is_blank(line));
    let behind = lines.get(at + 1..).unwrap_or_default().iter().find(|line| !clean::is_blank(line));
    ahead.into_iter().chain(behind).any(|line| is_head_line(line))
}

/// A heading and a date that stand glued together are two lines.
fn under_each_other(line: &str) -> Vec<&str> {
    if !cues::may_be_cue(line) || line.len() > LONGEST_GLUED_HEADING {
        return vec![line];
    }
    let mut cuts = line.match_indices(' ').map(|(at, _)| line.split_at(at));
    if let Some((first, rest)) =
        cuts.find(|(first, rest)| dates::is_stamp(rest) && cues::heading(first).is_some())
    {
        return vec![first, rest];
    }
    let parts = heads::unglued(line);
    if parts.len() > 1 && parts.first().is_some_and(|first| cues::heading(first).is_some()) {
        parts
    } else {
        vec![line]
    }
}

/// A comment section.
pub(super) struct Section {
    /// The line of its heading, or the number of lines where there is none.
    start: usize,
    /// How many comments its heading declares.
    pub(super) declared: Option<u64>,
    /// The comments.
    pub(super) comments: Vec<Comment>,
    /// Whether there are lines in it that could be comments, but cannot be told apart.
    unsplit: bool,
    /// Whether there are more lines than it was looked for in.
    capped: bool,
}

impl Section {
    /// Comments from `start` on, under a heading that declares so many.
    fn new(start: usize, declared: Option<u64>, comments: Vec<Comment>) -> Self {
        Self { start, declared, comments, unsplit: false, capped: false }
    }

    /// Says that comments may have been left behind.
    fn warnings(&self) -> impl Iterator<Item = Warning> {
        let unsplit = self.unsplit.then(|| {
            let message =
                "There is text under the comment heading, but no byline, date or number tells comments apart.";
            Warning::new("comments-not-separable", message)
        });
        let capped = self.capped.then(|| {
            let message = format!(
                "Only the first {} lines were searched for what repeats; comments below may be missing.",
                mining::MOST_LINES
            );
            Warning::new("search-capped", message)
        });
        unsplit.into_iter().chain(capped)
    }
}

/// The comment section of `lines`: the last one with comments in it, since a number near the top is mostly a link
/// down to it; else the last heading.
pub(super) fn section(lines: &[&str]) -> Section {
    let mut headings: Vec<(usize, cues::Heading)> =
        (0..lines.len()).filter_map(|at| Some((at, heading(lines, at)?))).collect();
    // Under the first heading, what looks like one without a number right under a name and date is a reader's.
    if let Some(&(first, _)) = headings.first() {
        headings.retain(|&(at, heading)| {
            at == first || heading.declared.is_some() || !follows_head(lines, first, at)
        });
    }
    let any_number = headings.iter().rev().find_map(|(_, heading)| heading.declared);
    let mut fallback = Section::new(lines.len(), any_number, vec![]);
    // A list of stories counts the comments of each.
    let is_list = lines.iter().filter(|line| counts_comments(line)).count() >= COUNTERS_OF_A_LIST;
    for (at, heading) in headings.iter().rev() {
        let range = under_heading(lines, *at);
        let under = lines.get(range.clone()).unwrap_or_default();
        let end = lines.get(range.end);
        if is_list && end.is_some_and(|line| counts_comments(line)) {
            continue;
        }
        let declared = heading.declared.or(any_number);
        if heading.declared == Some(0) {
            continue;
        }
        let form = end.is_some_and(|line| cues::section_end(line));
        let comments = units::comments(under, Evidence { declared, form });
        if !comments.is_empty() {
            return Section::new(*at, declared, comments);
        }
        if fallback.start == lines.len() {
            let unsplit = under.iter().any(|line| !clean::is_blank(line) && !cues::tool(line));
            fallback = Section { unsplit, ..Section::new(*at, declared, comments) };
        }
    }
    let stories = lines.iter().filter(|line| leads_on(line)).count();
    if is_list || stories >= STORIES || !headings.is_empty() {
        return fallback;
    }
    let forum = forum::posts(lines).map(|posts| {
        let evidence = Evidence { declared: None, form: false };
        let comments = units::comments(lines.get(posts.clone()).unwrap_or_default(), evidence);
        let start = if comments.is_empty() { lines.len() } else { posts.start };
        Section::new(start, None, comments)
    });
    let found = [introduced(lines), forum];
    let most = found.into_iter().flatten().max_by_key(|section| section.comments.len());
    if let Some(most) = most {
        return most;
    }
    fallback
}

/// The comments under a line that is no known heading and yet leads over to what readers say: all of them have names and
/// dates, and few names come twice.
fn introduced(lines: &[&str]) -> Option<Section> {
    let starts = (0..lines.len()).filter_map(|at| {
        let line = lines.get(at)?;
        let introduction = cues::introduces(line);
        let is_other = cues::badge(line) || cues::tool(line) || units::is_head(line);
        (introduction != Introduction::None && !is_other).then_some((at, introduction))
    });
    let sections = starts.take(MOST_INTRODUCTIONS).filter_map(|(start, introduction)| {
        let Range { start: first, end } = under_heading(lines, start);
        let seen = first..end.min(first + MOST_LINES);
        let under = lines.get(seen.clone()).unwrap_or_default();
        let form = lines.get(end).is_some_and(|line| cues::form(line));
        let evidence = Evidence { declared: None, form };
        let comments = units::comments(under, evidence);
        let is_reaction = |text: &str| cues::reaction(text).is_some();
        let reacts = |line: &&&str| {
            line.split_whitespace().count() <= BUTTON_WORDS
                && (is_reaction(line) || line.split(['·', '|', ' ', '[', ']']).any(is_reaction))
        };
        let reactions = under.iter().filter(reacts).count();
        let is_hinted = form || reactions * 2 >= comments.len();
        let is_signed =
            comments.iter().all(|comment| comment.author.is_some() && comment.date_text.is_some());
        let names: HashSet<&str> = comments.iter().filter_map(|comment| comment.author.as_deref()).collect();
        let is_many =
            (names.len() > 1 && names.len() * 2 >= comments.len()) || (comments.len() == 1 && is_hinted);
        let believed = is_signed && is_many && (introduction == Introduction::Plain || is_hinted);
        believed.then(|| (Section::new(start, None, comments), seen, end, evidence))
    });
    let best = sections.max_by_key(|(section, ..)| (section.comments.len(), section.start));
    let (mut section, seen, end, evidence) = best?;
    if seen.end < end {
        // What is believed is read to its end.
        section.comments = units::comments(lines.get(seen.start..end).unwrap_or_default(), evidence);
    }
    Some(section)
}

/// Whether a line begins with a link to the whole of a story.
fn leads_on(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(2).collect();
    (1..=words.len()).any(|count| words.get(..count).is_some_and(|words| cues::leads_on(&words.join(" "))))
}

/// The lines between the heading and the form, the footer or the end; none where a notice takes the place of the
/// comments. A form may also stand above them.
fn under_heading(lines: &[&str], heading: usize) -> Range<usize> {
    let start = heading + 1;
    let first: Vec<&str> =
        lines.iter().skip(start).copied().filter(|line| !clean::is_blank(line)).take(NOTICE_LINES).collect();
    // A commenter may speak of logins; a notice comes before any sign of a comment.
    let before_head = || first.iter().take_while(|line| !units::is_head(line));
    let is_walled = before_head().any(|line| cues::login_wall(line));
    let is_empty = before_head().any(|line| cues::no_comments(line))
        || first.first().is_some_and(|line| cues::no_comments(lists::without_mark(line)));
    if is_empty {
        return start..start;
    }
    // Where names and dates stand over the comments, the line under one is a reader's whatever it says.
    let shown = lines.iter().skip(start).map(|line| lists::without_mark(line));
    let first: Vec<&str> =
        shown.filter(|line| !clean::is_blank(line) && !cues::tool(line)).take(HEAD_LINES).collect();
    let is_headed = heads::head(&first, 0).is_some_and(|head| head.date.is_some());
    let is_end =
        |at: &usize| ends_section(lines, start, *at) && !(is_headed && follows_head(lines, start, *at));
    let end = |from: usize| (from..lines.len()).find(is_end).unwrap_or(lines.len());
    let first_end = end(start);
    let mut under = start..first_end;
    let mut at = first_end;
    while at < first_end + FORM_LINES && lines.get(at).is_some_and(|line| cues::form(line)) {
        let behind = at + 1..end(at + 1);
        at = behind.end;
        if !are_signed(lines, &under) && are_signed(lines, &behind) {
            under = behind;
        }
    }
    // A notice may also ask those to log in who want to write.
    if is_walled && !are_signed(lines, &under) { start..start } else { under }
}

/// Whether the line over another, from `start` on, closes the head of a comment.
fn follows_head(lines: &[&str], start: usize, at: usize) -> bool {
    let above = lines.get(start..at).unwrap_or_default().iter().rev();
    above.copied().find(|line| !clean::is_blank(line)).is_some_and(is_head_line)
}

/// Whether a line is a date, alone or beside a name.
fn is_head_line(line: &str) -> bool {
    let line = lists::without_mark(line);
    dates::is_stamp(line) || heads::head(&[line], 0).is_some_and(|head| head.date.is_some())
}

/// Whether several lines, or a line and the next, are names with dates.
fn are_signed(lines: &[&str], part: &Range<usize>) -> bool {
    let lines = lines.get(part.clone()).unwrap_or_default();
    let shown: Vec<&str> = lines.iter().copied().filter(|line| !clean::is_blank(line)).collect();
    let shown: Vec<&str> = shown.iter().map(|line| lists::without_mark(line)).collect();
    let signed = heads::all(&shown).into_iter().filter(|head| head.name.is_some() && head.date.is_some());
    signed.take(SIGNED).count() == SIGNED
}

/// Whether a line says how many comments there are.
fn counts_comments(line: &str) -> bool {
    let is_count = || cues::heading(line).is_some_and(|found| found.declared.is_some());
    cues::no_comments(line) || (!cues::badge(line) && is_count())
}

/// Whether the section is over at a line.
fn ends_section(lines: &[&str], start: usize, at: usize) -> bool {
    let Some(line) = lines.get(at) else { return true };
    let lines = lines.get(start..).unwrap_or_default();
    let at = at - start;
    (cues::section_end(line)
        || is_empty_form(lines, at)
        || cues::article_tail(line)
        || cues::elsewhere(line)
        || heading(lines, at).is_some())
        && !is_in_item(lines, at)
}

/// Whether labels of fields follow each other from a line on with nothing behind them: a form whose boxes are not drawn.
fn is_empty_form(lines: &[&str], at: usize) -> bool {
    let is_empty = |line: &&&str| {
        let label = line.trim();
        label.ends_with(':') && cues::field(label).is_some_and(|(_, value)| clean::is_blank(value))
    };
    let shown = lines.iter().skip(at).filter(|line| !clean::is_blank(line));
    lines.get(at).is_some_and(|line| !clean::is_blank(line))
        && shown.take_while(is_empty).take(FORM_FIELDS).count() == FORM_FIELDS
}

/// The heading on a line, unless it stands inside a list item and so belongs to a comment.
fn heading(lines: &[&str], at: usize) -> Option<cues::Heading> {
    let line = lines.get(at)?;
    let item = lists::without_mark(line);
    let counts = |heading: &cues::Heading| item.len() == line.len() || heading.declared.is_some();
    let heading = cues::heading(item).filter(counts).filter(|_| !is_rank(lines, at))?;
    (units::indentation(line) < DEEPEST_HEADING && !is_in_item(lines, at)).then_some(heading)
}

/// Whether a line counts what one reader has written, below the rank or the number of a post: «المشاركات: 31».
fn is_rank(lines: &[&str], at: usize) -> bool {
    let above = lines.get(..at).unwrap_or_default().iter().rev().filter(|line| !clean::is_blank(line));
    let mut above = above.take(RANK_LINES);
    let Some(line) = lines.get(at).filter(|line| cues::badge(line)) else { return false };
    let masked = template::without_digits(line);
    above.any(|line| cues::badge(line) || lines::post_number(line).is_some())
        || lines.iter().filter(|other| template::without_digits(other) == masked).nth(1).is_some()
}

/// Whether a line goes on with a list item: the nearest line above that is indented less begins one.
fn is_in_item(lines: &[&str], at: usize) -> bool {
    let here = lines.get(at).map_or(0, |line| units::indentation(line));
    let above = lines.get(at.saturating_sub(ITEM_LINES)..at).unwrap_or_default();
    let less = above.iter().rev().find(|line| !clean::is_blank(line) && units::indentation(line) < here);
    less.is_some_and(|line| lists::is_item(line))
}
