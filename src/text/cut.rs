//! Stage 3, **cut**: folded text goes in, tokens come out.
//!
//! A single pass; at each position the first rule that fits takes as much as it can. Addresses come before
//! words, since they hold letters and marks of their own.

use super::fold::{Folded, Origins};
use super::table::{Class, class, is_arabic_letter, is_modifier, is_pictographic, is_regional};
use super::{Kind, Token};

/// The longest local part of an e-mail address (RFC 5321, section 4.5.3.1.1); it also bounds the search.
const MAX_LOCAL_PART: usize = 64;

/// Cuts a folded text into tokens, replacing what `into` held.
pub(super) fn cut(folded: &Folded, into: &mut Vec<Token>) {
    into.clear();
    let mut cutter =
        Cutter { text: folded.text(), origins: folded.origins(), elongations: folded.elongations(), into };
    let mut at = 0;
    while at < cutter.text.len() {
        at = cutter.step(at);
    }
}

struct Cutter<'a> {
    text: &'a str,
    origins: Origins<'a>,
    elongations: &'a [usize],
    into: &'a mut Vec<Token>,
}

impl Cutter<'_> {
    /// Takes what begins at `at`; returns where the next begins.
    fn step(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let Some(c) = rest.chars().next() else { return self.text.len() };
        let here = class(c);
        match here {
            Class::Space | Class::Mark => at + c.len_utf8(),
            Class::Arabic | Class::OtherLetter => self.base(Kind::Word, at, letters(rest, here)),
            Class::Latin => self.latin(at, rest),
            Class::Digit => self.digit(at, rest),
            Class::Emoji => self.base(Kind::Emoji, at, emoji(rest)),
            Class::Replacement => self.base(Kind::Invalid, at, c.len_utf8()),
            Class::Symbol => self.base(Kind::Symbol, at, run(rest, c)),
            Class::Punctuation => self.punctuation(at, rest, c),
        }
    }

    fn base(&mut self, kind: Kind, at: usize, len: usize) -> usize {
        debug_assert!(len > 0, "a rule that fits takes something");
        self.push(kind, false, at, at + len);
        at + len
    }

    fn push(&mut self, kind: Kind, derived: bool, from: usize, to: usize) {
        let start = self.origins.start(from);
        let end = self.origins.end(to);
        let elongations = self.elongations;
        let next = elongations.partition_point(|&at| at < from);
        let elongated = elongations.get(next).is_some_and(|&at| at < to);
        self.into.push(Token { kind, derived, elongated, start, end, folded_start: from, folded_end: to });
    }

    fn latin(&mut self, at: usize, rest: &str) -> usize {
        if let Some(len) = url(rest) {
            return self.base(Kind::Url, at, len);
        }
        if let Some(len) = email(rest) {
            return self.base(Kind::Email, at, len);
        }
        self.base(Kind::Word, at, letters(rest, Class::Latin))
    }

    fn digit(&mut self, at: usize, rest: &str) -> usize {
        if let Some(len) = keycap(rest) {
            return self.base(Kind::Emoji, at, len);
        }
        if let Some(len) = email(rest) {
            return self.base(Kind::Email, at, len);
        }
        let digits = span(rest, |c| c.is_ascii_digit());
        // Arabizi writes letters as digits: 7aftar, 3ala.
        if digits > 0 && rest[digits..].chars().next().is_some_and(|c| class(c) == Class::Latin) {
            return self.base(Kind::Word, at, letters(rest, Class::Latin));
        }
        self.base(Kind::Number, at, number(rest))
    }

    fn punctuation(&mut self, at: usize, rest: &str, c: char) -> usize {
        match c {
            '#' | '*' if keycap(rest).is_some() => self.base(Kind::Emoji, at, keycap(rest).unwrap_or(1)),
            '@' => match span(&rest[1..], is_name) {
                0 => self.base(Kind::Punctuation, at, run(rest, c)),
                name => self.base(Kind::Mention, at, 1 + name),
            },
            '#' => match span(&rest[1..], is_name) {
                0 => self.base(Kind::Punctuation, at, run(rest, c)),
                name => self.hashtag(at, 1 + name),
            },
            // Also a lone mark of a sequence that has no emoji before it.
            _ => self.base(Kind::Punctuation, at, run(rest, c)),
        }
    }

    /// The whole tag, then its parts as derived tokens.
    fn hashtag(&mut self, at: usize, len: usize) -> usize {
        self.base(Kind::Hashtag, at, len);
        let end = at + len;
        let mut part = at + 1;
        while part < end {
            let rest = &self.text[part..end];
            let first = rest.chars().next().map_or(Class::Mark, class);
            let (kind, len) = match first {
                Class::Digit => (Kind::Number, number(rest)),
                letter if letter.is_letter() => (Kind::Word, letters(rest, letter)),
                _ => {
                    part += rest.chars().next().map_or(1, char::len_utf8);
                    continue;
                }
            };
            self.push(kind, true, part, part + len);
            part += len;
        }
        end
    }
}

