//! `WordPress`'s export (WXR): each item of an RSS channel holds its comments.

use std::io::Read;
use std::path::Path;

use super::markup::{LineEnds, Texts};
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
    let mut texts = Texts::default();
    let content = item.raw("content:encoded").unwrap_or_default();
    Thread {
        name: link.map(str::to_owned),
        title: item.raw("title").and_then(|title| texts.label(title)),
        article: texts.body(content, LineEnds::Shown).text,
        mended: texts.mended,
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
    let mut texts = Texts::default();
    let body = texts.body(comment.raw("wp:comment_content").unwrap_or_default(), LineEnds::Shown);
    // Drafts have dates of zeros; the local time is what pages print.
    let date_text = field("wp:comment_date").and_then(clean::label);
    let parent = comment_parent(field("wp:comment_parent"));
    let comment = Comment {
        id: field("wp:comment_id").map(str::to_owned),
        kind: match field("wp:comment_type") {
            Some("pingback") => CommentKind::Pingback,
            Some("trackback") => CommentKind::Trackback,
            _ => CommentKind::Comment,
        },
        author: comment.raw("wp:comment_author").and_then(|author| texts.label(author)),
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
    Post { comment, parent, mended: texts.mended, ..Post::default() }
}

/// `WordPress` numbers comments from 1.
fn comment_parent(parent: Option<&str>) -> Option<String> {
    parent.filter(|&parent| parent != "0").map(str::to_owned)
}
