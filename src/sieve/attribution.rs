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

/// Every token's contribution to the label's score, strongest first. A pair's part is halved between its
/// words.
pub(super) fn contributions(model: &Model, scratch: &Scratch, text: &[u8], label: usize) -> Vec<Reason> {
    let tokens = scratch.tokens.as_slice();
    let mut weights = vec![0.0; tokens.len()];
    let [words_length, characters_length] = scratch.sums.lengths();
    let sum = |columns: &[u32]| {
        columns.iter().map(|&column| model.weights().against_mean(column, label)).sum::<f64>()
    };
    for (token, words, characters) in scratch.counted.tokens() {
        weights[token] += sum(words) / words_length + sum(characters) / characters_length;
    }
    for (&pair, paired) in scratch.counted.pairs().iter().zip(scratch.counted.paired()) {
        for &token in paired {
            weights[token as usize] += sum(&[pair]) / words_length / 2.0;
        }
    }
    let mut reasons: Vec<_> = tokens
        .iter()
        .zip(weights)
        .filter(|&(_, weight)| weight != 0.0)
        .map(|(token, weight)| reason(token, weight, text))
        .collect();
    reasons.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.start.cmp(&b.start)));
    reasons
}

fn reason(token: &Token, weight: f64, text: &[u8]) -> Reason {
    let span = token.span();
    let words = String::from_utf8_lossy(&text[span.clone()]).into_owned();
    Reason { text: words, start: span.start, end: span.end, weight }
}
