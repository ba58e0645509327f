//! A parsed page as a flat list of its nodes, in document order.
//!
//! The nodes inside another follow it up to its end, so that "inside", "text of" and "links in" are ranges and sums
//! and no walk over the page ever goes up and down pointers.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use ego_tree::iter::Edge;
use html5ever::ns;
use scraper::{ElementRef, Html, Node as Parsed};

use super::parts::{Part, Parts};
use super::render::{self, Shown};
use super::vocabulary::{self, Roles};
use crate::page::cues;
use crate::page::hashing::Seeded;

/// Longer lists of classes are read up to there, in bytes.
const LONGEST_CLASSES: usize = 2048;

/// A longer text is on no button, in letters.
const LONGEST_BUTTON: usize = 40;

/// A page.
#[derive(Default)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

/// An element or a text, and its place among the others.
pub(super) struct Node<'a> {
    pub(super) content: Content<'a>,
    /// What it is called, which many elements have in common.
    pub(super) name: Rc<Name<'a>>,
    /// An element's id, or nothing.
    pub(super) id: &'a str,
    /// The element around it; the root is its own.
    pub(super) parent: usize,
    /// The first node behind everything inside it.
    pub(super) end: usize,
    /// How many elements are around it.
    pub(super) depth: u32,
    /// What its names say that it holds.
    pub(super) roles: Roles,
    /// What an element is to this program.
    parts: Parts,
    /// Whether it stands in a part of the page that does not show this page's comments.
    pub(super) elsewhere: bool,
    /// Visible letters before it on the page, and how many of them stand in links.
    letters: u32,
    linked: u32,
    /// Elements before it whose names speak of comments.
    speaking: u32,
    /// Fields before it in which a reader writes.
    writing: u32,
}

/// Tag and classes of an element, with what they say; empty for a text.
pub(super) struct Name<'a> {
    pub(super) tag: &'a str,
    pub(super) classes: &'a str,
    /// What it is: equal for elements that are alike.
    pub(super) kind: Kind,
    /// How a browser shows it.
    pub(super) shown: Shown,
    roles: Roles,
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
        let mut growing = Growing::default();
        growing.tree.nodes.reserve_exact(html.tree.nodes().len() + 1);
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    if let Parsed::Text(text) = node.value() {
                        growing.text(text);
                    } else if let Some(element) = ElementRef::wrap(node) {
                        growing.open(element);
                    }
                }
                Edge::Close(node) if node.value().is_element() => growing.close(),
                Edge::Close(_) => {}
            }
        }
        growing.whole()
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
        self.node(place).name.tag
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, place: usize, name: &str) -> Option<&'a str> {
        attribute(self.element(place)?, name)
    }

    /// Whether the element at `place` is no part of what a reader wrote: a button, a counter, a form to write in. Some pages
    /// wrap each comment in a form for its buttons.
    pub(super) fn is_tool(&self, place: usize) -> bool {
        self.is(place, Part::TOOL)
            || (self.is(place, Part::REPLY) && !self.is_answer(place))
            || (self.tag(place) == "form" && self.written(&self.inside(place)) > 0)
    }

    /// Whether the element at `place`, which is named a reply, holds one and not the button for it.
    pub(super) fn is_answer(&self, place: usize) -> bool {
        let inside = self.inside(place);
        let letters = self.letters(&inside);
        let is_button = || cues::tool(render::text(self, inside.clone(), &|_| false).trim());
        self.linked(&inside) * 2 <= letters && (letters > LONGEST_BUTTON || !is_button())
    }

    /// How many of some nodes are fields in which a reader writes.
    fn written(&self, nodes: &Range<usize>) -> usize {
        let before = |place: usize| self.nodes.get(place).map_or(0, |node| node.writing);
        before(nodes.end).saturating_sub(before(nodes.start)) as usize
    }

    /// Whether the element at `place` is such a part of the page.
    pub(super) fn is(&self, place: usize, part: Part) -> bool {
        self.node(place).parts.has(part)
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
        (self.node(range.end).letters - self.node(range.start).letters) as usize
    }

    /// How many of them stand in links.
    pub(super) fn linked(&self, range: &Range<usize>) -> usize {
        (self.node(range.end).linked - self.node(range.start).linked) as usize
    }

    /// How many elements in a range of nodes have names that speak of comments.
    pub(super) fn speaking(&self, range: &Range<usize>) -> usize {
        (self.node(range.end).speaking - self.node(range.start).speaking) as usize
    }

    /// The elements that are such a part of the page, in document order.
    pub(super) fn parts(&self, part: Part) -> impl Iterator<Item = usize> + '_ {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.parts.has(part)).map(|(place, _)| place)
    }
}

