//! Texts outside the labelled rows, tokenised and counted.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_128;

use crate::Result;
use crate::dataset::Labelled;
use crate::features::{Counted, Counter, InverseFrequency};
use crate::learn::corpus::{CountedRow, in_threads};
use crate::learn::{Files, Plan, SparseRows};
use crate::text::{Tokenizer, Tokens};

/// Of a text so many words give their neighbours to vectors.
const MAX_WORDS: usize = 400;

/// A text that teaches.
pub(super) struct OutsideText {
    counted: CountedRow,
    /// The hashes of its words, in order.
    pub(super) words: Box<[u32]>,
}

/// Texts of auxiliary and unlabelled files.
pub(super) struct Outside {
    /// Those that are not among the labelled rows, each once.
    pub(super) texts: Vec<OutsideText>,
    /// For each file and each of its rows the text, where it is not among the labelled ones.
    pub(super) of_files: Vec<Vec<Option<usize>>>,
    /// The columns of every word, by its hash.
    pub(super) columns_of_words: HashMap<u32, Box<[u32]>>,
    pub(super) with_column: Vec<u32>,
    pub(super) rows_of_files: Vec<u64>,
    pub(super) frequency: InverseFrequency,
}

impl Outside {
    pub(super) fn read(files: &Files, labelled: &HashSet<u128>, plan: &Plan) -> Result<Self> {
        let counter = Counter::new(plan.settings.features.clone())?;
        let tokenizer = Tokenizer::new(plan.settings.fold, plan.settings.evasion);
        let mut texts = Vec::new();
        let mut known: HashMap<u128, usize> = HashMap::new();
        let mut columns_of_words = HashMap::new();
        let mut of_files = Vec::new();
        for file in files.outside() {
            let parts =
                in_threads(&file.texts, plan.threads, |texts| read_texts(&tokenizer, &counter, texts));
            let mut of_file = Vec::with_capacity(file.texts.len());
            for part in parts {
                for (hash, text) in part.texts {
                    of_file.push((!labelled.contains(&hash)).then(|| {
                        *known.entry(hash).or_insert_with(|| {
                            texts.push(text);
                            texts.len() - 1
                        })
                    }));
                }
                for (word, columns) in part.columns_of_words {
                    columns_of_words.entry(word).or_insert(columns);
                }
            }
            of_files.push(of_file);
        }
        let features = &plan.settings.features;
        let with_column = CountedRow::column_counts(texts.iter().map(|text| &text.counted), features);
        let frequency = InverseFrequency::new(texts.len(), &with_column, features.min_rows);
        let taught = |rows: &Vec<Option<usize>>| rows.iter().flatten().count() as u64;
        let rows_of_files = of_files.iter().map(taught).collect();
        Ok(Self { texts, of_files, columns_of_words, with_column, rows_of_files, frequency })
    }

    pub(super) fn weighed(&self, texts: impl IntoIterator<Item = usize>) -> SparseRows {
        let mut sparse = SparseRows::new(self.frequency.codes().len());
        for text in texts {
            sparse.push(self.texts[text].counted.weighed(&self.frequency));
        }
        sparse
    }

    /// The texts of a file with their labels.
    pub(super) fn labelled<'a>(
        &'a self,
        number: usize,
        file: &'a Labelled,
    ) -> impl Iterator<Item = (usize, &'a str)> {
        let labels = file.labels.iter().map(String::as_str);
        self.of_files[number].iter().zip(labels).filter_map(|(text, label)| Some(((*text)?, label)))
    }
}

struct Part {
    texts: Vec<(u128, OutsideText)>,
    columns_of_words: HashMap<u32, Box<[u32]>>,
}

fn read_texts(tokenizer: &Tokenizer, counter: &Counter, texts: &[String]) -> Part {
    let (mut tokens, mut features) = (Tokens::default(), Counted::default());
    let mut columns_of_words: HashMap<u32, Box<[u32]>> = HashMap::new();
    let mut read_one = |text: &String| {
        tokenizer.tokenize(text.as_bytes(), &mut tokens);
        counter.count(&tokens, &mut features);
        let mut words = Vec::new();
        for (index, own, runs) in features.tokens() {
            let Some(word) = Counter::word_of(&tokens, &tokens.as_slice()[index]) else { continue };
            words.push(word);
            columns_of_words.entry(word).or_insert_with(|| [own, runs].concat().into());
        }
        words.truncate(MAX_WORDS);
        let hash = xxh3_128(tokens.folded().trim().as_bytes());
        (hash, OutsideText { counted: CountedRow::new(&features), words: words.into() })
    };
    let texts = texts.iter().map(&mut read_one).collect();
    Part { texts, columns_of_words }
}
