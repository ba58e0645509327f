//! All rows of all files, tokenised and counted once, whatever folds are cut from them.

mod taught;

use std::collections::HashSet;

use ndarray::{Array1, Array2};
use xxhash_rust::xxh3::{xxh3_128, xxh3_128_with_seed};

use super::distillation::SoftLabels;
use super::folds::{Folds, Keys};
use super::transfer::Directions;
use super::{LearnerSettings, Plan, SparseRows, Trust};
use crate::dataset::{Labelled, fold_of};
use crate::features::{Counted, Counter, FeatureSettings, InverseFrequency, Lexicon, length};
use crate::text::{Tokenizer, Tokens};
use crate::{Error, Result};
use taught::Taught;

/// A counted text, ready to be weighed by any frequencies: columns and counts, those of words and pairs first.
pub(super) struct CountedRow {
    entries: Box<[(u32, u32)]>,
    /// Where the characters begin.
    characters: usize,
}

impl CountedRow {
    pub(super) fn new(counted: &Counted) -> Self {
        let mut words = counted.words().to_vec();
        words.extend(counted.pairs());
        let mut entries = Vec::new();
        count_equal(words, &mut entries);
        let characters = entries.len();
        count_equal(counted.characters().to_vec(), &mut entries);
        Self { entries: entries.into_boxed_slice(), characters }
    }

    fn entries(&self) -> &[(u32, u32)] {
        &self.entries
    }

    /// How many rows have each column.
    pub(super) fn column_counts<'r>(
        rows: impl Iterator<Item = &'r CountedRow>,
        settings: &FeatureSettings,
    ) -> Vec<u32> {
        let mut with_column = vec![0; settings.columns()];
        let mut last_row = vec![u32::MAX; settings.columns()];
        for (number, row) in rows.enumerate() {
            for &(column, _) in row.entries() {
                let column = column as usize;
                // Two views can share a column.
                if last_row[column] != number as u32 {
                    last_row[column] = number as u32;
                    with_column[column] += 1;
                }
            }
        }
        with_column
    }

    /// Columns and values: as much of each column's weight as [`crate::model::Weights::score`] takes, with the
    /// inverse document frequency, which the model has in its weights.
    pub(super) fn weighed(&self, frequency: &InverseFrequency) -> impl Iterator<Item = (u32, f32)> {
        let (words, characters) = self.entries.split_at(self.characters);
        [words, characters].into_iter().flat_map(move |view| {
            let squares =
                view.iter().map(|&(column, count)| i64::from(count) * i64::from(frequency.square(column)));
            let length = length(squares.sum()) as f32;
            view.iter().map(move |&(column, count)| (column, count as f32 * frequency.of(column) / length))
        })
    }
}

/// Adds each number once, in order, with how often it comes.
fn count_equal(mut numbers: Vec<u32>, into: &mut Vec<(u32, u32)>) {
    numbers.sort_unstable();
    into.extend(numbers.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)));
}

/// What a file's rows are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Learned from, and measured on when held out.
    Measured,
    /// Learned from, and calibrated on when held out.
    Natural,
    /// Only learned from.
    Extra,
    /// Learned from, and judged when held out, all of one label.
    Uniform,
    /// Only judged, all of one label.
    Probe,
    /// Only measured on.
    Valid,
    /// Learned from, as a teacher labels it.
    Taught,
}

impl Role {
    fn is_only_measured(self) -> bool {
        matches!(self, Self::Probe | Self::Valid)
    }
}

/// Labelled files with what each is for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Files<'a> {
    /// Learned from, and measured on in folds.
    pub measured: &'a [Labelled],
    /// Only learned from.
    pub extra: &'a [Labelled],
    /// Comments as readers leave them: learned from, and, in folds, what probabilities and thresholds are fitted to
    /// and measured on. Without any, the measured files are.
    pub natural: &'a [Labelled],
    /// Texts that all have one label by where they come from, as news posts are neutral: learned from, and judged in
    /// folds, for how often they are given another label.
    pub uniform: &'a [Labelled],
    /// The same, but never learned from.
    pub probes: &'a [Labelled],
    /// Measured on instead of folds, and kept from learning altogether.
    pub valid: Option<&'a Labelled>,
    /// Files with labels of their own, whatever these are, that teach which columns go together; those of their texts
    /// that are among the labelled rows are left out.
    pub auxiliary: &'a [Labelled],
    /// Files whose labels do not matter, the same; both teach which words are used alike.
    pub unlabelled: &'a [Labelled],
    /// What teachers say of texts of these files.
    pub soft: Option<&'a SoftLabels>,
}

