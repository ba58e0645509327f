//! Labelled rows, read from a CSV.

use std::io::Cursor;
use std::path::Path;

use csv::ByteRecord;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::table::{self, TEXT_COLUMNS, Table};

/// Names of columns that hold the label, compared without case.
pub const LABEL_COLUMNS: [&str; 3] = ["label", "class", "category"];

/// Which columns hold the text and the label; `None`: found by name.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// The text column's name.
    pub text: Option<String>,
    /// The label column's name.
    pub label: Option<String>,
}

/// Labelled texts of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The file's name without its folders.
    pub name: String,
    /// SHA-256 of the file's bytes, in hex.
    pub digest: String,
    /// The texts; as many as `labels`.
    pub texts: Vec<String>,
    /// The labels, without surrounding blanks.
    pub labels: Vec<String>,
    /// What the reader should know: rows without text or label that were left out, bytes that were no UTF-8.
    pub warnings: Vec<String>,
}

/// Reads a labelled CSV (`,` `;` or tab, with or without a BOM).
///
/// # Errors
/// Those of [`Table`], and [`crate::Error::MissingColumn`] where the text or the label has no column.
pub fn read(path: &Path, columns: &Columns) -> Result<Labelled> {
    let bytes = table::read_all(path)?;
    parse(path, bytes, columns)
}

/// [`read`], from bytes; `path` names them.
///
/// # Errors
/// As [`read`].
pub fn parse(path: &Path, bytes: Vec<u8>, columns: &Columns) -> Result<Labelled> {
    let digest = hex(&Sha256::digest(&bytes));
    let mut rows = Table::new(path, Cursor::new(bytes), None)?;
    let text = rows.column("text", columns.text.as_deref(), &TEXT_COLUMNS, "--text-col")?;
    let label = rows.column("label", columns.label.as_deref(), &LABEL_COLUMNS, "--label-col")?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let mut labelled = Labelled { name, digest, texts: Vec::new(), labels: Vec::new(), warnings: Vec::new() };
    let mut left_out = Tally::default();
    let mut no_utf8 = Tally::default();
    let mut record = ByteRecord::new();
    while rows.next(&mut record)? {
        let line = table::line(&record);
        let (text, label) = (String::from_utf8_lossy(&record[text]), String::from_utf8_lossy(&record[label]));
        if text.trim().is_empty() || label.trim().is_empty() {
            left_out.add(line);
            continue;
        }
        if matches!(text, std::borrow::Cow::Owned(_)) {
            no_utf8.add(line);
        }
        labelled.texts.push(text.into_owned());
        labelled.labels.push(label.trim().to_owned());
    }
    labelled.warnings.extend(left_out.warning(&labelled.name, "without text or label were left out"));
    labelled
        .warnings
        .extend(no_utf8.warning(&labelled.name, "hold bytes that are no UTF-8; they were replaced"));
    Ok(labelled)
}

/// How many rows something befell, and the first line.
#[derive(Default)]
struct Tally {
    rows: u64,
    first: u64,
}

impl Tally {
    fn add(&mut self, line: u64) {
        if self.rows == 0 {
            self.first = line;
        }
        self.rows += 1;
    }

    fn warning(&self, file: &str, what: &str) -> Option<String> {
        let Self { rows, first } = self;
        (*rows > 0).then(|| format!("{file}: {rows} rows {what}; the first is on line {first}"))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The fold of a text: the first 8 hex digits of its SHA-256, as a number, modulo `folds`.
#[must_use]
pub fn fold_of(text: &str, folds: u32) -> u32 {
    let digest = Sha256::digest(text.as_bytes());
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]) % folds
}
