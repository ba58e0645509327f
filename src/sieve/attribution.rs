//! Which tokens decided: a linear score is a sum, so every feature's part of it goes to the tokens it was
//! seen at.

use super::Scratch;
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
pub(super) struct Contribution {
    token: usize,
    pub(super) weight: f64,
}

/// Every token's contribution to the label's score, where it has one, in the order of the tokens. A pair's part is
/// halved between its words.
pub(super) struct Contributions<'a> {
    pub(super) model: &'a Model,
    pub(super) scratch: &'a Scratch,
    pub(super) label: usize,
}

impl Work for Contributions<'_> {
    type Done = Vec<Contribution>;

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn on<V: Vectors>(self, machine: V) -> Vec<Contribution> {
        let Self { model, scratch, label } = self;
        let mut weights = vec![0.0; scratch.tokens.as_slice().len()];
        let [words_length, characters_length] = scratch.sums.lengths();
        let rows = model.weights().blocks();
        for (counted, token) in scratch.counted.token_ends().iter().enumerate() {
            let [words, characters] = rows.token_against_mean(&scratch.token_sums, counted, label);
            weights[token.index] += words / words_length;
            weights[token.index] += characters / characters_length;
        }
        for (pair, paired) in scratch.counted.pairs().chunks(1).zip(scratch.counted.paired()) {
            let half = rows.sum_against_mean(machine, pair, label) / words_length / 2.0;
            for &token in paired {
                weights[token as usize] += half;
            }
        }
        let weights = weights.into_iter().enumerate().filter(|&(_, weight)| weight != 0.0);
        weights.map(|(token, weight)| Contribution { token, weight }).collect()
    }
}

/// The strongest contributions, strongest first, at most so many, in words.
pub(super) fn strongest(
    mut contributions: Vec<Contribution>,
    most: usize,
    scratch: &Scratch,
    text: &[u8],
) -> Vec<Reason> {
    let tokens = scratch.tokens.as_slice();
    contributions.sort_by(|a, b| {
        let starts = || tokens[a.token].start.cmp(&tokens[b.token].start);
        b.weight.abs().total_cmp(&a.weight.abs()).then_with(starts)
    });
    contributions.iter().take(most).map(|found| reason(&tokens[found.token], found.weight, text)).collect()
}

fn reason(token: &Token, weight: f64, text: &[u8]) -> Reason {
    let span = token.span();
    let words = String::from_utf8_lossy(&text[span.clone()]).into_owned();
    Reason { text: words, start: span.start, end: span.end, weight }
}
