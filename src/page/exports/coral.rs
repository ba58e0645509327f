//! Comments of Coral as JSON: documents of its database, or answers of its GraphQL API.

use serde::Deserialize;

use super::json::{Document, Many, Text};
use super::markup::Texts;
use super::{Post, Threads};
use crate::page::{Comment, Status, clean, dates};

/// A comment, a story, or anything else that holds comments somewhere inside: `data`, `stories`, `comments`, `nodes`, `edges`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Record {
    id: Text,
    #[serde(rename = "_id")]
    database_id: Text,
    #[serde(rename = "storyID", alias = "storyId", alias = "asset_id")]
    story_id: Text,
    #[serde(rename = "parentID", alias = "parentId", alias = "parent_id")]
    parent_id: Text,
    parent: Text,
    author: Text,
    #[serde(rename = "authorName", alias = "authorUsername", alias = "username")]
    author_name: Text,
    #[serde(rename = "authorID", alias = "authorId", alias = "author_id")]
    author_id: Text,
    body: Text,
    revisions: Many<Revision>,
    revision: Many<Revision>,
    status: Text,
    #[serde(rename = "createdAt", alias = "created_at")]
    created_at: Text,
    #[serde(rename = "deletedAt", alias = "deleted_at")]
    deleted_at: Text,
    deleted: Text,
    story: Many<Record>,
    // What only holds others.
    data: Many<Record>,
    stories: Many<Record>,
    comments: Many<Record>,
    replies: Many<Record>,
    #[serde(rename = "allChildComments")]
    all_child_comments: Many<Record>,
    nodes: Many<Record>,
    edges: Many<Record>,
    node: Many<Record>,
    url: Text,
    metadata: Many<Metadata>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Revision {
    body: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Metadata {
    title: Text,
}

impl Document for Record {
    fn unpack(self, threads: &mut Threads) {
        let mut open = vec![(self, None, None)];
        while let Some((mut found, story, parent)) = open.pop() {
            let Place { story, parent } = found.place(story, parent, threads);
            // Taken from the end: the last list is put first.
            for list in [
                &mut found.story,
                &mut found.all_child_comments,
                &mut found.replies,
                &mut found.comments,
                &mut found.stories,
                &mut found.node,
                &mut found.edges,
                &mut found.nodes,
                &mut found.data,
            ] {
                let inside = std::mem::take(&mut list.0).into_iter().rev();
                open.extend(inside.map(|inside| (inside, story.clone(), parent.clone())));
            }
        }
    }
}

/// Where what is inside belongs.
struct Place {
    story: Option<String>,
    parent: Option<String>,
}

impl Record {
    /// Takes the comment that this is, or the story, and says where what it holds belongs.
    fn place(&mut self, story: Option<String>, parent: Option<String>, threads: &mut Threads) -> Place {
        let own = self.story.0.first();
        let named =
            self.story_id.owned().or_else(|| own.and_then(|own| own.id.owned().or_else(|| own.url.owned())));
        let is_comment = self.body.0.is_some() || !self.revisions.0.is_empty() || !self.revision.0.is_empty();
        if !is_comment {
            // A story of the API has a link and its comments inside.
            let is_story = self.url.get().is_some();
            let story = if is_story { self.id.owned().or_else(|| self.url.owned()) } else { None }.or(story);
            if is_story {
                let key = story.clone().unwrap_or_default();
                describe(threads, &key, &self.url, &self.metadata);
            }
            return Place { story, parent };
        }
        let story = named.or(story);
        let key = story.clone().unwrap_or_default();
        if let Some(own) = self.story.0.pop() {
            describe(threads, &key, &own.url, &own.metadata);
        } else if story.is_some() {
            threads.thread(&key).name.get_or_insert_with(|| key.clone());
        }
        let post = self.post(parent);
        let id = post.comment.id.clone();
        threads.post(&key, post);
        Place { story, parent: id }
    }

    fn post(&mut self, around: Option<String>) -> Post {
        // The newest version is the last.
        let newest = self.revisions.0.pop().or_else(|| self.revision.0.pop());
        let source = self.body.raw().map(str::to_owned).or_else(|| newest.and_then(|newest| newest.body.0));
        let mut texts = Texts::default();
        let body = texts.either(&source.unwrap_or_default());
        let date_text = self.created_at.get().and_then(clean::label);
        let author = [&self.author_name, &self.author, &self.author_id].into_iter().find_map(Text::raw);
        let comment = Comment {
            id: self.id.owned().or_else(|| self.database_id.owned()),
            author: author.and_then(|author| texts.plain_label(author)),
            date: date_text.as_deref().and_then(dates::machine),
            date_text,
            quote: body.quote,
            text: body.text,
            status: self.status(),
            ..Comment::default()
        };
        let parent = self.parent_id.owned().or_else(|| self.parent.owned()).or(around);
        Post { comment, parent, mended: texts.mended, ..Post::default() }
    }

    fn status(&self) -> Option<Status> {
        if self.deleted_at.get().is_some() || self.deleted.is_true() {
            return Some(Status::Deleted);
        }
        match self.status.get()? {
            "REJECTED" => Some(Status::Rejected),
            "PREMOD" | "SYSTEM_WITHHELD" => Some(Status::Pending),
            _ => None,
        }
    }
}

/// What is known of the story called `key`.
fn describe(threads: &mut Threads, key: &str, url: &Text, metadata: &Many<Metadata>) {
    let thread = threads.thread(key);
    thread.name = url.owned().or_else(|| Some(key.to_owned()).filter(|key| !key.is_empty()));
    let mut texts = Texts::default();
    thread.title = metadata.0.first().and_then(|metadata| texts.label(metadata.title.raw()?));
    thread.mended |= texts.mended;
}
