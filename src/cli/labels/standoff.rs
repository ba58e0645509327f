//! `labels standoff`: labels without their texts.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use ghirbal::labels::Annotations;
use ghirbal::labels::standoff::{SHORTEST, publish, write as standoff_bytes};

use super::{ReadingArgs, counted};
use crate::cli::{notes, write};

/// Take labels from their texts, so that labels of comments that are not yours can be published
///
/// Writes a CSV a source, with the SHA-256 of each text in place of the text. `labels join` puts them together
/// again for anyone who has the texts. Texts of fewer than 16 characters are left out: their digests could be
/// guessed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal labels standoff comments.csv --into labels/public
  ghirbal labels join --standoff labels/public/SOURCE.csv original.csv > labelled.csv")]
pub(super) struct Args {
    /// Labelled files of any format that can be imported
    #[arg(required = true, value_name = "LABELS.csv")]
    labels: Vec<PathBuf>,
    /// The column that names the source of a comment, and so its file
    #[arg(long, value_name = "COLUMN", default_value = "source")]
    by: String,
    /// The folder to write to, a CSV a source
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let mut all = Annotations::default();
    for path in &args.labels {
        let annotations = args.reading.read(path)?;
        check_sources(&annotations, &args.by).with_context(|| path.display().to_string())?;
        all.append(annotations);
    }
    let by = column(&all, &args.by)?;
    let published = publish(&all, |other| other[by].clone());
    let mut files = Vec::new();
    for (source, labels) in &published.sources {
        files.push((args.into.join(format!("{source}.csv")), standoff_bytes(labels)?));
    }
    std::fs::create_dir_all(&args.into).map_err(|error| ghirbal::Error::write(&args.into, error))?;
    let whole: Vec<(&Path, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())).collect();
    write::all(&whole)?;
    for ((path, _), labels) in files.iter().zip(published.sources.values()) {
        notes::info(&format!("wrote {}: {}", path.display(), counted(labels.len() as u64, "label")));
    }
    notes::info(&format!(
        "left out: {} without a label, {} of fewer than {SHORTEST} characters, {} that repeat a text of their source, {} whose rows \
         contradict each other",
        counted(published.unlabelled, "row"),
        counted(published.short, "row"),
        counted(published.repeated, "row"),
        counted(published.contradicted, "text")
    ));
    Ok(())
}

/// The place of the column with the source.
fn column(annotations: &Annotations, name: &str) -> Result<usize> {
    match annotations.columns.iter().position(|column| column == name) {
        Some(place) => Ok(place),
        None => bail!("there is no column {name}; name the one with the source with --by"),
    }
}

/// Refuses sources that cannot name a file.
fn check_sources(annotations: &Annotations, by: &str) -> Result<()> {
    let by = column(annotations, by)?;
    for row in &annotations.rows {
        let source = &row.other[by];
        ensure!(
            !source.is_empty() && source.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c)),
            "{} {}: the source {source:?} cannot name a file",
            annotations.unit,
            row.place
        );
    }
    Ok(())
}
