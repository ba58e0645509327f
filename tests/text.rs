//! Folding and cutting: what becomes equal, what stays apart, and where every token stands in the original.

#[path = "invariants/tokens.rs"]
mod invariants;

use ghirbal::text::{Flags, FoldSettings, Folded, Folder, Kind, Tokenizer, Tokens};
use proptest::prelude::*;

fn folded(text: &str) -> String {
    folded_by(FoldSettings::default(), text.as_bytes())
}

fn folded_by(settings: FoldSettings, text: &[u8]) -> String {
    let mut into = Folded::default();
    Folder::new(settings).fold(text, &mut into);
    into.text().to_owned()
}

/// Base tokens as kind, original text and folded form.
fn base_tokens(text: &[u8]) -> Vec<(Kind, String, String)> {
    tokens(text, false)
}

fn tokens(text: &[u8], derived: bool) -> Vec<(Kind, String, String)> {
    let mut tokens = Tokens::default();
    Tokenizer::default().tokenize(text, &mut tokens);
    let of = |t: &ghirbal::text::Token| {
        (t.kind, String::from_utf8_lossy(&text[t.span()]).into_owned(), tokens.form(t).to_owned())
    };
    tokens.as_slice().iter().filter(|t| t.is_derived() == derived).map(of).collect()
}

fn forms(text: &str) -> Vec<String> {
    base_tokens(text.as_bytes()).into_iter().map(|(_, _, form)| form).collect()
}

