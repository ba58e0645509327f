//! CSV: with comma, semicolon or tab, in UTF-8, UTF-16 or windows-1256, as spreadsheets write it.

use std::io::Cursor;
use std::path::Path;

use csv::ByteRecord;

use super::fields::{self, Gathering, Roles};
use super::{Annotation, Annotations, Reading, Unit, Written};
use crate::table::{self, Table};
use crate::{Error, Result};

pub use crate::table::guard::{BYTE_ORDER_MARK, guarded, unguarded};

/// Reads a table that may come from a spreadsheet.
pub(super) fn read(path: &Path, bytes: Vec<u8>, how: &Reading) -> Result<Annotations> {
    let labels = |cell: &str| if cell.trim().is_empty() { vec![] } else { vec![cell.to_owned()] };
    read_with(path, bytes, how, labels)
}

/// [`read`], with what a cell of the label column says.
pub(super) fn read_with(
    path: &Path,
    bytes: Vec<u8>,
    how: &Reading,
    labels: impl Fn(&str) -> Vec<String>,
) -> Result<Annotations> {
    let mut gathering = Gathering::new(path, how, Unit::Line);
    let text = gathering.decoded(&bytes);
    drop(bytes);
    let mut rows = Table::new(path, Cursor::new(text.into_bytes()), None)?;
    let bare = |header: &String| gathering.unguarded(header, 1.into()).into_owned();
    let headers: Vec<String> = rows.headers().iter().map(bare).collect();
    let roles = Roles::find(path, &headers, how)?;
    let further = fields::further(&mut gathering, &headers, &roles);
    let mut record = ByteRecord::new();
    while rows.next(&mut record)? {
        let mut row = Annotation { place: table::place(&record), ..Annotation::default() };
        let mut label = vec![];
        for (place, cell) in record.iter().enumerate() {
            let cell = String::from_utf8_lossy(cell);
            let cell = gathering.unguarded(&cell, row.place).into_owned();
            match further[place] {
                Some(place) => Gathering::set_at(&mut row, place, cell),
                None if place == roles.text => row.text = cell,
                None if Some(place) == roles.label => label = labels(&cell),
                None if Some(place) == roles.id => row.id = cell,
                None => row.annotator = cell,
            }
        }
        gathering.push(row, &label)?;
    }
    Ok(gathering.finish())
}

/// Writes the project's CSV.
///
/// `guarded`: for spreadsheets, with a byte order mark, every cell in quotes, and a `'` before cells that a
/// spreadsheet would run; see [`guarded`].
///
/// # Errors
/// [`Error::Labels`] where the rows do not fit their columns.
pub fn write(annotations: &Annotations, guarded: bool) -> Result<Written> {
    let rows = annotations.cells().map(|(_, cells)| cells);
    let bytes = table_bytes(&annotations.header(), rows, guarded)?;
    Ok(Written { bytes, notes: Vec::new() })
}

/// A whole table, with `guarded` as in [`write()`].
///
/// # Errors
/// [`Error::Labels`] where a row has another number of cells than the header.
pub fn table_bytes<'a>(
    header: &[&str],
    rows: impl Iterator<Item = Vec<&'a str>>,
    is_guarded: bool,
) -> Result<Vec<u8>> {
    let fault = |error: csv::Error| Error::Labels(format!("the table cannot be written: {error}"));
    let mut bytes = Vec::new();
    let mut builder = csv::WriterBuilder::new();
    if is_guarded {
        bytes.extend(BYTE_ORDER_MARK.bytes());
        builder.quote_style(csv::QuoteStyle::Always);
    }
    let mut writer = builder.from_writer(bytes);
    let mut put = |cells: &[&str]| {
        if is_guarded {
            writer.write_record(cells.iter().map(|cell| guarded(cell.as_bytes())))
        } else {
            writer.write_record(cells)
        }
    };
    put(header).map_err(fault)?;
    for row in rows {
        put(&row).map_err(fault)?;
    }
    writer.into_inner().map_err(|error| Error::Labels(format!("the table cannot be written: {error}")))
}
