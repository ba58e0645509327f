//! Label Studio's JSON (tasks with their annotations) and JSON-MIN (flat objects).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::fields::{Gathering, Roles, cell};
use super::{Annotation, Annotations, Places, Reading, Unit, Written, jsonl, label_studio_csv};
use crate::dataset::LABEL_COLUMNS;
use crate::{Error, Result};

/// The field of a task's data that holds our id: Label Studio numbers tasks itself.
const OUR_ID: &str = "comment_id";

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

#[derive(Deserialize)]
struct Finding {
    #[serde(default)]
    from_name: String,
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    value: Map<String, Value>,
    #[serde(default)]
    meta: Value,
}

#[derive(Deserialize)]
struct Labelling {
    #[serde(default)]
    completed_by: Value,
    #[serde(default)]
    was_cancelled: bool,
    #[serde(default)]
    result: Vec<Finding>,
    #[serde(default)]
    lead_time: Value,
    #[serde(default)]
    created_at: Value,
}

pub(super) fn read(path: &Path, bytes: &[u8], how: &Reading) -> Result<Annotations> {
    let mut gathering = Gathering::new(path, how, Unit::Task);
    let text = gathering.decoded(bytes);
    let tasks: Vec<Map<String, Value>> = serde_json::from_str(&text).map_err(|error| {
        let message = format!("not Label Studio's JSON, a list of tasks: {error}");
        Error::malformed(path, error.line() as u64, message)
    })?;
    let mut lost = Lost::default();
    for (task, place) in tasks.iter().zip(1..) {
        match (task.get("data"), task.get("annotations")) {
            (Some(Value::Object(data)), annotations) => {
                let annotations = annotations.cloned().unwrap_or_else(|| json!([]));
                let annotations: Vec<Labelling> = serde_json::from_value(annotations).map_err(|error| {
                    gathering.fault(place, format!("the annotations are not of the usual form: {error}"))
                })?;
                let mut reader = TaskReader { gathering: &mut gathering, path, how, place };
                reader.task(task, data, &annotations, &mut lost)?;
            }
            _ => jsonl::push(
                &mut gathering,
                path,
                place,
                task,
                how,
                &[label_studio_csv::TEMPLATE],
                &flat_labels,
            )?,
        }
    }
    for note in lost.notes() {
        gathering.note(format!("{}: {note}", path.display()));
    }
    Ok(gathering.finish())
}

/// What has no place in rows.
#[derive(Default)]
struct Lost {
    /// Tasks that an annotator skipped.
    skipped: Places,
    /// Tasks with results that are no choices, by their type.
    results: BTreeMap<String, Places>,
}

impl Lost {
    fn notes(&self) -> Vec<String> {
        let skipped = self.skipped.note("left out, as an annotator skipped them", Unit::Task);
        let results = self.results.iter().filter_map(|(kind, places)| {
            places
                .note(&format!("results of the type {kind} were left out, only choices are read"), Unit::Task)
        });
        skipped.into_iter().chain(results).collect()
    }
}

/// The labels in a field of JSON-MIN.
fn flat_labels(value: &Value) -> Result<Vec<String>, String> {
    let names = match value {
        Value::Object(choices) => choices.get("choices").cloned().unwrap_or_default(),
        other => other.clone(),
    };
    match names {
        Value::Null => Ok(vec![]),
        Value::String(label) => Ok(vec![label]),
        names => serde_json::from_value(names)
            .map_err(|_| "the label is neither a name nor a list of names".to_owned()),
    }
}

struct TaskReader<'a, 'b> {
    gathering: &'a mut Gathering<'b>,
    path: &'a Path,
    how: &'a Reading,
    place: u64,
}

