//! Sheets of Excel and `OpenDocument`, by calamine and `rust_xlsxwriter`.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, Sheets, open_workbook_auto_from_rs};
use rust_xlsxwriter::{Format as Style, Workbook, XlsxError};

use super::fields::{self, Gathering, Roles};
use super::{Annotation, Annotations, Places, Reading, Unit, Written};
use crate::{Error, Result};

/// What a cell can hold (Excel's own limit), in UTF-16 units.
const CELL: usize = 32_767;

/// What a sheet can hold (Excel's own limit), without the header.
const ROWS: usize = 1_048_575;

pub(super) fn read(path: &Path, bytes: Vec<u8>, how: &Reading) -> Result<Annotations> {
    let fault = |place: &str, message: String| Error::Record {
        path: path.to_owned(),
        place: place.to_owned(),
        message,
    };
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| {
        let message = format!(
            "it cannot be read ({error}): it is cut short, damaged or no workbook; copy it again, or save it again as \
             .xlsx"
        );
        fault("as a workbook", message)
    })?;
    let sheets = book.sheet_names();
    let sheet = match &how.sheet {
        Some(name) => sheets.iter().find(|sheet| *sheet == name),
        None => sheets.first(),
    };
    let Some(sheet) = sheet else {
        let wanted = how.sheet.clone().unwrap_or_default();
        let message = format!("there is no sheet {wanted}; the sheets are {}", sheets.join(", "));
        return Err(Error::Labels(format!("{}: {message}", path.display())));
    };
    let range = book
        .worksheet_range(sheet)
        .map_err(|error| fault(&format!("sheet {sheet}"), format!("it cannot be read: {error}")))?;
    let (top, left) = range.start().unwrap_or_default();
    let first = u64::from(top) + 1;
    let mut rows = range.rows().zip(first..);
    let Some((header, _)) = rows.next() else {
        return Err(Error::Empty { path: path.to_owned(), hint: "a header row and rows are expected" });
    };
    let headers = names(header);
    let mut gathering = Gathering::new(path, how, Unit::Row);
    if how.sheet.is_none() && sheets.len() > 1 {
        gathering.note(format!(
            "{}: the first sheet, {sheet}, was read; --sheet names another of {}",
            path.display(),
            sheets.join(", ")
        ));
    }
    let roles = Roles::find(path, &headers, how).map_err(|error| {
        let mut below = range.rows().zip(first..).skip(1).take(TITLES);
        let is_header = |(cells, _): &(&[Data], u64)| Roles::find(path, &names(cells), how).is_ok();
        below.find(is_header).map_or(error, |(_, place)| {
            let message = format!(
                "this is no header, row {place} is one: delete the rows above it, and import the workbook again"
            );
            fault(&format!("row {first}"), message)
        })
    })?;
    let (mut unshown, mut errors) = (Vec::new(), Places::default());
    let further = fields::further(&mut gathering, &headers, &roles);
    let layout = Layout { headers: &headers, roles: &roles, further: &further };
    for (cells, place) in rows {
        let is_unshown = |&column: &usize| {
            matches!(&cells[column], Data::Empty) || cells[column] == Data::String(String::new())
        };
        unshown.extend(
            [Some(roles.text), roles.label]
                .into_iter()
                .flatten()
                .filter(is_unshown)
                .map(|column| (place, column)),
        );
        if cells.iter().all(|cell| matches!(cell, Data::Empty)) {
            continue;
        }
        let (row, label) = layout.row(&gathering, cells, place)?;
        if cells.iter().any(|cell| matches!(cell, Data::Error(_))) {
            errors.add(place.into());
        }
        gathering.push(row, &label)?;
    }
    if let Some(note) =
        errors.note("a cell beside text and label holds an error, which was kept as text", Unit::Row)
    {
        gathering.note(format!("{}: {note}", path.display()));
    }
    if let Some(note) = without_results(&mut book, sheet, left, &unshown) {
        // Where nothing is left, this is why.
        if gathering.is_empty() {
            return Err(fault(&format!("sheet {sheet}"), note));
        }
        gathering.note(format!("{}: {note}", path.display()));
    }
    Ok(gathering.finish())
}

/// Which column holds what.
struct Layout<'a> {
    headers: &'a [String],
    roles: &'a Roles,
    /// The places of the further columns.
    further: &'a [Option<usize>],
}

