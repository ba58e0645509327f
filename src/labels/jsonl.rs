//! JSONL: an object a line, with a text and a label among its fields.

use std::path::Path;

use serde_json::{Map, Value};

use super::fields::{Gathering, Roles, cell, fault};
use super::{Annotation, Annotations, Reading, Unit, Written};
use crate::Result;

pub(super) fn read(path: &Path, bytes: &[u8], how: &Reading) -> Result<Annotations> {
    read_with(path, bytes, how, &[], |value| match value {
        Value::Array(_) | Value::Object(_) => {
            Err("the label is a list or an object; if this is doccano's JSONL, say --from doccano".to_owned())
        }
        value => Ok(Some(cell(value).into_owned()).into_iter().filter(|label| !label.is_empty()).collect()),
    })
}

/// [`read`], with further usual names of the label, and what its value says.
pub(super) fn read_with(
    path: &Path,
    bytes: &[u8],
    how: &Reading,
    usual: &[&str],
    labels: impl Fn(&Value) -> Result<Vec<String>, String>,
) -> Result<Annotations> {
    let mut gathering = Gathering::new(path, how, Unit::Line);
    let text = gathering.decoded(bytes);
    for (line, place) in text.lines().zip(1u64..) {
        if line.trim().is_empty() {
            continue;
        }
        let object: Map<String, Value> = serde_json::from_str(line).map_err(|error| {
            fault(path, Unit::Line, place, format!("not a JSON object: {error}; each line must hold one"))
        })?;
        push(&mut gathering, path, place, &object, how, usual, &labels)?;
    }
    Ok(gathering.finish())
}

/// Takes an object in as a row.
pub(super) fn push(
    gathering: &mut Gathering,
    path: &Path,
    place: u64,
    object: &Map<String, Value>,
    how: &Reading,
    usual: &[&str],
    labels: &impl Fn(&Value) -> Result<Vec<String>, String>,
) -> Result<()> {
    let names: Vec<_> = object.keys().collect();
    let mut roles =
        Roles::find(path, &names, how).map_err(|error| gathering.fault(place, error.to_string()))?;
    let by_name = |name: &&str| names.iter().position(|known| *known == *name);
    roles.label = roles.label.or_else(|| usual.iter().find_map(by_name));
    let mut row = Annotation { place: place.into(), ..Annotation::default() };
    let mut label = vec![];
    for (number, (name, value)) in object.iter().enumerate() {
        if number == roles.text {
            let Value::String(text) = value else {
                return Err(gathering.fault(place, format!("{name} is no string: the text has to be one")));
            };
            row.text.clone_from(text);
        } else if Some(number) == roles.label {
            label = labels(value).map_err(|message| gathering.fault(place, message))?;
        } else if Some(number) == roles.id {
            row.id = cell(value).into_owned();
        } else if Some(number) == roles.annotator {
            row.annotator = cell(value).into_owned();
        } else {
            gathering.set(&mut row, name, cell(value));
        }
    }
    gathering.push(row, &label)
}

/// Writes an object a row, with the columns of the project's CSV; empty cells are left out.
pub(super) fn write(annotations: &Annotations) -> Written {
    let header = annotations.header();
    let objects = annotations.cells().map(|(_, cells)| object(&header, &cells));
    Written { bytes: lines(objects), notes: Vec::new() }
}

/// A row as an object, without its empty cells.
pub(super) fn object(header: &[&str], cells: &[&str]) -> Map<String, Value> {
    let fields = header.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    fields.map(|(&name, &cell)| (name.to_owned(), cell.into())).collect()
}

/// An object a line.
pub(super) fn lines(objects: impl Iterator<Item = Map<String, Value>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for object in objects {
        bytes.extend(Value::Object(object).to_string().bytes());
        bytes.push(b'\n');
    }
    bytes
}
