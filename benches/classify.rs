//! Stages 2 to 6: a comment goes in, a verdict comes out.

mod common;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ghirbal::Sieve;
use ghirbal::page::split;
use ghirbal::sieve::Scratch;

fn classify(criterion: &mut Criterion) {
    let labelled = common::labelled();
    let sieve = Sieve::built_in();
    let mut group = criterion.benchmark_group("classify");
    group.throughput(Throughput::Bytes(common::bytes(&labelled)));
    for (name, sieve) in [("label, by words and pairs", &common::words_alone(&labelled)), ("label", &sieve)] {
        group.bench_function(name, |bencher| {
            let mut scratch = Scratch::default();
            let label =
                |text: &String, scratch: &mut Scratch| sieve.label_of(black_box(text.as_bytes()), scratch);
            bencher.iter(|| labelled.texts.iter().map(|text| label(text, &mut scratch)).sum::<usize>());
        });
    }
    group.bench_function("with reasons", |bencher| {
        let mut scratch = Scratch::default();
        bencher.iter(|| {
            for text in &labelled.texts {
                black_box(sieve.classify(black_box(text.as_bytes()), &mut scratch));
            }
        });
    });
    group.finish();
}

fn moderate(criterion: &mut Criterion) {
    let page = include_bytes!("../docs/example.html");
    let sieve = Sieve::built_in();
    let mut group = criterion.benchmark_group("moderate");
    group.throughput(Throughput::Bytes(page.len() as u64));
    group.bench_function("split", |bencher| bencher.iter(|| split("example", black_box(page))));
    group.bench_function("split + classify", |bencher| {
        let mut scratch = Scratch::default();
        bencher.iter(|| sieve.moderate("example", black_box(page), &mut scratch));
    });
    group.finish();
}

criterion_group!(benches, classify, moderate);
criterion_main!(benches);
