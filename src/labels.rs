//! Labels as people have them: read from and written for spreadsheets and annotation tools ([`Format`]), looked
//! over ([`check`]), compared ([`agreement`]), parted ([`split`]) and published without their texts ([`standoff`]).
//!
//! One row is one [`Annotation`]: what one annotator said of one text. A text that several people labelled has
//! several rows.

pub mod agreement;
pub mod check;
pub mod csv;
pub mod doccano;
#[cfg(feature = "excel")]
pub mod excel;
pub mod fasttext;
mod fields;
pub mod jsonl;
pub mod label_studio;
pub mod label_studio_csv;
pub mod majority;
pub mod mapping;
mod near;
#[cfg(feature = "serve")]
pub mod server;
mod sets;
pub mod simulation;
mod sniff;
pub mod split;
pub mod standoff;
pub mod suggest;
mod texts;

use std::collections::BTreeMap;
use std::path::Path;

use crate::dataset::Columns;
use crate::table::Place;
use crate::{Error, Result};

pub use mapping::Mapping;

/// What one annotator said of one text. A field that is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotation {
    /// Where it stands in its file: the line counts units of [`Annotations::unit`], from 1.
    pub place: Place,
    /// The text's name.
    pub id: String,
    /// The text; never blank.
    pub text: String,
    /// The label; empty where there is none yet.
    pub label: String,
    /// Who labelled it.
    pub annotator: String,
    /// What else is known, one a column of [`Annotations::columns`].
    pub other: Vec<String>,
}

/// Annotations of one or more files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotations {
    /// What a [`Annotation::place`] counts.
    pub unit: Unit,
    /// The names of the further columns.
    pub columns: Vec<String>,
    /// In the order of the files.
    pub rows: Vec<Annotation>,
    /// What the reader should know: what was left out, guessed or kept under another name.
    pub notes: Vec<String>,
}

/// What a place in a file counts, from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Lines of a text file.
    #[default]
    Line,
    /// Rows of a sheet, the header included.
    Row,
    /// Tasks of Label Studio.
    Task,
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Line => "line",
            Self::Row => "row",
            Self::Task => "task",
        })
    }
}

/// The formats that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The project's own: a CSV with the columns `text` and `label`.
    Csv,
    /// A sheet of Excel (or, to read, of `OpenDocument`).
    Excel,
    /// A JSON object a line, with a text and a label.
    Jsonl,
    /// `__label__NAME text`
    FastText,
    /// Label Studio's JSON and JSON-MIN.
    LabelStudio,
    /// Label Studio's CSV: a row an annotation.
    LabelStudioCsv,
    /// doccano's JSONL: a list of labels an object.
    Doccano,
}

/// What to do with a text that one annotator gave several labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Several {
    /// Refuse the file.
    #[default]
    Refuse,
    /// Leave the row out, and say so.
    Skip,
    /// Take the first label, and say so.
    First,
}

/// How to read a file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Which columns or fields hold the text and the label; `None`: found by name.
    pub columns: Columns,
    /// Which column or field holds the text's name; `None`: `id`, where there is one.
    pub id: Option<String>,
    /// Which column or field names the annotator; `None`: `annotator`, where there is one.
    pub annotator: Option<String>,
    /// Which sheet of a workbook; `None`: the first.
    pub sheet: Option<String>,
    /// What to do with several labels of one annotator.
    pub several: Several,
}

/// Reads annotations from the bytes of a file; `path` names them. Without a format, it is found by the name and
/// the content.
///
/// # Errors
/// [`Error::Malformed`] and [`Error::Record`] with the place, [`Error::MissingColumn`] where no text is found,
/// [`Error::Empty`] for a file without rows, [`Error::Labels`] where the format cannot be told or needs a feature
/// that was left out.
pub fn read(path: &Path, bytes: Vec<u8>, format: Option<Format>, how: &Reading) -> Result<Annotations> {
    let format = match format {
        Some(format) => format,
        None => sniff::format(path, &bytes)?,
    };
    let mut read = match format {
        Format::Csv => csv::read(path, bytes, how),
        Format::LabelStudioCsv => label_studio_csv::read(path, bytes, how),
        Format::Excel => read_excel(path, bytes, how),
        Format::Jsonl => jsonl::read(path, &bytes, how),
        Format::FastText => fasttext::read(path, &bytes, how),
        Format::LabelStudio => label_studio::read(path, &bytes, how),
        Format::Doccano => doccano::read(path, &bytes, how),
    }?;
    if read.rows.is_empty() {
        return Err(Error::Empty { path: path.to_owned(), hint: "rows with a text are expected" });
    }
    read.note_unlabelled();
    Ok(read)
}

#[cfg(feature = "excel")]
fn read_excel(path: &Path, bytes: Vec<u8>, how: &Reading) -> Result<Annotations> {
    excel::read(path, bytes, how)
}

#[cfg(not(feature = "excel"))]
fn read_excel(path: &Path, _: Vec<u8>, _: &Reading) -> Result<Annotations> {
    Err(no_excel(&format!("{} is a workbook", path.display())))
}

