//! `calibrate`: another newsroom's comments, the same weights.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use ghirbal::learn::recalibrate;

use super::input::ModelArg;
use super::train::{self, ColumnArgs, TargetArgs};
use super::{output, report, write};

/// Fit a model's probabilities and thresholds to your own comments, without learning anew
///
/// The weights stay as they are. Probabilities become those of comments like yours, thresholds are chosen for the
/// precision that you want, and both are measured by cross-validation on your rows. A few hundred rows will do, taken
/// as they come: each label needs at least 20. Writes the model, and beside it its card as Markdown.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal calibrate desk.csv --precision hostile=0.9 --out desk.ghirbal
  ghirbal calibrate desk.csv --precision hostile=0.8 --recall 0.95 --base-rate hostile=0.03 --out desk.ghirbal
  ghirbal calibrate desk.csv --model my.ghirbal --out my-calibrated.ghirbal")]
pub(super) struct Args {
    /// A labelled CSV of comments as readers leave them; `-` for standard input
    #[arg(value_name = "LABELS.csv")]
    labels: PathBuf,
    /// Where to write the model; its card goes beside it with the extension `.md`
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    #[command(flatten)]
    target: TargetArgs,
    /// The licence of the labelled file, for the card
    #[arg(long, value_name = "TEXT", default_value = "none stated")]
    licence: String,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    model: ModelArg,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let inputs: Vec<_> = args.model.file().into_iter().chain([args.labels.as_path()]).collect();
    write::keep_inputs_of_model(&args.out, &[write::CARD], &inputs)?;
    let labelled = train::read(&args.labels, &args.columns.columns())?;
    let model = args.model.model()?;
    ensure!(
        !model.provenance().learned_from(&labelled.digest),
        "the model was trained on {}: it is too sure of those rows to be calibrated by them; take rows that it has \
         not seen, or give these to `ghirbal train --natural` with --folds",
        labelled.name
    );
    let calibrated = recalibrate(model, &labelled, &args.target.target(), &args.licence)?;
    let mut out = output::data();
    report::write(&mut out, &calibrated.model)?;
    out.flush()?;
    write::model(&calibrated.model, &args.out)
}
