//! A parsed page as a flat list of its nodes, in document order.
//!
//! The nodes inside another follow it up to its end, so that "inside", "text of" and "links in" are ranges and sums
//! and no walk over the page ever goes up and down pointers.

use std::collections::HashMap;
use std::ops::Range;

use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Node as Parsed};

use super::selectors::Selectors;
use super::vocabulary::{self, Roles};
use super::{layouts, render};


/// A page.
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

/// An element or a text, and its place among the others.
pub(super) struct Node<'a> {
    pub(super) content: Content<'a>,
    /// The element around it; the root is its own.
    pub(super) parent: usize,
    /// The first node behind everything inside it.
    pub(super) end: usize,
    /// How many elements are around it.
    pub(super) depth: usize,
    /// What its names say that it holds.
    pub(super) roles: Roles,
    /// What it is: equal for elements that are alike.
    pub(super) kind: Kind,
    /// Whether it stands in a part of the page that does not show this page's comments.
    pub(super) elsewhere: bool,
    /// Visible letters before it on the page, and how many of them stand in links.
    letters: usize,
    linked: usize,
    /// Elements before it whose names speak of comments.
    speaking: usize,
}

/// What an element is, at three degrees of exactness: its tag, with the first of its classes, with all of them. Classes
/// count as far as they tell kinds; see [`vocabulary::kind`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) tag: u32,
    pub(super) first: u32,
    pub(super) all: u32,
    /// Whether there are any such classes.
    pub(super) classed: bool,
}

/// What a node is.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Element(ElementRef<'a>),
    Text(&'a str),
}

impl<'a> Tree<'a> {
    pub(super) fn new(html: &'a Html) -> Self {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        let mut open: Vec<usize> = vec![];
        let mut names = Names::default();
        let (mut letters, mut linked, mut speaking, mut silent, mut links) = (0, 0, 0, 0_usize, 0_usize);
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    let parent = open.last().copied().unwrap_or(0);
                    let elsewhere = nodes.get(parent).is_some_and(|parent| parent.elsewhere);
                    let place = nodes.len();
                    let mut new = |content, (roles, kind), elsewhere| {
                        let (end, depth) = (place + 1, open.len());
                        nodes.push(Node {
                            content,
                            parent,
                            end,
                            depth,
                            roles,
                            kind,
                            elsewhere,
                            letters,
                            linked,
                            speaking,
                        });
                    };
                    if let Parsed::Text(text) = node.value() {
                        new(Content::Text(text), Default::default(), elsewhere);
                        if silent == 0 {
                            let count = text.chars().filter(|c| c.is_alphanumeric()).count();
                            letters += count;
                            linked += if links > 0 { count } else { 0 };
                        }
                    } else if let Some(element) = ElementRef::wrap(node) {
                        let tag = element.value().name();
                        let whole_page = matches!(tag, "html" | "body");
                        let elsewhere = elsewhere || (!whole_page && layouts::ELSEWHERE.matches(&element));
                        let told = names.of(element);
                        new(Content::Element(element), told, elsewhere);
                        speaking += usize::from(speaks(tag, told.0));
                        silent += usize::from(render::is_silent(tag));
                        links += usize::from(tag == "a");
                        open.push(place);
                    }
                }
                Edge::Close(node) => {
                    if let Some(element) = ElementRef::wrap(node) {
                        let end = nodes.len();
                        if let Some(node) = open.pop().and_then(|place| nodes.get_mut(place)) {
                            node.end = end;
                        }
                        let tag = element.value().name();
                        silent -= usize::from(render::is_silent(tag));
                        links -= usize::from(tag == "a");
                    }
                }
            }
        }
        // What stands behind the last node closes the sums.
        let end = nodes.len();
        nodes.push(Node {
            content: Content::Text(""),
            parent: 0,
            end,
            depth: 0,
            roles: Roles::default(),
            kind: Kind::default(),
            elsewhere: true,
            letters,
            linked,
            speaking,
        });
        Self { nodes }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len() - 1
    }

    /// The node at `place`; behind the last one, an empty text.
    pub(super) fn node(&self, place: usize) -> &Node<'a> {
        &self.nodes[place.min(self.nodes.len() - 1)]
    }

    /// The element at `place`, if that is no text.
    pub(super) fn element(&self, place: usize) -> Option<ElementRef<'a>> {
        match self.node(place).content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        }
    }

    /// The tag of the element at `place`, or nothing for a text.
    pub(super) fn tag(&self, place: usize) -> &'a str {
        self.element(place).map_or("", |element| element.value().name())
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, place: usize, name: &str) -> Option<&'a str> {
        self.element(place)?.value().attr(name)
    }

    /// The node and everything inside it.
    pub(super) fn inside(&self, place: usize) -> Range<usize> {
        place..self.node(place).end
    }

    /// The elements of the page, in document order.
    pub(super) fn elements(&self) -> impl Iterator<Item = (usize, ElementRef<'a>)> + '_ {
        (0..self.len()).filter_map(|place| Some((place, self.element(place)?)))
    }

    /// The nodes right under `place`, in document order.
    pub(super) fn children(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.node(place).end;
        let first = Some(place + 1).filter(|&first| first < end);
        std::iter::successors(first, move |&child| Some(self.node(child).end).filter(|&next| next < end))
    }

    /// The elements around `place`, the nearest first, without the root.
    pub(super) fn ancestors(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let up = |&place: &usize| Some(self.node(place).parent).filter(|&parent| parent < place);
        std::iter::successors(Some(place), up).skip(1)
    }

    /// How many visible letters and digits stand in a range of nodes.
    pub(super) fn letters(&self, range: &Range<usize>) -> usize {
        self.node(range.end).letters - self.node(range.start).letters
    }

    /// How many of them stand in links.
    pub(super) fn linked(&self, range: &Range<usize>) -> usize {
        self.node(range.end).linked - self.node(range.start).linked
    }

    /// How many elements in a range of nodes have names that speak of comments.
    pub(super) fn speaking(&self, range: &Range<usize>) -> usize {
        self.node(range.end).speaking - self.node(range.start).speaking
    }

    /// The elements that any of `selectors` matches, in document order.
    pub(super) fn select<'s>(
        &'s self,
        selectors: &'s Selectors,
    ) -> impl Iterator<Item = (usize, ElementRef<'a>)> + 's {
        self.elements().filter(|(_, element)| selectors.matches(element))
    }

    /// The same, without those in parts of the page that show other pages' comments or take new ones.
    pub(super) fn select_here<'s>(
        &'s self,
        selectors: &'s Selectors,
    ) -> impl Iterator<Item = (usize, ElementRef<'a>)> + 's {
        self.elements()
            .filter(|(place, element)| !self.node(*place).elsewhere && selectors.matches(element))
    }
}

