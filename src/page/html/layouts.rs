//! The layouts of comment sections, as data: a layout is one more entry in [`LAYOUTS`].

use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

/// Where one kind of site keeps the parts of a comment. In every list the first selector that matches decides.
pub(super) struct Layout {
    /// The element of one comment.
    pub(super) item: Selectors,
    /// The name of its author.
    pub(super) author: Selectors,
    /// Its date.
    pub(super) date: Selectors,
    /// Its words. Without any match, the item less author, date and tools is taken.
    pub(super) text: Selectors,
    /// Whether an item without author, date and identifier is still a comment.
    pub(super) bare: bool,
    /// A sibling of an item that holds the answers to it.
    pub(super) answers: Option<Selectors>,
}

/// The text of one entry.
struct Entry {
    item: &'static [&'static str],
    author: &'static [&'static str],
    date: &'static [&'static str],
    text: &'static [&'static str],
    bare: bool,
    answers: &'static [&'static str],
}

/// The layouts, from the particular to the general.
static ENTRIES: &[Entry] = &[
    // Blogger.
    Entry {
        item: &[".comment-thread li.comment", "#comments-block .comment-block"],
        author: &["cite.user", ".comment-header .user"],
        date: &[".datetime a", ".datetime"],
        text: &[".comment-content"],
        bare: false,
        answers: &[],
    },
    // WordPress: core, older themes, block themes. Links back are items like the others.
    Entry {
        item: &[
            "ol.comment-list > li, ul.comment-list > li, ol.commentlist > li, ul.commentlist > li",
            "ol.comments-list > li, ul.comments-list > li, ol.comment_list > li, ol.wp-block-comment-template li",
            "li.comment ol.children > li, li.comment ul.children > li, #comments ol > li.comment, #comments ul > li.comment",
            "li.comment[id^=comment-], li.comment[id^=li-comment-], li.pingback, li.trackback",
        ],
        author: &[
            ".comment-author .fn",
            ".comment-author-name",
            ".comment__author-name",
            ".wp-block-comment-author-name",
            ".fn",
            "cite.comment-author",
            ".comment-author",
            ".comment_author",
            ".author",
            "cite",
        ],
        date: &[
            ".comment-metadata time",
            ".commentmetadata a",
            ".comment-meta time",
            ".comment-date",
            ".comment-time a",
            ".comment-time",
            ".comment__time",
            ".wp-block-comment-date",
            "time",
            ".comment-meta a[href*='#comment']",
            ".commentmetadata",
            ".date",
            ".comment-metadata",
        ],
        text: &[
            ".comment-content",
            ".comment__content",
            ".wp-block-comment-content",
            ".comment-text",
            ".comment_text",
            ".comment-entry",
            ".comment-copy",
        ],
        bare: true,
        answers: &[],
    },
    // Drupal 6 to 10.
    Entry {
        item: &[
            "article.comment[data-comment-user-id]",
            "div.comment[about^='/comment/']",
            "div.comment.clear-block",
            "div.comment.clearfix",
        ],
        author: &[
            ".comment__author",
            ".username",
            "[rel~='sioc:has_creator']",
            ".submitted .author",
            ".author",
        ],
        date: &[
            ".comment__time",
            "time",
            ".submitted [property='dc:date dc:created']",
            ".submitted .date",
            "li.date",
            ".date",
        ],
        text: &[
            ".field--name-comment-body",
            ".field-name-comment-body",
            ".field-comment-body",
            ".comment__content .content",
            ".content",
        ],
        bare: true,
        answers: &[".indented"],
    },
    // Joomla: JComments.
    Entry {
        item: &[".comments-list > div[id^='comment-item-']", "#comments-list .comment-box"],
        author: &[".comment-author"],
        date: &[".comment-date"],
        text: &[".comment-body"],
        bare: false,
        answers: &[".comments-list"],
    },
    // Joomla: K2.
    Entry {
        item: &["ul.itemCommentsList > li"],
        author: &[".commentAuthorName"],
        date: &[".commentDate"],
        text: &[],
        bare: false,
        answers: &[],
    },
    // Joomla: Komento.
    Entry {
        item: &["li.kmt-item"],
        author: &[".kmt-author"],
        date: &[".kmt-time time", ".kmt-time", ".kmt-date"],
        text: &[".kmt-body"],
        bare: false,
        answers: &[],
    },
    // schema.org microdata.
    Entry {
        item: &[
            "[itemprop~='comment'][itemscope]",
            "[itemtype$='schema.org/Comment']",
            "[itemtype$='schema.org/UserComments']",
        ],
        author: &[
            "[itemprop~='creator'] [itemprop~='name']",
            "[itemprop~='author'] [itemprop~='name']",
            "[itemprop~='creator']",
            "[itemprop~='author']",
        ],
        date: &[
            "[itemprop~='commentTime']",
            "[itemprop~='dateCreated']",
            "[itemprop~='datePublished']",
            "time",
        ],
        text: &["[itemprop~='commentText']", "[itemprop~='text']"],
        bare: false,
        answers: &[],
    },
    // Sites of their own making that name classes after what they hold.
    Entry {
        item: &[
            "article.comment, .comment-item, .comment_item, .single-comment, .commentItem",
            "div.comment[id], li.comment, .comments > .comment, .comments-list > .comment, .comment-list > .comment, #comments > .comment",
        ],
        author: &[
            ".comment-meta__name",
            ".comment-author",
            ".comment__author",
            ".comment-name",
            ".commenter",
            ".user-name",
            ".username",
            ".author",
            ".user",
            ".name",
            "cite",
        ],
        date: &[
            ".comment-meta__date",
            "time",
            ".comment-date",
            ".comment__date",
            ".comment-time",
            ".datetime",
            ".date",
            ".time",
        ],
        text: &[
            ".comment-content",
            ".comment__content",
            ".comment-text",
            ".comment__text",
            ".comment__body",
            ".comment-body",
            ".comment-message",
            ".text",
            ".body",
            ".content",
        ],
        bare: false,
        answers: &[],
    },
];

