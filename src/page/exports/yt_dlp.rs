//! The `.info.json` of yt-dlp, written with `--write-comments`: one video and its comments.

use serde::Deserialize;

use super::json::{Document, Many, Text};
use super::markup::Texts;
use super::{Post, Thread, Threads};
use crate::page::{Comment, clean, dates};

/// A video.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Video {
    id: Text,
    title: Text,
    webpage_url: Text,
    description: Text,
    comment_count: Text,
    comments: Many<Entry>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entry {
    id: Text,
    parent: Text,
    text: Text,
    author: Text,
    timestamp: Text,
}

impl Document for Video {
    fn unpack(self, threads: &mut Threads) {
        let mut texts = Texts::default();
        let thread = Thread {
            name: self.webpage_url.owned().or_else(|| self.id.owned()),
            title: self.title.raw().and_then(|title| texts.plain_label(title)),
            article: texts.plain(self.description.raw().unwrap_or_default()),
            mended: texts.mended,
            declared: self.comment_count.number(),
            ..Thread::default()
        };
        threads.complete(thread, self.comments.0.into_iter().map(Entry::into_post));
    }
}

impl Entry {
    fn into_post(self) -> Post {
        let date_text = self.timestamp.get().and_then(clean::label);
        let mut texts = Texts::default();
        let text = texts.plain(self.text.raw().unwrap_or_default());
        let comment = Comment {
            id: self.id.owned(),
            author: self.author.raw().and_then(|author| texts.plain_label(author)),
            date: date_text.as_deref().and_then(dates::machine),
            date_text,
            text,
            ..Comment::default()
        };
        let parent = self.parent.owned().filter(|parent| parent != "root");
        Post { comment, parent, mended: texts.mended, ..Post::default() }
    }
}
