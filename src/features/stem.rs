//! Light stemming: the clitics of Arabic words come off, so that والمجرمين and مجرم share a column.

/// Conjunctions, prepositions and the article, longest first, after folding (light10 of Larkey, Ballesteros and
/// Connell 2002, with ب, ولل and وبال added).
const PREFIXES: [&str; 10] = ["وبال", "وال", "فال", "بال", "كال", "ولل", "ال", "لل", "و", "ب"];

/// Pronouns and endings of number and gender, longest first, after folding.
const SUFFIXES: [&str; 14] =
    ["هما", "كما", "تين", "ها", "هم", "كم", "نا", "ون", "ين", "ات", "ان", "وا", "ه", "ي"];

/// The fewest letters a stem keeps.
const LEAST: usize = 3;

/// The word less one prefix and one suffix, where at least three letters remain.
pub(super) fn light_stem(form: &str) -> &str {
    let long_enough = |rest: &&str| rest.chars().count() >= LEAST;
    let stem = PREFIXES.iter().find_map(|p| form.strip_prefix(p).filter(long_enough)).unwrap_or(form);
    SUFFIXES.iter().find_map(|s| stem.strip_suffix(s).filter(long_enough)).unwrap_or(stem)
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
            assert_eq!(light_stem(word), stem, "{word}");
        }
    }
}
