//! How the weights are learned: settings, stored in the model file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How the weights are learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LearnerSettings {
    /// What is made small.
    pub loss: Loss,
    /// How often every row is visited, at least 1; `None`: as [`LearnerSettings::epochs_for`] says. A trained model's
    /// settings have the number.
    pub epochs: Option<u32>,
    /// Step size of `AdaGrad`; above 0.
    pub rate: f32,
    /// Strength of the L2 penalty, in units of the summed loss of all rows; 0 or more.
    pub l2: f32,
    /// How far rare labels are made to count as much as frequent ones: 0 not at all, 1 fully.
    pub balance: f32,
    /// How far rows of each confidence are believed, by what stands in a labelled file's column `confidence`; others
    /// fully.
    pub trust: BTreeMap<String, Trust>,
    /// What a row of each labelled file counts, by the file's name without folders; others 1.
    pub weights: BTreeMap<String, f32>,
    /// What all soft labels count together, for each that all labelled rows do; 0 or more. Without soft labels it does
    /// nothing.
    #[serde(skip_serializing_if = "is_default_soft")]
    pub soft: f32,
}

/// What soft labels count by default, see `models/README.md`.
const SOFT: f32 = 3.0;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references; the same number")]
fn is_default_soft(soft: &f32) -> bool {
    *soft == SOFT
}

/// How far a row is believed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trust {
    /// What the row counts, 0 or more.
    pub weight: f32,
    /// How far its label is taken for true, 0..=1; the rest goes to the other labels in equal shares.
    pub share: f32,
}

impl Default for Trust {
    fn default() -> Self {
        Self { weight: 1.0, share: 1.0 }
    }
}

/// What is made small, over all rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// The cross-entropy of all labels together: multinomial logistic regression.
    #[default]
    Softmax,
    /// The cross-entropy of each label against the others: logistic regressions one-vs-rest.
    Logistic,
    /// The hinge of each label against the others: linear support vector machines one-vs-rest.
    Hinge,
}

impl Default for LearnerSettings {
    fn default() -> Self {
        Self {
            loss: Loss::Softmax,
            epochs: None,
            rate: 0.1,
            l2: 0.6,
            balance: 1.0,
            trust: BTreeMap::new(),
            weights: BTreeMap::new(),
            soft: SOFT,
        }
    }
}

/// Visits of rows after which more of them were not measured to make a model better, see `models/README.md`.
const VISITS: usize = 80_000;

/// Fewest and most epochs that are not asked for.
const EPOCHS: std::ops::RangeInclusive<usize> = 2..=12;

impl LearnerSettings {
    /// How often so many rows are visited each: as often as is set, or else the less often the more rows there are.
    #[must_use]
    pub fn epochs_for(&self, rows: usize) -> u32 {
        let enough = VISITS.div_ceil(rows.max(1)).clamp(*EPOCHS.start(), *EPOCHS.end());
        self.epochs.unwrap_or(enough as u32)
    }

    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Setting`] names the first that is out of its range.
    pub fn check(&self) -> Result<()> {
        let setting = |name, message| Err(Error::Setting { name, message });
        if let Some(epochs) = self.epochs.filter(|epochs| !(1..=10_000).contains(epochs)) {
            return setting("epochs", format!("must be 1 to 10000, not {epochs}"));
        }
        if !(self.rate > 0.0 && self.rate.is_finite()) {
            return setting("rate", format!("must be above 0, not {}", self.rate));
        }
        if !(self.l2 >= 0.0 && self.l2.is_finite()) {
            return setting("l2", format!("must be 0 or more, not {}", self.l2));
        }
        if !(0.0..=1.0).contains(&self.balance) {
            return setting("balance", format!("must be 0 to 1, not {}", self.balance));
        }
        let weights = self.weights.values().copied().chain(self.trust.values().map(|trust| trust.weight));
        if let Some(weight) = weights.into_iter().find(|weight| !(*weight >= 0.0 && weight.is_finite())) {
            return setting("weights", format!("must be 0 or more, not {weight}"));
        }
        if !(self.soft >= 0.0 && self.soft.is_finite()) {
            return setting("soft", format!("must be 0 or more, not {}", self.soft));
        }
        if let Some(trust) = self.trust.values().find(|trust| !(0.0..=1.0).contains(&trust.share)) {
            return setting("trust", format!("a share must be 0 to 1, not {}", trust.share));
        }
        Ok(())
    }
}
