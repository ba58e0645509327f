//! What is said beside the data, on standard error.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

/// Something went wrong, and the exit status will say so.
pub(crate) fn error(message: &str) {
    say("error", AnsiColor::Red, message);
}

/// Something the reader of the output should know.
pub(crate) fn warning(message: &str) {
    say("warning", AnsiColor::Yellow, message);
}

/// How it went.
pub(crate) fn info(message: &str) {
    // Standard error can be closed, and there is nobody left to tell.
    let _ = writeln!(anstream::stderr(), "{message}");
}

fn say(what: &str, colour: AnsiColor, message: &str) {
    let style = Style::new().bold().fg_color(Some(colour.into()));
    let _ = writeln!(anstream::stderr(), "{style}{what}:{style:#} {message}");
}
