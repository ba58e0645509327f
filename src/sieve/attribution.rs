//! Which tokens decided: a linear score is a sum, so every feature's part of it goes to the tokens it was
//! seen at.

use std::cmp::Ordering;

use super::Scratch;
use crate::model::Share;
use crate::simd::{Vectors, Work};
use crate::text::Token;
use crate::{Model, Reason};

/// The part of a label's score that no token makes, less the mean of all labels'.
pub(super) fn constant(model: &Model, label: usize) -> f64 {
    let intercept = model.intercept();
    let sum: f64 = intercept.iter().map(|&b| f64::from(b)).sum();
    f64::from(intercept[label]) - sum / intercept.len() as f64
}

/// A token's contribution to a label's score.
#[derive(Debug, Clone, Copy)]
struct Contribution {
    token: usize,
    weight: f64,
}

/// What each token of a text contributes to a label's score. Reusable.
#[derive(Debug, Default)]
pub(super) struct Contributions {
    weights: Vec<f64>,
    speaking: Vec<Contribution>,
    shares: Vec<Share>,
}

impl Contributions {
    /// Those that are not 0, in the order of the tokens.
    fn iter(&self) -> impl Iterator<Item = Contribution> {
        let weights = self.weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0);
        weights.map(|(token, &weight)| Contribution { token, weight })
    }

    /// The `most` strongest of those that speak for the label, strongest first; of equals the first in the text.
    pub(super) fn strongest(&mut self, most: usize, tokens: &[Token], text: &[u8]) -> Vec<Reason> {
        let mut best: Vec<Contribution> = Vec::with_capacity(most + 1);
        self.find_speaking();
        for &found in &self.speaking {
            let is_weakest =
                best.len() == most && best.last().is_some_and(|last| last.comes_before(&found, tokens));
            if !is_weakest {
                let place = best.partition_point(|other| other.comes_before(&found, tokens));
                best.insert(place, found);
                best.truncate(most);
            }
        }
        best.iter().map(|found| found.reason(tokens, text)).collect()
    }

    /// Finds those that speak for the label. Each is written, and stays if it does: whether it does, no processor can
    /// foretell.
    fn find_speaking(&mut self) {
        self.speaking.resize(self.weights.len(), Contribution { token: 0, weight: 0.0 });
        let mut count = 0;
        for (token, &weight) in self.weights.iter().enumerate() {
            self.speaking[count] = Contribution { token, weight };
            count += usize::from(weight > 0.0);
        }
        self.speaking.truncate(count);
    }

    /// All, strongest first; of equals the first in the text.
    pub(super) fn all(&self, tokens: &[Token], text: &[u8]) -> Vec<Reason> {
        let mut all: Vec<Contribution> = self.iter().collect();
        all.sort_by(|a, b| a.order(b, tokens));
        all.iter().map(|found| found.reason(tokens, text)).collect()
    }
}

impl Contribution {
    fn order(&self, other: &Self, tokens: &[Token]) -> Ordering {
        let starts = || tokens[self.token].start.cmp(&tokens[other.token].start);
        other.weight.abs().total_cmp(&self.weight.abs()).then_with(starts)
    }

    /// Whether it comes before another that stands behind it in the text or has the same place there.
    fn comes_before(&self, other: &Self, tokens: &[Token]) -> bool {
        self.order(other, tokens).is_le()
    }

    fn reason(&self, tokens: &[Token], text: &[u8]) -> Reason {
        let span = tokens[self.token].span();
        let bytes = &text[span.clone()];
        let words = match std::str::from_utf8(bytes) {
            Ok(words) => words.to_owned(),
            Err(_) => String::from_utf8_lossy(bytes).into_owned(),
        };
        Reason { text: words, start: span.start, end: span.end, weight: self.weight }
    }
}

/// The work of finding them. A pair's part is halved between its words.
pub(super) struct Contributing<'a> {
    pub(super) model: &'a Model,
    pub(super) scratch: &'a mut Scratch,
    pub(super) label: usize,
}

impl Work for Contributing<'_> {
    type Done = ();

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn on<V: Vectors>(self, _: V) {
        let Self { model, scratch, label } = self;
        let rows = model.weights().blocks();
        let Contributions { weights, shares, .. } = &mut scratch.contributions;
        shares.clear();
        shares.extend(rows.shares(label));
        weights.clear();
        weights.resize(scratch.tokens.as_slice().len(), 0.0);
        let [words_length, characters_length] = scratch.sums.lengths();
        for (counted, token) in scratch.counted.token_ends().iter().enumerate() {
            let [words, characters] = rows.of_token(shares, &scratch.token_sums, counted);
            weights[token.index] += words / words_length;
            weights[token.index] += characters / characters_length;
        }
        for (&pair, paired) in scratch.counted.pairs().iter().zip(scratch.counted.paired()) {
            let half = rows.of_column(shares, pair) / words_length / 2.0;
            for &token in paired {
                weights[token as usize] += half;
            }
        }
    }
}
