//! What an element is to this program, whatever made the page: all selectors that are no layout's, in one table, so that
//! an element is looked up once.

use std::sync::LazyLock;

use super::selectors::{Index, Owners};
use super::tree::Tree;
use super::vendors::VENDORS;

/// What an element may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part(usize);

impl Part {
    /// It shows comments on other pages, or takes new ones.
    pub(super) const ELSEWHERE: Self = Self(0);
    /// Inside a comment it is not its words.
    pub(super) const TOOL: Self = Self(1);
    /// It holds the comment section, and so nothing of the article.
    pub(super) const SECTION: Self = Self(2);
    /// Inside an article it is not the article.
    pub(super) const ASIDE: Self = Self(3);
    /// It holds prose that is never the article: a footer, terms of use in a dialog.
    pub(super) const SMALL_PRINT: Self = Self(4);
    /// It is the title of the page, or the one for sharing.
    pub(super) const PAGE_TITLE: Self = Self(5);
    pub(super) const SHARED_TITLE: Self = Self(6);
    /// It holds data for search engines.
    pub(super) const LINKED_DATA: Self = Self(7);
    /// It is a headline, the surest first.
    pub(super) const HEADLINES: [Self; 3] = [Self(8), Self(9), Self(10)];
    /// It holds an article, the surest first.
    pub(super) const BODIES: [Self; 6] = [Self(11), Self(12), Self(13), Self(14), Self(15), Self(16)];
    /// Inside a comment it is a button, or an answer.
    pub(super) const REPLY: Self = Self(17);
    /// The first of those that show that comments are kept elsewhere, one for each of [`VENDORS`].
    const FIRST_VENDOR: usize = 18;

    /// The mark of a vendor, by its place in [`VENDORS`].
    pub(super) fn vendor(place: usize) -> Self {
        Self(Self::FIRST_VENDOR + place)
    }
}

/// The selectors of each part.
const TABLE: &[(Part, &str)] = &[
    (
        Part::ELSEWHERE,
        "#recentcomments, .recentcomments, .widget_recent_comments, .wp-block-latest-comments, .recent-comments, .latest-comments",
    ),
    (Part::ELSEWHERE, ".widget, #sidebar, .sidebar, #footer, .site-footer, .related, .related-posts, nav"),
    (Part::ELSEWHERE, "#respond, .comment-respond, #commentform, .comment-form"),
    (
        Part::TOOL,
        "button, input, select, textarea, label, .comment-reply, .comment-reply-link, .comment-reply-login, .wp-block-comment-reply-link",
    ),
    (
        Part::TOOL,
        ".comment-edit-link, .edit-link, .comment-awaiting-moderation, .comment-actions, .comments-buttons, .commentLink",
    ),
    (
        Part::TOOL,
        ".comment-anchor, .comment-number, .comment-recat-number, .comment-like, .comment-likes, [id^='comment-like-']",
    ),
    (
        Part::TOOL,
        ".sharedaddy, .sd-sharing, .likebtn_container, .cs-rating, .pd-rating, .wprm-comment-rating, .comment-rating",
    ),
    (
        Part::TOOL,
        ".avatar, .comment-avatar, .says, .screen-reader-text, ul.links, .comment__links, .comment-navigation, .cluv",
    ),
    (Part::REPLY, ".reply"),
    (Part::TOOL, "#respond, .comment-respond, .moderation-note, .comment-permalink"),
    (
        Part::SECTION,
        "#comments, .comments-area, .comments, .comments-section, .comments-box, .comments-list, .comment-list, .commentlist",
    ),
    (
        Part::SECTION,
        "#comments-template, .wp-block-comments, .itemComments, #jc, #disqus_thread, .fb-comments, #comment-list",
    ),
    (
        Part::ASIDE,
        "h1, nav, body > header, aside, footer, form, figure, figcaption, button, .sharedaddy, .share, .social, .social-share",
    ),
    (
        Part::ASIDE,
        ".entry-meta, .post-meta, .entry-header, .entry-footer, .tags, .tag-links, .breadcrumb, .wp-caption, .caption",
    ),
    (
        Part::ASIDE,
        ".related-articles, .author-box, .jp-relatedposts, .yarpp-related, .code-block, .ad, .ads, .newsletter",
    ),
    (Part::SMALL_PRINT, "footer, aside, .modal, .dialog, [role='dialog'], dialog"),
    (Part::PAGE_TITLE, "head title"),
    (Part::SHARED_TITLE, "meta[property='og:title']"),
    (Part::LINKED_DATA, "script[type='application/ld+json']"),
    (Part::HEADLINES[0], "h1.entry-title, h1.post-title, [itemprop~='headline']"),
    (Part::HEADLINES[1], "article h1, main h1"),
    (Part::HEADLINES[2], "h1"),
    (Part::BODIES[0], "[itemprop~='articleBody']"),
    (
        Part::BODIES[1],
        ".entry-content, .td-post-content, .article-body, .article__body, .article-content, .article-text, .post-content",
    ),
    (
        Part::BODIES[2],
        ".post-body, .single-content, .story-body, .news-content, .node-content, .field--name-body, .field-name-body",
    ),
    (Part::BODIES[3], ".itemFullText, .wysiwyg, .details-content"),
    (Part::BODIES[4], "article"),
    (Part::BODIES[5], "main, [role='main']"),
];

/// The parts that an element is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts(Owners);

impl Parts {
    /// Those that the element at `place` is.
    pub(super) fn of(tree: &Tree<'_>, place: usize) -> Self {
        static INDEX: LazyLock<Index> = LazyLock::new(|| {
            let vendors = VENDORS.iter().enumerate().map(|(place, (_, marks))| (Part::vendor(place), *marks));
            Index::new(TABLE.iter().copied().chain(vendors).map(|(part, texts)| (part.0, texts)))
        });
        Self(INDEX.matching(tree, place))
    }

    /// Whether `part` is one of them.
    pub(super) fn has(self, part: Part) -> bool {
        self.0.contains(part.0)
    }
}
