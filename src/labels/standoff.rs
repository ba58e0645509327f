//! Labels without their texts: a digest stands for each text, so that labels of comments that are not ours to
//! publish can be given to anyone who has the comments.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{Annotations, csv};
use crate::dataset;
use crate::model::hex;
use crate::table::{self, Table};
use crate::{Error, Result};

/// The fewest characters of a folded text that is published: shorter ones could be guessed from their digest.
pub const SHORTEST: usize = 16;

/// The text without blanks at its ends, every other run of blanks (Unicode `White_Space`) one space.
#[must_use]
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands for a text: SHA-256 of its [`folded`] form in UTF-8, in hex.
#[must_use]
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(folded(text).as_bytes()))
}

/// A published label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The label.
    pub label: String,
    /// How sure the annotator was, as the source has it; empty where it does not say.
    pub confidence: String,
}

/// Labels by the digests of their texts.
pub type Standoff = BTreeMap<String, Entry>;

/// Labels of several sources, and what was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// For each source its labels.
    pub sources: BTreeMap<String, Standoff>,
    /// How many rows have no label.
    pub unlabelled: u64,
    /// How many rows were too short.
    pub short: u64,
    /// How many rows repeat a text of their source that has a label already.
    pub repeated: u64,
    /// How many texts were left out since equally sure rows contradict each other.
    pub contradicted: u64,
}

/// Takes labels from their texts. `source` names a source for each row; of rows of one text in one source the
/// surest counts.
#[must_use]
pub fn publish(annotations: &Annotations, source: impl Fn(&[String]) -> String) -> Published {
    let confidence = annotations.columns.iter().position(|name| name == "confidence");
    let mut published = Published::default();
    for row in &annotations.rows {
        if row.label.is_empty() {
            published.unlabelled += 1;
            continue;
        }
        if folded(&row.text).chars().count() < SHORTEST {
            published.short += 1;
            continue;
        }
        let confidence = confidence.map(|place| row.other[place].clone()).unwrap_or_default();
        let entry = Entry { label: row.label.clone(), confidence };
        match published.sources.entry(source(&row.other)).or_default().entry(digest(&row.text)) {
            Slot::Vacant(slot) => _ = slot.insert(entry),
            Slot::Occupied(mut slot) => {
                published.repeated += 1;
                let known = slot.get_mut();
                match surer(&entry.confidence, &known.confidence) {
                    Ordering::Greater => *known = entry,
                    // No label is worth as little as two; told from real labels by its emptiness.
                    Ordering::Equal if entry.label != known.label => known.label.clear(),
                    _ => {}
                }
            }
        }
    }
    for labels in published.sources.values_mut() {
        let before = labels.len();
        labels.retain(|_, entry| !entry.label.is_empty());
        published.contradicted += (before - labels.len()) as u64;
    }
    published
}

/// Which of two confidences is the greater: as numbers where they are, and a number is surer than none.
fn surer(a: &str, b: &str) -> Ordering {
    match (a.trim().parse::<f64>(), b.trim().parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        (a, b) if a.is_ok() != b.is_ok() => a.is_ok().cmp(&b.is_ok()),
        _ => a.cmp(b),
    }
}

/// The columns of a standoff file.
const COLUMNS: [&str; 3] = ["sha256", "label", "confidence"];

/// A standoff file, sorted by digest: the order says nothing of the texts.
///
/// # Errors
/// None that a caller could cause.
pub fn write(labels: &Standoff) -> Result<Vec<u8>> {
    let rows = labels.iter().map(|(digest, entry)| vec![&**digest, &*entry.label, &*entry.confidence]);
    csv::table_bytes(&COLUMNS, rows, false)
}

/// Reads a standoff file.
///
/// # Errors
/// Those of [`Table`], [`Error::MissingColumn`], and [`Error::Malformed`] where a digest is none.
pub fn read(path: &Path, bytes: Vec<u8>) -> Result<Standoff> {
    let mut rows = Table::decoded(path, std::io::Cursor::new(bytes))?;
    let digest = rows.column("digest", None, &COLUMNS[..1], "a header that begins with sha256")?;
    let label = rows.column("label", None, &dataset::LABEL_COLUMNS, "a header with label")?;
    let confidence = rows.headers().iter().position(|name| name == COLUMNS[2]);
    let mut labels = Standoff::new();
    let mut record = ::csv::ByteRecord::new();
    while rows.next(&mut record)? {
        let cell = |place: usize| String::from_utf8_lossy(&record[place]).trim().to_owned();
        let digest = cell(digest).to_lowercase();
        if digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let message = "no SHA-256 in hex; standoff files are written by `labels standoff`";
            return Err(Error::at(path, table::place(&record), message));
        }
        let confidence = confidence.map(cell).unwrap_or_default();
        labels.insert(digest, Entry { label: cell(label), confidence });
    }
    Ok(labels)
}

/// Labels that found their texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The rows of the original that have a label, with all their columns. A label of the original's own is in
    /// the column `original_label`, a confidence in `original_confidence`.
    pub annotations: Annotations,
    /// How many labels found a text.
    pub used: usize,
}

/// Gives the labels to the rows of the original file.
#[must_use]
pub fn join(labels: &Standoff, mut original: Annotations) -> Joined {
    let had_labels = original.rows.iter().any(|row| !row.label.is_empty());
    let mut used = std::collections::BTreeSet::new();
    // Columns of ours push those of the same name aside.
    for ours in ["confidence", "original_label"] {
        if let Some(column) = original.columns.iter().position(|column| column == ours) {
            let mut aside = format!("original_{ours}");
            while original.columns.contains(&aside) {
                aside.push('_');
            }
            original.columns[column] = aside;
        }
    }
    original.columns.insert(0, "confidence".to_owned());
    if had_labels {
        original.columns.insert(1, "original_label".to_owned());
    }
    original.rows.retain_mut(|row| {
        let Some((digest, entry)) = labels.get_key_value(&digest(&row.text)) else { return false };
        used.insert(digest);
        let own = std::mem::replace(&mut row.label, entry.label.clone());
        row.other.insert(0, entry.confidence.clone());
        if had_labels {
            row.other.insert(1, own);
        }
        true
    });
    Joined { annotations: original, used: used.len() }
}
