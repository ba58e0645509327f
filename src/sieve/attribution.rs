//! Which tokens decided: a linear score is a sum, so every feature's part of it goes to the tokens it was
//! seen at.

use ndarray::{ArrayBase, Data, Ix1};

use super::Scratch;
use crate::features::{View, has_neighbours};
use crate::text::Token;
use crate::{Model, Reason};

/// One label's figure less the mean of all labels': softmax does not see a common shift, so neither should
/// the reader.
pub(super) fn against_mean<S: Data<Elem = f32>>(figures: &ArrayBase<S, Ix1>, label: usize) -> f64 {
    let sum: f64 = figures.iter().map(|&w| f64::from(w)).sum();
    f64::from(figures[label]) - sum / figures.len() as f64
}

/// Every token's contribution to the label's score, strongest first. A pair's part is halved between its
/// words.
pub(super) fn contributions(model: &Model, scratch: &Scratch, text: &[u8], label: usize) -> Vec<Reason> {
    let tokens = scratch.tokens.as_slice();
    let mut weights = vec![0.0; tokens.len()];
    let mut occurrences = scratch.occurrences.iter();
    for entry in scratch.row.entries() {
        let count = entry.occurrences as usize;
        let part = against_mean(&model.column(entry.column), label) * f64::from(entry.value) / count as f64;
        for occurrence in occurrences.by_ref().take(count) {
            let token = occurrence.token();
            if occurrence.view() == View::Pair {
                weights[token] += part / 2.0;
                weights[second_of_pair(tokens, token)] += part / 2.0;
            } else {
                weights[token] += part;
            }
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

/// The neighbour that the counter paired with the token at `first`.
fn second_of_pair(tokens: &[Token], first: usize) -> usize {
    (first + 1..tokens.len()).find(|&i| has_neighbours(&tokens[i])).unwrap_or(first)
}
