//! The parts of one comment.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Node};

use super::items::Item;
use super::layouts::{HEADS, Layout, TOOLS};
use super::render;
use crate::page::{Comment, CommentKind, clean, cues, dates};

/// A longer author field holds more than a name.
const LONGEST_AUTHOR: usize = 120;
/// A longer date field holds more than a date.
const LONGEST_DATE: usize = 120;

/// Reads every item. Elements that turn out to be no comment are dropped, and the answers to them move up.
pub(super) fn comments(items: &[Item<'_>], layout: &Layout) -> Vec<Comment> {
    let mut kept: Vec<Option<usize>> = Vec::with_capacity(items.len());
    let mut comments: Vec<Comment> = vec![];
    for item in items {
        let parent = item.parent.and_then(|parent| kept.get(parent).copied().flatten());
        match comment(item, layout) {
            Some(comment) => {
                kept.push(Some(comments.len()));
                comments.push(Comment { reply_to: parent, ..comment });
            }
            None => kept.push(parent),
        }
    }
    comments
}

/// One item as a comment, if it is one.
fn comment(item: &Item<'_>, layout: &Layout) -> Option<Comment> {
    let Body { quote, text } = body(item, layout);
    let kind = kind(item.element);
    let author = layout.author.find_map(&item.own, author);
    let (date, date_text) = layout.date.find_map(&item.own, date).unwrap_or_default();
    let id = id(item);
    let known = author.is_some() || date_text.is_some() || date.is_some();
    let text = if kind == CommentKind::Comment { text } else { without_label(&text) };
    let is_notice =
        !known && (cues::no_comments(&text) || cues::login_wall(&text) || cues::section_end(&text));
    let is_comment = !text.is_empty() && !is_notice && (known || id.is_some() || layout.bare);
    is_comment.then(|| Comment { id, kind, author, date, date_text, quote, text, ..Comment::default() })
}

/// Whether the item was written by a reader or by another site.
fn kind(element: ElementRef<'_>) -> CommentKind {
    let has = |class: &str| element.value().classes().any(|found| found == class);
    match () {
        () if has("pingback") => CommentKind::Pingback,
        () if has("trackback") => CommentKind::Trackback,
        () => CommentKind::Comment,
    }
}

/// The words of a link back without the label in front, which its kind says already.
fn without_label(text: &str) -> String {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?i:pingback|trackback|ping|تنبيه|إشارة|اشارة|تعقيب|باك لينك|إشارة مرجعية)\s*:\s*")
            .expect("the pattern is well-formed")
    });
    LABEL.replace(text, "").into_owned()
}

/// The page's own identifier for a comment.
fn id(item: &Item<'_>) -> Option<String> {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:(?:li|div|article)-)*comment-(?:body-|item-)?(\d+)$|^(?:c|cid-)(\d+)$")
            .expect("the pattern is well-formed")
    });
    let elements = || std::iter::once(&item.element).chain(&item.own);
    let by_name = elements().find_map(|element| {
        let found = FORM.captures(element.value().id()?)?;
        found.get(1).or_else(|| found.get(2)).map(|id| id.as_str().to_owned())
    });
    by_name.or_else(|| {
        let attribute = |element: &ElementRef<'_>| {
            ["data-comment-id", "data-commentid", "data-cid"]
                .iter()
                .find_map(|name| element.value().attr(name))
                .map(str::to_owned)
        };
        elements().find_map(attribute).filter(|id| !id.trim().is_empty())
    })
}

/// The name in an author's element.
fn author(element: ElementRef<'_>) -> Option<String> {
    let said = render::text(element, &|inner| TOOLS.matches(inner));
    // Pictures and links may stand on lines of their own beside the name.
    let name = said.lines().find_map(cues::author)?;
    (name.chars().count() <= LONGEST_AUTHOR).then_some(name)
}

/// The date in a date's element: for machines where there is one, and as printed.
fn date(element: ElementRef<'_>) -> Option<(Option<String>, Option<String>)> {
    let exact = std::iter::once(element).chain(element.descendent_elements()).find_map(|inner| {
        dates::iso(inner.value().attr("datetime").or_else(|| inner.value().attr("content"))?)
    });
    let text = render::text(element, &|inner| TOOLS.matches(inner));
    let dated = text.lines().find(|line| dates::is_stamp(line) || dates::iso(line).is_some());
    let printed = dated.or_else(|| text.lines().next()).and_then(clean::label);
    let printed = printed.filter(|printed| printed.chars().count() <= LONGEST_DATE);
    let date = exact.or_else(|| dates::iso(printed.as_deref()?));
    (date.is_some() || printed.is_some()).then_some((date, printed))
}

/// The words of a comment, and those it quotes on top.
pub(super) struct Body {
    pub(super) quote: Option<String>,
    pub(super) text: String,
}

/// Takes the words from their element, or from the item less its head and tools.
fn body(item: &Item<'_>, layout: &Layout) -> Body {
    let is_nested = |inner: &ElementRef<'_>| TOOLS.matches(inner) || layout.item.matches(inner);
    let named = layout.text.find_map(&item.own, |element| {
        Some(quoted(element, &is_nested)).filter(|body| !body.text.is_empty())
    });
    named.unwrap_or_else(|| {
        let is_head = |inner: &ElementRef<'_>| {
            is_nested(inner)
                || HEADS.matches(inner)
                || layout.author.matches(inner)
                || layout.date.matches(inner)
        };
        quoted(item.element, &is_head)
    })
}

/// The text of `element`; a quotation that opens it is set apart, unless there is nothing else.
pub(super) fn quoted(element: ElementRef<'_>, skip: &dyn Fn(&ElementRef<'_>) -> bool) -> Body {
    if let Some(opening) = opening_quotation(element) {
        let text = render::text(element, &|inner| *inner == opening || skip(inner));
        let quote = render::text(opening, skip);
        if !text.is_empty() && !quote.is_empty() {
            return Body { quote: Some(quote), text };
        }
    }
    Body { quote: None, text: render::text(element, skip) }
}

/// The quotation with which `element` begins.
fn opening_quotation(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let first = element.children().find(|child| match child.value() {
        Node::Text(words) => !clean::is_blank(words),
        Node::Element(_) => true,
        _ => false,
    })?;
    ElementRef::wrap(first).filter(|first| first.value().name() == "blockquote")
}
