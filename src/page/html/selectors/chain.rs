//! One CSS selector without a comma, of the part of the language that this program writes: tags, ids, classes and
//! attributes, inside others (a blank) or right under them (`>`).
//!
//! `scraper` has all of CSS, but sets up a context for every question and makes every class of a page known to the whole
//! program, which takes a quarter of the time of a page. The tests hold the two beside each other.

use crate::page::html::tree::Tree;

/// What a selector asks of the element itself, of all the most telling.
pub(super) enum Asked<'c> {
    Id(&'c str),
    Class(&'c str),
    Attribute(&'c str),
    Tag(&'c str),
}

/// Elements inside each other.
pub(super) struct Chain {
    /// From the innermost outwards; in each, elements right under each other, the innermost first.
    links: Vec<Vec<Compound>>,
}

/// What one element must have.
#[derive(Default)]
struct Compound {
    tag: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<Attribute>,
}

/// What an attribute must be.
struct Attribute {
    name: String,
    test: Test,
    value: String,
    any_case: bool,
}

#[derive(Clone, Copy)]
enum Test {
    Present,
    Equals,
    HasWord,
    Begins,
    Ends,
    Contains,
}

impl Chain {
    /// Compiles a selector that is written in this program.
    pub(super) fn new(text: &str) -> Self {
        let mut links: Vec<Vec<Compound>> = vec![vec![]];
        let mut rest = text;
        while !rest.is_empty() {
            let (compound, behind) = Compound::first(rest);
            links.last_mut().expect("there is one from the start").insert(0, compound);
            rest = match behind.trim_start().strip_prefix('>') {
                Some(child) => child.trim_start(),
                None if behind.trim_start().is_empty() => "",
                None => {
                    links.push(vec![]);
                    behind.trim_start()
                }
            };
        }
        links.reverse();
        Self { links }
    }

    /// What it asks of the element itself.
    pub(super) fn asked(&self) -> Asked<'_> {
        let element = self.links.first().and_then(|link| link.first()).expect("a selector names an element");
        match (&element.id, element.classes.first(), element.attributes.first(), &element.tag) {
            (Some(id), ..) => Asked::Id(id),
            (_, Some(class), ..) => Asked::Class(class),
            (_, _, Some(attribute), _) => Asked::Attribute(&attribute.name),
            (.., tag) => Asked::Tag(tag.as_deref().expect("an element has a name of some kind")),
        }
    }

    /// Whether the element at `place` is such a one.
    pub(super) fn matches(&self, tree: &Tree<'_>, place: usize) -> bool {
        let mut links = self.links.iter();
        let Some(mut outermost) = links.next().and_then(|link| link_at(tree, link, place)) else {
            return false;
        };
        // The nearest that fits leaves most room for what has to be around it.
        links.all(|link| {
            let around = tree.ancestors(outermost).find_map(|around| link_at(tree, link, around));
            around.inspect(|&around| outermost = around).is_some()
        })
    }
}

/// The outermost element of a link whose innermost is the one at `place`, if that is one.
fn link_at(tree: &Tree<'_>, link: &[Compound], place: usize) -> Option<usize> {
    let mut outermost = None;
    for compound in link {
        let next = outermost.map_or(Some(place), |inner| tree.ancestors(inner).next())?;
        outermost = Some(next).filter(|&next| compound.matches(tree, next));
        outermost?;
    }
    outermost
}

impl Compound {
    /// The first compound of a selector, and what is behind it.
    fn first(text: &str) -> (Self, &str) {
        let mut compound = Self::default();
        let mut rest = text;
        loop {
            let mark = rest.chars().next().filter(|c| matches!(c, '#' | '.' | '['));
            let named = &rest[mark.map_or(0, char::len_utf8)..];
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
            let (name, behind) = named.split_at(named.find(|c| !is_name(c)).unwrap_or(named.len()));
            assert!(
                !name.is_empty(),
                "the selector {text:?} is well-formed and of a kind that is known here"
            );
            rest = behind;
            match mark {
                Some('#') => compound.id = Some(name.to_owned()),
                Some('.') => compound.classes.push(name.to_owned()),
                Some(_) => {
                    let (asked, behind) = rest.split_once(']').expect("the brackets are closed");
                    compound.attributes.push(Attribute::new(name, asked));
                    rest = behind;
                }
                None => compound.tag = Some(name.to_owned()),
            }
            if rest.is_empty() || rest.starts_with([' ', '>']) {
                return (compound, rest);
            }
        }
    }

    fn matches(&self, tree: &Tree<'_>, place: usize) -> bool {
        let node = tree.node(place);
        let has_class =
            |class: &String| node.name.classes.split_ascii_whitespace().any(|found| found == class);
        self.tag.as_ref().is_none_or(|tag| node.name.tag == tag)
            && self.id.as_ref().is_none_or(|id| node.id == id)
            && self.classes.iter().all(has_class)
            && self.attributes.iter().all(|attribute| {
                tree.attribute(place, &attribute.name).is_some_and(|value| attribute.holds(value))
            })
    }
}

impl Attribute {
    /// `test` is what stands behind the name.
    fn new(name: &str, test: &str) -> Self {
        let (sign, value) = test.split_once('=').unwrap_or((test, ""));
        let kind = match (sign, test) {
            ("", "") => Test::Present,
            ("", _) => Test::Equals,
            ("~", _) => Test::HasWord,
            ("^", _) => Test::Begins,
            ("$", _) => Test::Ends,
            ("*", _) => Test::Contains,
            _ => panic!("the test {test:?} of an attribute is known here"),
        };
        // The values of a few attributes of HTML are the same in upper case.
        let any_case = matches!(name, "type" | "rel" | "lang" | "media");
        Self { name: name.to_owned(), test: kind, value: value.trim_matches('\'').to_owned(), any_case }
    }

    fn holds(&self, found: &str) -> bool {
        if self.any_case && found.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return self.is_met(&found.to_ascii_lowercase());
        }
        self.is_met(found)
    }

    fn is_met(&self, found: &str) -> bool {
        let value = self.value.as_str();
        match self.test {
            Test::Present => true,
            Test::Equals => found == value,
            Test::HasWord => found.split_ascii_whitespace().any(|word| word == value),
            // No part of anything is empty, says CSS.
            _ if value.is_empty() => false,
            Test::Begins => found.starts_with(value),
            Test::Ends => found.ends_with(value),
            Test::Contains => found.contains(value),
        }
    }
}
