//! Files that are no text at all, which are refused before anything is read into them.

use super::encodings;

/// What begins so, what that is, and what to do with it.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"\x1F\x8B", "a gzip file", UNPACK),
    (b"BZh91AY&SY", "a bzip2 file", UNPACK),
    (b"\xFD7zXZ\0", "an xz file", UNPACK),
    (b"\x28\xB5\x2F\xFD", "a Zstandard file", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", UNPACK),
    (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    (
        b"PK\x03\x04",
        "a zip archive or an office document",
        "unpack it, or save the document as text or CSV, and give what comes out",
    ),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an office document", "save it as text or CSV and give that"),
    (b"%PDF-", "a PDF document", "save its text, as with pdftotext, and give that"),
    (b"\x89PNG\r\n\x1A\n", "a PNG picture", PICTURE),
    (b"\xFF\xD8\xFF", "a JPEG picture", PICTURE),
    (b"GIF87a", "a GIF picture", PICTURE),
    (b"GIF89a", "a GIF picture", PICTURE),
    (b"bplist00", "a binary property list or a Safari web archive", "save the page as HTML and give that"),
    (b"SQLite format 3\0", "an SQLite database", "export the comments as CSV and give that"),
];
const UNPACK: &str = "unpack it and give what comes out";
const PICTURE: &str = "save the page as HTML or text and give that";

/// So many bytes that no text has make no text, if they are at least one in so many of all. Pages that were spoiled a
/// little have some.
const MOST_CONTROLS: usize = 8;
const CONTROLS_IN: usize = 50;

/// What a file is that begins with `head`, and what to do with it, if it is no text.
pub(super) fn what(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let known = MAGIC.iter().find(|(magic, ..)| head.starts_with(magic));
    known.map(|&(_, what, advice)| (what, advice)).or_else(|| {
        let advice = "give a page or an export as text; UTF-8, UTF-16 and the Arabic encodings are read";
        is_binary(head).then_some(("a binary file, no text", advice))
    })
}

/// Whether bytes have too many of those that no text has, zeros among them. What was cut off by a fault of a disk ends
/// with zeros and is text all the same.
fn is_binary(head: &[u8]) -> bool {
    let end = head.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    let text = head.get(..end).unwrap_or(head);
    let is_odd = |byte: &&u8| matches!(byte, 0..=8 | 14..=31);
    let odd = text.iter().filter(is_odd).count();
    text.contains(&0) && odd > MOST_CONTROLS && odd * CONTROLS_IN > text.len() && !encodings::is_wide(head)
}
