//! Exports of comment systems: any number of articles in one file, read record by record.
//!
//! | step | module |
//! | --- | --- |
//! | records of XML, documents of JSON, rows of a table | `xml`, `json`, `rows` |
//! | JSON that is cut off, closed again | `whole` |
//! | comments inside other objects | `nested` |
//! | what cannot be read → named and left out | `left_out` |
//! | records → posts, one file a system | `wxr`, `disqus`, `coral`, `youtube`, `facebook`, `yt_dlp`, `rows` |
//! | posts → threads → pages | `threads` |
//! | HTML of a comment → text | `markup` |

mod coral;
mod disqus;
mod facebook;
mod json;
mod left_out;
mod markup;
mod nested;
pub(super) mod rows;
mod threads;
mod whole;
mod wxr;
mod xml;
mod youtube;
mod yt_dlp;

use std::io::{BufReader, Read};
use std::path::Path;

pub(super) use threads::Threads;
use threads::{Post, Thread};

use super::{InputKind, Options, TakenColumns};
use crate::Result;

/// A file that is read record by record.
pub(super) trait Export: Send {
    /// Reads one record and puts what it holds into `threads`; false at the end of the file.
    fn advance(&mut self, threads: &mut Threads) -> Result<bool>;

    /// What the columns of a table were taken for.
    fn columns(&self) -> Option<TakenColumns> {
        None
    }
}

/// The reader for `kind`, over text in UTF-8.
pub(super) fn open(
    kind: InputKind,
    path: &Path,
    input: Box<dyn Read + Send>,
    options: &Options,
) -> Result<Box<dyn Export>> {
    let buffered = BufReader::with_capacity(64 * 1024, input);
    Ok(match kind {
        InputKind::Html | InputKind::Text => unreachable!("a page is no export"),
        InputKind::Wxr => Box::new(wxr::Wxr::new(path, buffered)),
        InputKind::Disqus => Box::new(disqus::Disqus::new(path, buffered)),
        InputKind::Coral => Box::new(json::Documents::<coral::Record>::new(path, buffered)),
        InputKind::YouTube => Box::new(json::Documents::<youtube::Answer>::new(path, buffered)),
        InputKind::Facebook => Box::new(json::Documents::<facebook::Answer>::new(path, buffered)),
        InputKind::YtDlp => Box::new(json::Documents::<yt_dlp::Video>::new(path, buffered)),
        InputKind::Csv => Box::new(rows::Rows::new(path, buffered, &options.columns)?),
        InputKind::Jsonl => Box::new(rows::Objects::new(path, buffered, &options.columns)?),
    })
}
