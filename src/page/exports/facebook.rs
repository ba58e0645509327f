//! Answers of Facebook's Graph API: the comments of a post, or posts with their comments inside.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::json::{Document, Many, Text};
use super::markup::Texts;
use super::{Post, Thread, Threads};
use crate::page::{Comment, Status, clean, dates};

/// An answer, a post or a comment: all three have an identifier and hold comments.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answer {
    data: Many<Answer>,
    id: Text,
    message: Text,
    from: Text,
    created_time: Text,
    parent: Many<Reference>,
    comments: Many<Inside>,
    is_hidden: Text,
    permalink_url: Text,
    story: Text,
    // Only posts have these, whatever is in them.
    shares: Option<IgnoredAny>,
    status_type: Option<IgnoredAny>,
    attachments: Option<IgnoredAny>,
    full_picture: Option<IgnoredAny>,
}

/// A list of comments inside a post or a comment.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Inside {
    data: Many<Answer>,
    summary: Many<Summary>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Summary {
    total_count: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reference {
    id: Text,
}

impl Document for Answer {
    fn unpack(mut self, threads: &mut Threads) {
        let inside = std::mem::take(&mut self.data.0);
        self.item(threads);
        for item in inside {
            item.item(threads);
        }
    }
}

impl Answer {
    /// A post with its comments, or a comment with its answers.
    fn item(self, threads: &mut Threads) {
        if self.is_post() {
            self.post(threads);
        } else if self.id.0.is_some() || self.message.0.is_some() {
            // A comment's identifier begins with that of its post.
            let post = self.id.get().and_then(|id| id.split_once('_')).map(|(post, _)| post.to_owned());
            let key = post.clone().unwrap_or_default();
            threads.thread(&key).name = post;
            let mut posts = vec![];
            self.collect(None, &mut posts);
            for post in posts {
                threads.post(&key, post);
            }
        }
    }

    /// Whether this is a post: it has what only posts have, or the comments in it bear the second half of its
    /// identifier, where answers would share the first.
    fn is_post(&self) -> bool {
        let only = [&self.shares, &self.status_type, &self.attachments, &self.full_picture];
        if self.story.0.is_some() || only.iter().any(|field| field.is_some()) {
            return true;
        }
        let halves = |answer: &Answer| {
            let (first, second) = answer.id.get()?.split_once('_')?;
            Some((first.to_owned(), second.to_owned()))
        };
        let inner = self.comments.0.iter().flat_map(|inside| &inside.data.0).find_map(halves);
        match (halves(self), inner) {
            (Some((_, own)), Some((of_inner, _))) => own == of_inner,
            _ => self.from.0.is_none() && !self.comments.0.is_empty() && self.parent.0.is_empty(),
        }
    }

    fn post(mut self, threads: &mut Threads) {
        let inside = std::mem::take(&mut self.comments.0);
        let count =
            |inside: &Inside| inside.summary.0.first().and_then(|summary| summary.total_count.number());
        let mut texts = Texts::default();
        let thread = Thread {
            name: self.permalink_url.owned().or_else(|| self.id.owned()),
            article: texts.plain(self.message.raw().or_else(|| self.story.raw()).unwrap_or_default()),
            mended: texts.mended,
            declared: inside.iter().find_map(count),
            ..Thread::default()
        };
        let mut posts = vec![];
        for comment in inside.into_iter().flat_map(|inside| inside.data.0) {
            comment.collect(None, &mut posts);
        }
        threads.complete(thread, posts);
    }

    /// The comment and the answers in it. The parser bounds how deep they are.
    fn collect(mut self, around: Option<String>, posts: &mut Vec<Post>) {
        let named = self.parent.0.pop().and_then(|parent| parent.id.0);
        let date_text = self.created_time.get().and_then(clean::label);
        let mut texts = Texts::default();
        let text = texts.plain(self.message.raw().unwrap_or_default());
        let comment = Comment {
            id: self.id.owned(),
            author: self.from.raw().and_then(|author| texts.plain_label(author)),
            date: date_text.as_deref().and_then(dates::machine),
            date_text,
            text,
            status: self.is_hidden.is_true().then_some(Status::Rejected),
            ..Comment::default()
        };
        let id = comment.id.clone();
        posts.push(Post { comment, parent: named.or(around), mended: texts.mended, ..Post::default() });
        for reply in self.comments.0.into_iter().flat_map(|inside| inside.data.0) {
            reply.collect(id.clone(), posts);
        }
    }
}
