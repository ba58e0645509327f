//! The model in use: classifies on the thread that asks, with that thread's buffers.

use std::cell::RefCell;
use std::path::Path;

use serde::Serialize;

use super::config::Thresholds;
use crate::sieve::{Answer, Explanation, Scratch};
use crate::{Decision, Model, Result, Sieve, Verdict};

/// The label whose probability the platforms' attributes and decisions are about.
pub(super) const HOSTILE: &str = "hostile";

/// A model, where it came from, and what an operator wants done with its probabilities.
#[derive(Debug)]
pub(super) struct Engine {
    sieve: Sieve,
    thresholds: Option<Thresholds>,
    card: Card,
}

/// What `/v1/model` says.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Card {
    /// The file it was read from, or `built-in`.
    pub(super) source: String,
    /// SHA-256 of the model file.
    pub(super) digest: String,
    pub(super) labels: Vec<String>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Engine {
    /// Reads the model, or takes the built-in one.
    pub(super) fn load(path: Option<&Path>, thresholds: Option<Thresholds>) -> Result<Self> {
        let (source, model) = match path {
            // As on the command line: a built-in model by its name, or else a file.
            Some(path) => {
                let named = path.to_str().and_then(Model::named);
                (path.display().to_string(), named.map_or_else(|| Model::open(path), Ok)?)
            }
            None => ("built-in".to_owned(), Model::built_in()),
        };
        let digest = model.digest();
        let labels = model.labels().iter().map(ToString::to_string).collect();
        let card = Card { source, digest, labels };
        Ok(Self { sieve: Sieve::new(model)?, thresholds, card })
    }

    pub(super) fn card(&self) -> &Card {
        &self.card
    }

    /// What a platform wants to know: probabilities and what to do, without reasons.
    pub(super) fn judge(&self, text: &str) -> Judgement {
        SCRATCH.with_borrow_mut(|scratch| {
            let Answer { label, scores, probabilities, decision } =
                self.sieve.judge(text.as_bytes(), scratch);
            let labels = self.sieve.model().labels();
            let hostile = labels.iter().position(|label| &**label == HOSTILE);
            let hostile = hostile.filter(|_| scores.is_some());
            // Without thresholds there is nothing to do but to let a person look.
            let undecided = if hostile == Some(label) { Decision::Review } else { Decision::Allow };
            let hostile = hostile.map(|at| probabilities[at]);
            let decision = self.by_operator(hostile).or(decision).unwrap_or(undecided);
            Judgement { probabilities, decision, hostile, has_arabic: scratch.tokens().has_arabic() }
        })
    }

    /// Probabilities and reasons.
    pub(super) fn classify(&self, text: &str) -> Verdict {
        let mut verdict = SCRATCH.with_borrow_mut(|scratch| self.sieve.classify(text.as_bytes(), scratch));
        self.decide(&mut verdict);
        verdict
    }

    /// What every token contributed.
    pub(super) fn explain(&self, text: &str) -> Explanation {
        let mut explanation = SCRATCH.with_borrow_mut(|scratch| self.sieve.explain(text.as_bytes(), scratch));
        self.decide(&mut explanation.verdict);
        explanation
    }

    /// Where the operator has thresholds, they weigh more than the model's.
    fn decide(&self, verdict: &mut Verdict) {
        let hostile = verdict.probabilities.get(HOSTILE).filter(|_| verdict.evidence.is_none());
        verdict.decision = self.by_operator(hostile).or(verdict.decision);
    }

    /// What the operator's thresholds say; a text that gave the model nothing to go by is never held back.
    fn by_operator(&self, hostile: Option<f64>) -> Option<Decision> {
        let thresholds = self.thresholds?;
        Some(match hostile {
            Some(p) if p >= thresholds.withhold => Decision::Withhold,
            Some(p) if p >= thresholds.review => Decision::Review,
            _ => Decision::Allow,
        })
    }
}

/// What a platform wants to know of a comment.
#[derive(Debug, Clone)]
pub(super) struct Judgement {
    /// One a label, in the model's order.
    pub(super) probabilities: Vec<f64>,
    pub(super) decision: Decision,
    /// The probability of hostile; none where the model has no such label or nothing to go by.
    pub(super) hostile: Option<f64>,
    /// Whether the text has an Arabic letter.
    pub(super) has_arabic: bool,
}
