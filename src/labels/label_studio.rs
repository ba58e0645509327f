//! Label Studio's JSON (tasks with their annotations) and JSON-MIN (flat objects).

mod control;
mod lost;
mod tasks;

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::{Annotation, Annotations, Places, Written};

pub(super) use tasks::read;

/// The field of a task's data that holds our id: Label Studio numbers tasks itself.
pub(super) const OUR_ID: &str = "comment_id";

/// The field of a result's `meta` that names an annotator whom Label Studio does not know: it keeps results as they
/// are, and takes numbers and e-mail addresses alone for annotators.
const OUR_ANNOTATOR: &str = "annotator";

/// A labelling interface that fits what is written, for the settings of a Label Studio project.
#[must_use]
pub fn interface(annotations: &Annotations) -> String {
    let escaped = |label: &str| {
        label.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    let labels = annotations.tally().into_keys().filter(|label| !label.is_empty());
    let choices: Vec<_> = labels.map(|label| format!("<Choice value=\"{}\"/>", escaped(label))).collect();
    let choices = choices.concat();
    format!(
        "<View><Text name=\"text\" value=\"$text\"/><Choices name=\"label\" toName=\"text\">{choices}</Choices></View>"
    )
}

/// The type of a result that is a label.
const CHOICES: &str = "choices";

/// Writes a task a text, with an annotation for each of its annotators.
pub(super) fn write(annotations: &Annotations) -> Written {
    let names: Vec<String> = annotations.columns.iter().map(|name| free_name(name, annotations)).collect();
    let mut number = 0u64;
    let mut open = Places::default();
    let task = |(rows, id): (Vec<&Annotation>, u64)| {
        let mut data = Map::new();
        data.insert("text".to_owned(), rows[0].text.as_str().into());
        if !rows[0].id.is_empty() {
            data.insert(OUR_ID.to_owned(), rows[0].id.as_str().into());
        }
        let fields = names.iter().zip(&rows[0].other);
        let fields = fields.filter(|(_, value)| !value.is_empty());
        data.extend(fields.map(|(name, value)| (name.clone(), value.as_str().into())));
        let mut labellings = Vec::new();
        for row in rows {
            if !row.label.is_empty() {
                number += 1;
                labellings.push(labelling(number, row));
            } else if !row.annotator.is_empty() {
                open.add(row.place);
            }
        }
        json!({ "id": id, "data": data, "annotations": labellings })
    };
    let tasks: Vec<Value> = tasks(&annotations.rows).into_iter().zip(1..).map(task).collect();
    let mut bytes = Value::Array(tasks).to_string().into_bytes();
    bytes.push(b'\n');
    let mut notes = losses(annotations, &names);
    notes.extend(open.note("an annotator without a label is left behind", annotations.unit));
    Written { bytes, notes }
}

/// The rows of each id and text together, in the order in which these come up; a row without an annotator alone.
fn tasks(rows: &[Annotation]) -> Vec<Vec<&Annotation>> {
    let mut tasks: Vec<Vec<&Annotation>> = Vec::new();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for row in rows {
        let next = tasks.len();
        let key = (row.id.as_str(), row.text.as_str());
        let task = if row.annotator.is_empty() { next } else { *known.entry(key).or_insert(next) };
        if task == next {
            tasks.push(Vec::new());
        }
        tasks[task].push(row);
    }
    tasks
}

/// The name of a column in a task's data, where one name is ours.
fn free_name(name: &str, annotations: &Annotations) -> String {
    let mut free = name.to_owned();
    while free == OUR_ID || (free != name && annotations.columns.contains(&free)) {
        free.push('_');
    }
    free
}

/// What the user should know of the file: the interface that it needs, and what Label Studio cannot keep.
fn losses(annotations: &Annotations, names: &[String]) -> Vec<String> {
    let mut notes = vec![format!("a labelling interface that fits: {}", interface(annotations))];
    for (column, name) in annotations.columns.iter().zip(names).filter(|(column, name)| column != name) {
        notes.push(format!("the column {column} is written as {name}: {column} holds the id"));
    }
    if annotations.has().1 && !annotations.columns.is_empty() {
        notes.push(format!(
            "Label Studio keeps {} for a text, not for each of its annotators: those of its first row were written",
            annotations.columns.join(", ")
        ));
    }
    let annotators = annotations.rows.iter().map(|row| row.annotator.as_str());
    let unknown: BTreeSet<_> = annotators.filter(|name| !name.is_empty() && user(name).is_none()).collect();
    if !unknown.is_empty() {
        notes.push(format!(
            "Label Studio knows annotators by number or e-mail address: {} stand in the meta of their results \
             instead, where `labels import` finds them if it is given Label Studio's full JSON: neither its CSV nor its \
             JSON-MIN has them",
            unknown.into_iter().collect::<Vec<_>>().join(", ")
        ));
    }
    notes
}

/// An annotator as Label Studio knows users: by number or e-mail address.
fn user(annotator: &str) -> Option<Value> {
    if let Ok(number) = annotator.parse::<u64>() {
        return Some(number.into());
    }
    let (name, host) = annotator.split_once('@')?;
    let is_address = !name.is_empty() && host.contains('.') && !annotator.contains(char::is_whitespace);
    is_address.then(|| json!({ "email": annotator }))
}

fn labelling(number: u64, row: &Annotation) -> Value {
    let mut result = json!({
        "id": format!("label{number}"),
        "type": CHOICES,
        "from_name": "label",
        "to_name": "text",
        "value": { "choices": [row.label] },
    });
    let user = user(&row.annotator);
    if user.is_none() && !row.annotator.is_empty() {
        result["meta"] = json!({ OUR_ANNOTATOR: row.annotator });
    }
    let mut labelling = json!({ "id": number, "was_cancelled": false, "result": [result] });
    if let Some(user) = user {
        labelling["completed_by"] = user;
    }
    labelling
}
