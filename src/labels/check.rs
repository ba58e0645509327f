//! What is wrong with labelled rows, each finding with its row.

mod mistakes;
mod rows;

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::near::{self, Near};
use super::texts::FoldedTexts;

pub use mistakes::likely_mistakes;
pub use rows::{Also, Counts, Rows};

/// What a finding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The row has no text.
    NoText,
    /// The row has no label.
    NoLabel,
    /// The text has no Arabic letter.
    NotArabic,
    /// The text stands in an earlier row, with another label.
    Conflict,
    /// The text stands in an earlier row, with the same label.
    Duplicate,
    /// The text nearly repeats that of an earlier row, with another label.
    NearConflict,
    /// The text nearly repeats that of an earlier row, with the same label.
    NearDuplicate,
    /// The text of a test row stands in a training row.
    Leak,
    /// The text of a test row nearly repeats that of a training row.
    NearLeak,
    /// A model that has not seen the row is sure of another label.
    LikelyMistake,
}

/// Something that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding<'a> {
    /// What.
    pub kind: Kind,
    /// The file of the row.
    pub file: &'a str,
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// The row of a sheet that it becomes, the header being row 1: cells can have several lines.
    pub row: u64,
    /// The row's label.
    pub label: &'a str,
    /// The row's text.
    pub text: &'a str,
    /// The earlier row, where the finding speaks of two.
    #[serde(flatten)]
    pub other: Option<Other<'a>>,
    /// The label that a model expects, where the finding is a likely mistake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<&'a str>,
    /// How sure the model is of that label; 0..=1.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "optional_four_decimals")]
    pub probability: Option<f64>,
}

/// The earlier of two rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Other<'a> {
    /// Its file.
    pub other_file: &'a str,
    /// Its line, from 1.
    pub other_line: u64,
    /// Its row in a sheet.
    pub other_row: u64,
    /// Its label.
    pub other_label: &'a str,
    /// How alike the texts are once folded: 1, or the share of runs of four characters in common; 0..=1.
    #[serde(serialize_with = "crate::verdict::four_decimals")]
    pub similarity: f64,
}

#[expect(clippy::ref_option, reason = "serde hands over references")]
fn optional_four_decimals<S: serde::Serializer>(
    value: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    crate::verdict::four_decimals(&value.unwrap_or_default(), serializer)
}

/// How to check.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// From which similarity texts are near duplicates, 0 to 1; `None`: they are not looked for.
    pub near: Option<f64>,
    /// How many threads may work at once.
    pub threads: usize,
}

/// Two rows of one text, or nearly so.
#[derive(Debug, Clone, Copy)]
struct Repeat {
    first: usize,
    second: usize,
    similarity: f64,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked<'a> {
    /// In the order of the rows.
    pub findings: Vec<Finding<'a>>,
    /// How many texts have several labels since their annotators disagree. That is no finding: see
    /// [`super::agreement`].
    pub disputed: u64,
}

/// Looks for empty and foreign rows, repeats, conflicts and leaks.
///
/// Repeats are judged by the folded text, as the classifier sees it. Rows of one text by several annotators are no
/// repeats. `tick` is told of rows as they pass: each passes three times where near duplicates are looked for, else
/// once.
#[must_use]
pub fn check<'a>(rows: &'a Rows, plan: Plan, tick: &(dyn Fn(u64) + Sync)) -> Checked<'a> {
    let folded = FoldedTexts::new(rows.len(), |row| rows.texts.get(row), plan.threads, tick);
    let mut findings = Vec::new();
    for row in 0..rows.len() {
        if folded.texts.get(row).is_empty() {
            findings.push(rows.finding(row, Kind::NoText));
            continue;
        }
        if rows.labels.get(row).is_empty() {
            findings.push(rows.finding(row, Kind::NoLabel));
        }
        if !folded.arabic[row] {
            findings.push(rows.finding(row, Kind::NotArabic));
        }
    }
    let (exact, firsts) = exact_repeats(rows, &folded);
    findings.extend(exact.into_iter().map(|repeat| rows.repeat(repeat, false)));
    if let Some(threshold) = plan.near {
        let near = near::pairs(&folded, &firsts, threshold, plan.threads, tick);
        findings.extend(closest(rows, &near).into_iter().map(|repeat| rows.repeat(repeat, true)));
    }
    sort(&mut findings, rows);
    Checked { findings, disputed: disputed(rows, &folded) }
}

