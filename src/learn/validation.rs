//! Measuring on rows that the measured model has not seen.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::corpus::{Corpus, Role};
use super::{Plan, fit};
use crate::dataset::fold_of;
use crate::sieve::Scratch;
use crate::{Error, Model, Result, Sieve};

/// Counts epochs over all models that are trained.
pub(super) struct Ticks<'a> {
    done: AtomicU64,
    total: u64,
    progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl<'a> Ticks<'a> {
    pub(super) fn new(models: usize, epochs: u32, progress: &'a (dyn Fn(u64, u64) + Sync)) -> Self {
        Self { done: AtomicU64::new(0), total: models as u64 * u64::from(epochs), progress }
    }

    pub(super) fn tick(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.progress)(done, self.total);
    }
}

/// The groups of rows that are held out in turn.
pub(super) fn held_out_groups(corpus: &Corpus, plan: &Plan) -> Result<Vec<Vec<usize>>> {
    let of_role = |role| (0..corpus.texts.len()).filter(move |&row| corpus.roles[row] == role);
    let valid: Vec<usize> = of_role(Role::Valid).collect();
    if !valid.is_empty() {
        return Ok(vec![valid]);
    }
    let Some(folds) = plan.folds else { return Ok(Vec::new()) };
    if folds < 2 {
        return Err(Error::Setting { name: "folds", message: format!("must be at least 2, not {folds}") });
    }
    let mut groups = vec![Vec::new(); folds as usize];
    for row in of_role(Role::Measured) {
        groups[fold_of(corpus.texts[row], folds) as usize].push(row);
    }
    for (fold, group) in groups.iter().enumerate() {
        if group.is_empty() || corpus.training_rows(Some(group)).is_empty() {
            let message = format!(
                "fold {fold} of {folds} would be empty, or leave no row to learn from; use fewer folds or add rows"
            );
            return Err(Error::Labels(message));
        }
    }
    Ok(groups)
}

/// Trains a model for each group on the other rows, and predicts the group: truth and prediction, as label
/// indices, in the order of the rows.
pub(super) fn predict(
    corpus: &Corpus,
    groups: &[Vec<usize>],
    plan: &Plan,
    ticks: &Ticks,
) -> Result<Vec<(usize, usize)>> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..plan.threads.clamp(1, groups.len().max(1)) {
            scope.spawn(|| {
                while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = predict_group(corpus, group, plan, ticks);
                    results.lock().expect("no holder panics").push(result);
                }
            });
        }
    });
    let mut predictions = Vec::new();
    for result in results.into_inner().expect("no holder panics") {
        predictions.extend(result?);
    }
    predictions.sort_unstable();
    Ok(predictions.into_iter().map(|(_, truth, predicted)| (truth, predicted)).collect())
}

/// Row, truth and prediction of each row of a group.
fn predict_group(
    corpus: &Corpus,
    group: &[usize],
    plan: &Plan,
    ticks: &Ticks,
) -> Result<Vec<(usize, usize, usize)>> {
    let rows = corpus.training_rows(Some(group));
    let sieve = Sieve::new(Model::new(fit(corpus, &rows, plan, &|| ticks.tick())?)?)?;
    let mut scratch = Scratch::default();
    let mut predict = |&row: &usize| {
        let label = sieve.label_of(corpus.texts[row].as_bytes(), &mut scratch);
        (row, corpus.truth[row], label)
    };
    Ok(group.iter().map(&mut predict).collect())
}
