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
    /// as a word.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    pub(super) fn add(
        &mut self,
        letters: &mut Letters,
        form: &[u8],
        (shortest, longest): (usize, usize),
        column_bits: u32,
    ) {
        let len = letters.read(form);
        let most = (len + LANES) * (longest - shortest + 1) + LANES;
        if self.all.len() < self.len + most {
            self.all.resize(2 * (self.len + most), 0);
        }
        for first in (0..len).step_by(LANES) {
            let mut hashes = [hash::NO_CHARACTERS; LANES];
            // Always as many steps: how long a word is, no processor can foretell.
            for length in 1..=longest {
                let more = letters.0[first + length - 1..].first_chunk::<LANES>();
                let Some(more) = more else { break };
                for (hash, &letter) in hashes.iter_mut().zip(more) {
                    *hash = hash::run(*hash, letter);
                }
                if length < shortest {
                    continue;
                }
                let Some(room) = self.all[self.len..].first_chunk_mut::<LANES>() else { break };
                for (place, hash) in room.iter_mut().zip(hashes) {
                    // The upper bits are the better mixed ones of a multiplicative hash.
                    *place = hash >> (32 - column_bits);
                }
                let runs = LANES.min((len + 1).saturating_sub(length + first));
                self.len += if length == len { 0 } else { runs };
            }
        }
    }
}

impl Letters {
    /// Takes a word, valid UTF-8, as characters, each a number that no other has: its bytes. Returns how many there
    /// are with the blanks.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn read(&mut self, form: &[u8]) -> usize {
        let letters = &mut self.0[1..=MAX_LETTERS];
        let mut count = 0;
        // Nearly all are letters of two bytes.
        for (pair, place) in form.chunks_exact(2).zip(&mut *letters) {
            if pair[0] & 0xE0 != 0xC0 {
                break;
            }
            *place = u32::from(u16::from_be_bytes([pair[0], pair[1]]));
            count += 1;
        }
        let others = form[2 * count..].chunk_by(|_, next| next & 0xC0 == 0x80);
        for (bytes, place) in others.zip(&mut letters[count..]) {
            *place = bytes.iter().fold(0, |letter, &byte| letter << 8 | u32::from(byte));
            count += 1;
        }
        self.0[count + 1] = u32::from(b' ');
        count + 2
    }
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
                columns.add(&mut letters, word.as_bytes(), lengths, 20);
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
        columns.add(&mut letters, "ط".repeat(1000).as_bytes(), (2, 2), 20);
        assert_eq!(columns.len(), MAX_LETTERS + 1);
        assert_eq!(columns.as_slice().iter().collect::<BTreeSet<_>>().len(), 3, "begin, middle, end");
    }
}
