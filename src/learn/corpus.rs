//! All rows of all files, tokenised and counted once, whatever folds are cut from them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use xxhash_rust::xxh3::xxh3_128;

use super::{Plan, SparseRows};
use crate::dataset::Labelled;
use crate::features::{Counted, Counter, FeatureSettings, InverseFrequency, Lexicon, length};
use crate::text::{Tokenizer, Tokens};
use crate::{Error, Result};

/// A counted text, ready to be weighed by any frequencies: columns and counts, those of words and pairs first.
struct CountedRow {
    entries: Box<[(u32, u32)]>,
    /// Where the characters begin.
    characters: usize,
}

impl CountedRow {
    fn new(counted: &Counted) -> Self {
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

    /// Columns and values: as much of each column's weight as [`crate::model::Weights::score`] takes, with the
    /// inverse document frequency, which the model has in its weights.
    fn weighed(&self, frequency: &InverseFrequency) -> impl Iterator<Item = (u32, f32)> {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Learned from, and measured on when held out.
    Measured,
    /// Only learned from.
    Extra,
    /// Only measured on.
    Valid,
}

pub(super) struct Corpus<'a> {
    /// Label names in order.
    pub(super) labels: Vec<String>,
    /// A label index a row.
    pub(super) truth: Vec<usize>,
    pub(super) texts: Vec<&'a str>,
    pub(super) roles: Vec<Role>,
    pub(super) notes: Vec<String>,
    /// For each row the file it stands in.
    files: Vec<usize>,
    /// For each row a number that rows of the same folded text share.
    same_text: Vec<usize>,
    rows: Vec<CountedRow>,
    /// For each row the lexicon's hashes of its words, each once.
    words: Vec<Vec<u32>>,
}

impl<'a> Corpus<'a> {
    pub(super) fn new(
        measured: &'a [Labelled],
        extra: &'a [Labelled],
        valid: Option<&'a Labelled>,
        plan: &Plan,
    ) -> Result<Self> {
        let labels = label_names(measured, extra)?;
        let mut corpus = Self {
            labels,
            truth: Vec::new(),
            texts: Vec::new(),
            roles: Vec::new(),
            notes: Vec::new(),
            files: Vec::new(),
            same_text: Vec::new(),
            rows: Vec::new(),
            words: Vec::new(),
        };
        let measured = measured.iter().map(|file| (Role::Measured, file));
        let extra = extra.iter().map(|file| (Role::Extra, file));
        let valid = valid.iter().map(|file| (Role::Valid, *file));
        for (number, (role, file)) in measured.chain(extra).chain(valid).enumerate() {
            corpus.add(number, role, file)?;
        }
        corpus.read_texts(plan)?;
        Ok(corpus)
    }

    fn add(&mut self, number: usize, role: Role, file: &'a Labelled) -> Result<()> {
        for (text, label) in file.texts.iter().zip(&file.labels) {
            let Ok(index) = self.labels.binary_search(label) else {
                return Err(Error::Labels(format!(
                    "{} has the label {label}, which no training row has; the labels are {}",
                    file.name,
                    self.labels.join(", ")
                )));
            };
            self.truth.push(index);
            self.texts.push(text);
            self.roles.push(role);
            self.files.push(number);
        }
        Ok(())
    }

    /// Tokenises and counts every text, in as many threads as the plan allows.
    fn read_texts(&mut self, plan: &Plan) -> Result<()> {
        let counter = Counter::new(plan.settings.features.clone())?;
        let tokenizer = Tokenizer::new(plan.settings.fold, plan.settings.evasion);
        let chunk = self.texts.len().div_ceil(plan.threads.max(1)).max(1);
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
        let parts: Vec<_> = std::thread::scope(|scope| {
            let workers: Vec<_> =
                self.texts.chunks(chunk).map(|texts| scope.spawn(move || read(texts))).collect();
            workers.into_iter().map(|worker| worker.join().expect("reading a text does not panic")).collect()
        });
        let mut first_with: HashMap<u128, usize> = HashMap::new();
        let mut repeated = 0u64;
        for (row, (hash, counted, words)) in parts.into_iter().flatten().enumerate() {
            let first = match first_with.entry(hash) {
                Entry::Occupied(entry) => {
                    repeated += 1;
                    *entry.get()
                }
                Entry::Vacant(entry) => *entry.insert(row),
            };
            self.same_text.push(first);
            self.rows.push(counted);
            self.words.push(words);
        }
        if repeated > 0 {
            self.notes.push(format!(
                "{repeated} of {} rows repeat the folded text of another; such rows never stand on both sides \
                 of a measurement",
                self.texts.len()
            ));
        }
        Ok(())
    }

    /// The rows to learn from, less those whose folded text is held out.
    pub(super) fn training_rows(&self, held_out: Option<&[usize]>) -> Vec<usize> {
        let mut is_out = vec![false; self.texts.len()];
        for &row in held_out.unwrap_or_default() {
            is_out[self.same_text[row]] = true;
        }
        for (row, role) in self.roles.iter().enumerate() {
            if *role == Role::Valid {
                is_out[self.same_text[row]] = true;
            }
        }
        (0..self.texts.len()).filter(|&row| !is_out[self.same_text[row]]).collect()
    }

    pub(super) fn frequency(&self, rows: &[usize], settings: &FeatureSettings) -> InverseFrequency {
        let mut with_column = vec![0; settings.columns()];
        let mut last_row = vec![u32::MAX; settings.columns()];
        for (number, &row) in rows.iter().enumerate() {
            for &(column, _) in self.rows[row].entries() {
                let column = column as usize;
                // Two views can share a column.
                if last_row[column] != number as u32 {
                    last_row[column] = number as u32;
                    with_column[column] += 1;
                }
            }
        }
        InverseFrequency::new(rows.len(), &with_column, settings.min_rows)
    }

    /// The words that at least so many of the rows have.
    pub(super) fn lexicon(&self, rows: &[usize], least: usize) -> Lexicon {
        let mut words: Vec<u32> = rows.iter().flat_map(|&row| self.words[row].iter().copied()).collect();
        words.sort_unstable();
        let known = words.chunk_by(|a, b| a == b).filter(|same| same.len() >= least).map(|same| same[0]);
        Lexicon::new(known.collect())
    }

    pub(super) fn weighed(&self, rows: &[usize], frequency: &InverseFrequency) -> SparseRows {
        let mut sparse = SparseRows::new(frequency.codes().len());
        for &row in rows {
            sparse.push(self.rows[row].weighed(frequency));
        }
        sparse
    }

    /// How many of a file's rows teach the final model.
    pub(super) fn rows_of_file(&self, rows: &[usize], file: usize) -> u64 {
        rows.iter().filter(|&&row| self.files[row] == file).count() as u64
    }
}

/// All label names, sorted; at least two.
fn label_names(measured: &[Labelled], extra: &[Labelled]) -> Result<Vec<String>> {
    let mut labels: Vec<_> =
        measured.iter().chain(extra).flat_map(|file| file.labels.iter().cloned()).collect();
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