/// A tree in the making, with what is open and the sums so far.
#[derive(Default)]
struct Growing<'a> {
    tree: Tree<'a>,
    open: Vec<usize>,
    names: Names<'a>,
    letters: usize,
    linked: usize,
    speaking: usize,
    /// How many fields there are so far in which a reader writes.
    writing: usize,
    /// How many elements without words and links are open.
    silent: usize,
    links: usize,
}

impl<'a> Growing<'a> {
    /// A node that begins here.
    fn node(&self, content: Content<'a>) -> Node<'a> {
        let place = self.tree.nodes.len();
        let parent = self.open.last().copied().unwrap_or(0);
        Node {
            content,
            name: Rc::clone(&self.names.of_text),
            id: "",
            parent,
            end: place + 1,
            depth: self.open.len() as u32,
            roles: Roles::default(),
            parts: Parts::default(),
            elsewhere: false,
            letters: self.letters as u32,
            linked: self.linked as u32,
            speaking: self.speaking as u32,
            writing: self.writing as u32,
        }
    }

    fn text(&mut self, text: &'a str) {
        self.tree.nodes.push(self.node(Content::Text(text)));
        if self.silent == 0 {
            let count = text.chars().filter(|&c| is_letter(c)).count();
            self.letters += count;
            self.linked += if self.links > 0 { count } else { 0 };
        }
    }

    fn open(&mut self, element: ElementRef<'a>) {
        let place = self.tree.nodes.len();
        let tag = element.value().name();
        let classes = first_names(attribute(element, "class").unwrap_or_default());
        let id = attribute(element, "id").unwrap_or_default();
        let name = self.names.told(tag, classes);
        let shown = name.shown;
        let roles = name.roles.and(self.names.told_beside(element));
        let node = self.node(Content::Element(element));
        self.tree.nodes.push(Node { name, id, roles, ..node });
        let parts = Parts::of(&self.tree, place);
        if let Some(node) = self.tree.nodes.last_mut() {
            node.parts = parts;
        }
        self.speaking += usize::from(speaks(tag, roles));
        self.writing += usize::from(takes_words(tag, element));
        self.silent += usize::from(shown == Shown::Not);
        self.links += usize::from(tag == "a");
        self.open.push(place);
    }

    fn close(&mut self) {
        let end = self.tree.nodes.len();
        if let Some(node) = self.open.pop().and_then(|place| self.tree.nodes.get_mut(place)) {
            node.end = end;
            self.silent -= usize::from(node.name.shown == Shown::Not);
            self.links -= usize::from(node.name.tag == "a");
        }
    }

    /// The tree. An empty text behind the last node closes the sums.
    fn whole(mut self) -> Tree<'a> {
        let last = self.node(Content::Text(""));
        self.tree.nodes.push(Node { elsewhere: true, ..last });
        self.take_in_the_whole();
        self.tree
    }

    /// What holds most of the page is no sidebar, whatever its names say.
    fn take_in_the_whole(&mut self) {
        let places = 0..self.tree.len();
        for place in places {
            let inside = self.tree.inside(place);
            let is_most = self.tree.letters(&inside) * 2 > self.letters;
            let parent = self.tree.node(place).parent;
            let around = place > 0 && self.tree.node(parent).elsewhere;
            let own =
                self.tree.is(place, Part::ELSEWHERE) && !matches!(self.tree.tag(place), "html" | "body");
            if let Some(node) = self.tree.nodes.get_mut(place) {
                node.elsewhere = around || (own && !is_most);
            }
        }
    }
}

