//! Bytes → text.
//!
//! | step | module |
//! | --- | --- |
//! | byte order mark, declarations, the look of the bytes → encoding | this |
//! | how much a decoding looks like Arabic | `likeness` |
//! | text that was decoded wrongly before it came here, and entities | `mojibake`, `single`, `entities` |

mod entities;
mod likeness;
mod mojibake;
mod single;

use std::borrow::Cow;
use std::io::Read;
use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use regex::bytes::Regex;

use super::Warning;
pub(super) use entities::{named as named_entity, resolve as resolve_entities};
pub(super) use mojibake::{mend, mend_beside};

/// How far from the start a declaration is looked for. Browsers stop at 1024 bytes, but scraped pages often carry
/// scripts in front.
const DECLARATION_WINDOW: usize = 8192;

/// How many ill-formed sequences, in a thousand well-formed ones, UTF-8 may have and still be taken for UTF-8.
const UTF_8_FAULTS_PER_MILLE: usize = 100;

/// How much of a page is looked at where the look of the bytes decides.
const LOOKED_AT: usize = 256 * 1024;

/// The text of a page, with what its reader should know about how it was decoded.
pub(crate) struct Decoded<'a> {
    /// The text.
    pub(crate) text: Cow<'a, str>,
    /// Guesses and losses.
    pub(crate) warnings: Vec<Warning>,
}

/// Decodes a page, and mends it where it had been decoded wrongly before.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let Found { encoding, mark, mut warnings } = find(bytes);
    let (text, replaced) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
    if replaced {
        let message = format!("Some bytes are not valid {}; they were replaced by U+FFFD.", encoding.name());
        warnings.push(Warning::new("bytes-replaced", message));
    }
    let text = match mend(&text) {
        Some(text) => {
            warnings.push(mended());
            Cow::Owned(text)
        }
        None => text,
    };
    Decoded { text, warnings }
}

/// Names as they were meant, where they were spoiled; together they are enough to know.
pub(super) fn mend_names(names: &[&str]) -> Option<Vec<String>> {
    if names.iter().all(|name| name.is_ascii()) {
        return None;
    }
    let mended = mend(&names.join("\n"))?;
    let mended: Vec<String> = mended.split('\n').map(str::to_owned).collect();
    (mended.len() == names.len()).then_some(mended)
}

/// The warning that a text was mended.
pub(super) fn mended() -> Warning {
    let message = "The text had been decoded in a wrong encoding before it was saved (such as Ø§Ù„ or Çá for ال); it was mended.";
    Warning::new("mojibake-mended", message)
}

/// An encoding, and how it was found.
pub(super) struct Found {
    encoding: &'static Encoding,
    /// How long the byte order mark is.
    mark: usize,
    pub(super) warnings: Vec<Warning>,
}

impl Found {
    fn sure(encoding: &'static Encoding) -> Self {
        Self { encoding, mark: 0, warnings: vec![] }
    }

    fn warned(encoding: &'static Encoding, code: &str, message: String) -> Self {
        Self { encoding, mark: 0, warnings: vec![Warning::new(code, message)] }
    }

    /// Decodes while it reads; what is not valid becomes U+FFFD.
    pub(super) fn reader(&self, input: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        let mut builder = DecodeReaderBytesBuilder::new();
        Box::new(builder.encoding(Some(self.encoding)).bom_override(true).strip_bom(true).build(input))
    }
}

/// The encoding of bytes, which may be the head of more. A byte order mark decides, then well-formed UTF-8, then what
/// the declarations and the look of the bytes agree on.
pub(super) fn find(bytes: &[u8]) -> Found {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Found { mark, ..Found::sure(encoding) };
    }
    if let Some(encoding) = wide(bytes) {
        let message = format!("The page does not say that it is {}; it was recognised.", encoding.name());
        return Found::warned(encoding, "encoding-guessed", message);
    }
    let declared = declared(bytes);
    if is_utf_8(bytes) {
        let other = declared.iter().find(|&&encoding| encoding != UTF_8).filter(|_| !bytes.is_ascii());
        return other.map_or_else(|| Found::sure(UTF_8), |other| contradicted(other, UTF_8));
    }
    let looked_at = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let best = likeness::best(looked_at);
    match *declared.as_slice() {
        [] => undeclared(best, looked_at),
        [encoding] if encoding == UTF_8 => undeclared(best, looked_at),
        // Of several declarations the first holds, unless the bytes speak for another encoding.
        [first, ..] => match best {
            Some(best) if best != first => contradicted(first, best),
            _ => Found::sure(first),
        },
    }
}