impl<'a> Files<'a> {
    fn with_roles(&self) -> impl Iterator<Item = (Role, &'a Labelled)> {
        let role = |role| move |file| (role, file);
        let learned = self.measured.iter().map(role(Role::Measured));
        let learned = learned.chain(self.extra.iter().map(role(Role::Extra)));
        let learned = learned.chain(self.natural.iter().map(role(Role::Natural)));
        let learned = learned.chain(self.uniform.iter().map(role(Role::Uniform)));
        learned.chain(self.probes.iter().map(role(Role::Probe))).chain(self.valid.map(role(Role::Valid)))
    }

    /// All files, in the order of the rows.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a Labelled> {
        self.with_roles().map(|(_, file)| file)
    }

    /// The auxiliary and the unlabelled files.
    pub(super) fn outside(&self) -> impl Iterator<Item = &'a Labelled> {
        self.auxiliary.iter().chain(self.unlabelled)
    }

    /// The files that are learned from, in the order of the rows.
    pub(super) fn learned(&self) -> impl Iterator<Item = &'a Labelled> {
        self.measured.iter().chain(self.extra).chain(self.natural).chain(self.uniform)
    }
}

/// A labelled row.
pub(super) struct Row<'a> {
    pub(super) text: &'a str,
    /// A label index; where several are possible, the first.
    pub(super) truth: usize,
    /// The labels of which it has one.
    pub(super) possible: Box<[usize]>,
    pub(super) role: Role,
    /// The file it stands in, and which row of it.
    pub(super) file: usize,
    pub(super) number: usize,
    pub(super) source: Option<&'a str>,
    pub(super) confidence: Option<&'a str>,
    article: Option<&'a str>,
    /// How far it is believed: what it counts, and the share of its label.
    trust: Trust,
    counted: CountedRow,
    /// The lexicon's hashes of its words, each once.
    words: Vec<u32>,
    /// The share of each label, by each teacher; empty for rows that have a label.
    soft: Box<[f32]>,
}

pub(super) struct Corpus<'a> {
    /// Label names in order.
    pub(super) labels: Vec<String>,
    pub(super) rows: Vec<Row<'a>>,
    pub(super) folds: Folds,
    /// What texts outside the labelled ones teach.
    pub(super) directions: Option<Directions>,
    pub(super) notes: Vec<String>,
}

/// A text as it was read: the hash of what it folds to, its features, its words.
type Read = (u128, CountedRow, Vec<u32>);

impl<'a> Corpus<'a> {
    pub(super) fn new(files: &Files<'a>, plan: &Plan) -> Result<Self> {
        let labels = label_names(files, plan)?;
        let texts: Vec<&str> =
            files.with_roles().flat_map(|(_, file)| file.texts.iter().map(String::as_str)).collect();
        let mut read = read_texts(&texts, plan)?.into_iter();
        let (mut rows, mut keys) = (Vec::with_capacity(texts.len()), Vec::with_capacity(texts.len()));
        for (file_number, (role, file)) in files.with_roles().enumerate() {
            for (number, (text, label)) in file.texts.iter().zip(&file.labels).enumerate() {
                let possible = possible(file, label, &labels)?;
                let of = |column: &'a [String]| column.get(number).map(String::as_str);
                let (hash, counted, words) = read.next().expect("every text was read");
                let confidence = of(&file.confidences);
                let row = Row {
                    trust: trust(&plan.settings.learner, &file.name, confidence),
                    text,
                    truth: possible[0],
                    possible,
                    role,
                    file: file_number,
                    number,
                    source: of(&file.sources),
                    confidence,
                    article: of(&file.articles).filter(|article| !article.is_empty()),
                    counted,
                    words,
                    soft: Box::default(),
                };
                keys.push(keys_of(&row, hash, files, plan));
                rows.push(row);
            }
        }
        let labelled: HashSet<u128> = keys.iter().map(|keys| keys.ties[0]).collect();
        let mut notes: Vec<String> = repeated(&keys).into_iter().collect();
        if let Some(soft) = files.soft {
            soft.check(&labels, plan.folds)?;
            notes.extend(taught::unseen_by_teachers(soft, files)?);
            let taught = Taught { soft, labels: &labels, labelled: &labelled };
            notes.push(taught.read(files, plan, &mut rows, &mut keys)?);
        }
        let folds = Folds::new(plan.folds.unwrap_or(0), &keys)?;
        folds.check()?;
        let directions = Directions::learn(files, &labelled, plan)?;
        Ok(Self { labels, rows, folds, directions, notes })
    }

