//! Stage 1, **split**: a page goes in, its article and its reader comments come out.

use serde::Serialize;

/// The version of the records that `split`, `moderate` and `classify` write.
pub const SCHEMA: u32 = 1;

/// A page taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// The page as it was named by the caller.
    pub page: String,
    /// The article's headline, where one was found.
    pub title: Option<String>,
    /// The article's paragraphs, separated by newlines; empty where none was found.
    pub article: String,
    /// How many comments the page says it has.
    pub declared_comments: Option<u64>,
    /// The vendor that holds (further) comments outside the page, in lower case: `disqus`, `facebook`, …
    pub external: Option<String>,
    /// The comments in page order.
    pub comments: Vec<Comment>,
    /// What the reader of this record should know.
    pub warnings: Vec<Warning>,
}

/// One reader comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Its place on the page, from 0.
    pub index: usize,
    /// The page's own identifier for it.
    pub id: Option<String>,
    /// A comment by a reader, or a note that another site links here.
    pub kind: CommentKind,
    /// The name the reader gave.
    pub author: Option<String>,
    /// Local date in ISO 8601 at the precision that is printed, as in `2023-08-23T04:34`.
    pub date: Option<String>,
    /// The date as printed.
    pub date_text: Option<String>,
    /// The index of the comment this one answers.
    pub reply_to: Option<usize>,
    /// The part of the parent that is quoted.
    pub quote: Option<String>,
    /// The comment itself; lines separated by newlines.
    pub text: String,
}

/// What an entry of a comment section is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentKind {
    /// Written by a reader.
    #[default]
    Comment,
    /// A link back from another site.
    Pingback,
    /// A link back in the older form.
    Trackback,
}

/// Something about a page that its reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A stable kebab-case name, such as `count-mismatch`.
    pub code: String,
    /// One English sentence.
    pub message: String,
}

/// Takes a page apart. `name` is only copied into [`Page::page`].
///
/// Never fails: whatever the bytes are, the answer is a page, with warnings where something was guessed.
#[must_use]
pub fn split(name: &str, bytes: &[u8]) -> Page {
    let _ = bytes;
    Page {
        schema: SCHEMA,
        page: name.to_owned(),
        title: None,
        article: String::new(),
        declared_comments: None,
        external: None,
        comments: vec![],
        warnings: vec![],
    }
}
