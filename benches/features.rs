//! Stage 4: count, on tokens that are there already.

mod common;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ghirbal::features::{Counted, Counter, FeatureSettings};
use ghirbal::text::{Tokenizer, Tokens};

fn features(criterion: &mut Criterion) {
    let labelled = common::labelled();
    let tokenised: Vec<Tokens> = labelled
        .texts
        .iter()
        .map(|text| {
            let mut tokens = Tokens::default();
            Tokenizer::default().tokenize(text.as_bytes(), &mut tokens);
            tokens
        })
        .collect();
    let mut group = criterion.benchmark_group("features");
    group.throughput(Throughput::Bytes(common::bytes(&labelled)));
    group.bench_function("words, stems, pairs, characters 2 to 5", |bencher| {
        let counter = Counter::new(FeatureSettings::default()).expect("the default settings");
        let mut found = Counted::default();
        bencher.iter(|| {
            for tokens in &tokenised {
                counter.count(black_box(tokens), &mut found);
                black_box(&found);
            }
        });
    });
    group.finish();
}

criterion_group!(benches, features);
criterion_main!(benches);
