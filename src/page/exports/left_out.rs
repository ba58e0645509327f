//! Lines, rows and entries that could not be read: they are left out, named and counted, and the others go on.

use super::Threads;
use crate::page::Warning;
use crate::{Error, Result};

/// So many are named; all are counted.
const NAMED: usize = 20;

/// What was left out of a file.
#[derive(Default)]
pub(super) struct LeftOut {
    named: Vec<Error>,
    count: usize,
}

/// What it is that was left out: the code of the warning, and what one of them is.
pub(super) type What = (&'static str, &'static str);

impl LeftOut {
    /// Counts what could not be read.
    pub(super) fn add(&mut self, fault: Error) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(fault);
        }
    }

    /// What there is to say at the end of the file: where something was left out, all pages warn of it. The error is that
    /// of the first, with the others in lines of their own.
    pub(super) fn end(&mut self, (code, what): What, threads: &mut Threads) -> Result<()> {
        let Self { named, count } = std::mem::take(self);
        let mut named = named.into_iter();
        let Some(first) = named.next() else { return Ok(()) };
        let title = format!("{}{}", what[..1].to_uppercase(), &what[1..]);
        threads
            .warn(Warning::new(code, format!("{title} left out because they could not be read: {count}.")));
        let others: Vec<String> = named.map(|fault| format!("\n  {}", within(&fault))).collect();
        let unnamed = if count > NAMED { "\n  …" } else { "" };
        let more = |message: String| {
            if count == 1 {
                return message;
            }
            format!(
                "{message}. So many {what} were left out: {count}; the others were read{}{unnamed}",
                others.concat()
            )
        };
        Err(match first {
            Error::Malformed { path, line, message } => {
                Error::Malformed { path, line, message: more(message) }
            }
            Error::Record { path, place, message } => Error::Record { path, place, message: more(message) },
            first => first,
        })
    }
}

/// A fault in a file that was named already.
fn within(fault: &Error) -> String {
    match fault {
        Error::Malformed { line, message, .. } => format!("line {line}: {message}"),
        Error::Record { place, message, .. } => format!("{place}: {message}"),
        fault => fault.to_string(),
    }
}
