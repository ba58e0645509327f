//! `labels split`: parts for training, validation and test.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, bail};
use ghirbal::labels::split::{Plan, split};
use ghirbal::labels::{self, Annotations, Format};

use super::{ReadingArgs, counted, tally};
use crate::cli::progress::Progress;
use crate::cli::{Usage, notes, write};

/// Split labelled rows into parts, for training and for testing
///
/// Every label has its share in every part. Equal and nearly equal texts stay in one part, and so do rows of one
/// article, where a column `article` names it. Equal rows and seed give equal parts.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal labels split labels.csv                          train.csv and test.csv, 80 and 20 in 100
  ghirbal labels split labels.csv --part train=8 --part valid=1 --part test=1 --into parts
  ghirbal labels split labels.csv --into parts --force                anew, over the parts of last time
  ghirbal labels split labels.csv --together author")]
pub(super) struct Args {
    /// A labelled file of any format that can be imported
    #[arg(value_name = "LABELS.csv")]
    labels: PathBuf,
    /// A part and its share; can be given several times [default: train=80, test=20]
    #[arg(long, value_name = "NAME=SHARE", value_parser = part)]
    part: Vec<(String, f64)>,
    /// A column whose equal values stay together; can be given several times [default: `article`, where there is one]
    #[arg(long, value_name = "COLUMN")]
    together: Vec<String>,
    /// From which share of common runs of four characters on texts stay together, 0.6 to 1; of pairs at 0.8 nearly all
    /// are found, at 0.7 99 in 100, at 0.6 89 in 100
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = super::check::near)]
    near: f64,
    /// Seed of the order in which rows are dealt out
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder to write to, a CSV a part
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    into: PathBuf,
    /// Write over parts that are there already
    #[arg(long)]
    force: bool,
    /// Write for Excel: with a byte order mark, and cells that a spreadsheet would run made harmless
    #[arg(long)]
    excel: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

fn part(text: &str) -> Result<(String, f64), String> {
    let expected = "expected NAME=SHARE, as in train=80";
    let (name, share) = text.split_once('=').ok_or(expected)?;
    let share: f64 = share.parse().map_err(|_| expected)?;
    if name.is_empty() || name.contains(['/', '\\']) || !(share > 0.0 && share.is_finite()) {
        return Err("expected a name without slashes and a share above 0".to_owned());
    }
    Ok((name.to_owned(), share))
}

pub(super) fn run(args: &Args, threads: usize) -> Result<()> {
    let parts = match args.part.as_slice() {
        [] => vec![("train".to_owned(), 80.0), ("test".to_owned(), 20.0)],
        given => given.to_vec(),
    };
    if let Some((name, _)) = parts.iter().enumerate().find_map(|(number, part)| {
        parts[..number].iter().any(|(earlier, _)| *earlier == part.0).then_some(part)
    }) {
        bail!(Usage::new(format!("the part {name} was asked for twice")));
    }
    if let [(name, _)] = parts.as_slice() {
        bail!(Usage::new(format!(
            "{name} alone would be everything; name the other part too, as in --part test=20"
        )));
    }
    let paths = paths(args, &parts)?;
    let annotations = args.reading.read(&args.labels)?;
    let plan = Plan {
        shares: parts.iter().map(|(_, share)| *share).collect(),
        seed: args.seed,
        near: args.near,
        together: together(args, &annotations),
        threads,
    };
    let (done, total) = (AtomicU64::new(0), 3 * annotations.rows.len() as u64);
    let progress = Progress::new("comparing", "steps");
    let result = split(&annotations, &plan, &|steps| {
        progress.set(done.fetch_add(steps, Ordering::Relaxed) + steps, total);
    })?;
    drop(progress);
    let mut files = Vec::new();
    for (number, path) in paths.into_iter().enumerate() {
        let rows = annotations.rows.iter().zip(&result.part).filter(|(_, part)| **part == number);
        let rows: Vec<_> = rows.map(|(row, _)| row.clone()).collect();
        if rows.is_empty() {
            bail!(
                "{} would be empty: {} are too few for this share; give it a larger one",
                path.display(),
                counted(annotations.rows.len() as u64, "row")
            );
        }
        let part = Annotations { rows, notes: Vec::new(), ..annotations_head(&annotations) };
        files.push((path, labels::write(&part, Format::Csv, args.excel)?.bytes, part));
    }
    std::fs::create_dir_all(&args.into).map_err(|error| ghirbal::Error::write(&args.into, error))?;
    let all: Vec<(&Path, &[u8])> =
        files.iter().map(|(path, bytes, _)| (path.as_path(), bytes.as_slice())).collect();
    write::all(&all)?;
    for (path, _, part) in &files {
        let rows = part.rows.len();
        let share = 100.0 * rows as f64 / annotations.rows.len() as f64;
        notes::info(&format!(
            "wrote {}: {} ({share:.1}%): {}",
            path.display(),
            counted(rows as u64, "row"),
            tally(part)
        ));
    }
    if result.grouped > 0 {
        notes::info(&format!(
            "{} stay with others, at most {} together",
            counted(result.grouped, "row"),
            result.largest
        ));
    }
    Ok(())
}

/// Where the parts go: over nothing that is read, and over what is there already only where that was asked for.
fn paths(args: &Args, parts: &[(String, f64)]) -> Result<Vec<PathBuf>> {
    let paths: Vec<_> = parts.iter().map(|(name, _)| args.into.join(format!("{name}.csv"))).collect();
    for path in &paths {
        write::keep_inputs(path, [&args.labels])?;
        if path.exists() && !args.force {
            bail!("{} is there already; --force writes over it, --into names another folder", path.display());
        }
    }
    Ok(paths)
}

/// The columns whose equal values stay together.
fn together(args: &Args, annotations: &Annotations) -> Vec<String> {
    let article = "article".to_owned();
    if args.together.is_empty() && annotations.columns.contains(&article) {
        return vec![article];
    }
    args.together.clone()
}

/// The same columns, no rows.
fn annotations_head(annotations: &Annotations) -> Annotations {
    Annotations { unit: annotations.unit, columns: annotations.columns.clone(), ..Annotations::default() }
}
