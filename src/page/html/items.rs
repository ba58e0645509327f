//! The elements of a page that are comments, which of the page's elements belong to each, and who answers whom.

use scraper::ElementRef;

use super::Tree;
use super::layouts::Layout;

/// One comment's element.
pub(super) struct Item<'a> {
    /// The element itself.
    pub(super) element: ElementRef<'a>,
    /// The elements inside it, less those of comments inside it.
    pub(super) own: Vec<ElementRef<'a>>,
    /// The item that it answers.
    pub(super) parent: Option<usize>,
}

/// The items of `layout` in document order.
pub(super) fn items<'a>(tree: &Tree<'a>, layout: &Layout) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = vec![];
    let mut owners: Vec<Option<usize>> = Vec::with_capacity(tree.elements.len());
    for placed in &tree.elements {
        let mut owner = owner_of(&owners, placed.parent);
        if !placed.elsewhere && layout.item.matches(&placed.element) {
            let parent = owner.or_else(|| answered_sibling(tree, placed.parent, layout, &owners));
            owner = Some(items.len());
            items.push(Item { element: placed.element, own: vec![], parent });
        } else if let Some(item) = owner.and_then(|owner| items.get_mut(owner)) {
            item.own.push(placed.element);
        }
        owners.push(owner);
    }
    items
}

/// The item that the element at `place` belongs to.
fn owner_of(owners: &[Option<usize>], place: Option<usize>) -> Option<usize> {
    owners.get(place?).copied().flatten()
}

/// The item before the element that holds the answers to it, where answers stand beside what they answer.
fn answered_sibling(
    tree: &Tree<'_>,
    holder: Option<usize>,
    layout: &Layout,
    owners: &[Option<usize>],
) -> Option<usize> {
    let placed = tree.elements.get(holder?)?;
    if !layout.answers.as_ref()?.matches(&placed.element) {
        return None;
    }
    let before = std::iter::successors(placed.previous, |&place| tree.elements.get(place)?.previous);
    let mut before = before.map(Some);
    before.find_map(|place| owner_of(owners, place))
}
