//! Stages 2 and 3: fold and cut, beside the limit (UTF-8 validation) and a plain split at white space.

mod common;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ghirbal::text::{FoldSettings, Folded, Folder, Tokenizer, Tokens};

fn tokenise(criterion: &mut Criterion) {
    let labelled = common::labelled();
    let mut group = criterion.benchmark_group("tokenise");
    group.throughput(Throughput::Bytes(common::bytes(&labelled)));
    group.bench_function("limit: validate UTF-8", |bencher| {
        bencher.iter(|| {
            labelled.texts.iter().filter(|t| std::str::from_utf8(black_box(t.as_bytes())).is_ok()).count()
        });
    });
    group.bench_function("peer: split_whitespace", |bencher| {
        bencher
            .iter(|| labelled.texts.iter().map(|t| black_box(t).split_whitespace().count()).sum::<usize>());
    });
    group.bench_function("fold", |bencher| {
        let (folder, mut into) = (Folder::new(FoldSettings::default()), Folded::default());
        bencher.iter(|| {
            for text in &labelled.texts {
                folder.fold(black_box(text.as_bytes()), &mut into);
                black_box(into.as_bytes());
            }
        });
    });
    group.bench_function("fold + cut", |bencher| {
        let (tokenizer, mut tokens) = (Tokenizer::default(), Tokens::default());
        bencher.iter(|| {
            for text in &labelled.texts {
                tokenizer.tokenize(black_box(text.as_bytes()), &mut tokens);
                black_box(tokens.as_slice());
            }
        });
    });
    group.finish();
}

criterion_group!(benches, tokenise);
criterion_main!(benches);