/// The table, ready for use.
pub(super) static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| {
    let layout = |entry: &Entry| Layout {
        item: Selectors::new(entry.item),
        author: Selectors::new(entry.author),
        date: Selectors::new(entry.date),
        text: Selectors::new(entry.text),
        bare: entry.bare,
        answers: (!entry.answers.is_empty()).then(|| Selectors::new(entry.answers)),
    };
    ENTRIES.iter().map(layout).collect()
});

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

/// The head of a comment, where its words have no element of their own.
pub(super) static HEADS: LazyLock<Selectors> = LazyLock::new(|| {
    Selectors::new(&[
        ".comment-author, .comment-meta, .commentmetadata, .comment-metadata, .comment-head, .comment-header, .vcard, cite",
        "footer, header, .meta, .submitted",
    ])
});

/// What may head a comment section.
pub(super) static HEADINGS: LazyLock<Selectors> = LazyLock::new(|| {
    Selectors::new(&[
        "h1, h2, h3, h4, h5, h6, legend, .comments-title, .comment-title, #comments-title, .comments-heading",
        ".section-heading, .section-title, .comments-count, .comment-count, .comments-header, .comments-title-wrap",
        ".title, .ttl, .itemCommentsCounter",
    ])
});

/// Elements that hold the comment section, and so nothing of the article.
pub(super) static SECTIONS: LazyLock<Selectors> = LazyLock::new(|| {
    Selectors::new(&[
        "#comments, .comments-area, .comments, .comments-section, .comments-box, .comments-list, .comment-list, .commentlist",
        "#comments-template, .wp-block-comments, .itemComments, #jc, #disqus_thread, .fb-comments, #comment-list",
    ])
});

/// Selectors in order of preference.
pub(super) struct Selectors(Vec<Selector>);

impl Selectors {
    /// Compiles a list that is written in this program.
    pub(super) fn new(texts: &[&str]) -> Self {
        let compile = |text: &&str| Selector::parse(text).expect("the selector is well-formed");
        Self(texts.iter().map(compile).collect())
    }

    /// Whether any of them matches.
    pub(super) fn matches(&self, element: &ElementRef<'_>) -> bool {
        self.0.iter().any(|selector| selector.matches(element))
    }

    /// What `value` makes of the first of `elements` that the best selector matches and that has a value.
    pub(super) fn find_map<'a, T>(
        &self,
        elements: &[ElementRef<'a>],
        value: impl Fn(ElementRef<'a>) -> Option<T>,
    ) -> Option<T> {
        self.0.iter().find_map(|selector| {
            elements.iter().filter(|element| selector.matches(element)).find_map(|&element| value(element))
        })
    }

    /// The selectors one by one, the best first.
    pub(super) fn each(&self) -> impl Iterator<Item = &Selector> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{ENTRIES, HEADINGS, HEADS, LAYOUTS, SECTIONS, TOOLS};

    #[test]
    fn every_selector_compiles() {
        assert_eq!(LAYOUTS.len(), ENTRIES.len());
        for list in [&TOOLS, &HEADS, &HEADINGS, &SECTIONS] {
            assert!(!list.0.is_empty());
        }
    }
}
