//! Label names of others become ours.

use std::collections::{BTreeMap, BTreeSet};

use super::Annotations;
use super::standoff::folded;

/// New names of labels, by the old ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<String, String>);

impl FromIterator<(String, String)> for Mapping {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl Mapping {
    /// Renames the labels of all rows. Names that stay, or that no row has, are noted: either may be a slip.
    pub fn apply(&self, annotations: &mut Annotations) {
        if self.0.is_empty() {
            return;
        }
        let (mut met, mut kept) = (BTreeSet::new(), BTreeSet::new());
        for row in &mut annotations.rows {
            if let Some((old, new)) = self.0.get_key_value(&row.label) {
                met.insert(old);
                row.label.clone_from(new);
            } else if !row.label.is_empty() {
                kept.insert(row.label.clone());
            }
        }
        let unmet: Vec<_> = self.0.keys().filter(|old| !met.contains(old)).map(String::as_str).collect();
        if !unmet.is_empty() {
            annotations.notes.push(format!("no row has the label {}, which --map names", unmet.join(", ")));
        }
        let news: BTreeSet<_> = self.0.values().collect();
        let kept: Vec<_> = kept.iter().filter(|label| !news.contains(label)).map(String::as_str).collect();
        if !kept.is_empty() {
            annotations.notes.push(format!("labels that --map does not name were kept: {}", kept.join(", ")));
        }
    }
}

/// A note on labels that differ in nothing but case and blanks: one of them may be a slip.
pub(super) fn alike(labels: &[String]) -> Option<String> {
    let mut by_case: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for label in labels {
        by_case.entry(folded(&label.to_lowercase())).or_default().push(label);
    }
    let alike: Vec<_> =
        by_case.into_values().filter(|same| same.len() > 1).map(|same| same.join(", ")).collect();
    (!alike.is_empty()).then(|| {
        format!(
            "labels that differ in case or blanks alone count as different ones: {}; `labels import --map` makes them one",
            alike.join("; ")
        )
    })
}
