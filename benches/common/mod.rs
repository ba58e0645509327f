//! What the benches measure on: the comments of `labels/comments.csv`.

use std::path::Path;

use ghirbal::dataset::{Columns, Labelled, read};

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
