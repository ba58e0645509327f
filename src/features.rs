//! Stage 4, **count**: tokens go in, a sparse row of numbers comes out.
//!
//! Every word, its light stem, every pair of neighbouring stems and every run of characters within a word is
//! hashed to one of a fixed number of columns (the hashing trick, Weinberger et al. 2009), so no dictionary has
//! to be kept.

mod lexicon;
mod occurrence;
mod stem;
mod weighting;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::text::{Flags, Kind, Token, Tokens};
use crate::{Error, Result};
use stem::light_stem;

pub use lexicon::Lexicon;
pub use occurrence::{Occurrence, View, grouped};
pub use weighting::{Entry, InverseFrequency, Row};

/// What is counted; part of the model file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FeatureSettings {
    /// There are 2 to this power columns; 8 to 24.
    pub column_bits: u32,
    /// Count each word's light stem beside the word.
    pub stems: bool,
    /// Count pairs of neighbouring stems.
    pub pairs: bool,
    /// The shortest and the longest run of characters that is counted; the blank before and after a word
    /// counts as a character. 1 to 8.
    pub characters: (usize, usize),
    /// A column that fewer training rows have is not used. At least 1.
    pub min_rows: u32,
}

impl Default for FeatureSettings {
    fn default() -> Self {
        Self { column_bits: 19, stems: true, pairs: true, characters: (2, 5), min_rows: 2 }
    }
}