/// Decodes a file that has no place to declare its encoding, such as a table: by its byte order mark, then as UTF-8,
/// then by the look of the bytes. Gives the encoding, and whether some bytes had to be replaced.
#[cfg(feature = "labels")]
pub(crate) fn decode_table(bytes: &[u8]) -> (String, &'static Encoding, bool) {
    let Found { encoding, mark, .. } = find(bytes);
    let (text, replaced) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
    (text.into_owned(), encoding, replaced)
}

/// [`decode_table`] for a table that is read as it comes, of which the head is there already.
pub(crate) fn table_reader(
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
) -> (Box<dyn Read + Send>, &'static Encoding) {
    let found = find(&head);
    let whole = Box::new(std::io::Cursor::new(head).chain(rest));
    // What is no UTF-8 here and there is left for the reader to find and to tell.
    let input = if found.encoding == UTF_8 { whole } else { found.reader(whole) };
    (input, found.encoding)
}

fn contradicted(declared: &'static Encoding, true_one: &'static Encoding) -> Found {
    let message = format!(
        "The page declares {}, but it was read as {}, which its bytes are.",
        declared.name(),
        true_one.name()
    );
    Found::warned(true_one, "encoding-contradicted", message)
}

/// Decides about bytes that are not UTF-8 and declare nothing else: the `best` encoding of Arabic, or any.
fn undeclared(best: Option<&'static Encoding>, bytes: &[u8]) -> Found {
    let encoding = best.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(Some(b"sa"), Utf8Detection::Deny)
    });
    let message =
        format!("The page does not say its encoding truly; it was guessed to be {}.", encoding.name());
    Found::warned(encoding, "encoding-guessed", message)
}

/// The encodings that the head of the page names, in either form of the `meta` tag or in an XML declaration.
fn declared(bytes: &[u8]) -> Vec<&'static Encoding> {
    static CHARSET: LazyLock<Regex> = LazyLock::new(|| {
        let html = r#"<meta\s[^>]*charset\s*=\s*["']?\s*([a-z0-9_:.-]+)"#;
        let xml = r#"^\s*<\?xml\s[^>]*encoding\s*=\s*["']([a-z0-9_:.-]+)"#;
        Regex::new(&format!("(?i-u){html}|{xml}")).expect("the pattern is well-formed")
    });
    let head = bytes.get(..DECLARATION_WINDOW).unwrap_or(bytes);
    let names = CHARSET.captures_iter(head).filter_map(|found| found.get(1).or_else(|| found.get(2)));
    // A meta tag that was read as single bytes cannot be in UTF-16, so browsers take that for UTF-8 too.
    let mut found: Vec<_> = names
        .filter_map(|name| Encoding::for_label(name.as_bytes()).map(Encoding::output_encoding))
        .collect();
    found.dedup();
    found
}

/// Whether the bytes are UTF-8, apart from a few faults and a character that is cut at the end.
fn is_utf_8(bytes: &[u8]) -> bool {
    let Err(fault) = std::str::from_utf8(bytes) else { return true };
    if fault.error_len().is_none() && !bytes[..fault.valid_up_to()].is_ascii() {
        return true;
    }
    let (mut good, mut faults) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && faults.saturating_mul(1000) <= good.saturating_mul(UTF_8_FAULTS_PER_MILLE)
}

/// Whether the bytes are UTF-16, with or without a byte order mark.
pub(super) fn is_wide(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || wide(bytes).is_some()
}

