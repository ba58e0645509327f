//! Learning: labelled rows go in, a model comes out.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ghirbal::learn::{Files, Plan, train};

fn learn(criterion: &mut Criterion) {
    let labelled = [common::labelled()];
    let files = Files { measured: &labelled, ..Files::default() };
    let mut group = criterion.benchmark_group("train");
    group.sample_size(10);
    group.throughput(Throughput::Elements(labelled[0].texts.len() as u64));
    group.bench_function("2,400 comments", |bencher| {
        bencher.iter(|| train(&files, &Plan::default(), &|_, _| {}).expect("sound rows"));
    });
    group.finish();
}

criterion_group!(benches, learn);
criterion_main!(benches);
