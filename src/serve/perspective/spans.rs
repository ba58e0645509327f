//! Scores of the parts of a text.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation as _;

use super::Score;
use crate::serve::engine::{Engine, Judgement};
use crate::serve::text::Utf16;

/// A part of the text, in UTF-16 code units, `end` exclusive.
#[derive(Serialize)]
pub(super) struct SpanScore {
    pub(super) begin: usize,
    pub(super) end: usize,
    pub(super) score: Score,
}

/// The sentences of a text (Unicode Standard Annex 29) that have Arabic letters, each judged by itself; none where
/// there is only one sentence.
pub(super) fn sentences(text: &str, engine: &Engine) -> Vec<(usize, usize, Judgement)> {
    let mut units = Utf16::new(text);
    let parts: Vec<_> = text
        .split_sentence_bound_indices()
        .map(|(start, sentence)| {
            let trimmed = sentence.trim_start();
            (start + sentence.len() - trimmed.len(), trimmed.trim_end())
        })
        .filter(|(_, sentence)| !sentence.is_empty())
        .collect();
    if parts.len() < 2 {
        return Vec::new();
    }
    parts
        .into_iter()
        .filter_map(|(start, sentence)| {
            let judgement = engine.judge(sentence);
            judgement.has_arabic.then(|| (units.at(start), units.at(start + sentence.len()), judgement))
        })
        .collect()
}
