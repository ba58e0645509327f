//! Comments in a page's data for search engines (JSON-LD, schema.org).

use std::collections::HashMap;

use serde_json::Value;

use super::parts::Part;
use super::render;
use super::tree::Tree;
use crate::page::{Comment, clean, dates};

/// The objects in the page's JSON-LD in document order, each with the place of the nearest comment around it.
fn objects(tree: &Tree<'_>) -> Vec<(Value, Option<usize>)> {
    let mut objects: Vec<(Value, Option<usize>)> = vec![];
    for script in tree.parts(Part::LINKED_DATA).filter_map(|place| tree.element(place)) {
        let source: String = script.text().collect();
        let Ok(value) = serde_json::from_str::<Value>(&source) else { continue };
        let mut open = vec![(value, None)];
        while let Some((value, around)) = open.pop() {
            match value {
                Value::Array(values) => open.extend(values.into_iter().rev().map(|value| (value, around))),
                Value::Object(mut fields) => {
                    let inner: Vec<Value> = fields
                        .iter_mut()
                        // The fields of a comment are read in place.
                        .filter(|(name, value)| !is_field(name) && (value.is_array() || value.is_object()))
                        .map(|(_, value)| value.take())
                        .collect();
                    let object = Value::Object(fields);
                    let nearest = if is_comment(&object) { Some(objects.len()) } else { around };
                    open.extend(inner.into_iter().rev().map(|value| (value, nearest)));
                    objects.push((object, around));
                }
                _ => {}
            }
        }
    }
    objects
}

/// Whether a field is read together with its object.
fn is_field(name: &str) -> bool {
    matches!(name, "author" | "creator" | "parentItem" | "@type")
}

/// Whether `object` is a comment.
fn is_comment(object: &Value) -> bool {
    match object.get("@type") {
        Some(Value::String(name)) => is_comment_type(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is_comment_type),
        _ => false,
    }
}

/// Whether a type's name is that of a comment.
fn is_comment_type(name: &str) -> bool {
    matches!(name.rsplit('/').next(), Some("Comment" | "UserComments"))
}

/// The comments.
pub(super) fn comments(tree: &Tree<'_>) -> Vec<Comment> {
    let mut comments: Vec<Comment> = vec![];
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut by_place: HashMap<usize, usize> = HashMap::new();
    for (place, (object, around)) in
        objects(tree).iter().enumerate().filter(|(_, (object, _))| is_comment(object))
    {
        let Some(text) = field(object, &["text", "commentText"]).map(plain).filter(|text| !text.is_empty())
        else {
            continue;
        };
        let id = field(object, &["@id", "identifier"]).and_then(clean::label);
        let named = object
            .get("parentItem")
            .and_then(|parent| parent.as_str().or_else(|| parent.get("@id")?.as_str()));
        let reply_to = named.and_then(|id| by_id.get(id)).or_else(|| by_place.get(around.as_ref()?)).copied();
        let date_text =
            field(object, &["dateCreated", "datePublished", "commentTime"]).and_then(clean::label);
        by_place.insert(place, comments.len());
        if let Some(id) = &id {
            by_id.insert(id.clone(), comments.len());
        }
        let date = date_text.as_deref().and_then(dates::iso);
        comments.push(Comment {
            id,
            author: author(object),
            date,
            date_text,
            reply_to,
            text,
            ..Comment::default()
        });
    }
    comments
}

/// How many comments the data declares.
pub(super) fn declared(tree: &Tree<'_>) -> Option<u64> {
    let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    objects(tree).iter().find_map(|(object, _)| number(object.get("commentCount")?))
}

/// The first of the named fields that holds text.
fn field<'a>(object: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| object.get(name)?.as_str())
}

/// The author, as a text or as a person.
fn author(object: &Value) -> Option<String> {
    let author = object.get("author").or_else(|| object.get("creator"))?;
    let author = author.as_array().and_then(|authors| authors.first()).unwrap_or(author);
    clean::label(author.as_str().or_else(|| author.get("name")?.as_str())?)
}

/// Some sites write HTML into the text.
fn plain(text: &str) -> String {
    if text.contains(['<', '&']) {
        let html = super::nesting::fragment(text);
        let tree = Tree::new(&html);
        render::text(&tree, 0..tree.len(), &|_| false)
    } else {
        clean::lines(text.lines())
    }
}
