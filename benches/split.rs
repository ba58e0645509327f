//! Stage 1, split, beside a bare parse of the same pages: what no splitter that parses HTML can go below.
//!
//! The pages are those of `pages/html` in the folder that `GHIRBAL_SHARED` names; without it, the fixtures of
//! `tests/data/pages`, which are small and mostly comments.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ghirbal::page::split;
use scraper::Html;

fn pages() -> Vec<Vec<u8>> {
    let folder = std::env::var_os("GHIRBAL_SHARED").map(|shared| PathBuf::from(shared).join("pages/html"));
    let folder = folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pages"));
    let paths = fs::read_dir(folder).expect("the folder of pages").map(|entry| entry.expect("a file").path());
    let html = paths.filter(|path| path.extension().is_some_and(|extension| extension == "html"));
    html.map(|path| fs::read(path).expect("a page")).collect()
}

fn splitting(criterion: &mut Criterion) {
    let pages = pages();
    let mut group = criterion.benchmark_group("split");
    group.throughput(Throughput::Bytes(pages.iter().map(|page| page.len() as u64).sum()));
    group.sample_size(20);
    group.bench_function("limit: bare parse (scraper)", |bencher| {
        bencher.iter(|| {
            let parsed = pages.iter().map(|page| Html::parse_document(&String::from_utf8_lossy(black_box(page))));
            parsed.map(|html| html.tree.nodes().len()).sum::<usize>()
        });
    });
    group.bench_function("ghirbal: split", |bencher| {
        bencher.iter(|| pages.iter().map(|page| split("", black_box(page)).comments.len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, splitting);
criterion_main!(benches);
