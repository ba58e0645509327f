//! Text that was UTF-8, was read as windows-1252, ISO-8859-1 or windows-1256, and saved like that.
//!
//! Each Arabic letter has then become two characters, the first of which is Ø or Ù (windows-1256: ط or ظ) and the second
//! the sign of a byte from 80 to BF, such as `Ø§` for ا. Such pairs are next to impossible in honest text, so a few of
//! them are enough to know; then every run of signs that decodes to something is put back.

use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::{Encoding, WINDOWS_1252, WINDOWS_1256};

use super::{entities, single};

/// How many pairs it takes.
const FEWEST_PAIRS: usize = 3;
/// No count of so many pairs is too large for a byte.
const COUNTED: usize = 255;
/// How often a text may have been spoiled.
const MOST_ROUNDS: usize = 3;

/// The text as it was meant, where it was spoiled.
pub(in crate::page) fn mend(text: &str) -> Option<String> {
    let mut mended: Option<String> = None;
    for _ in 0..MOST_ROUNDS {
        let Some(better) = round(mended.as_deref().unwrap_or(text)) else { break };
        mended = Some(better);
    }
    mended
}

/// Undoes one wrong decoding.
fn round(text: &str) -> Option<String> {
    // PHP's `htmlentities` wrote the signs of windows-1252 as entities for years.
    let count = |name: &str| memchr::memmem::find_iter(text.as_bytes(), name).count();
    let unescaped = (count("&Oslash;") + count("&Ugrave;") + count("&Ccedil;&aacute;") >= FEWEST_PAIRS)
        .then(|| entities::resolve_where(text, |c| LATIN.byte(c).is_some()));
    let text = unescaped.as_deref().unwrap_or(text);
    let mut readings = [&*LATIN, &*ARABIC].into_iter();
    match readings.find(|reading| may_be_spoiled(text) && reading.spoiled(text)) {
        Some(reading) => Some(reading.put_back(text)),
        None => single::mend(text, &|c| LATIN.byte(c)),
    }
}

/// A short text as it was meant, where one beside it was spoiled.
pub(in crate::page) fn mend_beside(text: &str) -> Option<String> {
    mend(text).or_else(|| single::mend_short(text, &|c| LATIN.byte(c)))
}

/// Whether the text has the bytes that leads of spoiled letters begin with, in any number. This one look spares most
/// pages the rest.
fn may_be_spoiled(text: &str) -> bool {
    let (mut latin, mut arabic, mut letters) = (0, 0, 0);
    let bytes = text.as_bytes();
    // So many at a time are counted in bytes, which a machine adds up side by side.
    for (first, second) in bytes.chunks(COUNTED).zip(bytes.get(1..).unwrap_or_default().chunks(COUNTED)) {
        let mut counts = [0_u8; 3];
        for (&lead, &byte) in first.iter().zip(second) {
            counts[0] += u8::from(lead == 0xc3 && (byte == 0x83 || matches!(byte, 0x98..=0x9b)));
            counts[1] += u8::from(lead == 0xd8 && matches!(byte, 0xb7 | 0xb8));
            counts[2] += u8::from(matches!(lead, 0xd8..=0xdb));
        }
        latin += usize::from(counts[0]);
        arabic += usize::from(counts[1]);
        letters += usize::from(counts[2]);
    }
    latin >= FEWEST_PAIRS || (arabic >= FEWEST_PAIRS && arabic * 8 >= letters)
}

/// An encoding in which text is read wrongly.
struct Reading {
    bytes: HashMap<char, u8>,
    /// Whether honest text has the leads of spoiled letters, too.
    is_arabic: bool,
}

static LATIN: LazyLock<Reading> = LazyLock::new(|| Reading::new(WINDOWS_1252, false));
static ARABIC: LazyLock<Reading> = LazyLock::new(|| Reading::new(WINDOWS_1256, true));

impl Reading {
    fn new(encoding: &'static Encoding, is_arabic: bool) -> Self {
        let upper: Vec<u8> = (0x80..=0xff).collect();
        let (text, _) = encoding.decode_without_bom_handling(&upper);
        let mut bytes: HashMap<char, u8> = text.chars().zip(0x80..=0xff).collect();
        if !is_arabic {
            // ISO-8859-1 has controls where windows-1252 has signs.
            for byte in 0x80..0xa0 {
                bytes.entry(char::from(byte)).or_insert(byte);
            }
        }
        Self { bytes, is_arabic }
    }

    /// The byte that was read as `c`.
    fn byte(&self, c: char) -> Option<u8> {
        if c.is_ascii() { None } else { self.bytes.get(&c).copied() }
    }

    /// Whether there are enough spoiled letters in the text.
    fn spoiled(&self, text: &str) -> bool {
        if self.is_arabic { text.lines().any(|line| self.has_enough(line)) } else { self.has_enough(text) }
    }

