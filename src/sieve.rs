//! The whole pipeline behind two calls: [`Sieve::classify`] for a comment, [`Sieve::moderate`] for a page.

mod attribution;

use serde::Serialize;

use attribution::{Contributing, Contributions};

use crate::features::{Counted, Counter};
use crate::model::{Sums, TokenSums};
use crate::text::{Tokenizer, Tokens};
use crate::verdict::four_decimals;
use crate::{Decision, Evidence, Machine, Model, Probabilities, Reason, Result, Verdict};

/// How many reasons a verdict gives at most.
const MAX_REASONS: usize = 5;

/// A model, ready to classify. Cheap to share between threads; each needs a [`Scratch`] of its own.
///
/// ```
/// use ghirbal::{Sieve, sieve::Scratch};
///
/// let sieve = Sieve::built_in();
/// let verdict = sieve.classify("شكرا على هذا المقال المفيد".as_bytes(), &mut Scratch::default());
/// assert_eq!(&*verdict.label, "neutral");
/// ```
#[derive(Debug, Clone)]
pub struct Sieve {
    model: Model,
    tokenizer: Tokenizer,
    counter: Counter,
    machine: Machine,
}

/// Buffers that one thread reuses from text to text.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: Tokens,
    counted: Counted,
    sums: Sums,
    token_sums: TokenSums,
    scores: Vec<f64>,
    contributions: Contributions,
}

impl Scratch {
    /// The tokens of the last text.
    #[must_use]
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }
}

/// What a model says of one text, in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The label's index in [`Model::labels`].
    pub label: usize,
    /// The score of each label, in log-odds up to a common constant, before calibration; `None` where the text gives
    /// the model nothing to go by.
    pub scores: Option<Vec<f64>>,
    /// The probability of each label; the model's priors where there are no scores.
    pub probabilities: Vec<f64>,
    /// What to do with the text; `None` where the model has no thresholds.
    pub decision: Option<Decision>,
}

/// A verdict with every token's contribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The verdict.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The label's score, in log-odds against the mean of all labels, before calibration: the constant and all
    /// contributions. The probability is what the model's [`Calibration`](crate::model::Calibration) makes of the
    /// scores of all labels.
    #[serde(serialize_with = "four_decimals")]
    pub score: f64,
    /// The part of the score that no token made.
    #[serde(serialize_with = "four_decimals")]
    pub constant: f64,
    /// Every token's contribution to the score, strongest first.
    pub contributions: Vec<Reason>,
}

impl Sieve {
    /// Makes a model ready to classify.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] where the model's settings are out of range.
    pub fn new(model: Model) -> Result<Self> {
        let settings = model.settings();
        let tokenizer = Tokenizer::new(settings.fold, settings.evasion);
        let counter = Counter::new(settings.features.clone())?.with_lexicon(model.lexicon().clone());
        Ok(Self { model, tokenizer, counter, machine: Machine::best() })
    }

    /// The same on another machine than the best one; the answers are equal.
    #[must_use]
    pub fn with_machine(self, machine: Machine) -> Self {
        let tokenizer = self.tokenizer.with_machine(machine);
        Self { tokenizer, counter: self.counter.with_machine(machine), machine, ..self }
    }

