//! Labelled rows, read from a CSV.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;

use csv::ByteRecord;
use sha2::{Digest, Sha256};

use crate::model::hex;
use crate::table::{self, Place, TEXT_COLUMNS, Table, Tally};
use crate::{Error, Result};

/// Names of columns that hold the label, compared without case.
pub const LABEL_COLUMNS: [&str; 3] = ["label", "class", "category"];

/// Which columns hold the text and the label; `None`: found by name.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// The text column's name.
    pub text: Option<String>,
    /// The label column's name.
    pub label: Option<String>,
    /// The label of all rows, whatever the columns are.
    pub all: Option<String>,
    /// Labels that go by another name from here on; others keep theirs.
    pub rename: BTreeMap<String, String>,
}

/// Names of columns with what else is known of a row.
const SOURCE_COLUMN: &str = "source";
const CONFIDENCE_COLUMN: &str = "confidence";
const ARTICLE_COLUMN: &str = "article";

/// Labelled texts of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labelled {
    /// The file's name without its folders.
    pub name: String,
    /// SHA-256 of the file's bytes, in hex.
    pub digest: String,
    /// The texts; as many as `labels`.
    pub texts: Vec<String>,
    /// The labels, without surrounding blanks.
    pub labels: Vec<String>,
    /// Where each row stands in the file.
    pub places: Vec<Place>,
    /// Where each text comes from, by a column `source`; empty without one.
    pub sources: Vec<String>,
    /// How sure each label is, by a column `confidence`; empty without one. This project writes 2 for sure, 1 for
    /// fairly sure, 0 for torn.
    pub confidences: Vec<String>,
    /// The article below which each text stood, by a column `article`; empty without one. Rows of one article are
    /// never parted when folds are cut.
    pub articles: Vec<String>,
    /// What the reader should know: rows without text or label that were left out, a guessed encoding, bytes that
    /// could not be decoded.
    pub warnings: Vec<String>,
}

impl Labelled {
    /// The index of every row's label among these.
    ///
    /// # Errors
    /// [`Error::Labels`] where there are no rows, or a label is none of these.
    pub fn indices<L: AsRef<str>>(&self, labels: &[L]) -> Result<Vec<usize>> {
        let index = |label: &String| labels.iter().position(|known| known.as_ref() == label);
        if self.labels.is_empty() {
            return Err(Error::Labels(format!("{} has no labelled rows to measure on", self.name)));
        }
        let unknown: BTreeSet<_> = self.labels.iter().filter(|label| index(label).is_none()).collect();
        if !unknown.is_empty() {
            return Err(Error::Labels(format!(
                "{} has labels that the model does not know: {}; it knows {}. Rename them, or give the model that was \
                 trained on them with --model",
                self.name,
                unknown.iter().take(5).map(|label| label.as_str()).collect::<Vec<_>>().join(", "),
                labels.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
            )));
        }
        Ok(self.labels.iter().filter_map(index).collect())
    }
}

/// Reads a labelled CSV (`,` `;` or tab), encoded as [`Table::decoded`] has it.
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
    let mut rows = Table::decoded(path, Cursor::new(bytes))?;
    let text = rows.column("text", columns.text.as_deref(), &TEXT_COLUMNS, "--text-col")?;
    let label = match columns.all {
        None => Some(rows.column("label", columns.label.as_deref(), &LABEL_COLUMNS, "--label-col")?),
        Some(_) => None,
    };
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let place = |name| rows.headers().iter().position(|header| header.to_lowercase() == name);
    let [source, confidence, article] = [SOURCE_COLUMN, CONFIDENCE_COLUMN, ARTICLE_COLUMN].map(place);
    let mut labelled = Labelled { name, digest, ..Labelled::default() };
    let mut left_out = Tally::default();
    let mut record = ByteRecord::new();
    while rows.next(&mut record)? {
        let row = rows.text(&record, text);
        let given = label.map(|label| rows.text(&record, label));
        let given = given.unwrap_or_else(|| columns.all.as_deref().unwrap_or_default().into());
        if row.trim().is_empty() || given.trim().is_empty() {
            left_out.add(table::place(&record));
            continue;
        }
        labelled.texts.push(row.into_owned());
        let given = given.trim();
        labelled.labels.push(columns.rename.get(given).map_or(given, String::as_str).to_owned());
        labelled.places.push(table::place(&record));
        let also = [
            (source, &mut labelled.sources),
            (confidence, &mut labelled.confidences),
            (article, &mut labelled.articles),
        ];
        for (column, values) in also {
            values.extend(column.map(|at| rows.text(&record, at).trim().to_owned()));
        }
    }
    labelled.warnings.extend(left_out.note(&labelled.name, "without text or label were left out"));
    labelled.warnings.extend(rows.notes());
    Ok(labelled)
}

/// The fold of a text: the first 8 hex digits of its SHA-256, as a number, modulo `folds`.
#[must_use]
pub fn fold_of(text: &str, folds: u32) -> u32 {
    let digest = Sha256::digest(text.as_bytes());
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]) % folds
}
