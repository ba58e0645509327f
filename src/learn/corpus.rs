//! All rows of all files, tokenised and counted once, whatever folds are cut from them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use xxhash_rust::xxh3::xxh3_128;

use super::{Plan, SparseRows};
use crate::dataset::Labelled;
use crate::features::{Counter, FeatureSettings, InverseFrequency, Lexicon, Occurrence, Row, grouped};
use crate::text::{Tokenizer, Tokens};
use crate::{Error, Result};

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
    occurrences: Vec<Vec<Occurrence>>,
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
            occurrences: Vec::new(),
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
            let mut read_one = |text: &&str| {
                let mut occurrences = Vec::new();
                tokenizer.tokenize(text.as_bytes(), &mut tokens);
                counter.count(&tokens, &mut occurrences);
                occurrences.shrink_to_fit();
                let mut words: Vec<_> = Counter::words(&tokens).collect();
                words.sort_unstable();
                words.dedup();
                (xxh3_128(tokens.folded().trim().as_bytes()), occurrences, words)
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
        for (row, (hash, occurrences, words)) in parts.into_iter().flatten().enumerate() {
            let first = match first_with.entry(hash) {
                Entry::Occupied(entry) => {
                    repeated += 1;
                    *entry.get()
                }
                Entry::Vacant(entry) => *entry.insert(row),
            };
            self.same_text.push(first);
            self.occurrences.push(occurrences);
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
            for group in grouped(&self.occurrences[row]) {
                let column = group[0].column() as usize;
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
        let mut weighed = Row::default();
        for &row in rows {
            frequency.weigh(&self.occurrences[row], &mut weighed);
            sparse.push_row(&weighed);
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
