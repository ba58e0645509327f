//! Lines of a file, as bytes.

use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use ghirbal::Error;

use super::BATCH_BYTES;

/// Some lines in a row.
#[derive(Debug, Default)]
pub(in crate::cli) struct Lines {
    /// The number of the first line, from 1.
    first: u64,
    bytes: Vec<u8>,
    /// Where each line ends in `bytes`.
    ends: Vec<usize>,
}

impl Lines {
    /// Each line with its number, without its line end.
    pub(in crate::cli) fn iter(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let lines = starts.zip(&self.ends).map(|(start, &end)| trimmed(&self.bytes[start..end]));
        (self.first..).zip(lines)
    }

    /// How many bytes were read for it.
    pub(in crate::cli) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }
}

fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Reads a file in batches of lines.
pub(in crate::cli) struct LineReader {
    path: PathBuf,
    reader: BufReader<Box<dyn Read + Send>>,
    next: u64,
}

impl LineReader {
    pub(in crate::cli) fn new(path: &Path, input: Box<dyn Read + Send>) -> Self {
        Self { path: path.to_owned(), reader: BufReader::with_capacity(BATCH_BYTES, input), next: 1 }
    }

    fn read(&mut self) -> Result<Lines, Error> {
        let mut batch = Lines { first: self.next, ..Lines::default() };
        loop {
            let read = self.reader.read_until(b'\n', &mut batch.bytes);
            if read.map_err(|source| Error::read(&self.path, source))? == 0 {
                break;
            }
            batch.ends.push(batch.bytes.len());
            // What has come so far goes out before more is waited for: somebody may be typing.
            if batch.bytes.len() >= BATCH_BYTES || self.reader.buffer().is_empty() {
                break;
            }
        }
        self.next += batch.ends.len() as u64;
        Ok(batch)
    }
}

impl Iterator for LineReader {
    type Item = Result<Lines, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.read() {
            Ok(batch) if batch.ends.is_empty() => None,
            result => Some(result),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::LineReader;

    #[test]
    fn lines_keep_their_bytes_and_numbers() {
        let text: &[u8] = b"one\r\n\n\xFF\0two\nlast";
        let mut found = Vec::new();
        for batch in LineReader::new(Path::new("-"), Box::new(text)) {
            found.extend(batch.expect("memory reads").iter().map(|(n, l)| (n, l.to_vec())));
        }
        let expected = [(1, &b"one"[..]), (2, b""), (3, b"\xFF\0two"), (4, b"last")];
        assert_eq!(found, expected.map(|(n, l)| (n, l.to_vec())));
    }
}
