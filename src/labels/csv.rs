//! CSV: with comma, semicolon or tab, in UTF-8, UTF-16 or windows-1256, as spreadsheets write it.

use std::borrow::Cow;
use std::io::Cursor;
use std::path::Path;

use csv::ByteRecord;

use super::fields::{self, Gathering, Roles};
use super::{Annotation, Annotations, Reading, Unit, Written};
use crate::table::{self, Table};
use crate::{Error, Result};

/// Cells that begin so are run by spreadsheets, or may be: as [OWASP] lists them, with the full-width forms that
/// some versions take for the same.
///
/// [OWASP]: https://owasp.org/www-community/attacks/CSV_Injection
const RUN: [&str; 11] = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"];

/// The byte order mark that makes Excel take a CSV for UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Puts a `'` before a cell that a spreadsheet would run. Cells need not be UTF-8.
///
/// A cell that has such a `'` already gets another, so that [`unguarded`] gives back what there was.
#[must_use]
pub fn guarded(cell: &[u8]) -> Cow<'_, [u8]> {
    if is_run(cell) { Cow::Owned([b"'", cell].concat()) } else { Cow::Borrowed(cell) }
}

/// The cell without its guard; `None` where it has none.
#[must_use]
pub fn unguarded(cell: &str) -> Option<&str> {
    cell.strip_prefix('\'').filter(|bare| is_run(bare.as_bytes()))
}

/// Whether a spreadsheet would run the cell, or would without the `'` before it.
fn is_run(cell: &[u8]) -> bool {
    let quotes = cell.iter().take_while(|byte| **byte == b'\'').count();
    RUN.iter().any(|sign| cell[quotes..].starts_with(sign.as_bytes()))
}

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
    let headers = rows.headers().to_vec();
    let roles = Roles::find(path, &headers, how)?;
    let further = fields::further(&mut gathering, &headers, &roles);
    let mut record = ByteRecord::new();
    while rows.next(&mut record)? {
        let mut row = Annotation { place: table::line(&record), ..Annotation::default() };
        let mut label = vec![];
        for (place, cell) in record.iter().enumerate() {
            let cell = String::from_utf8_lossy(cell);
            let cell = gathering.unguarded(&cell, row.place).to_owned();
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
