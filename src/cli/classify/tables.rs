//! Tables: the same rows, with the columns of a verdict.

use std::io::Write;

use anyhow::{Context as _, Result, bail};
use csv::ByteRecord;
use ghirbal::Error;
use ghirbal::labels::csv::{BYTE_ORDER_MARK, guarded};
use ghirbal::sieve::Scratch;
use ghirbal::table::{TEXT_COLUMNS, Table};

use super::{Done, Job, tell_left_out};
use crate::cli::records::rows::{Layout, RowReader, Rows};
use crate::cli::{input, output};

impl Job<'_> {
    /// All files, as one table. Gives how many rows were left out because they could not be read.
    pub(super) fn tables(&self, delimiter: Option<u8>, out: &mut impl Write) -> Result<u64> {
        let mut left_out = 0;
        let mut first: Option<(Vec<String>, u8)> = None;
        for path in &self.args.files {
            let table = Table::new(path, input::open(path)?, delimiter)?;
            let (headers, delimiter) = first.get_or_insert((table.headers().to_vec(), table.delimiter()));
            let delimiter = *delimiter;
            if table.headers() != headers.as_slice() {
                bail!(
                    "{} has another header than {}; give files of one header at a time",
                    path.display(),
                    self.args.files[0].display()
                );
            }
            let labels = self.sieve.model().labels();
            let named = self.args.text_col.as_deref();
            let text = table.column("text", named, &TEXT_COLUMNS, "--text-col")?;
            let layout = Layout::new(table.headers(), labels, self.args.overwrite)
                .with_context(|| path.display().to_string())?;
            if *path == self.args.files[0] {
                if self.args.excel {
                    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
                }
                let mut lines = CsvLines::new(delimiter, self.args.excel);
                lines.write(&ByteRecord::from(layout.headers().to_vec()))?;
                out.write_all(&lines.finish()?)?;
            }
            let rows = self.rows(table, text, &layout, out)?;
            tell_left_out(path, rows, "rows");
            left_out += rows;
        }
        Ok(left_out)
    }

    fn rows(&self, table: Table, text: usize, layout: &Layout, out: &mut impl Write) -> Result<u64> {
        let delimiter = table.delimiter();
        let work = |scratch: &mut Scratch, rows: Result<Rows, Error>| {
            let mut done = Done::default();
            let result = rows.map_err(Into::into).and_then(|mut rows| {
                done.faults = std::mem::take(&mut rows.faults);
                let mut lines = CsvLines::new(delimiter, self.args.excel);
                let (mut fields, mut filled) = (ByteRecord::new(), ByteRecord::new());
                for row in rows.iter() {
                    fields.clear();
                    let verdict = self.sieve.classify(row.get(text).unwrap_or_default(), scratch);
                    output::verdict_fields(&verdict, &mut fields);
                    layout.fill(row, &fields, &mut filled);
                    lines.write(&filled)?;
                    done.records += 1;
                }
                done.written = lines.finish()?;
                Ok(())
            });
            (done, result)
        };
        self.write_all(RowReader::new(table), work, "rows", out)
    }
}

/// Writes rows of a table to memory.
struct CsvLines {
    builder: csv::WriterBuilder,
    writer: csv::Writer<Vec<u8>>,
    /// Of the writer's buffer.
    capacity: usize,
    excel: bool,
}

impl CsvLines {
    fn new(delimiter: u8, excel: bool) -> Self {
        let mut builder = csv::WriterBuilder::new();
        builder.delimiter(delimiter).flexible(true);
        if excel {
            // A cell that is cut at a blank or a semicolon would begin anew behind it.
            builder.quote_style(csv::QuoteStyle::Always);
        }
        let writer = builder.buffer_capacity(CSV_BUFFER).from_writer(Vec::new());
        Self { builder, writer, capacity: CSV_BUFFER, excel }
    }

    fn write(&mut self, row: &ByteRecord) -> Result<()> {
        if self.excel {
            return self.write_as_it_is(&row.iter().map(guarded).collect());
        }
        self.write_as_it_is(row)
    }

    fn write_as_it_is(&mut self, row: &ByteRecord) -> Result<()> {
        // The writer looks through the rest of a field each time its buffer is full.
        let length = row.as_slice().len() + row.len() + 64;
        if length > self.capacity {
            self.capacity = 2 * length;
            let bigger = self.builder.buffer_capacity(self.capacity).from_writer(Vec::new());
            let written = std::mem::replace(&mut self.writer, bigger).into_inner();
            let written = written.map_err(csv::IntoInnerError::into_error)?;
            self.writer = self.builder.buffer_capacity(self.capacity).from_writer(written);
        }
        Ok(self.writer.write_byte_record(row)?)
    }

    fn finish(self) -> Result<Vec<u8>> {
        Ok(self.writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }
}

/// Longer than nearly all rows.
const CSV_BUFFER: usize = 1 << 14;
