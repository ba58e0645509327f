//! The command-line program: parses, runs a verb, turns its outcome into an exit status.

mod cli;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;

/// 0: done, or the reader of the output went away; 1: failed; 2: wrong usage.
fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            cli::notes::error(&message(&error));
            if error.is::<cli::Usage>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

/// What went wrong, from the outside in. The library's errors are whole sentences that hold their causes.
fn message(error: &anyhow::Error) -> String {
    let whole = error.chain().position(<dyn std::error::Error>::is::<ghirbal::Error>);
    let causes = error.chain().take(whole.map_or(usize::MAX, |at| at + 1));
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
