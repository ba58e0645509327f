//! Many runs at once: windows of 64 bytes, as vectors.
//!
//! Most of most texts are Arabic letters, blanks and common signs, each of which folds to as many bytes as it has. Of
//! a window that begins with a run, all runs that hold nothing else and end within the window are folded, and their
//! borders found as bits; the pass goes on behind them, one character at a time, through what is left. So each run is
//! made either here or there, and the result is the same. The tables are made from the pass's own.

use super::pass::{HEH, Open, Pass, ROOM};
use super::{ARABIC, Entry, Flags, Run};
use crate::simd::{Vectors, Work};
use crate::text::table::Class;

const WINDOW: usize = 64;
const HALF: usize = WINDOW / 2;

/// What is known of a character that windows can hold, at its last byte: one bit for its class, and more.
const ARABIC_LETTER: u8 = 1 << 7;
const BLANK: u8 = 1 << 6;
const LATIN: u8 = 1 << 5;
const DIGIT: u8 = 1 << 4;
/// Punctuation and symbols.
const SIGN: u8 = 1 << 3;
const SYMBOL: u8 = 1 << 2;
/// The first byte of the character becomes the other of [`FIRST`].
const FLIP: u8 = 1;

/// The bytes that begin the letters and signs of the Arabic block.
const FIRST: [u8; 2] = [0xD8, 0xD9];

/// The rows of ASCII, by their upper four bits; those of control characters are left to the pass.
const ASCII_ROWS: std::ops::Range<usize> = 2..8;

/// Tables of 16 bytes, one for each upper four bits of a byte, less those that stand for nothing common.
#[derive(Debug, Clone, Default)]
pub(super) struct Signs {
    /// By ASCII characters.
    ascii: [[u8; 16]; 6],
    /// What changes in ASCII characters of the rows 4 and 5, the capitals.
    capitals: [[u8; 16]; 2],
    /// By second bytes of 80 to BF, after either of [`FIRST`].
    second: [[[u8; 16]; 4]; 2],
    /// What changes in second bytes: of A0 to AF after D8, of 80 to 8F after D9. Other characters that change are
    /// left to the pass.
    changed: [[u8; 16]; 2],
}

/// The row of [`Signs::changed`] after either of [`FIRST`].
const CHANGED_ROWS: [usize; 2] = [2, 0];

impl Signs {
    pub(super) fn new(ascii: &[Entry; 128], arabic: &[Entry; ARABIC]) -> Self {
        let mut signs = Self::default();
        for (code, entry) in ascii.iter().enumerate() {
            signs.set_ascii(code, *entry);
        }
        for lead in 0..FIRST.len() {
            for low in 0..64 {
                signs.set_arabic(lead, low, arabic[lead << 8 | 0x80 | low]);
            }
        }
        signs
    }

    fn set_ascii(&mut self, code: usize, entry: Entry) {
        let (row, column) = (code >> 4, code & 15);
        let change = entry.sign() as u8 ^ code as u8;
        let is_capital = (4..6).contains(&row);
        if !ASCII_ROWS.contains(&row) || entry.len() != 1 || change != 0 && !is_capital {
            return;
        }
        self.ascii[row - ASCII_ROWS.start][column] = known(entry, |class| match class {
            Class::Space => BLANK,
            Class::Latin => LATIN,
            Class::Digit => DIGIT,
            _ => 0,
        });
        if is_capital {
            self.capitals[row - 4][column] = change;
        }
    }

    /// `low`: the lower six bits of the second byte.
    fn set_arabic(&mut self, lead: usize, low: usize, entry: Entry) {
        let (row, column) = (low >> 4, low & 15);
        let [first, second] = entry.sign().to_le_bytes();
        let change = second ^ (0x80 | low as u8);
        let can_change = row == CHANGED_ROWS[lead];
        if entry.len() != 2 || !FIRST.contains(&first) || change != 0 && !can_change {
            return;
        }
        let sign = known(entry, |class| if class == Class::Arabic { ARABIC_LETTER } else { 0 });
        if sign != 0 {
            self.second[lead][row][column] = if first == FIRST[lead] { sign } else { sign | FLIP };
            if can_change {
                self.changed[lead][column] = change;
            }
        }
    }
}

/// The bits of a character that has nothing to tell; 0 for others.
fn known(entry: Entry, letter: impl Fn(Class) -> u8) -> u8 {
    match entry.class() {
        _ if entry.flags() != Flags::NONE => 0,
        Class::Punctuation => SIGN,
        Class::Symbol => SIGN | SYMBOL,
        class => letter(class),
    }
}

/// The classes of characters, by their bits without the two lowest.
const CLASSES: [Class; 64] = {
    let mut classes = [Class::Symbol; 64];
    classes[(ARABIC_LETTER >> 2) as usize] = Class::Arabic;
    classes[(BLANK >> 2) as usize] = Class::Space;
    classes[(LATIN >> 2) as usize] = Class::Latin;
    classes[(DIGIT >> 2) as usize] = Class::Digit;
    classes[(SIGN >> 2) as usize] = Class::Punctuation;
    classes
};

