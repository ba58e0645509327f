//! Every machine gives the same, byte for byte: the portable table, vectors in plain Rust, and those of the processor.

#![allow(clippy::print_stderr, reason = "that something is left out has to be seen")]

use std::path::Path;

use ghirbal::sieve::Scratch;
use ghirbal::text::{EvasionSettings, FoldSettings, Tokenizer, Tokens};
use ghirbal::{Machine, Sieve};
use proptest::prelude::*;

/// The portable machine's and another one's tokens, text by text.
struct Pair {
    other: Machine,
    tokenizers: [Tokenizer; 2],
    tokens: [Tokens; 2],
}

impl Pair {
    /// The portable machine beside each other one, the emulated vectors among them.
    fn all(settings: FoldSettings) -> Vec<Self> {
        let others = [Machine::EMULATED].into_iter().chain(Machine::available().skip(1));
        let pair = |other| {
            let tokenizer = Tokenizer::new(settings, EvasionSettings::default());
            let tokenizers =
                [Machine::PORTABLE, other].map(|machine| tokenizer.clone().with_machine(machine));
            Self { other, tokenizers, tokens: <_>::default() }
        };
        others.map(pair).collect()
    }

    fn check(&mut self, text: &[u8]) {
        for (tokenizer, tokens) in self.tokenizers.iter().zip(&mut self.tokens) {
            tokenizer.tokenize(text, tokens);
        }
        let ([portable, found], name) = (&self.tokens, self.other.name());
        let shown = String::from_utf8_lossy(text);
        assert_eq!(portable.folded(), found.folded(), "{name}: {shown:?}");
        assert_eq!(portable.as_slice(), found.as_slice(), "{name}: {shown:?}");
        for token in portable.as_slice() {
            assert_eq!(portable.form_bytes(token), found.form_bytes(token), "{name}: {shown:?}");
        }
    }
}

/// Words and signs as windows can hold them, with what they cannot hold between, long enough for several windows.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        20 => proptest::string::string_regex("[ء-يةىئؤأإآ]{1,9} ").expect("a valid pattern"),
        4 => proptest::string::string_regex("[هاعيخ]{1,7}[ ،.]").expect("a valid pattern"),
        4 => proptest::string::string_regex("[ -~]{1,9}").expect("a valid pattern"),
        3 => proptest::string::string_regex("[،؛؟٪.!,()]{1,4} ?").expect("a valid pattern"),
        2 => proptest::string::string_regex("[a-zA-Zhw]{1,8}").expect("a valid pattern"),
        2 => proptest::string::string_regex("(ا{1,5}|ل{1,5}|o{1,5}|w{1,4}| {1,4}|-{1,5})").expect("a valid pattern"),
        2 => proptest::string::string_regex("([ء-ي]{1,3}[ .*ـ،!-]{1,3}){1,5}").expect("a valid pattern"),
        2 => proptest::string::string_regex("([ء-ي][.-]?[\0\x0B\x1F\x7F\u{85}\u{2028}\u{1680}]){2,9}[ء-ي]{1,3} ?").expect("a valid pattern"),
        1 => proptest::string::string_regex("[ـً-ْ٠-٩۰-۹گپچ\u{200C}\u{200F}]{1,3}").expect("a valid pattern"),
        1 => proptest::string::string_regex("[ﻻﷺé👍🏽❤\u{FE0F}\u{20E3}…»«\n\t\0]{1,3}").expect("a valid pattern"),
        1 => proptest::string::string_regex("[ء-ي]{20,80}").expect("a valid pattern"),
    ];
    let noise = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3);
    (proptest::collection::vec(piece, 0..40), noise).prop_map(|(pieces, noise)| {
        let mut bytes = pieces.concat().into_bytes();
        for (at, byte) in noise {
            let at = at.index(bytes.len() + 1);
            bytes.insert(at, byte);
        }
        bytes
    })
}

