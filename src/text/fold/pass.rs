//! The pass over the bytes, as far as the table reaches.

use super::beyond::decode;
use super::window::Windows;
use super::{ARABIC_FROM, Entry, Flags, Folded, Folder, Run, SLOW, Sink};
use crate::text::chars;
use crate::text::piece::Piece;
use crate::text::table::{Class, is_arabic_letter};

/// How much more than the bytes that are left there must be room for.
pub(super) const ROOM: usize = 64;

/// Folds `text` into `into`, and hands what is found to the sink.
pub(super) fn run(folder: &Folder, text: &[u8], into: &mut Folded, sink: impl Sink) {
    into.runs.clear();
    if into.bytes.len() < text.len() + ROOM {
        into.bytes.resize(text.len() + ROOM, 0);
    }
    let mut pass = Pass {
        folder,
        text,
        out: std::mem::take(&mut into.bytes),
        runs: std::mem::take(&mut into.runs),
        has_arabic: false,
        open: Open::new(0, 0),
        windows: Patience { from: if folder.machine.has_vectors() { 0 } else { usize::MAX }, skipped: 0 },
        sink,
    };
    pass.run();
    (into.len, into.text_len) = (pass.open.written, pass.open.written);
    (into.bytes, into.runs, into.has_arabic) = (pass.out, pass.runs, pass.has_arabic);
}

/// A folding pass.
pub(super) struct Pass<'a, S> {
    pub(super) folder: &'a Folder,
    pub(super) text: &'a [u8],
    pub(super) out: Vec<u8>,
    /// Of the piece that is not yet handed over.
    pub(super) runs: Vec<Run>,
    pub(super) has_arabic: bool,
    pub(super) open: Open,
    windows: Patience,
    pub(super) sink: S,
}

/// Where windows are worth a try.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// From this byte on.
    from: usize,
    /// How many bytes were passed over after the last try.
    skipped: usize,
}

impl Patience {
    /// After windows from `begun` to `end`: those that take little cost more than they gain, so that after each the
    /// next is tried twice as far away.
    fn tried(&mut self, begun: usize, end: usize) {
        self.skipped =
            if end - begun >= LEAST_TAKEN { 0 } else { (2 * self.skipped).clamp(LEAST_TAKEN, MOST_SKIPPED) };
        // What stopped them stops them again.
        self.from = end + 1 + self.skipped;
    }
}

const LEAST_TAKEN: usize = 16;
const MOST_SKIPPED: usize = 256;

/// The run that is being written, a run of spaces at first, which is not kept while it is empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    /// Bytes written so far.
    pub(super) written: usize,
    pub(super) class: Class,
    pub(super) flags: Flags,
    pub(super) folded: u32,
    start: u32,
    /// At least so far the run reaches in the original.
    pub(super) end: u32,
    /// The last character of the table, to find repetitions; 0 after any other.
    pub(super) last: u16,
    /// How often it came in a row.
    repeated: u32,
}

