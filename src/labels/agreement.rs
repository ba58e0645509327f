//! How far annotators agree: Cohen's kappa, Krippendorff's alpha, and the texts in dispute.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::{Annotations, Places};
use crate::metrics::Confusion;
use crate::{Error, Result};

/// How far all annotators of a file agree.
#[derive(Debug, Clone, Serialize)]
pub struct Agreement {
    /// The annotators, by name.
    pub annotators: Vec<String>,
    /// How many texts at least two annotators labelled.
    pub texts: u64,
    /// Krippendorff's alpha for nominal data over those texts (Krippendorff 2011, "Computing Krippendorff's
    /// Alpha-Reliability"); 1 is full agreement, 0 that of chance. `None` where only one label was ever given.
    pub alpha: Option<f64>,
    /// Every two annotators that labelled a text in common.
    pub pairs: Vec<Pair>,
    /// The texts that got several labels.
    pub disputes: Vec<Dispute>,
    /// What the reader should know.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// How far two annotators agree.
#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    /// Their names: of the rows and of the columns of `confusion`.
    pub annotators: [String; 2],
    /// How many texts both labelled.
    pub texts: u64,
    /// Of those, the share with one label; 0..=1.
    pub agreement: f64,
    /// Cohen's kappa (Cohen 1960); `None` where both gave one and the same label throughout.
    pub kappa: Option<f64>,
    /// How often each label of the first met each of the second.
    pub confusion: Matrix,
}

/// A confusion table: first × second.
#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// The label names.
    pub labels: Vec<String>,
    /// A row a label of the first, a column a label of the second.
    pub counts: Vec<Vec<u64>>,
}

/// A text that got several labels.
#[derive(Debug, Clone, Serialize)]
pub struct Dispute {
    /// The text's name; empty where it has none.
    pub id: String,
    /// The text.
    pub text: String,
    /// Who gave it which label, and on which line.
    pub labels: Vec<Vote>,
}

/// A label that an annotator gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vote {
    /// Who.
    pub annotator: String,
    /// What.
    pub label: String,
    /// Where it stands in its file, from 1.
    pub line: u64,
}

/// A text and the label of each annotator: indices of annotators and labels, and places.
struct Text {
    row: usize,
    votes: BTreeMap<usize, (usize, u64)>,
}

/// Measures the agreement. Texts are known by their id, and where that is empty by what they say; rows without a
/// label are left out.
///
/// # Errors
/// [`Error::Labels`] where there are fewer than two annotators, or no text that two of them labelled.
pub fn measure(annotations: &Annotations) -> Result<Agreement> {
    let rows = || annotations.rows.iter().enumerate().filter(|(_, row)| !row.label.is_empty());
    let sorted = |names: &mut Vec<String>| {
        names.sort_unstable();
        names.dedup();
    };
    let mut annotators: Vec<_> = rows().map(|(_, row)| row.annotator.clone()).collect();
    sorted(&mut annotators);
    let mut labels: Vec<_> = rows().map(|(_, row)| row.label.clone()).collect();
    sorted(&mut labels);
    if annotators.len() < 2 {
        return Err(Error::Labels(format!(
            "agreement takes two annotators, and there is {}: name them in a column annotator, or give a file of \
             each",
            annotators.first().map_or("none", String::as_str)
        )));
    }
    let index = |names: &[String], name: &String| names.binary_search(name).unwrap_or_default();
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    let mut texts: Vec<Text> = Vec::new();
    let mut twice = Places::default();
    for (number, row) in rows() {
        let key = if row.id.is_empty() { ("", row.text.trim()) } else { (&*row.id, "") };
        let place = *places.entry(key).or_insert_with(|| {
            texts.push(Text { row: number, votes: BTreeMap::new() });
            texts.len() - 1
        });
        let vote = (index(&labels, &row.label), row.place);
        if let Some(first) = texts[place].votes.insert(index(&annotators, &row.annotator), vote) {
            twice.add(row.place);
            texts[place].votes.insert(index(&annotators, &row.annotator), first);
        }
    }
    let alone = texts.iter().filter(|text| text.votes.len() < 2).count();
    texts.retain(|text| text.votes.len() >= 2);
    if texts.is_empty() {
        return Err(Error::Labels(
            "no text was labelled by two annotators; texts are matched by the column id, or by what they say"
                .to_owned(),
        ));
    }
    let mut notes: Vec<_> = twice
        .note("a text again from its annotator, whose first label counts", annotations.unit)
        .into_iter()
        .collect();
    if alone > 0 {
        notes.push(format!("{alone} texts were labelled by one annotator only and do not count"));
    }
    Ok(Agreement {
        texts: texts.len() as u64,
        alpha: alpha(&texts, labels.len()),
        pairs: pairs(&texts, &annotators, &labels),
        disputes: disputes(annotations, &texts, &annotators, &labels),
        annotators,
        notes,
    })
}

