//! The bytes of a table, as UTF-8. Encodings other than that take the feature `page`, which knows how Arabic looks.

use std::io::Read;

use super::guard::BYTE_ORDER_MARK;

/// How much of a table is looked at to find its encoding.
const LOOKED_AT: u64 = 256 * 1024;

/// A table in UTF-8.
pub(super) struct Decoded {
    pub(super) input: Box<dyn Read + Send>,
    /// The encoding it was in, where that is another.
    pub(super) encoding: Option<&'static str>,
    /// Whether it is encoded as spreadsheets do, and as files for them are.
    pub(super) for_spreadsheets: bool,
}

/// Decodes a table while it is read: by its byte order mark, then as UTF-8, then by the look of its head.
pub(super) fn decoded(mut input: Box<dyn Read + Send>) -> std::io::Result<Decoded> {
    let mut head = Vec::new();
    input.by_ref().take(LOOKED_AT).read_to_end(&mut head)?;
    let is_marked = head.starts_with(BYTE_ORDER_MARK.as_bytes());
    let (input, encoding) = by_its_look(head, input);
    Ok(Decoded { input, encoding, for_spreadsheets: is_marked || encoding.is_some() })
}

#[cfg(feature = "page")]
fn by_its_look(head: Vec<u8>, rest: Box<dyn Read + Send>) -> (Box<dyn Read + Send>, Option<&'static str>) {
    let (input, encoding) = crate::page::table_reader(head, rest);
    (input, (encoding != encoding_rs::UTF_8).then(|| encoding.name()))
}

#[cfg(not(feature = "page"))]
fn by_its_look(head: Vec<u8>, rest: Box<dyn Read + Send>) -> (Box<dyn Read + Send>, Option<&'static str>) {
    (Box::new(std::io::Cursor::new(head).chain(rest)), None)
}

/// UTF-16 that says so by its byte order mark becomes UTF-8; everything else stays as it is.
#[cfg(feature = "page")]
pub(super) fn marked(input: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(encoding_rs_io::DecodeReaderBytesBuilder::new().utf8_passthru(true).build(input))
}

/// Everything stays as it is.
#[cfg(not(feature = "page"))]
pub(super) fn marked(input: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(input)
}