impl<S: Sink> Pass<'_, S> {
    fn run(&mut self) {
        let text = self.text;
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let (entry, width) = match self.folder.ascii.get(byte as usize) {
                Some(&entry) => (entry, 1),
                None => (self.arabic(at), 2),
            };
            match entry.len() {
                SLOW => {
                    at = self.beyond(at);
                    continue;
                }
                0 => self.open.flags = self.open.flags.with(entry.flags()),
                _ => {
                    if at >= self.windows.from && self.is_behind_blank(entry) {
                        let begun = at;
                        at = self.windows(begun);
                        if at != begun {
                            continue;
                        }
                    }
                    self.put(entry, at);
                }
            }
            at += width;
            if entry.is_plain_letter() {
                at = self.words(at);
            }
        }
        self.close(text.len());
        self.hand_over();
    }

    /// Whether a character stands right behind a blank, with nothing dropped between, or at the beginning.
    #[inline]
    fn is_behind_blank(&self, entry: Entry) -> bool {
        self.open.class == Class::Space && self.open.flags == Flags::NONE && entry.class() != Class::Space
    }

    /// Hands the runs that were closed to the sink.
    pub(super) fn hand_over(&mut self) {
        if !self.runs.is_empty() {
            self.has_arabic |= self.runs.iter().any(|run| run.class == Class::Arabic);
            self.sink.runs(Piece { bytes: &self.out[..self.open.written], runs: &self.runs });
            self.runs.clear();
        }
    }

    /// Takes the words from `at` that windows can take; returns where the next begins.
    fn windows(&mut self, at: usize) -> usize {
        // An empty run of spaces, which what comes next either joins or ends.
        self.begin(Class::Space, at);
        let machine = self.folder.machine;
        let end = machine.run(Windows { pass: self, at });
        self.windows.tried(at, end);
        end
    }

    /// What becomes of the two bytes at `at`.
    #[inline]
    fn arabic(&self, at: usize) -> Entry {
        let pair = self.text[at..].first_chunk();
        let number = pair.map_or(u16::MAX, |pair| u16::from_be_bytes(*pair).wrapping_sub(ARABIC_FROM));
        self.folder.arabic.get(number as usize).copied().unwrap_or(Entry::BEYOND)
    }

    /// Goes on in Arabic words with one blank between them, as long as nothing is dropped or drawn out: most of
    /// most texts. Works on a copy of the open run, which then lives in registers.
    #[inline]
    fn words(&mut self, begun: usize) -> usize {
        let (text, table) = (self.text, &self.folder.arabic);
        let out = &mut self.out[..];
        let mut open = self.open;
        let mut before = if open.repeated >= 2 { open.last } else { 0 };
        let plain = |pair: &[u8]| {
            let number = u16::from_be_bytes([pair[0], pair[1]]).wrapping_sub(ARABIC_FROM);
            table.get(number as usize).filter(|entry| entry.is_plain_letter())
        };
        let mut at = begun;
        loop {
            let mut letters = 0;
            for (pair, room) in text[at..].chunks_exact(2).zip(out[open.written..].chunks_exact_mut(2)) {
                let Some(entry) = plain(pair) else { break };
                let sign = entry.sign();
                if sign == open.last && sign == before {
                    break;
                }
                room.copy_from_slice(&sign.to_le_bytes());
                (before, open.last) = (open.last, sign);
                letters += 2;
            }
            at += letters;
            open.written += letters;
            let [b' ', first, second, ..] = text[at..] else { break };
            if at >= self.windows.from {
                break;
            }
            if plain(&[first, second]).is_none() || may_be_laughter(&out[open.folded as usize..], open.flags)
            {
                break;
            }
            let word = open.as_run(at);
            let blank = Open { class: Class::Space, ..Open::new(open.written, at) };
            self.runs.extend([word, blank.as_run(at + 1)]);
            out[open.written] = b' ';
            at += 1;
            open = Open { class: Class::Arabic, ..Open::new(open.written + 1, at) };
            before = 0;
        }
        if at != begun {
            open.repeated = if open.last == before { 2 } else { 1 };
        }
        self.open = open;
        at
    }

    /// Writes a character of the table.
    #[inline]
    pub(super) fn put(&mut self, entry: Entry, at: usize) {
        let (sign, class) = (entry.sign(), entry.class());
        let same = sign == self.open.last;
        let repeated = if same { self.open.repeated + 1 } else { 1 };
        if class != self.open.class || !class.joins(same) {
            self.begin(class, at);
        }
        (self.open.last, self.open.repeated) = (sign, repeated);
        if repeated >= 3 && self.is_drawn_out(entry) {
            return;
        }
        self.open.flags = self.open.flags.with(entry.flags());
        self.out[self.open.written..self.open.written + 2].copy_from_slice(&sign.to_le_bytes());
        self.open.written += entry.len();
    }

    /// Whether a letter that came three times or more is left out; the second is taken back then.
    #[cold]
    fn is_drawn_out(&mut self, entry: Entry) -> bool {
        // www. begins web addresses, and hardly anybody draws out a w.
        let is_w = entry.sign() == u16::from(b'w');
        if !self.folder.settings.elongation || !entry.class().is_letter() || is_w {
            return false;
        }
        if self.open.repeated == 3 {
            self.open.written -= entry.len();
        }
        self.open.flags = self.open.flags.with(Flags::ELONGATED);
        true
    }

    /// Ends the open run, and begins one at `at` in the original.
    #[inline]
    pub(super) fn begin(&mut self, class: Class, at: usize) {
        self.close(at);
        self.open = Open { class, ..Open::new(self.open.written, at) };
    }

    /// Ends the open run at `at` in the original, unless it is empty.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the hot loop loses a tenth of its speed without")]
    fn close(&mut self, at: usize) {
        let from = self.open.folded as usize;
        if self.open.written == from {
            return;
        }
        if may_be_laughter(&self.out[from..], self.open.flags) {
            self.laugh(from, at);
        }
        self.runs.push(self.open.as_run(at));
    }

    /// Brings laughter to one form. What touches an Arabic word stays: its form would become a part of that word.
    #[cold]
    fn laugh(&mut self, from: usize, at: usize) {
        let before = self.runs.last().is_some_and(|run| run.class == Class::Arabic);
        if before || decode(&self.text[at..]).is_some_and(|(next, _)| is_arabic_letter(next)) {
            return;
        }
        let word = &self.out[from..self.open.written];
        let elongated = self.open.flags.has(Flags::ELONGATED);
        if self.folder.settings.laughter && chars::is_laughter(word, elongated) {
            let laughter = "هه".as_bytes();
            self.make_room(laughter.len());
            self.out[from..from + laughter.len()].copy_from_slice(laughter);
            self.open.written = from + laughter.len();
            self.open.flags = self.open.flags.with(Flags::LAUGHTER);
        }
    }

    /// Makes room behind what is written for `more` bytes and all that are left of the text.
    pub(super) fn make_room(&mut self, more: usize) {
        let needed = self.open.written + more + self.text.len() + ROOM;
        if self.out.len() < needed {
            self.out.resize(needed + needed / 2, 0);
        }
    }
}

impl Open {
    /// An empty run of spaces, behind what is written, from `at` in the original.
    #[inline]
    pub(super) fn new(written: usize, at: usize) -> Self {
        let (folded, start, end) = (written as u32, at as u32, at as u32);
        Self { written, class: Class::Space, flags: Flags::NONE, folded, start, end, last: 0, repeated: 0 }
    }

    /// The run, ended at `at` in the original. Pieces of one character end where it ends, and that is known.
    #[inline]
    fn as_run(self, at: usize) -> Run {
        let Self { class, flags, folded, start, .. } = self;
        Run { class, flags, folded, start, end: self.end.max(at as u32) }
    }
}

/// Whether a folded word may be laughter, by a glance; what stands behind the word does no harm. Letters are
/// compared whole: their first bytes alone would be a branch that nobody can predict.
#[inline]
fn may_be_laughter(word: &[u8], flags: Flags) -> bool {
    let Some((first, rest)) = word.split_first_chunk::<2>() else { return false };
    flags.has(Flags::ELONGATED)
        || first[0] == b'h'
        || first == HEH && (rest.starts_with(HEH) || rest.get(2..).is_some_and(|rest| rest.starts_with(HEH)))
}

pub(super) const HEH: &[u8; 2] = b"\xD9\x87";