/// Krippendorff's alpha: one less observed by expected disagreement, from the table of coincidences.
fn alpha(texts: &[Text], labels: usize) -> Option<f64> {
    let mut totals = vec![0.0; labels];
    let mut agreeing = 0.0;
    for text in texts {
        let mut counts = vec![0.0; labels];
        for &(label, _) in text.votes.values() {
            counts[label] += 1.0;
            totals[label] += 1.0;
        }
        let votes = text.votes.len() as f64;
        agreeing += counts.iter().map(|n| n * (n - 1.0)).sum::<f64>() / (votes - 1.0);
    }
    let all: f64 = totals.iter().sum();
    let by_chance = totals.iter().map(|n| n * (n - 1.0)).sum::<f64>() / (all - 1.0);
    (by_chance < all).then(|| 1.0 - (all - agreeing) / (all - by_chance))
}

fn pairs(texts: &[Text], annotators: &[String], labels: &[String]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for second in 1..annotators.len() {
        for first in 0..second {
            let both =
                texts.iter().filter_map(|text| Some((text.votes.get(&first)?.0, text.votes.get(&second)?.0)));
            let confusion = Confusion::new(labels.iter().cloned(), both);
            if confusion.total() > 0 {
                pairs.push(Pair::new([&annotators[first], &annotators[second]], &confusion));
            }
        }
    }
    pairs
}

impl Pair {
    fn new(annotators: [&String; 2], confusion: &Confusion) -> Self {
        let labels = 0..confusion.labels().len();
        let total = confusion.total() as f64;
        let by_chance: f64 = labels
            .clone()
            .map(|label| {
                let of_first: u64 = labels.clone().map(|other| confusion.count(label, other)).sum();
                let of_second: u64 = labels.clone().map(|other| confusion.count(other, label)).sum();
                of_first as f64 * of_second as f64 / (total * total)
            })
            .sum();
        let agreement = confusion.accuracy();
        let row = |first| labels.clone().map(|second| confusion.count(first, second)).collect();
        Self {
            annotators: annotators.map(Clone::clone),
            texts: confusion.total(),
            agreement,
            kappa: (by_chance < 1.0).then(|| (agreement - by_chance) / (1.0 - by_chance)),
            confusion: Matrix {
                labels: confusion.labels().to_vec(),
                counts: labels.clone().map(row).collect(),
            },
        }
    }
}

fn disputes(
    annotations: &Annotations,
    texts: &[Text],
    annotators: &[String],
    labels: &[String],
) -> Vec<Dispute> {
    let in_dispute = texts.iter().filter(|text| {
        let mut given = text.votes.values().map(|(label, _)| label);
        let first = given.next();
        given.any(|label| Some(label) != first)
    });
    let dispute = |text: &Text| {
        let row = &annotations.rows[text.row];
        let vote = |(&annotator, &(label, line)): (&usize, &(usize, u64))| Vote {
            annotator: annotators[annotator].clone(),
            label: labels[label].clone(),
            line,
        };
        Dispute { id: row.id.clone(), text: row.text.clone(), labels: text.votes.iter().map(vote).collect() }
    };
    in_dispute.map(dispute).collect()
}
