//! The words that a model knows, as hashes: enough to say whether a word was seen, and not to list any.

/// Sorted 32-bit hashes. One in 2^32 / size strange words is taken for a known one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexicon {
    hashes: Vec<u32>,
}

/// The letters that a star can stand for, after folding.
const LETTERS: &str = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء";

impl Lexicon {
    /// From hashes in any order.
    #[must_use]
    pub fn new(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self { hashes }
    }

    /// The hashes, ascending.
    #[must_use]
    pub fn hashes(&self) -> &[u32] {
        &self.hashes
    }

    /// The lexicon's hash of a word's column hash.
    #[must_use]
    pub fn reduce(hash: u64) -> u32 {
        hash as u32
    }

    fn knows(&self, hash: u64) -> bool {
        self.hashes.binary_search(&Self::reduce(hash)).is_ok()
    }

    /// The known words that a masked word can be, with a letter for each star, of at most two. `hash` is the
    /// column hash of words.
    pub(super) fn unmask(&self, masked: &[u8], hash: impl Fn(&[u8]) -> u64) -> Vec<Vec<u8>> {
        let Some(first) = masked.iter().position(|&byte| byte == b'*') else { return Vec::new() };
        let stars = masked[first..].iter().take_while(|&&byte| byte == b'*').count();
        if stars > 2 {
            return Vec::new();
        }
        let (head, tail) = (&masked[..first], &masked[first + stars..]);
        let mut fillings: Vec<String> = vec![String::new()];
        for _ in 0..stars {
            let longer =
                |filling: &String| LETTERS.chars().map(|c| format!("{filling}{c}")).collect::<Vec<_>>();
            fillings = fillings.iter().flat_map(longer).collect();
        }
        let words = fillings.iter().map(|filling| [head, filling.as_bytes(), tail].concat());
        words.filter(|word| self.knows(hash(word))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Lexicon;

    fn hash(word: &[u8]) -> u64 {
        xxhash_rust::xxh3::xxh3_64(word)
    }

    #[test]
    fn stars_are_read_as_known_words() {
        let known = ["قلم", "قدم", "كتاب"].map(|word| Lexicon::reduce(hash(word.as_bytes())));
        let lexicon = Lexicon::new(known.to_vec());
        let read = |masked: &str| {
            let words = lexicon.unmask(masked.as_bytes(), hash);
            words.into_iter().map(|word| String::from_utf8(word).expect("UTF-8")).collect::<Vec<_>>()
        };
        assert_eq!(read("ق*م"), ["قدم", "قلم"]);
        assert_eq!(read("ك**ب"), ["كتاب"]);
        assert_eq!(read("ك***ب"), Vec::<String>::new(), "at most two letters are guessed");
        assert_eq!(read("ش*م"), Vec::<String>::new());
    }
}
