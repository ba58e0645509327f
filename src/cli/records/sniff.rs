//! How lines are written, by the first that holds something.

use std::io::{self, BufRead as _, BufReader, Cursor, Read};

use super::json::Object;
use super::{BATCH_BYTES, Kind};

/// An input that was looked into, whole again.
pub(in crate::cli) struct Sniffed {
    /// [`Kind::Jsonl`] or [`Kind::Lines`].
    pub(in crate::cli) kind: Kind,
    /// Whether it is JSON that does not stand in lines: a list of objects, or an object over several lines.
    pub(in crate::cli) is_in_one_piece: bool,
    pub(in crate::cli) input: Box<dyn Read + Send>,
}

/// Reads up to the end of the first line that is not blank, and no further: somebody may be typing. That line is a JSON
/// object with a field, or lines are plain. (A comment may well be `{}`.) Of a file, an object that is all of it and holds
/// others is no comment.
///
/// # Errors
/// Fails where reading does.
pub(in crate::cli) fn sniffed(input: Box<dyn Read + Send>, is_file: bool) -> io::Result<Sniffed> {
    let mut input = BufReader::new(input);
    let (mut head, mut kind, mut is_in_one_piece) = (Vec::new(), Kind::Lines, false);
    // Blank lines without end must be answered, too.
    while head.len() < BATCH_BYTES {
        let start = head.len();
        if input.read_until(b'\n', &mut head)? == 0 {
            break;
        }
        let line = &head[start..];
        if !line.trim_ascii().is_empty() {
            match Object::parse(line) {
                Ok(object) if !object.is_empty() => {
                    kind = Kind::Jsonl;
                    is_in_one_piece = is_file && object.holds_others() && input.fill_buf()?.is_empty();
                }
                _ => is_in_one_piece = begins_json(line),
            }
            break;
        }
    }
    Ok(Sniffed { kind, is_in_one_piece, input: Box::new(Cursor::new(head).chain(input)) })
}

/// Whether a line that is no object begins JSON over several lines, or a list of objects. Comments, too, may begin with a
/// bracket.
fn begins_json(line: &[u8]) -> bool {
    let line: Vec<u8> = line.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let line = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&line);
    let is_cut = || serde_json::from_slice::<serde::de::IgnoredAny>(line).is_err_and(|fault| fault.is_eof());
    matches!(line, b"[" | b"{" | b"[{") || line.starts_with(b"[{\"") || (line.starts_with(b"{\"") && is_cut())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::{BATCH_BYTES, Kind, sniffed};

    #[test]
    fn the_first_line_that_holds_something_decides_and_nothing_is_lost() {
        let blank = "\n".repeat(BATCH_BYTES);
        for (content, kind) in [
            (r#"{"text":"شكرا"}"#, Kind::Jsonl),
            ("\u{FEFF}{\"text\":\"شكرا\"}\nشكرا\n", Kind::Jsonl),
            ("\r\n \n  {\"n\": 1} \r\n", Kind::Jsonl),
            ("", Kind::Lines),
            ("\n\n", Kind::Lines),
            ("شكرا\n{\"text\":\"شكرا\"}\n", Kind::Lines),
            ("{}\n{\"text\":\"شكرا\"}\n", Kind::Lines),
            ("{شكرا}\n", Kind::Lines),
            ("{\"text\":\"شكرا\"} قال\n", Kind::Lines),
            ("{\"text\":\n\"شكرا\"}\n", Kind::Lines),
            ("[{\"text\":\"شكرا\"}]\n", Kind::Lines),
            (&format!("{blank}{{\"n\":1}}\n"), Kind::Lines),
        ] {
            let mut found =
                sniffed(Box::new(std::io::Cursor::new(content.to_owned())), false).expect("memory reads");
            assert_eq!(found.kind, kind, "{content}");
            let is_json = content.starts_with("{\"text\":\n") || content.starts_with("[{");
            assert_eq!(found.is_in_one_piece, is_json, "{content}");
            let mut read = String::new();
            found.input.read_to_string(&mut read).expect("memory reads");
            assert_eq!(read, content);
        }
    }
}
