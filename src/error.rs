//! One error type for the whole library: each variant says where and what to do.

use std::io;
use std::path::{Path, PathBuf};

#[cfg(any(feature = "page", feature = "train"))]
use crate::table::Place;

/// What every fallible function of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, with the file and the line where there is one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened or read.
    #[error("cannot read {}: {}", path.display(), io_reason(source))]
    Read {
        /// The file as it was named.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written; nothing half-written is left behind.
    #[error("cannot write {}: {}", path.display(), write_reason(source))]
    Write {
        /// The file as it was named.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file holds nothing to work on.
    #[error("{} is empty: {hint}", path.display())]
    Empty {
        /// The file as it was named.
        path: PathBuf,
        /// What was expected in it.
        hint: &'static str,
    },
    /// A file is no text: packed, a picture, a document.
    #[error("cannot read {} as a page: it is {what}; {advice}", path.display())]
    Binary {
        /// The file as it was named.
        path: PathBuf,
        /// What it is.
        what: &'static str,
        /// What to do with it.
        advice: &'static str,
    },
    /// A table or a list of objects is damaged at a known line.
    #[error("{}, line {line}: {message}", path.display())]
    Malformed {
        /// The file as it was named.
        path: PathBuf,
        /// The line, counted from 1, where the damaged record begins.
        line: u64,
        /// What is wrong and how to mend it.
        message: String,
    },
    /// A record that has no line of its own is damaged: a row of a sheet, an object in a list.
    #[error("{}, {place}: {message}", path.display())]
    Record {
        /// The file as it was named.
        path: PathBuf,
        /// Where the record stands, as in `row 12`.
        place: String,
        /// What is wrong and how to mend it.
        message: String,
    },
    /// A table lacks a column that is needed.
    #[error("{}: no {wanted} column (looked for {tried}); the columns are {found}. Name it with {flag}", path.display())]
    MissingColumn {
        /// The file as it was named.
        path: PathBuf,
        /// What the column is for: text or label.
        wanted: &'static str,
        /// The names that were looked for.
        tried: String,
        /// The names in the header.
        found: String,
        /// The flag that names a column.
        flag: &'static str,
    },
    /// The labelled rows cannot be learned from or measured.
    #[error("{0}")]
    Labels(String),
    /// A setting is out of its range.
    #[error("setting {name}: {message}")]
    Setting {
        /// The setting's name in the settings file.
        name: &'static str,
        /// The range and what was given.
        message: String,
    },
    /// A model file is not one, is damaged, or is of another version.
    #[error("model {name}: {fault}")]
    Model {
        /// The file as it was named, or `built-in`.
        name: String,
        /// What is wrong with it.
        fault: ModelFault,
    },
    /// The store of moderators' decisions cannot be used.
    #[cfg(feature = "serve")]
    #[error("feedback database {}: {source}", path.display())]
    Feedback {
        /// The file as it was named.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The interfaces of linfa refused the data.
    #[cfg(feature = "train")]
    #[error("learning failed: {0}")]
    Linfa(#[from] linfa::Error),
}

/// What can be wrong with a model file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelFault {
    /// The file does not begin with the magic bytes.
    #[error("this is not a ghirbal model (the magic bytes are missing)")]
    NotAModel,
    /// The file was written by a later ghirbal.
    #[error("its format version is {found}, this program reads up to {known}; use a newer ghirbal")]
    FutureVersion {
        /// The version in the file.
        found: u32,
        /// The highest version that is understood.
        known: u32,
    },
    /// The file was written by an earlier ghirbal.
    #[error("its format version is {found}, this program reads {known}; train it anew")]
    PastVersion {
        /// The version in the file.
        found: u32,
        /// The version that is understood.
        known: u32,
    },
    /// The file ends early.
    #[error("the file is cut short ({found} bytes of at least {expected}); copy it again")]
    Truncated {
        /// How many bytes there are.
        found: u64,
        /// How many there should be at least.
        expected: u64,
    },
    /// The checksum does not fit the content.
    #[error("the checksum does not match, so the file was altered or damaged; copy it again")]
    Altered,
    /// The content contradicts itself or is out of range.
    #[error("its content is not valid: {0}")]
    Invalid(String),
}

/// How many characters of a header are quoted: one that is none can be a whole file.
const MOST_QUOTED: usize = 300;

impl Error {
    /// A failed read of `path`.
    pub fn read(path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Read { path: path.as_ref().to_owned(), source }
    }

    /// A failed write of `path`.
    pub fn write(path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Write { path: path.as_ref().to_owned(), source }
    }

    /// A damaged record of a table.
    #[cfg(any(feature = "page", feature = "train"))]
    pub fn at(path: impl AsRef<Path>, place: Place, message: impl Into<String>) -> Self {
        if place.line == place.row {
            return Self::malformed(path, place.line, message);
        }
        Self::Record {
            path: path.as_ref().to_owned(),
            place: format!("line {place}"),
            message: message.into(),
        }
    }

    /// A table of the columns `found` that lacks one; a long header is cut short.
    pub fn missing_column(
        path: impl AsRef<Path>,
        wanted: &'static str,
        tried: impl Into<String>,
        found: &[impl AsRef<str>],
        flag: &'static str,
    ) -> Self {
        let names = found.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
        let mut shown: String = names.chars().take(MOST_QUOTED).collect();
        if shown.len() < names.len() {
            shown.push('…');
        }
        Self::MissingColumn {
            path: path.as_ref().to_owned(),
            wanted,
            tried: tried.into(),
            found: shown,
            flag,
        }
    }

    /// A damaged record of `path` that begins on `line` (from 1).
    pub fn malformed(path: impl AsRef<Path>, line: u64, message: impl Into<String>) -> Self {
        Self::Malformed { path: path.as_ref().to_owned(), line, message: message.into() }
    }
}

/// As [`io_reason`]; what is missing when a file cannot be made is its folder.
fn write_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder; make it first".to_owned(),
        _ => io_reason(error),
    }
}

/// The system's message, made plain for the commonest mistakes.
fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder; name a file in it".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
