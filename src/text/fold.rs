//! Stage 2, **fold**: spellings that readers take for the same become the same.
//!
//! One pass over the bytes. ASCII and the Arabic block (U+0600 to U+06FF, two bytes) go through a table made
//! from the settings; everything else through [`super::chars`]. The folded text comes in runs of one class, each
//! with its bytes in the original, so that the cutter never asks for a single character.

use super::chars::{self, Change};
use super::table::{Class, class, is_modifier, is_pictographic, is_regional};
use super::{Flags, FoldSettings};

/// What a character of the table becomes.
#[derive(Debug, Clone, Copy)]
#[repr(align(8))]
struct Entry {
    bytes: [u8; 2],
    /// 0: dropped, and `bytes[0]` holds the flag that tells of it; 1 or 2: written; [`SLOW`]: not by the table.
    len: u8,
    class: Class,
    /// Flags of what was changed.
    flags: Flags,
}

const SLOW: u8 = u8::MAX;

/// The folding rules, made ready.
#[derive(Debug, Clone)]
pub struct Folder {
    settings: FoldSettings,
    ascii: [Entry; 128],
    arabic: [Entry; 256],
}

/// A run of folded characters of one class, or of one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) class: Class,
    pub(super) flags: Flags,
    /// First byte in the folded text.
    pub(super) folded: u32,
    /// First byte in the original.
    pub(super) start: u32,
    /// One past the last byte in the original, with what was dropped behind it.
    pub(super) end: u32,
}

/// A folded text and its runs. Reusable.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The folded text, then the readings that were appended, then room.
    bytes: Vec<u8>,
    text_len: usize,
    len: usize,
    runs: Vec<Run>,
}

impl Folded {
    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).expect("folding writes whole characters")
    }

    /// The folded text, UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.text_len]
    }

    /// A span of the folded text or of a reading, UTF-8.
    pub(super) fn span(&self, from: u32, to: u32) -> &[u8] {
        &self.bytes[from as usize..to as usize]
    }

    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Writes a reading behind the folded text; returns its span.
    pub(super) fn append(&mut self, reading: &[u8]) -> (u32, u32) {
        let start = self.len;
        self.len += reading.len();
        if self.bytes.len() < self.len {
            self.bytes.resize(self.len, 0);
        }
        self.bytes[start..self.len].copy_from_slice(reading);
        (start as u32, self.len as u32)
    }
}

impl Folder {
    /// Makes the rules ready.
    #[must_use]
    pub fn new(settings: FoldSettings) -> Self {
        let entry = |code: u32| Entry::new(char::from_u32(code).unwrap_or('\u{FFFD}'), &settings);
        Self {
            settings,
            ascii: std::array::from_fn(|code| entry(code as u32)),
            arabic: std::array::from_fn(|code| entry(0x600 + code as u32)),
        }
    }

    /// The rules in force.
    #[must_use]
    pub fn settings(&self) -> &FoldSettings {
        &self.settings
    }

    /// Folds `text` into `into`, replacing what it held. A maximal run of bytes that are no UTF-8 becomes one
    /// U+FFFD. Texts beyond 4 GiB are cut there.
    pub fn fold(&self, text: &[u8], into: &mut Folded) {
        let text = &text[..text.len().min(u32::MAX as usize)];
        into.runs.clear();
        if into.bytes.len() < text.len() + ROOM {
            into.bytes.resize(text.len() + ROOM, 0);
        }
        let mut pass = Pass {
            folder: self,
            text,
            out: std::mem::take(&mut into.bytes),
            written: 0,
            runs: std::mem::take(&mut into.runs),
            class: Class::Space,
            flags: Flags::NONE,
            folded: 0,
            start: 0,
            end: 0,
            last: 0,
            repeated: 0,
        };
        pass.run();
        (into.bytes, into.len, into.text_len) = (pass.out, pass.written, pass.written);
        into.runs = pass.runs;
    }
}

impl Entry {
    fn new(c: char, settings: &FoldSettings) -> Self {
        let mut bytes = [0; 2];
        let slow = Self { bytes, len: SLOW, class: Class::Space, flags: Flags::NONE };
        match chars::fold(c, settings) {
            Change::Dropped(flags) => Self { len: 0, flags, ..slow },
            Change::One(to, flags) if to.len_utf8() <= 2 && class(to) != Class::Mark => {
                let len = to.encode_utf8(&mut bytes).len() as u8;
                Self { bytes, len, class: class(to), flags }
            }
            _ => slow,
        }
    }
}

