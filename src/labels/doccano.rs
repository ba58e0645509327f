//! doccano's JSONL for classifying texts: `{"id": 1, "text": "…", "label": ["hostile"]}`.

use std::path::Path;

use serde_json::Value;

use super::{Annotations, Reading, Written, jsonl};
use crate::Result;

pub(super) fn read(path: &Path, bytes: &[u8], how: &Reading) -> Result<Annotations> {
    jsonl::read_with(path, bytes, how, &["labels"], labels)
}

fn labels(value: &Value) -> Result<Vec<String>, String> {
    let strings = |items: &Vec<Value>| {
        let string = |item: &Value| item.as_str().map(str::to_owned);
        items.iter().map(string).collect::<Option<Vec<_>>>()
    };
    match value {
        Value::Null => Ok(vec![]),
        Value::String(label) => Ok(vec![label.clone()]),
        Value::Array(items) => strings(items).ok_or_else(|| {
            "the labels are no list of names; labels of parts of a text, as in [0, 5, \"NAME\"], have no place \
             here: export a project of the kind text classification"
                .to_owned()
        }),
        _ => Err("the labels are neither a name nor a list of names".to_owned()),
    }
}

/// Writes an object a row; what is neither text nor label becomes doccano's metadata.
pub(super) fn write(annotations: &Annotations) -> Written {
    let header = annotations.header();
    let objects = annotations.cells().map(|(row, cells)| {
        let mut object = jsonl::object(&header, &cells);
        let labels = Some(&row.label).filter(|label| !label.is_empty());
        object.insert("label".to_owned(), labels.into_iter().map(String::as_str).collect());
        object
    });
    let mut notes = Vec::new();
    if header.contains(&"annotator") {
        let note = "doccano takes annotators from its own users: the column annotator becomes metadata, and a \
                    text with several annotators comes several times";
        notes.push(note.to_owned());
    }
    Written { bytes: jsonl::lines(objects), notes }
}
