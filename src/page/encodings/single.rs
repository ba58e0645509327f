//! Text in windows-1256 or ISO-8859-6 that was read as windows-1252 or ISO-8859-1, and saved like that: `ÇáãíÇå` for
//! المياه.
//!
//! Each Arabic letter has then become one sign, mostly an accented letter. Words of nothing but such letters are next to
//! impossible in the languages that have them, and what is neither Arabic nor one of those (Russian or Greek that was
//! read wrongly in the same way) does not look like Arabic when it is put back.

use std::collections::HashSet;

use encoding_rs::{Encoding, WINDOWS_1256};

use super::likeness;

/// Words of fewer letters occur in honest text, as `à` does.
const FEWEST_LETTERS: usize = 3;
/// How many accented letters in pairs it takes to look closer.
const FEWEST_PAIRS: usize = 5;
/// How many different letters there are at least: what is drawn out, as in `áááá`, has one.
const FEWEST_DIFFERENT: usize = 5;
/// Bytes from here on are letters.
const LETTERS: u8 = 0xc0;

/// The byte that was read as a sign.
pub(super) type Byte<'a> = &'a dyn Fn(char) -> Option<u8>;

/// The text as it was meant, where it was spoiled.
pub(super) fn mend(text: &str, byte: Byte<'_>) -> Option<String> {
    if !may_be_spoiled(text) {
        return None;
    }
    let words: Vec<Vec<u8>> =
        runs(text, byte).into_iter().filter(Run::is_word).map(|run| run.bytes).collect();
    let words = words.join(&b' ');
    let different: HashSet<u8> = words.iter().copied().filter(|byte| *byte >= LETTERS).collect();
    let encoding = likeness::best(&words).filter(|_| different.len() >= FEWEST_DIFFERENT)?;
    let mut out = String::with_capacity(text.len() * 2);
    let mut any = false;
    for line in text.split_inclusive('\n') {
        let runs = runs(line, byte);
        if is_spoiled(line, &runs) {
            any = true;
            put_back(line, &runs, encoding, &mut out);
        } else {
            out.push_str(line);
        }
    }
    any.then_some(out)
}

/// A name or another short text, where a text beside it was spoiled: all its letters are accented, and become Arabic ones.
pub(super) fn mend_short(text: &str, byte: Byte<'_>) -> Option<String> {
    let runs = runs(text, byte);
    let letters = runs.iter().flat_map(|run| &run.bytes).filter(|byte| **byte >= LETTERS).count();
    if letters < 2 || text.chars().any(|c| c.is_alphabetic() && byte(c).is_none()) {
        return None;
    }
    let mut out = String::new();
    put_back(text, &runs, WINDOWS_1256, &mut out);
    let is_arabic = |c: char| ('\u{621}'..='\u{652}').contains(&c);
    out.chars().all(|c| !c.is_alphabetic() || is_arabic(c)).then_some(out)
}

/// Whether there are pairs of accented letters, in any number. This one look spares most pages the rest.
fn may_be_spoiled(text: &str) -> bool {
    let bytes = text.as_bytes();
    let pairs = memchr::memchr_iter(0xc3, bytes).filter(|at| bytes.get(at + 2) == Some(&0xc3));
    pairs.take(FEWEST_PAIRS).count() == FEWEST_PAIRS
}

/// Signs in a row.
struct Run {
    start: usize,
    end: usize,
    bytes: Vec<u8>,
    /// Whether a letter that was no such sign stands beside it: then it is part of an honest word.
    is_joined: bool,
}

impl Run {
    /// How many letters it has.
    fn letters(&self) -> usize {
        self.bytes.iter().filter(|byte| **byte >= LETTERS).count()
    }

    /// Whether it is a word of accented letters only.
    fn is_word(&self) -> bool {
        !self.is_joined && self.letters() >= FEWEST_LETTERS
    }
}

/// The runs of signs in a text.
fn runs(text: &str, byte: Byte<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = vec![];
    let mut before = ' ';
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        match (byte(c), runs.last_mut()) {
            (Some(byte), Some(run)) if run.end == start => {
                run.end = end;
                run.bytes.push(byte);
            }
            (Some(byte), _) => {
                runs.push(Run { start, end, bytes: vec![byte], is_joined: before.is_alphabetic() });
            }
            (None, Some(run)) if run.end == start => run.is_joined |= c.is_alphabetic(),
            _ => {}
        }
        before = c;
    }
    runs
}

/// Whether a line is one of those that were spoiled: it has more words of accented letters than words with some, or only
/// a letter or two and nothing else that is read.
fn is_spoiled(line: &str, runs: &[Run]) -> bool {
    let honest = runs.iter().filter(|run| run.is_joined && run.letters() > 0).count();
    let spoiled = runs.iter().filter(|run| run.is_word()).count();
    let rest = || line.chars().filter(|c| c.is_alphabetic()).count();
    spoiled > honest || (honest == 0 && runs.iter().map(Run::letters).sum::<usize>() == rest())
}

/// Puts back what is part of no honest word.
fn put_back(line: &str, runs: &[Run], encoding: &'static Encoding, out: &mut String) {
    let mut from = 0;
    for run in runs.iter().filter(|run| !run.is_joined) {
        out.push_str(&line[from..run.start]);
        out.push_str(&encoding.decode_without_bom_handling(&run.bytes).0);
        from = run.end;
    }
    out.push_str(&line[from..]);
}

#[cfg(test)]
mod tests {
    use encoding_rs::{
        BIG5, EUC_KR, Encoding, GBK, ISO_8859_6, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1256,
    };