#[cfg(not(feature = "excel"))]
fn no_excel(what: &str) -> Error {
    Error::Labels(format!("{what}, and this program was built without the feature excel; use CSV"))
}

/// A file as it will be written, and what it could not carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What the format left behind.
    pub notes: Vec<String>,
}

/// Writes annotations. `guarded`: as [`csv::write`] has it.
///
/// # Errors
/// [`Error::Labels`] where a row cannot be written in the format at all; it names the row.
pub fn write(annotations: &Annotations, format: Format, guarded: bool) -> Result<Written> {
    match format {
        Format::Csv => csv::write(annotations, guarded),
        Format::Excel => write_excel(annotations),
        Format::Jsonl => Ok(jsonl::write(annotations)),
        Format::FastText => fasttext::write(annotations),
        Format::LabelStudio => Ok(label_studio::write(annotations)),
        Format::LabelStudioCsv => Err(Error::Labels(
            "Label Studio does not read its own CSV back; write label-studio, its JSON".to_owned(),
        )),
        Format::Doccano => Ok(doccano::write(annotations)),
    }
}

#[cfg(feature = "excel")]
fn write_excel(annotations: &Annotations) -> Result<Written> {
    excel::write(annotations)
}

#[cfg(not(feature = "excel"))]
fn write_excel(_: &Annotations) -> Result<Written> {
    Err(no_excel("a workbook was asked for"))
}

impl Annotations {
    /// Adds the rows of another file behind these, its columns beside these.
    pub fn append(&mut self, other: Self) {
        let mut places = Vec::new();
        for name in other.columns {
            let known = self.columns.iter().position(|column| *column == name);
            places.push(known.unwrap_or_else(|| {
                self.columns.push(name);
                self.columns.len() - 1
            }));
        }
        for row in &mut self.rows {
            row.other.resize(self.columns.len(), String::new());
        }
        for mut row in other.rows {
            let mut fields = vec![String::new(); self.columns.len()];
            for (field, &place) in row.other.drain(..).zip(&places) {
                fields[place] = field;
            }
            row.other = fields;
            self.rows.push(row);
        }
        self.unit = other.unit;
        self.notes.extend(other.notes);
    }

    /// How many rows have each label, by name; the empty name for none.
    #[must_use]
    pub fn tally(&self) -> BTreeMap<&str, u64> {
        let mut tally = BTreeMap::new();
        for row in &self.rows {
            *tally.entry(row.label.as_str()).or_default() += 1;
        }
        tally
    }

    fn note_unlabelled(&mut self) {
        let count = self.rows.iter().filter(|row| row.label.is_empty()).count();
        if count > 0 && count < self.rows.len() {
            self.notes.push(format!(
                "kept without a label, which training leaves out: {count} of {} rows",
                self.rows.len()
            ));
        }
    }

    /// Whether any row has an id, and whether any has an annotator.
    fn has(&self) -> (bool, bool) {
        let any = |field: fn(&Annotation) -> &String| self.rows.iter().any(|row| !field(row).is_empty());
        (any(|row| &row.id), any(|row| &row.annotator))
    }

    /// The header of a table of these rows.
    fn header(&self) -> Vec<&str> {
        let (id, annotator) = self.has();
        let fixed = [(id, "id"), (true, "text"), (true, "label"), (annotator, "annotator")];
        let fixed = fixed.into_iter().filter(|(shown, _)| *shown).map(|(_, name)| name);
        fixed.chain(self.columns.iter().map(String::as_str)).collect()
    }

    /// The cells of every row, as many as [`Annotations::header`] has.
    fn cells(&self) -> impl Iterator<Item = (&Annotation, Vec<&str>)> {
        let (id, annotator) = self.has();
        self.rows.iter().map(move |row| {
            let fixed = [(id, &row.id), (true, &row.text), (true, &row.label), (annotator, &row.annotator)];
            let fixed = fixed.into_iter().filter(|(shown, _)| *shown).map(|(_, cell)| cell.as_str());
            (row, fixed.chain(row.other.iter().map(String::as_str)).collect())
        })
    }
}

/// Rows that something befell, for a note: how many, and where the first ones are.
#[derive(Debug, Default)]
struct Places {
    count: u64,
    first: Vec<Place>,
}

impl Places {
    const SHOWN: usize = 5;

    fn add(&mut self, place: Place) {
        self.count += 1;
        if self.first.len() < Self::SHOWN {
            self.first.push(place);
        }
    }

    /// `WHAT: 3 rows (lines 2, 5, 9 (row 8))`; `None` where there are none.
    fn note(&self, what: &str, unit: Unit) -> Option<String> {
        let Self { count, first } = self;
        let places: Vec<_> = first.iter().map(Place::to_string).collect();
        let more = if *count > first.len() as u64 { ", …" } else { "" };
        let (rows, units) = if *count == 1 { ("row", "") } else { ("rows", "s") };
        (*count > 0).then(|| format!("{what}: {count} {rows} ({unit}{units} {}{more})", places.join(", ")))
    }
}