#[test]
fn spellings_that_fold_together() {
    for (rule, written, plain) in [
        ("tashkeel", "مُحَرِّرٌ", "محرر"),
        ("superscript alef", "هٰذا", "هذا"),
        ("quranic mark", "قالۖ", "قال"),
        ("tatweel", "خبـــر", "خبر"),
        ("hamza on alef", "أخبار إعلام آخر ٱلأول", "اخبار اعلام اخر الاول"),
        ("alef maqsura", "مقهى", "مقهي"),
        ("hamza on ya", "قارئ", "قاري"),
        ("ta marbuta", "جريدة", "جريده"),
        ("hamza on waw", "سؤال", "سوال"),
        ("persian letters", "کتاب یک", "كتاب يك"),
        ("urdu he", "ہم ھم", "هم هم"),
        ("swash kaf", "ڪريم", "كريم"),
        ("gaf, peh, cheh, veh", "گول پول چول ڤول", "كول بول جول فول"),
        ("presentation forms", "ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("lam-alef", "ﻻ بأس", "لا باس"),
        ("ligature", "ﷲ", "الله"),
        ("salla sign", "ﷺ", "صلي الله عليه وسلم"),
        ("basmala sign", "﷽", "بسم الله الرحمن الرحيم"),
        ("arabic-indic digits", "٢٠٢٤", "2024"),
        ("persian digits", "۲۰۲۴", "2024"),
        ("zero width", "خ\u{200B}ب\u{200D}ر", "خبر"),
        ("bidi marks", "\u{202B}خبر\u{202C}\u{200F}", "خبر"),
        ("full width", "ＡＢＣ１２", "abc12"),
        ("mathematical", "𝐍𝐞𝐰𝐬", "news"),
        ("case", "NEWS", "news"),
        ("elongation", "جميييييل", "جميل"),
        ("two equal letters stay", "اللّه", "الله"),
        ("laughter", "ههههههه", "هه"),
    ] {
        assert_eq!(folded(written), plain, "{rule}");
    }
}

#[test]
fn each_rule_can_be_switched_off() {
    let all = FoldSettings::default();
    for (settings, text, kept) in [
        (FoldSettings { marks: false, ..all }, "خَبر", "خَبر"),
        (FoldSettings { tatweel: false, ..all }, "خـبر", "خـبر"),
        (FoldSettings { alef: false, ..all }, "أمس", "أمس"),
        (FoldSettings { yeh: false, ..all }, "مقهى", "مقهى"),
        (FoldSettings { teh_marbuta: false, ..all }, "ساعة", "ساعة"),
        (FoldSettings { waw: false, ..all }, "رؤية", "رؤيه"),
        (FoldSettings { letters: false, ..all }, "گول", "گول"),
        (FoldSettings { compatibility: false, ..all }, "ﻻ", "ﻻ"),
        (FoldSettings { digits: false, ..all }, "٣", "٣"),
        (FoldSettings { invisible: false, ..all }, "خ\u{200B}بر", "خ\u{200B}بر"),
        (FoldSettings { case: false, ..all }, "News", "News"),
        (FoldSettings { elongation: false, ..all }, "لاااا", "لاااا"),
        (FoldSettings { laughter: false, ..all }, "هاهاها", "هاهاها"),
    ] {
        assert_eq!(folded_by(settings, text.as_bytes()), kept, "{settings:?}");
    }
}

#[test]
fn kinds_of_tokens() {
    use Kind::{Email, Emoji, Hashtag, Invalid, Mention, Number, Punctuation, Symbol, Url, Word};
    for (text, expected) in [
        ("خبر عاجل", vec![(Word, "خبر"), (Word, "عاجل")]),
        ("كم 3.5 أو 2,500 أو 10:30؟", {
            vec![
                (Word, "كم"),
                (Number, "3.5"),
                (Word, "أو"),
                (Number, "2,500"),
                (Word, "أو"),
                (Number, "10:30"),
                (Punctuation, "؟"),
            ]
        }),
        ("مهم!!!", vec![(Word, "مهم"), (Punctuation, "!!!")]),
        ("«قال»", vec![(Punctuation, "«"), (Word, "قال"), (Punctuation, "»")]),
        (
            "انظر https://example.org/a?b=1.",
            vec![(Word, "انظر"), (Url, "https://example.org/a?b=1"), (Punctuation, ".")],
        ),
        ("www.example.orgهنا", vec![(Url, "www.example.org"), (Word, "هنا")]),
        ("desk.one@example.org", vec![(Email, "desk.one@example.org")]),
        ("@قارئ_وفي مرحبا", vec![(Mention, "@قارئ_وفي"), (Word, "مرحبا")]),
        ("#أخبار_اليوم", vec![(Hashtag, "#أخبار_اليوم")]),
        ("@ #", vec![(Punctuation, "@"), (Punctuation, "#")]),
        ("👨‍👩‍👧 👍🏽 🇱🇾 3️⃣ ❤️", {
            vec![(Emoji, "👨‍👩‍👧"), (Emoji, "👍🏽"), (Emoji, "🇱🇾"), (Emoji, "3️⃣"), (Emoji, "❤️")]
        }),
        ("😂😂", vec![(Emoji, "😂"), (Emoji, "😂")]),
        ("7abibi 3ala mar7aba", vec![(Word, "7abibi"), (Word, "3ala"), (Word, "mar7aba")]),
        ("netضعيف", vec![(Word, "net"), (Word, "ضعيف")]),
        ("5+5", vec![(Number, "5"), (Symbol, "+"), (Number, "5")]),
        ("سعر\u{FFFD}", vec![(Word, "سعر"), (Invalid, "\u{FFFD}")]),
    ] {
        let found: Vec<_> = base_tokens(text.as_bytes()).into_iter().map(|(k, o, _)| (k, o)).collect();
        let expected: Vec<_> = expected.into_iter().map(|(k, o)| (k, o.to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn hashtags_give_their_parts() {
    let parts: Vec<_> =
        tokens("#أخبار_اليوم2024".as_bytes(), true).into_iter().map(|(k, o, _)| (k, o)).collect();
    let expected = [(Kind::Word, "أخبار"), (Kind::Word, "اليوم"), (Kind::Number, "2024")];
    assert_eq!(parts, expected.map(|(k, o)| (k, o.to_owned())));
}

#[test]
fn a_run_of_bytes_that_are_no_utf8_is_one_token() {
    let found = base_tokens(b"\xD9\x83\xD9\x84\xFF\xFE\xFD \xC0news");
    let kinds: Vec<_> = found.iter().map(|(kind, ..)| *kind).collect();
    assert_eq!(kinds, [Kind::Word, Kind::Invalid, Kind::Invalid, Kind::Word]);
    assert_eq!(found[1].2, "\u{FFFD}");
}

#[test]
fn offsets_lead_back_through_everything_that_was_dropped() {
    for (text, originals) in [
        ("كِتَابٌ جميييل", vec!["كِتَابٌ", "جميييل"]),
        ("ـــخبر ســار", vec!["خبر", "ســار"]),
        ("ﻻﻻ خير", vec!["ﻻﻻ", "خير"]),
        ("قال ﷺ لنا", vec!["قال", "ﷺ", "ﷺ", "ﷺ", "ﷺ", "لنا"]),
        ("𝐍𝐞𝐰𝐬 هنا", vec!["𝐍𝐞𝐰𝐬", "هنا"]),
    ] {
        let found: Vec<_> =
            base_tokens(text.as_bytes()).into_iter().map(|(_, original, _)| original).collect();
        assert_eq!(found, originals, "{text}");
    }
}

#[test]
fn elongation_is_kept_as_a_fact() {
    let mut tokens = Tokens::default();
    Tokenizer::default().tokenize("جمييييل خبر ههههه".as_bytes(), &mut tokens);
    let facts: Vec<_> = tokens.as_slice().iter().map(|t| t.flags.has(Flags::ELONGATED)).collect();
    assert_eq!(facts, [true, false, true]);
    assert_eq!(forms("جمييييل"), forms("جميل"));
}

/// Text with many of the characters that the rules are about, cut at random bytes.
fn hostile_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::string::string_regex("[اأإآبتكلمهةىيئؤءـًٌَ٠-٩ \u{200B}-\u{200F}]{0,12}")
            .expect("a valid pattern"),
        proptest::string::string_regex("[a-zA-Z0-9@#._:/*+\\-]{0,12}").expect("a valid pattern"),
        proptest::string::string_regex("[ﻻﷲﷺ﷽ﺏ🇱🇾👍🏽\u{200D}❤\u{FE0F}\u{20E3}👨]{0,6}")
            .expect("a valid pattern"),
        any::<String>(),
    ];
    (
        proptest::collection::vec(piece, 0..8),
        proptest::collection::vec(any::<u8>(), 0..4),
        any::<prop::sample::Index>(),
    )
        .prop_map(|(pieces, noise, at)| {
            let mut bytes = pieces.concat().into_bytes();
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..at, noise);
            bytes
        })
}

proptest! {
    #[test]
    fn what_holds_for_all_tokens_holds(text in hostile_bytes()) {
        invariants::check(&text);
    }
}

#[test]
fn laughter_beside_an_arabic_word_does_not_grow_into_it() {
    // Found by fuzzing.
    for text in ["hhhه", "هhhh", "HHHة", "هههhhhh"] {
        let once = folded(text);
        assert_eq!(folded(&once), once, "{text}");
    }
    assert_eq!(forms("hhhh، hhhh؟ نعم hahaha"), ["هه", "،", "هه", "؟", "نعم", "هه"]);
}

/// Folds one text after the other.
fn folding() -> impl FnMut(&str) -> String {
    let (folder, mut into) = (Folder::new(FoldSettings::default()), Folded::default());
    move |text| {
        folder.fold(text.as_bytes(), &mut into);
        into.text().to_owned()
    }
}

#[test]
fn every_mark_of_unicode_is_dropped() {
    use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
    use unicode_script::{Script, UnicodeScript};
    assert_eq!(unicode_properties::UNICODE_VERSION, (18, 0, 0), "the version that the table names");
    let mut fold = folding();
    let is_mark = |c: &char| {
        c.general_category() == GeneralCategory::NonspacingMark
            && matches!(c.script(), Script::Arabic | Script::Inherited)
    };
    let marks: Vec<_> = ('\0'..=char::MAX).filter(is_mark).collect();
    assert!(marks.len() > 500, "{}", marks.len());
    let kept = marks.iter().filter(|c| fold(&format!("خ{c}بر")) != "خبر");
    assert_eq!(kept.map(|&c| format!("{:04X}", c as u32)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn every_letter_of_the_script_is_part_of_an_arabic_word() {
    use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
    use unicode_script::{Script, UnicodeScript};
    let is_letter = |c: &char| {
        c.general_category() == GeneralCategory::OtherLetter
            && c.script() == Script::Arabic
            && *c < '\u{1EE00}'
    };
    let letters: Vec<_> = ('\0'..=char::MAX).filter(is_letter).collect();
    assert!(letters.len() > 1000, "{}", letters.len());
    let is_word = |c: &char| {
        let text = format!("خ{c}بر");
        // Some ligatures stand for several words.
        base_tokens(text.as_bytes()).iter().all(|(kind, ..)| *kind == Kind::Word)
            && (base_tokens(text.as_bytes()).len() == 1 || folded(&c.to_string()).contains(' '))
    };
    let cut = letters.iter().filter(|c| !is_word(c));
    assert_eq!(cut.map(|&c| format!("{:04X}", c as u32)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn what_holds_for_all_tokens_holds_for_every_character() {
    for c in '\0'..=char::MAX {
        invariants::check(format!("ب{c}ب {c}{c}{c}").as_bytes());
    }
}

#[test]
fn every_emoji_of_unicode_is_one() {
    use unicode_properties::emoji::UnicodeEmoji;
    let emoji = ('\0'..=char::MAX).filter(|c| c.is_emoji_char() && !c.is_ascii());
    let other = |c: &char| {
        let found = base_tokens(format!("خ{c}بر").as_bytes());
        found.iter().map(|token| token.0).ne([Kind::Word, Kind::Emoji, Kind::Word])
    };
    assert_eq!(emoji.filter(other).map(|c| format!("{:04X}", c as u32)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn folding_every_character_twice_changes_nothing() {
    let mut fold = folding();
    for c in '\0'..=char::MAX {
        for text in [c.to_string(), format!("ب{c}ب"), format!("{c}{c}{c} a{c}a"), format!("😀{c}\u{FE0F}")]
        {
            let once = fold(&text);
            assert_eq!(fold(&once), once, "{text} (U+{:04X})", c as u32);
        }
    }
}
