//! `labels suggest`: what to label next.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use ghirbal::labels::simulation::{self, Point, STRATEGIES, simulate};
use ghirbal::labels::suggest::{Suggestion, suggest};
use ghirbal::labels::{Annotations, Reading};
use ghirbal::learn;

use super::{CsvArgs, ReadingArgs, read};
use crate::cli::input::ModelArg;
use crate::cli::output::{self, ObjectFormat};
use crate::cli::progress::Progress;
use crate::cli::{notes, train};

/// Rank unlabelled comments by how unsure the model is of them
///
/// First those about which the model is least sure, and no two that are alike. Writes them as a CSV with an empty
/// column `label`, to be filled in by the guide; columns that a model has filled are left out. Comments of --known, repeats and those without an Arabic letter are
/// passed over.
///
/// Whether that teaches more than comments drawn at random is open: in our own simulation with real comments it did
/// not (benches/README.md). --simulate measures it on your labels.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal labels suggest comments.csv --count 200 --excel --out to-label.csv
  ghirbal labels suggest comments.csv --known labels.csv --model my.ghirbal > to-label.csv
  ghirbal labels suggest --simulate labels.csv        what it is worth, by rows whose labels are known")]
pub(super) struct Args {
    /// Unlabelled comments, of any format that can be imported
    #[arg(value_name = "FILE", required_unless_present = "simulate", conflicts_with = "simulate")]
    comments: Option<PathBuf>,
    /// Labelled comments, which need no second label; can be given several times
    #[arg(long, value_name = "FILE")]
    known: Vec<PathBuf>,
    /// How many to suggest
    #[arg(long, value_name = "N", default_value_t = 100)]
    count: usize,
    #[command(flatten)]
    csv: CsvArgs,
    /// Draw learning curves on labelled comments instead: models of chosen rows against models of random ones
    #[arg(long, value_name = "LABELS.csv")]
    simulate: Option<PathBuf>,
    /// Of the simulation: how many rows the first model learns from
    #[arg(long, value_name = "N", default_value_t = 200)]
    start: usize,
    /// Of the simulation: how many rows are labelled between two models
    #[arg(long, value_name = "N", default_value_t = 200)]
    step: usize,
    /// Of the simulation: how many steps are taken
    #[arg(long, value_name = "N", default_value_t = 10)]
    steps: usize,
    /// Of the simulation: how often all of it is done
    #[arg(long, value_name = "N", default_value_t = 10)]
    repeats: u64,
    /// Of the simulation: how to write [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<ObjectFormat>,
    #[command(flatten)]
    model: ModelArg,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(args: &Args, threads: usize) -> Result<()> {
    match (&args.comments, &args.simulate) {
        (Some(comments), _) => rank(args, comments, threads),
        (None, Some(labels)) => curves(args, labels, threads),
        (None, None) => unreachable!("clap asks for one of the two"),
    }
}

fn rank(args: &Args, comments: &Path, threads: usize) -> Result<()> {
    args.csv.check(args.known.iter().map(PathBuf::as_path).chain([comments]))?;
    let comments = without_answers(args.reading.read(comments)?);
    let mut known = Vec::new();
    for path in &args.known {
        known.extend(read(path, None, &Reading::default())?.rows.into_iter().map(|row| row.text));
    }
    let sieve = args.model.sieve()?;
    let texts: Vec<&str> = comments.rows.iter().map(|row| row.text.as_str()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let (done, total) = (AtomicU64::new(0), texts.len() as u64);
    let progress = Progress::new("reading", "comments");
    let ranked = suggest(&sieve, &texts, &known, args.count, threads, &|texts| {
        progress.set(done.fetch_add(texts, Ordering::Relaxed) + texts, total);
    })?;
    drop(progress);
    args.csv.put(&chosen(&comments, &ranked))?;
    notes::info(&format!("{} of {} comments", ranked.len(), texts.len()));
    Ok(())
}

/// The comments without what ghirbal said of them before: annotators are not to see it, and a second round has its own.
fn without_answers(mut comments: Annotations) -> Annotations {
    let has = |name: &str| comments.columns.iter().any(|column| column == name);
    let is_verdict = has("decision") && has("reasons");
    let is_ours = |name: &str| {
        let of_verdict = ["decision", "reasons", "predicted"].contains(&name) || name.starts_with("p_");
        name == UNCERTAINTY || (is_verdict && of_verdict)
    };
    let kept: Vec<bool> = comments.columns.iter().map(|name| !is_ours(name)).collect();
    let left_out: Vec<_> = comments.columns.iter().filter(|name| is_ours(name)).map(String::as_str).collect();
    if !left_out.is_empty() {
        notes::info(&format!("left out, since a model said it: {}", left_out.join(", ")));
    }
    let keep = |cells: &mut Vec<String>| {
        let mut kept = kept.iter();
        cells.retain(|_| kept.next().copied().unwrap_or(true));
    };
    keep(&mut comments.columns);
    for row in &mut comments.rows {
        keep(&mut row.other);
    }
    comments
}

/// The column that says how uncertain the model is.
const UNCERTAINTY: &str = "uncertainty";

/// The rows that were suggested, best first, without labels and with how uncertain they are.
fn chosen(comments: &Annotations, ranked: &[Suggestion]) -> Annotations {
    let mut columns = comments.columns.clone();
    columns.push(UNCERTAINTY.to_owned());
    let row = |suggestion: &Suggestion| {
        let mut row = comments.rows[suggestion.row].clone();
        row.label.clear();
        row.annotator.clear();
        row.other.push(format!("{:.4}", suggestion.uncertainty));
        row
    };
    Annotations { columns, rows: ranked.iter().map(row).collect(), ..Annotations::default() }
}

fn curves(args: &Args, labels: &Path, threads: usize) -> Result<()> {
    let labelled = train::read(labels, &args.reading.reading().columns)?;
    let progress = Progress::new("learning", "models");
    let plan = simulation::Plan {
        start: args.start,
        step: args.step,
        steps: args.steps,
        repeats: args.repeats,
        threads,
    };
    let settings = learn::Plan { threads, ..learn::Plan::default() };
    let points = simulate(&labelled, &settings, plan, &|done, total| progress.set(done, total))?;
    drop(progress);
    let (format, mut out) = ObjectFormat::or_default(args.format);
    match format {
        ObjectFormat::Jsonl => points.iter().try_for_each(|point| output::json_line(&mut out, point))?,
        ObjectFormat::Table => table(&points, &mut out)?,
    }
    Ok(out.flush()?)
}

/// A line a number of rows, a column a strategy.
fn table(points: &[Point], out: &mut impl Write) -> Result<()> {
    writeln!(out, "Macro-F1 with 95% intervals, and the gain over random choice\n")?;
    write!(out, "{:>7}", "rows")?;
    for strategy in STRATEGIES {
        let name = serde_json::to_value(strategy)?;
        write!(out, "  {:>15}", name.as_str().unwrap_or_default())?;
    }
    writeln!(out, "  {:>15}", "gain")?;
    for of_rows in points.chunks(STRATEGIES.len()) {
        write!(out, "{:>7}", of_rows[0].rows)?;
        for point in of_rows {
            write!(out, "  {:.3} ± {:.3}  ", point.macro_f1, point.plus_minus)?;
        }
        let last = &of_rows[STRATEGIES.len() - 1];
        writeln!(out, "  {:+.3} ± {:.3}", last.gain, last.gain_plus_minus)?;
    }
    Ok(())
}
