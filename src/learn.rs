//! Learning: labelled rows go in, a [`Model`] comes out.
use crate::{Model, Result, dataset::Labelled};
use serde::{Serialize, Deserialize};
/// Everything that decides what a model becomes, beside the rows; stored in the model file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {}
/// How to train.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Settings of all stages.
    pub settings: Settings,
    /// Seed of the order in which rows are visited.
    pub seed: u64,
    /// Cross-validate with this many folds; `None`: no cross-validation.
    pub folds: Option<u32>,
    /// How many threads may work at once (≥ 1). The result does not depend on it.
    pub threads: usize,
}
/// A trained model and how it did on rows it had not seen.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model, trained on all rows.
    pub model: Model,
    /// Out-of-fold (or validation) predictions: `(truth, prediction)` as indices into the model's labels, one a measured row.
    pub held_out: Vec<(usize, usize)>,
    /// What the reader should know: duplicates dropped, rows kept out of folds.
    pub notes: Vec<String>,
}
/// Trains on `measured` and `extra` rows; folds are cut from `measured` alone, rows whose folded text is in the
/// held-out part never teach the model that is measured on it. With `valid`, that is measured instead of folds.
/// `progress(done, total)` is called as epochs end, from any thread.
pub fn train(measured: &[Labelled], extra: &[Labelled], valid: Option<&Labelled>, plan: &Plan, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Trained> {
    let _ = (measured, extra, valid, plan, progress); todo!()
}
