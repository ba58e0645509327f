//! The layouts of comment sections that are known, as data: a layout is one more entry in `layouts.json`.
//!
//! They come before the general method of [`super::mining`], which needs no entry. An entry is worth its place where a
//! widespread system gives the general method too little to go by, such as forums, which never speak of comments.

use std::sync::LazyLock;

use serde::Deserialize;

use super::selectors::{Index, Owners, Selectors};
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
}

/// The layouts, from the particular to the general.
pub(super) struct Layouts {
    layouts: Vec<Layout>,
    items: Index,
}

pub(super) static LAYOUTS: LazyLock<Layouts> = LazyLock::new(|| {
    let entries: Vec<Entry> =
        serde_json::from_str(include_str!("layouts.json")).expect("the file is well-formed");
    let items = Index::new(entries.iter().map(|entry| entry.item.as_slice()));
    let layout = |entry: Entry| Layout {
        author: Selectors::new(&entry.author),
        date: Selectors::new(&entry.date),
        text: Selectors::new(&entry.text),
        bare: entry.bare,
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

/// What an element is to this program, whatever made the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// It shows comments on other pages, or takes new ones.
    Elsewhere,
    /// Inside a comment it is not its words.
    Tool,
    /// It holds the comment section, and so nothing of the article.
    Section,
    /// Inside an article it is not the article.
    Aside,
    /// It holds prose that is never the article: a footer, terms of use in a dialog.
    SmallPrint,
}

/// The selectors of each part.
const PARTS: &[(Part, &[&str])] = &[
    (
        Part::Elsewhere,
        &[
            "#recentcomments, .recentcomments, .widget_recent_comments, .wp-block-latest-comments, .recent-comments, .latest-comments",
            ".widget, #sidebar, .sidebar, #footer, .site-footer, .related, .related-posts, nav",
            "#respond, .comment-respond, #commentform, .comment-form",
        ],
    ),
    (
        Part::Tool,
        &[
            "form, button, input, select, textarea, label, .reply, .comment-reply, .comment-reply-link, .comment-reply-login, .wp-block-comment-reply-link",
            ".comment-edit-link, .edit-link, .comment-awaiting-moderation, .comment-actions, .comments-buttons, .commentLink",
            ".comment-anchor, .comment-number, .comment-recat-number, .comment-like, .comment-likes, [id^='comment-like-']",
            ".sharedaddy, .sd-sharing, .likebtn_container, .cs-rating, .pd-rating, .wprm-comment-rating, .comment-rating",
            ".avatar, .comment-avatar, .says, .screen-reader-text, ul.links, .comment__links, .comment-navigation",
            "#respond, .comment-respond, .moderation-note, .comment-permalink",
        ],
    ),
    (
        Part::Section,
        &[
            "#comments, .comments-area, .comments, .comments-section, .comments-box, .comments-list, .comment-list, .commentlist",
            "#comments-template, .wp-block-comments, .itemComments, #jc, #disqus_thread, .fb-comments, #comment-list",
        ],
    ),
    (
        Part::Aside,
        &[
            "h1, nav, aside, footer, form, figure, figcaption, button, .sharedaddy, .share, .social, .social-share",
            ".entry-meta, .post-meta, .entry-header, .entry-footer, .tags, .tag-links, .breadcrumb, .wp-caption, .caption",
            ".related-articles, .author-box, .jp-relatedposts, .yarpp-related, .code-block, .ad, .ads, .newsletter",
        ],
    ),
    (Part::SmallPrint, &["footer, aside, .modal, .dialog, [role='dialog'], dialog"]),
];

/// The parts that an element is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts(Owners);

impl Parts {
    /// Those that the element at `place` is.
    pub(super) fn of(tree: &Tree<'_>, place: usize) -> Self {
        static INDEX: LazyLock<Index> = LazyLock::new(|| Index::new(PARTS.iter().map(|(_, texts)| *texts)));
        Self(INDEX.matching(tree, place))
    }

    /// Whether `part` is one of them.
    pub(super) fn has(self, part: Part) -> bool {
        self.0.contains(part as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::{LAYOUTS, PARTS};

    #[test]
    fn parts_are_filed_by_their_numbers() {
        assert!(PARTS.iter().enumerate().all(|(at, (part, _))| *part as usize == at));
    }

    #[test]
    fn every_entry_compiles() {
        assert!(LAYOUTS.len() > 10);
    }
}
