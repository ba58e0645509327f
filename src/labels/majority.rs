//! One label a text, where several annotators labelled it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::standoff::folded;
use super::{Annotation, Annotations};
use crate::{Error, Result};

/// Rows of one label a text, and what became of the annotators' labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// A row a text, in the order in which the texts come up; without annotators.
    pub rows: Annotations,
    /// How many texts of several annotators have the label that more than half of them gave.
    pub agreed: u64,
    /// How many have none, since no label was given by more than half.
    pub disputed: u64,
}

/// Gives each text the label that more than half of its annotators gave, and none where there is no such label. Texts are
/// known by what they say, whatever their blanks, and by their ids where every row has one. Of the labels that one
/// annotator gave a text the first counts. Rows that do not say who labelled them stay as they are.
///
/// # Errors
/// [`Error::Labels`] where no row says who labelled it.
pub fn resolve(annotations: Annotations) -> Result<Resolved> {
    let (has_ids, has_annotators) =
        (annotations.rows.iter().all(|row| !row.id.is_empty()), annotations.has().1);
    if !has_annotators {
        return Err(Error::Labels(
            "a majority takes annotators: name them in a column annotator, or give a file of each and say \
             --annotator-by-file"
                .to_owned(),
        ));
    }
    let mut texts: Vec<Vec<Annotation>> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for row in annotations.rows {
        let next = texts.len();
        let place = if row.annotator.trim().is_empty() {
            next
        } else {
            let id = if has_ids { row.id.clone() } else { String::new() };
            *places.entry((id, folded(&row.text))).or_insert(next)
        };
        if place == next {
            texts.push(Vec::new());
        }
        texts[place].push(row);
    }
    let (mut agreed, mut disputed) = (0, 0);
    let rows = texts.into_iter().filter_map(|rows| {
        let votes = votes(&rows);
        let label = winner(&votes);
        if votes.len() > 1 {
            *(if label.is_some() { &mut agreed } else { &mut disputed }) += 1;
        }
        let label = label.unwrap_or_default().to_owned();
        let first = rows.into_iter().next()?;
        Some(Annotation { label, annotator: String::new(), ..first })
    });
    let rows = Annotations { rows: rows.collect(), ..annotations };
    Ok(Resolved { rows, agreed, disputed })
}

/// The label of each annotator of a text.
fn votes(rows: &[Annotation]) -> Vec<&str> {
    let mut seen = HashSet::new();
    let labelled = rows.iter().filter(|row| !row.label.is_empty());
    labelled.filter(|row| seen.insert(row.annotator.trim())).map(|row| row.label.as_str()).collect()
}

/// The label of more than half.
fn winner<'a>(votes: &[&'a str]) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for vote in votes {
        *counts.entry(vote).or_default() += 1;
    }
    counts.into_iter().find(|(_, count)| 2 * count > votes.len()).map(|(label, _)| label)
}
