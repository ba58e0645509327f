//! What has no place in rows.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::labels::{Places, Unit};

/// What was left out of tasks, by what it is.
#[derive(Default)]
pub(super) struct Lost(BTreeMap<String, Places>);

/// Parts of a task that say something of it, and what they are.
const PARTS: [(&str, &str); 3] = [
    ("predictions", "predictions were left out"),
    ("drafts", "drafts of annotations were left out"),
    ("meta", "the meta of tasks was left out"),
];

impl Lost {
    /// Counts what befell a task.
    pub(super) fn add(&mut self, what: impl Into<String>, place: u64) {
        self.0.entry(what.into()).or_default().add(place.into());
    }

    /// Counts the parts of a task that are no annotations.
    pub(super) fn add_parts(&mut self, task: &Map<String, Value>, place: u64) {
        for (name, what) in PARTS {
            if task.get(name).is_some_and(is_filled) {
                self.add(what, place);
            }
        }
    }

    /// A note on each.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().filter_map(|(what, places)| places.note(what, Unit::Task))
    }
}

/// Whether a value says anything.
pub(super) fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    }
}
