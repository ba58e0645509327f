//! Stage 4, **count**: tokens go in, a sparse row of numbers comes out.
//!
//! Every word, its light stem, every pair of neighbouring stems and every run of characters within a word is
//! hashed to one of a fixed number of columns (the hashing trick, Weinberger et al. 2009), so no dictionary has
//! to be kept.

mod characters;
mod counted;
mod counting;
mod hash;
mod identities;
mod lexicon;
mod stem;
mod weighting;

use serde::{Deserialize, Serialize};

use crate::text::{Flags, Kind, Token, Tokens};
use crate::{Error, Machine, Result};
use characters::MAX_RUN;
use counting::Counting;
use identities::is_identity;
use stem::light_stem;

pub use counted::Counted;
pub use lexicon::Lexicon;
pub use weighting::{InverseFrequency, length};

/// What is counted; part of the model file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FeatureSettings {
    /// There are 2 to this power columns; 8 to 24.
    pub column_bits: u32,
    /// Count each word's light stem beside the word.
    pub stems: bool,
    /// Count pairs of neighbouring stems; of words, where stems are not counted.
    pub pairs: bool,
    /// The shortest and the longest run of characters that is counted, 1 to 8; the blank before and after a word
    /// counts as a character. `None`: no such runs.
    pub characters: Option<(usize, usize)>,
    /// How words for who somebody is are counted: peoples, faiths, regions, professions, convictions.
    #[serde(skip_serializing_if = "Identities::is_own")]
    pub identities: Identities,
    /// Count what a disguise is read as instead of the pieces that it is made of, not beside them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub undisguised: bool,
    /// A column that fewer training rows have is not used. At least 1.
    pub min_rows: u32,
}

/// How a word for who somebody is counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Identities {
    /// As any other word.
    #[default]
    Own,
    /// As a word for somebody, and as itself, but without its parts and neighbours.
    Beside,
    /// As a word for somebody, whoever it is.
    Common,
}

impl Identities {
    /// Models of before have no such setting, and keep their bytes.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    fn is_own(&self) -> bool {
        *self == Self::Own
    }
}

