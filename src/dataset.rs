//! Labelled rows, read from a CSV.
use crate::Result;
use std::path::Path;
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
    /// The labels as written in the file.
    pub labels: Vec<String>,
    /// What the reader should know: rows without text or label that were left out, bytes that were no UTF-8.
    pub warnings: Vec<String>,
}
/// Reads a labelled CSV (`,`, `;` or tab, with or without a BOM).
pub fn read(path: &Path, columns: &Columns) -> Result<Labelled> {
    let _ = (path, columns);
    todo!()
}
/// The fold of a text: the first 8 hex digits of its SHA-256, as a number, modulo `folds`.
#[must_use]
pub fn fold_of(text: &str, folds: u32) -> u32 {
    use sha2::Digest;
    let d = sha2::Sha256::digest(text.as_bytes());
    u32::from_be_bytes([d[0], d[1], d[2], d[3]]) % folds
}
