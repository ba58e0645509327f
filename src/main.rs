//! The command-line program: parses, runs a verb, turns its outcome into an exit status.

mod cli;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;

/// 0: done, or the reader of the output went away; 1: failed; 2: wrong usage (by clap).
fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            cli::notes::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
