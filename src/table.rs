//! Tables: CSV with comma, semicolon or tab, with or without a byte order mark, read record by record.

mod decode;
pub mod guard;
mod head;
mod place;

use std::borrow::Cow;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use crate::{Error, Result};
use head::Head;

#[cfg(feature = "labels")]
pub(crate) use head::is_workbook;
pub use place::Place;
pub(crate) use place::Tally;

/// Names of columns that hold the text, compared without case.
pub const TEXT_COLUMNS: [&str; 8] =
    ["text", "comment", "body", "content", "message", "تعليق", "التعليق", "النص"];

/// Stands behind the end of the input. Where it turns up inside a field, a quote was never closed: the csv
/// crate takes the rest of the file for that field without a word.
const END: &[u8] = b"\n\x01end of table\x01\n";

/// A table that is being read.
pub struct Table {
    path: PathBuf,
    delimiter: u8,
    headers: Vec<String>,
    reader: csv::Reader<LastRead<Box<dyn Read + Send>>>,
    /// The encoding that was decoded, where it was another than UTF-8.
    encoding: Option<&'static str>,
    /// Whether cells may have guards, see [`guard`].
    for_spreadsheets: bool,
    /// Lines before the header.
    before: u64,
    /// Line breaks inside of cells so far.
    breaks: u64,
    replaced: Tally,
    unguarded: Tally,
}

impl Table {
    /// Reads the header of `input`, in UTF-8, or in UTF-16 with a byte order mark; `path` is used in errors. Without
    /// a `delimiter`, the one that a line such as `sep=;` names is taken, else that of comma, semicolon and tab that the
    /// header has most.
    ///
    /// # Errors
    /// [`Error::Read`] where reading fails, [`Error::Empty`] where there is no header, [`Error::Malformed`]
    /// where the header has an unclosed quote, [`Error::Record`] where this is a workbook, JSON, fastText or a page.
    pub fn new(path: &Path, input: impl Read + Send + 'static, delimiter: Option<u8>) -> Result<Self> {
        let mut input = BufReader::new(decode::marked(input));
        let Head { line, named } = head::read(path, &mut input)?;
        let delimiter = delimiter.or(named).unwrap_or_else(|| head::delimiter(&line));
        let input: Box<dyn Read + Send> = Box::new(Cursor::new(line).chain(input).chain(END));
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(LastRead { input, bytes: Vec::new(), end: 0 });
        let mut table = Self {
            path: path.to_owned(),
            delimiter,
            headers: Vec::new(),
            reader,
            encoding: None,
            for_spreadsheets: false,
            before: u64::from(named.is_some()),
            breaks: 0,
            replaced: Tally::default(),
            unguarded: Tally::default(),
        };
        let mut header = ByteRecord::new();
        if !table.next_of_any_width(&mut header)? {
            return Err(Error::Empty { path: table.path, hint: "a header line and rows are expected" });
        }
        // In a name that was decoded wrongly this control is half a letter.
        let is_blank = |c: char| c.is_whitespace() && c != '\u{85}';
        let name = |name| String::from_utf8_lossy(name).trim_matches(is_blank).to_owned();
        table.headers = header.iter().map(name).collect();
        Ok(table)
    }

    /// [`Table::new`] for labels as spreadsheets save them: in UTF-8, UTF-16 or, by the look of the first 256 KB, in
    /// windows-1256 and its like. [`Table::text`] takes the guards of [`guard::guarded`] off, and [`Table::notes`]
    /// says so. (Without the feature `page`, encodings other than UTF-8 are not known.)
    ///
    /// # Errors
    /// As [`Table::new`].
    pub fn decoded(path: &Path, input: impl Read + Send + 'static) -> Result<Self> {
        let decoded = decode::decoded(Box::new(input)).map_err(|source| Error::read(path, source))?;
        let mut table = Self::new(path, decoded.input, None)?;
        table.encoding = decoded.encoding;
        table.for_spreadsheets = decoded.for_spreadsheets;
        if decoded.for_spreadsheets {
            for header in &mut table.headers {
                if let Some(bare) = guard::unguarded(header) {
                    *header = bare;
                }
            }
        }
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
    /// [`Error::Malformed`] or [`Error::Record`] with the line where a row has another number of fields than the header, or where
    /// a quote is never closed; [`Error::Read`] where reading fails. After the former the next row can be read.
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
            return Err(Error::at(&self.path, place(record), message));
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
        let is_cut = last.ends_with(END);
        self.set_place(record, is_cut);
        let Some(last) = record.iter().next_back() else { return Ok(false) };
        if last.ends_with(END) || last.ends_with(&END[..END.len() - 1]) {
            let message = "a quote in the row that begins here is never closed; close it, or double it if it \
                           belongs to the text; what stands behind it was not read";
            return Err(Error::at(&self.path, place(record), message));
        }
        Ok(true)
    }

