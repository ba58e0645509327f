//! The tokeniser's rules as a table: a row a rule, at least five cases a row. A case is a text as it is written
//! and the forms of its base tokens, or of the readings beside them.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a figure, or that it is left out, has to be seen"
)]

use ghirbal::text::{Flags, Kind, Tokenizer, Tokens};

/// The forms of all tokens of a text that are derived, or are not.
fn forms(text: &str, derived: bool) -> Vec<String> {
    let mut tokens = Tokens::default();
    Tokenizer::default().tokenize(text.as_bytes(), &mut tokens);
    let chosen = tokens.as_slice().iter().filter(|token| token.is_derived() == derived);
    chosen.map(|token| tokens.form(token).to_owned()).collect()
}

/// Each text is cut into the words between the bars.
fn cut(rule: &str, cases: &[(&str, &str)]) {
    assert!(cases.len() >= 5, "{rule}: at least five cases");
    for (text, expected) in cases {
        assert_eq!(forms(text, false).join("|"), *expected, "{rule}: {text}");
    }
}

/// Each text has the readings between the bars beside its base tokens.
fn reads(rule: &str, cases: &[(&str, &str)]) {
    assert!(cases.len() >= 5, "{rule}: at least five cases");
    for (text, expected) in cases {
        assert_eq!(forms(text, true).join("|"), *expected, "{rule}: {text}");
    }
}

#[test]
fn tashkeel() {
    cut(
        "tashkeel",
        &[
            ("الْمَدْرَسَةُ", "المدرسه"),
            ("شُكْرًا", "شكرا"),
            ("هٰذَا", "هذا"),
            ("مُحَمَّدٌ", "محمد"),
            ("قُلۡ نَعَمۡ", "قل|نعم"),
            ("رَحۡمَٰن", "رحمن"),
        ],
    );
}

#[test]
fn tatweel() {
    cut(
        "tatweel",
        &[
            ("خـــبر", "خبر"),
            ("ســـلام عليـكم", "سلام|عليكم"),
            ("ـــمرحبا", "مرحبا"),
            ("نعمـــ", "نعم"),
            ("الـيـوم", "اليوم"),
        ],
    );
}

#[test]
fn alef_forms() {
    cut(
        "alef",
        &[
            ("أمل", "امل"),
            ("إبل", "ابل"),
            ("آمال", "امال"),
            ("ٱلكتاب", "الكتاب"),
            ("ٲحمد ٳبن", "احمد|ابن"),
            ("أإآا", "ا"),
        ],
    );
}

#[test]
fn ya_and_ta_marbuta() {
    cut(
        "ya, ta marbuta, hamza seats",
        &[
            ("مستشفى", "مستشفي"),
            ("رئيس", "رييس"),
            ("صحيفة", "صحيفه"),
            ("مؤتمر", "موتمر"),
            ("شيء", "شيء"),
            ("مدينة كبرى", "مدينه|كبري"),
        ],
    );
}

#[test]
fn digits_are_equal() {
    cut(
        "digits",
        &[
            ("٢٠٢٦", "2026"),
            ("۲۰۲۶", "2026"),
            ("2026", "2026"),
            ("١٢٫٥", "12٫5"),
            ("٣،٥", "3،5"),
            ("１２", "12"),
        ],
    );
}

#[test]
fn punctuation_comes_off() {
    cut(
        "punctuation",
        &[
            ("كيف؟", "كيف|؟"),
            ("نعم، لا؛", "نعم|،|لا|؛"),
            ("«قال»", "«|قال|»"),
            ("\"خبر\"", "\"|خبر|\""),
            ("(عاجل)...", "(|عاجل|)|..."),
            ("“نص” ‘آخر’", "“|نص|”|‘|اخر|’"),
            ("مهم!!!؟؟", "مهم|!!!|؟؟"),
        ],
    );
}

#[test]
fn presentation_forms() {
    cut(
        "presentation forms",
        &[
            ("ﻣﺮﺣﺒﺎ", "مرحبا"),
            ("ﻻ", "لا"),
            ("ﻷن", "لان"),
            ("ﷲ", "الله"),
            ("ﷺ", "صلي|الله|عليه|وسلم"),
            ("﷽", "بسم|الله|الرحمن|الرحيم"),
            ("ﺳﻼم", "سلام"),
        ],
    );
}

#[test]
fn zero_width_and_bidi() {
    cut(
        "zero width, bidi",
        &[
            ("خ\u{200B}ب\u{200C}ر", "خبر"),
            ("\u{202B}خبر\u{202C}", "خبر"),
            ("\u{2067}خبر\u{2069} جديد", "خبر|جديد"),
            ("م\u{200D}ع", "مع"),
            ("\u{FEFF}خبر\u{061C}", "خبر"),
            ("خ\u{00AD}بر", "خبر"),
        ],
    );
}

