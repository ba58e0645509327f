//! How much texts outside the labelled rows teach: settings, stored in the model file.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How auxiliary files and unlabelled texts are learned from; without such files these settings do nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TransferSettings {
    /// How often every row of an auxiliary file is visited; at least 1.
    pub epochs: u32,
    /// The standard deviation that an auxiliary model's scores are brought to; more lets the labels lean on them more.
    pub scores: f32,
    /// How many dimensions word vectors have, 0 for none, at most 300.
    pub dimensions: usize,
    /// The mean length that a text's vector is brought to.
    pub vectors: f32,
    /// Words so many words apart or fewer are neighbours.
    pub window: usize,
    /// A word that comes less often has no vector.
    pub min_count: u32,
    /// Of each file so many texts at most teach to tell the files apart; 0: none do.
    pub origin: usize,
}

impl Default for TransferSettings {
    fn default() -> Self {
        Self { epochs: 8, scores: 0.3, dimensions: 64, vectors: 1.2, window: 5, min_count: 5, origin: 2000 }
    }
}

impl TransferSettings {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Setting`] names the first that is out of its range.
    pub fn check(&self) -> Result<()> {
        let setting = |name, message| Err(Error::Setting { name, message });
        if !(1..=10_000).contains(&self.epochs) {
            return setting("transfer.epochs", format!("must be 1 to 10000, not {}", self.epochs));
        }
        if self.dimensions > 300 {
            return setting("transfer.dimensions", format!("must be 0 to 300, not {}", self.dimensions));
        }
        for (name, scale) in [("transfer.scores", self.scores), ("transfer.vectors", self.vectors)] {
            if !(scale > 0.0 && scale.is_finite()) {
                return setting(name, format!("must be above 0, not {scale}"));
            }
        }
        if self.window == 0 || self.window > 100 {
            return setting("transfer.window", format!("must be 1 to 100, not {}", self.window));
        }
        Ok(())
    }
}
