//! Many words at once: windows of 64 bytes, a vector each.
//!
//! Most of most texts are words, blanks and common signs, each of which folds to as many bytes as it has, and where each
//! run but a blank is a token. Of a window that begins behind a blank, all is taken up to the last blank before
//! anything else: a character that needs more than a table, and whatever the cutter or a disguise would see more than
//! a run in. Borders of tokens are found as bits. The pass goes on behind them, one character at a time, up to the next
//! blank that windows can begin behind. So each token is made either here or there, and the result is the same. The
//! tables are made from the pass's own.
//!
//! For that, no disguise, address or laughter may reach across a place where windows begin or end. Where they end, it is so
//! because [`Runs::more_than_words`] and `repeated` have a bit between the first run of such a thing and the next blank behind
//! it, and because a blank behind a single letter does not part. Where they begin, because of [`Found::may_go_on`], which has
//! every run that a disguise can take behind a blank: `is_odd`, `spelled` and `hinged` in `evasion.rs`.

use super::pass::{HEH, Open, Pass, ROOM};
use super::{ARABIC, Entry, Flags, Sink};
use crate::simd::{Rows, Vectors, WIDTH, Work};
use crate::text::Kind;
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
        // Addresses, names and masked words take more than a run.
        let takes_more = matches!(code as u8, b'@' | b'#' | b'*');
        if takes_more || !ASCII_ROWS.contains(&row) || entry.len() != 1 || change != 0 && !is_capital {
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

/// What tokens are, by the bits of their last characters without the two lowest.
const KINDS: [Kind; 64] = {
    let mut kinds = [Kind::Symbol; 64];
    kinds[(ARABIC_LETTER >> 2) as usize] = Kind::Word;
    kinds[(LATIN >> 2) as usize] = Kind::Word;
    kinds[(DIGIT >> 2) as usize] = Kind::Number;
    kinds[(SIGN >> 2) as usize] = Kind::Punctuation;
    kinds
};

/// Windows from `at`, behind a blank, where the open run is empty. Gives where they end.
pub(super) struct Windows<'p, 'a, S> {
    pub(super) pass: &'p mut Pass<'a, S>,
    pub(super) at: usize,
}

impl<S: Sink> Work for Windows<'_, '_, S> {
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
            let folded = tables.fold(machine.load_up_to(rest));
            let found = tables.find(&folded, rest.len());
            if found.taken == 0 || !pass.runs.is_empty() && found.may_go_on {
                break;
            }
            pass.hand_over();
            folded.write(machine, &mut pass.out[written..]);
            pass.has_arabic |= found.has_arabic;
            let [folded, original] = [written as u32, at as u32];
            pass.sink.words(&Words { folded, original, borders: found.borders });
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

/// Words and signs of a window, a token each.
pub(in crate::text) struct Words {
    /// Where the window begins in the folded text, and in the original.
    pub(in crate::text) folded: u32,
    pub(in crate::text) original: u32,
    borders: Borders,
}

/// Where the tokens of a window begin, and their last bytes: a bit a byte.
struct Borders {
    first: u64,
    last: u64,
    signs: Aligned,
}

impl Words {
    /// How many they are.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    pub(in crate::text) fn count(&self) -> usize {
        self.borders.first.count_ones() as usize
    }

    /// What each is, where it begins in the window, and one past where it ends; behind the last anything, up to eight at a time.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    pub(in crate::text) fn padded(&self) -> impl ExactSizeIterator<Item = (Kind, u32, u32)> {
        let Borders { mut first, mut last, ref signs } = self.borders;
        // Always as many as most windows have, and more only then: how many there are, no processor can foretell.
        (0..self.count().next_multiple_of(8)).map(move |_| {
            let (start, end) = (first.trailing_zeros(), last.trailing_zeros());
            first &= first.wrapping_sub(1);
            last &= last.wrapping_sub(1);
            (KINDS[usize::from(signs.0[end as usize % WIDTH] >> 2)], start, end + 1)
        })
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

/// What can be taken of a window.
struct Found {
    borders: Borders,
    /// How many bytes.
    taken: usize,
    has_arabic: bool,
    /// Whether it begins with what a disguise before could go on with.
    may_go_on: bool,
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
    fn fold(&self, bytes: V::Bytes) -> FoldedWindow<V> {
        let v = self.machine;
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

    /// Finds the tokens of a window that can be taken; the text ends `rest` bytes from its beginning.
    #[inline(always)]
    fn find(&self, window: &FoldedWindow<V>, rest: usize) -> Found {
        let v = self.machine;
        let (runs, known) = self.runs(window);
        let odd = (runs.repeated | runs.more_than_words()) & up_to(known);
        let all = known == rest && odd == 0;
        let stops = known.min(odd.trailing_zeros() as usize);
        let last_blank = (runs.parting_blanks() & up_to(stops)).checked_ilog2();
        let taken = if all { rest } else { last_blank.map_or(0, |last| last as usize + 1) };

        let tokens = !runs.blank & up_to(taken);
        let ends = runs.begins >> 1 | up_to(taken) & !(up_to(taken) >> 1);
        let mut signs = Aligned([0; WIDTH]);
        v.store(window.signs, &mut signs.0);
        Found {
            borders: Borders { first: runs.begins & tokens, last: ends & tokens, signs },
            taken,
            has_arabic: runs.arabic & up_to(taken) != 0,
            may_go_on: (runs.single() | runs.double() | runs.sign) & 1 != 0,
            // The last byte may begin a character.
            goes_on: !all && odd == 0 && known + 1 >= WIDTH,
        }
    }

    /// The runs of a window, and how many bytes are known.
    #[inline(always)]
    fn runs(&self, window: &FoldedWindow<V>) -> (Runs, usize) {
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
        let repeated =
            twice & twice << 1 | twice_wide & twice_wide << 2 | begins & (heh & beats | latin & are!(b'h'));

        let runs = Runs {
            arabic: arabic | arabic >> 1,
            latin: latin | digit,
            sign: sign | (sign & wide) >> 1,
            blank,
            begins: begins & !wide | (begins & wide) >> 1,
            repeated,
        };
        (runs, known)
    }
}

/// The runs of a window, a bit a byte.
struct Runs {
    /// Arabic letters, Latin letters and digits, signs, blanks.
    arabic: u64,
    latin: u64,
    sign: u64,
    blank: u64,
    /// Where runs begin.
    begins: u64,
    /// Somewhere in runs of letters three times or more, and of what may be laughter.
    repeated: u64,
}

impl Runs {
    /// Somewhere in what may be more than words and signs by themselves, before the next blank: numbers, addresses, and
    /// disguises.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn more_than_words(&self) -> u64 {
        let &Self { arabic, latin, sign, blank, begins, .. } = self;
        let word = arabic | latin;
        let goes_on = begins & word & word << 1;
        let (single, double) = (self.single(), self.double());
        // What stands behind the sign, or the same one several times, behind a word.
        let behind_sign = |end: u64| behind(sign & begins & end, sign & !begins);
        let across = behind_sign(double << 4) & word | behind_sign(latin << 1) & !blank;
        goes_on | across | single << 2 & sign | behind(single << 2 & blank, blank) & single
    }

    /// The first bytes of single Arabic letters.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn single(&self) -> u64 {
        self.begins & self.arabic & !(self.arabic >> 2)
    }

    /// The first bytes of two Arabic letters, which letters set apart by other blanks than the usual ones may end with.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn double(&self) -> u64 {
        self.begins & self.arabic & self.arabic >> 2 & !(self.arabic >> 4)
    }

    /// Blanks that do not stand behind a single letter, which a disguise may begin with.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn parting_blanks(&self) -> u64 {
        self.blank & self.blank.wrapping_add(self.single() << 2 & self.blank)
    }
}

/// What stands right behind stretches that begin with one of `begins` and go on in `further`: by one addition, which
/// carries through each stretch.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
fn behind(begins: u64, further: u64) -> u64 {
    let stretches = begins | further;
    stretches.wrapping_add(begins) & !stretches
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
