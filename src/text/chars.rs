//! What single characters fold to.

use unicode_normalization::char::decompose_compatible;

use super::table::{
    arabic_counterpart, digit_value, is_high_pictographic, is_invisible, is_mark, is_pictographic,
};
use super::{Flags, FoldSettings};

/// What a character becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    Dropped(Flags),
    /// One character, perhaps itself.
    One(char, Flags),
    /// Several characters.
    Many(String, Flags),
}

/// Folds one character by itself.
pub(super) fn fold(c: char, settings: &FoldSettings) -> Change {
    if is_high_pictographic(c) {
        return Change::One(c, Flags::NONE);
    }
    if settings.marks && is_dropped_mark(c) {
        return Change::Dropped(Flags::MARKS);
    }
    if settings.tatweel && c == '\u{640}' {
        return Change::Dropped(Flags::TATWEEL);
    }
    if settings.invisible && is_invisible(c) {
        return Change::Dropped(Flags::INVISIBLE);
    }
    // Ⓜ, ™ and the like are emoji and no letters.
    if is_pictographic(c) {
        return Change::One(c, Flags::NONE);
    }
    // Arabic letters with a hamza or a madda decompose as well, but have rules of their own.
    if !settings.compatibility || ('\u{621}'..='\u{64A}').contains(&c) {
        return single(c, settings, Flags::NONE);
    }
    let mut pieces = String::new();
    if c == '\u{FDFD}' {
        // Unicode gives the basmala sign no decomposition; this one is ours.
        pieces.push_str("بسم الله الرحمن الرحيم");
    } else {
        decompose_compatible(c, |piece| pieces.push(piece));
    }
    let mut chars = pieces.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) if only == c => single(c, settings, Flags::NONE),
        (Some(only), None) => single(only, settings, Flags::COMPATIBILITY),
        // A spacing accent, which is a sign of its own and no blank with a mark.
        (Some(' '), Some(_)) => single(c, settings, Flags::NONE),
        _ => several(&pieces, settings),
    }
}

/// Folds the pieces of a character one by one.
fn several(pieces: &str, settings: &FoldSettings) -> Change {
    let mut folded = String::new();
    for piece in pieces.chars() {
        if let Change::One(piece, _) = single(piece, settings, Flags::NONE) {
            folded.push(piece);
        }
    }
    let mut chars = folded.chars();
    match (chars.next(), chars.next()) {
        (None, _) => Change::Dropped(Flags::MARKS),
        (Some(only), None) => Change::One(only, Flags::NONE),
        _ => Change::Many(folded, Flags::COMPATIBILITY),
    }
}

/// Marks, and the spacing forms of tashkeel.
fn is_dropped_mark(c: char) -> bool {
    is_mark(c) || matches!(c, '\u{FE70}'..='\u{FE72}' | '\u{FE74}' | '\u{FE76}'..='\u{FE7F}')
}

/// Folds a character that has no (further) decomposition.
fn single(c: char, s: &FoldSettings, flags: Flags) -> Change {
    if s.marks && is_dropped_mark(c) {
        return Change::Dropped(Flags::MARKS);
    }
    if let Some(digit) = digit_value(c).filter(|_| s.digits).and_then(|value| char::from_digit(value, 10)) {
        return Change::One(digit, flags);
    }
    let (c, flags) = match arabic_counterpart(c) {
        Some('ا') if s.alef || s.letters => ('ا', flags),
        Some(plain) if s.letters => (plain, flags.with(Flags::LETTERS)),
        _ => (c, flags),
    };
    match c {
        'أ' | 'إ' | 'آ' if s.alef => Change::One('ا', flags),
        'ى' | 'ئ' if s.yeh => Change::One('ي', flags),
        'ة' if s.teh_marbuta => Change::One('ه', flags),
        'ؤ' if s.waw => Change::One('و', flags),
        '\u{640}' if s.tatweel => Change::Dropped(Flags::TATWEEL),
        // The few characters whose lower case is two take the first.
        c if s.case => Change::One(c.to_lowercase().next().unwrap_or(c), flags),
        c => Change::One(c, flags),
    }
}

/// Whether a folded word is laughter: ه twice or more, drawn-out خ, and repeated ها, هع, هي, ha, he and the
/// like. `elongated`: a letter was written three times or more.
pub(super) fn is_laughter(word: &[u8], elongated: bool) -> bool {
    const BEATS: [&[u8]; 6] = ["ها".as_bytes(), "هع".as_bytes(), "هي".as_bytes(), b"ha", b"he", b"hi"];
    match word {
        // ه, and خ and h only if they were drawn out.
        b"\xD9\x87\xD9\x87" => true,
        b"\xD9\x87" | b"\xD8\xAE" | b"h" => elongated,
        [0xD9, 0x87, ..] | [b'h', ..] => BEATS.iter().any(|beat| {
            // haha is short enough to be a word or a name.
            let least = if beat.len() == 2 { 5 } else { 2 * beat.len() };
            word.len() >= least && word.chunks(beat.len()).all(|part| beat.starts_with(part))
        }),
        _ => false,
    }
}
