//! The small cleanings that every way of splitting shares.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Whether `c` is invisible and only steers direction or joining.
///
/// Such marks are taken out of names and dates. They stay in comments, where people use them to hide words.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether `c` is a number, as [`char::is_numeric`] says, which looks up all that is not ASCII in a table.
pub(crate) fn is_numeric(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_digit(),
        '\u{600}'..='\u{6ff}' => matches!(c, '٠'..='٩' | '۰'..='۹'),
        _ => c.is_numeric(),
    }
}

/// Whether `c` is a decimal digit of any script, as `\d` is in patterns.
pub(crate) fn is_digit(c: char) -> bool {
    static DIGIT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\d$").expect("the pattern is well-formed"));
    match c {
        '\0'..='\u{6ff}' => c.is_ascii_digit() || matches!(c, '٠'..='٩' | '۰'..='۹'),
        _ => c.is_numeric() && DIGIT.is_match(c.encode_utf8(&mut [0; 4])),
    }
}

/// Whether `c` is a letter, as [`char::is_alphabetic`] says, which looks up all that is not ASCII in a table.
pub(crate) fn is_alphabetic(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        '\u{620}'..='\u{64a}' => true,
        _ => c.is_alphabetic(),
    }
}

/// Whether `c` is a vowel sign or the stretching stroke.
fn is_tashkeel_or_tatweel(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}')
}

/// A copy of `line` on which cues and dates are looked up: one hamza-less alef, no vowel signs, no marks, ASCII
/// digits, lower case, single spaces.
pub(crate) fn fold(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            // Nearly all of a page; the rest of this list and the tables of Unicode are for what is left.
            'a'..='z' | '0'..='9' | 'ا' | 'ب'..='غ' | 'ف'..='ي' => folded.push(c),
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            'ی' => folded.push('ي'),
            'ک' => folded.push('ك'),
            '٠'..='٩' => folded.push(ascii_digit(c, '٠')),
            '۰'..='۹' => folded.push(ascii_digit(c, '۰')),
            _ if is_mark(c) || is_tashkeel_or_tatweel(c) => {}
            _ if c.is_whitespace() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The ASCII digit for the digit `c` of the run that begins with `zero`.
fn ascii_digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// A name or a date as printed, on one line and without marks; `None` where nothing is left.
pub(crate) fn label(text: &str) -> Option<String> {
    let mut label = String::with_capacity(text.len());
    let mut is_apart = false;
    for c in text.chars().filter(|&c| !is_mark(c)) {
        if c.is_whitespace() {
            is_apart = !label.is_empty();
        } else {
            if std::mem::take(&mut is_apart) {
                label.push(' ');
            }
            label.push(c);
        }
    }
    (!label.is_empty()).then_some(label)
}

/// The lines of a comment or an article: no space at either end, no blank lines, nothing else touched.
pub(crate) fn lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let mut kept = String::new();
    for line in lines.into_iter().filter(|line| !is_blank(line)) {
        if !kept.is_empty() {
            kept.push('\n');
        }
        push_with_plain_spaces(&mut kept, line.trim());
    }
    kept
}

/// Whether nothing can be seen on `line`.
pub(crate) fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || is_mark(c))
}

/// Adds a line on which no-break and other odd spaces become the plain one.
fn push_with_plain_spaces(text: &mut String, line: &str) {
    let mut rest = line;
    while let Some(at) = first_space(rest) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        text.push(' ');
        rest = &from[from.chars().next().map_or(0, char::len_utf8)..];
    }
    text.push_str(rest);
}

/// Adds words in which every run of white space becomes one plain space.
pub(crate) fn push_with_single_spaces(text: &mut String, words: &str) {
    let bytes = words.as_bytes();
    // Sums without branches, of which compilers make vector code. Most texts have nothing but single spaces.
    let odd =
        |byte: u8| u8::from(byte < b' ') | u8::from(byte == 0xc2) | u8::from(byte.wrapping_sub(0xe1) < 3);
    let odd = bytes.iter().fold(0, |sum, &byte| sum | odd(byte));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let double = pairs.fold(0, |sum, (&a, &b)| sum | (u8::from(a == b' ') & u8::from(b == b' ')));
    if odd | double == 0 {
        text.push_str(words);
        return;
    }
    let mut rest = words;
    while let Some(at) = first_space(rest) {
        let (word, behind) = rest.split_at(at);
        text.push_str(word);
        text.push(' ');
        rest = behind.trim_start();
    }
    text.push_str(rest);
}

/// Where the first white space stands. It is found by its bytes, since all of Unicode's begins with few of them, and
/// none of those begins an Arabic letter.
pub(crate) fn first_space(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let may_begin_one = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ' | 0xc2 | 0xe1..=0xe3);
        let at = from + bytes.get(from..)?.iter().position(may_begin_one)?;
        let c = text.get(at..)?.chars().next()?;
        if c.is_whitespace() {
            return Some(at);
        }
        from = at + c.len_utf8();
    }
}

/// One kind of line end: `\n`.
pub(crate) fn line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if other_line_end(&text).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(end) = other_line_end(rest) {
        out.push_str(&rest[..end.start]);
        out.push('\n');
        rest = &rest[end.end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the first line end stands that is not `\n`: the old ones and those of Unicode.
fn other_line_end(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'\r', 0xc2, 0xe2, bytes).find_map(|at| {
        let length = match bytes.get(at..)? {
            [b'\r', b'\n', ..] | [0xc2, 0x85, ..] => 2,
            [b'\r', ..] => 1,
            [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
            _ => return None,
        };
        Some(at..at + length)
    })
}

#[cfg(test)]
mod tests {
    use super::{fold, is_alphabetic, is_numeric, label, line_ends, lines};

    #[test]
    fn numbers_and_letters_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!((is_numeric(c), is_alphabetic(c)), (c.is_numeric(), c.is_alphabetic()), "{c:?}");
        }
    }

    #[test]
    fn folding_makes_cues_comparable() {
        for (from, to) in [
            ("  أترك   تعليقاً ", "اترك تعليقا"),
            ("١٢ تعليقًا", "12 تعليقا"),
            ("۵ تعلیقات", "5 تعليقات"),
            ("التعـــليقات\u{200f}\u{a0}(٢)", "التعليقات (2)"),
            ("Avatar OF سمير", "avatar of سمير"),
            ("\u{200b}", ""),
        ] {
            assert_eq!(fold(from), to, "{from:?}");
        }
    }

    #[test]
    fn labels_lose_marks_and_texts_keep_them() {
        assert_eq!(label("\u{200f} أبو\u{a0} خالد\u{200e} \n"), Some("أبو خالد".to_owned()));
        assert_eq!(label("\u{200f}\n"), None);
        assert_eq!(lines(["  كل\u{200c}مة\u{a0}هنا  ", " \u{a0}", "ثانية"]), "كل\u{200c}مة هنا\nثانية");
        assert_eq!(line_ends("a\r\nb\rc\nd".into()), "a\nb\nc\nd");
        assert_eq!(line_ends("«a»\u{85}b\u{2028}\u{2029}\r\r\nc“".into()), "«a»\nb\n\n\n\nc“");
    }
}
