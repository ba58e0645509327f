//! JSON objects and plain lines, each with its verdict.

use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use ghirbal::sieve::Scratch;
use ghirbal::table::TEXT_COLUMNS;
use ghirbal::{Error, Verdict};
use serde::Serialize;

use super::{Done, Job, tell_left_out};
use crate::cli::records::json::Object;
use crate::cli::records::lines::{LineReader, Lines};
use crate::cli::records::{Kind, sniff};
use crate::cli::{input, notes, output};

/// A plain line with its verdict.
#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    #[serde(flatten)]
    verdict: &'a Verdict,
}

impl Job<'_> {
    /// Standard input or a file of JSON, written as its first line tells. Gives how many lines were left out.
    pub(super) fn told_by_content(&self, path: &Path, out: &mut impl Write) -> Result<u64> {
        let sniffed = sniff::sniffed(input::open(path)?, !input::is_stdin(path))
            .map_err(|source| Error::read(path, source))?;
        if sniffed.is_in_one_piece {
            bail!(
                "{}: this is JSON in one piece, and one object a line is expected; `ghirbal moderate --format jsonl {0}` \
                 classifies the comments in it (if each line is a comment, --input lines)",
                path.display()
            );
        }
        if sniffed.kind == Kind::Jsonl && input::is_stdin(path) {
            notes::info(&format!(
                "{}: read as JSON objects, one a line (--input jsonl; if each line is a comment, --input lines)",
                path.display()
            ));
        }
        self.lines(path, sniffed.input, sniffed.kind, out)
    }

    /// A file of objects or of plain lines. Gives how many lines were left out because they could not be read.
    pub(super) fn lines(
        &self,
        path: &Path,
        input: Box<dyn Read + Send>,
        kind: Kind,
        out: &mut impl Write,
    ) -> Result<u64> {
        let work = |scratch: &mut Scratch, lines: Result<Lines, Error>| {
            let mut done = Done::default();
            let result = lines.map_err(Into::into).and_then(|lines| {
                lines.iter().try_for_each(|(number, line)| {
                    done.records += 1;
                    match kind {
                        Kind::Jsonl => self.object(path, number, line, scratch, &mut done),
                        _ => self.plain(line, scratch, &mut done.written),
                    }
                })
            });
            (done, result)
        };
        let left_out = self.write_all(LineReader::new(path, input), work, "lines", out)?;
        tell_left_out(path, left_out, "lines");
        Ok(left_out)
    }

    fn plain(&self, line: &[u8], scratch: &mut Scratch, out: &mut Vec<u8>) -> Result<()> {
        let verdict = self.sieve.classify(line, scratch);
        Ok(output::json_line(out, &Line { text: &String::from_utf8_lossy(line), verdict: &verdict })?)
    }

    /// A line that cannot be read is a fault, and the others go on; a field that must not be written over ends the run,
    /// since a flag mends it.
    fn object(
        &self,
        path: &Path,
        number: u64,
        line: &[u8],
        scratch: &mut Scratch,
        done: &mut Done,
    ) -> Result<()> {
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        match self.parsed(line) {
            Ok((object, text)) => {
                let verdict = self.sieve.classify(text.as_bytes(), scratch);
                object
                    .write(&verdict, self.args.overwrite, &mut done.written)
                    .with_context(|| format!("{}, line {number}", path.display()))
            }
            Err(message) => {
                done.faults.push(Error::malformed(path, number, message));
                Ok(())
            }
        }
    }

    /// The object in a line, and its text.
    ///
    /// # Errors
    /// Says what is wrong with the line.
    fn parsed(&self, line: &[u8]) -> Result<(Object, String), String> {
        let object = Object::parse(line)
            .map_err(|fault| format!("not a JSON object: {}; each line must hold one", said(&fault)))?;
        let named = self.args.text_col.as_deref();
        match object.text(named, &TEXT_COLUMNS) {
            Some(text) => Ok((object, text)),
            None => Err(format!(
                "no text (looked for a string in {}); name its field with --text-col{}",
                named.map_or_else(|| TEXT_COLUMNS.join(", "), str::to_owned),
                if object.holds_others() {
                    ", or let `ghirbal moderate` find the comments inside it"
                } else {
                    ""
                }
            )),
        }
    }
}

/// What the parser says, without the line: to it, every line is the first. What is wrong as a whole has no column.
fn said(fault: &serde_json::Error) -> String {
    let said = fault.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    match fault.column() {
        0 => said.to_owned(),
        column => format!("{said} at column {column}"),
    }
}
