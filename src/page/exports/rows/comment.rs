//! The fields of a comment, and the post that they make.

use super::fields::{FIELDS, Field, NAMES};
use crate::page::exports::markup::Texts;
use crate::page::exports::{Post, Threads, json};
use crate::page::{Comment, CommentKind, Status, dates};

/// The fields of one comment.
pub(super) struct Row<'a>(pub(super) [Option<&'a str>; FIELDS]);

/// What is known of a comment from where it stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Around<'a> {
    /// The key of its thread, where that is certain.
    pub(super) thread: Option<&'a str>,
    /// Its number, and that of the comment that it stands in.
    pub(super) number: Option<usize>,
    pub(super) within: Option<usize>,
}

impl<'a> Row<'a> {
    /// Gives a field that is not there the value that is known from elsewhere.
    pub(super) fn complete(&mut self, field: Field, value: Option<&'a str>) {
        if self.get(field).is_none() {
            self.set(field, value);
        }
    }

    /// Gives a field a value, whatever it has.
    pub(super) fn set(&mut self, field: Field, value: Option<&'a str>) {
        if let Some(place) = NAMES.iter().position(|(name, _)| *name == field) {
            self.0[place] = value;
        }
    }

    /// Takes the article from elsewhere, whatever the fields say.
    pub(super) fn settle(&mut self, page: Option<&'a str>, title: Option<&'a str>) {
        self.set(Field::Page, page);
        if title.is_some() {
            self.set(Field::Title, title);
        }
    }

    fn get(&self, field: Field) -> Option<&str> {
        self.raw(field).map(str::trim)
    }

    /// A field as it is written, unless it is blank.
    fn raw(&self, field: Field) -> Option<&str> {
        let place = NAMES.iter().position(|(name, _)| *name == field)?;
        self.0[place].filter(|value| !value.trim().is_empty())
    }

    /// Puts the comment into its thread.
    pub(super) fn unpack(&self, threads: &mut Threads, around: Around<'_>) {
        let post = Post { number: around.number, within: around.within, ..self.post() };
        if let Some(key) = around.thread {
            return threads.post(key, post);
        }
        // A link to the comment itself leads to the page, too.
        let page = self.get(Field::Page).map(|page| page.split_once('#').map_or(page, |(page, _)| page));
        let key = page.unwrap_or_default();
        let thread = threads.thread(key);
        if thread.name.is_none() {
            thread.name = page.map(str::to_owned);
        }
        if thread.title.is_none() {
            let mut texts = Texts::default();
            let title = page.and_then(|_| self.raw(Field::Title));
            thread.title = title.and_then(|title| texts.label(title));
            thread.mended |= texts.mended;
        }
        threads.post(key, post);
    }

    fn post(&self) -> Post {
        let mut texts = Texts::default();
        let body = texts.either(self.raw(Field::Text).unwrap_or_default());
        let date_text = self.raw(Field::Date).and_then(|date| texts.plain_label(date));
        let comment = Comment {
            id: self.get(Field::Id).map(str::to_owned),
            kind: match self.get(Field::Kind) {
                Some("pingback") => CommentKind::Pingback,
                Some("trackback") => CommentKind::Trackback,
                _ => CommentKind::Comment,
            },
            author: self.raw(Field::Author).and_then(|author| texts.label(author)),
            date: date_text.as_deref().and_then(dates::machine),
            date_text,
            quote: body.quote,
            text: body.text,
            status: self.status(),
            ..Comment::default()
        };
        let parent = self
            .get(Field::Parent)
            .filter(|parent| !matches!(*parent, "0" | "root" | "null" | "None" | "nan"));
        Post { comment, parent: parent.map(str::to_owned), mended: texts.mended, ..Post::default() }
    }

    fn status(&self) -> Option<Status> {
        let is = |field| self.get(field).is_some_and(json::is_true);
        // The column may hold when it was deleted.
        let is_date = |value: &str| dates::machine(value).is_some();
        if is(Field::Spam) {
            return Some(Status::Spam);
        }
        if is(Field::Deleted) || self.get(Field::Deleted).is_some_and(is_date) {
            return Some(Status::Deleted);
        }
        match self.get(Field::Status)?.to_ascii_lowercase().as_str() {
            "0" | "false" | "hold" | "pending" | "unapproved" | "premod" | "system_withheld" => {
                Some(Status::Pending)
            }
            "spam" => Some(Status::Spam),
            "trash" | "post-trashed" => Some(Status::Trash),
            "deleted" | "removed" => Some(Status::Deleted),
            "rejected" | "refused" => Some(Status::Rejected),
            _ => None,
        }
    }
}
