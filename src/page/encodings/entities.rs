//! Character references of HTML in what is no HTML.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use html5ever::data::NAMED_ENTITIES;

/// The longest name of a reference, in bytes.
const LONGEST: usize = 33;

/// The text with its references resolved. What looks like one and is none stays as it is.
pub(in crate::page) fn resolve(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('&') && text.contains(';') { Cow::Owned(resolve_where(&text, |_| true)) } else { text }
}

/// The same, for references to those characters alone that `wanted` wants.
pub(super) fn resolve_where(text: &str, wanted: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let window = from.as_bytes().get(..LONGEST).unwrap_or(from.as_bytes());
        let end = memchr::memchr(b';', window);
        let resolved = end.and_then(|end| Some((end, reference(from.get(1..end)?)?)));
        if let Some((end, resolved)) = resolved.filter(|(_, resolved)| resolved.chars().all(&wanted)) {
            out.push_str(&resolved);
            rest = from.get(end + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

/// What a reference stands for.
fn reference(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else { return named(name).map(Cow::Owned) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // As browsers do: these numbers mean the signs of windows-1252.
    if let Some(byte) = u8::try_from(code).ok().filter(|byte| (0x80..0xa0).contains(byte)) {
        return Some(Cow::Owned(WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned()));
    }
    char::from_u32(code).filter(|c| *c != '\0').map(|c| Cow::Owned(c.to_string()))
}

/// What a named reference of HTML stands for: one character or two. (The table of quick-xml is wrong for hundreds of
/// names, `fnof` among them, so it is that of the HTML parser.)
pub(in crate::page) fn named(name: &str) -> Option<String> {
    let &(first, second) = NAMED_ENTITIES.get(format!("{name};").as_str())?;
    let text: String =
        [first, second].into_iter().filter(|&code| code != 0).filter_map(char::from_u32).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn references_are_resolved_and_the_rest_stays() {
        for (from, to) in [
            ("&#1588;&#x643;&#1585;&#1575; &amp;quot; &quot;نعم&quot;", "شكرا &quot; \"نعم\""),
            ("Q&A; R & D; &unknown; &#0; &#xffffffff; &;", "Q&A; R & D; &unknown; &#0; &#xffffffff; &;"),
            ("&#150; &nbsp;|&hellip;&fnof;&nvlt;", "– \u{a0}|…ƒ<\u{20d2}"),
            ("&", "&"),
            ("نص", "نص"),
        ] {
            assert_eq!(resolve(from.into()), to);
        }
    }
}
