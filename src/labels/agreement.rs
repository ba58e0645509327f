//! How far annotators agree: Cohen's kappa, Krippendorff's alpha, and the texts in dispute.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::mapping::alike;
use super::standoff::folded;
use super::{Annotation, Annotations, Places, Unit};
use crate::metrics::Confusion;
use crate::table::Place;
use crate::{Error, Result};

/// How far all annotators agree.
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
    /// Who gave it which label, and where.
    pub labels: Vec<Vote>,
}

/// A label that an annotator gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vote {
    /// Who.
    pub annotator: String,
    /// What.
    pub label: String,
    /// The file.
    pub file: String,
    /// What the place counts.
    pub unit: Unit,
    /// Where it stands in the file, in units, from 1.
    pub place: u64,
    /// The row of a sheet that it becomes, where the file has lines: cells can have several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
}

/// The annotations of a file.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, for notes.
    pub name: &'a str,
    /// What is in it.
    pub annotations: &'a Annotations,
}

/// A row that counts.
struct Row<'a> {
    file: usize,
    annotation: &'a Annotation,
    annotator: &'a str,
    /// The text, whatever its blanks.
    text: String,
}

/// A text and the row of each annotator, by the annotator's index.
struct Text<'a> {
    first: &'a Annotation,
    votes: BTreeMap<usize, Voted>,
}

/// A label, as an index, and where it was given.
#[derive(Clone, Copy)]
struct Voted {
    label: usize,
    file: usize,
    place: Place,
}

/// Rows of several files that something befell.
struct Befallen<'a> {
    files: &'a [File<'a>],
    places: Vec<Places>,
}

impl<'a> Befallen<'a> {
    fn new(files: &'a [File<'a>]) -> Self {
        Self { files, places: files.iter().map(|_| Places::default()).collect() }
    }

    fn add(&mut self, file: usize, place: Place) {
        self.places[file].add(place);
    }

    /// A note a file that has such rows.
    fn notes(&self, what: &str) -> Vec<String> {
        let note = |(file, places): (&File, &Places)| {
            Some(format!("{}: {}", file.name, places.note(what, file.annotations.unit)?))
        };
        self.files.iter().zip(&self.places).filter_map(note).collect()
    }
}

/// Measures the agreement. Texts are known by their id and what they say, whatever their blanks; by what they say alone
/// where a file has no ids, or no id of one text is the same in two files. Left out, with a note, are rows without a
/// label or an annotator, and those whose id stands for several texts.
///
/// # Errors
/// [`Error::Labels`] where there are fewer than two annotators, or no text that two of them labelled.
pub fn measure(files: &[File]) -> Result<Agreement> {
    let (rows, mut notes) = rows(files);
    let annotators = sorted(rows.iter().map(|row| row.annotator));
    let labels = sorted(rows.iter().map(|row| row.annotation.label.as_str()));
    if annotators.len() < 2 {
        return Err(Error::Labels(format!(
            "agreement takes two annotators, and there is {}: name them in a column annotator, or give a file of \
             each",
            annotators.first().map_or("none", String::as_str)
        )));
    }
    let ids =
        if files.iter().all(|file| file.annotations.has().0) { ambiguous_ids(&rows) } else { Ids::Unused };
    let mut grouped = group(files, &rows, [&annotators, &labels], &ids);
    if grouped.texts.is_empty() {
        let by_words = group(files, &rows, [&annotators, &labels], &Ids::Unused);
        if by_words.texts.is_empty() {
            notes.extend(grouped.notes);
            return Err(nothing_in_common(&notes, &ids));
        }
        notes.push(
            "no text has the same id from two annotators; texts were matched by what they say".to_owned(),
        );
        grouped = by_words;
    }
    let Grouped { texts, alone, notes: befallen } = grouped;
    notes.extend(befallen);
    if alone > 0 {
        notes.push(format!("{alone} texts were labelled by one annotator only and do not count"));
    }
    notes.extend(alike(&labels));
    Ok(Agreement {
        texts: texts.len() as u64,
        alpha: alpha(&texts, labels.len()),
        pairs: pairs(&texts, &annotators, &labels),
        disputes: disputes(files, &texts, &annotators, &labels),
        annotators,
        notes,
    })
}

/// The texts that several annotators labelled.
struct Grouped<'a> {
    texts: Vec<Text<'a>>,
    /// How many texts only one labelled.
    alone: usize,
    notes: Vec<String>,
}

/// Whether texts are told apart by their ids.
enum Ids<'a> {
    Unused,
    /// But for those that stand for several texts.
    Used {
        ambiguous: HashSet<&'a str>,
    },
}