impl Layout<'_> {
    /// A row and its label. Errors count where the text, the label or another role is one; elsewhere they are text.
    fn row(&self, gathering: &Gathering, cells: &[Data], place: u64) -> Result<(Annotation, Vec<String>)> {
        let mut row = Annotation { place: place.into(), ..Annotation::default() };
        let mut label = vec![];
        for (number, cell) in cells.iter().enumerate() {
            let further = self.further[number];
            if let (Data::Error(error), None) = (cell, further) {
                let head = &self.headers[number];
                let message = format!("the cell under {head} holds the error {error}; mend it");
                return Err(gathering.fault(place, message));
            }
            let cell = text(cell);
            match further {
                Some(column) => Gathering::set_at(&mut row, column, cell),
                None if number == self.roles.text => row.text = cell,
                None if Some(number) == self.roles.label => {
                    label = Some(cell).filter(|cell| !cell.trim().is_empty()).into_iter().collect();
                }
                None if Some(number) == self.roles.id => row.id = cell,
                None => row.annotator = cell,
            }
        }
        Ok((row, label))
    }
}

/// How many rows below the first may be the header that was meant.
const TITLES: usize = 20;

fn names(header: &[Data]) -> Vec<String> {
    header.iter().map(|cell| text(cell).trim().to_owned()).collect()
}

/// What is to be said of cells that show nothing since they are formulas whose results the file lacks, as programs
/// write it that do not calculate. `unshown`: rows from 1, and columns from the sheet's `left` one.
fn without_results<R: std::io::Read + std::io::Seek>(
    book: &mut Sheets<R>,
    sheet: &str,
    left: u32,
    unshown: &[(u64, usize)],
) -> Option<String> {
    if unshown.is_empty() {
        return None;
    }
    let formulas = book.worksheet_formula(sheet).ok()?;
    let mut places = Places::default();
    for &(place, column) in unshown {
        let cell = (place as u32 - 1, left + column as u32);
        if formulas.get_value(cell).is_some_and(|formula| !formula.is_empty()) {
            places.add(place.into());
        }
    }
    let what = "text or label is a formula, and the file lacks its result; open it in a spreadsheet, save it and import \
                it again";
    places.note(what, Unit::Row)
}

/// A cell as it is read: whole numbers without the `.0` that sheets give them, dates as ISO 8601. (calamine undoes the
/// escapes of Office Open XML, and `rust_xlsxwriter` makes them.)
fn text(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let time = if (hour, minute, second) == (0, 0, 0) {
                String::new()
            } else {
                format!("T{hour:02}:{minute:02}:{second:02}")
            };
            format!("{year:04}-{month:02}-{day:02}{time}")
        }
        other => other.to_string(),
    }
}

/// Writes a sheet. Every cell is a string, so that none is run.
pub(super) fn write(annotations: &Annotations) -> Result<Written> {
    if annotations.rows.len() > ROWS {
        let rows = annotations.rows.len();
        let message = format!("an Excel sheet holds {ROWS} rows, and there are {rows}; write CSV");
        return Err(Error::Labels(message));
    }
    let fault = |error: XlsxError| Error::Labels(format!("the workbook cannot be written: {error}"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (bold, wrapped) = (Style::new().set_bold(), Style::new().set_text_wrap());
    for (name, column) in annotations.header().into_iter().zip(0u16..) {
        sheet.write_string_with_format(0, column, name, &bold).map_err(fault)?;
        let width = if name == "text" { 80.0 } else { 16.0 };
        sheet.set_column_width(column, width).map_err(fault)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(fault)?;
    for ((row, cells), number) in annotations.cells().zip(1u32..) {
        for (cell, column) in cells.into_iter().zip(0u16..) {
            if cell.encode_utf16().count() > CELL {
                return Err(Error::Labels(format!(
                    "{} {}: a cell of Excel holds {CELL} characters, and this text has more; write CSV",
                    annotations.unit, row.place
                )));
            }
            if cell.contains('\n') {
                sheet.write_string_with_format(number, column, cell, &wrapped).map_err(fault)?;
            } else if !cell.is_empty() {
                sheet.write_string(number, column, cell).map_err(fault)?;
            }
        }
    }
    let bytes = book.save_to_buffer().map_err(fault)?;
    Ok(Written { bytes, notes: Vec::new() })
}
