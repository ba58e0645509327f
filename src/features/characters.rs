//! Runs of characters within words (character n-grams, Cavnar and Trenkle 1994), many at a time.

use super::hash;

/// Of a longer word only so many letters are looked at; no word is longer.
const MAX_LETTERS: usize = 64;

/// The longest run of characters that can be counted.
pub(super) const MAX_RUN: usize = 8;

/// So many runs are hashed side by side: what one or two vector registers hold.
const LANES: usize = 8;

/// The letters of a word between two blanks. What stands behind them is left over from the word before: runs that
/// reach there are hashed with the others and dropped, which is cheaper than to stop in time.
#[derive(Debug, Clone)]
pub(super) struct Letters([u32; MAX_LETTERS + 2 + LANES + MAX_RUN]);

impl Default for Letters {
    fn default() -> Self {
        Self([u32::from(b' '); _])
    }
}

/// Columns with room behind them.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    all: Vec<u32>,
    len: usize,
}

impl Columns {
    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    pub(super) fn as_slice(&self) -> &[u32] {
        &self.all[..self.len]
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Adds the columns of a word's runs of `shortest` to `longest` characters, the blank before and after the word
    /// included; a column is so many upper bits of a hash. The run that is the whole word is left out: it is counted
    /// as a word. The word is the first `word_len` of the bytes; what stands behind it does not matter.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    pub(super) fn add(
        &mut self,
        letters: &mut Letters,
        bytes: &[u8],
        word_len: usize,
        (shortest, longest): (usize, usize),
        column_bits: u32,
    ) {
        let len = letters.read(bytes, word_len);
        let most = (len + LANES) * (longest - shortest + 1) + ROOM;
        if self.all.len() < self.len + most {
            self.all.resize(2 * (self.len + most), 0);
        }
        for first in (0..len).step_by(LANES) {
            let (Some(window), Some(room)) =
                (letters.0[first..].first_chunk(), self.all[self.len..].first_chunk_mut())
            else {
                break;
            };
            let left = len - first;
            // Compiled once more for the lengths that nearly all models have, with all steps laid out.
            self.len += match (shortest, longest) {
                (2, 5) => runs(window, room, left, (2, 5), len, column_bits),
                lengths => runs(window, room, left, lengths, len, column_bits),
            };
        }
    }
}

/// Room for the runs that begin in one step, of every length.
const ROOM: usize = LANES * MAX_RUN;

/// Writes the columns of the runs that begin with one of the first [`LANES`] letters of a window, before the end of its
/// word, `left` letters away; the run that is as long as the whole word is left out. Returns how many.
///
/// Always the same steps: how long a word is, no processor can foretell.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
fn runs(
    window: &[u32; LANES + MAX_RUN],
    room: &mut [u32; ROOM],
    left: usize,
    (shortest, longest): (usize, usize),
    whole: usize,
    column_bits: u32,
) -> usize {
    let mut hashes = [hash::NO_CHARACTERS; LANES];
    let mut written = 0;
    for length in 1..=MAX_RUN {
        if length > longest {
            break;
        }
        for (lane, hash) in hashes.iter_mut().enumerate() {
            *hash = hash::run(*hash, window[length - 1 + lane]);
        }
        if length < shortest {
            continue;
        }
        let place = written.min(ROOM - LANES);
        for (lane, hash) in hashes.iter().enumerate() {
            // The upper bits are the better mixed ones of a multiplicative hash.
            room[place + lane] = hash >> (32 - column_bits);
        }
        let runs = LANES.min((left + 1).saturating_sub(length));
        written += if length == whole { 0 } else { runs };
    }
    written
}

impl Letters {
    /// Takes a word, valid UTF-8, as characters, each a number that no other has: its bytes. What stands behind the
    /// word in `bytes` does not matter. Returns how many there are with the blanks.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn read(&mut self, bytes: &[u8], len: usize) -> usize {
        let count = match bytes.first_chunk::<SHORT>() {
            Some(first) if are_pairs(first, len) => {
                for (place, pair) in self.0[1..=SHORT / 2].iter_mut().zip(first.as_chunks::<2>().0) {
                    *place = u32::from(u16::from_be_bytes(*pair));
                }
                len / 2
            }
            _ => self.read_any(&bytes[..len]),
        };
        self.0[count + 1] = u32::from(b' ');
        count + 2
    }

    fn read_any(&mut self, form: &[u8]) -> usize {
        let characters = form.chunk_by(|_, next| next & 0xC0 == 0x80);
        let mut count = 0;
        for (bytes, place) in characters.zip(&mut self.0[1..=MAX_LETTERS]) {
            *place = bytes.iter().fold(0, |letter, &byte| letter << 8 | u32::from(byte));
            count += 1;
        }
        count
    }
}

/// So many bytes are read at once, the letters of most words.
const SHORT: usize = 16;

/// Whether the first `len` bytes are letters of two bytes.
#[inline]
fn are_pairs(bytes: &[u8; SHORT], len: usize) -> bool {
    const FIRST: u128 = 0x00E0_00E0_00E0_00E0_00E0_00E0_00E0_00E0;
    const TWO: u128 = 0x00C0_00C0_00C0_00C0_00C0_00C0_00C0_00C0;
    if len == 0 || len > SHORT {
        return false;
    }
    let beyond = 8 * (SHORT - len);
    ((u128::from_le_bytes(*bytes) & FIRST) ^ TWO) << beyond == 0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The same runs, one after the other.
    fn plainly(word: &str, (shortest, longest): (usize, usize)) -> Vec<u32> {
        let padded: Vec<char> = format!(" {word} ").chars().take(MAX_LETTERS + 2).collect();
        let number = |c: &char| c.to_string().bytes().fold(0, |number, byte| number << 8 | u32::from(byte));
        let run = |run: &[char]| run.iter().map(number).fold(hash::NO_CHARACTERS, hash::run) >> (32 - 20);
        let lengths = (shortest..=longest).filter(|&length| length != padded.len());
        lengths.flat_map(|length| padded.windows(length).map(run)).collect()
    }

    #[test]
    fn finds_every_run_of_words_of_any_length_and_script() {
        let (mut columns, mut letters) = (Columns::default(), Letters::default());
        for word in ["", "و", "من", "سلام", "واستقبلوهم", "wifi", "بـa😀ب", "😀", &"طول".repeat(20)]
        {
            for lengths in [(1, 1), (2, 5), (3, 3), (1, 8)] {
                columns.clear();
                columns.add(&mut letters, word.as_bytes(), word.len(), lengths, 20);
                let (mut found, mut wanted) = (columns.as_slice().to_vec(), plainly(word, lengths));
                found.sort_unstable();
                wanted.sort_unstable();
                assert_eq!(found, wanted, "{word} {lengths:?}");
            }
        }
    }

    #[test]
    fn letters_beyond_the_limit_are_left_out() {
        let (mut columns, mut letters) = (Columns::default(), Letters::default());
        let word = "ط".repeat(1000);
        columns.add(&mut letters, word.as_bytes(), word.len(), (2, 2), 20);
        assert_eq!(columns.len(), MAX_LETTERS + 1);
        assert_eq!(columns.as_slice().iter().collect::<BTreeSet<_>>().len(), 3, "begin, middle, end");
    }
}
