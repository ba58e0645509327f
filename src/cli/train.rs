//! `train`: labelled rows become a model.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use ghirbal::Error;
use ghirbal::dataset::{self, Columns, Labelled};
use ghirbal::learn::{Plan, Settings, Trained, train};
use ghirbal::metrics::Confusion;

use super::progress::Progress;
use super::{input, notes, output, write};

/// Learn a model from labelled rows
///
/// Any set of two or more labels. With --folds or --valid, prints how good the model is on rows it has not
/// seen. Writes the model, and beside it its card as Markdown. Equal rows, settings and seed give equal bytes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal train labels/comments.csv --out my.ghirbal --folds 5
  ghirbal train desk.csv --extra labels/comments.csv --valid held-out.csv --out my.ghirbal
  ghirbal train rows.csv --text-col body --label-col verdict --out my.ghirbal")]
pub(super) struct Args {
    /// Labelled CSV files; folds are cut from these
    #[arg(required = true, value_name = "LABELS.csv")]
    labels: Vec<PathBuf>,
    /// Where to write the model; its card goes beside it with the extension `.md`
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    /// A labelled CSV to learn from and not to measure on; can be given several times
    #[arg(long, value_name = "FILE")]
    extra: Vec<PathBuf>,
    /// Measure by cross-validation; a row's fold is the first 8 hex digits of its text's SHA-256, modulo K
    #[arg(long, value_name = "K", conflicts_with = "valid", value_parser = clap::value_parser!(u32).range(2..))]
    folds: Option<u32>,
    /// Measure on this labelled CSV, and keep its texts from training
    #[arg(long, value_name = "FILE")]
    valid: Option<PathBuf>,
    /// Seed of the order in which rows are visited
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The column with the text [default: found by name]
    #[arg(long, value_name = "NAME")]
    text_col: Option<String>,
    /// The column with the label [default: found by name]
    #[arg(long, value_name = "NAME")]
    label_col: Option<String>,
    /// Settings of folding, features and learner as JSON, as a card shows them
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The licence of a labelled file, for the card; can be given several times
    #[arg(long, value_name = "FILE=TEXT", value_parser = licence)]
    licence: Vec<(String, String)>,
}

fn licence(text: &str) -> Result<(String, String), String> {
    let (file, licence) = text.split_once('=').ok_or("expected FILE=TEXT, as in comments.csv=MIT")?;
    Ok((file.to_owned(), licence.to_owned()))
}

pub(super) fn run(args: &Args, threads: usize) -> Result<()> {
    let trained = learn(args, threads)?;
    for note in &trained.notes {
        notes::info(note);
    }
    let mut out = output::data();
    if !trained.held_out.is_empty() {
        let labels = trained.model.labels().iter().map(|label| &**label);
        write!(out, "{}", Confusion::new(labels, trained.held_out.iter().copied()))?;
        out.flush()?;
    }
    let card_path = args.out.with_extension("md");
    let (model, card) = (trained.model.to_bytes(), trained.model.card());
    write::all(&[(&args.out, &model), (&card_path, card.as_bytes())])?;
    notes::info(&format!(
        "wrote {} ({} bytes) and its card {}",
        args.out.display(),
        model.len(),
        card_path.display()
    ));
    Ok(())
}

fn learn(args: &Args, threads: usize) -> Result<Trained> {
    let columns = Columns { text: args.text_col.clone(), label: args.label_col.clone() };
    let read = |path: &PathBuf| read(path, &columns);
    let measured = args.labels.iter().map(read).collect::<Result<Vec<_>>>()?;
    let extra = args.extra.iter().map(read).collect::<Result<Vec<_>>>()?;
    let valid = args.valid.as_ref().map(read).transpose()?;
    let plan = Plan {
        settings: args.settings.as_deref().map(settings).transpose()?.unwrap_or_default(),
        seed: args.seed,
        folds: args.folds,
        threads,
        licences: args.licence.iter().cloned().collect::<BTreeMap<_, _>>(),
    };
    let progress = Progress::new("learning", "epochs");
    Ok(train(&measured, &extra, valid.as_ref(), &plan, &|done, total| progress.set(done, total))?)
}

/// Reads a labelled file and passes its warnings on.
pub(super) fn read(path: &Path, columns: &Columns) -> Result<Labelled> {
    let labelled = dataset::parse(path, input::read(path)?, columns)?;
    for warning in &labelled.warnings {
        notes::warning(warning);
    }
    Ok(labelled)
}

fn settings(path: &Path) -> Result<Settings> {
    let bytes = input::read(path)?;
    let fault = |error: serde_json::Error| {
        Error::malformed(path, error.line() as u64, format!("not the settings of a model: {error}"))
    };
    serde_json::from_slice(&bytes).map_err(fault).context("--settings")
}