/// How many texts got different labels from different annotators.
fn disputed(rows: &Rows, folded: &FoldedTexts) -> u64 {
    let named = |&row: &usize| {
        let has = rows.annotators.of_row[row] != 0 && rows.labels.of_row[row] != 0;
        has && !folded.texts.get(row).is_empty()
    };
    let mut label_of: HashMap<u128, (u32, u32)> = HashMap::new();
    let mut disputed = HashSet::new();
    for row in (0..rows.len()).filter(named) {
        let (annotator, label) = (rows.annotators.of_row[row], rows.labels.of_row[row]);
        let first = *label_of.entry(folded.hashes[row]).or_insert((annotator, label));
        if first.0 != annotator && first.1 != label {
            disputed.insert(folded.hashes[row]);
        }
    }
    disputed.len() as u64
}

/// Puts findings in the order of their rows.
pub fn sort(findings: &mut [Finding], rows: &Rows) {
    let order: HashMap<&str, usize> =
        rows.files.iter().enumerate().map(|(number, file)| (file.name.as_str(), number)).collect();
    findings.sort_by_key(|finding| (order.get(finding.file), finding.line, finding.kind));
}

/// Rows whose folded text stands in an earlier row of their annotator, or in a training row where they are a test's;
/// and the rows of each text that stand for it: the first, and the first of a test.
fn exact_repeats(rows: &Rows, folded: &FoldedTexts) -> (Vec<Repeat>, Vec<usize>) {
    let mut first_with: HashMap<(u128, bool), usize> = HashMap::with_capacity(rows.len());
    // Of a text's further annotators; most files have none, and need no memory for it.
    let mut first_by: HashMap<(u128, bool, u32), usize> = HashMap::new();
    let (mut repeats, mut firsts) = (Vec::new(), Vec::new());
    for row in 0..rows.len() {
        if folded.texts.get(row).is_empty() {
            continue;
        }
        let (hash, is_test) = (folded.hashes[row], rows.is_test(row));
        let first = *first_with.entry((hash, is_test)).or_insert(row);
        // Test files are read last, so the training rows are all known.
        let trained_on = first_with.get(&(hash, false)).copied().filter(|_| is_test);
        if first == row && trained_on.is_none() {
            firsts.push(row);
        }
        let annotator = |row: usize| rows.annotators.of_row[row];
        let own = if annotator(first) == annotator(row) {
            first
        } else {
            *first_by.entry((hash, is_test, annotator(row))).or_insert(row)
        };
        let earlier = trained_on.or((own != row).then_some(own));
        repeats.extend(earlier.map(|first| Repeat { first, second: row, similarity: 1.0 }));
    }
    (repeats, firsts)
}

/// For each later row its closest earlier one; a training row where a test row has one.
fn closest(rows: &Rows, near: &[Near]) -> Vec<Repeat> {
    let best = |same: &[Near]| {
        let leaks = |near: &&Near| rows.is_leak(near.first, near.second);
        let by_similarity =
            |a: &&Near, b: &&Near| a.similarity.total_cmp(&b.similarity).then(b.first.cmp(&a.first));
        let best = same.iter().filter(leaks).max_by(by_similarity);
        let Near { first, second, similarity } = *best.or_else(|| same.iter().max_by(by_similarity))?;
        Some(Repeat { first, second, similarity })
    };
    near.chunk_by(|a, b| a.second == b.second).filter_map(best).collect()
}

impl Rows {
    fn is_test(&self, row: usize) -> bool {
        self.files[usize::from(self.file[row])].is_test
    }

    fn is_leak(&self, first: usize, second: usize) -> bool {
        self.is_test(second) && !self.is_test(first)
    }

    fn finding(&self, row: usize, kind: Kind) -> Finding<'_> {
        Finding {
            kind,
            file: &self.files[usize::from(self.file[row])].name,
            line: self.place[row].line,
            row: self.place[row].row,
            label: self.labels.get(row),
            text: self.texts.get(row),
            other: None,
            expected: None,
            probability: None,
        }
    }

    fn repeat(&self, repeat: Repeat, is_near: bool) -> Finding<'_> {
        let Repeat { first, second, similarity } = repeat;
        let same_label = self.labels.of_row[first] == self.labels.of_row[second];
        let kind = match (self.is_leak(first, second), same_label, is_near) {
            (true, _, false) => Kind::Leak,
            (true, _, true) => Kind::NearLeak,
            (false, true, false) => Kind::Duplicate,
            (false, true, true) => Kind::NearDuplicate,
            (false, false, false) => Kind::Conflict,
            (false, false, true) => Kind::NearConflict,
        };
        let other = Other {
            other_file: &self.files[usize::from(self.file[first])].name,
            other_line: self.place[first].line,
            other_row: self.place[first].row,
            other_label: self.labels.get(first),
            similarity,
        };
        Finding { other: Some(other), ..self.finding(second, kind) }
    }
}