impl TaskReader<'_, '_> {
    /// Takes in a row an annotation, or one without a label where there is none.
    fn task(
        &mut self,
        task: &Map<String, Value>,
        data: &Map<String, Value>,
        annotations: &[Labelling],
        lost: &mut Lost,
    ) -> Result<()> {
        let base = self.base(task, data)?;
        let counted = annotations.iter().filter(|annotation| !annotation.was_cancelled);
        if annotations.iter().any(|annotation| annotation.was_cancelled) {
            lost.skipped.add(self.place);
            if counted.clone().next().is_none() {
                return Ok(());
            }
        }
        if annotations.is_empty() {
            return self.gathering.push(base, &[]);
        }
        for annotation in counted {
            let mut row = base.clone();
            row.annotator = annotator(annotation);
            for (name, value) in
                [("lead_time", &annotation.lead_time), ("created_at", &annotation.created_at)]
            {
                let value = cell(value);
                if !value.is_empty() {
                    self.gathering.set(&mut row, name, value);
                }
            }
            for finding in annotation.result.iter().filter(|finding| finding.r#type != CHOICES) {
                lost.results.entry(finding.r#type.clone()).or_default().add(self.place);
            }
            let labels = self.labels(annotation, &mut row)?;
            self.gathering.push(row, &labels)?;
        }
        Ok(())
    }

    /// What all annotations of the task share.
    fn base(&mut self, task: &Map<String, Value>, data: &Map<String, Value>) -> Result<Annotation> {
        let names: Vec<_> = data.keys().collect();
        // The label stands among the annotations.
        let mut how = self.how.clone();
        how.columns.label = None;
        how.annotator = None;
        let roles = Roles::find(self.path, &names, &how)
            .map_err(|error| self.gathering.fault(self.place, error.to_string()))?;
        let mut row = Annotation { place: self.place, ..Annotation::default() };
        for (number, (name, value)) in data.iter().enumerate() {
            if number == roles.text {
                row.text = cell(value).into_owned();
            } else if Some(number) == roles.id || name == OUR_ID {
                row.id = cell(value).into_owned();
            } else {
                self.gathering.set(&mut row, name, cell(value));
            }
        }
        if row.id.is_empty() && !data.contains_key(OUR_ID) {
            row.id = task.get("id").map(|id| cell(id).into_owned()).unwrap_or_default();
        }
        Ok(row)
    }

    /// The choices of the control that holds the label; those of others become columns of its name.
    fn labels(&mut self, annotation: &Labelling, row: &mut Annotation) -> Result<Vec<String>> {
        let choices: Vec<_> = annotation.result.iter().filter(|finding| finding.r#type == CHOICES).collect();
        let mut controls: Vec<&str> = choices.iter().map(|finding| finding.from_name.as_str()).collect();
        controls.dedup();
        let wanted = match (&self.how.columns.label, controls.as_slice()) {
            (Some(named), _) => Some(named.as_str()),
            (None, [only]) => Some(*only),
            (None, several) => {
                let mut usual = LABEL_COLUMNS.into_iter().chain([label_studio_csv::TEMPLATE]);
                usual.find(|name| several.contains(name))
            }
        };
        if wanted.is_none() && !controls.is_empty() {
            let message = format!(
                "choices come from several controls ({}); say which holds the label with --label-col",
                controls.join(", ")
            );
            return Err(self.gathering.fault(self.place, message));
        }
        let mut labels = vec![];
        for finding in choices {
            let names = finding.value.get("choices").cloned().unwrap_or_default();
            let names: Vec<String> = serde_json::from_value(names).map_err(|_| {
                self.gathering.fault(self.place, "the choices of a result are no list of names")
            })?;
            if Some(finding.from_name.as_str()) == wanted {
                labels.extend(names);
            } else {
                self.gathering.set(row, &finding.from_name, names.join("; "));
            }
        }
        Ok(labels)
    }
}

/// The name that we wrote; else a user's number, or an object with the e-mail address.
fn annotator(annotation: &Labelling) -> String {
    let ours = |finding: &Finding| finding.meta.get(OUR_ANNOTATOR)?.as_str().map(str::to_owned);
    if let Some(name) = annotation.result.iter().find_map(ours) {
        return name;
    }
    match &annotation.completed_by {
        Value::Object(user) => {
            let known = ["email", "username", "id"].iter().find_map(|key| user.get(*key));
            known.map(|value| cell(value).into_owned()).unwrap_or_default()
        }
        value => cell(value).into_owned(),
    }
}

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
             instead, where `labels import` finds them",
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
