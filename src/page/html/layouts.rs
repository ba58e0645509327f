//! The layouts of comment sections that are known, as data: a layout is one more entry in `layouts.json`.
//!
//! They come before the general method of [`super::mining`], which needs no entry. An entry is worth its place where a
//! widespread system gives the general method too little to go by, such as forums, which never speak of comments.

use std::sync::LazyLock;

use scraper::ElementRef;
use serde::Deserialize;

use super::selectors::{Index, Selectors};

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
    let entries: Vec<Entry> = serde_json::from_str(include_str!("layouts.json")).expect("the file is well-formed");
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

    /// The layouts in which `element` is a comment.
    pub(super) fn with_item(&self, element: &ElementRef<'_>) -> impl Iterator<Item = usize> {
        self.items.matches(element)
    }
}

/// Parts of a page that show comments on other pages, or take new ones.
pub(super) static ELSEWHERE: LazyLock<Selectors> = LazyLock::new(|| {
    Selectors::new(&[
        "#recentcomments, .recentcomments, .widget_recent_comments, .wp-block-latest-comments, .recent-comments, .latest-comments",
        ".widget, #sidebar, .sidebar, #footer, .site-footer, .related, .related-posts, nav",
        "#respond, .comment-respond, #commentform, .comment-form",
    ])
});

/// What inside a comment is not its words.
pub(super) static TOOLS: LazyLock<Selectors> = LazyLock::new(|| {
    Selectors::new(&[
        "form, button, input, select, textarea, label, .reply, .comment-reply, .comment-reply-link, .comment-reply-login, .wp-block-comment-reply-link",
        ".comment-edit-link, .edit-link, .comment-awaiting-moderation, .comment-actions, .comments-buttons, .commentLink",
        ".comment-anchor, .comment-number, .comment-recat-number, .comment-like, .comment-likes, [id^='comment-like-']",
        ".sharedaddy, .sd-sharing, .likebtn_container, .cs-rating, .pd-rating, .wprm-comment-rating, .comment-rating",
        ".avatar, .comment-avatar, .says, .screen-reader-text, ul.links, .comment__links, .comment-navigation",
        "#respond, .comment-respond, .moderation-note, .comment-permalink",
    ])
});

/// Elements that hold the comment section, and so nothing of the article.
pub(super) static SECTIONS: LazyLock<Selectors> = LazyLock::new(|| {
    Selectors::new(&[
        "#comments, .comments-area, .comments, .comments-section, .comments-box, .comments-list, .comment-list, .commentlist",
        "#comments-template, .wp-block-comments, .itemComments, #jc, #disqus_thread, .fb-comments, #comment-list",
    ])
});

#[cfg(test)]
mod tests {
    use super::LAYOUTS;

    #[test]
    fn every_entry_compiles() {
        assert!(LAYOUTS.len() > 10);
    }
}
