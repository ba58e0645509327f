//! Where a model's weights come from, and how good they were found to be.

use serde::{Deserialize, Serialize};

use super::Figures;

/// What a model was trained on and measured by. Holds no time, path or host, so that equal training gives
/// equal bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// What its makers say of it, as Markdown: what the labels are worth, what it is not for.
    pub about: String,
    /// The seed of the training order.
    pub seed: u64,
    /// The labelled files.
    pub sources: Vec<Source>,
    /// Files that taught which columns go together, by labels of their own or by how words are used; how many of
    /// their rows did.
    #[serde(default)]
    pub outside: Vec<Source>,
    /// Soft labels that taught, and of how many texts; `None` without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teacher: Option<Source>,
    /// The labelled files that probabilities and thresholds were fitted to; empty where they were not.
    pub fitted_to: Vec<Source>,
    /// The model that it started from; `None`: from nothing.
    pub start: Option<Start>,
    /// How the model did on rows it had not seen; `None` where it was not measured.
    pub figures: Option<Figures>,
}

impl Provenance {
    /// Everything that was learned from, that of the model that it started from included.
    pub fn all_sources(&self) -> impl Iterator<Item = &Source> {
        self.start
            .iter()
            .flat_map(|start| &start.sources)
            .chain(&self.sources)
            .chain(&self.outside)
            .chain(&self.teacher)
    }

    /// Whether a file with this SHA-256, in hex, is among everything that was learned from.
    #[must_use]
    pub fn learned_from(&self, sha256: &str) -> bool {
        self.all_sources().any(|source| source.sha256 == sha256)
    }
}

/// A model that another started from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// SHA-256 of its file's bytes, in hex.
    pub sha256: String,
    /// The labelled files that it had learned from.
    pub sources: Vec<Source>,
}

/// One labelled file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The file's name without its folders.
    pub name: String,
    /// Rows that were learned from.
    pub rows: u64,
    /// SHA-256 of the file's bytes, in hex.
    pub sha256: String,
    /// The licence its publisher names.
    pub licence: String,
}
