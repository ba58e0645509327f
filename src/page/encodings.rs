//! Bytes → text.

use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1256};
use regex::bytes::Regex;

use super::Warning;

/// How far from the start a declaration is looked for. Browsers stop at 1024 bytes, but scraped pages often carry
/// scripts in front.
const DECLARATION_WINDOW: usize = 8192;

/// How many ill-formed sequences, in a thousand well-formed ones, UTF-8 may have and still be taken for UTF-8.
const UTF_8_FAULTS_PER_MILLE: usize = 100;

/// The text of a page, with what its reader should know about how it was decoded.
pub(crate) struct Decoded {
    /// The text.
    pub(crate) text: String,
    /// Guesses and losses.
    pub(crate) warnings: Vec<Warning>,
}

/// Decodes a page. A byte order mark decides, then well-formed UTF-8, then the declaration, then the look of the
/// bytes.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Decoded::with(encoding, bytes.get(mark..).unwrap_or_default(), vec![]);
    }
    let declared = declared(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            warnings: contradiction(bytes, declared).into_iter().collect(),
        };
    }
    match declared {
        Some(encoding) if encoding == UTF_8 => undeclared(bytes),
        Some(encoding) if encoding == WINDOWS_1252 && is_arabic_1256(bytes) => Decoded::with(
            WINDOWS_1256,
            bytes,
            vec![Warning::new(
                "encoding-contradicted",
                "The page declares windows-1252, but its bytes are Arabic in windows-1256; it was read as windows-1256.",
            )],
        ),
        Some(encoding) => Decoded::with(encoding, bytes, vec![]),
        None => undeclared(bytes),
    }
}

/// Decodes a file that has no place to declare its encoding, such as a table: by its byte order mark, then as UTF-8,
/// then by the look of the bytes. Gives the encoding, and whether some bytes had to be replaced.
#[cfg(feature = "labels")]
pub(crate) fn decode_table(bytes: &[u8]) -> (String, &'static Encoding, bool) {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| match bytes {
        // A header in ASCII has every other byte zero in UTF-16.
        [_, 0, _, 0, ..] => (encoding_rs::UTF_16LE, 0),
        [0, _, 0, _, ..] => (encoding_rs::UTF_16BE, 0),
        _ if std::str::from_utf8(bytes).is_ok() || is_damaged_utf_8(bytes) => (UTF_8, 0),
        _ => (guess(bytes), 0),
    });
    let (text, replaced) = encoding.decode_without_bom_handling(&bytes[mark..]);
    (text.into_owned(), encoding, replaced)
}

impl Decoded {
    /// Decodes `bytes` and warns where some had to be replaced.
    fn with(encoding: &'static Encoding, bytes: &[u8], mut warnings: Vec<Warning>) -> Self {
        let (text, replaced) = encoding.decode_without_bom_handling(bytes);
        if replaced {
            let message =
                format!("Some bytes are not valid {}; they were replaced by U+FFFD.", encoding.name());
            warnings.push(Warning::new("bytes-replaced", message));
        }
        Self { text: text.into_owned(), warnings }
    }
}

/// The encoding that the head of the page names, in either form of the `meta` tag or in an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    static CHARSET: LazyLock<Regex> = LazyLock::new(|| {
        let html = r#"<meta\s[^>]*charset\s*=\s*["']?\s*([a-z0-9_:.-]+)"#;
        let xml = r#"^\s*<\?xml\s[^>]*encoding\s*=\s*["']([a-z0-9_:.-]+)"#;
        Regex::new(&format!("(?i-u){html}|{xml}")).expect("the pattern is well-formed")
    });
    let head = bytes.get(..DECLARATION_WINDOW).unwrap_or(bytes);
    let found = CHARSET.captures(head)?;
    let name = found.get(1).or_else(|| found.get(2))?;
    // A meta tag that was read as single bytes cannot be in UTF-16, so browsers take that for UTF-8 too.
    Encoding::for_label(name.as_bytes()).map(Encoding::output_encoding)
}

/// The warning for a declaration that well-formed UTF-8 refutes. Pure ASCII refutes nothing.
fn contradiction(bytes: &[u8], declared: Option<&'static Encoding>) -> Option<Warning> {
    let encoding = declared.filter(|&encoding| encoding != UTF_8 && !bytes.is_ascii())?;
    let message =
        format!("The page declares {}, but it is valid UTF-8 and was read as that.", encoding.name());
    Some(Warning::new("encoding-contradicted", message))
}

/// Decodes bytes that are not well-formed UTF-8 and declare nothing else: damaged UTF-8, or a guess.
fn undeclared(bytes: &[u8]) -> Decoded {
    if is_damaged_utf_8(bytes) {
        return Decoded::with(UTF_8, bytes, vec![]);
    }
    let encoding = guess(bytes);
    let message =
        format!("The page does not say its encoding truly; it was guessed to be {}.", encoding.name());
    Decoded::with(encoding, bytes, vec![Warning::new("encoding-guessed", message)])
}

/// Whether the bytes are UTF-8 apart from a few faults, such as a character cut in two at the end.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut faults) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && faults.saturating_mul(1000) <= good.saturating_mul(UTF_8_FAULTS_PER_MILLE)
}

/// The likeliest legacy encoding of an Arabic page.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if is_arabic_1256(bytes) {
        return WINDOWS_1256;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"sa"), Utf8Detection::Deny)
}

/// Whether the bytes read as Arabic words in windows-1256: most high bytes are Arabic letters that stand in runs,
/// which accented Latin letters never do.
fn is_arabic_1256(bytes: &[u8]) -> bool {
    let (text, replaced) = WINDOWS_1256.decode_without_bom_handling(bytes);
    if replaced {
        return false;
    }
    let is_arabic = |c: char| ('\u{620}'..='\u{64a}').contains(&c);
    let (mut letters, mut in_words, mut run) = (0usize, 0usize, 0usize);
    let mut common = 0usize;
    for c in text.chars() {
        if is_arabic(c) {
            run += 1;
            letters += 1;
            // Alef and lam make up a quarter of Arabic prose; noise in the high half spreads evenly.
            common += usize::from(matches!(c, 'ا' | 'ل'));
        } else {
            in_words += if run >= 3 { run } else { 0 };
            run = 0;
        }
    }
    in_words += if run >= 3 { run } else { 0 };
    letters >= 8 && in_words * 10 >= letters * 7 && common * 10 >= letters
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1256;

    use super::decode;

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
