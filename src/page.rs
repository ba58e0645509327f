//! Stage 1, **split**: a page goes in, its article and its reader comments come out.
//!
//! [`split`] takes one page apart, which is in memory; [`read`] takes whatever there is, finds out what it holds,
//! and hands out a [`Page`] for each article in it, so that an export of any size passes through.
//!
//! | step | module |
//! | --- | --- |
//! | a file → its kind, and a page for each article | `input`, `kind` |
//! | files that are no text → refused | `binary` |
//! | bytes → text | `encodings` |
//! | HTML → parts, by known layouts and by repeated structure | `html` |
//! | plain-text dump → parts, by headings and repeated patterns | `dump` |
//! | export of a comment system → parts, a thread at a time | `exports` |
//! | words that give a comment section away | `cues` |
//! | names and dates over a comment | `heads` |
//! | what was found out about a line, while its dump is read | `memory` |
//! | links back from other sites | `links` |
//! | printed dates → ISO 8601 | `dates` |
//! | what was taken into no comment → a warning | `unread` |

mod binary;
mod clean;
mod cues;
mod dates;
mod dump;
mod encodings;
mod exports;
mod hashing;
mod heads;
mod html;
mod input;
mod kind;
#[cfg(test)]
mod learning;
mod links;
mod memory;
mod unread;

#[cfg(feature = "labels")]
pub(crate) use encodings::decode_table;
pub(crate) use encodings::table_reader;
use serde::Serialize;

pub use dates::Moment;
pub use input::{Columns, Options, Pages, TakenColumns, read};
pub use kind::InputKind;

/// The version of the records that `split`, `moderate` and `classify` write.
pub const SCHEMA: u32 = 1;

/// How much of one page is read, in bytes. The longest pages of the web have a tenth of that.
const MOST_BYTES: usize = 16 << 20;

/// A page taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// The page as it was named by the caller; of an export `FILE#ARTICLE`, with the link or number of the article.
    pub page: String,
    /// The article's headline, where one was found.
    pub title: Option<String>,
    /// The article's paragraphs, separated by newlines; empty where none was found.
    pub article: String,
    /// How many comments the page says it has.
    pub declared_comments: Option<u64>,
    /// The vendor that holds (further) comments outside the page, in lower case: `disqus`, `facebook`, …; `ajax` where
    /// there are none on the page and its own script fetches them.
    pub external: Option<String>,
    /// The comments in page order.
    pub comments: Vec<Comment>,
    /// What the reader of this record should know.
    pub warnings: Vec<Warning>,
}

/// One reader comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
    /// What the moderators of an export's site did with it; left out where it is published or nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
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

/// Why a comment of an export is not to be seen on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It waits for a moderator.
    Pending,
    /// A moderator refused it.
    Rejected,
    /// It was marked as spam.
    Spam,
    /// It was thrown away.
    Trash,
    /// It was deleted.
    Deleted,
}

impl Status {
    /// Whether the comment was taken out by somebody; one that waits was not.
    #[must_use]
    pub fn is_removed(self) -> bool {
        self != Self::Pending
    }
}

/// Something about a page that its reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A stable kebab-case name, such as `count-mismatch`.
    pub code: String,
    /// One English sentence.
    pub message: String,
}

/// What every way of splitting finds; [`Parts::into_page`] numbers and checks it.
#[derive(Debug, Default)]
struct Parts {
    title: Option<String>,
    article: String,
    declared: Option<u64>,
    external: Option<String>,
    /// In page order, and `reply_to` already in terms of that order.
    comments: Vec<Comment>,
    warnings: Vec<Warning>,
}

impl Warning {
    /// A warning with its stable code.
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into() }
    }
}

/// Takes a page apart. `name` is only copied into [`Page::page`].
///
/// Never fails: whatever the bytes are, the answer is a page, with warnings where something was guessed.
///
/// ```
/// let page = "الخبر\n\nالتعليقات (1)\nسمير\n23-08-2023 04:34 م\nشكرا على المقال\n";
/// let page = ghirbal::page::split("page.txt", page.as_bytes());
/// assert_eq!(page.comments[0].author.as_deref(), Some("سمير"));
/// assert_eq!(page.comments[0].date.as_deref(), Some("2023-08-23T16:34"));
/// assert_eq!(page.comments[0].text, "شكرا على المقال");
/// ```
#[must_use]
pub fn split(name: &str, bytes: &[u8]) -> Page {
    whole(name, bytes, None, None)
}