impl FeatureSettings {
    /// How many columns a row has.
    #[must_use]
    pub fn columns(&self) -> usize {
        1 << self.column_bits
    }

    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Setting`] names the first that is out of its range.
    pub fn check(&self) -> Result<()> {
        let (shortest, longest) = self.characters;
        if !(8..=24).contains(&self.column_bits) {
            return Err(setting("column_bits", format!("must be 8 to 24, not {}", self.column_bits)));
        }
        if shortest < 1 || shortest > longest || longest > 8 {
            let message = format!("must be two numbers from 1 to 8 in order, not {shortest} and {longest}");
            return Err(setting("characters", message));
        }
        if self.min_rows == 0 {
            return Err(setting("min_rows", "must be at least 1".to_owned()));
        }
        Ok(())
    }
}

fn setting(name: &'static str, message: String) -> Error {
    Error::Setting { name, message }
}

/// Only so many tokens of a text are counted: some 600 kB, far more than any comment, so that a text of any
/// length takes bounded memory.
pub const MAX_TOKENS: usize = 1 << 16;

/// The seeds keep the views apart; with the hash function they are pinned by a test, since every model file
/// depends on them.
const WORD_SEED: u64 = 0x67_68_69_72_62_61_6c_01;
const CHARACTER_SEED: u64 = 0x67_68_69_72_62_61_6c_02;
const STEM_SEED: u64 = 0x67_68_69_72_62_61_6c_03;

/// Counted beside a token that has a letter three times or more.
const ELONGATED: &[u8] = b"\x01elongated";

/// The column hash of a word.
fn word_hash(form: &[u8]) -> u64 {
    xxh3_64_with_seed(form, WORD_SEED)
}

/// The column hash of a stem.
fn stem_hash(stem: &[u8]) -> u64 {
    xxh3_64_with_seed(stem, STEM_SEED)
}

/// The column hash of a run of characters.
fn character_hash(run: &[u8]) -> u64 {
    xxh3_64_with_seed(run, CHARACTER_SEED)
}

/// The column hash of two neighbouring stems.
fn pair_hash(first: u64, second: u64) -> u64 {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&first.to_le_bytes());
    bytes[8..].copy_from_slice(&second.to_le_bytes());
    xxh3_64_with_seed(&bytes, WORD_SEED)
}

/// Counts the features of tokenised texts.
#[derive(Debug, Clone)]
pub struct Counter {
    settings: FeatureSettings,
    lexicon: Lexicon,
}

impl Counter {
    /// A counter for checked settings.
    ///
    /// # Errors
    /// [`Error::Setting`] where [`FeatureSettings::check`] fails.
    pub fn new(settings: FeatureSettings) -> Result<Self> {
        settings.check()?;
        Ok(Self { settings, lexicon: Lexicon::default() })
    }

    /// Reads masked words (ك*ب) as the words of a lexicon; without one, they are only counted as they stand.
    #[must_use]
    pub fn with_lexicon(self, lexicon: Lexicon) -> Self {
        Self { lexicon, ..self }
    }

    /// The lexicon's hash of every word of three letters or more.
    pub fn words(tokens: &Tokens) -> impl Iterator<Item = u32> {
        let words = tokens.as_slice().iter().filter(|token| token.kind == Kind::Word);
        let forms = words.map(|token| tokens.form_bytes(token)).filter(|form| form.len() >= 6);
        forms.map(|form| Lexicon::reduce(word_hash(form)))
    }

    /// Every occurrence of every feature of the first [`MAX_TOKENS`] tokens, sorted by view and column; replaces
    /// what `into` held.
    pub fn count(&self, tokens: &Tokens, into: &mut Vec<Occurrence>) {
        into.clear();
        let mut previous: Option<(usize, u64)> = None;
        let mut padded = Vec::new();
        for (index, token) in tokens.as_slice().iter().take(MAX_TOKENS).enumerate() {
            let Some(form) = countable(tokens, token) else { continue };
            into.push(self.occurrence(View::Word, word_hash(form), index));
            if token.flags.has(Flags::ELONGATED) {
                into.push(self.occurrence(View::Word, word_hash(ELONGATED), index));
            }
            let stem = stem_hash(light_stem(form));
            match token.kind {
                Kind::Word => self.word(form, stem, index, &mut padded, into),
                Kind::Masked => {
                    for word in self.lexicon.unmask(form, word_hash) {
                        into.push(self.occurrence(View::Word, word_hash(&word), index));
                        self.word(&word, stem_hash(light_stem(&word)), index, &mut padded, into);
                    }
                }
                _ => {}
            }
            if has_neighbours(token) {
                if let Some((first, before)) = previous.filter(|_| self.settings.pairs) {
                    into.push(self.occurrence(View::Pair, pair_hash(before, stem), first));
                }
                previous = Some((index, stem));
            }
        }
        into.sort_unstable();
    }

    /// The stem and the characters of a word.
    fn word(&self, form: &[u8], stem: u64, index: usize, padded: &mut Vec<u8>, into: &mut Vec<Occurrence>) {
        if self.settings.stems {
            into.push(self.occurrence(View::Word, stem, index));
        }
        self.characters(form, index, padded, into);
    }

    fn characters(&self, form: &[u8], index: usize, padded: &mut Vec<u8>, into: &mut Vec<Occurrence>) {
        padded.clear();
        padded.push(b' ');
        padded.extend_from_slice(form);
        padded.push(b' ');
        let begins = |at: &usize| padded.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80);
        let whole = (0..padded.len()).filter(begins).count();
        let (shortest, longest) = self.settings.characters;
        for start in (0..padded.len()).filter(begins) {
            let ends = (start + 1..=padded.len()).filter(begins).enumerate();
            for (length, end) in ends.take(longest).skip(shortest - 1) {
                // A word as short as its run of characters is the word itself, counted already.
                if length + 1 == whole {
                    continue;
                }
                into.push(self.occurrence(View::Characters, character_hash(&padded[start..end]), index));
            }
        }
    }

    fn occurrence(&self, view: View, hash: u64, token: usize) -> Occurrence {
        // The upper bits are the better mixed ones of a multiplicative hash.
        Occurrence::new(view, (hash >> (64 - self.settings.column_bits)) as u32, token)
    }
}

/// Whether a token pairs with the next one that does: punctuation does not part neighbours.
pub(crate) fn has_neighbours(token: &Token) -> bool {
    !token.is_derived() && !matches!(token.kind, Kind::Punctuation | Kind::Symbol | Kind::Invalid)
}

/// What stands for a token: its form, or a common name for what is different every time.
fn countable<'a>(tokens: &'a Tokens, token: &Token) -> Option<&'a [u8]> {
    let form = tokens.form_bytes(token);
    Some(match token.kind {
        Kind::Url => b"\x01url",
        Kind::Email => b"\x01email",
        Kind::Mention => b"\x01mention",
        Kind::Invalid => return None,
        Kind::Punctuation | Kind::Symbol => {
            // One sign, or several: how many does not matter.
            let sign = form.iter().skip(1).take_while(|byte| **byte & 0xC0 == 0x80).count() + 1;
            &form[..form.len().min(2 * sign)]
        }
        _ => form,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;

    #[test]
    fn hashes_are_pinned() {
        // Every model file depends on these figures: to change them takes a new format version.
        let found = [
            word_hash("كلام".as_bytes()),
            stem_hash("كلام".as_bytes()),
            pair_hash(stem_hash("كلام".as_bytes()), stem_hash("جميل".as_bytes())),
            character_hash(" كل".as_bytes()),
        ];
        let pinned = [
            11_177_195_507_789_690_684,
            4_850_817_861_149_377_550,
            13_770_264_705_266_295_303,
            11_312_771_920_207_427_010,
        ];
        assert_eq!(found, pinned);
    }

    #[test]
    fn counts_words_pairs_and_characters() {
        let settings = FeatureSettings { characters: (2, 3), ..FeatureSettings::default() };
        let mut tokens = Tokens::default();
        Tokenizer::default().tokenize("خبر خبر، جيد".as_bytes(), &mut tokens);
        let mut found = Vec::new();
        Counter::new(settings).expect("valid settings").count(&tokens, &mut found);
        let of = |view| found.iter().filter(|o| o.view() == view).count();
        assert_eq!(of(View::Word), 7, "three words, their stems and a comma");
        assert_eq!(of(View::Pair), 2, "the comma does not part neighbours");
        // " خبر " has 4 runs of two and 3 of three.
        assert_eq!(of(View::Characters), 3 * 7);
        assert_eq!(grouped(&found).filter(|g| g[0].view() == View::Word).count(), 5, "خبر came twice");
    }

    #[test]
    fn ranges_are_checked() {
        for (settings, name) in [
            (FeatureSettings { column_bits: 30, ..FeatureSettings::default() }, "column_bits"),
            (FeatureSettings { characters: (3, 2), ..FeatureSettings::default() }, "characters"),
            (FeatureSettings { min_rows: 0, ..FeatureSettings::default() }, "min_rows"),
        ] {
            assert!(settings.check().unwrap_err().to_string().contains(name));
        }
    }
}