#[test]
fn elongation_and_laughter() {
    cut(
        "elongation, laughter",
        &[
            ("رااااائع", "رايع"),
            ("لااااا", "لا"),
            ("جدددددا", "جدا"),
            ("اللّه", "الله"),
            ("ههههههه", "هه"),
            ("هههه", "هه"),
            ("هاهاهاها", "هه"),
            ("خخخخخ", "هه"),
            ("hahahaha", "هه"),
            ("www", "www"),
            ("sooooo", "so"),
        ],
    );
}

#[test]
fn persian_and_urdu_letters() {
    cut(
        "persian, urdu, kurdish",
        &[
            ("یک کتاب", "يك|كتاب"),
            ("گرگ", "كرك"),
            ("پاپ", "باب"),
            ("چای", "جاي"),
            ("ژاله", "زاله"),
            ("ڤيلا", "فيلا"),
            ("ہم ھم ۃ", "هم|هم|ه"),
            ("ے", "ي"),
            ("ڪتاب", "كتاب"),
            ("ڨابس", "قابس"),
            ("کوردستان ڵ ۆ", "كوردستان|ل|و"),
        ],
    );
}

#[test]
fn addresses_and_tags_stay_whole() {
    cut(
        "url, e-mail, mention, tag",
        &[
            ("https://example.org/a_b?c=1#d", "https://example.org/a_b?c=1#d"),
            ("http://example.org.", "http://example.org|."),
            ("www.example.org/خبر", "www.example.org/|خبر"),
            ("desk@mail.example.org", "desk@mail.example.org"),
            ("@user_name1: نعم", "@user_name1|:|نعم"),
            ("@محرر", "@محرر"),
            ("#كلنا_معا", "#كلنا_معا"),
            ("(https://example.org/x)", "(|https://example.org/x|)"),
            ("a@b", "a|@b"),
        ],
    );
    reads(
        "parts of a tag",
        &[
            ("#كلنا_معا", "كلنا|معا"),
            ("#عام2026", "عام|2026"),
            ("#news_اليوم", "news|اليوم"),
            ("#خبر", "خبر"),
            ("#", ""),
        ],
    );
}

#[test]
fn emoji_are_one_token_each() {
    cut(
        "emoji",
        &[
            ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
            ("👍🏽👍", "👍🏽|👍"),
            ("🇱🇾🇪🇬", "🇱🇾|🇪🇬"),
            ("1️⃣2️⃣", "1️⃣|2️⃣"),
            ("❤️😂😂", "❤️|😂|😂"),
            ("خبر😂جديد", "خبر|😂|جديد"),
            ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
            ("🤷🏽‍♀️", "🤷🏽‍♀️"),
        ],
    );
}

#[test]
fn arabizi_and_mixed_scripts() {
    cut(
        "arabizi",
        &[
            ("7aftar", "7aftar"),
            ("3ala el7arb", "3ala|el7arb"),
            ("ma3lesh", "ma3lesh"),
            ("2alb w 5obz", "2alb|w|5obz"),
            ("3'arib", "3|'|arib"),
            ("ma2al-kum", "ma2al|-|kum"),
        ],
    );
    cut(
        "mixed scripts",
        &[
            ("wifiضعيف", "wifi|ضعيف"),
            ("ضعيفwifi", "ضعيف|wifi"),
            ("كوفيد19", "كوفيد|19"),
            ("19كوفيد", "19|كوفيد"),
            ("خبرновости", "خبر|новости"),
            ("NATOوالناتو", "nato|والناتو"),
        ],
    );
}

#[test]
fn letters_set_apart() {
    reads(
        "spaced",
        &[
            ("ح م ا ر", "حمار"),
            ("يا ح م ا ر انت", "حمار"),
            ("و ق ح", "وقح"),
            ("غ  ب  ي", "غبي"),
            ("ك ذ ا ب كبير", "كذاب"),
        ],
    );
    reads(
        "dotted",
        &[
            ("ح.م.ا.ر", "حمار"),
            ("غ.ب.ي.", "غبي"),
            ("حم.ا.ر", "حمار"),
            ("يا و.ق.ح!", "وقح"),
            ("ل.ص.و.ص", "لصوص"),
        ],
    );
    reads(
        "dashed",
        &[
            ("ح-م-ا-ر", "حمار"),
            ("غ-ب-ي", "غبي"),
            ("ح_م_ا_ر", "حمار"),
            ("ل/ص/و/ص", "لصوص"),
            ("غ//ب//ي", "غبي"),
        ],
    );
    reads(
        "starred",
        &[
            ("ح*م*ا*ر", "حمار"),
            ("غ*ب*ي", "غبي"),
            ("ك**ذ**ا**ب", "كذاب"),
            ("(و*ق*ح)", "وقح"),
            ("ل*ص*و*ص", "لصوص"),
        ],
    );
    reads(
        "hinged by tatweel",
        &[
            ("حمـ ـار", "حمار"),
            ("حمـ.ـار", "حمار"),
            ("الحمـ..ـار", "الحمار"),
            ("غـ ـبـ ـي", "غبي"),
            ("كـ|ـذاب", "كذاب"),
        ],
    );
}

