//! Label Studio's CSV: a row an annotation.
//!
//! The column with the label has the name of its control, which the project's owner chose: `label`, or `sentiment`
//! in the template for classifying texts. A cell is a label, or an object with a list of them.

use std::path::Path;

use serde::Deserialize;

use super::label_studio::OUR_ID;
use super::{Annotations, Reading, csv};
use crate::dataset::LABEL_COLUMNS;
use crate::{Result, page, table};

/// What the template for classifying texts calls the label.
pub(super) const TEMPLATE: &str = "sentiment";

#[derive(Deserialize)]
struct Choices {
    choices: Vec<String>,
}

pub(super) fn read(path: &Path, bytes: Vec<u8>, how: &Reading) -> Result<Annotations> {
    let mut how = how.clone();
    let (text, ..) = page::decode_table(&bytes);
    let headers = table::Table::new(path, std::io::Cursor::new(text.into_bytes()), None)?;
    let has = |name: &str| headers.headers().iter().any(|header| header.to_lowercase() == name);
    if how.columns.label.is_none() && !LABEL_COLUMNS.iter().any(|name| has(name)) && has(TEMPLATE) {
        how.columns.label = Some(TEMPLATE.to_owned());
    }
    if how.id.is_none() && has(OUR_ID) {
        how.id = Some(OUR_ID.to_owned());
    }
    csv::read_with(path, bytes, &how, labels)
}

fn labels(cell: &str) -> Vec<String> {
    if let Ok(Choices { choices }) = serde_json::from_str(cell) {
        return choices;
    }
    if let Ok(choices) = serde_json::from_str::<Vec<String>>(cell) {
        return choices;
    }
    if cell.trim().is_empty() { vec![] } else { vec![cell.to_owned()] }
}
