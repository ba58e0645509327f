//! One file a verb; what they share stands beside them.

mod bench;
mod calibrate;
mod classify;
mod evaluate;
mod explain;
mod input;
mod labels;
mod model;
mod moderate;
pub(crate) mod notes;
mod output;
mod pages;
mod parallel;
mod progress;
mod records;
mod report;
mod report_file;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod shell;
mod split;
mod tokenize;
mod train;
mod write;

use std::num::NonZeroUsize;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  ghirbal moderate page.html                     sort the comments of a saved page
  ghirbal classify comments.csv > sorted.csv     add a label to every row
  ghirbal explain 'شكرا على التوضيح'             see which words decided
  ghirbal train labels.csv --out my.ghirbal      learn from your own labels

Data goes to standard output, everything else to standard error. Exit status: 0 done, 1 failed, 2 wrong usage.";

/// Sorts the reader comments of Arabic news pages into hostile, partisan and neutral, offline, and says why.
#[derive(Parser)]
#[command(name = "ghirbal", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    verb: Verb,
    /// How many threads may work at once [default: as many as there are cores]
    #[arg(long, global = true, value_name = "N", value_parser = thread_count)]
    threads: Option<NonZeroUsize>,
}

/// A number of threads.
fn thread_count(text: &str) -> Result<NonZeroUsize, String> {
    let fault =
        || format!("{text:?} is no number of threads; give 1 or more, or leave the flag out for one a core");
    text.parse().map_err(|_| fault())
}

#[derive(Subcommand)]
enum Verb {
    Moderate(moderate::Args),
    Split(split::Args),
    Tokenize(tokenize::Args),
    Train(Box<train::Args>),
    Calibrate(calibrate::Args),
    Evaluate(evaluate::Args),
    Labels(labels::Args),
    Classify(classify::Args),
    Explain(explain::Args),
    Bench(bench::Args),
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    /// Serve comment platforms (left out of this program)
    #[cfg(not(feature = "serve"))]
    #[command(hide = true, disable_help_flag = true)]
    Serve {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        _rest: Vec<std::ffi::OsString>,
    },
    Model(model::Args),
    Completions(shell::CompletionsArgs),
    Man(shell::ManArgs),
}

/// Wrong usage that clap does not see.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(String);

impl Usage {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// Runs the verb that was asked for.
pub(crate) fn run(cli: Cli) -> Result<ExitCode> {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = cli.threads.unwrap_or_else(cores).get();
    match cli.verb {
        Verb::Moderate(args) => return moderate::run(&args, threads),
        Verb::Split(args) => return split::run(&args, threads),
        Verb::Tokenize(args) => tokenize::run(&args, threads)?,
        Verb::Train(args) => train::run(&args, threads)?,
        Verb::Labels(args) => return labels::run(&args, threads),
        Verb::Calibrate(args) => calibrate::run(&args)?,
        Verb::Evaluate(args) => evaluate::run(&args, threads)?,
        Verb::Classify(args) => return classify::run(&args, threads),
        Verb::Explain(args) => explain::run(&args)?,
        Verb::Bench(args) => bench::run(&args, cli.threads.map_or(1, NonZeroUsize::get))?,
        #[cfg(feature = "serve")]
        Verb::Serve(args) => serve::run(args, threads)?,
        #[cfg(not(feature = "serve"))]
        Verb::Serve { .. } => anyhow::bail!(
            "this program was built without the server; build it with `cargo install --path . --features serve`"
        ),
        Verb::Model(args) => model::run(&args)?,
        Verb::Completions(args) => shell::completions(&args)?,
        Verb::Man(args) => shell::man(&args)?,
    }
    Ok(ExitCode::SUCCESS)
}
