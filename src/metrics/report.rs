//! All figures of judged rows.

use std::collections::BTreeMap;

use super::bootstrap::intervals;
use super::{Confusion, Foretold, Judged, reliability};
use crate::Decision;
use crate::model::{
    Band, BandFigures, CalibrationFigures, Comparison, Figures, GroupFigures, LabelFigures, Reliability,
    Thresholds, UniformFigures,
};

/// Precision, recall and F1 with their intervals, in all and by source and confidence; `method` says how the rows
/// were judged. Calibration and bands are left out.
#[must_use]
pub fn figures(method: String, labels: &[String], judged: &[Judged]) -> Figures {
    let pairs: Vec<_> = judged.iter().map(|row| (row.truth, row.predicted)).collect();
    let mut figures = figures_of_pairs(method, labels, &pairs);
    figures.groups = by_group("source", labels, judged, |row| row.source.as_deref());
    figures.groups.extend(by_group("confidence", labels, judged, |row| row.confidence.as_deref()));
    figures
}

/// [`figures`] of pairs of truth and prediction, both indices into `labels`.
#[must_use]
pub fn figures_of_pairs(method: String, labels: &[String], pairs: &[(usize, usize)]) -> Figures {
    let confusion = Confusion::new(labels, pairs.iter().copied());
    let counts = confusion.counts();
    let found = intervals(counts, |counts| of_counts(labels.len(), counts));
    let line = |(index, label): (usize, &String)| LabelFigures {
        label: label.clone(),
        precision: found[2 + 3 * index],
        recall: found[3 + 3 * index],
        f1: found[4 + 3 * index],
        support: confusion.label(index).support,
    };
    Figures {
        method,
        rows: confusion.total(),
        macro_f1: found[0],
        accuracy: found[1],
        labels: labels.iter().enumerate().map(line).collect(),
        confusion: counts.chunks(labels.len()).map(<[u64]>::to_vec).collect(),
        groups: Vec::new(),
        calibration: None,
        bands: None,
        uniform: Vec::new(),
        counter: None,
        start: None,
    }
}

fn confusion<'a>(labels: &[String], judged: impl Iterator<Item = &'a Judged>) -> Confusion {
    Confusion::new(labels, judged.map(|row| (row.truth, row.predicted)))
}

/// Macro-F1 of the labels that occur, accuracy, then precision, recall and F1 of each label.
fn of_counts(labels: usize, counts: &[u64]) -> Vec<f64> {
    let confusion = Confusion::from_counts(vec![String::new(); labels], counts.to_vec());
    let mut found = vec![confusion.macro_f1_of_occurring(), confusion.accuracy()];
    for (_, scores) in confusion.by_label() {
        found.extend([scores.precision, scores.recall, scores.f1]);
    }
    found
}

/// The figures of rows parted by what `name` says of them; nothing where they are all of one kind.
#[must_use]
pub fn by_group<'a>(
    by: &str,
    labels: &[String],
    judged: &'a [Judged],
    name: impl Fn(&'a Judged) -> Option<&'a str>,
) -> Vec<GroupFigures> {
    let mut groups: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for row in judged {
        if let Some(name) = name(row).filter(|name| !name.is_empty()) {
            groups.entry(name).or_default().push(row);
        }
    }
    if groups.len() < 2 {
        return Vec::new();
    }
    let group = |(name, rows): (&str, Vec<&Judged>)| {
        let confusion = confusion(labels, rows.into_iter());
        let macro_f1 =
            intervals(confusion.counts(), |counts| of_counts(labels.len(), counts)[..1].to_vec())[0];
        let f1 = (0..labels.len()).map(|label| confusion.occurs(label).then(|| confusion.label(label).f1));
        GroupFigures {
            by: by.to_owned(),
            name: name.to_owned(),
            rows: confusion.total(),
            macro_f1,
            f1: f1.collect(),
        }
    };
    groups.into_iter().map(group).collect()
}

