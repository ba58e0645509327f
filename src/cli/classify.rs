//! `classify`: comments from tables, JSON objects or lines, each with its verdict added.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use csv::ByteRecord;
use ghirbal::labels::csv::{BYTE_ORDER_MARK, guarded};
use ghirbal::sieve::Scratch;
use ghirbal::table::{TEXT_COLUMNS, Table};
use ghirbal::{Error, Sieve, Verdict};
use serde::Serialize;

use super::input::{self, ModelArg};
use super::progress::Progress;
use super::records::Kind;
use super::records::json::Object;
use super::records::lines::{LineReader, Lines};
use super::records::rows::{Layout, RowReader, Rows};
use super::{Usage, output, parallel};

/// Add a label, probabilities and reasons to comments in CSV, TSV, JSONL or plain lines
///
/// CSV and TSV give the same rows in the same order with columns appended, JSONL the same objects with fields
/// added, plain lines give JSONL. All inputs of one call have one format and one header.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal classify comments.csv > sorted.csv
  ghirbal classify comments.csv --excel > for-excel.csv
  ghirbal classify --input jsonl --text-col body - < comments.jsonl
  tail -f comments.txt | ghirbal classify -")]
pub(super) struct Args {
    /// Files to read; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the records are written [default: by the file's extension; plain lines for `-`]
    #[arg(long, value_enum)]
    input: Option<Kind>,
    /// The column or field with the text [default: found by name]
    #[arg(long, value_name = "NAME")]
    text_col: Option<String>,
    /// Write over columns or fields of the verdict's names; a column `label` is kept, and the new one called
    /// `predicted`
    #[arg(long)]
    overwrite: bool,
    /// Write tables for Excel: with a byte order mark, and cells that a spreadsheet would run made harmless
    #[arg(long)]
    excel: bool,
    #[command(flatten)]
    model: ModelArg,
}

pub(super) fn run(args: &Args, threads: usize) -> Result<()> {
    let kind = one_kind(args)?;
    if args.excel && !matches!(kind, Kind::Csv | Kind::Tsv) {
        bail!(Usage::new("--excel is for tables; objects and lines are run by nobody"));
    }
    let job = Job { args, sieve: args.model.sieve()?, threads };
    let mut out = output::data();
    match kind {
        Kind::Csv => job.tables(None, &mut out)?,
        Kind::Tsv => job.tables(Some(b'\t'), &mut out)?,
        Kind::Jsonl | Kind::Lines => {
            for path in &args.files {
                job.lines(path, kind, &mut out)?;
            }
        }
    }
    Ok(out.flush()?)
}

fn one_kind(args: &Args) -> Result<Kind> {
    if let Some(kind) = args.input {
        return Ok(kind);
    }
    let first = Kind::of(&args.files[0]);
    if let Some(other) = args.files.iter().find(|path| Kind::of(path) != first) {
        bail!(
            "{} and {} are of different formats; give files of one format at a time, or say which with --input",
            args.files[0].display(),
            other.display()
        );
    }
    Ok(first)
}

/// What all inputs of a call share.
struct Job<'a> {
    args: &'a Args,
    sieve: Sieve,
    threads: usize,
}

/// A plain line with its verdict.
#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    #[serde(flatten)]
    verdict: &'a Verdict,
}

impl Job<'_> {
    fn tables(&self, delimiter: Option<u8>, out: &mut impl Write) -> Result<()> {
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
            self.rows(table, text, &layout, out)?;
        }
        Ok(())
    }

    fn rows(&self, table: Table, text: usize, layout: &Layout, out: &mut impl Write) -> Result<()> {
        let delimiter = table.delimiter();
        let work = |scratch: &mut Scratch, rows: Result<Rows, Error>| {
            let mut done = Done::default();
            let result = rows.map_err(Into::into).and_then(|rows| {
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

    fn lines(&self, path: &Path, kind: Kind, out: &mut impl Write) -> Result<()> {
        let work = |scratch: &mut Scratch, lines: Result<Lines, Error>| {
            let mut done = Done::default();
            let result = lines.map_err(Into::into).and_then(|lines| {
                lines.iter().try_for_each(|(number, line)| {
                    done.records += 1;
                    match kind {
                        Kind::Jsonl => self.object(path, number, line, scratch, &mut done.written),
                        _ => self.plain(line, scratch, &mut done.written),
                    }
                })
            });
            (done, result)
        };
        self.write_all(LineReader::new(path, input::open(path)?), work, "lines", out)
    }

    fn plain(&self, line: &[u8], scratch: &mut Scratch, out: &mut Vec<u8>) -> Result<()> {
        let verdict = self.sieve.classify(line, scratch);
        Ok(output::json_line(out, &Line { text: &String::from_utf8_lossy(line), verdict: &verdict })?)
    }

    fn object(
        &self,
        path: &Path,
        number: u64,
        line: &[u8],
        scratch: &mut Scratch,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let fault = |message: String| Error::malformed(path, number, message);
        let line = String::from_utf8_lossy(line);
        let line = line.strip_prefix('\u{FEFF}').unwrap_or(&line);
        let object: Object = serde_json::from_str(line)
            .map_err(|error| fault(format!("not a JSON object: {error}; each line must hold one")))?;
        let Some(text) = object.text(self.args.text_col.as_deref(), &TEXT_COLUMNS) else {
            let wanted = self.args.text_col.clone().unwrap_or_else(|| TEXT_COLUMNS.join(", "));
            let message =
                format!("no text (looked for a string in {wanted}); name its field with --text-col");
            return Err(fault(message).into());
        };
        let verdict = self.sieve.classify(text.as_bytes(), scratch);
        object
            .write(&verdict, self.args.overwrite, out)
            .with_context(|| format!("{}, line {number}", path.display()))
    }

    /// Works through the batches in all threads, and writes what comes of them in order, up to the first
    /// error.
    fn write_all<B: Send>(
        &self,
        batches: impl Iterator<Item = B> + Send,
        work: impl Fn(&mut Scratch, B) -> (Done, Result<()>) + Sync,
        unit: &'static str,
        out: &mut impl Write,
    ) -> Result<()> {
        let progress = Progress::new("classifying", unit);
        let mut records = 0;
        parallel::ordered(self.threads, batches, work, |(done, result)| {
            out.write_all(&done.written)?;
            out.flush()?;
            records += done.records;
            progress.set(records, 0);
            result
        })
    }
}

/// What has come of a batch, up to its first error.
#[derive(Default)]
struct Done {
    records: u64,
    written: Vec<u8>,
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
