//! `labels check`: what is wrong with labelled rows.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, bail};
use clap::ValueEnum;
use ghirbal::dataset::Columns;
use ghirbal::labels::check::{Also, Checked, Finding, Kind, Plan, Rows, check, likely_mistakes, sort};
use ghirbal::labels::csv::{BYTE_ORDER_MARK, guarded};
use ghirbal::learn;
use ghirbal::table::Place;

use super::counted;
use crate::cli::output::{self, Format};
use crate::cli::progress::Progress;
use crate::cli::{Usage, input, notes};

/// Look labelled rows over: repeats, contradictions, leaks from training to test, empty and foreign rows
///
/// One record a finding, each with its row. What counts as equal is what the classifier sees, without tashkeel,
/// tatweel and the like. Where annotators disagree on a text, that is counted and no finding: `labels agree` shows such
/// texts. Counts by source and label go to standard error.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal labels check labels.csv
  ghirbal labels check train.csv --test held-out.csv --strict
  ghirbal labels check labels.csv --ignore near-duplicate --format csv > findings.csv")]
pub(in crate::cli) struct Args {
    /// Labelled CSV files
    #[arg(required = true, value_name = "LABELS.csv")]
    labels: Vec<PathBuf>,
    /// A labelled CSV that is held out for testing; can be given several times
    #[arg(long, value_name = "FILE")]
    test: Vec<PathBuf>,
    /// From which share of common runs of four characters on texts are near duplicates, 0.6 to 1; of pairs at 0.8 nearly
    /// all are found, at 0.7 99 in 100, at 0.6 89 in 100
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = near)]
    near: f64,
    /// A kind of finding that does not matter; can be given several times
    #[arg(long, value_enum, value_name = "KIND")]
    ignore: Vec<KindArg>,
    /// Into how many folds rows are cut to find likely mistakes [default: 5, of at most 100000 rows]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..64))]
    folds: Option<u32>,
    /// How sure of another label a model has to be that has not seen the row, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.9, value_parser = share)]
    sure: f64,
    /// Fail where anything is found
    #[arg(long)]
    strict: bool,
    /// How to write [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write CSV for Excel: with a byte order mark, and cells that a spreadsheet would run made harmless
    #[arg(long)]
    excel: bool,
    /// How many findings of a kind the table shows
    #[arg(long, value_name = "N", default_value_t = 10)]
    show: usize,
    /// The column with the text [default: found by name]
    #[arg(long, value_name = "NAME")]
    text_col: Option<String>,
    /// The column with the label [default: found by name]
    #[arg(long, value_name = "NAME")]
    label_col: Option<String>,
    /// The column that says where a comment comes from [default: `source`]
    #[arg(long, value_name = "NAME")]
    source_col: Option<String>,
    /// The column that names the annotator [default: `annotator`]
    #[arg(long, value_name = "NAME")]
    annotator_col: Option<String>,
}

/// A similarity; texts that are less alike share so few minima that too many pairs would be overlooked.
pub(super) fn near(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.6..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0.6 to 1; of pairs that are less alike too many are overlooked"
            .to_owned()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to 1".to_owned()),
    }
}

/// [`Kind`], as it is named on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    /// No text
    NoText,
    /// No label
    NoLabel,
    /// No Arabic letter
    NotArabic,
    /// The same text, another label
    Conflict,
    /// The same text and label
    Duplicate,
    /// Nearly the same text, another label
    NearConflict,
    /// Nearly the same text, the same label
    NearDuplicate,
    /// A test text in a training file
    Leak,
    /// Nearly a test text in a training file
    NearLeak,
    /// A model that has not seen the row is sure of another label
    LikelyMistake,
}

impl KindArg {
    const fn kind(self) -> Kind {
        match self {
            Self::NoText => Kind::NoText,
            Self::NoLabel => Kind::NoLabel,
            Self::NotArabic => Kind::NotArabic,
            Self::Conflict => Kind::Conflict,
            Self::Duplicate => Kind::Duplicate,
            Self::NearConflict => Kind::NearConflict,
            Self::NearDuplicate => Kind::NearDuplicate,
            Self::Leak => Kind::Leak,
            Self::NearLeak => Kind::NearLeak,
            Self::LikelyMistake => Kind::LikelyMistake,
        }
    }
}

/// A kind in words.
fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::NoText => "without a text",
        Kind::NoLabel => "without a label",
        Kind::NotArabic => "without an Arabic letter",
        Kind::Conflict => "with the text of an earlier row and another label",
        Kind::Duplicate => "with the text and the label of an earlier row",
        Kind::NearConflict => "with nearly the text of an earlier row and another label",
        Kind::NearDuplicate => "with nearly the text of an earlier row and its label",
        Kind::Leak => "of the test that stand in a training file",
        Kind::NearLeak => "of the test that nearly stand in a training file",
        Kind::LikelyMistake => "whose label a model that has not seen them takes for a mistake",
    }
}

