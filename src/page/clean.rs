//! The small cleanings that every way of splitting shares.

use std::borrow::Cow;

/// Whether `c` is invisible and only steers direction or joining.
///
/// Such marks are taken out of names and dates. They stay in comments, where people use them to hide words.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
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
    let plain: String = text.chars().filter(|&c| !is_mark(c)).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}

/// The lines of a comment or an article: no space at either end, no blank lines, nothing else touched.
pub(crate) fn lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let kept: Vec<String> =
        lines.into_iter().filter(|line| !is_blank(line)).map(|line| plain_spaces(line.trim())).collect();
    kept.join("\n")
}

/// Whether nothing can be seen on `line`.
pub(crate) fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || is_mark(c))
}

/// No-break and other odd spaces become the plain one.
fn plain_spaces(line: &str) -> String {
    line.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

/// One kind of line end: `\n`.
pub(crate) fn line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    const OTHERS: [char; 4] = ['\r', '\u{2028}', '\u{2029}', '\u{85}'];
    if !text.contains(OTHERS) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' {
            let _ = chars.next_if_eq(&'\n');
        }
        out.push(if OTHERS.contains(&c) { '\n' } else { c });
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{fold, label, line_ends, lines};

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
    }
}