/// The form of UTF-16 that bytes without a byte order mark are in: the upper halves of its characters are those of
/// Latin, Arabic and punctuation, and one of them at least is zero, as no byte of other text is.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    const FEWEST_UNITS: usize = 8;
    let bytes = bytes.get(..4096).unwrap_or(bytes);
    let units = bytes.len() / 2;
    if units < FEWEST_UNITS || !bytes.contains(&0) {
        return None;
    }
    let is_upper = |byte: u8| matches!(byte, 0x00 | 0x06 | 0x20 | 0xfb | 0xfe);
    let share = |half: usize| {
        let uppers = bytes
            .chunks_exact(2)
            .filter(|unit| is_upper(unit[half]) && !(unit[1 - half] == 0 && unit[half] == 0));
        uppers.count() * 100 / units
    };
    let (big, little) = (share(0), share(1));
    match () {
        () if little >= 95 && little > big => Some(UTF_16LE),
        () if big >= 95 && big > little => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{ISO_8859_6, WINDOWS_1256};

    use super::{decode, find};

    const SENTENCE: &str = "هذا تعليق عربي قصير على المقال، ولا شيء غير ذلك";

    fn codes(bytes: &[u8]) -> Vec<String> {
        decode(bytes).warnings.into_iter().map(|warning| warning.code).collect()
    }

    fn legacy(text: &str) -> Vec<u8> {
        WINDOWS_1256.encode(text).0.into_owned()
    }

    #[test]
    fn windows_1256_is_read_declared_and_undeclared() {
        let declared = legacy(&format!("<meta charset='windows-1256'><p>{SENTENCE}</p>"));
        assert!(decode(&declared).text.contains(SENTENCE));
        assert!(codes(&declared).is_empty());
        let equiv = legacy(&format!(
            "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=windows-1256\">{SENTENCE}"
        ));
        assert!(decode(&equiv).text.contains(SENTENCE));
        let bare = legacy(SENTENCE);
        assert_eq!(decode(&bare).text, SENTENCE);
        assert_eq!(codes(&bare), ["encoding-guessed"]);
        let wrong = legacy(&format!("<meta charset=iso-8859-1>{SENTENCE}"));
        assert!(decode(&wrong).text.contains(SENTENCE));
        assert_eq!(codes(&wrong), ["encoding-contradicted"]);
        let wrong = legacy(&format!("<meta charset=utf-8>{SENTENCE}"));
        assert!(decode(&wrong).text.contains(SENTENCE));
        assert_eq!(codes(&wrong), ["encoding-guessed"]);
        let twice = legacy(&format!("<meta charset=utf-8><meta charset=windows-1256>{SENTENCE}"));
        assert!(decode(&twice).text.contains(SENTENCE));
        assert_eq!(codes(&twice), ["encoding-contradicted"]);
    }

    #[test]
    fn iso_8859_6_is_told_from_windows_1256() {
        let iso = ISO_8859_6.encode(SENTENCE).0.into_owned();
        assert_eq!(decode(&iso).text, SENTENCE);
        assert_eq!(codes(&iso), ["encoding-guessed"]);
        let mut wrong = b"<meta charset=windows-1256>".to_vec();
        wrong.extend(&iso);
        assert!(decode(&wrong).text.ends_with(SENTENCE));
        assert_eq!(codes(&wrong), ["encoding-contradicted"]);
        let mut right = b"<meta charset=iso-8859-6>".to_vec();
        right.extend(&iso);
        assert!(decode(&right).text.ends_with(SENTENCE) && codes(&right).is_empty());
        let mut wrong = b"<meta charset=iso-8859-6>".to_vec();
        wrong.extend(legacy(SENTENCE));
        assert!(decode(&wrong).text.ends_with(SENTENCE));
        assert_eq!(codes(&wrong), ["encoding-contradicted"]);
    }

    #[test]
    fn utf_16_without_a_mark_is_recognised() {
        for text in [SENTENCE, "<html><body>plain</body></html>"] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!((decode(&little).text.as_ref(), decode(&big).text.as_ref()), (text, text));
            assert_eq!(codes(&big), ["encoding-guessed"]);
        }
        assert!(codes(&b"\0\x01\x1b".repeat(100)).is_empty());
    }

    #[test]
    fn a_reader_decodes_as_it_goes() {
        use std::io::Read as _;
        let text = format!("{SENTENCE}\n").repeat(5000);
        for bytes in [legacy(&text), text.clone().into_bytes(), format!("\u{feff}{text}").into_bytes()] {
            let found = find(&bytes[..1001]);
            let mut read = String::new();
            let mut reader = found.reader(Box::new(std::io::Cursor::new(bytes)));
            reader.read_to_string(&mut read).expect("UTF-8");
            assert!(read == text);
        }
    }

    #[test]
    fn valid_utf_8_beats_its_declaration() {
        let page = format!("<meta charset=windows-1256>{SENTENCE}");
        assert_eq!(decode(page.as_bytes()).text, page);
        assert_eq!(codes(page.as_bytes()), ["encoding-contradicted"]);
        assert!(codes(b"<meta charset=windows-1256>plain").is_empty());
    }

    #[test]
    fn marks_decide_and_are_not_text() {
        let mut wide = vec![0xff, 0xfe];
        wide.extend(SENTENCE.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&wide).text, SENTENCE);
        assert_eq!(decode(format!("\u{feff}{SENTENCE}").as_bytes()).text, SENTENCE);
    }

    #[test]
    fn damaged_utf_8_stays_utf_8() {
        let cut = &SENTENCE.as_bytes()[..SENTENCE.len() - 1];
        assert!(decode(cut).text.starts_with("هذا تعليق"));
        assert_eq!(codes(cut), ["bytes-replaced"]);
        assert_eq!(decode(b"").text, "");
    }

    #[test]
    fn latin_pages_are_not_taken_for_arabic() {
        let latin = b"Le caf\xe9 est ferm\xe9, \xe0 bient\xf4t. Le th\xe9\xe2tre a re\xe7u des \xe9l\xe8ves.";
        assert!(decode(latin).text.contains("caf\u{e9}"));
    }
}
