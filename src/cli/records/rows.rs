//! Rows of a table, and the columns that a verdict adds to them.

use csv::ByteRecord;
use ghirbal::Error;
use ghirbal::table::Table;

use super::BATCH_BYTES;
use crate::cli::output;

/// So many rows that cannot be read end a batch.
const MOST_FAULTS: usize = 1000;

/// Reads a table in batches of rows. Damaged rows are told of, and the others go on; what stands before another error is
/// handed out before it.
pub(in crate::cli) struct RowReader {
    table: Table,
    row: ByteRecord,
    fault: Option<Error>,
}

impl RowReader {
    pub(in crate::cli) fn new(table: Table) -> Self {
        Self { table, row: ByteRecord::new(), fault: None }
    }
}

/// Some rows in a row, all as wide as the header: one buffer for all of them.
#[derive(Default)]
pub(in crate::cli) struct Rows {
    bytes: Vec<u8>,
    /// Where each field ends.
    ends: Vec<usize>,
    /// Fields in a row.
    width: usize,
    /// What cannot be read among them.
    pub(in crate::cli) faults: Vec<Error>,
}

/// One of them.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Row<'a> {
    bytes: &'a [u8],
    /// Where the first field begins.
    start: usize,
    ends: &'a [usize],
}

impl Rows {
    fn push(&mut self, row: &ByteRecord) {
        let start = self.bytes.len();
        self.width = row.len();
        self.bytes.extend_from_slice(row.as_slice());
        self.ends.extend((0..row.len()).map(|field| start + row.range(field).map_or(0, |range| range.end)));
    }

    fn is_empty(&self) -> bool {
        self.ends.is_empty() && self.faults.is_empty()
    }

    pub(in crate::cli) fn iter(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        let mut start = 0;
        self.ends.chunks_exact(self.width.max(1)).map(move |ends| {
            let row = Row { bytes: &self.bytes, start, ends };
            start = ends.last().copied().unwrap_or_default();
            row
        })
    }
}

impl<'a> Row<'a> {
    /// A field, if the row has so many.
    pub(in crate::cli) fn get(self, field: usize) -> Option<&'a [u8]> {
        let end = *self.ends.get(field)?;
        let start = field.checked_sub(1).map_or(self.start, |before| self.ends[before]);
        Some(&self.bytes[start..end])
    }
}

impl Iterator for RowReader {
    type Item = Result<Rows, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(fault) = self.fault.take() {
            return Some(Err(fault));
        }
        let mut rows = Rows::default();
        while rows.bytes.len() < BATCH_BYTES && rows.faults.len() < MOST_FAULTS {
            match self.table.next(&mut self.row) {
                Ok(true) => rows.push(&self.row),
                Ok(false) => break,
                Err(fault @ (Error::Malformed { .. } | Error::Record { .. })) => rows.faults.push(fault),
                Err(fault) if rows.is_empty() => return Some(Err(fault)),
                Err(fault) => {
                    self.fault = Some(fault);
                    break;
                }
            }
        }
        (!rows.is_empty()).then_some(Ok(rows))
    }
}

/// Where the fields of a verdict go in a row: over an existing column, or behind the last.
pub(in crate::cli) struct Layout {
    headers: Vec<String>,
    places: Vec<usize>,
}

impl Layout {
    /// Finds room for a verdict's columns.
    ///
    /// # Errors
    /// Names the first column that exists already, unless it may be overwritten.
    pub(in crate::cli) fn new(
        headers: &[String],
        labels: &[std::sync::Arc<str>],
        overwrite: bool,
    ) -> anyhow::Result<Self> {
        let has = |name: &str| headers.iter().any(|header| header == name);
        let label = super::json::label_name(overwrite && has("label"));
        let mut all = headers.to_vec();
        let mut places = Vec::new();
        for name in output::verdict_columns(labels, label) {
            match headers.iter().position(|header| *header == name) {
                Some(_) if !overwrite => return Err(super::json::exists(&name)),
                Some(place) => places.push(place),
                None => {
                    places.push(all.len());
                    all.push(name);
                }
            }
        }
        Ok(Self { headers: all, places })
    }

    /// The header of the output.
    pub(in crate::cli) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The row with the fields of a verdict ([`output::verdict_fields`]) in their places, in place of what `into` holds.
    pub(in crate::cli) fn fill(&self, row: Row<'_>, verdict: &ByteRecord, into: &mut ByteRecord) {
        into.clear();
        for at in 0..self.headers.len() {
            let value = self.places.iter().position(|&place| place == at).map(|field| &verdict[field]);
            into.push_field(value.or_else(|| row.get(at)).unwrap_or_default());
        }
    }
}
