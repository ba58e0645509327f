//! Light stemming: the clitics of Arabic words come off, so that والمجرمين and مجرم share a column.

/// Conjunctions, prepositions and the article, longest first, after folding (light10 of Larkey, Ballesteros and
/// Connell 2002, with ب, ولل and وبال added).
const PREFIXES: [&str; 10] = ["وبال", "وال", "فال", "بال", "كال", "ولل", "ال", "لل", "و", "ب"];

/// Pronouns and endings of number and gender, longest first, after folding.
const SUFFIXES: [&str; 14] =
    ["هما", "كما", "تين", "ها", "هم", "كم", "نا", "ون", "ين", "ات", "ان", "وا", "ه", "ي"];

/// The fewest letters a stem keeps.
const LEAST: usize = 3;

/// The word, UTF-8, less one prefix and one suffix, where at least three letters remain.
pub(super) fn light_stem(form: &[u8]) -> &[u8] {
    let long_enough = |rest: &&[u8]| rest.iter().filter(|byte| **byte & 0xC0 != 0x80).count() >= LEAST;
    let prefix = |p: &&str| form.strip_prefix(p.as_bytes()).filter(long_enough);
    let stem = PREFIXES.iter().find_map(prefix).unwrap_or(form);
    let suffix = |s: &&str| stem.strip_suffix(s.as_bytes()).filter(long_enough);
    SUFFIXES.iter().find_map(suffix).unwrap_or(stem)
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
