//! Tables: CSV with comma, semicolon or tab, with or without a byte order mark, read record by record.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use crate::{Error, Result};

/// Names of columns that hold the text, compared without case.
pub const TEXT_COLUMNS: [&str; 8] =
    ["text", "comment", "body", "content", "message", "تعليق", "التعليق", "النص"];

/// Stands behind the end of the input. Where it turns up inside a field, a quote was never closed: the csv
/// crate takes the rest of the file for that field without a word.
const END: &[u8] = b"\n\x01end of table\x01\n";

/// How much of the first line is looked at to find the delimiter.
const SNIFFED: u64 = 64 * 1024;

/// A table that is being read.
pub struct Table {
    path: PathBuf,
    delimiter: u8,
    headers: Vec<String>,
    reader: csv::Reader<Box<dyn Read + Send>>,
}

impl Table {
    /// Reads the header of `input`; `path` is used in errors. Without a `delimiter`, the one of comma,
    /// semicolon and tab that the first line has most is taken.
    ///
    /// # Errors
    /// [`Error::Read`] where reading fails, [`Error::Empty`] where there is no header, [`Error::Malformed`]
    /// where the header has an unclosed quote.
    pub fn new(path: &Path, input: impl Read + Send + 'static, delimiter: Option<u8>) -> Result<Self> {
        let mut input = BufReader::new(input);
        let mut head = Vec::new();
        input
            .by_ref()
            .take(SNIFFED)
            .read_until(b'\n', &mut head)
            .map_err(|source| Error::read(path, source))?;
        let delimiter = delimiter.unwrap_or_else(|| sniff(&head));
        let input: Box<dyn Read + Send> = Box::new(Cursor::new(head).chain(input).chain(END));
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(input);
        let mut table = Self { path: path.to_owned(), delimiter, headers: Vec::new(), reader };
        let mut header = ByteRecord::new();
        if !table.next_of_any_width(&mut header)? {
            return Err(Error::Empty { path: table.path, hint: "a header line and rows are expected" });
        }
        table.headers = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        Ok(table)
    }

    /// The column names.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Comma, semicolon or tab.
    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Reads the next row into `record`; false at the end.
    ///
    /// # Errors
    /// [`Error::Malformed`] with the line where a row has another number of fields than the header, or where
    /// a quote is never closed; [`Error::Read`] where reading fails.
    pub fn next(&mut self, record: &mut ByteRecord) -> Result<bool> {
        if !self.next_of_any_width(record)? {
            return Ok(false);
        }
        if record.len() != self.headers.len() {
            let message = format!(
                "this row has {} fields, the header has {}; quote fields that hold the delimiter or a line \
                 break",
                record.len(),
                self.headers.len()
            );
            return Err(Error::malformed(&self.path, line(record), message));
        }
        Ok(true)
    }

    fn next_of_any_width(&mut self, record: &mut ByteRecord) -> Result<bool> {
        let more = self.reader.read_byte_record(record).map_err(|error| self.read_error(error))?;
        let mark = &END[1..END.len() - 1];
        let Some(last) = record.iter().next_back().filter(|_| more) else { return Ok(false) };
        if record.len() == 1 && last == mark {
            return Ok(false);
        }
        if last.ends_with(END) || last.ends_with(&END[..END.len() - 1]) {
            let message = "a quote in the row that begins here is never closed; close it, or double it if it \
                           belongs to the text";
            return Err(Error::malformed(&self.path, line(record), message));
        }
        Ok(true)
    }

    fn read_error(&self, error: csv::Error) -> Error {
        let line = error.position().map_or(0, csv::Position::line);
        match error.into_kind() {
            csv::ErrorKind::Io(source) => Error::read(&self.path, source),
            kind => Error::malformed(&self.path, line, format!("{kind:?}")),
        }
    }

    /// The place of the column that is `named`, or else of the first that has one of the usual names.
    ///
    /// # Errors
    /// [`Error::MissingColumn`] with the names that were looked for and those there are.
    pub fn column(
        &self,
        wanted: &'static str,
        named: Option<&str>,
        usual: &[&str],
        flag: &'static str,
    ) -> Result<usize> {
        let place = |name: &str| self.headers.iter().position(|h| h.to_lowercase() == name.to_lowercase());
        let found = match named {
            Some(name) => place(name),
            None => usual.iter().find_map(|name| place(name)),
        };
        found.ok_or_else(|| Error::MissingColumn {
            path: self.path.clone(),
            wanted,
            tried: named.map_or_else(|| usual.join(", "), str::to_owned),
            found: self.headers.join(", "),
            flag,
        })
    }
}

/// The line, from 1, on which a record begins.
#[must_use]
pub fn line(record: &ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

/// The delimiter that a first line has most; a comma where it has none.
fn sniff(head: &[u8]) -> u8 {
    let count = |delimiter: &u8| memchr::memchr_iter(*delimiter, head).count();
    // Of equals the last is taken: a comma.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// Reads all of a file.
///
/// # Errors
/// [`Error::Read`] where the file is missing, is a folder or cannot be read.
pub fn read_all(path: &Path) -> Result<Vec<u8>> {
    let read = || {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|source: io::Error| Error::read(path, source))
}
