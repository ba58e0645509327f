//! Light stemming: the clitics of Arabic words come off, so that والمجرمين and مجرم share a column.

/// Conjunctions, prepositions and the article that begin with the word's first letter, longest first, after
/// folding (light10 of Larkey, Ballesteros and Connell 2002, with ب, ولل and وبال added).
const WAW: &[Affix] = &[affix("وبال"), affix("وال"), affix("ولل"), affix("و")];
const ALEF: &[Affix] = &[affix("ال")];
const BEH: &[Affix] = &[affix("بال"), affix("ب")];
const LAM: &[Affix] = &[affix("لل")];
const FEH: &[Affix] = &[affix("فال")];
const KAF: &[Affix] = &[affix("كال")];

/// Pronouns and endings of number and gender that end in the word's last letter, longest first, after folding.
const TO_ALEF: &[Affix] = &[affix("هما"), affix("كما"), affix("ها"), affix("نا"), affix("وا")];
const TO_NOON: &[Affix] = &[affix("تين"), affix("ون"), affix("ين"), affix("ان")];
const TO_HEH: &[Affix] = &[affix("ه")];
const TO_YEH: &[Affix] = &[affix("ي")];
const TO_TEH: &[Affix] = &[affix("ات")];
const TO_MEEM: &[Affix] = &[affix("هم"), affix("كم")];

/// Up to four letters of two bytes each, as one number, so that a comparison is one instruction.
struct Affix {
    bytes: usize,
    number: u64,
}

const fn affix(letters: &str) -> Affix {
    let (letters, mut number, mut at) = (letters.as_bytes(), 0, 0);
    while at < letters.len() {
        number = number << 8 | letters[at] as u64;
        at += 1;
    }
    Affix { bytes: letters.len(), number }
}

/// The fewest bytes a stem keeps: three letters of the Arabic block.
const LEAST: usize = 6;

/// The word, UTF-8, less one prefix and one suffix, where at least three letters remain.
#[inline]
pub(super) fn light_stem(form: &[u8]) -> &[u8] {
    without_suffix(without_prefix(form))
}

/// The word less one prefix, where at least three letters remain.
#[inline]
pub(super) fn without_prefix(form: &[u8]) -> &[u8] {
    // A shorter word has nothing to spare.
    let Some(first) = form.first_chunk().map(|first| u64::from_be_bytes(*first)) else { return form };
    let prefixes = match first >> 48 {
        letter if letter == WAW[3].number => WAW,
        letter if letter == BEH[1].number => BEH,
        letter if letter == ALEF[0].number >> 16 => ALEF,
        letter if letter == LAM[0].number >> 16 => LAM,
        letter if letter == FEH[0].number >> 32 => FEH,
        letter if letter == KAF[0].number >> 32 => KAF,
        _ => return form,
    };
    let fits = |p: &&Affix| first >> (64 - 8 * p.bytes) == p.number && form.len() >= LEAST + p.bytes;
    prefixes.iter().find(fits).map_or(form, |prefix| &form[prefix.bytes..])
}

/// The word less one suffix, where at least three letters remain.
#[inline]
pub(super) fn without_suffix(form: &[u8]) -> &[u8] {
    let Some(last) = form.last_chunk().map(|last| u64::from_be_bytes(*last)) else { return form };
    let letter = |suffixes: &[Affix]| suffixes[0].number & 0xFFFF;
    let suffixes = match last & 0xFFFF {
        end if end == letter(TO_ALEF) => TO_ALEF,
        end if end == letter(TO_NOON) => TO_NOON,
        end if end == letter(TO_HEH) => TO_HEH,
        end if end == letter(TO_YEH) => TO_YEH,
        end if end == letter(TO_TEH) => TO_TEH,
        end if end == letter(TO_MEEM) => TO_MEEM,
        _ => return form,
    };
    let fits = |s: &&Affix| (last ^ s.number) << (64 - 8 * s.bytes) == 0 && form.len() >= LEAST + s.bytes;
    suffixes.iter().find(fits).map_or(form, |suffix| &form[..form.len() - suffix.bytes])
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