    /// The model that is compiled into the program, ready to classify.
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(Model::built_in()).expect("the compiled-in model is checked by a test")
    }

    /// The model behind it.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The tokenizer as the model sets it up.
    #[must_use]
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Tokenises and counts one text into `scratch`; returns how many features it has. For benchmarks: the
    /// other calls do this themselves.
    pub fn count(&self, text: &[u8], scratch: &mut Scratch) -> usize {
        self.tokenizer.tokenize(text, &mut scratch.tokens);
        self.counter.count(&scratch.tokens, &mut scratch.counted);
        scratch.counted.len()
    }

    /// Classifies one comment. Never fails: a run of bytes that are no UTF-8 is one replacement token.
    pub fn classify(&self, text: &[u8], scratch: &mut Scratch) -> Verdict {
        self.count(text, scratch);
        let Scratch { counted, sums, token_sums, .. } = scratch;
        self.model.weights().sum_by_token(self.machine, counted, sums, token_sums);
        let Answer { label, scores, probabilities, decision } = self.answer(scratch);
        let labels = self.model.labels();
        let mut verdict = Verdict {
            label: labels[label].clone(),
            probabilities: Probabilities { labels: labels.clone(), values: probabilities },
            decision,
            reasons: Vec::new(),
            evidence: scores.is_none().then_some(Evidence::None),
        };
        if verdict.evidence.is_none() {
            self.contribute(label, scratch);
            verdict.reasons = scratch.contributions.strongest(MAX_REASONS, scratch.tokens.as_slice(), text);
        }
        verdict
    }

    /// Classifies one comment and shows what each token contributed.
    pub fn explain(&self, text: &[u8], scratch: &mut Scratch) -> Explanation {
        let verdict = self.classify(text, scratch);
        let best = self.model.labels().iter().position(|label| *label == verdict.label).unwrap_or_default();
        let constant = attribution::constant(&self.model, best);
        if verdict.evidence.is_some() {
            return Explanation { verdict, score: constant, constant, contributions: Vec::new() };
        }
        let contributions = scratch.contributions.all(scratch.tokens.as_slice(), text);
        let score = constant + contributions.iter().map(|c| c.weight).sum::<f64>();
        Explanation { verdict, score, constant, contributions }
    }

    fn contribute(&self, label: usize, scratch: &mut Scratch) {
        self.machine.run(Contributing { model: &self.model, scratch, label });
    }

    /// The index of one comment's label in [`Model::labels`]: [`Sieve::classify`] without the reasons.
    pub fn label_of(&self, text: &[u8], scratch: &mut Scratch) -> usize {
        let scores = self.scores(text, scratch);
        self.model.answers().label(scores)
    }

    /// The score of each label, in log-odds up to a common constant, before calibration; `None` where the text gives
    /// the model nothing to go by.
    pub fn scores<'a>(&self, text: &[u8], scratch: &'a mut Scratch) -> Option<&'a [f64]> {
        self.count(text, scratch);
        self.model.weights().sum(self.machine, &scratch.counted, &mut scratch.sums);
        self.scores_of_sums(scratch)
    }

    fn scores_of_sums<'a>(&self, scratch: &'a mut Scratch) -> Option<&'a [f64]> {
        self.model.score(&scratch.sums, &mut scratch.scores);
        (scratch.tokens.has_arabic() && !scratch.sums.is_unknown()).then_some(&scratch.scores)
    }

    /// What the model says of one comment, without reasons.
    pub fn judge(&self, text: &[u8], scratch: &mut Scratch) -> Answer {
        self.count(text, scratch);
        self.model.weights().sum(self.machine, &scratch.counted, &mut scratch.sums);
        self.answer(scratch)
    }

    /// What the model says of the text that was last counted and summed.
    fn answer(&self, scratch: &mut Scratch) -> Answer {
        let scores = self.scores_of_sums(scratch).map(<[f64]>::to_vec);
        let answers = self.model.answers();
        let probabilities = answers.probabilities(scores.as_deref());
        let decision = answers.decision(self.model.labels(), &probabilities);
        Answer { label: answers.label(scores.as_deref()), scores, probabilities, decision }
    }
}

#[cfg(feature = "page")]
mod moderation {
    use super::{Scratch, Serialize, Sieve, Verdict};
    use crate::page::{Comment, CommentKind, Page, split};

    /// A page whose comments are sorted.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Moderated {
        /// The page taken apart.
        pub page: Page,
        /// One verdict for each comment by a reader, in page order; pingbacks and trackbacks have none.
        pub verdicts: Vec<Option<Verdict>>,
    }

    /// One comment with its verdict, as `moderate` writes it.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct Record<'a> {
        /// The version of this record.
        pub schema: u32,
        /// The page as it was named.
        pub page: &'a str,
        /// The comment.
        #[serde(flatten)]
        pub comment: &'a Comment,
        /// Its verdict.
        #[serde(flatten)]
        pub verdict: &'a Verdict,
    }

    impl Moderated {
        /// The comments by readers, each with its verdict.
        pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
            let Page { schema, page, comments, .. } = &self.page;
            comments.iter().zip(&self.verdicts).filter_map(|(comment, verdict)| {
                verdict.as_ref().map(|verdict| Record { schema: *schema, page, comment, verdict })
            })
        }
    }

    impl Sieve {
        /// Splits a page and classifies its comments. Never fails: see [`split`].
        pub fn moderate(&self, name: &str, page: &[u8], scratch: &mut Scratch) -> Moderated {
            self.moderate_page(split(name, page), scratch)
        }

        /// Classifies the comments of a page that was split before, as those of [`crate::page::read`] are.
        pub fn moderate_page(&self, page: Page, scratch: &mut Scratch) -> Moderated {
            let verdict = |comment: &Comment| {
                (comment.kind == CommentKind::Comment)
                    .then(|| self.classify(comment.text.as_bytes(), scratch))
            };
            let verdicts = page.comments.iter().map(verdict).collect();
            Moderated { page, verdicts }
        }
    }
}

#[cfg(feature = "page")]
pub use moderation::{Moderated, Record};
