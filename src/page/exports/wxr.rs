//! `WordPress`'s export (WXR): each item of an RSS channel holds its comments.

use std::io::Read;
use std::path::Path;

use super::markup::{self, LineEnds};
use super::xml::{Element, Records};
use super::{Export, Post, Thread, Threads};
use crate::Result;
use crate::page::{Comment, CommentKind, Status, Warning, clean, dates};

/// Reads items.
pub(super) struct Wxr(Records);

impl Wxr {
    pub(super) fn new(path: &Path, input: impl Read + Send + 'static) -> Self {
        Self(Records::new(path, input, "rss", &["item"]))
    }
}

impl Export for Wxr {
    fn advance(&mut self, threads: &mut Threads) -> Result<bool> {
        let Some(item) = self.0.next()? else { return Ok(false) };
        let posts: Vec<Post> = item.all("wp:comment").map(post).collect();
        // Pictures, menus and revisions are items, too.
        if !posts.is_empty() || matches!(item.text("wp:post_type"), None | Some("post" | "page")) {
            threads.complete(thread(&item), posts);
        }
        Ok(true)
    }
}

fn thread(item: &Element) -> Thread {
    let link = item.text("link").or_else(|| item.text("guid")).or_else(|| item.text("wp:post_id"));
    Thread {
        name: link.map(str::to_owned),
        title: item.text("title").and_then(markup::label),
        article: item
            .text("content:encoded")
            .map(|content| markup::body(content, LineEnds::Shown).text)
            .unwrap_or_default(),
        warnings: password(item).into_iter().collect(),
        ..Thread::default()
    }
}

/// Readers saw the comments of a protected article only with its password.
fn password(item: &Element) -> Option<Warning> {
    item.text("wp:post_password")?;
    Some(Warning::new("protected", "The article is protected by a password."))
}

fn post(comment: &Element) -> Post {
    let field = |name: &str| comment.text(name);
    let body = markup::body(field("wp:comment_content").unwrap_or_default(), LineEnds::Shown);
    // Drafts have dates of zeros; the local time is what pages print.
    let date_text = field("wp:comment_date").and_then(clean::label);
    let comment = Comment {
        id: field("wp:comment_id").map(str::to_owned),
        kind: match field("wp:comment_type") {
            Some("pingback") => CommentKind::Pingback,
            Some("trackback") => CommentKind::Trackback,
            _ => CommentKind::Comment,
        },
        author: field("wp:comment_author").and_then(markup::label),
        date: date_text.as_deref().and_then(dates::iso),
        date_text,
        status: field("wp:comment_approved").and_then(|approved| match approved {
            "0" => Some(Status::Pending),
            "spam" => Some(Status::Spam),
            "trash" | "post-trashed" => Some(Status::Trash),
            _ => None,
        }),
        quote: body.quote,
        text: body.text,
        ..Comment::default()
    };
    Post { comment, parent: comment_parent(field("wp:comment_parent")), ..Post::default() }
}

/// `WordPress` numbers comments from 1.
fn comment_parent(parent: Option<&str>) -> Option<String> {
    parent.filter(|&parent| parent != "0").map(str::to_owned)
}
