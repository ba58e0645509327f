//! Reasons: they stand in the text, and together with the constant they are the score.

use ghirbal::sieve::Scratch;
use ghirbal::{Evidence, Sieve};
use proptest::prelude::*;

mod common;

fn sieve() -> Sieve {
    Sieve::new(common::small_model()).expect("sound settings")
}

#[test]
fn the_words_that_decided_are_named() {
    let verdict = sieve().classify("هذا كلام فارغ".as_bytes(), &mut Scratch::default());
    assert_eq!(&*verdict.label, "bad");
    assert_eq!(verdict.reasons[0].text, "فارغ");
    assert!(verdict.reasons.iter().all(|reason| reason.weight > 0.0));
    assert!(verdict.evidence.is_none());
}

#[test]
fn nothing_to_go_by_gives_the_priors() {
    for text in ["", "   ", "👍👍", "thank you", "2024", "ظضغث"] {
        let verdict = sieve().classify(text.as_bytes(), &mut Scratch::default());
        assert_eq!(verdict.evidence, Some(Evidence::None), "{text:?}");
        assert_eq!(verdict.probabilities.values, [0.5, 0.5], "{text:?}");
        assert!(verdict.reasons.is_empty());
    }
}

#[test]
fn probabilities_sum_to_one() {
    let verdict = sieve().classify("شرح جميل".as_bytes(), &mut Scratch::default());
    assert!((verdict.probabilities.values.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert_eq!(verdict.probabilities.iter().map(|(label, _)| label).collect::<Vec<_>>(), ["bad", "good"]);
}

proptest! {
    #[test]
    fn contributions_add_up_to_the_score(
        words in proptest::collection::vec("(كلام|فارغ|#شرح_جميل|جمييييل|مفيد|،|!!|ﻻ|😂|news|12)", 1..12)
    ) {
        static SIEVE: std::sync::LazyLock<Sieve> = std::sync::LazyLock::new(sieve);
        let text = words.join(" ");
        let explanation = SIEVE.explain(text.as_bytes(), &mut Scratch::default());
        prop_assume!(explanation.verdict.evidence.is_none());
        // Of two labels, the score against the mean is half the log-odds.
        let p = explanation.verdict.probabilities.get(&explanation.verdict.label).expect("its own label");
        let score = (p / (1.0 - p)).ln() / 2.0;
        prop_assert!((explanation.score - score).abs() < 1e-6, "{} {score}", explanation.score);
        let sum: f64 = explanation.contributions.iter().map(|c| c.weight).sum();
        prop_assert!((explanation.constant + sum - score).abs() < 1e-6);
        for reason in &explanation.contributions {
            prop_assert_eq!(&text[reason.start..reason.end], reason.text.as_str());
        }
    }
}
