//! Light stemming: the clitics of Arabic words come off, so that والمجرمين and مجرم share a column.

/// Conjunctions, prepositions and the article that begin with the word's first letter, longest first, after
/// folding (light10 of Larkey, Ballesteros and Connell 2002, with ب, ولل and وبال added).
fn prefixes(form: &[u8]) -> &'static [&'static str] {
    match form.first_chunk().map(|letter| u16::from_be_bytes(*letter)) {
        Some(WAW) => &["وبال", "وال", "ولل", "و"],
        Some(ALEF) => &["ال"],
        Some(BEH) => &["بال", "ب"],
        Some(LAM) => &["لل"],
        Some(FEH) => &["فال"],
        Some(KAF) => &["كال"],
        _ => &[],
    }
}

/// Pronouns and endings of number and gender that end in the word's last letter, longest first, after folding.
fn suffixes(form: &[u8]) -> &'static [&'static str] {
    match form.last_chunk().map(|letter| u16::from_be_bytes(*letter)) {
        Some(ALEF) => &["هما", "كما", "ها", "نا", "وا"],
        Some(NOON) => &["تين", "ون", "ين", "ان"],
        Some(HEH) => &["ه"],
        Some(YEH) => &["ي"],
        Some(TEH) => &["ات"],
        Some(MEEM) => &["هم", "كم"],
        _ => &[],
    }
}

/// Letters as their two bytes in UTF-8.
const ALEF: u16 = 0xD8A7;
const BEH: u16 = 0xD8A8;
const TEH: u16 = 0xD8AA;
const FEH: u16 = 0xD981;
const KAF: u16 = 0xD983;
const LAM: u16 = 0xD984;
const MEEM: u16 = 0xD985;
const NOON: u16 = 0xD986;
const HEH: u16 = 0xD987;
const WAW: u16 = 0xD988;
const YEH: u16 = 0xD98A;

/// The fewest bytes a stem keeps: three letters of the Arabic block.
const LEAST: usize = 6;

/// The word, UTF-8, less one prefix and one suffix, where at least three letters remain.
pub(super) fn light_stem(form: &[u8]) -> &[u8] {
    let long_enough = |rest: &&[u8]| rest.len() >= LEAST;
    let prefix = |p: &&str| form.strip_prefix(p.as_bytes()).filter(long_enough);
    let stem = prefixes(form).iter().find_map(prefix).unwrap_or(form);
    let suffix = |s: &&str| stem.strip_suffix(s.as_bytes()).filter(long_enough);
    suffixes(stem).iter().find_map(suffix).unwrap_or(stem)
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
