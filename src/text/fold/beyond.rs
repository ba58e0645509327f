//! What the table does not hold: emoji, rarer scripts, expansions, and bytes that are no UTF-8.

use super::pass::Pass;
use super::{Entry, Flags, Sink};
use crate::text::chars::{self, Change};
use crate::text::table::{Class, class, is_modifier, is_pictographic, is_regional};

impl<S: Sink> Pass<'_, S> {
    /// The character or the run of bytes at `at`. Returns where the next begins.
    #[cold]
    pub(super) fn beyond(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let Some((c, width)) = decode(rest) else {
            let invalid = invalid_run(rest);
            self.write('\u{FFFD}', Class::Replacement, Flags::NONE, at, at + invalid);
            return at + invalid;
        };
        let end = at + width;
        if self.part_of_emoji(c, at, end) {
            return end;
        }
        match chars::fold(c, &self.folder.settings) {
            Change::Dropped(flags) => self.open.flags = self.open.flags.with(flags),
            Change::One(to, flags) => self.write(to, class(to), flags, at, end),
            Change::Many(pieces, flags) => {
                for piece in pieces.chars() {
                    self.write(piece, class(piece), flags, at, end);
                }
            }
        }
        end
    }

    /// Writes a character that stands for the original bytes from `at` to `end`.
    fn write(&mut self, c: char, class: Class, flags: Flags, at: usize, end: usize) {
        self.make_room(c.len_utf8());
        let mut bytes = [0; 4];
        let encoded = c.encode_utf8(&mut bytes);
        // A mark that is kept belongs to the letters before it.
        let class = if class == Class::Mark && self.open.class.is_letter() { self.open.class } else { class };
        if let [first, second] = *encoded.as_bytes() {
            self.put(Entry::of([first, second], 2, class, flags), at);
        } else if let [only] = *encoded.as_bytes() {
            self.put(Entry::of([only, 0], 1, class, flags), at);
        } else {
            self.open.last = 0;
            let same = self.out[..self.open.written].ends_with(encoded.as_bytes());
            if class != self.open.class || !class.joins(same) {
                self.begin(class, at);
            }
            self.open.flags = self.open.flags.with(flags);
            self.out[self.open.written..self.open.written + encoded.len()]
                .copy_from_slice(encoded.as_bytes());
            self.open.written += encoded.len();
        }
        self.open.end = end as u32;
    }

    /// Takes the parts of an emoji sequence (UTS #51) into one run: variation selectors, skin tones, joiners
    /// with what they join, tags, the second half of a flag, the ring of a keycap.
    fn part_of_emoji(&mut self, c: char, at: usize, end: usize) -> bool {
        let last = self.last_char();
        let in_emoji = self.open.class == Class::Emoji && self.open.written > self.open.folded as usize;
        let joins = match c {
            '\u{200D}' => {
                in_emoji && decode(&self.text[end..]).is_some_and(|(next, _)| is_pictographic(next))
            }
            '\u{FE0F}' => {
                in_emoji || {
                    let ring = self.text[end..].starts_with("\u{20E3}".as_bytes());
                    ring && self.keycap_base(at)
                }
            }
            '\u{20E3}' => in_emoji || self.keycap_base(at),
            '\u{E0020}'..='\u{E007F}' => in_emoji,
            c if is_modifier(c) => in_emoji && last.is_some_and(|l| is_pictographic(l) && !is_modifier(l)),
            c if is_regional(c) => {
                let from = self.open.folded as usize;
                in_emoji && self.open.written - from == 4 && last.is_some_and(is_regional)
            }
            c if is_pictographic(c) => in_emoji && last == Some('\u{200D}'),
            _ => false,
        };
        if !joins {
            return false;
        }
        self.make_room(4);
        let mut bytes = [0; 4];
        let encoded = c.encode_utf8(&mut bytes).as_bytes();
        self.out[self.open.written..self.open.written + encoded.len()].copy_from_slice(encoded);
        self.open.written += encoded.len();
        self.open.end = end as u32;
        self.open.last = 0;
        true
    }

    /// Whether a keycap can be made of the last character; if so it becomes a run of its own.
    fn keycap_base(&mut self, at: usize) -> bool {
        let base = self.open.written.checked_sub(1).map(|last| self.out[last]);
        let fits = base.is_some_and(|b| b.is_ascii_digit() || matches!(b, b'#' | b'*'));
        // Only where it stands right before, as itself: other digits are no keycaps.
        if !fits || at == 0 || self.text[at - 1] != self.out[self.open.written - 1] {
            return false;
        }
        self.open.written -= 1;
        let (sign, flags) = (self.out[self.open.written], self.open.flags);
        self.begin(Class::Emoji, at - 1);
        self.open.flags = flags;
        self.out[self.open.written] = sign;
        self.open.written += 1;
        true
    }

    fn last_char(&self) -> Option<char> {
        let from = self.open.written.saturating_sub(4);
        let tail = &self.out[from..self.open.written];
        let start = tail.iter().rposition(|b| b & 0xC0 != 0x80)?;
        std::str::from_utf8(&tail[start..]).ok()?.chars().next()
    }
}

/// The character that `bytes` begin with, and its length; `None` where they are no UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Option<(char, usize)> {
    let chunk = bytes[..bytes.len().min(4)].utf8_chunks().next()?;
    chunk.valid().chars().next().map(|c| (c, c.len_utf8()))
}

/// How many bytes at the beginning are no UTF-8.
fn invalid_run(bytes: &[u8]) -> usize {
    let mut len = 0;
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_empty() {
            break;
        }
        len += chunk.invalid().len();
    }
    len
}
