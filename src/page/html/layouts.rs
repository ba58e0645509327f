//! The layouts of comment sections that are known, as data: a layout is one more entry in `layouts.json`.
//!
//! They come before the general method of [`super::mining`], which needs no entry. An entry is worth its place where a
//! widespread system gives the general method too little to go by, such as forums, which never speak of comments.

use std::sync::LazyLock;

use serde::Deserialize;

use super::selectors::{Index, Selectors};
use super::tree::Tree;

/// Where one kind of site keeps the parts of a comment. In every list the first selector that matches decides; what
/// no selector finds, the general reader looks for.
pub(super) struct Layout {
    /// The name of its author.
    pub(super) author: Selectors,
    /// Its date.
    pub(super) date: Selectors,
    /// Its words.
    pub(super) text: Selectors,
    /// Whether an item without author, date and identifier is still a comment.
    pub(super) bare: bool,
    /// Whether items are posts of a thread, of which the first may be what the others are about.
    pub(super) thread: bool,
}

/// An entry as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The system that makes such pages, for people.
    #[allow(dead_code, reason = "for whoever reads the file")]
    name: String,
    /// The element of one comment.
    item: Vec<String>,
    #[serde(default)]
    author: Vec<String>,
    #[serde(default)]
    date: Vec<String>,
    #[serde(default)]
    text: Vec<String>,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    thread: bool,
}

/// The layouts, from the particular to the general.
pub(super) struct Layouts {
    layouts: Vec<Layout>,
    items: Index,
}

pub(super) static LAYOUTS: LazyLock<Layouts> = LazyLock::new(|| {
    let entries: Vec<Entry> =
        serde_json::from_str(include_str!("layouts.json")).expect("the file is well-formed");
    let items = entries.iter().enumerate();
    let items = items.flat_map(|(at, entry)| entry.item.iter().map(move |item| (at, item.as_str())));
    let items = Index::new(items);
    let layout = |entry: Entry| Layout {
        author: Selectors::new(&entry.author),
        date: Selectors::new(&entry.date),
        text: Selectors::new(&entry.text),
        bare: entry.bare,
        thread: entry.thread,
    };
    Layouts { layouts: entries.into_iter().map(layout).collect(), items }
});

impl Layouts {
    /// How many layouts there are.
    pub(super) fn len(&self) -> usize {
        self.layouts.len()
    }

    /// The layout at a place.
    pub(super) fn get(&self, place: usize) -> Option<&Layout> {
        self.layouts.get(place)
    }

    /// The layouts in which the element at `place` is a comment.
    pub(super) fn with_item(&self, tree: &Tree<'_>, place: usize) -> impl Iterator<Item = usize> + use<> {
        self.items.matching(tree, place).iter()
    }
}

#[cfg(test)]
mod tests {
    use super::LAYOUTS;

    #[test]
    fn every_entry_compiles() {
        assert!(LAYOUTS.len() > 10);
    }
}