    /// The rows that are never learned from.
    pub(super) fn only_measured(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|&row| self.rows[row].role.is_only_measured()).collect()
    }

    /// Whether a teacher has labelled any.
    pub(super) fn is_taught(&self) -> bool {
        !self.taught().is_empty()
    }

    /// The rows that a teacher has labelled.
    pub(super) fn taught(&self) -> &[Row<'a>] {
        &self.rows[self.rows.partition_point(|row| row.role != Role::Taught)..]
    }

    /// Of the rows, and of the texts outside the labelled ones, among which are those that a teacher has labelled.
    pub(super) fn frequency(&self, rows: &[usize], settings: &FeatureSettings) -> InverseFrequency {
        let rows = &rows[..rows.partition_point(|&row| self.rows[row].role != Role::Taught)];
        let counted = rows.iter().map(|&row| &self.rows[row].counted);
        let mut with_column = CountedRow::column_counts(counted, settings);
        let mut texts = rows.len();
        if let Some(directions) = &self.directions {
            let (seen, of) = directions.seen();
            with_column.iter_mut().zip(seen).for_each(|(count, seen)| *count += seen);
            texts += of;
        }
        InverseFrequency::new(texts, &with_column, settings.min_rows)
    }

    /// The words that at least so many of the rows have.
    pub(super) fn lexicon(&self, rows: &[usize], least: usize) -> Lexicon {
        let mut words: Vec<u32> = rows.iter().flat_map(|&row| self.rows[row].words.iter().copied()).collect();
        words.sort_unstable();
        let known = words.chunk_by(|a, b| a == b).filter(|same| same.len() >= least).map(|same| same[0]);
        Lexicon::new(known.collect())
    }

    pub(super) fn weighed(&self, rows: &[usize], frequency: &InverseFrequency) -> SparseRows {
        let mut sparse = SparseRows::new(frequency.codes().len());
        for &row in rows {
            sparse.push(self.rows[row].counted.weighed(frequency));
        }
        sparse
    }

    /// The share that each label has of each of these rows, as far as the row is believed, or as the teacher of a fold,
    /// or all together, have it: rows × labels.
    pub(super) fn shares(&self, rows: &[usize], teacher: Option<u32>) -> Array2<f32> {
        let labels = self.labels.len();
        let mut shares = Array2::zeros((rows.len(), labels));
        for (&row, mut shares) in rows.iter().zip(shares.rows_mut()) {
            let Row { truth, possible, trust, soft, .. } = &self.rows[row];
            if !soft.is_empty() {
                shares.assign(&Array1::from(SoftLabels::of_teacher(soft, labels, teacher)));
                continue;
            }
            for (label, share) in shares.iter_mut().enumerate() {
                *share = if possible.len() > 1 {
                    f32::from(u8::from(possible.contains(&label)))
                } else if *truth == label {
                    trust.share
                } else {
                    (1.0 - trust.share) / (labels - 1) as f32
                };
            }
        }
        shares
    }

    /// What each of these rows counts, of which the first `labelled` are not a teacher's; those that are, count `soft`
    /// times as much as the others, all together.
    pub(super) fn weights(&self, rows: &[usize], labelled: usize, soft: f32) -> Array1<f32> {
        let own = |&row: &usize| self.rows[row].trust.weight;
        let sum: f32 = rows[..labelled].iter().map(own).sum();
        let taught = soft * sum / (rows.len() - labelled).max(1) as f32;
        rows.iter().enumerate().map(|(at, row)| if at < labelled { own(row) } else { taught }).collect()
    }

    /// How many of a file's rows teach the final model.
    pub(super) fn rows_of_file(&self, rows: &[usize], file: usize) -> u64 {
        rows.iter().filter(|&&row| self.rows[row].file == file).count() as u64
    }
}