/// The value of an attribute of HTML. (That of `scraper` asks a table of all names that the program has ever seen.)
fn attribute<'a>(element: ElementRef<'a>, name: &str) -> Option<&'a str> {
    let mut attributes = element.value().attrs.iter();
    let found = attributes.find(|(key, _)| key.local.as_str() == name && key.ns == ns!())?;
    Some(&found.1)
}

/// Whether `c` is a letter or a digit. Arabic letters need no look into the tables of Unicode.
fn is_letter(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}') || c.is_alphanumeric()
}

/// The names in a `class`, as far as anybody would read.
fn first_names(classes: &str) -> &str {
    if classes.len() <= LONGEST_CLASSES {
        return classes;
    }
    let cut = (0..=LONGEST_CLASSES).rev().find(|&at| classes.is_char_boundary(at)).unwrap_or(0);
    classes.get(..cut).unwrap_or_default()
}

/// What names of elements say, looked up once for all elements with the same names.
struct Names<'a> {
    of_text: Rc<Name<'a>>,
    told: HashMap<(&'a str, &'a str), Rc<Name<'a>>, Seeded>,
    beside: HashMap<&'a str, Roles, Seeded>,
    numbers: HashMap<String, u32>,
}

impl Default for Names<'_> {
    fn default() -> Self {
        let (kind, roles) = (Kind::default(), Roles::default());
        let of_text = Rc::new(Name { tag: "", classes: "", kind, shown: Shown::Inline, roles });
        Self { of_text, told: HashMap::default(), beside: HashMap::default(), numbers: HashMap::default() }
    }
}

impl<'a> Names<'a> {
    /// What an element's tag and classes say.
    fn told(&mut self, tag: &'a str, classes: &'a str) -> Rc<Name<'a>> {
        let numbers = &mut self.numbers;
        let name = self.told.entry((tag, classes)).or_insert_with(|| {
            let stems = vocabulary::kind(classes);
            let mut number = |count: usize| {
                let name = stems.iter().take(count).fold(tag.to_owned(), |name, stem| name + "." + stem);
                let next = numbers.len() as u32;
                *numbers.entry(name).or_insert(next)
            };
            let kind = Kind {
                tag: number(0),
                first: number(1),
                all: number(stems.len()),
                classed: !stems.is_empty(),
            };
            // Custom elements are named after what they hold.
            let of_tag = match tag {
                "time" => Roles::DATE,
                tag if tag.contains('-') => vocabulary::roles(tag),
                _ => Roles::default(),
            };
            let roles = of_tag.and(vocabulary::roles(classes));
            Rc::new(Name { tag, classes, kind, shown: Shown::of(tag), roles })
        });
        Rc::clone(name)
    }

    /// What the other names of an element say that it holds.
    fn told_beside(&mut self, element: ElementRef<'a>) -> Roles {
        let speaking = element.value().attrs().filter(|(name, _)| vocabulary::is_speaking(name));
        speaking.fold(Roles::default(), |roles, (_, names)| {
            roles.and(*self.beside.entry(names).or_insert_with(|| vocabulary::roles(names)))
        })
    }
}

/// Whether a reader writes in an element.
fn takes_words(tag: &str, element: ElementRef<'_>) -> bool {
    const OTHERS: [&str; 8] = ["hidden", "submit", "button", "checkbox", "radio", "image", "reset", "file"];
    let is_other = |kind: &str| OTHERS.iter().any(|other| kind.trim().eq_ignore_ascii_case(other));
    tag == "textarea" || (tag == "input" && !attribute(element, "type").is_some_and(is_other))
}

/// Whether an element with such roles holds comments or parts of them, and is no link or counter.
fn speaks(tag: &str, roles: Roles) -> bool {
    tag != "a" && roles.any(Roles::COMMENT) && !roles.any(Roles::TOOL.and(Roles::OTHER).and(Roles::FORM))
}
