//! The `.info.json` of yt-dlp, written with `--write-comments`: one video and its comments.

use serde::Deserialize;

use super::json::{Document, Many, Text};
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
        let thread = Thread {
            name: self.webpage_url.owned().or_else(|| self.id.owned()),
            title: self.title.get().and_then(clean::label),
            article: clean::lines(self.description.get().unwrap_or_default().lines()),
            declared: self.comment_count.number(),
            ..Thread::default()
        };
        threads.complete(thread, self.comments.0.into_iter().map(Entry::into_post));
    }
}

impl Entry {
    fn into_post(self) -> Post {
        let date_text = self.timestamp.get().and_then(clean::label);
        let comment = Comment {
            id: self.id.owned(),
            author: self.author.get().and_then(clean::label),
            date: date_text.as_deref().and_then(dates::machine),
            date_text,
            text: clean::lines(self.text.get().unwrap_or_default().lines()),
            ..Comment::default()
        };
        let parent = self.parent.owned().filter(|parent| parent != "root");
        Post { comment, parent, ..Post::default() }
    }
}
