//! `model`: the card.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use ghirbal::Model;

use super::output;

/// Print a model's card: labels, settings, training data, figures, licences
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal model                 the built-in model
  ghirbal model my.ghirbal")]
pub(super) struct Args {
    /// A model file [default: the built-in model]
    model: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let model = match &args.model {
        Some(path) => Model::open(path)?,
        None => Model::built_in(),
    };
    let mut out = output::data();
    out.write_all(model.card().as_bytes())?;
    Ok(out.flush()?)
}
