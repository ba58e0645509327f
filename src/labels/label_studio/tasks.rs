//! Label Studio's tasks become rows: one an annotation.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::lost::{Lost, is_filled};
use super::{CHOICES, OUR_ANNOTATOR, OUR_ID, control};
use crate::labels::fields::{Gathering, Roles, cell};
use crate::labels::{Annotation, Annotations, Reading, Unit, jsonl, label_studio_csv};
use crate::{Error, Result};

/// A result of an annotation.
#[derive(Deserialize)]
pub(super) struct Finding {
    #[serde(default)]
    pub(super) from_name: String,
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    value: Map<String, Value>,
    #[serde(default)]
    meta: Value,
}

/// An annotation.
#[derive(Deserialize)]
pub(super) struct Labelling {
    #[serde(default)]
    completed_by: Value,
    #[serde(default)]
    was_cancelled: bool,
    #[serde(default)]
    ground_truth: Value,
    #[serde(default)]
    result: Vec<Finding>,
    #[serde(default)]
    lead_time: Value,
    #[serde(default)]
    created_at: Value,
}

impl Labelling {
    /// Whether the annotator did not skip the task.
    pub(super) fn counts(&self) -> bool {
        !self.was_cancelled
    }

    /// The results that are choices.
    pub(super) fn choices(&self) -> impl Iterator<Item = &Finding> {
        self.result.iter().filter(|finding| finding.r#type == CHOICES)
    }
}

/// The annotations of a task; `None` where it is an object of JSON-MIN.
pub(super) type Task = Option<Vec<Labelling>>;

pub(in crate::labels) fn read(path: &Path, bytes: &[u8], how: &Reading) -> Result<Annotations> {
    let mut gathering = Gathering::new(path, how, Unit::Task);
    let text = gathering.decoded(bytes);
    let objects: Vec<Map<String, Value>> = serde_json::from_str(&text).map_err(|error| {
        let message = format!("not Label Studio's JSON, a list of tasks: {error}");
        Error::malformed(path, error.line() as u64, message)
    })?;
    let labellings = |(object, place): (&Map<String, Value>, u64)| labellings(&gathering, object, place);
    let tasks: Vec<Task> = objects.iter().zip(1..).map(labellings).collect::<Result<_>>()?;
    let control = control::choose(&mut gathering, how.columns.label.as_deref(), &tasks)?;
    let mut lost = Lost::default();
    for ((object, task), place) in objects.iter().zip(&tasks).zip(1..) {
        match (object.get("data"), task) {
            (Some(Value::Object(data)), Some(annotations)) => {
                lost.add_parts(object, place);
                let control = control.as_deref();
                let mut reader = TaskReader { gathering: &mut gathering, path, how, control, place };
                reader.task(object, data, annotations, &mut lost)?;
            }
            _ => flat(&mut gathering, path, place, object, how)?,
        }
    }
    for note in lost.notes() {
        gathering.note(format!("{}: {note}", path.display()));
    }
    Ok(gathering.finish())
}

fn labellings(gathering: &Gathering, object: &Map<String, Value>, place: u64) -> Result<Task> {
    if !object.get("data").is_some_and(Value::is_object) {
        return Ok(None);
    }
    let annotations = object.get("annotations").cloned().unwrap_or_else(|| Value::Array(Vec::new()));
    serde_json::from_value(annotations).map(Some).map_err(|error| {
        gathering.fault(place, format!("the annotations are not of the usual form: {error}"))
    })
}

/// Takes in an object of JSON-MIN.
fn flat(
    gathering: &mut Gathering,
    path: &Path,
    place: u64,
    object: &Map<String, Value>,
    how: &Reading,
) -> Result<()> {
    let ours = (how.id.is_none() && object.contains_key(OUR_ID))
        .then(|| Reading { id: Some(OUR_ID.to_owned()), ..how.clone() });
    let how = ours.as_ref().unwrap_or(how);
    jsonl::push(gathering, path, place, object, how, &[label_studio_csv::TEMPLATE], &flat_labels)
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
    /// The control that holds the label.
    control: Option<&'a str>,
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
        if annotations.iter().any(|annotation| is_filled(&annotation.ground_truth)) {
            lost.add("marks of annotations as the ground truth were left out", self.place);
        }
        let mut counted = annotations.iter().filter(|annotation| annotation.counts()).peekable();
        if annotations.iter().any(|annotation| annotation.was_cancelled) {
            lost.add("left out, as an annotator skipped them", self.place);
            if counted.peek().is_none() {
                return Ok(());
            }
        }
        if annotations.is_empty() {
            return self.gathering.push(base, &[]);
        }
        for annotation in counted {
            self.annotation(base.clone(), annotation, lost)?;
        }
        Ok(())
    }

    /// Takes in the row of an annotation.
    fn annotation(&mut self, mut row: Annotation, annotation: &Labelling, lost: &mut Lost) -> Result<()> {
        row.annotator = annotator(annotation);
        for (name, value) in [("lead_time", &annotation.lead_time), ("created_at", &annotation.created_at)] {
            let value = cell(value);
            if !value.is_empty() {
                self.gathering.set(&mut row, name, value);
            }
        }
        for finding in annotation.result.iter().filter(|finding| finding.r#type != CHOICES) {
            let kind = &finding.r#type;
            lost.add(format!("results of the type {kind} were left out, only choices are read"), self.place);
        }
        let labels = self.labels(annotation, &mut row)?;
        if let Some(control) = self.control.filter(|_| labels.is_empty()) {
            lost.add(format!("without a label, as nothing was chosen of {control}"), self.place);
        }
        self.gathering.push(row, &labels)
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
        let mut row = Annotation { place: self.place.into(), ..Annotation::default() };
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
        let mut labels = vec![];
        for finding in annotation.choices() {
            let names = finding.value.get("choices").cloned().unwrap_or_default();
            let names: Vec<String> = serde_json::from_value(names).map_err(|_| {
                self.gathering.fault(self.place, "the choices of a result are no list of names")
            })?;
            if Some(finding.from_name.as_str()) == self.control {
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
