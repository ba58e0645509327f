//! `labels join`: published labels and their texts, together again.

use std::path::PathBuf;

use anyhow::{Result, bail};
use ghirbal::labels::standoff::{self, Standoff};

use super::{CsvArgs, ReadingArgs, counted, tally};
use crate::cli::{input, notes};

/// Give published labels back to the texts they were made for
///
/// ORIGINAL is the publisher's file, of any format that can be imported. Writes the rows that have a label, as the
/// project's CSV, with all other columns; a label of the original's own is kept as `original_label`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal labels join --standoff labels/public/mpold.csv original.csv > labelled.csv
  ghirbal labels join --standoff labels/public/hespress.csv comments.xlsx --text-col comment --out labelled.csv")]
pub(super) struct Args {
    /// The file with the texts; `-` for standard input
    #[arg(value_name = "ORIGINAL")]
    original: PathBuf,
    /// A file of published labels; can be given several times
    #[arg(long, required = true, value_name = "FILE")]
    standoff: Vec<PathBuf>,
    #[command(flatten)]
    csv: CsvArgs,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(args: &Args) -> Result<()> {
    args.csv.check(args.standoff.iter().chain([&args.original]))?;
    let mut published = Standoff::new();
    let mut contradicted = 0;
    for path in &args.standoff {
        for (digest, entry) in standoff::read(path, input::read(path)?)? {
            contradicted += u64::from(published.get(&digest).is_some_and(|known| known.label != entry.label));
            published.insert(digest, entry);
        }
    }
    if contradicted > 0 {
        notes::warning(&format!(
            "of {} the files given with --standoff say different things; what the last one says counts",
            counted(contradicted, "text")
        ));
    }
    let original = args.reading.read(&args.original)?;
    let rows = original.rows.len() as u64;
    let joined = standoff::join(&published, original);
    let matched = joined.annotations.rows.len();
    if matched == 0 {
        bail!(
            "none of the {} of {} has a published label; is it the original file, and --text-col its text?",
            counted(rows, "row"),
            args.original.display()
        );
    }
    args.csv.put(&joined.annotations)?;
    notes::info(&format!(
        "{matched} of {} matched, by {} of {}: {}",
        counted(rows, "row"),
        joined.used,
        counted(published.len() as u64, "label"),
        tally(&joined.annotations)
    ));
    Ok(())
}
