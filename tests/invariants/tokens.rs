//! What holds for the tokens of any bytes; asserted by the property tests and by the fuzz target.

use ghirbal::Machine;
use ghirbal::text::{FoldSettings, Folded, Folder, Token, Tokenizer, Tokens};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Panics where an invariant is broken.
pub(crate) fn check(text: &[u8]) {
    thread_local!(static TOOLS: Tools = Tools::new());
    TOOLS.with(|tools| {
        check_with(&tools.tokenizer, &tools.folder, text);
        every_machine_gives_the_same(&tools.machines, text);
    });
}

/// Made once, since that takes longer than most checks.
struct Tools {
    tokenizer: Tokenizer,
    folder: Folder,
    machines: Vec<Tokenizer>,
}

impl Tools {
    fn new() -> Self {
        let machines = Machine::available().chain([Machine::EMULATED]);
        Self {
            tokenizer: Tokenizer::default(),
            folder: Folder::new(FoldSettings::default()),
            machines: machines.map(|machine| Tokenizer::default().with_machine(machine)).collect(),
        }
    }
}

fn every_machine_gives_the_same(machines: &[Tokenizer], text: &[u8]) {
    let tokenized = |tokenizer: &Tokenizer| {
        let mut tokens = Tokens::default();
        tokenizer.tokenize(text, &mut tokens);
        tokens
    };
    let first = tokenized(&machines[0]);
    for other in &machines[1..] {
        let other = tokenized(other);
        assert_eq!((first.folded(), first.as_slice()), (other.folded(), other.as_slice()));
    }
}

fn check_with(tokenizer: &Tokenizer, folder: &Folder, text: &[u8]) {
    let mut tokens = Tokens::default();
    tokenizer.tokenize(text, &mut tokens);
    for token in tokens.as_slice() {
        assert!(token.start < token.end && token.end as usize <= text.len(), "{token:?}");
        assert!(!tokens.form(token).is_empty(), "{token:?}");
    }
    base_tokens_are_in_order_and_disjoint(text, &tokens);
    derived_tokens_stand_behind_what_they_cover(&tokens);
    gaps_hold_only_what_shows_nothing(text, &tokens);
    folding_twice_changes_nothing(folder, text);
}

fn base_tokens_are_in_order_and_disjoint(text: &[u8], tokens: &Tokens) {
    let base: Vec<&Token> = tokens.as_slice().iter().filter(|token| !token.is_derived()).collect();
    for pair in base.windows(2) {
        let (end, next) = (pair[0].end, pair[1]);
        if next.start < end {
            let shared = std::str::from_utf8(&text[next.start as usize..end as usize]);
            let seen = shared.unwrap_or("??").chars().filter(|&c| !is_invisible(c)).count();
            assert!(
                seen <= 1 && next.end >= end,
                "only pieces of one character share it: {shared:?} {pair:?}"
            );
        }
    }
}

fn derived_tokens_stand_behind_what_they_cover(tokens: &Tokens) {
    let mut end = 0;
    for token in tokens.as_slice() {
        if token.is_derived() {
            assert!(token.end <= end, "{token:?}");
        } else {
            end = token.end;
        }
    }
}

fn gaps_hold_only_what_shows_nothing(text: &[u8], tokens: &Tokens) {
    let mut covered = vec![false; text.len()];
    for token in tokens.as_slice() {
        covered[token.span()].fill(true);
    }
    let mut at = 0;
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            assert!(covered[at] || is_invisible(c), "{c:?} at {at} is in no token");
            at += c.len_utf8();
        }
        let invalid = at..at + chunk.invalid().len();
        assert!(
            covered[invalid.clone()].iter().all(|&covered| covered),
            "invalid bytes at {at} are in no token"
        );
        at = invalid.end;
    }
}

/// White space, marks, controls, the tatweel, and characters that stand for nothing else.
fn is_invisible(c: char) -> bool {
    use GeneralCategory::{Control, EnclosingMark, Format, NonspacingMark, SpacingMark};
    c.nfkd().all(|c| {
        let category = c.general_category();
        c.is_whitespace()
            || matches!(category, Control | Format | NonspacingMark | SpacingMark | EnclosingMark)
            || c == 'ـ'
    })
}

fn folding_twice_changes_nothing(folder: &Folder, text: &[u8]) {
    let (mut once, mut twice) = (Folded::default(), Folded::default());
    folder.fold(text, &mut once);
    folder.fold(once.as_bytes(), &mut twice);
    assert_eq!(once.text(), twice.text());
}
