//! Scores of rows that the scoring model has not seen.
//!
//! For every fold a model learns from the others and scores the fold. What is then fitted to scores must not see the
//! fold that it is measured on either, not even through a model that learned from it: so for every two folds a
//! model learns from the rest and scores both, and a calibration measured on one fold is fitted to the scores that
//! the other folds have from models that saw neither (nested cross-validation, Varma and Simon 2006).

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::Plan;
use super::corpus::Corpus;
use super::fit::fit;
use crate::model::{Answers, Parts};
use crate::sieve::Scratch;
use crate::{Model, Result, Sieve};

/// Counts epochs over all models that are trained.
pub(super) struct Ticks<'a> {
    done: AtomicU64,
    total: u64,
    progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl<'a> Ticks<'a> {
    /// For so many models, by a plan whose epochs are set.
    pub(super) fn new(models: usize, plan: &Plan, progress: &'a (dyn Fn(u64, u64) + Sync)) -> Self {
        let epochs = plan.settings.learner.epochs.unwrap_or_default();
        Self { done: AtomicU64::new(0), total: models as u64 * u64::from(epochs), progress }
    }

    pub(super) fn tick(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.progress)(done, self.total);
    }
}

/// A row with the scores that a model gave it.
#[derive(Debug, Clone)]
pub(super) struct ScoredRow {
    pub(super) row: usize,
    /// `None` where the text gave the model nothing to go by.
    pub(super) scores: Option<Vec<f64>>,
}

/// A model that learned from all rows but those of some folds, and the scores that it gave to those.
pub(super) struct Round {
    pub(super) out: Vec<u32>,
    /// The model itself; kept where it learned from all rows.
    pub(super) parts: Option<Parts>,
    /// Its answers before anything is fitted to scores.
    pub(super) answers: Answers,
    pub(super) scored: Vec<ScoredRow>,
}

/// The sets of folds to hold out: none for the model itself, every one, and where `pairs`, every two; where the first of
/// two says who teaches, each two in both orders.
pub(super) fn rounds(folds: u32, pairs: bool, ordered: bool) -> Vec<Vec<u32>> {
    let mut out = vec![Vec::new()];
    out.extend((0..folds).map(|fold| vec![fold]));
    if pairs {
        let behind = |a| (0..folds).filter(move |&b| b > a || ordered && b != a);
        out.extend((0..folds).flat_map(|a| behind(a).map(move |b| vec![a, b])));
    }
    out
}

/// Trains a model for each set of folds, in as many threads as the plan allows, and scores the rows held out; the
/// rows that are only measured on are scored by the model that learned from all others. In the order of the sets.
pub(super) fn run(corpus: &Corpus, sets: &[Vec<u32>], plan: &Plan, ticks: &Ticks) -> Result<Vec<Round>> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..plan.threads.clamp(1, sets.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(out) = sets.get(number) else { break };
                    let result = round(corpus, out, plan, ticks);
                    results.lock().expect("no holder panics").push((number, result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("no holder panics");
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, round)| round).collect()
}

fn round(corpus: &Corpus, out: &[u32], plan: &Plan, ticks: &Ticks) -> Result<Round> {
    let rows = corpus.folds.learned_from(out);
    let parts = fit(corpus, &rows, out.first().copied(), plan, &|| ticks.tick())?;
    let held_out: Vec<usize> = if out.is_empty() {
        corpus.only_measured()
    } else {
        out.iter().flat_map(|&fold| corpus.folds.held_out(fold)).collect()
    };
    let answers = parts.answers.clone();
    let kept = out.is_empty().then(|| parts.clone());
    let sieve = Sieve::new(Model::new(parts)?)?;
    let mut scratch = Scratch::default();
    let mut score = |row: usize| {
        let scores = sieve.scores(corpus.rows[row].text.as_bytes(), &mut scratch).map(<[f64]>::to_vec);
        ScoredRow { row, scores }
    };
    let scored = held_out.into_iter().map(&mut score).collect();
    Ok(Round { out: out.to_vec(), parts: kept, answers, scored })
}
