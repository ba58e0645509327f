//! The walk through an object, from field to field.

use serde_json::Value;

use super::names::{self, Holds, Keys};
use super::{Fields, Found, Inside, Nested, Object, Place};

/// What has been found so far.
pub(super) struct Search<'a, F> {
    pub(super) fields: &'a F,
    pub(super) found: Found,
    /// For each comment whether it is named as one.
    pub(super) named: Vec<bool>,
}

impl<'a, F: Fields> Search<'a, F> {
    pub(super) fn new(fields: &'a F) -> Self {
        Self { fields, found: Found::default(), named: vec![] }
    }

    /// Looks into a value. The parser bounds how deep it is.
    pub(super) fn look_into(&mut self, value: Value, place: &Place) {
        match value {
            Value::Array(values) => {
                let place = Place { is_listed: true, ..place.clone() };
                for value in values {
                    self.entry(value, &place);
                }
            }
            Value::Object(object) => self.object(object, place),
            _ => {}
        }
    }

    /// An entry of a list. In a list of comments all that has a text is one, and what has none is counted.
    fn entry(&mut self, value: Value, place: &Place) {
        if place.inside != Inside::Comments {
            return self.look_into(value, place);
        }
        match value {
            Value::String(text) if names::is_reference(&text) => {}
            Value::String(text) if text.trim().is_empty() => self.found.left_out += 1,
            Value::String(text) => {
                let object = self.fields.comment(text);
                self.push(object, place);
            }
            Value::Object(object) => {
                let names: Vec<String> = object.keys().cloned().collect();
                let before = (self.found.comments.len(), self.found.left_out);
                self.object(object, place);
                if before == (self.found.comments.len(), self.found.left_out) {
                    self.found.left_out += 1;
                    self.found.textless.get_or_insert(names);
                }
            }
            other => self.look_into(other, place),
        }
    }

    fn object(&mut self, mut object: Object, place: &Place) {
        let is_list = |(name, value): (&String, &Value)| {
            names::holds(name) == Holds::Comments && self.is_list_of_comments(names::keys(name), value)
        };
        let is_article = place.inside != Inside::Comments && object.iter().any(is_list);
        let is_comment = !is_article
            && place.is_listed
            && match place.inside {
                Inside::Comments => self.fields.has_text(&object),
                Inside::Related | Inside::Unknown => self.fields.is_comment(&object),
                Inside::Other => false,
            };
        let mut inner = self.around(&object, place, is_article, is_comment);
        // A comment's words may stand in an object, too.
        let lists: Vec<(Holds, Keys, bool, Value)> = object
            .iter_mut()
            .map(|(name, value)| (names::holds(name), names::keys(name), names::is_wrapper(name), value))
            .filter(|(holds, _, is_wrapper, value)| {
                // One comment may be in the field of its name.
                let is_one = || *holds == Holds::Comments && !is_comment && value.is_object();
                (holds_lists(value) || (*is_wrapper && value.is_object()) || is_one())
                    && (!is_comment || matches!(holds, Holds::Comments | Holds::Answers | Holds::Related))
            })
            .map(|(holds, keys, is_wrapper, value)| (holds, keys, is_wrapper, value.take()))
            .collect();
        if is_comment {
            let place =
                Place { article: inner.article.clone(), is_settled: inner.is_settled, ..place.clone() };
            self.push(object, &place);
            inner.within = Some(self.found.comments.len() - 1);
        }
        for (holds, keys, is_wrapper, value) in lists {
            let inside = match holds {
                Holds::Comments | Holds::Answers => Inside::Comments,
                Holds::Related => Inside::Related,
                Holds::Articles => Inside::Other,
                Holds::Unknown if is_article => Inside::Other,
                // What is around the comments of a list may say more than one of them does.
                Holds::Unknown if place.inside == Inside::Comments && place.is_listed && !is_wrapper => {
                    Inside::Related
                }
                Holds::Unknown => place.inside,
            };
            let is_named = place.is_named
                || (!is_comment && matches!(holds, Holds::Comments | Holds::Answers | Holds::Related));
            let is_listed = inner.is_listed && !is_article;
            let place = Place { inside, is_listed, is_named, ..inner.clone() };
            match value {
                Value::Object(map) if inside == Inside::Comments && keys == Keys::Articles => {
                    self.by_article(map, &place);
                }
                Value::Object(map) if inside == Inside::Comments && self.is_map(keys, &map) => {
                    self.by_number(map, keys == Keys::Comments, &place);
                }
                value => self.look_into(value, &place),
            }
        }
    }

    /// Comments in an object by the identifiers of their articles.
    fn by_article(&mut self, map: Object, place: &Place) {
        for (key, value) in in_order(map) {
            let place = self.of_article(key, place);
            match value {
                Value::Object(object) if self.fields.has_text(&object) => self.object(object, &place),
                value => self.look_into(value, &place),
            }
        }
    }

    /// Comments in an object by their own identifiers, or by numbers that may be those of its entries only.
    fn by_number(&mut self, map: Object, are_identifiers: bool, place: &Place) {
        let place = Place { is_listed: true, ..place.clone() };
        for (key, mut value) in in_order(map) {
            if let Value::Object(object) = &mut value
                && are_identifiers
                && self.fields.id(object).is_none()
            {
                self.fields.identify(object, key);
            }
            self.entry(value, &place);
        }
    }

    fn push(&mut self, object: Object, place: &Place) {
        let Place { article, is_settled, within, .. } = place.clone();
        self.found.comments.push(Nested { object, within, article, is_settled });
        self.named.push(place.is_named);
    }

    /// Whether the value of a field that is named for comments is a list of them and not one comment.
    fn is_list_of_comments(&self, keys: Keys, value: &Value) -> bool {
        match value {
            Value::Array(_) => true,
            Value::Object(object) if self.fields.has_text(object) => false,
            Value::Object(object) => object.values().any(Value::is_array) || self.is_map(keys, object),
            _ => false,
        }
    }

    /// Whether an object holds comments by their identifiers. Those without words are among them, too.
    fn is_map(&self, keys: Keys, map: &Object) -> bool {
        let is_comment = |object: &Object| match keys {
            Keys::Comments => self.fields.has_text(object),
            _ => self.fields.is_comment(object),
        };
        let objects = map.values().filter_map(Value::as_object);
        let comments = objects.filter(|object| is_comment(object)).count();
        comments > 0 && comments * 2 >= map.len() && map.values().all(Value::is_object)
    }
}

/// The entries of an object in the order of their keys, by value where they are numbers.
fn in_order(map: Object) -> Vec<(String, Value)> {
    let mut entries: Vec<(String, Value)> = map.into_iter().collect();
    if entries.iter().all(|(key, _)| key.parse::<u64>().is_ok()) {
        entries.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or_default());
    }
    entries
}

/// Whether a value is a list, or an object with more in it than words.
fn holds_lists(value: &Value) -> bool {
    let is_inner = |value: &Value| value.is_array() || value.is_object();
    value.is_array() || value.as_object().is_some_and(|object| object.values().any(is_inner))
}
