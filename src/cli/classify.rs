//! `classify`: comments from tables, JSON objects or lines, each with its verdict added.

mod lines;
mod tables;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use ghirbal::sieve::Scratch;
use ghirbal::{Error, Sieve};

use super::input::{self, ModelArg};
use super::progress::Progress;
use super::records::Kind;
use super::{Usage, notes, output, parallel};

/// So many lines of a file that cannot be read are named; all are counted.
const NAMED_FAULTS: u64 = 20;

/// Add a label, probabilities and reasons to comments in CSV, TSV, JSONL or plain lines
///
/// CSV and TSV give the same rows in the same order with columns appended, JSONL the same objects with fields
/// added, plain lines give JSONL. All inputs of one call have one format and one header.
///
/// A line of JSONL that cannot be read gives no object, and a row of a table with too many or too few fields no row; they are
/// named on standard error (the first 20 of a file are), the others go on, and the exit status is 1.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal classify comments.csv > sorted.csv
  ghirbal classify comments.csv --excel > for-excel.csv
  ghirbal classify --text-col body - < comments.jsonl
  tail -f comments.txt | ghirbal classify -")]
pub(super) struct Args {
    /// Files to read; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the records are written [default: by the file's extension; for `-` as the other files are, or else JSONL
    /// where the first line that is not blank is a JSON object with fields, and plain lines where not]
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

pub(super) fn run(args: &Args, threads: usize) -> Result<ExitCode> {
    let kind = one_kind(args)?;
    if args.excel && !kind.is_some_and(Kind::is_table) {
        bail!(Usage::new("--excel is for tables; objects and lines are run by nobody"));
    }
    let job = Job { args, sieve: args.model.sieve()?, threads };
    let mut out = output::data();
    let mut left_out = 0;
    match kind {
        Some(Kind::Csv) => left_out = job.tables(None, &mut out)?,
        Some(Kind::Tsv) => left_out = job.tables(Some(b'\t'), &mut out)?,
        Some(kind) => {
            for path in &args.files {
                left_out += if args.input.is_none() && is_json(path) {
                    job.told_by_content(path, &mut out)?
                } else {
                    job.lines(path, input::open(path)?, kind, &mut out)?
                };
            }
        }
        None => left_out = job.told_by_content(&args.files[0], &mut out)?,
    }
    out.flush()?;
    Ok(if left_out == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How all files are written; none where there is only standard input, whose content has to tell.
fn one_kind(args: &Args) -> Result<Option<Kind>> {
    if args.input.is_some() {
        return Ok(args.input);
    }
    let mut named = args.files.iter().filter(|path| !input::is_stdin(path));
    let Some(first) = named.next() else { return Ok(None) };
    if let Some(other) = named.find(|path| Kind::of(path) != Kind::of(first)) {
        bail!(
            "{} and {} are of different formats; give files of one format at a time, or say which with --input",
            first.display(),
            other.display()
        );
    }
    Ok(Some(Kind::of(first)))
}

/// Whether a file is named as JSON in any arrangement.
fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// Says how much of a file was left out.
fn tell_left_out(path: &Path, count: u64, what: &str) {
    if count > 0 {
        notes::info(&format!(
            "{}: {what} left out because they could not be read: {count}; the others were classified",
            path.display()
        ));
    }
}

/// What all inputs of a call share.
struct Job<'a> {
    args: &'a Args,
    sieve: Sieve,
    threads: usize,
}

impl Job<'_> {
    /// Works through the batches in all threads, writes what comes of them in order and names the faults, up to the
    /// first error. Gives how many faults there were.
    fn write_all<B: Send>(
        &self,
        batches: impl Iterator<Item = B> + Send,
        work: impl Fn(&mut Scratch, B) -> (Done, Result<()>) + Sync,
        unit: &'static str,
        out: &mut impl Write,
    ) -> Result<u64> {
        let progress = Progress::new("classifying", unit);
        let (mut records, mut faults) = (0, 0);
        parallel::ordered(self.threads, batches, work, |(done, result)| {
            out.write_all(&done.written)?;
            out.flush()?;
            for fault in &done.faults {
                faults += 1;
                if faults <= NAMED_FAULTS {
                    notes::error(&fault.to_string());
                }
            }
            records += done.records;
            progress.set(records, 0);
            result
        })?;
        Ok(faults)
    }
}

/// What has come of a batch, up to its first error.
#[derive(Default)]
struct Done {
    records: u64,
    written: Vec<u8>,
    /// What could not be read, and was left out.
    faults: Vec<Error>,
}
