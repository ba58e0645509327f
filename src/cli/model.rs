//! `model`: the card.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use ghirbal::Model;

use super::{input, output};

/// Print a model's card: labels, settings, training data, figures, licences
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal model                 the default model
  ghirbal model sentiment
  ghirbal model my.ghirbal")]
pub(super) struct Args {
    /// A built-in model by its name, moderation or sentiment, or a model file [default: moderation]
    model: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let model = args.model.as_deref().map_or_else(|| Ok(Model::built_in()), input::load)?;
    let mut out = output::data();
    out.write_all(model.card().as_bytes())?;
    Ok(out.flush()?)
}
