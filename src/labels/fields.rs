//! Named cells on their way into an [`Annotation`]: which of them is the text, which the label.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::csv::BYTE_ORDER_MARK;
use super::{Annotation, Annotations, Places, Reading, Several, Unit};
use crate::dataset::LABEL_COLUMNS;
use crate::page::decode_table;
use crate::table::{Place, TEXT_COLUMNS};
use crate::{Error, Result};

/// Gathers rows into [`Annotations`]: leaves blank texts out, settles several labels, and says so.
pub(super) struct Gathering<'a> {
    path: &'a Path,
    how: &'a Reading,
    found: Annotations,
    places: HashMap<String, usize>,
    blank: Places,
    several: Places,
    unguarded: Places,
    /// Whether the file is encoded as for spreadsheets.
    for_spreadsheet: bool,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(path: &'a Path, how: &'a Reading, unit: Unit) -> Self {
        Self {
            path,
            how,
            found: Annotations { unit, ..Annotations::default() },
            places: HashMap::new(),
            blank: Places::default(),
            several: Places::default(),
            unguarded: Places::default(),
            for_spreadsheet: false,
        }
    }

    /// The text of a file; how it was read is noted where that was a guess or a loss.
    pub(super) fn decoded(&mut self, bytes: &[u8]) -> String {
        let (text, encoding, replaced) = decode_table(bytes);
        let (path, name) = (self.path.display(), encoding.name());
        self.for_spreadsheet =
            encoding != encoding_rs::UTF_8 || bytes.starts_with(BYTE_ORDER_MARK.as_bytes());
        if encoding != encoding_rs::UTF_8 {
            self.found.notes.push(format!("{path}: read as {name}"));
        }
        if replaced {
            let note = format!("{path}: some bytes are not {name}; they were replaced by U+FFFD");
            self.found.notes.push(note);
        }
        text
    }

    /// The file, as it was named.
    pub(super) fn file(&self) -> String {
        self.path.display().to_string()
    }

    pub(super) fn note(&mut self, note: String) {
        self.found.notes.push(note);
    }

    /// The place of a further column, which is made where it is new.
    fn column(&mut self, name: &str) -> usize {
        if let Some(&place) = self.places.get(name) {
            return place;
        }
        let place = self.new_column(name);
        self.places.insert(name.to_owned(), place);
        place
    }

    /// Makes a further column, even where there is one of that name; gives its place.
    pub(super) fn new_column(&mut self, name: &str) -> usize {
        let place = self.found.columns.len();
        let shown = self.free_name(name);
        self.found.columns.push(shown);
        place
    }

    /// A further column may not be called as one of ours.
    fn free_name(&mut self, name: &str) -> String {
        let taken = |found: &Annotations, name: &str| {
            ["id", "text", "label", "annotator"].contains(&name) || found.columns.iter().any(|c| c == name)
        };
        let mut free = if name.is_empty() { "unnamed".to_owned() } else { name.to_owned() };
        while taken(&self.found, &free) {
            free.push('_');
        }
        if free != name {
            let path = self.path.display();
            self.found.notes.push(format!("{path}: the column {name} is kept under the name {free}"));
        }
        free
    }

    /// Sets a cell of a further column.
    pub(super) fn set(&mut self, row: &mut Annotation, name: &str, value: impl Into<String>) {
        let place = self.column(name);
        Self::set_at(row, place, value);
    }

    /// Sets the cell of the further column at a place.
    pub(super) fn set_at(row: &mut Annotation, place: usize, value: impl Into<String>) {
        if row.other.len() <= place {
            row.other.resize(place + 1, String::new());
        }
        row.other[place] = value.into();
    }

    /// Takes a row in; `labels` are those that its annotator gave.
    pub(super) fn push(&mut self, mut row: Annotation, labels: &[String]) -> Result<()> {
        if row.text.trim().is_empty() {
            self.blank.add(row.place);
            return Ok(());
        }
        row.label = match labels {
            [] => String::new(),
            [label] => label.trim().to_owned(),
            several => {
                if self.how.several == Several::Refuse {
                    return Err(self.fault(
                        row.place,
                        format!(
                            "one annotator gave several labels ({}), and a row has one; say with --several \
                             whether to take the first or to leave such rows out",
                            several.join(", ")
                        ),
                    ));
                }
                self.several.add(row.place);
                if self.how.several == Several::Skip {
                    return Ok(());
                }
                several[0].trim().to_owned()
            }
        };
        self.found.rows.push(row);
        Ok(())
    }

    /// The cell without the guard that [`super::csv::write`] puts before what a spreadsheet would run. Files that no
    /// spreadsheet was meant to see have none.
    pub(super) fn unguarded<'c>(&mut self, cell: &'c str, place: Place) -> Cow<'c, str> {
        let Some(bare) = super::csv::unguarded(cell).filter(|_| self.for_spreadsheet) else {
            return Cow::Borrowed(cell);
        };
        if self.unguarded.first.last() != Some(&place) {
            self.unguarded.add(place);
        }
        Cow::Owned(bare)
    }

    /// Whether no row was taken in.
    #[cfg(feature = "excel")]
    pub(super) fn is_empty(&self) -> bool {
        self.found.rows.is_empty()
    }

    /// An error at a place of this file.
    pub(super) fn fault(&self, place: impl Into<Place>, message: impl Into<String>) -> Error {
        fault(self.path, self.found.unit, place, message)
    }

    pub(super) fn finish(mut self) -> Annotations {
        let width = self.found.columns.len();
        for row in &mut self.found.rows {
            row.other.resize(width, String::new());
        }
        let what = match self.how.several {
            Several::First => "several labels, of which the first was taken",
            _ => "left out, with several labels",
        };
        let (unit, path) = (self.found.unit, self.path.display());
        let notes = [
            self.blank.note("left out, without a text", unit),
            self.several.note(what, unit),
            self.unguarded.note("a ' before what a spreadsheet would run was taken away", unit),
        ];
        self.found.notes.extend(notes.into_iter().flatten().map(|note| format!("{path}: {note}")));
        self.found
    }
}

