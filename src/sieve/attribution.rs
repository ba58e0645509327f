//! Which tokens decided: a linear score is a sum, so every feature's part of it goes to the tokens it was
//! seen at.

use super::Scratch;
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
pub(super) fn contributions(model: &Model, scratch: &Scratch, label: usize) -> Vec<Contribution> {
    let mut weights = vec![0.0; scratch.tokens.as_slice().len()];
    let [words_length, characters_length] = scratch.sums.lengths();
    let sum = |columns: &[u32]| model.weights().sum_against_mean(columns, label);
    for (token, words, characters) in scratch.counted.tokens() {
        weights[token] += sum(words) / words_length + sum(characters) / characters_length;
    }
    for (&pair, paired) in scratch.counted.pairs().iter().zip(scratch.counted.paired()) {
        let half = sum(&[pair]) / words_length / 2.0;
        for &token in paired {
            weights[token as usize] += half;
        }
    }
    let weights = weights.into_iter().enumerate().filter(|&(_, weight)| weight != 0.0);
    weights.map(|(token, weight)| Contribution { token, weight }).collect()
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
