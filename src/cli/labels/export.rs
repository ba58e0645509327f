//! `labels export`: the project's CSV for other tools.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::ValueEnum;
use ghirbal::labels::{self, Format};

use super::{ReadingArgs, counted, put};
use crate::cli::{Usage, notes, write};

/// A format that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// The project's CSV; see --excel for spreadsheets
    Csv,
    /// A sheet of Excel
    Excel,
    /// A JSON object a line
    Jsonl,
    /// `__label__NAME text`
    Fasttext,
    /// Label Studio's JSON
    LabelStudio,
    /// doccano's JSONL
    Doccano,
}

impl To {
    fn format(self) -> Format {
        match self {
            Self::Csv => Format::Csv,
            Self::Excel => Format::Excel,
            Self::Jsonl => Format::Jsonl,
            Self::Fasttext => Format::FastText,
            Self::LabelStudio => Format::LabelStudio,
            Self::Doccano => Format::Doccano,
        }
    }

    /// Whether files that are named as this format can have that one.
    fn holds(self, other: Self) -> bool {
        self == other || (self, other) == (Self::Jsonl, Self::Doccano)
    }

    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_lowercase();
        Some(match extension.as_str() {
            "csv" => Self::Csv,
            "xlsx" => Self::Excel,
            "jsonl" | "ndjson" => Self::Jsonl,
            "json" => Self::LabelStudio,
            _ => return None,
        })
    }
}

/// Write labels for spreadsheets and annotation tools
///
/// What a format cannot carry is said on standard error.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal labels export labels.csv --out labels.xlsx
  ghirbal labels export labels.csv --to fasttext > train.txt
  ghirbal labels export labels.csv --to label-studio --out tasks.json
  ghirbal labels export labels.csv --to csv --excel --out for-excel.csv")]
pub(super) struct Args {
    /// A labelled file, of any format that can be imported; `-` for standard input
    #[arg(value_name = "LABELS.csv")]
    labels: PathBuf,
    /// The format [default: by the extension of --out]
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<To>,
    /// CSV for Excel: with a byte order mark, and cells that a spreadsheet would run made harmless
    #[arg(long)]
    excel: bool,
    /// Where to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let Some(to) = args.to.or_else(|| args.out.as_deref().and_then(To::of)) else {
        bail!(Usage::new(
            "say which format to write with --to, or name a file of a known extension with --out"
        ));
    };
    if args.excel && to != To::Csv {
        bail!(Usage::new("--excel is for CSV; cells of the other formats are run by nobody"));
    }
    if let Some(out) = args.out.as_deref().filter(|out| To::of(out).is_some_and(|named| !named.holds(to))) {
        bail!(Usage::new(format!(
            "{}: its name says another format than --to does; whoever opens it would be misled",
            out.display()
        )));
    }
    if to == To::Excel && args.out.is_none() && std::io::stdout().is_terminal() {
        bail!("a workbook is not for a terminal; name a file with --out");
    }
    if let Some(out) = &args.out {
        write::keep_inputs(out, [&args.labels])?;
    }
    let annotations = args.reading.read(&args.labels)?;
    let written = labels::write(&annotations, to.format(), args.excel)
        .map_err(|error| anyhow!("{}: {error}", args.labels.display()))?;
    for note in &written.notes {
        notes::warning(note);
    }
    put(args.out.as_ref(), &written.bytes)?;
    if let Some(out) = &args.out {
        let rows = counted(annotations.rows.len() as u64, "row");
        notes::info(&format!("wrote {} from {rows}", out.display()));
    }
    Ok(())
}