/// How far the probabilities of judged rows can be taken at their word. Where they are those of comments with another
/// share of a label than the rows, as [`crate::model::Answers::base_rate`] says, the rows are weighed to that share.
#[must_use]
pub fn calibration(
    mut method: String,
    labels: &[String],
    judged: &[Judged],
    base_rate: Option<(usize, f64)>,
) -> CalibrationFigures {
    let weights = weights(judged, base_rate);
    let table = |name: &str, of_row: &dyn Fn(&Judged) -> (f64, bool)| {
        let foretold = |(row, &weight): (&Judged, &f64)| {
            let (probability, is_so) = of_row(row);
            Foretold { probability, is_so, weight }
        };
        reliability(name, judged.iter().zip(&weights).map(foretold).collect())
    };
    let given = |row: &Judged| (row.probabilities[row.predicted], row.truth == row.predicted);
    let mut tables: Vec<Reliability> = vec![table("", &given)];
    for (index, label) in labels.iter().enumerate() {
        tables.push(table(label, &|row| (row.probabilities[index], row.truth == index)));
    }
    if let Some((label, rate)) = base_rate {
        method = format!("{method}, weighed to {:.1}% {}", rate * 100.0, labels[label]);
    }
    CalibrationFigures { method, rows: judged.len() as u64, reliability: tables }
}

/// How many comments each row stands for, where a label has another share among them.
fn weights(judged: &[Judged], base_rate: Option<(usize, f64)>) -> Vec<f64> {
    let Some((label, rate)) = base_rate else { return vec![1.0; judged.len()] };
    let so = judged.iter().filter(|row| row.truth == label).count() as f64;
    let all = judged.len() as f64;
    let weight =
        |row: &Judged| if row.truth == label { rate * all / so } else { (1.0 - rate) * all / (all - so) };
    judged.iter().map(weight).collect()
}

/// What thresholds do to judged rows, for comments with the base rate of the thresholds. Each row has its decision.
#[must_use]
pub fn bands(method: String, labels: &[String], judged: &[Judged], thresholds: &Thresholds) -> BandFigures {
    let label = labels.iter().position(|label| *label == thresholds.label).unwrap_or_default();
    let (so, not_so): (Vec<_>, Vec<_>) = judged.iter().partition(|row| row.truth == label);
    let base_rate = thresholds.base_rate;
    let band = |decision: Decision| {
        let share = |rows: &[&Judged]| {
            rows.iter().filter(|row| row.decision == Some(decision)).count() as f64 / rows.len().max(1) as f64
        };
        let recall = share(&so);
        let (right, wrong) = (base_rate * recall, (1.0 - base_rate) * share(&not_so));
        let all = right + wrong;
        Band { per_thousand: 1000.0 * all, precision: if all > 0.0 { right / all } else { 0.0 }, recall }
    };
    BandFigures {
        method,
        rows: judged.len() as u64,
        label: thresholds.label.clone(),
        base_rate,
        allow: band(Decision::Allow),
        review: band(Decision::Review),
        withhold: band(Decision::Withhold),
    }
}

/// What rows that all have one label are called; `learned` says whether others of the file were learned from.
#[must_use]
pub fn uniform(labels: &[String], judged: &[Judged], learned: bool) -> Option<UniformFigures> {
    let first = judged.first()?;
    let mut counts = vec![0; labels.len()];
    for row in judged {
        counts[row.predicted] += 1;
    }
    let shares = |counts: &[u64]| counts.iter().map(|&c| c as f64 / judged.len() as f64).collect();
    let bands = [Decision::Allow, Decision::Review, Decision::Withhold];
    let decisions = bands.map(|band| judged.iter().filter(|row| row.decision == Some(band)).count() as u64);
    Some(UniformFigures {
        file: first.file.to_string(),
        label: labels[first.truth].clone(),
        rows: judged.len() as u64,
        learned,
        called: intervals(&counts, shares),
        decisions: first.decision.map(|_| decisions),
    })
}

/// How a model compares with the one that it started from, on the same rows.
///
/// # Panics
/// Where the two are not of the same rows.
#[must_use]
pub fn compare(labels: usize, first: &[Judged], second: &[Judged]) -> Comparison {
    assert!(first.len() == second.len(), "the same rows");
    let kinds = labels * labels;
    let mut counts = vec![0; labels * kinds];
    for (a, b) in first.iter().zip(second) {
        assert!(a.truth == b.truth, "the same rows");
        counts[a.truth * kinds + a.predicted * labels + b.predicted] += 1;
    }
    let macro_f1 = |counts: &[u64], of_kind: &dyn Fn(usize) -> usize| {
        let mut table = vec![0; kinds];
        for (kind, count) in counts.iter().enumerate() {
            table[kind / kinds * labels + of_kind(kind % kinds)] += count;
        }
        of_counts(labels, &table)[0]
    };
    let both = |counts: &[u64]| {
        let before = macro_f1(counts, &|kind| kind / labels);
        vec![before, macro_f1(counts, &|kind| kind % labels) - before]
    };
    let found = intervals(&counts, both);
    Comparison { macro_f1: found[0], gain: found[1] }
}