/// All rules, and each switched off by itself.
fn settings() -> Vec<FoldSettings> {
    let on = FoldSettings::default();
    vec![
        on,
        FoldSettings { marks: false, ..on },
        FoldSettings { tatweel: false, ..on },
        FoldSettings { alef: false, yeh: false, teh_marbuta: false, waw: false, ..on },
        FoldSettings { letters: false, digits: false, ..on },
        FoldSettings { case: false, ..on },
        FoldSettings { elongation: false, ..on },
        FoldSettings { laughter: false, ..on },
    ]
}

proptest! {
    // PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(1000)))]

    #[test]
    fn tokens_are_the_same(text in text(), rules in 0..settings().len()) {
        for pair in &mut Pair::all(settings()[rules]) {
            pair.check(&text);
        }
    }
}

#[test]
fn borders_fall_on_every_place_of_a_window() {
    // One more letter before each, so that every kind of character comes to stand on every place.
    let text = "كلمة، أخرى؟ abc ABC 12.5 ه هه هذه هاها ،، !! ؤئى wwwx ههه اا ااا".repeat(2);
    for pair in &mut Pair::all(FoldSettings::default()) {
        for before in 0..70 {
            for cut in 0..70 {
                let text = [letters(before), text.clone().into_bytes()].concat();
                pair.check(&text[..text.len() - cut]);
            }
        }
    }
}

#[test]
fn letters_set_apart_go_on_in_a_window() {
    // Blanks that are none of ASCII and not unbreakable let the last piece have two letters.
    for apart in ["\0", "\u{B}", "\u{7F}", "\u{85}", "\u{2028}", ".\0", " "] {
        let text = ["ك", "ل", "ب", "س", "من كلمة"].join(apart);
        for pair in &mut Pair::all(FoldSettings::default()) {
            for before in 0..70 {
                pair.check(&[&letters(before)[..], b" ", text.as_bytes()].concat());
            }
        }
    }
}

#[test]
fn any_two_bytes_stand_where_a_window_or_its_half_ends() {
    for pair in &mut Pair::all(FoldSettings::default()) {
        for before in [30, 31, 62, 63] {
            let mut text = [&letters(before)[..], b"..", " كلمة bcd كلام".as_bytes()].concat();
            for first in 0..=u8::MAX {
                for second in 0..=u8::MAX {
                    text[before..before + 2].copy_from_slice(&[first, second]);
                    pair.check(&text);
                }
            }
        }
    }
}

/// A word that windows begin with: blanks at the beginning of a text, and letters three times, are not for them.
fn letters(count: usize) -> Vec<u8> {
    b"bc".iter().copied().cycle().take(count).collect()
}

#[test]
fn labelled_comments_have_the_same_tokens_and_scores() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("labels/comments.csv");
    let sieves = [Machine::PORTABLE, Machine::best()].map(|machine| Sieve::built_in().with_machine(machine));
    let mut scratches = [Scratch::default(), Scratch::default()];
    let mut pairs = Pair::all(FoldSettings::default());
    for line in std::fs::read(path).expect("the repository's own labels").split(|&byte| byte == b'\n') {
        for pair in &mut pairs {
            pair.check(line);
        }
        let [portable, best] = &mut scratches;
        assert_eq!(sieves[0].scores(line, portable), sieves[1].scores(line, best));
    }
}

#[test]
fn shared_data_has_the_same_tokens() {
    let Some(shared) = std::env::var_os("GHIRBAL_SHARED") else {
        eprintln!("left out: GHIRBAL_SHARED is not set");
        return;
    };
    let mut pairs = Pair::all(FoldSettings::default());
    // The emulation is far slower: a line in fifty.
    let [emulated, rest @ ..] = &mut pairs[..] else { return };
    let mut lines = 0;
    for file in std::fs::read_dir(Path::new(&shared).join("data")).expect("the folder data") {
        let text = std::fs::read(file.expect("an entry").path()).expect("a file");
        for line in text.split(|&byte| byte == b'\n') {
            for pair in &mut *rest {
                pair.check(line);
            }
            if lines % 50 == 0 {
                emulated.check(line);
            }
            lines += 1;
        }
    }
    assert!(lines > 0, "no data");
    eprintln!("{lines} lines");
}
