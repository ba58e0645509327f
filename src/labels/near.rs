//! Texts that nearly repeat each other: MinHash signatures (Broder 1997) of runs of four characters, compared band
//! by band (Indyk and Motwani 1998), every candidate verified by its true similarity.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::texts::{FoldedTexts, TICK, in_threads};

/// Two rows whose texts nearly repeat each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Near {
    /// The row that comes first.
    pub(super) first: usize,
    /// The row that comes later.
    pub(super) second: usize,
    /// Of the runs of four characters that either has, the share that both have (Jaccard); 0..=1.
    pub(super) similarity: f64,
}

/// A band is a handful of minima that have to agree. With 16 bands of 4, of pairs that share 0.8 of their runs one
/// in 5,000 is overlooked, and of those that share 0.3 one in 8 is looked at in vain.
const BANDS: usize = 16;
const BAND: usize = 4;
const MINIMA: usize = BANDS * BAND;

/// Rows of a band that agree are compared with so many before them; a crowd of repeats is still one chain.
const WINDOW: usize = 24;

/// How far below the threshold the share of equal minima may lie: three standard errors.
const SLACK: f64 = 0.17;

/// Characters of a run.
const RUN: usize = 4;

type Signature = [u32; MINIMA];

/// Finds the pairs among `rows` that share at least `threshold` of their runs. `tick` is told of rows as they pass:
/// each passes twice.
pub(super) fn pairs(
    folded: &FoldedTexts,
    rows: &[usize],
    threshold: f64,
    threads: usize,
    tick: &(dyn Fn(u64) + Sync),
) -> Vec<Near> {
    let signatures = signatures(folded, rows, threads, tick);
    let next = AtomicUsize::new(0);
    let search = |_: std::ops::Range<usize>| {
        let mut found = Vec::new();
        loop {
            let band = next.fetch_add(1, Ordering::Relaxed);
            if band >= BANDS {
                return found;
            }
            search_band(band, &signatures, rows, folded, threshold, &mut found);
            tick((rows.len() / BANDS) as u64);
        }
    };
    let mut found = in_threads(threads.max(1), threads, search).concat();
    found.sort_unstable_by_key(|near| (near.second, near.first));
    found.dedup_by_key(|near| (near.second, near.first));
    found
}

/// The signature of every row, each written where it stays: they are the largest thing in memory.
fn signatures(
    folded: &FoldedTexts,
    rows: &[usize],
    threads: usize,
    tick: &(dyn Fn(u64) + Sync),
) -> Vec<Signature> {
    let factors = &factors();
    let mut signatures = vec![[0; MINIMA]; rows.len()];
    let size = rows.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        for (part, rows) in signatures.chunks_mut(size).zip(rows.chunks(size)) {
            scope.spawn(move || {
                let mut runs = Vec::new();
                for (number, (signature, &row)) in part.iter_mut().zip(rows).enumerate() {
                    if number % TICK == 0 {
                        tick(TICK as u64);
                    }
                    *signature = sign(folded.texts.get(row), &mut runs, factors);
                }
            });
        }
    });
    signatures
}

/// Odd factors: multiplied by one, the hashes of runs come in another order.
fn factors() -> [u32; MINIMA] {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    std::array::from_fn(|_| {
        // Steele, Lea and Flood's SplitMix64.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) as u32 | 1
    })
}

