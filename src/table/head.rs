//! How a table begins: whether it is one, and which delimiter it has.

use std::io::{BufRead, Read as _};
use std::path::Path;

use super::guard::BYTE_ORDER_MARK;
use crate::{Error, Result};

/// How much of a line is looked at.
const SNIFFED: u64 = 64 * 1024;

/// What workbooks begin with: a ZIP file, or the container of older Excel files.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];

/// Whether bytes are the beginning of a workbook.
pub(crate) fn is_workbook(head: &[u8]) -> bool {
    WORKBOOKS.iter().any(|magic| head.starts_with(magic))
}

/// What is known before the header is read.
pub(super) struct Head {
    /// The line of the header, or its beginning.
    pub(super) line: Vec<u8>,
    /// The delimiter that a line `sep=;` before it names, as Excel has it. That line is no row.
    pub(super) named: Option<u8>,
}

/// Reads the first line; `path` is used in errors.
///
/// # Errors
/// [`Error::Read`] where reading fails, [`Error::Record`] where this is no table.
pub(super) fn read(path: &Path, input: &mut impl BufRead) -> Result<Head> {
    let line = first_line(path, input)?;
    if let Some((what, cure)) = no_table(path, &line) {
        return Err(Error::Record {
            path: path.to_owned(),
            place: "as a table".to_owned(),
            message: format!("this is {what}, and a CSV is expected; {cure}"),
        });
    }
    match named_delimiter(&line) {
        None => Ok(Head { line, named: None }),
        named => Ok(Head { line: first_line(path, input)?, named }),
    }
}

fn first_line(path: &Path, input: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut line = Vec::new();
    let read = input.by_ref().take(SNIFFED).read_until(b'\n', &mut line);
    read.map_err(|source| Error::read(path, source))?;
    Ok(line)
}

/// What a file is that is no table, and what to do.
fn no_table(path: &Path, head: &[u8]) -> Option<(&'static str, String)> {
    let import = || {
        let (file, csv) = (path.display(), path.with_extension("csv"));
        let out = if csv == path { path.with_extension("imported.csv") } else { csv };
        format!("make one: ghirbal labels import {file} --out {}", out.display())
    };
    if is_workbook(head) {
        return Some(("a workbook", import()));
    }
    let text = String::from_utf8_lossy(head).to_lowercase();
    let text = text.trim_start_matches(BYTE_ORDER_MARK).trim();
    if is_json(text) {
        Some(("JSON", import()))
    } else if text.starts_with("__label__") {
        Some(("fastText's lines", import()))
    } else if text.starts_with("<!doctype") || text.starts_with("<html") {
        let cure = format!(
            "the comments of a page become one with `ghirbal moderate {} --format csv`",
            path.display()
        );
        Some(("a page", cure))
    } else {
        None
    }
}

/// Whether a line begins a list or an object; a header could begin with a bracket alone.
fn is_json(line: &str) -> bool {
    let inside = line.strip_prefix(['{', '[']).map(str::trim_start);
    inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(['"', '{', '[', '}', ']']))
}

fn named_delimiter(line: &[u8]) -> Option<u8> {
    let line = line.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(line);
    let (name, rest) = line.split_at_checked(4)?;
    match rest {
        [delimiter, b'\r' | b'\n', ..] if name.eq_ignore_ascii_case(b"sep=") => Some(*delimiter),
        _ => None,
    }
}

/// The delimiter that a header has most; a comma where it has none.
pub(super) fn delimiter(line: &[u8]) -> u8 {
    let count = |delimiter: &u8| memchr::memchr_iter(*delimiter, line).count();
    // Of equals the last is taken: a comma.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}
