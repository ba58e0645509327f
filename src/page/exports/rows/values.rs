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
        let value = object.values().nth(fields::places(&names, self)[place]?)?;
        let found = if field == Field::Text { self.words(value) } else { said(value) };
        found.filter(|value| !value.trim().is_empty())
    }

    /// The text of a comment.
    pub(super) fn text_of(&self, object: &Object) -> Option<String> {
        self.value(object, Field::Text)
    }

    /// The words of a comment. An object has them where it holds nothing else: one that says who wrote it and when is a
    /// comment of its own.
    fn words(&self, value: &Value) -> Option<String> {
        match value {
            Value::Object(object) if nested::Fields::is_comment(self, object) => None,
            Value::Object(object) => ["rendered", "text"].iter().find_map(|name| said(object.get(*name)?)),
            value => said(value),
        }
    }
}

impl nested::Fields for Columns {
    fn is_comment(&self, object: &Object) -> bool {
        let beside = [Field::Date, Field::Id, Field::Parent];
        self.value(object, Field::Text).is_some()
            && (beside.iter().any(|&field| self.value(object, field).is_some())
                || self.author(object).is_some()
                || nested::has_answers(object))
    }

    fn has_text(&self, object: &Object) -> bool {
        self.value(object, Field::Text).is_some()
    }

    fn identify(&self, object: &mut Object, id: String) {
        let name = self.id.as_deref().unwrap_or("id");
        object.insert(name.to_owned(), Value::String(id));
    }

    fn comment(&self, text: String) -> Object {
        let name = self.text.as_deref().unwrap_or("text");
        Object::from_iter([(name.to_owned(), Value::String(text))])
    }

    fn id(&self, object: &Object) -> Option<String> {
        self.value(object, Field::Id)
    }

    fn page(&self, object: &Object) -> Option<String> {
        // An object with the article in it is more than a link; the database's own wrapping is none.
        let is_wrapped = |object: &Object| object.keys().all(|name| name.starts_with('$'));
        let is_word = |value: &Value| !value.is_array() && value.as_object().is_none_or(is_wrapped);
        let words = object.iter().filter(|(_, value)| is_word(value));
        let words = words.map(|(name, value)| (name.clone(), value.clone())).collect();
        self.value(&words, Field::Page)
    }

    fn title(&self, object: &Object) -> Option<String> {
        self.value(object, Field::Title)
    }

    fn article(&self, object: &Object) -> Option<String> {
        fields::ARTICLE_TEXTS.iter().find_map(|wanted| {
            let (_, value) = object.iter().find(|(name, _)| fields::plain(name) == *wanted)?;
            said(value).filter(|text| !text.trim().is_empty())
        })
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
