//! Rows that teachers label, see [`SoftLabels`].

use std::collections::HashSet;

use super::{Files, Keys, Plan, Role, Row, SoftLabels, Trust, keys_of, read_texts};
use crate::dataset::Labelled;
use crate::{Error, Result};

/// Texts that teachers label.
pub(super) struct Taught<'a, 'l> {
    pub(super) soft: &'a SoftLabels,
    pub(super) labels: &'l [String],
    /// The hashes of what all labelled rows fold to.
    pub(super) labelled: &'l HashSet<u128>,
}

impl<'a> Taught<'a, '_> {
    /// Adds the texts of the auxiliary and the unlabelled files that teachers label, each once, and none that is among
    /// the labelled rows; says how many these are.
    ///
    /// # Errors
    /// [`Error::Labels`] where there are none.
    pub(super) fn read(
        &self,
        files: &Files<'a>,
        plan: &Plan,
        rows: &mut Vec<Row<'a>>,
        keys: &mut Vec<Keys>,
    ) -> Result<String> {
        let texts = files.outside().flat_map(|file| file.texts.iter().map(String::as_str));
        let taught = texts.filter_map(|text| Some((text, self.soft.shares(text, self.labels)?)));
        let (texts, shares): (Vec<_>, Vec<_>) = taught.unzip();
        let mut known = HashSet::new();
        for ((text, soft), (hash, counted, words)) in texts.iter().zip(shares).zip(read_texts(&texts, plan)?)
        {
            if self.labelled.contains(&hash) || !known.insert(hash) {
                continue;
            }
            let mean = SoftLabels::of_teacher(&soft, self.labels.len(), None);
            let truth = (0..mean.len()).rev().max_by(|&a, &b| mean[a].total_cmp(&mean[b])).unwrap_or(0);
            let row = Row {
                text,
                truth,
                possible: [truth].into(),
                role: Role::Taught,
                // Of no labelled file.
                file: usize::MAX,
                number: 0,
                source: None,
                confidence: None,
                article: None,
                trust: Trust::default(),
                counted,
                words,
                soft,
            };
            keys.push(keys_of(&row, hash, files, plan));
            rows.push(row);
        }
        if known.is_empty() {
            return Err(Error::Labels(format!(
                "{} says nothing of any text of the auxiliary and unlabelled files; give the files whose texts it is about",
                self.soft.name
            )));
        }
        let (taught, all) = (known.len(), self.soft.len());
        Ok(format!(
            "{taught} texts have soft labels, of {all} that {} labels; the others are in none of the auxiliary and unlabelled \
             files, repeat another, or are among the labelled rows",
            self.soft.name
        ))
    }
}

/// Refuses to measure on rows that every teacher learned from, and says how many rows that are measured are not named as
/// ones that some teacher did not learn from.
pub(super) fn unseen_by_teachers(soft: &SoftLabels, files: &Files) -> Result<Option<String>> {
    let seen = |file: &Labelled| file.texts.iter().filter(|text| soft.fold(text).is_some()).count();
    if let Some((file, seen)) = files.valid.map(|file| (file, seen(file))).filter(|(_, seen)| *seen > 0) {
        return Err(Error::Labels(format!(
            "teachers of {} learned from {seen} texts of {}: it cannot be measured on",
            soft.name, file.name
        )));
    }
    let measured = || match files.valid {
        Some(file) => std::slice::from_ref(file).iter().chain(&[]),
        None => files.measured.iter().chain(files.natural),
    };
    let unseen = measured().map(|file| file.texts.len() - seen(file)).sum::<usize>();
    Ok((unseen > 0).then(|| {
        format!(
            "{unseen} of {} rows that can be measured on are not named by {}; if its teachers learned from them all the \
             same, figures on them are too good",
            measured().map(|file| file.texts.len()).sum::<usize>(),
            soft.name
        )
    }))
}