/// Bytes of `rest` before the first character that does not fit.
fn span(rest: &str, fits: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !fits(c)).unwrap_or(rest.len())
}

/// A run of the same sign.
fn run(rest: &str, sign: char) -> usize {
    span(rest, |c| c == sign)
}

/// Letters of one class with their marks; Latin words keep digits and inner apostrophes, as Arabizi needs.
fn letters(rest: &str, script: Class) -> usize {
    let fits = |c: char| match class(c) {
        Class::Mark => true,
        Class::Digit => script == Class::Latin && c.is_ascii_digit(),
        here => here == script,
    };
    let mut len = span(rest, fits);
    while script == Class::Latin && rest[len..].starts_with('\'') {
        let more = span(&rest[len + 1..], fits);
        if more == 0 {
            break;
        }
        len += 1 + more;
    }
    len
}

/// Digits, with single separators between them: 2,500 3.14 10:30 12/5.
fn number(rest: &str) -> usize {
    let is_digit = |c| class(c) == Class::Digit;
    let mut len = span(rest, is_digit);
    loop {
        let mut after = rest[len..].chars();
        let (Some(separator), Some(next)) = (after.next(), after.next()) else { return len };
        if !matches!(separator, '.' | ',' | ':' | '/' | '٫' | '٬' | '،') || !is_digit(next) {
            return len;
        }
        len += separator.len_utf8();
        len += span(&rest[len..], is_digit);
    }
}

fn is_name(c: char) -> bool {
    c == '_' || matches!(class(c), Class::Digit | Class::Mark) || class(c).is_letter()
}

/// `http://…`, `https://…`, `www.…` up to white space, a quote or an Arabic letter, less the marks that end a
/// sentence.
fn url(rest: &str) -> Option<usize> {
    let prefix = ["http://", "https://", "www."].into_iter().find(|p| starts_with_ignore_case(rest, p))?;
    let stops = |c: char| {
        matches!(class(c), Class::Space | Class::Replacement)
            || is_arabic_letter(c)
            || matches!(c, '"' | '<' | '>' | '«' | '»' | '“' | '”' | '،' | '؛' | '؟')
    };
    let len = rest.find(stops).unwrap_or(rest.len());
    let len = rest[..len].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '…']).len();
    (len > prefix.len()).then_some(len)
}

/// `local@host.domain`, by the characters in use rather than the whole of RFC 5322.
fn email(rest: &str) -> Option<usize> {
    let is_local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
    let bytes = rest.as_bytes();
    let local = bytes.iter().take(MAX_LOCAL_PART + 1).take_while(|b| is_local(b)).count();
    if local == 0 || local > MAX_LOCAL_PART || bytes.get(local) != Some(&b'@') {
        return None;
    }
    let host = &rest[local + 1..];
    let len = span(host, |c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    let host = host[..len].trim_end_matches(['.', '-']);
    let (name, domain) = host.rsplit_once('.')?;
    (!name.is_empty() && domain.len() >= 2 && domain.bytes().all(|b| b.is_ascii_alphabetic()))
        .then_some(local + 1 + host.len())
}

fn starts_with_ignore_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// A digit, `#` or `*` with U+20E3, perhaps a variation selector between.
fn keycap(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let base = chars.next()?;
    if !base.is_ascii_digit() && base != '#' && base != '*' {
        return None;
    }
    let after = chars.as_str();
    let after = after.strip_prefix('\u{FE0F}').unwrap_or(after);
    after.strip_prefix('\u{20E3}').map(|tail| rest.len() - tail.len())
}

/// One emoji of UTS #51: a flag, or a pictograph with its variation selector, skin tone, tags, and whatever
/// joiners tie to it.
fn emoji(rest: &str) -> usize {
    let mut chars = rest.chars().peekable();
    let Some(first) = chars.next() else { return 0 };
    let mut len = first.len_utf8();
    if is_regional(first) {
        return len + chars.next().filter(|&c| is_regional(c)).map_or(0, char::len_utf8);
    }
    while let Some(c) = chars.next() {
        let joins = match c {
            '\u{FE0F}' | '\u{20E3}' | '\u{E0020}'..='\u{E007F}' => true,
            '\u{200D}' => chars.peek().is_some_and(|&next| is_pictographic(next)),
            c if is_modifier(c) => true,
            c => is_pictographic(c) && rest[..len].ends_with('\u{200D}'),
        };
        if !joins {
            break;
        }
        len += c.len_utf8();
    }
    len
}