impl Default for FeatureSettings {
    fn default() -> Self {
        Self {
            column_bits: 18,
            stems: true,
            pairs: true,
            characters: Some((2, 5)),
            identities: Identities::Own,
            undisguised: false,
            min_rows: 2,
        }
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
        let (shortest, longest) = self.characters.unwrap_or((1, 1));
        if !(8..=24).contains(&self.column_bits) {
            return Err(setting("column_bits", format!("must be 8 to 24, not {}", self.column_bits)));
        }
        if shortest < 1 || shortest > longest || longest > MAX_RUN {
            let message =
                format!("must be two numbers from 1 to {MAX_RUN} in order, not {shortest} and {longest}");
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

/// Counted beside a token that has a letter three times or more.
const ELONGATED: &[u8] = b"\x01elongated";

/// Counted for every word for who somebody is.
const IDENTITY: &[u8] = b"\x01identity";

/// Counts the features of tokenised texts.
#[derive(Debug, Clone)]
pub struct Counter {
    settings: FeatureSettings,
    /// Whether stems are needed, to be counted or to know identities by.
    has_stems: bool,
    lexicon: Lexicon,
    machine: Machine,
}

impl Counter {
    /// A counter for checked settings.
    ///
    /// # Errors
    /// [`Error::Setting`] where [`FeatureSettings::check`] fails.
    pub fn new(settings: FeatureSettings) -> Result<Self> {
        settings.check()?;
        let has_stems = settings.stems || settings.identities != Identities::Own;
        Ok(Self { settings, has_stems, lexicon: Lexicon::default(), machine: Machine::best() })
    }

    /// Reads masked words (ك*ب) as the words of a lexicon; without one, they are only counted as they stand.
    #[must_use]
    pub fn with_lexicon(self, lexicon: Lexicon) -> Self {
        Self { lexicon, ..self }
    }

    /// The same on another machine than the best one.
    #[must_use]
    pub fn with_machine(self, machine: Machine) -> Self {
        Self { machine, ..self }
    }

    /// The lexicon's hash of every word of three letters or more.
    pub fn words(tokens: &Tokens) -> impl Iterator<Item = u32> {
        let words = tokens.as_slice().iter().filter(|token| token.kind == Kind::Word);
        let forms = words.map(|token| tokens.form_bytes(token)).filter(|form| form.len() >= 6);
        forms.map(|form| Lexicon::reduce(hash::word(form)))
    }

    /// The hash of a word, of any length; `None` for other tokens.
    #[must_use]
    pub fn word_of(tokens: &Tokens, token: &Token) -> Option<u32> {
        (token.kind == Kind::Word).then(|| Lexicon::reduce(hash::word(tokens.form_bytes(token))))
    }

    /// Every occurrence of every feature of the first [`MAX_TOKENS`] tokens; replaces what `into` held.
    pub fn count(&self, tokens: &Tokens, into: &mut Counted) {
        self.machine.run(Counting { counter: self, tokens, into });
    }

    /// Counts what stands for a token: its form, or a common name; returns the hash that stands for it in pairs.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn token(&self, tokens: &Tokens, token: &Token, form: &[u8], into: &mut Counted) -> u64 {
        let bytes = tokens.form_and_behind(token);
        let stemmed = token.kind == Kind::Word && self.has_stems;
        let word = hash::word(form);
        let stem = if stemmed { hash::stem(light_stem(form)) } else { 0 };
        if stemmed && self.settings.identities != Identities::Own && is_identity(form, stem) {
            return self.identity(form, stem, into);
        }
        into.push_word(self.column(word));
        if token.flags.has(Flags::ELONGATED) {
            into.push_word(self.column(hash::word(ELONGATED)));
        }
        if token.kind == Kind::Word {
            return self.word(bytes, form.len(), [word, stem], into);
        }
        if token.kind == Kind::Masked {
            self.masked(form, into);
        }
        word
    }

    /// Counts the words that a masked one can be.
    #[cold]
    fn masked(&self, form: &[u8], into: &mut Counted) {
        for word in self.lexicon.unmask(form, hash::word) {
            let hashes = [hash::word(&word), hash::stem(light_stem(&word))];
            into.push_word(self.column(hashes[0]));
            self.word(&word, word.len(), hashes, into);
        }
    }

    #[inline]
    fn pair(
        &self,
        previous: &mut Option<(usize, u64)>,
        (index, hash): (usize, u64),
        has_neighbours: bool,
        into: &mut Counted,
    ) {
        if self.settings.pairs && has_neighbours {
            if let Some((first, before)) = *previous {
                into.push_pair(self.column(hash::pair(before, hash)), first, index);
            }
            *previous = Some((index, hash));
        }
    }

    /// Counts a word for who somebody is; returns the hash that stands for it in pairs.
    fn identity(&self, form: &[u8], stem: u64, into: &mut Counted) -> u64 {
        let common = hash::word(IDENTITY);
        into.push_word(self.column(common));
        if self.settings.identities == Identities::Beside {
            into.push_word(self.column(hash::word(form)));
            into.push_word(self.column(stem));
        }
        common
    }

    /// Counts the stem and the characters of the word that the first `len` bytes are, by the hashes of word and stem;
    /// returns the one that stands for it in pairs.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn word(&self, bytes: &[u8], len: usize, [word, stem]: [u64; 2], into: &mut Counted) -> u64 {
        if let Some(lengths) = self.settings.characters {
            into.push_characters(bytes, len, lengths, self.settings.column_bits);
        }
        if !self.settings.stems {
            return word;
        }
        into.push_word(self.column(stem));
        stem
    }

    #[inline]
    fn column(&self, hash: u64) -> u32 {
        // The upper bits are the better mixed ones of a multiplicative hash.
        (hash >> (64 - self.settings.column_bits)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;

    #[test]
    fn hashes_are_pinned() {
        // Every model file depends on these figures: to change them takes a new format version.
        let columns = [
            hash::word("كلام".as_bytes()),
            hash::word("كلامنا".as_bytes()),
            hash::stem("كلا".as_bytes()),
            hash::pair(hash::stem("كلام".as_bytes()), hash::stem("جميل".as_bytes())),
        ];
        let pinned = [
            151_540_758_161_712_564,
            582_126_820_114_219_133,
            12_997_583_774_642_620_445,
            6_333_255_905_331_676_429,
        ];
        assert_eq!(columns, pinned);
        let run = "كل".chars().map(u32::from).fold(hash::NO_CHARACTERS, hash::run);
        assert_eq!(run, 3_265_037_372);
    }

    #[test]
    fn counts_words_pairs_and_characters() {
        let settings = FeatureSettings { characters: Some((2, 3)), ..FeatureSettings::default() };
        let mut tokens = Tokens::default();
        Tokenizer::default().tokenize("خبر خبر، جيد".as_bytes(), &mut tokens);
        let mut found = Counted::default();
        Counter::new(settings).expect("valid settings").count(&tokens, &mut found);
        assert_eq!(found.words().len(), 7, "three words, their stems and a comma");
        assert_eq!(found.pairs().len(), 2, "the comma does not part neighbours");
        assert_eq!(found.paired()[1], [1, 3]);
        // " خبر " has 4 runs of two and 3 of three.
        assert_eq!(found.characters().len(), 3 * 7);
        let unique = |columns: &[u32]| columns.iter().collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!(unique(found.words()), 5, "خبر came twice");
        let by_token: Vec<_> = found.tokens().map(|(i, words, runs)| (i, words.len(), runs.len())).collect();
        assert_eq!(by_token, [(0, 2, 7), (1, 2, 7), (2, 1, 0), (3, 2, 7)]);
    }

    /// The columns of words, pairs and characters.
    fn columns(text: &str, settings: &FeatureSettings) -> [Vec<u32>; 3] {
        let mut tokens = Tokens::default();
        Tokenizer::default().tokenize(text.as_bytes(), &mut tokens);
        let mut found = Counted::default();
        Counter::new(settings.clone()).expect("valid settings").count(&tokens, &mut found);
        [found.words().to_vec(), found.pairs().to_vec(), found.characters().to_vec()]
    }

    #[test]
    fn words_for_who_somebody_is_have_common_columns() {
        let count = |text: &str, identities| {
            columns(text, &FeatureSettings { identities, ..FeatureSettings::default() })
        };
        let (first, second) = ("جارنا سوري وكريم", "جارنا كردي وكريم");
        assert_eq!(count(first, Identities::Common), count(second, Identities::Common));
        let [first, second] = [first, second].map(|text| count(text, Identities::Beside));
        assert_ne!(first[0], second[0]);
        assert_eq!(first[1..], second[1..], "no pairs or characters of their own");
        assert_eq!(first[0].len(), 7);
    }

    #[test]
    fn a_disguise_can_count_as_what_it_is_read_as() {
        let count = |text: &str, undisguised| {
            columns(text, &FeatureSettings { undisguised, ..FeatureSettings::default() })
        };
        for disguised in ["هذا ك-ر-ي-م جدا", "هذا ك ر ي م جدا", "هذا كـ.ـريم جدا"]
        {
            assert_eq!(count(disguised, true), count("هذا كريم جدا", true), "{disguised}");
            assert_ne!(count(disguised, false), count("هذا كريم جدا", false), "{disguised}");
        }
    }

    #[test]
    fn ranges_are_checked() {
        for (settings, name) in [
            (FeatureSettings { column_bits: 30, ..FeatureSettings::default() }, "column_bits"),
            (FeatureSettings { characters: Some((3, 2)), ..FeatureSettings::default() }, "characters"),
            (FeatureSettings { min_rows: 0, ..FeatureSettings::default() }, "min_rows"),
        ] {
            assert!(settings.check().unwrap_err().to_string().contains(name));
        }
    }
}