/// How much more than the bytes that are left there must be room for.
const ROOM: usize = 64;

/// The state of one folding pass.
struct Pass<'a> {
    folder: &'a Folder,
    text: &'a [u8],
    out: Vec<u8>,
    written: usize,
    runs: Vec<Run>,
    /// The run that is being written; a run of spaces at first, which is not kept while it is empty. Its parts
    /// stand apart, as a whole [`Run`] would have to wait for them when it is stored.
    class: Class,
    flags: Flags,
    folded: u32,
    start: u32,
    end: u32,
    /// The last character of the table, to find repetitions; 0 after any other.
    last: u16,
    /// How often it came in a row.
    repeated: u32,
}

impl Pass<'_> {
    fn run(&mut self) {
        let text = self.text;
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let (entry, width) = if byte < 0x80 {
                (self.folder.ascii[byte as usize], 1)
            } else {
                match text.get(at + 1) {
                    Some(&next) if byte & 0xFC == 0xD8 && next & 0xC0 == 0x80 => {
                        let code = (byte as usize & 3) << 6 | next as usize & 0x3F;
                        (self.folder.arabic[code], 2)
                    }
                    _ => {
                        at = self.beyond(at);
                        continue;
                    }
                }
            };
            if entry.len == SLOW {
                at = self.beyond(at);
            } else {
                if entry.len == 0 {
                    self.flags = self.flags.with(entry.flags);
                } else {
                    self.put(entry, at);
                }
                at += width;
                if entry.class == Class::Arabic {
                    at = self.letters(at);
                }
            }
        }
        self.close(text.len());
    }

    /// Goes on in a run of Arabic letters as long as nothing is dropped or repeated: most of most texts.
    #[inline]
    fn letters(&mut self, mut at: usize) -> usize {
        let (text, table) = (self.text, &self.folder.arabic);
        let (mut written, mut last, mut flags) = (self.written, self.last, self.flags);
        while let Some(&[byte, next]) = text.get(at..at + 2) {
            if byte & 0xFC != 0xD8 || next & 0xC0 != 0x80 {
                break;
            }
            let entry = table[(byte as usize & 3) << 6 | next as usize & 0x3F];
            let sign = u16::from_le_bytes(entry.bytes);
            if entry.class != Class::Arabic || entry.len != 2 || sign == last {
                break;
            }
            self.out[written..written + 2].copy_from_slice(&entry.bytes);
            flags = flags.with(entry.flags);
            last = sign;
            written += 2;
            at += 2;
        }
        if written != self.written {
            self.repeated = 1;
        }
        (self.written, self.last, self.flags) = (written, last, flags);
        at
    }

    /// Writes a character of the table.
    #[inline]
    fn put(&mut self, entry: Entry, at: usize) {
        let sign = u16::from_le_bytes(entry.bytes);
        let same = sign == self.last;
        self.repeated = if same { self.repeated + 1 } else { 1 };
        self.last = sign;
        let joins = entry.class == self.class && entry.class.joins(same);
        if !joins {
            self.begin(entry.class, at);
        } else if self.repeated >= 3 && self.is_drawn_out(entry) {
            return;
        }
        self.flags = self.flags.with(entry.flags);
        let room = &mut self.out[self.written..self.written + 2];
        room.copy_from_slice(&entry.bytes);
        self.written += entry.len as usize;
    }

    /// Whether a letter that came three times or more is left out; the second is taken back.
    #[cold]
    fn is_drawn_out(&mut self, entry: Entry) -> bool {
        // www. begins web addresses, and hardly anybody draws out a w.
        if !self.folder.settings.elongation || !entry.class.is_letter() || entry.bytes[0] == b'w' {
            return false;
        }
        if self.repeated == 3 {
            self.written -= entry.len as usize;
        }
        self.flags = self.flags.with(Flags::ELONGATED);
        true
    }

    /// Ends the open run, and begins one at `at` in the original.
    #[inline]
    fn begin(&mut self, class: Class, at: usize) {
        self.close(at);
        self.class = class;
        self.flags = Flags::NONE;
        self.folded = self.written as u32;
        self.start = at as u32;
        self.end = at as u32;
    }

    /// Ends the open run at `at` in the original, unless it is empty.
    #[inline]
    fn close(&mut self, at: usize) {
        let from = self.folded as usize;
        if self.written == from {
            return;
        }
        if matches!(self.out[from..], [0xD9, 0x87, ..] | [0xD8, 0xAE, ..] | [b'h', ..]) {
            self.laugh(from);
        }
        // Pieces of one character end where it ends, and that is set already.
        let end = self.end.max(at as u32);
        let Self { class, flags, folded, start, .. } = *self;
        self.runs.push(Run { class, flags, folded, start, end });
    }

    /// Brings laughter to one form.
    fn laugh(&mut self, from: usize) {
        let word = &self.out[from..self.written];
        if self.folder.settings.laughter && chars::is_laughter(word, self.flags.has(Flags::ELONGATED)) {
            let laughter = "هه".as_bytes();
            self.make_room(laughter.len());
            self.out[from..from + laughter.len()].copy_from_slice(laughter);
            self.written = from + laughter.len();
            self.flags = self.flags.with(Flags::LAUGHTER);
        }
    }

    /// What the table does not hold: the character or the run of bytes at `at`. Returns where the next begins.
    #[cold]
    fn beyond(&mut self, at: usize) -> usize {
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
            Change::Dropped(flags) => self.flags = self.flags.with(flags),
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
        let class = if class == Class::Mark && self.class.is_letter() { self.class } else { class };
        if let [first, second] = *encoded.as_bytes() {
            self.put(Entry { bytes: [first, second], len: 2, class, flags }, at);
        } else if let [only] = *encoded.as_bytes() {
            self.put(Entry { bytes: [only, 0], len: 1, class, flags }, at);
        } else {
            self.last = 0;
            let same = self.out[..self.written].ends_with(encoded.as_bytes());
            if class != self.class || !class.joins(same) {
                self.begin(class, at);
            }
            self.flags = self.flags.with(flags);
            self.out[self.written..self.written + encoded.len()].copy_from_slice(encoded.as_bytes());
            self.written += encoded.len();
        }
        self.end = end as u32;
    }

    /// Makes room for `more` bytes and all that are left of the text.
    fn make_room(&mut self, more: usize) {
        let needed = self.written + more + self.text.len() + ROOM;
        if self.out.len() < needed {
            self.out.resize(needed + needed / 2, 0);
        }
    }

    /// Takes the parts of an emoji sequence (UTS #51) into one run: variation selectors, skin tones, joiners
    /// with what they join, tags, the second half of a flag, the ring of a keycap.
    fn part_of_emoji(&mut self, c: char, at: usize, end: usize) -> bool {
        let last = self.last_char();
        let in_emoji = self.class == Class::Emoji && self.written > self.folded as usize;
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
                let from = self.folded as usize;
                in_emoji && self.written - from == 4 && last.is_some_and(is_regional)
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
        self.out[self.written..self.written + encoded.len()].copy_from_slice(encoded);
        self.written += encoded.len();
        self.end = end as u32;
        self.last = 0;
        true
    }

    /// Whether a keycap can be made of the last character; if so it becomes a run of its own.
    fn keycap_base(&mut self, at: usize) -> bool {
        let base = self.written.checked_sub(1).map(|last| self.out[last]);
        let fits = base.is_some_and(|b| b.is_ascii_digit() || matches!(b, b'#' | b'*'));
        // Only where it stands right before, as itself: other digits are no keycaps.
        if !fits || at == 0 || self.text[at - 1] != self.out[self.written - 1] {
            return false;
        }
        self.written -= 1;
        let (sign, flags) = (self.out[self.written], self.flags);
        self.begin(Class::Emoji, at - 1);
        self.flags = flags;
        self.out[self.written] = sign;
        self.written += 1;
        true
    }

    fn last_char(&self) -> Option<char> {
        let from = self.written.saturating_sub(4);
        let tail = &self.out[from..self.written];
        let start = tail.iter().rposition(|b| b & 0xC0 != 0x80)?;
        std::str::from_utf8(&tail[start..]).ok()?.chars().next()
    }
}

/// The character that `bytes` begin with, and its length; `None` where they are no UTF-8.
fn decode(bytes: &[u8]) -> Option<(char, usize)> {
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
