//! The headline and the article of an HTML page.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use scraper::ElementRef;

use super::layouts::{ELSEWHERE, SECTIONS, Selectors};
use super::{Tree, render};
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
    let shared = tree.select(&SHARED_TITLE).find_map(|meta| clean::label(meta.value().attr("content")?));
    let page = tree.select(&PAGE_TITLE).find_map(|title| clean::label(&title.text().collect::<String>()));
    let titles = || [&shared, &page].into_iter().flatten();
    // The site's name may stand in a heading and in the title too, but it is the shorter of the two.
    let repeated = headings.iter().filter(|heading| titles().any(|title| title.contains(heading.as_str())));
    let repeated = repeated.max_by_key(|heading| heading.len()).filter(|heading| is_headline(heading));
    let likeliest = || headings.iter().find(|heading| is_headline(heading)).cloned();
    repeated.cloned().or_else(|| shared.clone()).or_else(likeliest).or(page)
}

/// The headings of the first rank, the surest first.
fn headings(tree: &Tree<'_>) -> Vec<String> {
    let elements: Vec<ElementRef<'_>> = tree.select_here(&HEADLINES).collect();
    let sorted =
        HEADLINES.each().flat_map(|selector| elements.iter().filter(|element| selector.matches(element)));
    sorted.filter_map(|heading| clean::label(&render::text(*heading, &|_| false))).collect()
}

/// Whether a heading is long enough for a headline.
fn is_headline(heading: &str) -> bool {
    heading.split_whitespace().count() >= HEADLINE_WORDS
}

/// The article's paragraphs, without those of `items` and of `comments`.
pub(super) fn text(tree: &Tree<'_>, items: &[ElementRef<'_>], comments: &[Comment]) -> String {
    let items: HashSet<_> = items.iter().map(|item| item.id()).collect();
    let skip = |element: &ElementRef<'_>| {
        items.contains(&element.id())
            || ASIDES.matches(element)
            || SECTIONS.matches(element)
            || ELSEWHERE.matches(element)
    };
    let commented: HashSet<&str> = comments.iter().flat_map(|comment| comment.text.lines()).collect();
    let body = |element: ElementRef<'_>| {
        let text = render::text(element, &skip);
        let kept = text.lines().filter(|line| !commented.contains(line) && !is_furniture(line));
        clean::lines(kept)
    };
    let candidates: Vec<ElementRef<'_>> = tree
        .select_here(&BODIES)
        .filter(|element| !is_among_comments(*element, &|inner| items.contains(&inner.id())))
        .collect();
    let named = BODIES.each().find_map(|selector| {
        let texts =
            candidates.iter().filter(|element| selector.matches(element)).map(|&element| body(element));
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

/// Whether `element` stands inside the comment section.
fn is_among_comments(element: ElementRef<'_>, is_item: &dyn Fn(&ElementRef<'_>) -> bool) -> bool {
    std::iter::once(element)
        .chain(element.ancestors().filter_map(ElementRef::wrap))
        .any(|around| is_item(&around) || (!super::is_whole_page(&around) && SECTIONS.matches(&around)))
}

/// The element that has the most text in paragraphs right under it.
fn most_paragraphs<'a>(tree: &Tree<'a>, skip: &dyn Fn(&ElementRef<'_>) -> bool) -> Option<ElementRef<'a>> {
    let mut weights: HashMap<usize, usize> = HashMap::new();
    for placed in
        tree.elements.iter().filter(|placed| !placed.elsewhere && PARAGRAPHS.matches(&placed.element))
    {
        let length = render::text(placed.element, skip).chars().count();
        let among_comments = || is_among_comments(placed.element, &|around| SMALL_PRINT.matches(around));
        if length >= SHORTEST_PARAGRAPH && !among_comments() {
            *weights.entry(placed.parent?).or_default() += length;
        }
    }
    // The first of equals, so that the answer does not hang on the order of a hash map.
    let heaviest = weights.into_iter().max_by_key(|&(place, weight)| (weight, std::cmp::Reverse(place)))?;
    tree.elements.get(heaviest.0).map(|placed| placed.element)
}
