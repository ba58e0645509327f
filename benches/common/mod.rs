//! What the benches measure on: the comments of `labels/comments.csv`.

use std::path::Path;

use ghirbal::Sieve;
use ghirbal::dataset::{Columns, Labelled, read};
use ghirbal::features::FeatureSettings;
use ghirbal::learn::{Files, Plan, train};

/// The labelled comments of the repository.
pub(crate) fn labelled() -> Labelled {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("labels/comments.csv");
    read(&path, &Columns::default()).expect("the repository's own labels")
}

/// Bytes of all texts.
#[allow(dead_code, reason = "training counts rows")]
pub(crate) fn bytes(labelled: &Labelled) -> u64 {
    labelled.texts.iter().map(|text| text.len() as u64).sum()
}

/// A classifier by words and pairs of words alone.
#[allow(dead_code, reason = "only one bench classifies")]
pub(crate) fn words_alone(labelled: &Labelled) -> Sieve {
    let mut plan = Plan::default();
    plan.settings.features = FeatureSettings { characters: None, stems: false, ..FeatureSettings::default() };
    let files = Files { measured: std::slice::from_ref(labelled), ..Files::default() };
    let trained = train(&files, &plan, &|_, _| {});
    Sieve::new(trained.expect("the repository's own labels").model).expect("a sound model")
}