/// Tokenises and counts every text, in as many threads as the plan allows.
fn read_texts(texts: &[&str], plan: &Plan) -> Result<Vec<Read>> {
    let counter = Counter::new(plan.settings.features.clone())?;
    let tokenizer = Tokenizer::new(plan.settings.fold, plan.settings.evasion);
    let read = |texts: &[&str]| {
        let mut tokens = Tokens::default();
        let mut features = Counted::default();
        let mut read_one = |text: &&str| {
            tokenizer.tokenize(text.as_bytes(), &mut tokens);
            counter.count(&tokens, &mut features);
            let mut words: Vec<_> = Counter::words(&tokens).collect();
            words.sort_unstable();
            words.dedup();
            (xxh3_128(tokens.folded().trim().as_bytes()), CountedRow::new(&features), words)
        };
        texts.iter().map(&mut read_one).collect::<Vec<_>>()
    };
    Ok(in_threads(texts, plan.threads, read).into_iter().flatten().collect())
}

/// Does the same to consecutive parts of the texts, side by side; the results are in their order.
pub(super) fn in_threads<T: Sync, R: Send>(
    texts: &[T],
    threads: usize,
    read: impl Fn(&[T]) -> R + Sync,
) -> Vec<R> {
    let chunk = texts.len().div_ceil(threads.max(1)).max(1);
    let read = &read;
    std::thread::scope(|scope| {
        let workers: Vec<_> = texts.chunks(chunk).map(|texts| scope.spawn(move || read(texts))).collect();
        workers.into_iter().map(|worker| worker.join().expect("reading a text does not panic")).collect()
    })
}

/// How far a row is believed, by its file and its confidence.
fn trust(settings: &LearnerSettings, file: &str, confidence: Option<&str>) -> Trust {
    let trust = confidence.and_then(|confidence| settings.trust.get(confidence)).copied().unwrap_or_default();
    let weight = settings.weights.get(file).copied().unwrap_or(1.0);
    Trust { weight: trust.weight * weight, ..trust }
}

/// What a row shares with others, and the fold that it is held out in: that of its article, else of its text.
fn keys_of(row: &Row, folded: u128, files: &Files, plan: &Plan) -> Keys {
    let article = row.article.map(|article| xxh3_128_with_seed(article.as_bytes(), 1));
    let held_out = match (row.role, plan.folds) {
        (Role::Measured | Role::Natural | Role::Uniform, Some(folds)) if folds > 0 => {
            let of_teachers = files.soft.and_then(|soft| soft.fold(row.text));
            Some(of_teachers.unwrap_or_else(|| fold_of(row.article.unwrap_or(row.text), folds)))
        }
        _ => None,
    };
    let ties = std::iter::once(folded).chain(article).collect();
    Keys { ties, fold: held_out, never_learned: row.role.is_only_measured() }
}

fn repeated(keys: &[Keys]) -> Option<String> {
    let texts: HashSet<u128> = keys.iter().map(|keys| keys.ties[0]).collect();
    let repeated = keys.len() - texts.len();
    (repeated > 0).then(|| {
        format!(
            "{repeated} of {} rows repeat the folded text of another; such rows never stand on both sides of a \
             measurement",
            keys.len()
        )
    })
}

/// Parts the labels of which a row has one, where it is not known which.
const OR: char = '|';

/// The labels of which a row has one.
fn possible(file: &Labelled, label: &str, labels: &[String]) -> Result<Box<[usize]>> {
    let find = |name: &str| labels.binary_search_by(|label| label.as_str().cmp(name));
    label.split(OR).map(|name| find(name).map_err(|_| unknown_label(file, name, labels))).collect()
}

fn unknown_label(file: &Labelled, label: &str, labels: &[String]) -> Error {
    Error::Labels(format!(
        "{} has the label {label}, which is not one that is learned; the labels are {}",
        file.name,
        labels.join(", ")
    ))
}

/// All label names, sorted; at least two. A model to start from brings its own.
fn label_names(files: &Files, plan: &Plan) -> Result<Vec<String>> {
    if let Some(from) = &plan.from {
        return Ok(from.labels().iter().map(ToString::to_string).collect());
    }
    let names = files.learned().flat_map(|file| &file.labels).flat_map(|label| label.split(OR));
    let mut labels: Vec<_> = names.map(str::to_owned).collect();
    labels.sort_unstable();
    labels.dedup();
    match labels.as_slice() {
        [] => Err(Error::Labels("there are no labelled rows to learn from".to_owned())),
        [only] => Err(Error::Labels(format!(
            "every row has the label {only}: at least two labels are needed to learn from"
        ))),
        _ => Ok(labels),
    }
}
