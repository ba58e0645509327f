//! What the fields of an object say, and whether it is a comment.

use serde_json::Value;

use super::Object;
use super::fields::{self, Field, NAMES};
use crate::page::Columns;
use crate::page::exports::{json, nested};

impl Columns {
    /// The value of a field as text.
    fn value(&self, object: &Object, field: Field) -> Option<String> {
        let names: Vec<String> = object.keys().cloned().collect();
        let place = NAMES.iter().position(|(name, _)| *name == field)?;
        let found = object.values().nth(fields::places(&names, self)[place]?).and_then(said);
        found.filter(|value| !value.trim().is_empty())
    }
}

impl nested::Fields for Columns {
    fn is_comment(&self, object: &Object) -> bool {
        let beside = [Field::Author, Field::Date, Field::Id, Field::Parent];
        self.value(object, Field::Text).is_some()
            && (beside.iter().any(|&field| self.value(object, field).is_some())
                || nested::has_answers(object))
    }

    fn id(&self, object: &Object) -> Option<String> {
        self.value(object, Field::Id)
    }

    fn page(&self, object: &Object) -> Option<String> {
        self.value(object, Field::Page)
    }

    fn title(&self, object: &Object) -> Option<String> {
        self.value(object, Field::Title)
    }
}

/// A value as text; of an object its name, or the text that it holds.
pub(super) fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Object(fields) => {
            let mut names = json::NAMES.iter().chain(&["rendered", "text"]);
            names.find_map(|name| said(fields.get(*name)?))
        }
        Value::Null | Value::Array(_) => None,
    }
}