    use super::super::{mend, mend_beside};

    const SENTENCE: &str = "وصلت المياه الى الحي بعد انقطاع طويل، هل يعلم احد لماذا؟ شكرا";

    /// What comes of a text in one encoding that is read in another.
    fn spoil(text: &str, from: &'static Encoding, to: Option<&'static Encoding>) -> String {
        let bytes = from.encode(text).0;
        to.map_or_else(
            || bytes.iter().copied().map(char::from).collect(),
            |to| to.decode_without_bom_handling(&bytes).0.into_owned(),
        )
    }

    #[test]
    fn text_of_one_byte_a_letter_is_mended() {
        for from in [WINDOWS_1256, ISO_8859_6] {
            for to in [Some(WINDOWS_1252), None] {
                let spoiled = spoil(SENTENCE, from, to);
                assert_eq!(mend(&spoiled).as_deref(), Some(SENTENCE), "{spoiled}");
            }
        }
        let short = spoil("المياه قليلة", WINDOWS_1256, None);
        assert_eq!(mend(&short).as_deref(), Some("المياه قليلة"));
        let twice = spoil(SENTENCE, WINDOWS_1256, Some(WINDOWS_1252));
        let twice = WINDOWS_1252.decode_without_bom_handling(twice.as_bytes()).0.into_owned();
        assert_eq!(mend(&twice).as_deref(), Some(SENTENCE));
    }

    #[test]
    fn only_the_spoiled_lines_are_touched() {
        let spoiled = spoil(SENTENCE, WINDOWS_1256, None);
        let time = spoil("12:30 م", WINDOWS_1256, None);
        let text =
            format!("À l'été, où l'élève rêvait\n<p class=\"a\">{spoiled}</p>\n{time}\n{SENTENCE}\nÑandú");
        let expected =
            format!("À l'été, où l'élève rêvait\n<p class=\"a\">{SENTENCE}</p>\n12:30 م\n{SENTENCE}\nÑandú");
        assert_eq!(mend(&text), Some(expected));
    }

    #[test]
    fn a_name_beside_a_spoiled_text_is_mended() {
        let name = spoil("محمد", WINDOWS_1256, None);
        assert_eq!((mend(&name), mend_beside(&name).as_deref()), (None, Some("محمد")));
        for name in ["Éé", "Zoë", "محمد", "Ö", "René Müller", ""] {
            assert_eq!(mend_beside(name), None, "{name}");
        }
    }

    #[test]
    fn honest_accents_are_not_touched() {
        for text in [
            "À l'été dernier, l'élève créée déjà là-bas a été reçue où ça ? « Ô été ! » ÉTÉ, ÇA, À ÇÀ",
            "Über Äpfel, Öl und Übel: ÄÖÜ äöüß, GRÖSSE, Straße, ÄÄÄ ÖÖÖ ÜÜÜ",
            "¿Qué? ¡Ñandú! Él comió áéíóú ÁÉÍÓÚ ñÑ, aún más difícil; ¡Ú! ¿É?",
            "Às três, à mãe e às irmãs não há ações; coração, ÇÃO, ÃÕ, ÁÉÍÓÚÂÊÔÃÕÇ",
            "Þú átt að æfa þig í því; Á Íslandi er ísöld, ÁÐÍ, óð, æði, ýÍ",
            "Åå Ää Öö ÅÄÖ åäö ÆØÅ æøå på ö i å och å i ö",
            "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
            "ÇÇÇÇÇÇ ÁÁÁÁÁÁ ááááááá",
        ] {
            assert_eq!(mend(text), None, "{text}");
            assert_eq!(mend(&text.to_uppercase()), None, "{text}");
            assert_eq!(mend(&text.replace(' ', "\n")), None, "{text}");
        }
    }

    #[test]
    fn other_scripts_that_were_spoiled_alike_do_not_become_arabic() {
        for (text, encoding) in [
            (
                "Вода снова идёт в наш район, но никто не знает, надолго ли. Спасибо всем соседям за помощь",
                WINDOWS_1251,
            ),
            (
                "Το νερό ήρθε ξανά στη γειτονιά μας, αλλά κανείς δεν ξέρει για πόσο. Ευχαριστώ τους γείτονες",
                WINDOWS_1253,
            ),
            (
                "물이 다시 나옵니다 하지만 얼마나 오래 갈지는 아무도 모릅니다 이웃 여러분 감사합니다 한해",
                EUC_KR,
            ),
            ("小区又有水了可是没有人知道能用多久谢谢各位邻居的帮助我们都很高兴", GBK),
            ("社區又有水了可是沒有人知道能用多久謝謝各位鄰居的幫助我們都很高興", BIG5),
        ] {
            for to in [Some(WINDOWS_1252), None] {
                let spoiled = spoil(text, encoding, to);
                assert_eq!(mend(&spoiled), None, "{spoiled}");
                assert_eq!(mend(&spoil(&text.to_uppercase(), encoding, to)), None, "{spoiled}");
            }
        }
    }

    mod any_latin_text {
        use proptest::prelude::*;

        use super::super::super::mend;

        proptest! {
            #[test]
            fn is_not_touched(words in proptest::collection::vec("[a-zA-Z]{1,6}[à-öù-ÿÀ-Ö]{1,2}[a-z]{0,4}|[àéôÀÉ]|[a-z]{1,9}", 0..60)) {
                let text = words.join(" ");
                prop_assert_eq!(mend(&text), None);
            }
        }
    }
}