    /// Whether there are enough pairs of signs that were one letter. Where honest text has the first of such pairs, too,
    /// they must be more than the other letters.
    fn has_enough(&self, text: &str) -> bool {
        let (mut pairs, mut others, mut before) = (0_usize, 0_usize, None);
        for byte in text.chars().map(|c| self.byte(c)) {
            match (before, byte) {
                (Some(0xd8..=0xdb), Some(0x80..=0xbf)) => pairs += 1,
                // The first sign of a pair that was spoiled once more.
                (Some(0xc3), Some(0x98..=0x9b)) if !self.is_arabic => pairs += 1,
                (_, Some(0xc0..=0xd7 | 0xdc..)) => others += 1,
                _ => {}
            }
            before = byte;
        }
        pairs >= FEWEST_PAIRS && (!self.is_arabic || pairs > others)
    }

    /// Puts back what decodes, and leaves the rest. Where honest text has the signs, too, only lines are touched that are
    /// spoiled for sure, or in which every sign decodes.
    fn put_back(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            if self.is_arabic && !self.has_enough(line) && !self.decodes(line) {
                out.push_str(line);
            } else {
                self.put_back_line(line, &mut out);
            }
        }
        out
    }

    /// Whether every run of signs in the line was UTF-8.
    fn decodes(&self, line: &str) -> bool {
        let bytes: Vec<u8> = line.chars().map(|c| self.byte(c).unwrap_or(b' ')).collect();
        std::str::from_utf8(&bytes).is_ok()
    }

    fn put_back_line(&self, line: &str, out: &mut String) {
        let (mut run, mut bytes): (Vec<char>, Vec<u8>) = (vec![], vec![]);
        for c in line.chars() {
            if let Some(byte) = self.byte(c) {
                run.push(c);
                bytes.push(byte);
                continue;
            }
            self.put_back_run(&run, &bytes, out);
            run.clear();
            bytes.clear();
            out.push(c);
        }
        self.put_back_run(&run, &bytes, out);
    }

    /// Decodes the bytes of a run of signs; those that do not decode stay as they are.
    fn put_back_run(&self, run: &[char], bytes: &[u8], out: &mut String) {
        // A word of honest letters among spoiled ones.
        if self.is_arabic && std::str::from_utf8(bytes).is_err() && !is_mostly_pairs(bytes) {
            out.extend(run);
            return;
        }
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            out.push_str(chunk.valid());
            at += chunk.valid().len();
            out.extend(&run[at..at + chunk.invalid().len()]);
            at += chunk.invalid().len();
        }
    }
}

/// Whether most of the bytes are pairs of UTF-8.
fn is_mostly_pairs(bytes: &[u8]) -> bool {
    let pairs = bytes.windows(2).filter(|pair| matches!(pair, [0xd8..=0xdb, 0x80..=0xbf])).count();
    pairs * 4 >= bytes.len()
}

#[cfg(test)]
mod tests {
    use encoding_rs::{Encoding, WINDOWS_1252, WINDOWS_1256};

    use super::mend;

    const SENTENCE: &str = "هذا تعليق «قصير» على المقال، ولا شيء غير ذلك… 😂";

    fn spoil(text: &str, encoding: &'static Encoding) -> String {
        encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn spoiled_text_is_mended() {
        for encoding in [WINDOWS_1252, WINDOWS_1256] {
            let once = spoil(SENTENCE, encoding);
            assert_eq!(mend(&once).as_deref(), Some(SENTENCE), "{once}");
        }
        let twice = spoil(&spoil(SENTENCE, WINDOWS_1252), WINDOWS_1252);
        assert_eq!(mend(&twice).as_deref(), Some(SENTENCE));
        let latin_1: String = SENTENCE.bytes().map(char::from).collect();
        assert_eq!(mend(&latin_1).as_deref(), Some(SENTENCE));
        let entities = "&Oslash;&acute;&Ugrave;&fnof;&Oslash;&plusmn;&Oslash;&sect; &lt;b&gt;";
        assert_eq!(mend(entities).as_deref(), Some("شكرا &lt;b&gt;"));
    }

    #[test]
    fn only_the_spoiled_part_is_touched() {
        let half = format!("<h1>{SENTENCE}</h1>\n<p>{} café</p>", spoil(SENTENCE, WINDOWS_1252));
        assert_eq!(mend(&half), Some(format!("<h1>{SENTENCE}</h1>\n<p>{SENTENCE} café</p>")));
        let half = format!("{SENTENCE} وسط، خط\n{}", spoil(SENTENCE, WINDOWS_1256));
        assert_eq!(mend(&half), Some(format!("{SENTENCE} وسط، خط\n{SENTENCE}")));
    }

    #[test]
    fn honest_text_is_not_touched() {
        for text in [
            SENTENCE,
            "نظر الناظر إلى ظل ظبي ظمآن، وخطط الضباط للخط الوسط، ثم ظهر الظلم ظاهرا",
            "طظ طظ طظ ططط",
            "Øre, Ærø og Øst: ØØØØ – Ùna",
            "Le café de l'été « très » chaud",
            "",
        ] {
            assert_eq!(mend(text), None, "{text}");
        }
    }
}