/// Puts the rows of each text together.
fn group<'a>(
    files: &'a [File<'a>],
    rows: &'a [Row<'a>],
    [annotators, labels]: [&[String]; 2],
    ids: &Ids,
) -> Grouped<'a> {
    let (mut torn, mut twice) = (Befallen::new(files), Befallen::new(files));
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    let mut texts: Vec<Text> = Vec::new();
    for row in rows {
        let Row { file, annotation, .. } = *row;
        let id = match ids {
            Ids::Unused => "",
            Ids::Used { ambiguous } if ambiguous.contains(annotation.id.as_str()) => {
                torn.add(file, annotation.place);
                continue;
            }
            Ids::Used { .. } => annotation.id.as_str(),
        };
        let place = *places.entry((id, row.text.as_str())).or_insert_with(|| {
            texts.push(Text { first: annotation, votes: BTreeMap::new() });
            texts.len() - 1
        });
        let voted = Voted { label: index(labels, &annotation.label), file, place: annotation.place };
        match texts[place].votes.entry(index(annotators, row.annotator)) {
            Slot::Vacant(slot) => _ = slot.insert(voted),
            Slot::Occupied(_) => twice.add(file, annotation.place),
        }
    }
    let mut notes = torn.notes("left out, as their id stands for another text elsewhere");
    notes.extend(twice.notes("a text again from its annotator, whose first label counts"));
    let alone = texts.iter().filter(|text| text.votes.len() < 2).count();
    texts.retain(|text| text.votes.len() >= 2);
    Grouped { texts, alone, notes }
}

/// The rows that say who gave which label, and notes on those that do not.
fn rows<'a>(files: &'a [File<'a>]) -> (Vec<Row<'a>>, Vec<String>) {
    let mut nameless = Befallen::new(files);
    let mut rows = Vec::new();
    for (number, file) in files.iter().enumerate() {
        for annotation in file.annotations.rows.iter().filter(|row| !row.label.is_empty()) {
            let annotator = annotation.annotator.trim();
            if annotator.is_empty() {
                nameless.add(number, annotation.place);
            } else {
                rows.push(Row { file: number, annotation, annotator, text: folded(&annotation.text) });
            }
        }
    }
    (rows, nameless.notes("left out, without an annotator"))
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(str::to_owned).collect()
}

fn index(names: &[String], name: &str) -> usize {
    names.binary_search_by(|known| known.as_str().cmp(name)).unwrap_or_default()
}

/// The ids that stand for several texts: annotators who number their own rows have the same ids for different ones.
fn ambiguous_ids<'a>(rows: &'a [Row]) -> Ids<'a> {
    let mut text_of: HashMap<&str, &str> = HashMap::new();
    let mut ambiguous = HashSet::new();
    for Row { annotation, text, .. } in rows.iter().filter(|row| !row.annotation.id.is_empty()) {
        if *text_of.entry(&annotation.id).or_insert(text) != text {
            ambiguous.insert(annotation.id.as_str());
        }
    }
    Ids::Used { ambiguous }
}

/// Why nothing can be measured.
fn nothing_in_common(notes: &[String], ids: &Ids) -> Error {
    let cure = if matches!(ids, Ids::Used { ambiguous } if !ambiguous.is_empty()) {
        "; ids that stand for several texts do not count: give each text its own id, or take the column id out, and \
         texts are matched by what they say"
    } else {
        "; texts are matched by the column id and by what they say"
    };
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    Error::Labels(format!("no text was labelled by two annotators{cure}{notes}"))
}

/// Krippendorff's alpha: one less observed by expected disagreement, from the table of coincidences.
fn alpha(texts: &[Text], labels: usize) -> Option<f64> {
    let mut totals = vec![0.0; labels];
    let mut agreeing = 0.0;
    for text in texts {
        let mut counts = vec![0.0; labels];
        for &Voted { label, .. } in text.votes.values() {
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
            let both = texts
                .iter()
                .filter_map(|text| Some((text.votes.get(&first)?.label, text.votes.get(&second)?.label)));
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

fn disputes(files: &[File], texts: &[Text], annotators: &[String], labels: &[String]) -> Vec<Dispute> {
    let in_dispute = texts.iter().filter(|text| {
        let mut given = text.votes.values().map(|voted| voted.label);
        let first = given.next();
        given.any(|label| Some(label) != first)
    });
    let vote = |(&annotator, &Voted { label, file, place }): (&usize, &Voted)| Vote {
        annotator: annotators[annotator].clone(),
        label: labels[label].clone(),
        file: files[file].name.to_owned(),
        unit: files[file].annotations.unit,
        place: place.line,
        row: (files[file].annotations.unit == Unit::Line).then_some(place.row),
    };
    let dispute = |text: &Text| Dispute {
        id: text.first.id.clone(),
        text: text.first.text.clone(),
        labels: text.votes.iter().map(vote).collect(),
    };
    in_dispute.map(dispute).collect()
}
