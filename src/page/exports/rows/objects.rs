//! JSON objects: one a line, or in any other arrangement.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Object;
use super::comment::Row;
use super::fields::{self, Field};
use super::values::said;
use crate::page::exports::json::{self, Documents, Input};
use crate::page::exports::nested::{self, Nested};
use crate::page::exports::{Export, Threads};
use crate::page::{Columns, Warning};
use crate::table::TEXT_COLUMNS;
use crate::{Error, Result};

/// Reads JSON objects.
pub(in crate::page::exports) struct Objects {
    path: PathBuf,
    columns: Columns,
    source: Source,
    /// The first line that could not be read, and how many there are.
    faults: Option<(Error, usize)>,
}

/// How the objects are written.
enum Source {
    /// One a line.
    Lines {
        input: Input,
        /// The line that is read next, from 1.
        line: u64,
        /// Lines that were read to see how they are written.
        first: VecDeque<Vec<u8>>,
    },
    /// In one array, or over several lines each.
    Documents(Box<Documents<Object>>),
}

impl Objects {
    pub(in crate::page::exports) fn new(path: &Path, mut input: Input, columns: &Columns) -> Result<Self> {
        let mut first = VecDeque::new();
        let mut next_line = || -> Result<Vec<u8>> {
            let mut line = vec![];
            input.read_until(b'\n', &mut line).map_err(|source| Error::read(path, source))?;
            Ok(line)
        };
        first.push_back(next_line()?);
        let mut are_lines = match serde_json::from_slice::<Object>(&first[0]) {
            Ok(_) => true,
            Err(fault) if fault.is_syntax() => {
                // The first line alone may be damaged.
                first.push_back(next_line()?);
                serde_json::from_slice::<Object>(&first[1]).is_ok()
            }
            Err(_) => false,
        };
        are_lines &= !first[0].is_empty();
        let source = if are_lines {
            Source::Lines { input, line: 1, first }
        } else {
            let read: Vec<u8> = first.into_iter().flatten().collect();
            let input: Box<dyn Read + Send> = Box::new(Cursor::new(read).chain(input));
            Source::Documents(Box::new(Documents::new(path, BufReader::new(input))))
        };
        Ok(Self { path: path.to_owned(), columns: columns.clone(), source, faults: None })
    }

    /// The next object, with its line where it has one. Lines that are none are passed over.
    fn next(&mut self) -> Result<Option<(Object, Option<u64>)>> {
        loop {
            let (text, at) = match &mut self.source {
                Source::Documents(documents) => return Ok(documents.next()?.map(|object| (object, None))),
                Source::Lines { input, line, first } => {
                    let mut text = first.pop_front().unwrap_or_default();
                    if text.is_empty() {
                        input
                            .read_until(b'\n', &mut text)
                            .map_err(|source| Error::read(&self.path, source))?;
                    }
                    *line += 1;
                    (text, *line - 1)
                }
            };
            if text.is_empty() {
                return Ok(None);
            }
            if text.trim_ascii().is_empty() {
                continue;
            }
            match serde_json::from_slice(&text) {
                Ok(object) => return Ok(Some((object, Some(at)))),
                Err(fault) => self.leave_out(json::error_at(&self.path, at, &fault)),
            }
        }
    }

    /// Counts a line that cannot be read.
    fn leave_out(&mut self, fault: Error) {
        self.faults.get_or_insert((fault, 0)).1 += 1;
    }

    /// What there is to say at the end of the file: where lines were left out, all pages warn of it.
    fn end(&mut self, threads: &mut Threads) -> Result<bool> {
        if let Source::Documents(documents) = &self.source {
            return documents.end(threads);
        }
        let Some((first, count)) = self.faults.take() else { return Ok(false) };
        let message = format!("Lines left out because they could not be read: {count}.");
        threads.warn(Warning::new("lines-left-out", message));
        Err(match first {
            Error::Malformed { path, line, message } if count > 1 => {
                let message =
                    format!("{message}. So many lines were left out: {count}; the others were read");
                Error::Malformed { path, line, message }
            }
            first => first,
        })
    }

    /// No field has the comment's text.
    fn without_text(&self, line: Option<u64>, names: &[String]) -> Error {
        let tried = self.columns.text.clone().unwrap_or_else(|| TEXT_COLUMNS.join(", "));
        let found = names.join(", ");
        let flag = "--text-col";
        match line {
            Some(line) => {
                let message = format!(
                    "no text (looked for {tried}); the fields are {found}. Name the field with {flag}"
                );
                Error::malformed(&self.path, line, message)
            }
            None => Error::MissingColumn { path: self.path.clone(), wanted: "text", tried, found, flag },
        }
    }

    /// Puts a comment into its thread, with what is known from around it.
    fn unpack(&self, found: Nested, threads: &mut Threads) {
        let Nested { object, parent, page, title } = found;
        let (names, values): (Vec<String>, Vec<Value>) = object.into_iter().unzip();
        let values: Vec<Option<String>> = values.iter().map(said).collect();
        let mut row = Row(fields::places(&names, &self.columns).map(|place| values.get(place?)?.as_deref()));
        row.complete(Field::Parent, parent.as_deref());
        row.complete(Field::Page, page.as_deref());
        row.complete(Field::Title, title.as_deref());
        row.unpack(threads);
    }
}

impl Export for Objects {
    fn advance(&mut self, threads: &mut Threads) -> Result<bool> {
        let Some((object, line)) = self.next()? else { return self.end(threads) };
        let names: Vec<String> = object.keys().cloned().collect();
        if object.values().any(|value| value.is_array() || value.is_object()) {
            let found = nested::comments(object.clone(), &self.columns);
            if !found.is_empty() {
                for found in found {
                    self.unpack(found, threads);
                }
                return Ok(true);
            }
        }
        if fields::places(&names, &self.columns)[0].is_none() {
            let fault = self.without_text(line, &names);
            if line.is_none() {
                return Err(fault);
            }
            self.leave_out(fault);
            return Ok(true);
        }
        self.unpack(Nested { object, parent: None, page: None, title: None }, threads);
        Ok(true)
    }
}