    /// Says where a record begins: the csv crate takes the line feed of CR LF for the next record's, and blank lines
    /// before a record for its own. `is_cut`: it ends with the input.
    fn set_place(&mut self, record: &mut ByteRecord, is_cut: bool) {
        let breaks = memchr::memchr_iter(b'\n', record.as_slice()).count() as u64;
        let mut place = self.reader.position().clone();
        let ends_in_feed = !is_cut && self.reader.get_ref().before(place.byte()) != Some(b'\r');
        let line = place.line().saturating_sub(breaks + u64::from(ends_in_feed));
        place.set_line(line + self.before).set_record(line.saturating_sub(self.breaks));
        record.set_position(Some(place));
        self.breaks += breaks;
    }

    /// The text of a cell, without the guard that a file for spreadsheets has; what could not be decoded is replaced
    /// by U+FFFD.
    pub fn text<'r>(&mut self, record: &'r ByteRecord, column: usize) -> Cow<'r, str> {
        let text = String::from_utf8_lossy(&record[column]);
        let is_decoded = self.encoding.is_some();
        if matches!(text, Cow::Owned(_)) || (is_decoded && text.contains(char::REPLACEMENT_CHARACTER)) {
            self.replaced.add(place(record));
        }
        if !self.for_spreadsheets {
            return text;
        }
        guard::unguarded(&text).map_or(text, |bare| {
            self.unguarded.add(place(record));
            Cow::Owned(bare)
        })
    }

    /// What the reader should know of what was read so far: what was guessed, lost or taken away.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let path = self.path.display();
        let encoding = self.encoding.unwrap_or("UTF-8");
        let replaced = format!("hold bytes that are no {encoding}; they were replaced by U+FFFD");
        let unguarded = "had a ' before what a spreadsheet would run; it was taken away";
        let decoded = self.encoding.map(|encoding| format!("{path}: read as {encoding}"));
        let tallies = [self.replaced.note(&path, &replaced), self.unguarded.note(&path, unguarded)];
        decoded.into_iter().chain(tallies.into_iter().flatten()).collect()
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
        let tried = || named.map_or_else(|| usual.join(", "), str::to_owned);
        found.ok_or_else(|| Error::missing_column(&self.path, wanted, tried(), &self.headers, flag))
    }
}

/// Where a record stands.
#[must_use]
pub fn place(record: &ByteRecord) -> Place {
    let place = |position: &csv::Position| Place { line: position.line(), row: position.record() };
    record.position().map(place).unwrap_or_default()
}

/// Keeps what was read last, so that the end of a record can be looked at.
struct LastRead<R> {
    input: R,
    bytes: Vec<u8>,
    /// Where the bytes end in the input.
    end: u64,
}

impl<R> LastRead<R> {
    /// The byte before a place in the input, where that was read last.
    fn before(&self, place: u64) -> Option<u8> {
        let behind = usize::try_from(self.end.checked_sub(place)?).ok()?;
        self.bytes.get(self.bytes.len().checked_sub(behind + 1)?).copied()
    }
}

impl<R: Read> Read for LastRead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        if count > 0 {
            self.bytes.clear();
            self.bytes.extend_from_slice(&buffer[..count]);
            self.end += count as u64;
        }
        Ok(count)
    }
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
