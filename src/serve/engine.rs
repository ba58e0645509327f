//! The model in use: classifies on the thread that asks, with that thread's buffers.

use std::cell::RefCell;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::config::Thresholds;
use super::keys::to_hex;
use crate::sieve::{Explanation, Scratch};
use crate::{Decision, Error, Model, Result, Sieve, Verdict};

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
        let (source, model, bytes) = match path {
            Some(path) => {
                let bytes = std::fs::read(path).map_err(|source| Error::read(path, source))?;
                let name = path.display().to_string();
                let model = Model::from_bytes(&name, &bytes)?;
                (name, model, bytes)
            }
            None => ("built-in".to_owned(), Model::built_in(), Model::built_in().to_bytes()),
        };
        let digest = to_hex(&Sha256::digest(&bytes));
        let labels = model.labels().iter().map(ToString::to_string).collect();
        let card = Card { source, digest, labels };
        Ok(Self { sieve: Sieve::new(model)?, thresholds, card })
    }

    pub(super) fn card(&self) -> &Card {
        &self.card
    }

    /// Probabilities without reasons, and whether the text has an Arabic letter.
    pub(super) fn judge(&self, text: &str) -> (Verdict, bool) {
        SCRATCH.with_borrow_mut(|scratch| {
            let mut verdict = self.sieve.judge(text.as_bytes(), scratch);
            self.decide(&mut verdict);
            (verdict, scratch.tokens().has_arabic())
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

    /// The operator's thresholds, where there are any, weigh more than the model's. A text that gave the model
    /// nothing to go by is never held back.
    fn decide(&self, verdict: &mut Verdict) {
        let Some(thresholds) = self.thresholds else { return };
        let Some(hostile) = verdict.probabilities.get(HOSTILE) else { return };
        verdict.decision = Some(match hostile {
            _ if verdict.evidence.is_some() => Decision::Allow,
            p if p >= thresholds.withhold => Decision::Withhold,
            p if p >= thresholds.review => Decision::Review,
            _ => Decision::Allow,
        });
    }
}

/// What is to be done with a comment on a platform that wants an answer now: without thresholds, nothing but to
/// let a person look at what the model holds for hostile.
pub(super) fn decision(verdict: &Verdict) -> Decision {
    let undecided = if &*verdict.label == HOSTILE && verdict.evidence.is_none() {
        Decision::Review
    } else {
        Decision::Allow
    };
    verdict.decision.unwrap_or(undecided)
}
