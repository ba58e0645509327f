//! Labels that are likely mistakes: a model that has not seen the row is sure of another.

use super::{Finding, Kind, Rows, sort};
use crate::Result;
use crate::dataset::Labelled;
use crate::learn::{self, Files, train};

/// Rows of which a model that learned from the other folds says, with at least the probability `sure`, that they have
/// another label (Northcutt, Jiang and Chuang 2021, "Confident Learning"); in the order of the rows.
///
/// # Errors
/// Those of [`train`]: fewer than two labels, or too few rows for the folds of the plan.
pub fn likely_mistakes<'a>(
    rows: &'a Rows,
    sure: f64,
    plan: &learn::Plan,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Vec<Finding<'a>>> {
    let labelled: Vec<usize> = (0..rows.len())
        .filter(|&row| !rows.texts.get(row).trim().is_empty() && !rows.labels.get(row).is_empty())
        .collect();
    let file = Labelled {
        texts: labelled.iter().map(|&row| rows.texts.get(row).to_owned()).collect(),
        labels: labelled.iter().map(|&row| rows.labels.get(row).to_owned()).collect(),
        ..Labelled::default()
    };
    let measured = [file];
    let trained = train(&Files { measured: &measured, ..Files::default() }, plan, progress)?;
    let names = trained.model.labels();
    let place = |name: &str| rows.labels.list.iter().find(|known| *known == name).map(String::as_str);
    let mut findings = Vec::new();
    for judged in &trained.held_out {
        let probabilities = judged.probabilities.iter().copied().enumerate();
        let Some((expected, probability)) = probabilities.max_by(|a, b| a.1.total_cmp(&b.1)) else {
            continue;
        };
        if expected != judged.truth && probability >= sure {
            let finding = rows.finding(labelled[judged.row], Kind::LikelyMistake);
            let expected = place(&names[expected]);
            findings.push(Finding { expected, probability: Some(probability), ..finding });
        }
    }
    sort(&mut findings, rows);
    Ok(findings)
}
