//! The post that opens a thread: what the other posts are about, and so the article of the page.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::render;
use super::sections::Sections;
use super::tree::Tree;
use crate::page::{Comment, clean};

/// Lines of an article are not all shorter, in characters; what else stands beside posts is.
const SHORT_LINE: usize = 100;
/// A post of fewer characters is no article unless it stands under the headline.
const SHORTEST_OPENING: usize = 300;
/// By how much it is longer than half of the others.
const TIMES_LONGER: usize = 2;
/// A longer line does not only tell the page of a thread, in bytes.
const LONGEST_PAGE_LINE: usize = 120;
/// A subject of fewer words may be anything.
const HEADLINE_WORDS: usize = 3;
/// So many lines of a post may be its headline.
const HEAD_LINES: usize = 12;

/// Whether the first of the posts is the article of a page that has none beside them: the headline is repeated over it
/// and over no other, or it is long among the others. On the later pages of a thread all are answers.
pub(super) fn opens(
    tree: &Tree<'_>,
    sections: &Sections,
    title: Option<&str>,
    article: &str,
    comments: &[Comment],
    items: &[Range<usize>],
    is_thread: bool,
) -> bool {
    let [first, others @ ..] = comments else { return false };
    let has_article = article.lines().any(|line| line.chars().count() >= SHORT_LINE);
    // Where a record turned out to be no comment, the first of one is not the first of the other.
    if has_article || items.len() != comments.len() || is_later_page(sections, title) {
        return false;
    }
    let is_under_headline = |item: &Range<usize>| {
        let lines = render::lines(tree, item.clone(), &|_| false);
        let is_headline = |line: &str| {
            line.split_whitespace().count() >= HEADLINE_WORDS
                && title.is_some_and(|title| title.contains(line))
        };
        lines.iter().take(HEAD_LINES).any(|line| is_headline(line.text.trim()))
    };
    let mut headed = items.iter().map(is_under_headline);
    let is_headed = headed.next() == Some(true) && !headed.any(|headed| headed);
    is_headed || (is_thread && is_long(first, others))
}

/// Takes the first post from the others, none of which answers it any more, and gives its words.
pub(super) fn taken(comments: &mut Vec<Comment>) -> String {
    let first = comments.remove(0);
    for comment in comments {
        comment.reply_to = comment.reply_to.and_then(|parent| parent.checked_sub(1));
    }
    first.text
}

/// Whether a post is long among others.
fn is_long(post: &Comment, others: &[Comment]) -> bool {
    let length = |comment: &Comment| comment.text.chars().count();
    let mut lengths: Vec<usize> = others.iter().map(length).collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    length(post) >= SHORTEST_OPENING.max(TIMES_LONGER * median)
}

/// Whether the page says that it is not the first of its thread.
fn is_later_page(sections: &Sections, title: Option<&str>) -> bool {
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        let numbered = r"(?:صفحه|صفحة|page|seite) ?:? ?(\d{1,5}) ?(?:من|of|sur|von|/) ?\d";
        let current = r"(?:صفحات|pages) ?:?[\d ]*\[ ?(\d{1,5}) ?\]";
        Regex::new(&format!("{numbered}|{current}|[-–—|(] ?(?:ال)?(?:صفحة|page) ?(\\d{{1,5}})\\b"))
            .expect("the pattern is well-formed")
    });
    let lines = sections.lines.iter().map(|line| line.text.as_str());
    let short = title.into_iter().chain(lines).filter(|line| line.len() <= LONGEST_PAGE_LINE);
    let number = |line: &str| {
        let folded = clean::fold(line);
        let found = NUMBERED.captures(&folded)?;
        found.iter().skip(1).flatten().next()?.as_str().parse::<usize>().ok()
    };
    short.filter(|line| line.contains(clean::is_numeric)).filter_map(number).any(|page| page > 1)
}
