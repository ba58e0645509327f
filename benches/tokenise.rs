//! Stages 2 and 3, fold and cut, beside the limits of the machine and beside other crates.

mod common;

use std::hint::black_box;

use charabia::Tokenize;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use ghirbal::text::{FoldSettings, Folded, Folder, Tokenizer, Tokens};
use icu_segmenter::WordSegmenter;
use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

/// Runs `work` on every text; what it returns only keeps the compiler from leaving it out.
fn row(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    texts: &[String],
    mut work: impl FnMut(&str) -> usize,
) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| texts.iter().map(|text| work(black_box(text))).sum::<usize>());
    });
}

fn tokenise(criterion: &mut Criterion) {
    let labelled = common::labelled();
    let texts = &labelled.texts;
    let mut group = criterion.benchmark_group("tokenise");
    group.throughput(Throughput::Bytes(common::bytes(&labelled)));
    limits(&mut group, texts);
    ours(&mut group, texts);
    peers(&mut group, texts);
    group.finish();
}

fn limits(group: &mut BenchmarkGroup<'_, WallTime>, texts: &[String]) {
    let mut copy = Vec::new();
    row(group, "limit: memcpy", texts, |text| {
        copy.clear();
        copy.extend_from_slice(text.as_bytes());
        black_box(&copy).len()
    });
    row(group, "limit: validate UTF-8 (std)", texts, |text| {
        usize::from(std::str::from_utf8(text.as_bytes()).is_ok())
    });
    row(group, "limit: split_whitespace (std)", texts, |text| text.split_whitespace().count());
}

fn ours(group: &mut BenchmarkGroup<'_, WallTime>, texts: &[String]) {
    let (folder, mut into) = (Folder::new(FoldSettings::default()), Folded::default());
    row(group, "ghirbal: fold", texts, |text| {
        folder.fold(text.as_bytes(), &mut into);
        into.as_bytes().len()
    });
    let (tokenizer, mut tokens) = (Tokenizer::default(), Tokens::default());
    row(group, "ghirbal: fold + cut", texts, |text| {
        tokenizer.tokenize(text.as_bytes(), &mut tokens);
        tokens.as_slice().len()
    });
}

/// None of these folds all that we fold; all but charabia only split.
fn peers(group: &mut BenchmarkGroup<'_, WallTime>, texts: &[String]) {
    let segmenter = WordSegmenter::new_for_non_complex_scripts(<_>::default());
    row(group, "peer: icu_segmenter, words", texts, |text| segmenter.segment_str(text).count());
    row(group, "peer: unicode-segmentation, words", texts, |text| text.unicode_words().count());
    let words = Regex::new(r"\w\w+").expect("a valid pattern");
    row(group, r"peer: regex \w\w+", texts, |text| words.find_iter(text).count());
    row(group, "peer: charabia, words and lemmas", texts, |text| {
        text.tokenize().filter(charabia::Token::is_word).map(|token| token.lemma().len()).sum()
    });
}

criterion_group!(benches, tokenise);
criterion_main!(benches);