pub(super) fn run(args: &Args, threads: usize) -> Result<ExitCode> {
    if args.excel && args.format != Some(Format::Csv) {
        bail!(Usage::new("--excel is for CSV; say --format csv too"));
    }
    let rows = read(args)?;
    for note in rows.notes().iter().cloned().chain(rows.alike_labels()) {
        notes::warning(&note);
    }
    let is_ignored = |kind: Kind| args.ignore.iter().any(|ignored| ignored.kind() == kind);
    let near_kinds = [Kind::NearConflict, Kind::NearDuplicate, Kind::NearLeak];
    let near = (!near_kinds.iter().all(|&kind| is_ignored(kind))).then_some(args.near);
    let Checked { mut findings, disputed } = {
        let passes = if near.is_some() { 3 } else { 1 };
        let (done, total) = (AtomicU64::new(0), passes * rows.len() as u64);
        let progress = Progress::new("checking", "steps");
        let tick = |steps| progress.set(done.fetch_add(steps, Ordering::Relaxed) + steps, total);
        check(&rows, Plan { near, threads }, &tick)
    };
    if !is_ignored(Kind::LikelyMistake) {
        findings.extend(mistakes(args, &rows, threads)?);
        sort(&mut findings, &rows);
    }
    findings.retain(|finding| !is_ignored(finding.kind));
    let mut tally: BTreeMap<Kind, u64> = BTreeMap::new();
    for finding in &findings {
        *tally.entry(finding.kind).or_default() += 1;
    }
    say_counts(&rows);
    let format = Format::or_default(args.format);
    let mut out = format.output();
    match format {
        Format::Jsonl => findings.iter().try_for_each(|finding| output::json_line(&mut out, finding))?,
        Format::Csv => csv(&findings, args.excel, &mut out)?,
        Format::Table => table(&findings, &tally, args.show, &mut out)?,
    }
    out.flush()?;
    let kinds: Vec<_> = tally.iter().map(|(&kind, count)| format!("{count} {}", name(kind))).collect();
    let what = if kinds.is_empty() { "nothing was found".to_owned() } else { kinds.join(", ") };
    notes::info(&format!("{}: {what}", counted(rows.len() as u64, "row")));
    if disputed > 0 {
        notes::info(&format!(
            "{} whose annotators disagree, which is no finding: see `ghirbal labels agree`",
            counted(disputed, "text")
        ));
    }
    Ok(if args.strict && !findings.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Of more rows than these, likely mistakes are only looked for where --folds asks for them: every row is counted and
/// kept in memory, and learned from again and again.
const MAX_ROWS: usize = 100_000;

/// Folds of fewer rows than these say nothing.
const MIN_ROWS: usize = 50;

fn mistakes<'a>(args: &Args, rows: &'a Rows, threads: usize) -> Result<Vec<Finding<'a>>> {
    if args.folds.is_none() && !(MIN_ROWS..=MAX_ROWS).contains(&rows.len()) {
        notes::info(&format!(
            "likely mistakes were not looked for: by default they are in {MIN_ROWS} to {MAX_ROWS} rows; --folds 5 does"
        ));
        return Ok(Vec::new());
    }
    let plan = learn::Plan { folds: Some(args.folds.unwrap_or(5)), threads, ..learn::Plan::default() };
    let progress = Progress::new("learning", "epochs");
    match likely_mistakes(rows, args.sure, &plan, &|done, total| progress.set(done, total)) {
        Err(error) if args.folds.is_some() => bail!(error),
        Err(error) => {
            notes::info(&format!("likely mistakes were not looked for: {error}"));
            Ok(Vec::new())
        }
        found => Ok(found?),
    }
}

fn read(args: &Args) -> Result<Rows> {
    let columns =
        Columns { text: args.text_col.clone(), label: args.label_col.clone(), ..Columns::default() };
    let progress = Progress::new("reading", "rows");
    let done = AtomicU64::new(0);
    let tick = |rows| progress.set(done.fetch_add(rows, Ordering::Relaxed) + rows, 0);
    let mut rows = Rows::default();
    let also = Also { source: args.source_col.as_deref(), annotator: args.annotator_col.as_deref() };
    let files = args.labels.iter().map(|path| (path, false)).chain(args.test.iter().map(|path| (path, true)));
    for (path, is_test) in files {
        rows.add(path, input::open(path)?, &columns, also, is_test, &tick)?;
    }
    anyhow::ensure!(!rows.is_empty(), "there are no rows to check");
    Ok(rows)
}

