//! What to label next: the comments that would teach a model most.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::texts::{FoldedTexts, in_threads};
use crate::features::{Counted, Counter};
use crate::sieve::Scratch;
use crate::text::{Tokenizer, Tokens};
use crate::verdict::four_decimals;
use crate::{Result, Sieve};

/// For each comment that is wanted, so many of the most uncertain are looked at.
const POOL: usize = 10;

/// A comment that is worth a label.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Suggestion {
    /// Its place among the texts, from 0.
    pub row: usize,
    /// One less the lead of the most probable label over the next; 0..=1.
    #[serde(serialize_with = "four_decimals")]
    pub uncertainty: f64,
    /// One less the highest cosine with a comment that is ranked before; 0..=1.
    #[serde(serialize_with = "four_decimals")]
    pub novelty: f64,
}

/// Ranks up to `count` texts by how much their labels would teach the model: by margin (Scheffer, Decomain and Wrobel
/// 2001), and among the most uncertain by marginal relevance (Carbonell and Goldstein 1998), so that the model is not
/// taught the same thing twice. Texts without an Arabic letter, and those that stand among `known` or earlier, are
/// passed over. `tick` is told of texts as they pass.
///
/// # Errors
/// [`crate::Error::Setting`] where the model's settings are out of range.
pub fn suggest<T: AsRef<str> + Sync>(
    sieve: &Sieve,
    texts: &[T],
    known: &[T],
    count: usize,
    threads: usize,
    tick: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Suggestion>> {
    let ranked = by_uncertainty(sieve, texts, known, threads, tick);
    let pool = &ranked[..ranked.len().min(count.saturating_mul(POOL))];
    diverse(sieve, texts, pool, count)
}

/// The texts that are new, the most uncertain first.
pub(super) fn by_uncertainty<T: AsRef<str> + Sync>(
    sieve: &Sieve,
    texts: &[T],
    known: &[T],
    threads: usize,
    tick: &(dyn Fn(u64) + Sync),
) -> Vec<Suggestion> {
    let fold = |texts: &[T], tick: &(dyn Fn(u64) + Sync)| {
        FoldedTexts::new(texts.len(), |row| texts[row].as_ref(), threads, tick)
    };
    let mut seen: HashSet<u128> = fold(known, &|_| {}).hashes.into_iter().collect();
    let folded = fold(texts, tick);
    let new: Vec<usize> =
        (0..texts.len()).filter(|&row| folded.arabic[row] && seen.insert(folded.hashes[row])).collect();
    let judge = |range: std::ops::Range<usize>| {
        let mut scratch = Scratch::default();
        let judge = |&row: &usize| {
            let mut probabilities = sieve.judge(texts[row].as_ref().as_bytes(), &mut scratch).probabilities;
            probabilities.sort_by(|a, b| b.total_cmp(a));
            Suggestion { row, uncertainty: 1.0 - (probabilities[0] - probabilities[1]), novelty: 1.0 }
        };
        new[range].iter().map(judge).collect::<Vec<_>>()
    };
    let mut ranked = in_threads(new.len(), threads, judge).concat();
    ranked.sort_by(|a, b| b.uncertainty.total_cmp(&a.uncertainty).then(a.row.cmp(&b.row)));
    ranked
}

/// A text's words and stems, weighed by how rare they are, at length 1.
type Direction = HashMap<u32, f64>;

/// Takes the text with most uncertainty times novelty, again and again.
fn diverse<T: AsRef<str>>(
    sieve: &Sieve,
    texts: &[T],
    pool: &[Suggestion],
    count: usize,
) -> Result<Vec<Suggestion>> {
    let directions = directions(sieve, texts, pool)?;
    let mut left: Vec<(Suggestion, Direction)> = pool.iter().copied().zip(directions).collect();
    let mut taken = Vec::new();
    while taken.len() < count && !left.is_empty() {
        let worth = |suggestion: &Suggestion| suggestion.uncertainty * suggestion.novelty;
        // Of equals the first: it is the more uncertain.
        let best = (0..left.len()).rev().max_by(|&a, &b| worth(&left[a].0).total_cmp(&worth(&left[b].0)));
        let (suggestion, direction) = left.remove(best.unwrap_or_default());
        for (other, theirs) in &mut left {
            other.novelty = other.novelty.min(1.0 - cosine(&direction, theirs));
        }
        taken.push(suggestion);
    }
    Ok(taken)
}

fn directions<T: AsRef<str>>(sieve: &Sieve, texts: &[T], pool: &[Suggestion]) -> Result<Vec<Direction>> {
    let settings = sieve.model().settings();
    let tokenizer = Tokenizer::new(settings.fold, settings.evasion);
    let counter = Counter::new(settings.features.clone())?;
    let frequency = sieve.model().frequency();
    let (mut tokens, mut features) = (Tokens::default(), Counted::default());
    let direction = |suggestion: &Suggestion| {
        tokenizer.tokenize(texts[suggestion.row].as_ref().as_bytes(), &mut tokens);
        counter.count(&tokens, &mut features);
        let mut direction = Direction::new();
        for &column in features.words() {
            *direction.entry(column).or_default() += f64::from(frequency.of(column));
        }
        let length = direction.values().map(|value| value * value).sum::<f64>().sqrt();
        for value in direction.values_mut() {
            *value /= length.max(f64::MIN_POSITIVE);
        }
        direction
    };
    Ok(pool.iter().map(direction).collect())
}

fn cosine(a: &Direction, b: &Direction) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // A map has no order of its own, and sums of equal numbers must not depend on it.
    let mut parts: Vec<f64> =
        short.iter().filter_map(|(column, value)| Some(value * long.get(column)?)).collect();
    parts.sort_by(f64::total_cmp);
    parts.iter().sum::<f64>().clamp(0.0, 1.0)
}
