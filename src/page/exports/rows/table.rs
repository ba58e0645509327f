//! Rows of a table.

use std::path::Path;

use csv::ByteRecord;

use super::comment::{Around, Row};
use super::fields::{self, FIELDS, NAMES};
use crate::page::exports::json::Input;
use crate::page::exports::left_out::LeftOut;
use crate::page::exports::{Export, Threads};
use crate::page::{Columns, TakenColumns};
use crate::table::{TEXT_COLUMNS, Table};
use crate::{Error, Result};

/// Reads the rows of a table.
pub(in crate::page::exports) struct Rows {
    table: Table,
    /// The names of the columns, mended.
    headers: Vec<String>,
    faults: LeftOut,
    places: [Option<usize>; FIELDS],
    row: ByteRecord,
}

impl Rows {
    pub(in crate::page::exports) fn new(path: &Path, input: Input, columns: &Columns) -> Result<Self> {
        let table = Table::new(path, input, None)?;
        let headers = fields::mended(table.headers());
        let places = fields::places(&headers, columns);
        let missing = |wanted, tried: String, flag| Error::MissingColumn {
            path: path.to_owned(),
            wanted,
            tried,
            found: headers.join(", "),
            flag,
        };
        if let Some((wanted, name, flag)) = columns.missing(&places) {
            return Err(missing(wanted, name.to_owned(), flag));
        }
        if places[0].is_none() {
            return Err(missing("text", TEXT_COLUMNS.join(", "), "--text-col"));
        }
        Ok(Self { table, headers, faults: LeftOut::default(), places, row: ByteRecord::new() })
    }
}

impl Export for Rows {
    fn advance(&mut self, threads: &mut Threads) -> Result<bool> {
        match self.table.next(&mut self.row) {
            Ok(true) => {}
            Ok(false) => return self.faults.end(("rows-left-out", "rows"), threads).map(|()| false),
            Err(fault @ (Error::Malformed { .. } | Error::Record { .. })) => {
                self.faults.add(fault);
                return Ok(true);
            }
            Err(fault) => return Err(fault),
        }
        // The reader below gives UTF-8 and nothing else.
        let field = |place: usize| std::str::from_utf8(self.row.get(place)?).ok();
        Row(self.places.map(|place| field(place?))).unpack(threads, Around::default());
        Ok(true)
    }

    fn columns(&self) -> Option<TakenColumns> {
        let headers = &self.headers;
        let used = NAMES
            .iter()
            .zip(self.places)
            .filter_map(|((field, _), place)| Some((field.name(), headers.get(place?)?.clone())));
        let ignored = headers.iter().enumerate().filter(|(at, _)| !self.places.contains(&Some(*at)));
        Some(TakenColumns {
            used: used.collect(),
            ignored: ignored.map(|(_, header)| header.clone()).collect(),
        })
    }
}