/// The name of a kind, as records have it.
fn name(kind: Kind) -> String {
    serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn say_counts(rows: &Rows) {
    let counts = rows.counts();
    let shown =
        |name: &str| if name.is_empty() { "(none)".to_owned() } else { output::harmless(name).into_owned() };
    let width = counts.sources.iter().map(|(name, _)| shown(name).chars().count()).max().unwrap_or(0).max(6);
    let used: Vec<usize> = (0..counts.labels.len())
        .filter(|&label| counts.sources.iter().any(|(_, of_label)| of_label[label] > 0))
        .collect();
    let heads: Vec<_> = used.iter().map(|&label| format!("{:>10}", shown(&counts.labels[label]))).collect();
    notes::info(&format!("{:<width$} {} {:>10}", "source", heads.join(" "), "rows"));
    for (source, of_label) in &counts.sources {
        let cells: Vec<_> = used.iter().map(|&label| format!("{:>10}", of_label[label])).collect();
        let all: u64 = of_label.iter().sum();
        notes::info(&format!("{:<width$} {} {all:>10}", shown(source), cells.join(" ")));
    }
}

/// The columns of findings.
const COLUMNS: [&str; 13] = [
    "kind",
    "file",
    "line",
    "row",
    "label",
    "text",
    "other_file",
    "other_line",
    "other_row",
    "other_label",
    "similarity",
    "expected",
    "probability",
];

fn csv(findings: &[Finding], excel: bool, out: &mut impl Write) -> Result<()> {
    let mut builder = csv::WriterBuilder::new();
    if excel {
        out.write_all(BYTE_ORDER_MARK.as_bytes())?;
        builder.quote_style(csv::QuoteStyle::Always);
    }
    let mut writer = builder.from_writer(out);
    writer.write_record(COLUMNS)?;
    for finding in findings {
        let other = finding.other.as_ref();
        let cells: [String; COLUMNS.len()] = [
            name(finding.kind),
            finding.file.to_owned(),
            finding.line.to_string(),
            finding.row.to_string(),
            finding.label.to_owned(),
            finding.text.to_owned(),
            other.map(|other| other.other_file.to_owned()).unwrap_or_default(),
            other.map(|other| other.other_line.to_string()).unwrap_or_default(),
            other.map(|other| other.other_row.to_string()).unwrap_or_default(),
            other.map(|other| other.other_label.to_owned()).unwrap_or_default(),
            other.map(|other| format!("{:.4}", other.similarity)).unwrap_or_default(),
            finding.expected.unwrap_or_default().to_owned(),
            finding.probability.map(|p| format!("{p:.4}")).unwrap_or_default(),
        ];
        if excel {
            writer.write_record(cells.iter().map(|cell| guarded(cell.as_bytes())))?;
        } else {
            writer.write_record(&cells)?;
        }
    }
    Ok(writer.flush()?)
}

fn table(findings: &[Finding], tally: &BTreeMap<Kind, u64>, show: usize, out: &mut impl Write) -> Result<()> {
    for (&kind, &count) in tally {
        writeln!(out, "{} {}  ({})", counted(count, "row"), heading(kind), name(kind))?;
        for finding in findings.iter().filter(|finding| finding.kind == kind).take(show) {
            writeln!(out, "  {}", entry(finding))?;
        }
        if count > show as u64 {
            writeln!(out, "  … {} more; --format csv gives all", count - show as u64)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn entry(finding: &Finding) -> String {
    let at = |file: &str, line: u64, row: u64| format!("{}:{}", output::harmless(file), Place { line, row });
    let mut parts = vec![at(finding.file, finding.line, finding.row)];
    if !finding.label.is_empty() {
        parts.push(output::harmless(finding.label).into_owned());
    }
    if let Some(other) = &finding.other {
        let alike =
            if other.similarity < 1.0 { format!(" ({:.2})", other.similarity) } else { String::new() };
        let earlier = at(other.other_file, other.other_line, other.other_row);
        parts.push(format!("like {earlier}{alike}"));
        parts.push(output::harmless(other.other_label).into_owned());
    }
    if let (Some(expected), Some(p)) = (finding.expected, finding.probability) {
        parts.push(format!("rather {} {:.0}%", output::harmless(expected), p * 100.0));
    }
    let beginning: String = finding.text.chars().take(60).collect();
    if !beginning.trim().is_empty() {
        parts.push(output::isolated(&beginning));
    }
    parts.join("  ")
}
