//! Many runs at once: windows of 64 bytes, a vector each.
//!
//! Most of most texts are Arabic letters, blanks and common signs, each of which folds to as many bytes as it has. Of
//! a window that begins with a run, all runs that hold nothing else and end within the window are folded, and their
//! borders found as bits; the pass goes on behind them, one character at a time, through what is left. So each run is
//! made either here or there, and the result is the same. The tables are made from the pass's own.

use super::pass::{HEH, Open, Pass, ROOM};
use super::{ARABIC, Entry, Flags, Run};
use crate::simd::{Rows, Vectors, WIDTH, Work};
use crate::text::table::Class;

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

/// The rows of ASCII, by their upper four bits: those of control characters are left to the pass. Then those of capitals.
const ASCII_ROWS: std::ops::Range<usize> = 2..8;
const CAPITAL_ROWS: std::ops::Range<usize> = 4..6;

/// What bytes are looked up in; what nothing common has is 0.
#[derive(Debug, Clone, Default)]
pub(super) struct Signs {
    /// By ASCII characters.
    ascii: Rows,
    /// What changes in capitals.
    capitals: Rows,
    /// By second bytes of 80 to BF, after either of [`FIRST`].
    second: [Rows; 2],
    /// What changes in second bytes: of A0 to AF after D8, of 80 to 8F after D9. Other characters that change are
    /// left to the pass.
    changed: [Rows; 2],
}