/// Windows from `at`, where a run begins, and the open one is empty. Gives where the next run begins.
pub(super) struct Windows<'p, 'a> {
    pub(super) pass: &'p mut Pass<'a>,
    pub(super) at: usize,
}

impl Work for Windows<'_, '_> {
    type Done = usize;

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn on<V: Vectors>(self, machine: V) -> usize {
        let Self { pass, mut at } = self;
        let tables = Tables::new(machine, &pass.folder.signs);
        let mut written = pass.open.written;
        loop {
            let rest = &pass.text[at..];
            let mut padded = [0; WINDOW];
            let bytes = rest.first_chunk().unwrap_or_else(|| {
                padded[..rest.len()].copy_from_slice(rest);
                &padded
            });
            let folded = tables.fold(bytes);
            folded.write(machine, &mut pass.out[written..]);
            let found = tables.find(&folded, rest.len());
            found.write(written, at, &mut pass.runs);
            at += found.taken;
            written += found.taken;
            if !found.goes_on {
                break;
            }
        }
        pass.open = Open::new(written, at);
        at
    }
}

/// The tables in vectors, and what else does not change from window to window.
struct Tables<V: Vectors> {
    machine: V,
    ascii: [V::Bytes; 6],
    capitals: [V::Bytes; 2],
    second: [[V::Bytes; 4]; 2],
    changed: [V::Bytes; 2],
}

/// A window, folded, and what is known of its characters; in halves.
struct FoldedWindow<V: Vectors> {
    bytes: [V::Bytes; 2],
    folded: [V::Bytes; 2],
    signs: [V::Bytes; 2],
}

/// The runs of a window.
struct Found {
    /// Where they begin, and where the first begins that is not taken; a bit a byte.
    begins: u64,
    /// Which of the bytes begin characters of two.
    wide: u64,
    signs: [u8; WINDOW],
    /// How many bytes they are.
    taken: usize,
    /// Whether the last run ends with the text.
    ends: bool,
    /// Whether the next window may hold more.
    goes_on: bool,
}

#[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
impl<V: Vectors> Tables<V> {
    #[inline(always)]
    fn new(machine: V, signs: &Signs) -> Self {
        Self {
            machine,
            ascii: signs.ascii.each_ref().map(|row| machine.twice(row)),
            capitals: signs.capitals.each_ref().map(|row| machine.twice(row)),
            second: signs.second.each_ref().map(|rows| rows.each_ref().map(|row| machine.twice(row))),
            changed: signs.changed.each_ref().map(|row| machine.twice(row)),
        }
    }

    #[inline(always)]
    fn fold(&self, window: &[u8; WINDOW]) -> FoldedWindow<V> {
        let v = self.machine;
        let (halves, _) = window.as_chunks::<HALF>();
        let bytes = [v.load(&halves[0]), v.load(&halves[1])];
        let nothing = v.splat(0);
        let (low_signs, low_changes) = self.look_up(nothing, bytes[0]);
        let (high_signs, high_changes) = self.look_up(bytes[0], bytes[1]);
        let flip = v.splat(FLIP);
        let flips = [v.and(low_signs, flip), v.and(high_signs, flip)];
        let low = v.xor(v.xor(bytes[0], low_changes), v.ahead(flips[0], flips[1]));
        let high = v.xor(v.xor(bytes[1], high_changes), v.ahead(flips[1], nothing));
        FoldedWindow { bytes, folded: [low, high], signs: [low_signs, high_signs] }
    }

    /// What is known of the characters that end at each byte, and how the bytes change.
    #[inline(always)]
    fn look_up(&self, before: V::Bytes, bytes: V::Bytes) -> (V::Bytes, V::Bytes) {
        let v = self.machine;
        // An index with the highest bit set, which finds nothing, where the upper four bits are others.
        macro_rules! row {
            ($upper:expr) => {
                v.add_saturating(v.xor(bytes, v.splat($upper << 4)), v.splat(0x70))
            };
        }
        let capitals = [row!(4), row!(5)];
        let second = [row!(8), row!(9), row!(10), row!(11)];
        let ascii = [row!(2), row!(3), capitals[0], capitals[1], row!(6), row!(7)];
        let mut signs = v.splat(0);
        for (table, row) in self.ascii.iter().zip(ascii) {
            signs = v.or(signs, v.look_up(*table, row));
        }
        let mut changes =
            v.or(v.look_up(self.capitals[0], capitals[0]), v.look_up(self.capitals[1], capitals[1]));
        let first = v.after(before, bytes);
        for lead in 0..2 {
            let mut found = v.look_up(self.second[lead][0], second[0]);
            for (table, row) in self.second[lead].iter().zip(second).skip(1) {
                found = v.or(found, v.look_up(*table, row));
            }
            let is_second = v.equal(first, v.splat(FIRST[lead]));
            let others = v.look_up(self.changed[lead], second[CHANGED_ROWS[lead]]);
            signs = v.or(signs, v.and(found, is_second));
            changes = v.or(changes, v.and(others, is_second));
        }
        (signs, changes)
    }

