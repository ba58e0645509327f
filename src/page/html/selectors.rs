//! Lists of CSS selectors, of which only those are tried on an element that could match it.
//!
//! A page has thousands of elements and this program hundreds of selectors. What a selector asks of the element itself
//! (its id, a class, an attribute, its tag) is looked up first, so that nearly all pairs cost nothing.

use std::collections::{BTreeSet, HashMap};

use scraper::{ElementRef, Selector};

/// Selectors in order of preference.
pub(super) struct Selectors {
    index: Index,
    each: Vec<Selector>,
}

impl Selectors {
    /// Compiles a list that is written in this program.
    pub(super) fn new(texts: &[impl AsRef<str>]) -> Self {
        let each = texts.iter().map(|text| compiled(text.as_ref())).collect();
        let whole: Vec<String> = texts.iter().map(|text| text.as_ref().to_owned()).collect();
        Self { index: Index::new(std::iter::once(whole.as_slice())), each }
    }

    /// Whether any of them matches.
    pub(super) fn matches(&self, element: &ElementRef<'_>) -> bool {
        self.index.matches(element).next().is_some()
    }

    /// The selectors one by one, the best first.
    pub(super) fn each(&self) -> impl Iterator<Item = &Selector> {
        self.each.iter()
    }
}

/// Selectors of many owners by what they ask of the element itself.
pub(super) struct Index {
    ids: HashMap<String, Vec<Owned>>,
    classes: HashMap<String, Vec<Owned>>,
    tags: HashMap<String, Vec<Owned>>,
    others: Vec<Owned>,
}

/// A selector and whose it is.
struct Owned {
    owner: usize,
    selector: Selector,
}

impl Index {
    /// Files the selectors of each owner.
    pub(super) fn new<'a>(owners: impl Iterator<Item = &'a [String]>) -> Self {
        let mut index = Self { ids: HashMap::new(), classes: HashMap::new(), tags: HashMap::new(), others: vec![] };
        for (owner, texts) in owners.enumerate() {
            for text in texts.iter().flat_map(|text| alternatives(text)) {
                let owned = Owned { owner, selector: compiled(text) };
                match asked(text) {
                    Asked::Id(id) => index.ids.entry(id).or_default().push(owned),
                    Asked::Class(class) => index.classes.entry(class).or_default().push(owned),
                    Asked::Tag(tag) => index.tags.entry(tag).or_default().push(owned),
                    Asked::Other => index.others.push(owned),
                }
            }
        }
        index
    }

    /// The owners of which a selector matches `element`, each once.
    pub(super) fn matches(&self, element: &ElementRef<'_>) -> impl Iterator<Item = usize> {
        let tag = element.value();
        let mut owners = BTreeSet::new();
        let mut try_all = |candidates: &[Owned]| {
            for owned in candidates {
                if !owners.contains(&owned.owner) && owned.selector.matches(element) {
                    owners.insert(owned.owner);
                }
            }
        };
        if let Some(filed) = tag.attr("id").and_then(|id| self.ids.get(id)) {
            try_all(filed);
        }
        if !self.classes.is_empty() {
            for class in tag.attr("class").unwrap_or_default().split_ascii_whitespace() {
                if let Some(filed) = self.classes.get(class) {
                    try_all(filed);
                }
            }
        }
        if let Some(filed) = self.tags.get(tag.name()) {
            try_all(filed);
        }
        // What is left asks for attributes.
        if !self.others.is_empty() && tag.attrs().next().is_some() {
            try_all(&self.others);
        }
        owners.into_iter()
    }
}

/// What a selector asks of the element itself, of all the most telling.
enum Asked {
    Id(String),
    Class(String),
    Tag(String),
    Other,
}

/// Compiles a selector that is written in this program.
fn compiled(text: &str) -> Selector {
    Selector::parse(text).expect("the selector is well-formed")
}

/// The alternatives of a list; none of ours has a comma inside brackets.
fn alternatives(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

/// What the last part of a selector asks for.
fn asked(text: &str) -> Asked {
    let last = text.rsplit([' ', '>', '+', '~']).find(|part| !part.is_empty());
    // A blank inside quotation marks would cut an attribute apart.
    let Some(last) = last.filter(|_| !text.contains('"') && !in_quotes(text)) else { return Asked::Other };
    let plain = last.split('[').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let name = |from: &str| from.split(['.', '#']).next().unwrap_or_default().to_owned();
    if let Some((_, id)) = plain.split_once('#') {
        Asked::Id(name(id))
    } else if let Some((_, class)) = plain.split_once('.') {
        Asked::Class(name(class))
    } else if !plain.is_empty() && plain != "*" {
        Asked::Tag(plain.to_owned())
    } else {
        Asked::Other
    }
}

/// Whether a blank or a combinator stands in an attribute's value.
fn in_quotes(text: &str) -> bool {
    text.split('\'').skip(1).step_by(2).any(|value| value.contains([' ', '>', '+', '~']))
}

#[cfg(test)]
mod tests {
    use super::Selectors;
    use scraper::{ElementRef, Html};

    #[test]
    fn the_index_changes_nothing() {
        let html = Html::parse_document(
            "<ul id=a class='x y'><li class=c><b title='p q'>1</b><li class='c d'><span property='dc:date dc:created'>2</span></ul><p>3",
        );
        let texts = [
            "ul > li.c", "#a .d", "[title]", "[title='p q']", "p", "li.c b", ".x.y", "#a.x", "body p", "li:first-child", "*",
            "[property='dc:date dc:created']", "ul, p",
        ];
        for text in texts {
            let selectors = Selectors::new(&[text]);
            for element in html.tree.root().descendants().filter_map(ElementRef::wrap) {
                let direct = selectors.each().any(|selector| selector.matches(&element));
                assert_eq!(selectors.matches(&element), direct, "{text} on {}", element.value().name());
            }
        }
    }
}
