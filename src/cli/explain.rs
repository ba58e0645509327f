//! `explain`: each token's contribution.

use std::io::Write;

use anyhow::Result;
use ghirbal::sieve::{Explanation, Scratch};

use super::input::ModelArg;
use super::output::{self, ObjectFormat};

/// Show what each word of a comment contributed to its label, strongest first
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal explain 'شكرا على التوضيح'
  ghirbal explain --format jsonl - < comment.txt")]
pub(super) struct Args {
    /// The comment; `-` for standard input
    text: std::ffi::OsString,
    /// How to write [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<ObjectFormat>,
    #[command(flatten)]
    model: ModelArg,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let text = if args.text == "-" {
        super::input::read("-".as_ref())?
    } else {
        args.text.clone().into_encoded_bytes()
    };
    let text = text.strip_suffix(b"\n").unwrap_or(&text);
    let explanation = args.model.sieve()?.explain(text, &mut Scratch::default());
    let (format, mut out) = ObjectFormat::or_default(args.format);
    match format {
        ObjectFormat::Jsonl => output::json_line(&mut out, &explanation)?,
        ObjectFormat::Table => table(&explanation, &mut out)?,
    }
    Ok(out.flush()?)
}

/// How many characters the longest bar has.
const BAR: f64 = 24.0;

fn table(explanation: &Explanation, out: &mut impl Write) -> Result<()> {
    let verdict = &explanation.verdict;
    writeln!(out, "{}", output::label_with_share(verdict))?;
    for (label, p) in verdict.probabilities.iter() {
        writeln!(out, "  {:5.1}%  {}", p * 100.0, output::harmless(label))?;
    }
    if explanation.contributions.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nFor {} (log-odds against the mean of the labels):", output::harmless(&verdict.label))?;
    let largest = explanation.contributions.iter().map(|c| c.weight.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let style = output::style_of(&verdict.label);
    for part in &explanation.contributions {
        let bar = "█".repeat((part.weight.abs() / largest * BAR).round() as usize);
        let bar =
            if part.weight > 0.0 { format!("{style}{bar}{style:#}") } else { bar.replace('█', "░") };
        writeln!(out, "  {:+7.3}  {}  {bar}", part.weight, output::isolated(&part.text))?;
    }
    writeln!(out, "  {:+7.3}  (constant)", explanation.constant)?;
    writeln!(out, "  {:+7.3}  in all", explanation.score)?;
    Ok(())
}
