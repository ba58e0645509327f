//! A file goes in, a page for each article in it comes out.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use super::exports::{self, Export, Threads};
use super::{InputKind, MOST_BYTES, Moment, Page, binary, encodings, whole};
use crate::{Error, Result};

/// How much of a file is looked at to find out what it holds and how it is encoded.
const HEAD_BYTES: u64 = 64 * 1024;

/// How to read a file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What it holds; found from the content where this is `None`.
    pub kind: Option<InputKind>,
    /// Whether comments that are marked as spam, thrown away, refused or deleted come out too, with their
    /// [`Status`](super::Status).
    pub with_removed: bool,
    /// When the page was saved. Without it a time such as «منذ يومين» gives no date.
    pub now: Option<Moment>,
    /// The columns of a table, or the fields of JSON objects, that have other names than the usual ones.
    pub columns: Columns,
}

/// Names of columns; the usual names are looked for where one is `None`.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// The comment itself.
    pub text: Option<String>,
    /// The comment's identifier, which others name as their parent.
    pub id: Option<String>,
    /// The identifier of the comment that this one answers.
    pub parent: Option<String>,
    /// The reader's name.
    pub author: Option<String>,
    /// When it was written.
    pub date: Option<String>,
    /// The article under which it was written: its link or number.
    pub page: Option<String>,
}

/// What the columns of a table were taken for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenColumns {
    /// What is read, as in `text` or `author`, with the header of its column.
    pub used: Vec<(&'static str, String)>,
    /// The headers of the other columns.
    pub ignored: Vec<String>,
}

/// Reads whatever `input` holds; `path` names it in pages and errors.
///
/// A page is read whole, up to 16 MiB. Of an export, one thread is in memory at a time where its format keeps
/// threads together (WXR), else at most about 256 MiB of comments that wait for the rest of their threads; one
/// document of JSON is in memory whole.
///
/// ```
/// use ghirbal::page::{InputKind, Options, read};
/// let export = "id,parent,comment\n7,,شكرا على المقال\n8,7,عفوا\n";
/// let pages = read("export.csv".as_ref(), export.as_bytes(), &Options::default())?;
/// assert_eq!(pages.kind(), InputKind::Csv);
/// for page in pages {
///     assert_eq!(page?.comments[1].reply_to, Some(0));
/// }
/// # Ok::<(), ghirbal::Error>(())
/// ```
///
/// # Errors
/// [`Error::Read`] where reading fails, [`Error::Binary`] where the file is no text, [`Error::Empty`] and [`Error::MissingColumn`] where a table lacks what is
/// needed. Damage further on comes out of the iterator as [`Error::Malformed`], after the pages before it.
pub fn read(path: &Path, mut input: impl Read + Send + 'static, options: &Options) -> Result<Pages> {
    let mut head = vec![];
    input.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(|source| Error::read(path, source))?;
    if let Some((what, advice)) = binary::what(&head) {
        return Err(Error::Binary { path: path.to_owned(), what, advice });
    }
    let kind = options.kind.unwrap_or_else(|| InputKind::of(&head, path));
    let encoding = encodings::find(&head);
    let input: Box<dyn Read + Send> = Box::new(Cursor::new(head).chain(input));
    let source = if kind.is_export() {
        let export = exports::open(kind, path, encoding.reader(input), options)?;
        Source::Export(export, Threads::new(path, options, encoding.warnings))
    } else {
        Source::Whole(input)
    };
    Ok(Pages { path: path.to_owned(), kind, now: options.now, source, fault: None })
}

/// The pages of a file, one after the other. After an error there are no more.
pub struct Pages {
    path: PathBuf,
    kind: InputKind,
    now: Option<Moment>,
    source: Source,
    /// What went wrong behind the pages that are ready.
    fault: Option<Error>,
}

/// Where pages come from.
enum Source {
    /// One page, not read yet.
    Whole(Box<dyn Read + Send>),
    /// An export, and what has been read of it.
    Export(Box<dyn Export>, Threads),
    /// What has been read of an export that has come to its end.
    Rest(Threads),
    Nothing,
}

impl Pages {
    /// What the file holds.
    #[must_use]
    pub fn kind(&self) -> InputKind {
        self.kind
    }

    /// What the columns of a table were taken for; `None` of any other kind, and once the table is at its end.
    #[must_use]
    pub fn columns(&self) -> Option<TakenColumns> {
        match &self.source {
            Source::Export(export, _) => export.columns(),
            _ => None,
        }
    }

    /// Reads the one page that there is.
    fn whole(&self, input: Box<dyn Read + Send>) -> Result<Page> {
        let mut bytes = vec![];
        // One byte more than is read shows that there is more.
        let read = input.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|source| Error::read(&self.path, source))?;
        Ok(whole(&self.path.to_string_lossy(), &bytes, Some(self.kind), self.now))
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match std::mem::replace(&mut self.source, Source::Nothing) {
                Source::Whole(input) => return Some(self.whole(input)),
                Source::Export(mut export, mut threads) => {
                    if let Some(page) = threads.ready() {
                        self.source = Source::Export(export, threads);
                        return Some(Ok(page));
                    }
                    match export.advance(&mut threads) {
                        Ok(true) => self.source = Source::Export(export, threads),
                        end => {
                            self.fault = end.err();
                            threads.close_all();
                            self.source = Source::Rest(threads);
                        }
                    }
                }
                Source::Rest(mut threads) => match threads.ready() {
                    Some(page) => {
                        self.source = Source::Rest(threads);
                        return Some(Ok(page));
                    }
                    None => return self.fault.take().map(Err),
                },
                Source::Nothing => return None,
            }
        }
    }
}
