//! How much a decoding of bytes looks like Arabic: the letters of Arabic prose have very unequal shares, and a wrong
//! decoding gives rare letters and signs between them.

use encoding_rs::{Encoding, ISO_8859_6, WINDOWS_1256};

/// The single-byte encodings of Arabic that pages are in.
const ARABIC: [&Encoding; 2] = [WINDOWS_1256, ISO_8859_6];

/// The letters in the order of their shares in Arabic prose, with the share of each in thousandths, roughly.
const SHARES: &[(char, f32)] = &[
    ('ا', 150.0),
    ('ل', 120.0),
    ('ي', 70.0),
    ('م', 62.0),
    ('و', 60.0),
    ('ن', 57.0),
    ('ر', 50.0),
    ('ت', 46.0),
    ('ه', 38.0),
    ('ب', 37.0),
    ('ع', 36.0),
    ('ة', 32.0),
    ('د', 30.0),
    ('ف', 27.0),
    ('س', 26.0),
    ('ك', 24.0),
    ('أ', 22.0),
    ('ق', 22.0),
    ('ح', 20.0),
    ('ج', 14.0),
    ('ش', 12.0),
    ('ص', 11.0),
    ('ى', 10.0),
    ('إ', 10.0),
    ('خ', 10.0),
    ('ط', 10.0),
    ('ذ', 9.0),
    ('ض', 8.0),
    ('ز', 7.0),
    ('ث', 6.0),
    ('غ', 5.0),
    ('ئ', 5.0),
    ('ء', 4.0),
    ('ظ', 3.0),
    ('آ', 3.0),
    ('ؤ', 2.0),
    ('،', 8.0),
    ('؟', 3.0),
    ('؛', 1.0),
];
/// The share of a sign that Arabic has, but seldom: vowel signs, the stretching stroke, typographic quotation marks.
const SELDOM: f32 = 1.0;
/// The share of anything else.
const NEVER: f32 = 0.02;

/// The encoding in which `bytes`, which are no UTF-8, are Arabic, if there is one.
pub(super) fn best(bytes: &[u8]) -> Option<&'static Encoding> {
    let looks = ARABIC.map(|encoding| (encoding, Look::of(&encoding.decode_without_bom_handling(bytes).0)));
    let best = looks.iter().max_by(|(_, a), (_, b)| a.score.total_cmp(&b.score))?;
    best.1.is_arabic().then_some(best.0)
}

/// A decoding of the bytes.
#[derive(Default)]
struct Look {
    /// The logarithm of its likelihood.
    score: f32,
    letters: usize,
    /// Letters that stand in runs of three and more, as accented Latin letters never do.
    in_words: usize,
    /// Alefs and lams: a quarter of Arabic prose; noise in the high half spreads evenly.
    common: usize,
    lost: usize,
}

impl Look {
    fn of(text: &str) -> Self {
        let mut look = Self::default();
        let mut run = 0;
        for c in text.chars() {
            if ('\u{620}'..='\u{64a}').contains(&c) && c != 'ـ' {
                run += 1;
                look.letters += 1;
                look.common += usize::from(matches!(c, 'ا' | 'ل'));
            } else {
                look.in_words += if run >= 3 { run } else { 0 };
                run = 0;
            }
            if !c.is_ascii() {
                look.score += share(c).ln();
                look.lost += usize::from(c == '\u{fffd}');
            }
        }
        look.in_words += if run >= 3 { run } else { 0 };
        look
    }

    fn is_arabic(&self) -> bool {
        let Self { letters, in_words, common, lost, .. } = *self;
        letters >= 8 && in_words * 10 >= letters * 7 && common * 10 >= letters && lost * 100 <= letters
    }
}

fn share(c: char) -> f32 {
    match c {
        'ـ'
        | '\u{64b}'..='\u{652}'
        | '“'
        | '”'
        | '«'
        | '»'
        | '–'
        | '…'
        | '\u{a0}'
        | '\u{200c}'..='\u{200f}' => SELDOM,
        _ => SHARES.iter().find(|(letter, _)| *letter == c).map_or(NEVER, |(_, share)| *share),
    }
}
