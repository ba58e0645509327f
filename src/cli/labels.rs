//! `labels`: one file a sub-verb; what they share stands here.

mod agree;
mod check;
mod export;
mod import;
mod join;
mod split;
mod standoff;
mod suggest;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Subcommand, ValueEnum};
use ghirbal::dataset::Columns;
use ghirbal::labels::{self, Annotations, Format, Reading, Several};

use super::{input, notes, output, write};

/// Work with labelled comments: bring them in and out, check, compare, split, publish
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal labels import desk.xlsx --out desk.csv
  ghirbal labels check desk.csv
  ghirbal labels split desk.csv
  ghirbal labels suggest comments.csv --known desk.csv > to-label.csv")]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Import(import::Args),
    Export(export::Args),
    Check(check::Args),
    Agree(agree::Args),
    Split(split::Args),
    Suggest(suggest::Args),
    Standoff(standoff::Args),
    Join(join::Args),
}

pub(super) fn run(args: &Args, threads: usize) -> Result<ExitCode> {
    match &args.verb {
        Verb::Import(args) => import::run(args)?,
        Verb::Export(args) => export::run(args)?,
        Verb::Check(args) => return check::run(args, threads),
        Verb::Agree(args) => agree::run(args)?,
        Verb::Split(args) => split::run(args, threads)?,
        Verb::Suggest(args) => suggest::run(args, threads)?,
        Verb::Standoff(args) => standoff::run(args)?,
        Verb::Join(args) => join::run(args)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A format that can be read.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    /// A table with a text and a label column: comma, semicolon or tab; UTF-8, UTF-16 or windows-1256
    Csv,
    /// A sheet of Excel or `OpenDocument`
    Excel,
    /// A JSON object a line
    Jsonl,
    /// `__label__NAME text`
    Fasttext,
    /// Label Studio's JSON or JSON-MIN
    LabelStudio,
    /// Label Studio's CSV
    LabelStudioCsv,
    /// doccano's JSONL
    Doccano,
}

impl From {
    fn format(self) -> Format {
        match self {
            Self::Csv => Format::Csv,
            Self::Excel => Format::Excel,
            Self::Jsonl => Format::Jsonl,
            Self::Fasttext => Format::FastText,
            Self::LabelStudio => Format::LabelStudio,
            Self::LabelStudioCsv => Format::LabelStudioCsv,
            Self::Doccano => Format::Doccano,
        }
    }
}

/// What becomes of several labels that one annotator gave one text.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum SeveralArg {
    /// Refuse the file
    #[default]
    Refuse,
    /// Leave such rows out
    Skip,
    /// Take the first
    First,
}

/// What a file is, and where its columns are.
#[derive(clap::Args)]
struct ReadingArgs {
    /// The format of the input [default: by its name and content]
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<From>,
    /// The column or field with the text [default: found by name]
    #[arg(long, value_name = "NAME")]
    text_col: Option<String>,
    /// The column or field with the label; in Label Studio's JSON the control [default: found by name]
    #[arg(long, value_name = "NAME")]
    label_col: Option<String>,
    /// The column or field that names the text [default: `id`]
    #[arg(long, value_name = "NAME")]
    id_col: Option<String>,
    /// The column or field that names the annotator [default: `annotator`]
    #[arg(long, value_name = "NAME")]
    annotator_col: Option<String>,
    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// What becomes of several labels that one annotator gave one text
    #[arg(long, value_enum, default_value_t)]
    several: SeveralArg,
}

impl ReadingArgs {
    /// Reads a file and passes its notes on.
    fn read(&self, path: &Path) -> Result<Annotations> {
        read(path, self.from.map(From::format), &self.reading())
    }

    fn reading(&self) -> Reading {
        Reading {
            columns: Columns {
                text: self.text_col.clone(),
                label: self.label_col.clone(),
                ..Columns::default()
            },
            id: self.id_col.clone(),
            annotator: self.annotator_col.clone(),
            sheet: self.sheet.clone(),
            several: match self.several {
                SeveralArg::Refuse => Several::Refuse,
                SeveralArg::Skip => Several::Skip,
                SeveralArg::First => Several::First,
            },
        }
    }
}

/// Reads a file and passes its notes on.
fn read(path: &Path, format: Option<Format>, how: &Reading) -> Result<Annotations> {
    let mut annotations = labels::read(path, input::read(path)?, format, how)?;
    for note in annotations.notes.drain(..) {
        notes::warning(&note);
    }
    Ok(annotations)
}

/// Where rows go as the project's CSV.
#[derive(clap::Args)]
struct CsvArgs {
    /// Write for Excel: with a byte order mark, and cells that a spreadsheet would run made harmless
    #[arg(long)]
    excel: bool,
    /// Where to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Extensions of files that hold no CSV.
const NO_CSV: [&str; 9] = ["xlsx", "xls", "xlsm", "xlsb", "ods", "json", "jsonl", "ndjson", "html"];

impl CsvArgs {
    /// Refuses, before any work is done, to write CSV under the name of something else, or over an input.
    fn check(&self, inputs: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<()> {
        let Some(out) = &self.out else { return Ok(()) };
        let extension = out.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        if extension.is_some_and(|extension| NO_CSV.contains(&extension.as_str())) {
            bail!(
                "{}: this verb writes CSV; name a file that ends in .csv, and make another format of it with \
                 `ghirbal labels export`",
                out.display()
            );
        }
        write::keep_inputs(out, inputs)
    }

    fn put(&self, rows: &Annotations) -> Result<()> {
        put(self.out.as_ref(), &labels::write(rows, Format::Csv, self.excel)?.bytes)
    }
}

/// Writes to a file, whole or not at all, or to standard output.
fn put(out: Option<&PathBuf>, bytes: &[u8]) -> Result<()> {
    if let Some(path) = out {
        return write::all(&[(path, bytes)]);
    }
    let mut data = output::data();
    data.write_all(bytes)?;
    Ok(data.flush()?)
}

/// The names of the people that files are called after; where several files have one name, those of their folders.
fn names_of(files: &[PathBuf]) -> Result<Vec<String>> {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = |path: &Path| path.parent().map(stem).unwrap_or_default();
    let name = |path: &PathBuf| {
        let shared = files.iter().filter(|other| stem(other) == stem(path)).count() > 1;
        if shared { folder(path) } else { stem(path) }
    };
    let names: Vec<_> = files.iter().map(name).collect();
    for (number, name) in names.iter().enumerate() {
        if name.is_empty() || names[..number].contains(name) {
            bail!(
                "{} says as little of who labelled it as another file; name each file after its annotator",
                files[number].display()
            );
        }
    }
    Ok(names)
}

/// `1 row`, `2 rows`.
fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// How many rows have each label, in words.
fn tally(annotations: &Annotations) -> String {
    let name = |label: &str| if label.is_empty() { "without a label".to_owned() } else { label.to_owned() };
    let counts = annotations.tally();
    counts.iter().map(|(label, count)| format!("{count} {}", name(label))).collect::<Vec<_>>().join(", ")
}