/// The least hash of a text's runs in each of many orders.
fn sign(text: &str, runs: &mut Vec<u64>, factors: &[u32; MINIMA]) -> Signature {
    let mut minima = [u32::MAX; MINIMA];
    runs_of(text, runs);
    for run in runs {
        let hash = (run.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32;
        for (least, factor) in minima.iter_mut().zip(factors) {
            *least = (*least).min(hash.wrapping_mul(*factor));
        }
    }
    minima
}

/// The runs of four characters of a text, each once, packed into numbers; a shorter text is one run.
fn runs_of(text: &str, into: &mut Vec<u64>) {
    into.clear();
    let (mut packed, mut seen) = (0u64, 0);
    for c in text.chars() {
        // Characters beyond U+FFFF may fall together: that makes no two texts less alike.
        packed = packed << 16 | u64::from(c as u32 & 0xFFFF);
        seen += 1;
        if seen >= RUN {
            into.push(packed);
        }
    }
    if into.is_empty() {
        into.push(packed);
    }
    into.sort_unstable();
    into.dedup();
}

fn search_band(
    band: usize,
    signatures: &[Signature],
    rows: &[usize],
    folded: &FoldedTexts,
    threshold: f64,
    found: &mut Vec<Near>,
) {
    let part = |signature: &Signature| {
        let minima = &signature[band * BAND..][..BAND];
        minima.iter().fold(0u64, |key, &least| {
            (key ^ u64::from(least)).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(23)
        })
    };
    let mut keyed: Vec<(u64, u32)> = signatures.iter().map(part).zip(0..).collect();
    keyed.sort_unstable();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for same in keyed.chunk_by(|a, b| a.0 == b.0) {
        for (place, &(_, b)) in same.iter().enumerate().skip(1) {
            runs_of(folded.texts.get(rows[b as usize]), &mut right);
            for &(_, a) in &same[place.saturating_sub(WINDOW)..place] {
                let (a, b) = (a as usize, b as usize);
                let equal = signatures[a].iter().zip(&signatures[b]).filter(|(a, b)| a == b).count();
                if (equal as f64) < (threshold - SLACK) * MINIMA as f64 {
                    continue;
                }
                runs_of(folded.texts.get(rows[a]), &mut left);
                let similarity = jaccard(&left, &right);
                if similarity >= threshold {
                    let (first, second) = (rows[a].min(rows[b]), rows[a].max(rows[b]));
                    found.push(Near { first, second, similarity });
                }
            }
        }
    }
}

/// Of two sorted sets, how much of what either has both have.
fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, both) = (i + 1, j + 1, both + 1);
            }
        }
    }
    f64::from(both) / (a.len() + b.len() - both as usize) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair, compared without signatures.
    fn all_pairs(folded: &FoldedTexts, threshold: f64) -> Vec<(usize, usize)> {
        let runs = |row| {
            let mut runs = Vec::new();
            runs_of(folded.texts.get(row), &mut runs);
            runs
        };
        let sets: Vec<_> = (0..folded.texts.len()).map(runs).collect();
        let mut found = Vec::new();
        for second in 0..sets.len() {
            for first in 0..second {
                if jaccard(&sets[first], &sets[second]) >= threshold {
                    found.push((first, second));
                }
            }
        }
        found
    }

    #[test]
    fn finds_what_comparing_all_pairs_finds() {
        // Sentences of few words, drawn again and again with one or two words changed.
        let words = "الحي المدينة شارع حديقة مدرسة طريق ماء خبر سوق جسر قطار ميناء ملعب مكتبة".split(' ');
        let words: Vec<_> = words.collect();
        let mut state = 7u64;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut texts: Vec<Vec<&str>> = Vec::new();
        for number in 0..300 {
            let mut text: Vec<_> = if number % 3 == 0 || texts.is_empty() {
                (0..20).map(|_| words[draw(words.len())]).collect()
            } else {
                texts[draw(texts.len())].clone()
            };
            let place = draw(text.len());
            text[place] = words[draw(words.len())];
            texts.push(text);
        }
        let texts: Vec<_> = texts.iter().map(|text| text.join(" ")).collect();
        let folded = FoldedTexts::new(texts.len(), |row| &texts[row], 2, &|_| {});
        let rows: Vec<_> = (0..texts.len()).collect();
        let expected = all_pairs(&folded, 0.8);
        assert!(expected.len() > 100, "the texts repeat each other: {}", expected.len());
        for threads in [1, 3] {
            let found: Vec<_> = pairs(&folded, &rows, 0.8, threads, &|_| {})
                .iter()
                .map(|near| (near.first, near.second))
                .collect();
            assert_eq!(found, expected, "{threads} threads");
        }
    }
}
