//! `moderate`: the main job.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use csv::ByteRecord;
use ghirbal::Sieve;
use ghirbal::labels::csv::{BYTE_ORDER_MARK, guarded};
use ghirbal::page::{InputKind, Page};
use ghirbal::report::moderation::Moderation;
use ghirbal::sieve::{Moderated, Record, Scratch};

use super::input::ModelArg;
use super::output::{self, Format};
use super::pages::{Failures, PagesArgs};
use super::report_file::{Kind, ReportArgs};
use super::{Usage, notes, split};

/// Sort the comments of pages: split each page, then classify its comments
///
/// One record a comment. A page is HTML or a plain-text dump, in UTF-8, UTF-16, windows-1256 or ISO-8859-6. Exports of
/// comment systems are read too. With --report, all comments go into one file that a person can open, sorted by decision;
/// records are then written only where --format asks for them.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal moderate page.html
  ghirbal moderate pages/*.html > comments.jsonl
  ghirbal moderate pages/*.html --report sorted.html --lang ar
  ghirbal moderate pages/*.html --report sorted.xlsx
  curl -s https://example.org/news/1 | ghirbal moderate --format csv -
  ghirbal moderate wordpress.xml > comments.jsonl")]
pub(super) struct Args {
    #[command(flatten)]
    pages: PagesArgs,
    /// How to write [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write CSV for Excel: with a byte order mark, and cells that a spreadsheet would run made harmless
    #[arg(long)]
    excel: bool,
    #[command(flatten)]
    report: ReportArgs,
    #[command(flatten)]
    model: ModelArg,
}

pub(super) fn run(args: &Args, threads: usize) -> Result<ExitCode> {
    if args.excel && args.format != Some(Format::Csv) {
        bail!(Usage::new("--excel is for CSV; say --format csv too"));
    }
    let inputs = args.pages.files().iter().map(PathBuf::as_path).chain(args.model.file());
    let report_kind = args.report.kind(&[Kind::Page, Kind::Workbook], inputs)?;
    let sieve = args.model.sieve()?;
    let mut writer =
        Writer { format: Format::or_default(args.format), excel: args.excel, tally: BTreeMap::new() };
    let writes_records = report_kind.is_none() || args.format.is_some();
    let mut out = writer.format.output();
    if writes_records {
        writer.begin(sieve.model().labels(), &mut out)?;
    }
    let work =
        |scratch: &mut Scratch, page: Page, kind: InputKind| (sieve.moderate_page(page, scratch), kind);
    let (mut notices, mut reported) = (Notices::default(), Vec::new());
    let failures = args.pages.each(threads, work, |(moderated, kind)| {
        notices.report(&moderated, kind);
        if writes_records {
            writer.page(&moderated, &mut out)?;
            out.flush()?;
        }
        if report_kind.is_some() {
            reported.push(moderated);
        }
        Ok(())
    })?;
    out.flush()?;
    notices.summary();
    if writes_records {
        writer.summary();
    }
    if let Some(kind) = report_kind {
        report(args, kind, &sieve, &reported, &failures)?;
    }
    Ok(failures.code())
}

/// Writes the report, unless there is nothing to report and an earlier one would be lost for that.
fn report(args: &Args, kind: Kind, sieve: &Sieve, pages: &[Moderated], failures: &Failures) -> Result<()> {
    if pages.is_empty() && !failures.0.is_empty() {
        notes::info("nothing could be read, so no report was written");
        return Ok(());
    }
    let moderation = Moderation {
        pages,
        unread: &failures.0,
        decided_by: sieve.model().answers().thresholds.as_ref().map(|thresholds| thresholds.label.as_str()),
    };
    match kind {
        Kind::Page => args.report.write(moderation.render(args.report.language()).as_bytes()),
        Kind::Workbook => args.report.write(&workbook(&moderation, &args.report)?),
    }
}

#[cfg(feature = "excel")]
fn workbook(moderation: &Moderation, report: &ReportArgs) -> Result<Vec<u8>> {
    Ok(ghirbal::report::workbook::render(moderation, report.language())?)
}

#[cfg(not(feature = "excel"))]
fn workbook(_: &Moderation, _: &ReportArgs) -> Result<Vec<u8>> {
    bail!("this program was built without the feature excel; report to a file that ends in .html")
}

/// How many warnings of one kind are told in full: an export can have one for each of thousands of articles.
const MOST_TOLD: u64 = 5;

/// What the pages' reader should know.
#[derive(Default)]
struct Notices {
    /// How often each warning came up.
    warnings: BTreeMap<String, u64>,
}

impl Notices {
    fn report(&mut self, moderated: &Moderated, kind: InputKind) {
        let page = &moderated.page;
        for warning in &page.warnings {
            let count = self.warnings.entry(warning.code.clone()).or_default();
            *count += u64::from(kind.is_export());
            if *count <= MOST_TOLD {
                notes::warning(&format!("{}: {}", page.page, warning.message));
            }
        }
        if let Some(vendor) = &page.external {
            notes::warning(&format!("{}: comments are kept by {vendor}, outside the page", page.page));
        }
        // Most articles of an export have none.
        if !kind.is_export() && moderated.records().next().is_none() {
            notes::info(&format!("{}: no comments found", page.page));
        }
    }

    fn summary(&self) {
        for (code, count) in self.warnings.iter().filter(|(_, count)| **count > MOST_TOLD) {
            notes::warning(&format!("{code}: {} more articles, see `ghirbal split`", count - MOST_TOLD));
        }
    }
}

struct Writer {
    format: Format,
    /// Whether CSV is for spreadsheets.
    excel: bool,
    /// How many comments had each label.
    tally: BTreeMap<Arc<str>, u64>,
}

impl Writer {
    fn begin(&self, labels: &[Arc<str>], out: &mut impl Write) -> Result<()> {
        if self.format == Format::Csv {
            let columns =
                ["page", "index", "id", "kind", "author", "date", "date_text", "reply_to", "quote", "text"];
            let columns = columns.map(str::to_owned).into_iter();
            let columns: Vec<String> = columns.chain(output::verdict_columns(labels, "label")).collect();
            if self.excel {
                out.write_all(BYTE_ORDER_MARK.as_bytes())?;
            }
            csv_line(self.excel, out, &ByteRecord::from(columns))?;
        }
        Ok(())
    }

    fn page(&mut self, moderated: &Moderated, out: &mut impl Write) -> Result<()> {
        if self.format == Format::Table && moderated.records().next().is_some() {
            let title = moderated.page.title.as_deref().map(output::isolated).unwrap_or_default();
            writeln!(out, "{}  {title}\n", output::harmless(&moderated.page.page))?;
        }
        for record in moderated.records() {
            *self.tally.entry(record.verdict.label.clone()).or_default() += 1;
            match self.format {
                Format::Jsonl => output::json_line(out, &record)?,
                Format::Csv => csv_record(self.excel, &record, out)?,
                Format::Table => table_entry(&record, out)?,
            }
        }
        Ok(())
    }

    fn summary(&self) {
        let total: u64 = self.tally.values().sum();
        if total > 0 && self.format == Format::Table {
            let parts: Vec<_> = self.tally.iter().map(|(label, count)| format!("{count} {label}")).collect();
            notes::info(&format!("{total} comments: {}", parts.join(", ")));
        }
    }
}

fn csv_record(excel: bool, record: &Record, out: &mut impl Write) -> Result<()> {
    let comment = record.comment;
    let kind = serde_json::to_value(comment.kind)?;
    let or_empty = |field: &Option<String>| field.clone().unwrap_or_default();
    let fields = [
        record.page.to_owned(),
        comment.index.to_string(),
        or_empty(&comment.id),
        kind.as_str().unwrap_or_default().to_owned(),
        or_empty(&comment.author),
        or_empty(&comment.date),
        or_empty(&comment.date_text),
        comment.reply_to.map(|parent| parent.to_string()).unwrap_or_default(),
        or_empty(&comment.quote),
        comment.text.clone(),
    ];
    let mut line = ByteRecord::from(fields.to_vec());
    output::verdict_fields(record.verdict, &mut line);
    csv_line(excel, out, &line)
}

fn csv_line(excel: bool, out: &mut impl Write, line: &ByteRecord) -> Result<()> {
    let mut builder = csv::WriterBuilder::new();
    if excel {
        builder.quote_style(csv::QuoteStyle::Always);
    }
    let mut writer = builder.from_writer(out);
    if excel {
        writer.write_record(line.iter().map(guarded))?;
    } else {
        writer.write_byte_record(line)?;
    }
    Ok(writer.flush()?)
}

fn table_entry(record: &Record, out: &mut impl Write) -> Result<()> {
    writeln!(out, "  {}", output::label_with_share(record.verdict))?;
    writeln!(out, "  {}", split::byline(record.comment))?;
    output::paragraphs(out, &record.comment.text, "      ")?;
    let reasons = &record.verdict.reasons;
    if !reasons.is_empty() {
        let words: Vec<_> = reasons.iter().map(|reason| output::isolated(&reason.text)).collect();
        writeln!(out, "      because of: {}", words.join(", "))?;
    }
    Ok(writeln!(out)?)
}
