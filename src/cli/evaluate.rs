//! `evaluate`: a model against labelled rows.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};
use ghirbal::Sieve;
use ghirbal::dataset::{Columns, Labelled};
use ghirbal::metrics::Confusion;
use ghirbal::sieve::Scratch;

use super::input::ModelArg;
use super::progress::Progress;
use super::{notes, output, parallel, train};

/// Measure a model on labelled rows: precision, recall and F1 of each label, and the confusion table
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal evaluate desk.csv
  ghirbal evaluate held-out.csv --model my.ghirbal --json")]
pub(super) struct Args {
    /// A labelled CSV; `-` for standard input
    #[arg(value_name = "LABELS.csv")]
    labels: PathBuf,
    /// Print JSON, with the keys of scikit-learn's `output_dict`
    #[arg(long)]
    json: bool,
    /// The column with the text [default: found by name]
    #[arg(long, value_name = "NAME")]
    text_col: Option<String>,
    /// The column with the label [default: found by name]
    #[arg(long, value_name = "NAME")]
    label_col: Option<String>,
    #[command(flatten)]
    model: ModelArg,
}

pub(super) fn run(args: &Args, threads: usize) -> Result<()> {
    let columns = Columns { text: args.text_col.clone(), label: args.label_col.clone() };
    let labelled = train::read(&args.labels, &columns)?;
    let sieve = args.model.sieve()?;
    let truth = truth(&labelled, &sieve)?;
    if sieve.model().provenance().sources.iter().any(|source| source.sha256 == labelled.digest) {
        notes::warning(&format!(
            "the model was trained on {}: these figures say nothing of how good it is on new comments",
            labelled.name
        ));
    }
    let predicted = predict(&labelled, &sieve, threads)?;
    let labels = sieve.model().labels().iter().map(|label| &**label);
    let confusion = Confusion::new(labels, truth.into_iter().zip(predicted));
    let mut out = output::data();
    if args.json {
        output::json_line(&mut out, &confusion)?;
    } else {
        write!(out, "{confusion}")?;
    }
    Ok(out.flush()?)
}

/// The label index of every row.
fn truth(labelled: &Labelled, sieve: &Sieve) -> Result<Vec<usize>> {
    let labels = sieve.model().labels();
    let index = |label: &String| labels.iter().position(|known| **known == **label);
    if labelled.labels.is_empty() {
        bail!("{} has no labelled rows to measure on", labelled.name);
    }
    let unknown: BTreeSet<_> = labelled.labels.iter().filter(|label| index(label).is_none()).collect();
    if !unknown.is_empty() {
        bail!(
            "{} has labels that the model does not know: {}; it knows {}. Rename them, or give the model that \
             was trained on them with --model",
            labelled.name,
            unknown.iter().take(5).map(|label| label.as_str()).collect::<Vec<_>>().join(", "),
            labels.join(", ")
        );
    }
    Ok(labelled.labels.iter().filter_map(index).collect())
}

/// How many rows a thread takes at once.
const BATCH: usize = 256;

fn predict(labelled: &Labelled, sieve: &Sieve, threads: usize) -> Result<Vec<usize>> {
    let progress = Progress::new("classifying", "rows");
    let mut predicted = Vec::with_capacity(labelled.texts.len());
    let work = |scratch: &mut Scratch, texts: &[String]| -> Vec<usize> {
        let label = |text: &String| sieve.label_of(text.as_bytes(), scratch);
        texts.iter().map(label).collect()
    };
    parallel::ordered(threads, labelled.texts.chunks(BATCH), work, |labels| {
        predicted.extend(labels);
        progress.set(predicted.len() as u64, labelled.texts.len() as u64);
        Ok(())
    })?;
    Ok(predicted)
}
