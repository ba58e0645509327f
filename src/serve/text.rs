//! Texts as requests bring them, and positions as their senders count them.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

use crate::page;

/// A JSON string, whatever it holds: half of a surrogate pair, as `JavaScript` clients send that cut a text
/// between its UTF-16 units, and bytes that are no UTF-8 become U+FFFD.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl Visitor<'_> for Any {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
                Ok(Text(lossy(bytes)))
            }
        }
        // For strings, `serde_json` hands over the bytes as they are, surrogates as three bytes each.
        deserializer.deserialize_bytes(Any)
    }
}

/// [`String::from_utf8_lossy`], but with one U+FFFD for a surrogate, so that positions in UTF-16 stay right.
fn lossy(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(&without_surrogates(bytes)).into_owned(),
    }
}

fn without_surrogates(bytes: &[u8]) -> Vec<u8> {
    let mut rest = bytes;
    let mut clean = Vec::with_capacity(bytes.len());
    while let Some((&first, tail)) = rest.split_first() {
        if let [0xED, 0xA0..=0xBF, 0x80..=0xBF, after @ ..] = rest {
            clean.extend_from_slice("\u{FFFD}".as_bytes());
            rest = after;
        } else {
            clean.push(first);
            rest = tail;
        }
    }
    clean
}

/// What a reader sees of a comment that may be HTML.
pub(super) fn visible(body: &str) -> String {
    if body.contains(['<', '&']) { page::visible_text(body) } else { body.to_owned() }
}

/// How positions in a text are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Offsets {
    /// Bytes of its UTF-8, as the command line counts.
    #[default]
    Bytes,
    /// UTF-16 code units, as `JavaScript` and Java count.
    Utf16,
}

/// Brings byte positions, in any order, into UTF-16 code units.
pub(super) struct Utf16<'a> {
    text: &'a str,
    bytes: usize,
    units: usize,
}

impl<'a> Utf16<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: 0, units: 0 }
    }

    /// The position of a byte; one inside a character counts as the character's start.
    pub(super) fn at(&mut self, byte: usize) -> usize {
        let byte =
            (0..=byte.min(self.text.len())).rev().find(|&b| self.text.is_char_boundary(b)).unwrap_or(0);
        if byte < self.bytes {
            (self.bytes, self.units) = (0, 0);
        }
        self.units += self.text[self.bytes..byte].chars().map(char::len_utf16).sum::<usize>();
        self.bytes = byte;
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::{Text, Utf16, visible};

    #[test]
    fn half_of_a_pair_is_one_unit() {
        let Text(text) = serde_json::from_str(r#""ا\ud83dب""#).expect("a string");
        assert_eq!(text, "ا\u{FFFD}ب");
        assert_eq!(Utf16::new(&text).at(text.len()), 3);
        let Text(text) = serde_json::from_str(r#""\ud83d\ude00""#).expect("a string");
        assert_eq!(text, "😀");
        assert!(serde_json::from_str::<Text>("[1, 2]").is_err());
        assert!(serde_json::from_str::<Text>("null").is_err());
    }

    #[test]
    fn bytes_that_are_no_utf8_are_replaced() {
        let Text(text) = serde_json::from_slice(b"\"a\xFFb\"").expect("a string");
        assert_eq!(text, "a\u{FFFD}b");
    }

    #[test]
    fn positions_count_in_utf16() {
        let text = "😀شُكر👩‍👧";
        let mut units = Utf16::new(text);
        assert_eq!(units.at(text.len()), text.encode_utf16().count());
        assert_eq!(units.at(4), 2, "back again");
        assert_eq!(units.at(5), 2, "inside a letter");
        assert_eq!(units.at(0), 0);
    }

    #[test]
    fn markup_is_not_text() {
        assert_eq!(visible("<p>شكرا<br>لكم &amp; له</p>"), "شكرا\nلكم & له");
        assert_eq!(visible("3 < 4"), "3 < 4");
    }
}
