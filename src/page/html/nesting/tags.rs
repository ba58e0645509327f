//! The tags in a source, as the parser will find them.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// A start or end tag in the source.
pub(super) struct Tag<'s> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// In lower case.
    pub(super) name: Cow<'s, str>,
    pub(super) closes: bool,
    pub(super) closes_itself: bool,
    pub(super) attributes: usize,
}

impl<'s> Tag<'s> {
    /// The next tag from `at` on; comments are passed over.
    pub(super) fn find(source: &'s str, mut at: usize) -> Option<Self> {
        let bytes = source.as_bytes();
        loop {
            let start = at + memchr(b'<', bytes.get(at..)?)?;
            let rest = bytes.get(start + 1..)?;
            if rest.starts_with(b"!--") {
                at = comment_end(bytes, start + 4)?;
                continue;
            }
            let closes = rest.first() == Some(&b'/');
            let begin = start + 1 + usize::from(closes);
            let name = bytes.get(begin..)?;
            if !name.first().is_some_and(u8::is_ascii_alphabetic) {
                at = start + 1;
                continue;
            }
            let length =
                name.iter().position(|&byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))?;
            let (end, attributes) = tag_end(bytes, begin + length)?;
            let name = source.get(begin..begin + length)?;
            let name = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                Cow::Owned(name.to_ascii_lowercase())
            } else {
                Cow::Borrowed(name)
            };
            let closes_itself = bytes.get(end - 2) == Some(&b'/');
            return Some(Self { start, end, name, closes, closes_itself, attributes });
        }
    }
}

/// Where the comment ends whose text begins at `at`: also `<!-->`, `<!--->` and `--!>` end one.
fn comment_end(bytes: &[u8], at: usize) -> Option<usize> {
    let text = bytes.get(at..)?;
    if let Some(short) = [&b">"[..], b"->"].iter().find(|end| text.starts_with(end)) {
        return Some(at + short.len());
    }
    memmem::find_iter(text, b"--").find_map(|dashes| match text.get(dashes + 2..)? {
        [b'>', ..] => Some(at + dashes + 3),
        // Of three dashes the last two may be the end.
        [b'!' | b'-', b'>', ..] => Some(at + dashes + 4),
        _ => None,
    })
}

/// Where the tag ends whose name ends at `at`, and about how many attributes it has.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut attributes = 0;
    let mut after_equals = false;
    loop {
        let byte = *bytes.get(at)?;
        match byte {
            b'>' => return Some((at + 1, attributes)),
            b'"' | b'\'' if after_equals => {
                at += 1 + memchr(byte, bytes.get(at + 1..)?)?;
                attributes += 1;
                after_equals = false;
            }
            b'=' => after_equals = true,
            b'/' => {
                attributes += 1;
                after_equals = false;
            }
            _ if byte.is_ascii_whitespace() => {
                attributes += usize::from(!bytes.get(at + 1)?.is_ascii_whitespace());
            }
            _ => after_equals = false,
        }
        at += 1;
    }
}

/// Where the content of a raw element ends.
pub(super) fn raw_end(source: &str, tag: &Tag<'_>) -> usize {
    let bytes = source.as_bytes();
    let mut at = tag.end;
    while let Some(found) = bytes.get(at..).and_then(|rest| memmem::find(rest, b"</")) {
        at += found;
        let name = bytes.get(at + 2..at + 2 + tag.name.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(tag.name.as_bytes())) {
            return at;
        }
        at += 2;
    }
    source.len()
}
