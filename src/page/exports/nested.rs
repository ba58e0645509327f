//! Comments that stand inside other objects: in the lists of an answer of some API, or below the comment that they answer.

use serde_json::Value;

use super::rows::Object;

/// Parts of the names of fields that hold the answers to a comment, and of those that hold comments; compared without case.
const ANSWERS: [&str; 5] = ["repl", "answer", "children", "ردود", "الرد"];
const COMMENTS: [&str; 2] = ["comment", "تعليق"];

/// A comment with what the objects around it say of it.
pub(super) struct Nested {
    pub(super) object: Object,
    /// The object that it answers, by its identifier.
    pub(super) parent: Option<String>,
    /// What is known of the article, from the objects around.
    pub(super) page: Option<String>,
    pub(super) title: Option<String>,
}

/// What an object is asked.
pub(super) trait Fields {
    /// Whether it has the words of a comment, and says something of it besides: what says nothing of who and when is the
    /// message of some API around its comments.
    fn is_comment(&self, object: &Object) -> bool;
    /// Its identifier, and the article's link or number and title.
    fn id(&self, object: &Object) -> Option<String>;
    fn page(&self, object: &Object) -> Option<String>;
    fn title(&self, object: &Object) -> Option<String>;
}

/// What is still to be looked into.
struct Open {
    value: Value,
    parent: Option<String>,
    page: Option<String>,
    title: Option<String>,
    /// Whether it stands in a list, and whether a field is around it that is named for comments.
    is_listed: bool,
    is_named: bool,
}

/// The comments in an object, in their order: those in lists that are named for comments, or else those in any list.
pub(super) fn comments(object: Object, fields: &impl Fields) -> Vec<Nested> {
    let found = search(object, fields);
    let is_named = found.iter().any(|(_, is_named)| *is_named);
    found.into_iter().filter(|(_, named)| *named || !is_named).map(|(nested, _)| nested).collect()
}

/// All that may be comments, each with whether a field is around it that is named for comments.
fn search(object: Object, fields: &impl Fields) -> Vec<(Nested, bool)> {
    let mut found = vec![];
    let is_comment = fields.is_comment(&object);
    let value = Value::Object(object);
    let (is_listed, is_named) = (is_comment, is_comment);
    let mut open = vec![Open { value, parent: None, page: None, title: None, is_listed, is_named }];
    while let Some(Open { value, parent, page, title, is_listed, is_named }) = open.pop() {
        let inside = |value,
                      parent: &Option<String>,
                      page: &Option<String>,
                      title: &Option<String>,
                      is_listed,
                      is_named| {
            Open {
                value,
                parent: parent.clone(),
                page: page.clone(),
                title: title.clone(),
                is_listed,
                is_named,
            }
        };
        match value {
            Value::Array(values) => {
                // Taken from the end.
                let values = values.into_iter().rev();
                open.extend(values.map(|value| inside(value, &parent, &page, &title, true, is_named)));
            }
            Value::Object(mut object) => {
                let is_comment = is_listed && fields.is_comment(&object);
                // A comment's words may stand in an object, too.
                let lists = object
                    .iter_mut()
                    .filter(|(name, value)| holds_lists(value) && (!is_comment || is_list(name)));
                let lists: Vec<(bool, Value)> =
                    lists.map(|(name, value)| (is_list(name), value.take())).collect();
                let (parent_inside, page, title) = if is_comment {
                    (fields.id(&object).or_else(|| parent.clone()), page, title)
                } else {
                    (parent.clone(), fields.page(&object).or(page), fields.title(&object).or(title))
                };
                let lists = lists.into_iter().rev();
                open.extend(lists.map(|(named, value)| {
                    inside(value, &parent_inside, &page, &title, is_listed, is_named || named)
                }));
                if is_comment {
                    found.push((Nested { object, parent, page, title }, is_named));
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a value is a list, or an object with more in it than words.
fn holds_lists(value: &Value) -> bool {
    let is_inner = |value: &Value| value.is_array() || value.is_object();
    value.is_array() || value.as_object().is_some_and(|object| object.values().any(is_inner))
}

/// Whether a field is named for comments or answers.
fn is_list(name: &str) -> bool {
    has_part(name, &COMMENTS) || has_part(name, &ANSWERS)
}

/// Whether an object has a list of answers to it.
pub(super) fn has_answers(object: &Object) -> bool {
    object.iter().any(|(name, value)| value.is_array() && has_part(name, &ANSWERS))
}

/// Whether a name has any of some parts, without case.
fn has_part(name: &str, parts: &[&str]) -> bool {
    let name = name.to_lowercase();
    parts.iter().any(|part| name.contains(part))
}
