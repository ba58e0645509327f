//! What stands among the comments of a page and was taken into none of them: it may be what a reader wrote.

use std::collections::{HashMap, HashSet};

use super::{Comment, Warning, clean, cues, dates, heads};

/// Lines of fewer words are labels, names and buttons.
const FEWEST_WORDS: usize = 4;
/// Beside the name of a reader or the date so many say where from, how often read, and whom it answers.
const MOST_IN_HEAD: usize = 7;
/// Of a page that is all astray no more lines are looked at closely, and of those no more compared with all comments.
const MOST_ASKED: usize = 3000;
const MOST_OPEN: usize = 100;
/// So many characters of the first line are shown.
const SHOWN: usize = 60;

/// A warning where any of `lines` has words that are in none of `comments`, nor in `elsewhere`.
pub(super) fn warning<'l>(
    lines: impl IntoIterator<Item = &'l str>,
    comments: &[Comment],
    elsewhere: &str,
) -> Option<Warning> {
    if comments.is_empty() {
        return None;
    }
    let taken: HashSet<&str> =
        comments.iter().flat_map(parts).chain(elsewhere.lines()).map(str::trim).collect();
    let asked = lines.into_iter().map(str::trim).filter(|line| !taken.contains(line)).take(MOST_ASKED);
    let open: Vec<&str> = asked.filter(|line| has_words(line)).take(MOST_OPEN).collect();
    if open.is_empty() {
        return None;
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for line in &open {
        *times.entry(line).or_default() += 1;
    }
    // A line may have been cut, joined with the next, or rid of its label.
    let all = spaced(&comments.iter().flat_map(parts).chain(elsewhere.lines()).collect::<Vec<_>>().join(" "));
    // The head of a comment may say more than a name and a date.
    let is_head = |comment: &Comment, line: &str| {
        let named = [&comment.author, &comment.date_text].into_iter().filter_map(Option::as_deref);
        let mut named = named.filter(|part| line.contains(part)).peekable();
        named.peek().is_some()
            && count_words(&named.fold(line.to_owned(), |rest, part| rest.replacen(part, " ", 1)))
                <= MOST_IN_HEAD
    };
    let holds = |comment: &Comment, line: &str| {
        let first = comment.text.lines().next();
        first.is_some_and(|words| line.contains(words) && count_words(words) >= FEWEST_WORDS)
    };
    let is_in = |words: &[&str]| memchr::memmem::find(all.as_bytes(), words.join(" ").as_bytes()).is_some();
    let is_taken = |line: &str| {
        if comments.iter().any(|comment| is_head(comment, line) || holds(comment, line)) {
            return true;
        }
        let line = spaced(line);
        let words: Vec<&str> = line.split(' ').collect();
        let half = words.len().div_ceil(2);
        is_in(&words[..half]) || is_in(&words[words.len() - half..])
    };
    // What comes again is the page's own.
    let lost: Vec<&str> =
        open.iter().copied().filter(|line| times.get(line) == Some(&1) && !is_taken(line)).collect();
    let first: String = lost.first()?.chars().take(SHOWN).collect();
    let message = format!(
        "Among the comments stands text that was taken into none of them; lines: {}; the first: «{first}».",
        lost.len()
    );
    Some(Warning::new("text-left-out", message))
}

/// The lines that a comment was made of.
fn parts(comment: &Comment) -> impl Iterator<Item = &str> {
    let Comment { author, date_text, quote, text, .. } = comment;
    let named = [author, date_text, quote].into_iter().filter_map(Option::as_deref);
    named.chain([text.as_str()]).flat_map(str::lines)
}

/// A text with one space between its words.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a line may be what a reader wrote, and not what a page prints beside it.
fn has_words(line: &str) -> bool {
    count_words(line) >= FEWEST_WORDS && !is_own(line)
}

/// How many words have letters.
fn count_words(line: &str) -> usize {
    line.split_whitespace().filter(|word| word.contains(clean::is_alphabetic)).count()
}

/// Whether a line is one that pages have by themselves.
fn is_own(line: &str) -> bool {
    dates::is_stamp(line)
        || cues::tool(line)
        || cues::glued_tools(line)
        || cues::badge(line)
        || cues::furniture(line)
        || cues::heading(line).is_some()
        || cues::byline(line).is_some()
        || cues::answers(line).is_some()
        || cues::section_end(line)
        || cues::article_tail(line)
        || cues::elsewhere(line)
        || cues::login_wall(line)
        || cues::no_comments(line)
        || heads::signature(line).is_some_and(|found| heads::name_beside(&found.beside).is_some())
}

#[cfg(test)]
mod tests {
    use super::warning;
    use crate::page::Comment;

    #[test]
    fn only_words_that_are_in_no_comment_are_missed() {
        let comments = [Comment {
            author: Some("سمير".to_owned()),
            date_text: Some("5 مارس 2021".to_owned()),
            text: "نعم كما قلت تماما يا أخي\nوهذا هو السبب في كل ما يجري".to_owned(),
            ..Comment::default()
        }];
        let missed =
            |lines: &[&str]| warning(lines.iter().copied(), &comments, "أعلنت البلدية خطة جديدة").is_some();
        for lines in [
            &["سمير", "5 مارس 2021", "نعم كما قلت تماما يا أخي", "رد · إبلاغ"][..],
            &["التعليق: نعم كما قلت تماما يا أخي وهذا هو السبب في كل ما يجري"],
            &["أعلنت البلدية خطة جديدة", "اترك تعليقا"],
            &["تذكر أن للكلمة أثرا كبيرا", "تذكر أن للكلمة أثرا كبيرا"],
        ] {
            assert!(!missed(lines), "{lines:?}");
        }
        assert!(missed(&["نعم كما قلت تماما يا أخي", "لا أظن أن أحدا يوافقك"]));
        assert!(warning(["لا أظن أن أحدا يوافقك"], &[], "").is_none());
    }
}
