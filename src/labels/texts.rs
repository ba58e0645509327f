//! Many texts in little memory, and their folded forms.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_128;

use crate::text::{Tokenizer, Tokens};

/// Texts in one buffer.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    buffer: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
    }

    /// Gives back what memory was set aside for more.
    pub(super) fn shrink(&mut self) {
        self.buffer.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.buffer[start..self.ends[index]]
    }
}

/// Texts as the classifier sees them.
#[derive(Debug, Clone, Default)]
pub(super) struct FoldedTexts {
    pub(super) texts: Texts,
    /// For each text a number that only the same folded text has.
    pub(super) hashes: Vec<u128>,
    /// For each text whether it has an Arabic letter.
    pub(super) arabic: Vec<bool>,
}

impl FoldedTexts {
    /// Folds so many texts, in threads.
    pub(super) fn new<'a>(
        count: usize,
        text: impl Fn(usize) -> &'a str + Sync,
        threads: usize,
        tick: &(dyn Fn(u64) + Sync),
    ) -> Self {
        let mut all = Self::default();
        let tokenizer = Tokenizer::default();
        let fold = |range: Range<usize>| {
            let mut part = Self::default();
            let mut tokens = Tokens::default();
            for index in range {
                tokenizer.tokenize(text(index).as_bytes(), &mut tokens);
                let folded = tokens.folded().trim();
                part.hashes.push(xxh3_128(folded.as_bytes()));
                part.arabic.push(tokens.has_arabic());
                part.texts.push(folded);
                if index % TICK == 0 {
                    tick(TICK as u64);
                }
            }
            part
        };
        let parts = in_threads(count, threads, fold);
        all.texts.buffer.reserve_exact(parts.iter().map(|part| part.texts.buffer.len()).sum());
        for part in parts {
            let before = all.texts.buffer.len();
            all.texts.buffer.push_str(&part.texts.buffer);
            all.texts.ends.extend(part.texts.ends.iter().map(|end| end + before));
            all.hashes.extend(part.hashes);
            all.arabic.extend(part.arabic);
        }
        all
    }
}

/// How many rows go by between two reports of progress.
pub(super) const TICK: usize = 1024;

/// Runs `work` on parts of `0..count`, one a thread; gives the results in order.
pub(super) fn in_threads<R: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(Range<usize>) -> R + Sync,
) -> Vec<R> {
    let size = count.div_ceil(threads.max(1)).max(1);
    let starts = (0..count).step_by(size);
    std::thread::scope(|scope| {
        let spawn = |start: usize| {
            let work = &work;
            scope.spawn(move || work(start..(start + size).min(count)))
        };
        let workers: Vec<_> = starts.map(spawn).collect();
        workers.into_iter().map(|worker| worker.join().expect("work on rows does not panic")).collect()
    })
}
