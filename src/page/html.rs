//! HTML pages: parse, find the comments by a table of layouts, and take the article from what is left.
//!
//! Nothing here recurses, and no step costs more than one walk over the tree for each selector, since pages are
//! written by strangers.

mod article;
mod fields;
mod items;
mod json_ld;
mod layouts;
mod nesting;
mod render;
mod vendors;

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html};

use self::layouts::{LAYOUTS, Layout, Selectors};
use super::{Comment, Parts, Warning, clean, cues, dump};

/// How many different structural tags make a page of a text without a document head.
const TAGS_OF_A_FRAGMENT: usize = 3;

/// Whether `text` is HTML and not a plain-text dump.
pub(super) fn is_html(text: &str) -> bool {
    static DOCUMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)<(?:!doctype\s+html|html|head|body)[\s>]").expect("the pattern is well-formed")
    });
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)</?(?:article|section|div|p|ol|ul|li|table|tr|td|h[1-6]|span|time|br)(?:\s[^<>]*)?/?>",
        )
        .expect("the pattern is well-formed")
    });
    DOCUMENT.is_match(text) || TAG.find_iter(text).take(TAGS_OF_A_FRAGMENT).count() == TAGS_OF_A_FRAGMENT
}

/// Takes an HTML page apart.
pub(super) fn split(text: &str) -> Parts {
    let (text, capped) = nesting::cap(text);
    let html = Html::parse_document(&text);
    let tree = Tree::new(&html);
    let mut warnings = vec![];
    if capped {
        let message = format!("Elements nested deeper than {} were taken out of the page.", nesting::DEEPEST);
        warnings.push(Warning::new("nesting-capped", message));
    }
    let found =
        Found::by_layout(&tree).or_else(|| Found::in_json_ld(&tree)).or_else(|| Found::in_text(&tree));
    let Found { comments, items, declared } = found.unwrap_or_default();
    Parts {
        title: article::title(&tree),
        article: article::text(&tree, &items, &comments),
        declared: declared_in_heading(&tree).or(declared).or_else(|| json_ld::declared(&tree)),
        external: vendors::external(&tree),
        comments,
        warnings,
    }
}

/// What a reader sees of a piece of HTML, one block a line.
#[cfg(feature = "serve")]
pub(super) fn visible_text(html: &str) -> String {
    let (capped, _) = nesting::cap(html);
    render::text(Html::parse_fragment(&capped).root_element(), &|_| false)
}

/// A parsed page with its elements in document order.
struct Tree<'a> {
    elements: Vec<Placed<'a>>,
}

/// An element and its place among the others.
struct Placed<'a> {
    element: ElementRef<'a>,
    /// The element around it.
    parent: Option<usize>,
    /// The element before it, inside the same parent.
    previous: Option<usize>,
    /// Whether it stands in a part of the page that does not show this page's comments.
    elsewhere: bool,
}

impl<'a> Tree<'a> {
    fn new(html: &'a Html) -> Self {
        let mut places = HashMap::new();
        let mut newest_child: HashMap<usize, usize> = HashMap::new();
        let mut elements: Vec<Placed<'a>> = vec![];
        for element in html.tree.root().descendants().filter_map(ElementRef::wrap) {
            let place = elements.len();
            let parent = element.parent().and_then(|parent| places.get(&parent.id()).copied());
            let previous = parent.and_then(|parent| newest_child.insert(parent, place));
            let inherited =
                parent.and_then(|parent| elements.get(parent)).is_some_and(|parent| parent.elsewhere);
            let elsewhere = inherited || (!is_whole_page(&element) && layouts::ELSEWHERE.matches(&element));
            places.insert(element.id(), place);
            elements.push(Placed { element, parent, previous, elsewhere });
        }
        Self { elements }
    }

    /// The elements that any of `selectors` matches, in document order.
    fn select<'s>(&'s self, selectors: &'s Selectors) -> impl Iterator<Item = ElementRef<'a>> + 's {
        self.elements.iter().map(|placed| placed.element).filter(|element| selectors.matches(element))
    }

    /// The same, without those in parts of the page that show other pages' comments or take new ones.
    fn select_here<'s>(&'s self, selectors: &'s Selectors) -> impl Iterator<Item = ElementRef<'a>> + 's {
        let here = self.elements.iter().filter(|placed| !placed.elsewhere).map(|placed| placed.element);
        here.filter(|element| selectors.matches(element))
    }
}

/// Whether `element` is the root or the body: themes put words such as `sidebar` into their classes.
fn is_whole_page(element: &ElementRef<'_>) -> bool {
    matches!(element.value().name(), "html" | "body")
}

/// The comments of a page, with the elements that hold them.
#[derive(Default)]
struct Found<'a> {
    comments: Vec<Comment>,
    items: Vec<ElementRef<'a>>,
    declared: Option<u64>,
}

impl<'a> Found<'a> {
    /// The first layout of the table under which the page has comments.
    fn by_layout(tree: &Tree<'a>) -> Option<Self> {
        LAYOUTS.iter().find_map(|layout| Self::in_layout(tree, layout))
    }

    /// The comments of one layout.
    fn in_layout(tree: &Tree<'a>, layout: &Layout) -> Option<Self> {
        let items = items::items(tree, layout);
        let comments = fields::comments(&items, layout);
        let items = items.into_iter().map(|item| item.element).collect();
        (!comments.is_empty()).then_some(Self { comments, items, declared: None })
    }

    /// The comments that the page's data for search engines holds.
    fn in_json_ld(tree: &Tree<'a>) -> Option<Self> {
        let comments = json_ld::comments(tree);
        (!comments.is_empty()).then_some(Self { comments, items: vec![], declared: None })
    }

    /// The comments that show as such when the page is read as plain text: a heading, and what repeats under it.
    fn in_text(tree: &Tree<'a>) -> Option<Self> {
        let text = render::visible(tree);
        let lines: Vec<&str> = text.lines().collect();
        let section = dump::section(&lines);
        if section.comments.is_empty() {
            return None;
        }
        Some(Self { items: vec![], declared: section.declared, comments: section.comments })
    }
}

/// The number in the heading of the comment section.
fn declared_in_heading(tree: &Tree<'_>) -> Option<u64> {
    tree.select_here(&layouts::HEADINGS)
        .find_map(|heading| cues::heading(&clean::label(&render::text(heading, &|_| false))?)?.declared)
}
