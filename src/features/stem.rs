//! Light stemming: the clitics of Arabic words come off, so that والمجرمين and مجرم share a column.

/// Conjunctions, prepositions and the article, after folding, by how many letters they have (light10 of Larkey,
/// Ballesteros and Connell 2002, with ب, ولل and وبال added).
const PREFIXES: [Affixes; 4] = [
    Affixes::new(1, &["و", "ب"]),
    Affixes::new(2, &["ال", "لل"]),
    Affixes::new(3, &["وال", "ولل", "بال", "فال", "كال"]),
    Affixes::new(4, &["وبال"]),
];

/// Pronouns and endings of number and gender, after folding, by how many letters they have.
const SUFFIXES: [Affixes; 3] = [
    Affixes::new(1, &["ه", "ي"]),
    Affixes::new(2, &["ها", "نا", "وا", "ون", "ين", "ان", "ات", "هم", "كم"]),
    Affixes::new(3, &["هما", "كما", "تين"]),
];

/// A letter of the Arabic block, in bytes.
const LETTER: usize = 2;

/// The fewest bytes a stem keeps.
const LEAST: usize = 3 * LETTER;

/// Affixes of so many letters, each as one number, the first letter lowest, at the place that it is hashed to, so that
/// a single comparison finds one: which affix a word has, no processor can foretell.
struct Affixes {
    bytes: usize,
    factor: u64,
    at: [u64; PLACES],
}

const PLACES: usize = 16;

impl Affixes {
    const fn new(letters: usize, affixes: &[&str]) -> Self {
        // Any odd factor that parts them all will do.
        let mut factor = 0x9E37_79B9_7F4A_7C15u64;
        'factors: loop {
            let mut found = Self { bytes: LETTER * letters, factor, at: [0; PLACES] };
            let mut next = 0;
            while next < affixes.len() {
                let (letters, mut affix, mut at) = (affixes[next].as_bytes(), 0, 0);
                while at < letters.len() {
                    affix |= (letters[at] as u64) << (8 * at);
                    at += 1;
                }
                let place = found.place(affix);
                if found.at[place] != 0 {
                    factor = factor.wrapping_mul(5);
                    continue 'factors;
                }
                found.at[place] = affix;
                next += 1;
            }
            return found;
        }
    }

    #[inline]
    const fn place(&self, affix: u64) -> usize {
        (affix.wrapping_mul(self.factor) >> (u64::BITS - PLACES.ilog2())) as usize
    }

    /// How many bytes a word of `len` bytes is shorter without the affix, if it is one and the word can spare it.
    #[inline]
    fn spared(&self, affix: u64, len: usize) -> usize {
        let found = usize::from(self.at[self.place(affix)] == affix);
        self.bytes * found * usize::from(len >= LEAST + self.bytes)
    }
}

/// How many of a word's `len` bytes are a prefix that it can spare; `first` are its first eight, the first one lowest,
/// and anything where it has fewer.
#[inline]
fn prefix(first: u64, len: usize) -> usize {
    let of = |affixes: &Affixes| affixes.spared(first & u64::MAX >> (64 - 8 * affixes.bytes), len);
    PREFIXES.iter().map(of).fold(0, usize::max)
}

/// The same for a suffix; `last` are the word's last eight bytes, the last one highest.
#[inline]
fn suffix(last: u64, len: usize) -> usize {
    let of = |affixes: &Affixes| affixes.spared(last >> (64 - 8 * affixes.bytes), len);
    SUFFIXES.iter().map(of).fold(0, usize::max)
}

/// The word, UTF-8, less one prefix and one suffix, where at least three letters remain.
#[inline]
pub(super) fn light_stem(form: &[u8]) -> &[u8] {
    without_suffix(without_prefix(form))
}

/// The word less one prefix, where at least three letters remain.
#[inline]
pub(super) fn without_prefix(form: &[u8]) -> &[u8] {
    let spare = form.first_chunk().map_or(0, |first| prefix(u64::from_le_bytes(*first), form.len()));
    &form[spare..]
}

/// The word less one suffix, where at least three letters remain.
#[inline]
pub(super) fn without_suffix(form: &[u8]) -> &[u8] {
    let spare = form.last_chunk().map_or(0, |last| suffix(u64::from_le_bytes(*last), form.len()));
    &form[..form.len() - spare]
}

#[cfg(test)]
mod tests {
    use super::light_stem;

    #[test]
    fn takes_one_prefix_and_one_suffix() {
        for (word, stem) in [
            ("والمجرمين", "مجرم"),
            ("بالكذب", "كذب"),
            ("وللشعب", "شعب"),
            ("بيوتهم", "يوت"),
            ("كتابها", "كتاب"),
            // Three letters stay three letters.
            ("الم", "الم"),
            ("ولد", "ولد"),
            ("هم", "هم"),
            ("", ""),
            ("hello", "hello"),
        ] {
            assert_eq!(light_stem(word.as_bytes()), stem.as_bytes(), "{word}");
        }
    }
}
