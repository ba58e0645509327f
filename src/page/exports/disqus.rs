//! The XML export of Disqus: all threads, then all posts, each post naming its thread.

use std::io::Read;
use std::path::Path;

use super::markup::{LineEnds, Texts};
use super::xml::{Element, Records};
use super::{Export, Post, Threads};
use crate::Result;
use crate::page::{Comment, Status, clean, dates};

/// Reads threads and posts.
pub(super) struct Disqus(Records);

impl Disqus {
    pub(super) fn new(path: &Path, input: impl Read + Send + 'static) -> Self {
        Self(Records::new(path, input, "disqus", &["thread", "post"]))
    }
}

impl Export for Disqus {
    fn advance(&mut self, threads: &mut Threads) -> Result<bool> {
        let Some(record) = self.0.next()? else { return Ok(false) };
        if record.name == "thread" {
            let key = record.id.clone().unwrap_or_default();
            let thread = threads.thread(&key);
            let name = record.text("link").or_else(|| record.text("id")).map(str::to_owned);
            thread.name = name.or_else(|| Some(key).filter(|key| !key.is_empty()));
            let mut texts = Texts::default();
            thread.title = record.raw("title").and_then(|title| texts.label(title));
            thread.mended |= texts.mended;
        } else {
            let key = record.child("thread").and_then(|thread| thread.id.clone()).unwrap_or_default();
            threads.post(&key, post(record));
        }
        Ok(true)
    }
}

fn post(record: Element) -> Post {
    let mut texts = Texts::default();
    let body = texts.body(record.raw("message").unwrap_or_default(), LineEnds::Space);
    let date_text = record.text("createdAt").and_then(clean::label);
    let author = record.child("author");
    let author = author.and_then(|author| author.raw("name").or_else(|| author.raw("username")));
    let is = |name: &str| record.text(name) == Some("true");
    let status = match () {
        () if is("isSpam") => Some(Status::Spam),
        () if is("isDeleted") => Some(Status::Deleted),
        () if record.text("isApproved") == Some("false") => Some(Status::Pending),
        () => None,
    };
    let parent = record.child("parent").and_then(|parent| parent.id.clone());
    let comment = Comment {
        author: author.and_then(|author| texts.label(author)),
        date: date_text.as_deref().and_then(dates::iso),
        date_text,
        quote: body.quote,
        text: body.text,
        status,
        id: record.id,
        ..Comment::default()
    };
    Post { comment, parent, mended: texts.mended, ..Post::default() }
}
