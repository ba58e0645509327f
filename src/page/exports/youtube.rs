//! Answers of `YouTube`'s commentThreads and comments calls.

use serde::Deserialize;

use super::json::{Document, Many, Text};
use super::markup::{Body, LineEnds, Texts};
use super::{Post, Threads};
use crate::page::{Comment, Status, Warning, clean, dates};

/// An answer with items, an item, or a comment.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answer {
    items: Many<Answer>,
    id: Text,
    snippet: Many<Snippet>,
    replies: Many<Replies>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Snippet {
    video_id: Text,
    top_level_comment: Many<Answer>,
    total_reply_count: Text,
    text_original: Text,
    text_display: Text,
    author_display_name: Text,
    published_at: Text,
    parent_id: Text,
    moderation_status: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Replies {
    comments: Many<Answer>,
}

impl Document for Answer {
    fn unpack(mut self, threads: &mut Threads) {
        let items = std::mem::take(&mut self.items.0);
        self.item(threads);
        for item in items {
            item.item(threads);
        }
    }
}

impl Answer {
    /// A comment with its answers, or one comment.
    fn item(mut self, threads: &mut Threads) {
        let Some(mut snippet) = self.snippet.0.pop() else { return };
        let video = snippet.video_id.owned();
        let Some(top) = snippet.top_level_comment.0.pop() else {
            self.snippet.0.push(snippet);
            return self.comment(video, None, threads);
        };
        let id = top.id.owned();
        let replies: Vec<Answer> =
            std::mem::take(&mut self.replies.0).into_iter().flat_map(|replies| replies.comments.0).collect();
        let missing = snippet.total_reply_count.number().unwrap_or(0).saturating_sub(replies.len() as u64);
        top.comment(video.clone(), None, threads);
        for reply in replies {
            reply.comment(video.clone(), id.clone(), threads);
        }
        if missing > 0 {
            incomplete(video.as_deref(), threads);
        }
    }

    fn comment(mut self, video: Option<String>, parent: Option<String>, threads: &mut Threads) {
        let Some(snippet) = self.snippet.0.pop() else { return };
        let video = snippet.video_id.owned().or(video);
        let key = video.clone().unwrap_or_default();
        threads.thread(&key).name = video;
        let mut texts = Texts::default();
        let Body { text, quote } = match (snippet.text_original.raw(), snippet.text_display.raw()) {
            (Some(plain), _) => Body { text: texts.plain(plain), quote: None },
            (None, display) => texts.body(display.unwrap_or_default(), LineEnds::Space),
        };
        let date_text = snippet.published_at.get().and_then(clean::label);
        let comment = Comment {
            id: self.id.owned(),
            author: snippet.author_display_name.raw().and_then(|author| texts.plain_label(author)),
            date: date_text.as_deref().and_then(dates::iso),
            date_text,
            status: match snippet.moderation_status.get() {
                Some("heldForReview") => Some(Status::Pending),
                Some("likelySpam") => Some(Status::Spam),
                Some("rejected") => Some(Status::Rejected),
                _ => None,
            },
            quote,
            text,
            ..Comment::default()
        };
        let parent = snippet.parent_id.owned().or(parent);
        threads.post(&key, Post { comment, parent, mended: texts.mended, ..Post::default() });
    }
}

/// The call gives at most five answers to a comment.
fn incomplete(video: Option<&str>, threads: &mut Threads) {
    let warnings = &mut threads.thread(video.unwrap_or_default()).warnings;
    if warnings.iter().all(|warning| warning.code != "replies-missing") {
        let message =
            "Some comments have more answers than the export holds; ask the comments call for them.";
        warnings.push(Warning::new("replies-missing", message));
    }
}
