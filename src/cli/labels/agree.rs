//! `labels agree`: how far annotators agree.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use ghirbal::labels::agreement::{Agreement, Dispute, File, Pair, Vote, measure};
use ghirbal::table::Place;

use super::{ReadingArgs, counted, names_of};
use crate::cli::notes;
use crate::cli::output::{self, ObjectFormat};

/// Measure how far annotators agree: Cohen's kappa, Krippendorff's alpha, confusion, the texts in dispute
///
/// A row an annotation: the column `annotator` says whose it is; of several files without one, each is of the
/// annotator that it is named after, or its folder where the files have one name. Texts are matched by what they say,
/// and by the column `id` where every file has one; an id that stands for several texts is left out.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal labels agree both.csv
  ghirbal labels agree salma.csv karim.csv --format jsonl
  ghirbal labels agree salma/all.jsonl karim/all.jsonl        as doccano exports them")]
pub(super) struct Args {
    /// Labelled files of any format that can be imported
    #[arg(required = true, value_name = "LABELS.csv")]
    labels: Vec<PathBuf>,
    /// How to write [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<ObjectFormat>,
    /// How many texts in dispute the table shows
    #[arg(long, value_name = "N", default_value_t = 20)]
    show: usize,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let mut read = args.labels.iter().map(|path| args.reading.read(path)).collect::<Result<Vec<_>>>()?;
    if read.len() > 1 && read.iter().flat_map(|file| &file.rows).any(|row| row.annotator.trim().is_empty()) {
        for (file, name) in read.iter_mut().zip(names_of(&args.labels)?) {
            for row in file.rows.iter_mut().filter(|row| row.annotator.trim().is_empty()) {
                row.annotator.clone_from(&name);
            }
        }
    }
    let names: Vec<_> = args.labels.iter().map(|path| path.display().to_string()).collect();
    let files = read.iter().zip(&names).map(|(annotations, name)| File { name, annotations });
    let files: Vec<_> = files.collect();
    let agreement = measure(&files)?;
    for note in &agreement.notes {
        notes::warning(note);
    }
    let (format, mut out) = ObjectFormat::or_default(args.format);
    match format {
        ObjectFormat::Jsonl => output::json_line(&mut out, &agreement)?,
        ObjectFormat::Table => table(&agreement, args.show, files.len() > 1, &mut out)?,
    }
    Ok(out.flush()?)
}

fn table(agreement: &Agreement, show: usize, several_files: bool, out: &mut impl Write) -> Result<()> {
    let or_none =
        |figure: Option<f64>| figure.map_or_else(|| "not defined".to_owned(), |f| format!("{f:.3}"));
    writeln!(
        out,
        "{} by {} annotators, Krippendorff's alpha {}",
        counted(agreement.texts, "text"),
        agreement.annotators.len(),
        or_none(agreement.alpha)
    )?;
    for pair in &agreement.pairs {
        let [first, second] = &pair.annotators;
        writeln!(
            out,
            "\n{} and {}: {}, {:.1}% alike, Cohen's kappa {}\n",
            output::harmless(first),
            output::harmless(second),
            counted(pair.texts, "text"),
            pair.agreement * 100.0,
            or_none(pair.kappa)
        )?;
        confusion(pair, out)?;
    }
    if !agreement.disputes.is_empty() {
        writeln!(out, "\n{} in dispute\n", counted(agreement.disputes.len() as u64, "text"))?;
    }
    for dispute in agreement.disputes.iter().take(show) {
        entry(dispute, several_files, out)?;
    }
    if agreement.disputes.len() > show {
        writeln!(out, "  … {} more; --format jsonl gives all", agreement.disputes.len() - show)?;
    }
    Ok(())
}

/// Rows: the first annotator; columns: the second.
fn confusion(pair: &Pair, out: &mut impl Write) -> Result<()> {
    let labels = &pair.confusion.labels;
    let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0).max(7);
    write!(out, "  {:>width$}", "")?;
    for label in labels {
        write!(out, " {:>width$}", output::harmless(label))?;
    }
    writeln!(out)?;
    for (label, counts) in labels.iter().zip(&pair.confusion.counts) {
        write!(out, "  {:>width$}", output::harmless(label))?;
        for count in counts {
            write!(out, " {count:>width$}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn entry(dispute: &Dispute, several_files: bool, out: &mut impl Write) -> Result<()> {
    let vote = |vote: &Vote| {
        let file = if several_files { format!("{}, ", output::harmless(&vote.file)) } else { String::new() };
        format!(
            "{} {} ({file}{} {})",
            output::harmless(&vote.annotator),
            output::harmless(&vote.label),
            vote.unit,
            Place { line: vote.place, row: vote.row.unwrap_or(vote.place) }
        )
    };
    let votes: Vec<_> = dispute.labels.iter().map(vote).collect();
    let id =
        if dispute.id.is_empty() { String::new() } else { format!("{}  ", output::harmless(&dispute.id)) };
    writeln!(out, "  {id}{}", votes.join(", "))?;
    Ok(output::paragraphs(out, &dispute.text, "      ")?)
}
