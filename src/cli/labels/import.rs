//! `labels import`: labels of other tools become the project's CSV.

use std::path::PathBuf;

use anyhow::{Result, bail};
use ghirbal::labels::majority::{self, Resolved};
use ghirbal::labels::{Annotations, Mapping};

use super::{CsvArgs, ReadingArgs, counted, names_of, tally};
use crate::cli::notes;

/// Bring labels in from spreadsheets and annotation tools, as the project's CSV
///
/// Reads CSV as spreadsheets write it, Excel, JSONL, fastText, Label Studio and doccano. Writes the columns
/// `id`, `text`, `label`, `annotator` where they are known, and all others behind them. Several files become one.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal labels import desk.xlsx --out desk.csv
  ghirbal labels import offensive.csv --map OFF=hostile --map NOT_OFF=neutral > labels.csv
  ghirbal labels import salma.jsonl karim.jsonl --annotator-by-file --out both.csv
  ghirbal labels import salma.csv karim.csv nour.csv --annotator-by-file --majority --out desk.csv
  ghirbal labels import desk.csv next.csv --out grown.csv")]
pub(super) struct Args {
    /// Files to read; `-` for standard input
    #[cfg_attr(not(feature = "serve"), arg(required = true, value_name = "FILE"))]
    #[cfg_attr(feature = "serve", arg(required_unless_present = "from_server", value_name = "FILE"))]
    files: Vec<PathBuf>,
    /// The database of `ghirbal serve`: every text that moderators decided on, without a label unless --map names one
    /// for the decision, as in rejected=hostile
    #[cfg(feature = "serve")]
    #[arg(long, value_name = "DB", conflicts_with_all = ["files", "from"])]
    from_server: Option<PathBuf>,
    /// Rename a label; can be given several times
    #[arg(long, value_name = "OLD=NEW", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Who labelled the rows that do not say so
    #[arg(long, value_name = "NAME", conflicts_with = "annotator_by_file")]
    annotator: Option<String>,
    /// Rows that do not say who labelled them were labelled by whom their file is named after, or their folder where
    /// files have one name
    #[arg(long)]
    annotator_by_file: bool,
    /// Write one row a text, with the label that more than half of its annotators gave, and without one where there is
    /// none such; `labels agree` shows those
    #[arg(long)]
    majority: bool,
    #[command(flatten)]
    csv: CsvArgs,
    #[command(flatten)]
    reading: ReadingArgs,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (old, new) = text.split_once('=').ok_or("expected OLD=NEW, as in OFF=hostile")?;
    if old.trim().is_empty() || new.trim().is_empty() {
        return Err("expected a name on both sides, as in OFF=hostile".to_owned());
    }
    Ok((old.trim().to_owned(), new.trim().to_owned()))
}

pub(super) fn run(args: &Args) -> Result<()> {
    args.csv.check(&args.files)?;
    unambiguous(&args.map)?;
    let by_file = if args.annotator_by_file { names_of(&args.files)? } else { Vec::new() };
    let mut all = Annotations::default();
    for (number, path) in args.files.iter().enumerate() {
        let mut annotations = args.reading.read(path)?;
        if let Some(name) = by_file.get(number).or(args.annotator.as_ref()) {
            for row in annotations.rows.iter_mut().filter(|row| row.annotator.trim().is_empty()) {
                row.annotator.clone_from(name);
            }
        }
        if annotations.rows.iter().all(|row| row.label.is_empty()) {
            notes::warning(&format!(
                "{}: no row has a label; if a column has them, name it with --label-col",
                path.display()
            ));
        }
        all.append(annotations);
    }
    if !from_server(args, &mut all)? {
        args.map.iter().cloned().collect::<Mapping>().apply(&mut all);
    }
    for note in all.notes.drain(..) {
        notes::warning(&note);
    }
    if args.majority {
        all = resolved(all)?;
    }
    args.csv.put(&all)?;
    notes::info(&format!("{}: {}", counted(all.rows.len() as u64, "row"), tally(&all)));
    Ok(())
}

/// One row a text, said in counts.
fn resolved(all: Annotations) -> Result<Annotations> {
    let Resolved { rows, agreed, disputed } = majority::resolve(all)?;
    notes::info(&format!(
        "{} of several annotators: {agreed} by a majority, {disputed} in dispute and so without a label (see `ghirbal \
         labels agree`)",
        counted(agreed + disputed, "text")
    ));
    Ok(rows)
}

/// Refuses two new names for one label: the later would win, and nobody would know.
fn unambiguous(map: &[(String, String)]) -> Result<()> {
    for (number, (old, new)) in map.iter().enumerate() {
        if let Some((_, other)) = map[..number].iter().find(|(earlier, other)| earlier == old && other != new)
        {
            bail!("--map gives {old} two names, {other} and {new}; which is it?");
        }
    }
    Ok(())
}

/// Adds what a server has kept, if one was named.
#[cfg(feature = "serve")]
fn from_server(args: &Args, all: &mut Annotations) -> Result<bool> {
    let Some(path) = &args.from_server else { return Ok(false) };
    all.append(ghirbal::labels::server::read(path, &args.map)?);
    Ok(true)
}

/// This program has no server.
#[cfg(not(feature = "serve"))]
#[expect(clippy::unnecessary_wraps, reason = "with the server it can fail")]
fn from_server(_: &Args, _: &mut Annotations) -> Result<bool> {
    Ok(false)
}