/// What names of elements say, looked up once for all elements with the same names.
#[derive(Default)]
struct Names<'a> {
    roles: HashMap<&'a str, Roles>,
    kinds: HashMap<(&'a str, &'a str), Kind>,
    numbers: HashMap<String, u32>,
}

impl<'a> Names<'a> {
    fn of(&mut self, element: ElementRef<'a>) -> (Roles, Kind) {
        let tag = element.value();
        let mut roles = if tag.name() == "time" { Roles::DATE } else { Roles::default() };
        let speaking = tag.attrs().filter(|(name, _)| vocabulary::is_speaking(name)).map(|(_, value)| value);
        // Custom elements are named after what they hold.
        for names in speaking.chain(Some(tag.name()).filter(|name| name.contains('-'))) {
            roles = roles.and(*self.roles.entry(names).or_insert_with(|| vocabulary::roles(names)));
        }
        let classes = tag.attr("class").unwrap_or_default();
        let numbers = &mut self.numbers;
        let kind = *self.kinds.entry((tag.name(), classes)).or_insert_with(|| {
            let stems = vocabulary::kind(classes);
            let mut number = |count: usize| {
                let name = stems.iter().take(count).fold(tag.name().to_owned(), |name, stem| name + "." + stem);
                let next = numbers.len() as u32;
                *numbers.entry(name).or_insert(next)
            };
            Kind { tag: number(0), first: number(1), all: number(stems.len()), classed: !stems.is_empty() }
        });
        (roles, kind)
    }
}

/// Whether an element with such roles holds comments or parts of them, and is no link or counter.
fn speaks(tag: &str, roles: Roles) -> bool {
    tag != "a" && roles.any(Roles::COMMENT) && !roles.any(Roles::TOOL.and(Roles::OTHER).and(Roles::FORM))
}