#[test]
fn a_star_for_a_letter() {
    reads(
        "masked",
        &[("ح*ار", "ح*ار"), ("غ*ي", "غ*ي"), ("الح**ر", "الح**ر"), ("(كذ*ب)", "كذ*ب"), ("يا ل*وص", "ل*وص")],
    );
    let mut tokens = Tokens::default();
    Tokenizer::default().tokenize("ح*ار".as_bytes(), &mut tokens);
    assert!(tokens.as_slice().iter().any(|token| token.kind == Kind::Masked && token.is_derived()));
}

#[test]
fn foreign_signs_inside_words() {
    reads(
        "digits and latin letters",
        &[
            ("الس5افة", "السخافه"),
            ("م7ترم", "محترم"),
            ("2نا", "انا"),
            ("حمlر", "حمار"),
            ("م3اد", "معاد"),
            ("حwن", "حسن"),
        ],
    );
}

#[test]
fn swash_and_undotted_letters_fold() {
    cut(
        "swash, undotted",
        &[("ڪلام", "كلام"), ("كٮاٮ", "كباب"), ("ڡرح", "فرح"), ("ٯلم", "قلم"), ("حسں", "حسن")],
    );
}

#[test]
fn ordinary_text_has_no_readings() {
    for text in [
        "أ.د. محمد علي",
        "(أ ف ب) و(د ب أ)",
        "م.ب.ع",
        "ص.ب 1234",
        "ش.م.م",
        "أ ب ت ث",
        "أ و ب و ج",
        "و5جرحى وال7 الباقون",
        "عام 2026م",
        "١٢مليون",
        "كوفيد19",
        "خبر - جديد - عاجل",
        "قال: نعم/لا",
        "هـ 1447",
        "*مهم* **جدا**",
        "في كل يوم و في كل بيت",
        "ه ه ه ه",
        "•°• السلام عليكم •°•",
        "★صباح الخير★",
        "يا رب، يا كريم",
        "3 و 4 و 5",
    ] {
        assert_eq!(forms(text, true), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn news_posts_have_hardly_a_reading() {
    let Some(shared) = std::env::var_os("GHIRBAL_SHARED") else {
        eprintln!("left out: GHIRBAL_SHARED is not set");
        return;
    };
    let path = std::path::Path::new(&shared).join("data/asnd_news_posts.csv");
    let mut file = csv::Reader::from_path(path).expect("a file of the shared folder");
    let column =
        file.headers().expect("a header").iter().position(|name| name == "text").expect("a column text");
    let (mut words, mut readings) = (0, 0);
    let mut tokens = Tokens::default();
    for row in file.byte_records() {
        Tokenizer::default().tokenize(&row.expect("a row")[column], &mut tokens);
        let tokens = tokens.as_slice();
        words += tokens.iter().filter(|token| token.kind == Kind::Word && !token.is_derived()).count();
        let tags: Vec<_> = tokens
            .iter()
            .filter(|token| token.kind == Kind::Hashtag)
            .map(ghirbal::text::Token::span)
            .collect();
        let in_tag = |span: &std::ops::Range<usize>| {
            tags.iter().any(|tag| tag.start <= span.start && span.end <= tag.end)
        };
        readings += tokens.iter().filter(|token| token.is_derived() && !in_tag(&token.span())).count();
    }
    println!("{readings} readings in {words} words");
    assert!(words > 90_000 && readings * 200 <= words, "{readings} readings in {words} words");
}

#[test]
fn what_folding_removes_is_told_by_flags() {
    for (text, flag) in [
        ("خـــبر", Flags::TATWEEL),
        ("خَبر", Flags::MARKS),
        ("خ\u{200B}بر", Flags::INVISIBLE),
        ("ﺧﺒﺮ", Flags::COMPATIBILITY),
        ("ڪلام", Flags::LETTERS),
        ("خبررررر", Flags::ELONGATED),
        ("هههه", Flags::LAUGHTER),
    ] {
        let mut tokens = Tokens::default();
        Tokenizer::default().tokenize(text.as_bytes(), &mut tokens);
        assert!(tokens.as_slice()[0].flags.has(flag), "{text}");
        Tokenizer::default().tokenize("خبر".as_bytes(), &mut tokens);
        assert_eq!(tokens.as_slice()[0].flags, Flags::NONE);
    }
}