/// An error at a place of a file.
pub(super) fn fault(path: &Path, unit: Unit, place: impl Into<Place>, message: impl Into<String>) -> Error {
    let place = place.into();
    match unit {
        Unit::Line => Error::at(path, place, message),
        unit => {
            Error::Record { path: path.to_owned(), place: format!("{unit} {place}"), message: message.into() }
        }
    }
}

/// Which named cells hold what.
pub(super) struct Roles {
    pub(super) text: usize,
    pub(super) label: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) annotator: Option<usize>,
}

impl Roles {
    /// Finds them among the names. A label may be missing where it was not asked for by name.
    pub(super) fn find(path: &Path, names: &[impl AsRef<str>], how: &Reading) -> Result<Self> {
        let place = |wanted: &str| {
            names.iter().position(|name| name.as_ref().trim().to_lowercase() == wanted.to_lowercase())
        };
        let find = |wanted, named: Option<&String>, usual: &[&str], flag| match named {
            Some(name) => match place(name) {
                None => Err(Error::missing_column(path, wanted, name, names, flag)),
                found => Ok(found),
            },
            None => Ok(usual.iter().find_map(|name| place(name))),
        };
        let text = find("text", how.columns.text.as_ref(), &TEXT_COLUMNS, "--text-col")?;
        let none = || Error::missing_column(path, "text", TEXT_COLUMNS.join(", "), names, "--text-col");
        let text = text.ok_or_else(none)?;
        Ok(Self {
            text,
            label: find("label", how.columns.label.as_ref(), &LABEL_COLUMNS, "--label-col")?,
            id: find("id", how.id.as_ref(), &["id"], "--id-col")?,
            annotator: find("annotator", how.annotator.as_ref(), &["annotator"], "--annotator-col")?,
        })
    }
}

/// The places of the further columns among the names; `None` for those with a role.
pub(super) fn further(gathering: &mut Gathering, names: &[String], roles: &Roles) -> Vec<Option<usize>> {
    let has_role =
        |place: usize| place == roles.text || [roles.label, roles.id, roles.annotator].contains(&Some(place));
    let place = |(place, name): (usize, &String)| (!has_role(place)).then(|| gathering.new_column(name));
    names.iter().enumerate().map(place).collect()
}

/// A JSON value as the text of a cell: strings as they are, nothing for null and empty lists, JSON for the rest.
pub(super) fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(items) if items.is_empty() => Cow::Borrowed(""),
        other => Cow::Owned(other.to_string()),
    }
}
