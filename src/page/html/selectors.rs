//! Lists of CSS selectors, of which only those are tried on an element that could match it.
//!
//! A page has thousands of elements and this program hundreds of selectors. What a selector asks of the element itself
//! (its id, a class, an attribute, its tag) is looked up first, so that nearly all pairs cost nothing.

mod chain;

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use self::chain::{Asked, Chain};
use super::tree::Tree;

/// Selectors in order of preference.
pub(super) struct Selectors {
    index: Index,
}

impl Selectors {
    /// Compiles a list that is written in this program.
    pub(super) fn new(texts: &[impl AsRef<str>]) -> Self {
        Self { index: Index::new(texts.iter().map(AsRef::as_ref).enumerate()) }
    }

    /// Those that match the element at `place`.
    pub(super) fn matching(&self, tree: &Tree<'_>, place: usize) -> Owners {
        self.index.matching(tree, place)
    }
}

/// A set of owners of selectors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Owners(u64);

impl Owners {
    /// How many owners an index can have.
    const MOST: usize = 64;

    pub(super) fn contains(self, owner: usize) -> bool {
        self.0 & (1 << owner) != 0
    }

    /// The owners, the lowest first.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        (0..Self::MOST).skip(self.0.trailing_zeros() as usize).filter(move |&owner| self.contains(owner))
    }
}

/// Selectors of many owners by what they ask of the element itself.
#[derive(Default)]
pub(super) struct Index {
    ids: Filed,
    classes: Filed,
    tags: Filed,
    attributes: Filed,
}

/// Selectors with their owners by a name. All names are written in this program, so that nobody can choose them to
/// have equal hashes.
type Filed = HashMap<String, Vec<(usize, Chain)>, FxBuildHasher>;

impl Index {
    /// Files selectors with their owners.
    pub(super) fn new<'a>(owned: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut index = Self::default();
        for (owner, texts) in owned {
            assert!(owner < Owners::MOST, "there are too many owners");
            // No selector of ours has a comma inside brackets.
            for text in texts.split(',') {
                let chain = Chain::new(text.trim());
                let (filed, name) = match chain.asked() {
                    Asked::Id(id) => (&mut index.ids, id),
                    Asked::Class(class) => (&mut index.classes, class),
                    Asked::Attribute(name) => (&mut index.attributes, name),
                    Asked::Tag(tag) => (&mut index.tags, tag),
                };
                filed.entry(name.to_owned()).or_default().push((owner, chain));
            }
        }
        index
    }

    /// The owners of which a selector matches the element at `place`.
    pub(super) fn matching(&self, tree: &Tree<'_>, place: usize) -> Owners {
        let mut owners = Owners::default();
        let Some(element) = tree.element(place) else { return owners };
        let node = tree.node(place);
        let mut try_all = |filed: &Filed, name: &str| {
            for (owner, chain) in filed.get(name).into_iter().flatten() {
                if !owners.contains(*owner) && chain.matches(tree, place) {
                    owners.0 |= 1 << owner;
                }
            }
        };
        if !self.ids.is_empty() && !node.id.is_empty() {
            try_all(&self.ids, node.id);
        }
        if !self.classes.is_empty() {
            node.name.classes.split_ascii_whitespace().for_each(|class| try_all(&self.classes, class));
        }
        if !self.tags.is_empty() {
            try_all(&self.tags, node.name.tag);
        }
        if !self.attributes.is_empty() {
            element.value().attrs().for_each(|(name, _)| try_all(&self.attributes, name));
        }
        owners
    }
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::Selectors;
    use crate::page::html::tree::Tree;

    #[test]
    fn they_match_what_a_browser_matches() {
        let html = Html::parse_document(
            "<ul id=a class='x y'><li class=c><b title='p q' Data-X=1>1</b><li class='c d'><span property='dc:date \
             dc:created'>2</span></ul><p>3<div class=x><div class=d><ul class=x><li class=c><a href='/x#comment-1' \
             rel='External nofollow' id=comment-12>4</a></ul></div></div><script type='Application/JSON'></script>\
             <svg><a xlink:href=x class=d></a></svg><p id class>",
        );
        let tree = Tree::new(&html);
        let texts = [
            "ul > li.c",
            "#a .d",
            "[title]",
            "[title='p q']",
            "[title~='q']",
            "[title~=p]",
            "[title~='p q']",
            "p",
            "li.c b",
            ".x.y",
            "#a.x",
            "body p",
            ".x > .d a",
            ".x > .c a",
            ".x .d > .x .c > a",
            "div.x > ul a",
            "[property='dc:date dc:created']",
            "ul, p",
            "a[href*='#comment']",
            "[id^=comment-]",
            "[href^='/y']",
            "[href$='-1']",
            "[rel~='external']",
            "[class~='D']",
            "script[type='application/json']",
            "[data-x]",
            "svg a",
            "[href]",
            "[id]",
            "li.d[class]",
            "body > ul > li > span",
            "html p",
            "li p",
            "[title^='']",
            "[class='']",
        ];
        for text in texts {
            let (ours, theirs) = (Selectors::new(&[text]), Selector::parse(text).expect("it is well-formed"));
            for (place, element) in tree.elements() {
                let shown = element.value();
                assert_eq!(
                    ours.matching(&tree, place).contains(0),
                    theirs.matches(&element),
                    "{text} on {shown:?}"
                );
            }
        }
    }

    #[test]
    fn the_matching_ones_of_a_list_are_told() {
        let html = Html::parse_fragment("<p class='a b'>");
        let tree = Tree::new(&html);
        let list = Selectors::new(&["div", ".b, .c", "p", ".c"]);
        let place = tree.elements().find(|&(place, _)| tree.tag(place) == "p").expect("the paragraph").0;
        assert_eq!(list.matching(&tree, place).iter().collect::<Vec<_>>(), [1, 2]);
    }
}