    /// Finds the runs of a window; the text ends `rest` bytes from its beginning.
    #[inline(always)]
    fn find(&self, window: &FoldedWindow<V>, rest: usize) -> Found {
        let v = self.machine;
        let nothing = v.splat(0);
        let [low, high] = window.folded;
        macro_rules! bits {
            ($low:expr, $high:expr) => {
                u64::from(v.top_bits($low)) | u64::from(v.top_bits($high)) << 32
            };
        }
        macro_rules! are {
            ($byte:expr) => {
                bits!(v.equal(low, v.splat($byte)), v.equal(high, v.splat($byte)))
            };
        }
        // Class by class, bits of the last bytes of characters.
        let mut signs = window.signs;
        macro_rules! next_class {
            () => {{
                let class = bits!(signs[0], signs[1]);
                signs = [v.add(signs[0], signs[0]), v.add(signs[1], signs[1])];
                class
            }};
        }
        let (arabic, blank, latin) = (next_class!(), next_class!(), next_class!());
        let (digit, sign) = (next_class!(), bits!(signs[0], signs[1]));
        let ends = arabic | blank | latin | digit | sign;
        // By the byte itself: the one before may be the first of a character that was cut off.
        let wide = ends & bits!(window.bytes[0], window.bytes[1]);
        let known = (ends | wide >> 1).trailing_ones() as usize;

        // Which are the same as the character before.
        let before = [v.after(nothing, low), v.after(low, high)];
        let two_before = [v.after(nothing, before[0]), v.after(before[0], before[1])];
        let same = ends & !wide & bits!(v.equal(low, before[0]), v.equal(high, before[1]));
        let same_bytes = bits!(v.equal(low, two_before[0]), v.equal(high, two_before[1]));
        let same_wide = wide & same_bytes & same_bytes << 1;
        let joins = arabic & arabic << 2
            | blank & blank << 1
            | latin & latin << 1
            | digit & digit << 1
            | sign & (same | same_wide);
        let begins = ends & !joins;

        // Letters three times or more, and what may be laughter, are for the pass.
        let (twice, twice_wide) = (latin & same, arabic & same_wide);
        let heh = arabic & are!(HEH[1]);
        let beats = heh >> 2 | heh >> 4 & arabic >> 2 & arabic >> 6;
        let odd =
            twice & twice << 1 | twice_wide & twice_wide << 2 | begins & (heh & beats | latin & are!(b'h'));
        let odd = odd & up_to(known);
        let all = known == rest && odd == 0;
        let limit = known.min(odd.trailing_zeros() as usize + 1);

        let begins = begins & up_to(limit);
        let begins = begins & !wide | (begins & wide) >> 1;
        let last = begins.checked_ilog2().map_or(0, |last| last as usize);
        let mut signs = [0; WINDOW];
        let (halves, _) = signs.as_chunks_mut::<HALF>();
        v.store(window.signs[0], &mut halves[0]);
        v.store(window.signs[1], &mut halves[1]);
        Found {
            begins,
            wide: wide >> 1,
            signs,
            taken: if all { rest } else { last },
            ends: all,
            // The last byte may begin a character.
            goes_on: !all && limit + 1 >= WINDOW && last != 0,
        }
    }
}

/// So many lowest bits.
#[inline]
fn up_to(bits: usize) -> u64 {
    if bits >= 64 { u64::MAX } else { (1 << bits) - 1 }
}

#[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
impl<V: Vectors> FoldedWindow<V> {
    /// Writes the whole window, however much of it is taken.
    #[inline(always)]
    fn write(&self, machine: V, out: &mut [u8]) {
        const { assert!(ROOM >= WINDOW, "there is room for a window behind what is written") };
        let (halves, _) = out[..WINDOW].as_chunks_mut::<HALF>();
        machine.store(self.folded[0], &mut halves[0]);
        machine.store(self.folded[1], &mut halves[1]);
    }
}

#[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
impl Found {
    /// Adds the runs; the window is written from `written` on, and stands in the text from `at` on.
    #[inline(always)]
    fn write(&self, written: usize, at: usize, runs: &mut Vec<Run>) {
        runs.reserve(WINDOW);
        let (folded, original) = (written as u32, at as u32);
        let run = |start: u32, end: u32| {
            let sign = self.signs[(start + (self.wide >> start & 1) as u32) as usize % WINDOW];
            Run {
                class: CLASSES[usize::from(sign >> 2)],
                flags: Flags::NONE,
                folded: folded + start,
                start: original + start,
                end: original + end,
            }
        };
        // The first begins with the window.
        let (mut start, mut left) = (0, self.begins & self.begins.wrapping_sub(1));
        while left != 0 {
            let end = left.trailing_zeros();
            runs.push(run(start, end));
            start = end;
            left &= left - 1;
        }
        if self.ends {
            runs.push(run(start, self.taken as u32));
        }
    }
}