/// The row of [`Signs::changed`] after either of [`FIRST`], by its upper four bits.
const CHANGED_ROWS: [usize; 2] = [10, 8];

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
        let is_capital = CAPITAL_ROWS.contains(&row);
        if !ASCII_ROWS.contains(&row) || entry.len() != 1 || change != 0 && !is_capital {
            return;
        }
        self.ascii[row][column] = known(entry, |class| match class {
            Class::Space => BLANK,
            Class::Latin => LATIN,
            Class::Digit => DIGIT,
            _ => 0,
        });
        if is_capital {
            self.capitals[row][column] = change;
        }
    }

    /// `low`: the lower six bits of the second byte.
    fn set_arabic(&mut self, lead: usize, low: usize, entry: Entry) {
        let (row, column) = (low >> 4, low & 15);
        let [first, second] = entry.sign().to_le_bytes();
        let change = second ^ (0x80 | low as u8);
        let can_change = row + 8 == CHANGED_ROWS[lead];
        if entry.len() != 2 || !FIRST.contains(&first) || change != 0 && !can_change {
            return;
        }
        let sign = known(entry, |class| if class == Class::Arabic { ARABIC_LETTER } else { 0 });
        if sign != 0 {
            self.second[lead][row][column] = if first == FIRST[lead] { sign } else { sign | FLIP };
            if can_change {
                self.changed[lead][row][column] = change;
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

    const WIDE: bool = true;

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn on<V: Vectors>(self, machine: V) -> usize {
        let Self { pass, mut at } = self;
        let tables = Tables::new(machine, &pass.folder.signs);
        let mut written = pass.open.written;
        loop {
            let rest = &pass.text[at..];
            let mut padded = Aligned([0; WIDTH]);
            let bytes = rest.first_chunk().unwrap_or_else(|| {
                padded.0[..rest.len()].copy_from_slice(rest);
                &padded.0
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

/// A vector's bytes in memory, in one line of the cache wherever the stack begins.
#[repr(align(64))]
struct Aligned([u8; WIDTH]);

/// The tables in vectors.
struct Tables<V: Vectors> {
    machine: V,
    ascii: V::Table<{ ASCII_ROWS.start }, 6>,
    capitals: V::Table<{ CAPITAL_ROWS.start }, 2>,
    second: [V::Table<8, 4>; 2],
    changed: (V::Table<{ CHANGED_ROWS[0] }, 1>, V::Table<{ CHANGED_ROWS[1] }, 1>),
}

/// A window, folded, and what is known of its characters.
struct FoldedWindow<V: Vectors> {
    bytes: V::Bytes,
    folded: V::Bytes,
    signs: V::Bytes,
}

/// The runs of a window.
struct Found {
    /// Where they begin, and where the first begins that is not taken; a bit a byte.
    begins: u64,
    /// Which of the bytes begin characters of two.
    wide: u64,
    signs: Aligned,
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
            ascii: machine.table(&signs.ascii),
            capitals: machine.table(&signs.capitals),
            second: [machine.table(&signs.second[0]), machine.table(&signs.second[1])],
            changed: (machine.table(&signs.changed[0]), machine.table(&signs.changed[1])),
        }
    }

    #[inline(always)]
    fn fold(&self, window: &[u8; WIDTH]) -> FoldedWindow<V> {
        let v = self.machine;
        let bytes = v.load(window);
        let (signs, changes) = self.look_up(bytes);
        let flips = v.ahead(v.and(signs, v.splat(FLIP)));
        FoldedWindow { bytes, folded: v.xor(v.xor(bytes, changes), flips), signs }
    }

    /// What is known of the characters that end at each byte, and how the bytes change.
    #[inline(always)]
    fn look_up(&self, bytes: V::Bytes) -> (V::Bytes, V::Bytes) {
        let v = self.machine;
        let mut signs = v.look_up(self.ascii, bytes);
        let mut changes = v.look_up(self.capitals, bytes);
        let first = v.after(bytes);
        let seconds = [v.look_up(self.changed.0, bytes), v.look_up(self.changed.1, bytes)];
        for lead in 0..2 {
            let is_second = v.equal(first, v.splat(FIRST[lead]));
            signs = v.or(signs, v.keep(is_second, v.look_up(self.second[lead], bytes)));
            changes = v.or(changes, v.keep(is_second, seconds[lead]));
        }
        (signs, changes)
    }

    /// Finds the runs of a window; the text ends `rest` bytes from its beginning.
    #[inline(always)]
    fn find(&self, window: &FoldedWindow<V>, rest: usize) -> Found {
        let v = self.machine;
        let &FoldedWindow { bytes, folded, signs } = window;
        macro_rules! are {
            ($byte:expr) => {
                v.bits(v.equal(folded, v.splat($byte)))
            };
        }
        macro_rules! of_class {
            ($bit:expr) => {
                v.bit::<{ u8::trailing_zeros($bit) }>(signs)
            };
        }
        // Class by class, bits of the last bytes of characters.
        let (arabic, blank, latin) = (of_class!(ARABIC_LETTER), of_class!(BLANK), of_class!(LATIN));
        let (digit, sign) = (of_class!(DIGIT), of_class!(SIGN));
        let ends = arabic | blank | latin | digit | sign;
        // By the byte itself: the one before may be the first of a character that was cut off.
        let wide = ends & v.bit::<7>(bytes);
        let known = (ends | wide >> 1).trailing_ones() as usize;

        // Which are the same as the character before.
        let before = v.after(folded);
        let same = ends & !wide & v.bits(v.equal(folded, before));
        let same_bytes = v.bits(v.equal(folded, v.after(before)));
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
        let mut signs = Aligned([0; WIDTH]);
        v.store(window.signs, &mut signs.0);
        Found {
            begins,
            wide: wide >> 1,
            signs,
            taken: if all { rest } else { last },
            ends: all,
            // The last byte may begin a character.
            goes_on: !all && limit + 1 >= WIDTH && last != 0,
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
        const { assert!(ROOM >= WIDTH, "there is room for a window behind what is written") };
        machine.store(self.folded, out.first_chunk_mut().expect("there is room"));
    }
}

#[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
impl Found {
    /// Adds the runs; the window is written from `written` on, and stands in the text from `at` on.
    #[inline(always)]
    fn write(&self, written: usize, at: usize, runs: &mut Vec<Run>) {
        runs.reserve(WIDTH);
        let (folded, original) = (written as u32, at as u32);
        let run = |start: u32, end: u32| {
            let sign = self.signs.0[(start + (self.wide >> start & 1) as u32) as usize % WIDTH];
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