/// Takes one page apart, as HTML or as text where `kind` says so; `now` is when it was saved.
fn whole(name: &str, bytes: &[u8], kind: Option<InputKind>, now: Option<Moment>) -> Page {
    let (bytes, cut) = capped(bytes);
    let encodings::Decoded { text, mut warnings } = encodings::decode(bytes);
    warnings.extend(cut);
    let text = clean::line_ends(text);
    let is_html = kind.map_or_else(|| html::is_html(&text), |kind| kind == InputKind::Html);
    if is_html && !text.contains('<') && !text.trim().is_empty() {
        let message = "The page was read as HTML and has no markup; read it as text (--input text).";
        warnings.push(Warning::new("no-markup", message));
    }
    if kind == Some(InputKind::Text) && html::is_html(&text) {
        let message = "The page was read as text and has the markup of HTML; read it as HTML (--input html).";
        warnings.push(Warning::new("markup-in-text", message));
    }
    if !is_html && text.trim_start().starts_with("<?xml") {
        let message = "The file is XML of a kind that is not known, and was read as text; comments in it are not found.";
        warnings.push(Warning::new("xml-unknown", message));
    }
    let mut parts =
        if is_html { html::split(&text) } else { dump::split(&encodings::resolve_entities(text.clone())) };
    if text.trim().is_empty() {
        warnings.push(Warning::new("empty", "The page is empty."));
    }
    warnings.append(&mut parts.warnings);
    Parts { warnings, ..parts }.into_page(name.to_owned(), now)
}

/// How many bytes of a letter of UTF-8 may follow its first.
const MOST_OF_A_LETTER: usize = 3;

/// The part of a page that is read, and a warning where that is not all of it.
fn capped(bytes: &[u8]) -> (&[u8], Option<Warning>) {
    let Some(read) = bytes.get(..MOST_BYTES).filter(|read| read.len() < bytes.len()) else {
        return (bytes, None);
    };
    // Not through a letter of UTF-8; in other encodings three bytes more or less are no matter.
    let rest =
        read.iter().rev().take(MOST_OF_A_LETTER).take_while(|byte| (0x80..0xc0).contains(*byte)).count();
    let read = read.get(..read.len().saturating_sub(rest + 1)).unwrap_or_default();
    let message = format!("Only the first {} MiB of the page were read.", MOST_BYTES >> 20);
    (read, Some(Warning::new("page-cut", message)))
}

impl Parts {
    /// Numbers the comments, dates them as far as `now` allows, and checks what the page says of itself.
    fn into_page(mut self, name: String, now: Option<Moment>) -> Page {
        self.warnings.extend(count_mismatch(self.declared, &self.comments));
        for (index, comment) in self.comments.iter_mut().enumerate() {
            comment.index = index;
        }
        self.warnings.extend(dates::complete(&mut self.comments, now));
        Page {
            schema: SCHEMA,
            page: name,
            title: self.title,
            article: self.article,
            declared_comments: self.declared,
            external: self.external,
            comments: self.comments,
            warnings: self.warnings,
        }
    }
}

/// What a reader sees of a piece of HTML, one block a line.
#[cfg(feature = "serve")]
pub(crate) fn visible_text(html: &str) -> String {
    html::visible_text(html)
}

/// The declared number is a check and never tells how to split: pages print fewer comments than they count.
fn count_mismatch(declared: Option<u64>, comments: &[Comment]) -> Option<Warning> {
    let declared = declared?;
    let all = comments.len() as u64;
    // Themes differ in whether links back are counted.
    let by_readers = comments.iter().filter(|comment| comment.kind == CommentKind::Comment).count() as u64;
    if declared == all || declared == by_readers {
        return None;
    }
    let message = format!("The page declares {declared} comments, but {all} were found in it.");
    Some(Warning::new("count-mismatch", message))
}
