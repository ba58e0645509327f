//! Rows of a table, and the columns that a verdict adds to them.

use csv::ByteRecord;
use ghirbal::Error;
use ghirbal::table::Table;

use super::BATCH_BYTES;
use crate::cli::output;

/// Reads a table in batches of rows. What stands before a damaged row is handed out before the error.
pub(in crate::cli) struct RowReader {
    table: Table,
    fault: Option<Error>,
}

impl RowReader {
    pub(in crate::cli) fn new(table: Table) -> Self {
        Self { table, fault: None }
    }
}

/// Some rows in a row.
pub(in crate::cli) type Rows = Vec<ByteRecord>;

impl Iterator for RowReader {
    type Item = Result<Rows, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(fault) = self.fault.take() {
            return Some(Err(fault));
        }
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while bytes < BATCH_BYTES {
            let mut row = ByteRecord::new();
            match self.table.next(&mut row) {
                Ok(true) => {
                    bytes += row.as_slice().len();
                    rows.push(row);
                }
                Ok(false) => break,
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
    pub(in crate::cli) fn fill(&self, row: &ByteRecord, verdict: &ByteRecord, into: &mut ByteRecord) {
        into.clear();
        for at in 0..self.headers.len() {
            let value = self.places.iter().position(|&place| place == at).map(|field| &verdict[field]);
            into.push_field(value.or_else(|| row.get(at)).unwrap_or_default());
        }
    }
}
