//! The headline and the article of an HTML page.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::layouts::{ELSEWHERE, SECTIONS};
use super::render;
use super::selectors::Selectors;
use super::tree::Tree;
use crate::page::{Comment, clean, cues};

/// A body of fewer characters is a teaser.
const SHORTEST_BODY: usize = 80;
/// A paragraph of fewer characters does not tell where the article is.
const SHORTEST_PARAGRAPH: usize = 25;
/// An element with the right name is a stub if so many times its text stands elsewhere.
const STUB_SHARE: usize = 3;
/// A headline of fewer words may be the site's name.
const HEADLINE_WORDS: usize = 3;

/// Elements that hold an article, the surest first.
static BODIES: LazyLock<Selectors> = LazyLock::new(|| {
    Selectors::new(&[
        "[itemprop~='articleBody']",
        ".entry-content, .td-post-content, .article-body, .article__body, .article-content, .article-text, .post-content",
        ".post-body, .single-content, .story-body, .news-content, .node-content, .field--name-body, .field-name-body",
        ".itemFullText, .wysiwyg, .details-content",
        "article",
        "main, [role='main']",
    ])
});

/// What inside an article is not the article.
static ASIDES: LazyLock<Selectors> = LazyLock::new(|| {
    Selectors::new(&[
        "h1, nav, aside, footer, form, figure, figcaption, button, .sharedaddy, .share, .social, .social-share",
        ".entry-meta, .post-meta, .entry-header, .entry-footer, .tags, .tag-links, .breadcrumb, .wp-caption, .caption",
        ".related-articles, .author-box, .jp-relatedposts, .yarpp-related, .code-block, .ad, .ads, .newsletter",
    ])
});

/// Boxes with prose that is never the article: footers, terms of use in dialogs.
static SMALL_PRINT: LazyLock<Selectors> =
    LazyLock::new(|| Selectors::new(&["footer, aside, .modal, .dialog, [role='dialog'], dialog"]));
static PARAGRAPHS: LazyLock<Selectors> = LazyLock::new(|| Selectors::new(&["p"]));
static HEADLINES: LazyLock<Selectors> = LazyLock::new(|| {
    Selectors::new(&["h1.entry-title, h1.post-title, [itemprop~='headline']", "article h1, main h1", "h1"])
});
static PAGE_TITLE: LazyLock<Selectors> = LazyLock::new(|| Selectors::new(&["head title"]));
static SHARED_TITLE: LazyLock<Selectors> = LazyLock::new(|| Selectors::new(&["meta[property='og:title']"]));

/// The headline: the heading that the page's own title repeats, else the title for sharing, else the likeliest
/// heading, else the title.
pub(super) fn title(tree: &Tree<'_>) -> Option<String> {
    let headings = headings(tree);
    let shared =
        tree.select(&SHARED_TITLE).find_map(|(_, meta)| clean::label(meta.value().attr("content")?));
    let page = tree.select(&PAGE_TITLE).find_map(|(_, title)| clean::label(&title.text().collect::<String>()));
    let titles = || [&shared, &page].into_iter().flatten();
    // The site's name may stand in a heading and in the title too, but it is the shorter of the two.
    let repeated = headings.iter().filter(|heading| titles().any(|title| title.contains(heading.as_str())));
    let repeated = repeated.max_by_key(|heading| heading.len()).filter(|heading| is_headline(heading));
    let likeliest = || headings.iter().find(|heading| is_headline(heading)).cloned();
    repeated.cloned().or_else(|| shared.clone()).or_else(likeliest).or(page)
}

/// The headings of the first rank, the surest first.
fn headings(tree: &Tree<'_>) -> Vec<String> {
    let elements: Vec<_> = tree.select_here(&HEADLINES).collect();
    let sorted =
        HEADLINES.each().flat_map(|selector| elements.iter().filter(|(_, element)| selector.matches(element)));
    sorted.filter_map(|(place, _)| clean::label(&render::text(tree, tree.inside(*place), &|_| false))).collect()
}

/// Whether a heading is long enough for a headline.
fn is_headline(heading: &str) -> bool {
    heading.split_whitespace().count() >= HEADLINE_WORDS
}

/// The article's paragraphs, without those of `items` and of `comments`.
pub(super) fn text(tree: &Tree<'_>, items: &[usize], comments: &[Comment]) -> String {
    let items: HashSet<usize> = items.iter().copied().collect();
    let skip = |place: usize| {
        items.contains(&place)
            || tree.element(place).is_some_and(|element| {
                ASIDES.matches(&element) || SECTIONS.matches(&element) || ELSEWHERE.matches(&element)
            })
    };
    let commented: HashSet<&str> = comments.iter().flat_map(|comment| comment.text.lines()).collect();
    let body = |place: usize| {
        let text = render::text(tree, tree.inside(place), &skip);
        let kept = text.lines().filter(|line| !commented.contains(line) && !is_furniture(line));
        clean::lines(kept)
    };
    let candidates: Vec<_> = tree
        .select_here(&BODIES)
        .filter(|(place, _)| !is_among_comments(tree, *place, &|inner| items.contains(&inner)))
        .collect();
    let named = BODIES.each().find_map(|selector| {
        let texts =
            candidates.iter().filter(|(_, element)| selector.matches(element)).map(|&(place, _)| body(place));
        texts.max_by_key(String::len).filter(|text| text.chars().count() >= SHORTEST_BODY)
    });
    let weightiest = most_paragraphs(tree, &skip).map(body).unwrap_or_default();
    // An element may have the right name and hold only the opening lines.
    named.filter(|named| named.len() * STUB_SHARE >= weightiest.len()).unwrap_or(weightiest)
}

/// Whether `line` is a widget or a heading of one.
fn is_furniture(line: &str) -> bool {
    cues::furniture(line)
        || cues::article_tail(line)
        || cues::section_end(line)
        || cues::heading(line).is_some()
}

/// Whether the element at `place` stands inside the comment section.
fn is_among_comments(tree: &Tree<'_>, place: usize, is_item: &dyn Fn(usize) -> bool) -> bool {
    std::iter::once(place).chain(tree.ancestors(place)).any(|around| {
        is_item(around)
            || tree.element(around).is_some_and(|element| {
                !matches!(element.value().name(), "html" | "body") && SECTIONS.matches(&element)
            })
    })
}

/// The element that has the most text in paragraphs right under it.
fn most_paragraphs(tree: &Tree<'_>, skip: &dyn Fn(usize) -> bool) -> Option<usize> {
    let mut weights: HashMap<usize, usize> = HashMap::new();
    for (place, _) in tree.select_here(&PARAGRAPHS) {
        let length = render::text(tree, tree.inside(place), skip).chars().count();
        let small_print =
            |around: usize| tree.element(around).is_some_and(|element| SMALL_PRINT.matches(&element));
        if length >= SHORTEST_PARAGRAPH && !is_among_comments(tree, place, &small_print) {
            *weights.entry(tree.node(place).parent).or_default() += length;
        }
    }
    // The first of equals, so that the answer does not hang on the order of a hash map.
    weights.into_iter().max_by_key(|&(place, weight)| (weight, std::cmp::Reverse(place))).map(|(place, _)| place)
}
