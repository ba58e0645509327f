//! Words for who somebody is: peoples, faiths, regions, professions, convictions. They are counted by what they have in
//! common, so that a model cannot learn to take the name of one for an attack and that of another for none.

use std::sync::LazyLock;

use super::hash;
use super::stem::{light_stem, without_prefix, without_suffix};

/// Kinds, words and their irregular forms.
const LIST: &str = include_str!("identities.txt");

/// What the forms that are not listed end in.
const ENDINGS: [&str; 5] = ["", "ون", "ين", "ه", "ات"];

static IDENTITIES: LazyLock<Identities> = LazyLock::new(|| Identities::new(forms(LIST)));

/// Bits of the filter, as a power of two: 4 kB, which the first-level cache holds, and few other words pass.
const FILTER_BITS: u32 = 15;

/// Forms by their hashes, behind a filter by the hashes of their stems, which are known for every word anyhow.
struct Identities {
    filter: Box<[u64; 1 << (FILTER_BITS - 6)]>,
    forms: Vec<u64>,
    /// Where in the sorted forms those begin whose upper bits are this number or more.
    begins: Box<[u16; (1 << BUCKET_BITS) + 1]>,
}

/// As many buckets as there are forms, about.
const BUCKET_BITS: u32 = 11;

impl Identities {
    fn new(forms: impl Iterator<Item = String>) -> Self {
        let mut found = Self { filter: Box::new([0; _]), forms: Vec::new(), begins: Box::new([0; _]) };
        for form in forms {
            // The form as it stands may begin as a prefix does; behind a prefix nothing more is taken off.
            for stem in [light_stem(form.as_bytes()), without_suffix(form.as_bytes())] {
                let (word, bits) = place(hash::stem(stem));
                found.filter[word] |= bits;
            }
            found.forms.push(hash::word(form.as_bytes()));
        }
        found.forms.sort_unstable();
        debug_assert!(u16::try_from(found.forms.len()).is_ok(), "places of forms fit");
        for (number, begin) in found.begins.iter_mut().enumerate() {
            *begin = found.forms.partition_point(|&form| bucket(form) < number) as u16;
        }
        found
    }

    #[inline]
    fn has(&self, form: &[u8], stem: u64) -> bool {
        let (word, bits) = place(stem);
        self.filter[word] & bits == bits && self.has_form(form)
    }

    #[cold]
    fn has_form(&self, form: &[u8]) -> bool {
        let is_listed = |form: &[u8]| {
            let hash = hash::word(form);
            let [begin, end] = [0, 1].map(|next| usize::from(self.begins[bucket(hash) + next]));
            self.forms[begin..end].contains(&hash)
        };
        is_listed(form) || is_listed(without_prefix(form))
    }
}

#[inline]
fn bucket(hash: u64) -> usize {
    (hash >> (u64::BITS - BUCKET_BITS)) as usize
}

/// Where the filter has the bits of a hash: up to three in one word (a blocked Bloom filter, Putze, Sanders and Singler
/// 2007).
#[inline]
fn place(hash: u64) -> (usize, u64) {
    let bit = |shift: u32| 1 << (hash >> shift & 63);
    ((hash >> (64 - FILTER_BITS + 6)) as usize, bit(40) | bit(34) | bit(28))
}

/// Every form of every word of a list.
fn forms(list: &str) -> impl Iterator<Item = String> {
    let lines = list.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.flat_map(|line| {
        let mut words = line.split(' ');
        let regular = words.next().unwrap_or_default();
        let regular = ENDINGS.iter().map(move |ending| format!("{regular}{ending}"));
        regular.chain(words.map(str::to_owned))
    })
}

/// Whether a folded word, with or without its article, is a name for who somebody is; `stem` is the hash of its light
/// stem.
#[inline]
pub(super) fn is_identity(form: &[u8], stem: u64) -> bool {
    IDENTITIES.has(form, stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Tokenizer, Tokens};

    fn is(word: &str) -> bool {
        is_identity(word.as_bytes(), hash::stem(light_stem(word.as_bytes())))
    }

    #[test]
    fn finds_forms_with_and_without_what_is_attached() {
        for word in [
            "سوري",
            "السوريين",
            "والسوريون",
            "للسوريات",
            "بالمغاربه",
            "يهود",
            "النساء",
            "باكستاني",
            "الباكستانيين",
        ] {
            assert!(is(word), "{word}");
        }
        for word in ["سوره", "كتاب", "بدون", "سور", "سنه", "امام", "", "و"] {
            assert!(!is(word), "{word}");
        }
    }

    #[test]
    fn the_list_is_folded_and_has_no_word_twice() {
        let mut tokens = Tokens::default();
        let mut words: Vec<&str> =
            LIST.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
        for word in &words {
            Tokenizer::default().tokenize(word.as_bytes(), &mut tokens);
            assert_eq!(tokens.folded(), *word);
        }
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
