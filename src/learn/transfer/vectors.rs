//! Vectors of words from their neighbours, and of columns from the words that have them.
//!
//! The vectors of words are the leading eigenvectors of the matrix of positive pointwise mutual information (Levy,
//! Goldberg and Dagan 2015), found by subspace iteration (Halko, Martinsson and Tropp 2011). A column's vector is the mean of
//! those of its words, as often as they come: so words that were never seen have one by their parts (Bojanowski et al.
//! 2017).

use std::collections::HashMap;

use ndarray::{Array2, Axis};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::outside::Outside;
use crate::learn::Plan;

/// So many words at most, the most frequent, have vectors.
const MAX_VOCABULARY: usize = 60_000;

/// How often the subspace is turned towards the leading eigenvectors.
const ITERATIONS: usize = 6;

/// Columns × dimensions.
pub(super) fn of_columns(outside: &Outside, plan: &Plan) -> Array2<f32> {
    let settings = &plan.settings.transfer;
    let columns = plan.settings.features.columns();
    let vocabulary = vocabulary(outside, settings.min_count);
    let mut vectors = Array2::zeros((columns, settings.dimensions));
    if vocabulary.len() <= settings.dimensions {
        return vectors;
    }
    let information = Symmetric::information(outside, &vocabulary, settings.window);
    let of_words = eigenvectors(&information, settings.dimensions, plan.threads);
    let mut weights = vec![0.0f32; columns];
    for ((word, count), vector) in vocabulary.iter().zip(of_words.rows()) {
        let length = vector.dot(&vector).sqrt();
        if length == 0.0 {
            continue;
        }
        for &column in &outside.columns_of_words[word] {
            weights[column as usize] += *count as f32;
            vectors.row_mut(column as usize).scaled_add(*count as f32 / length, &vector);
        }
    }
    for (mut vector, weight) in vectors.rows_mut().into_iter().zip(weights) {
        if weight > 0.0 {
            vector /= weight;
        }
    }
    vectors
}

/// Words with how often they come, most frequent first.
fn vocabulary(outside: &Outside, min_count: u32) -> Vec<(u32, u32)> {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for word in outside.texts.iter().flat_map(|text| &text.words) {
        *counts.entry(*word).or_default() += 1;
    }
    let mut words: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= min_count).collect();
    words.sort_unstable_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
    words.truncate(MAX_VOCABULARY);
    words
}

/// A symmetric sparse matrix, compressed by rows.
struct Symmetric {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Symmetric {
    /// Positive pointwise mutual information of neighbours; nearer ones count more, frequent ones less than they come.
    fn information(outside: &Outside, vocabulary: &[(u32, u32)], window: usize) -> Self {
        let places: HashMap<u32, u32> = vocabulary.iter().map(|(word, _)| *word).zip(0..).collect();
        let mut together: HashMap<u64, f32> = HashMap::new();
        for text in &outside.texts {
            let words: Vec<u32> = text.words.iter().filter_map(|word| places.get(word).copied()).collect();
            for (at, &word) in words.iter().enumerate() {
                for (distance, &other) in (1u16..).zip(words[at + 1..].iter().take(window)) {
                    let (low, high) = (word.min(other), word.max(other));
                    *together.entry(u64::from(low) << 32 | u64::from(high)).or_default() +=
                        1.0 / f32::from(distance);
                }
            }
        }
        let mut together: Vec<(u32, u32, f32)> =
            together.into_iter().map(|(pair, count)| ((pair >> 32) as u32, pair as u32, count)).collect();
        together.sort_unstable_by_key(|&(low, high, _)| (low, high));
        let mut sums = vec![0.0f64; vocabulary.len()];
        for &(low, high, count) in &together {
            sums[low as usize] += f64::from(count);
            sums[high as usize] += f64::from(count);
        }
        let all: f64 = sums.iter().sum();
        // Context distribution smoothing, on both sides alike.
        let smooth: Vec<f64> = sums.iter().map(|&sum| libm::pow(sum, 0.75)).collect();
        let smooth_all: f64 = smooth.iter().sum();
        let share: Vec<f64> =
            sums.iter().zip(&smooth).map(|(sum, smooth)| (sum / all * smooth / smooth_all).sqrt()).collect();
        let information = |&(low, high, count): &(u32, u32, f32)| {
            let expected = share[low as usize] * share[high as usize] * all;
            let value = libm::log(f64::from(count) / expected) as f32;
            (value > 0.0).then_some((low, high, value))
        };
        Self::new(vocabulary.len(), &together.iter().filter_map(information).collect::<Vec<_>>())
    }

    /// From entries of its upper half.
    fn new(size: usize, upper: &[(u32, u32, f32)]) -> Self {
        let mut starts = vec![0usize; size + 1];
        let both = || {
            let lower = upper.iter().filter(|(row, column, _)| row != column);
            upper.iter().copied().chain(lower.map(|&(row, column, value)| (column, row, value)))
        };
        for (row, ..) in both() {
            starts[row as usize + 1] += 1;
        }
        for row in 0..size {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let (mut columns, mut values) = (vec![0; starts[size]], vec![0.0; starts[size]]);
        for (row, column, value) in both() {
            let place = &mut next[row as usize];
            (columns[*place], values[*place]) = (column, value);
            *place += 1;
        }
        Self { starts, columns, values }
    }

    /// The product with a matrix. Threads share out the rows, so that the result does not depend on their number.
    fn times(&self, right: &Array2<f32>, threads: usize) -> Array2<f32> {
        let mut product = Array2::zeros(right.dim());
        let chunk = right.nrows().div_ceil(threads.max(1)).max(1);
        std::thread::scope(|scope| {
            for (number, mut part) in product.axis_chunks_iter_mut(Axis(0), chunk).enumerate() {
                scope.spawn(move || {
                    for (row, mut sum) in part.rows_mut().into_iter().enumerate() {
                        let row = number * chunk + row;
                        let range = self.starts[row]..self.starts[row + 1];
                        for (&column, &value) in self.columns[range.clone()].iter().zip(&self.values[range]) {
                            sum.scaled_add(value, &right.row(column as usize));
                        }
                    }
                });
            }
        });
        product
    }
}

/// The space of the leading eigenvectors: rows × dimensions, with orthonormal columns.
fn eigenvectors(matrix: &Symmetric, dimensions: usize, threads: usize) -> Array2<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let rows = matrix.starts.len() - 1;
    let mut space = Array2::from_shape_simple_fn((rows, dimensions), || {
        f32::from((random.next_u32() >> 16) as u16) / 32768.0 - 1.0
    });
    for _ in 0..ITERATIONS {
        space = matrix.times(&space, threads);
        orthonormalise(&mut space);
    }
    space
}

/// By the Cholesky factor of the product with itself, in double precision and a fixed order.
fn orthonormalise(space: &mut Array2<f32>) {
    let size = space.ncols();
    let mut factor = Array2::<f64>::zeros((size, size));
    for row in space.rows() {
        for (i, &a) in row.iter().enumerate() {
            let sums = factor.row_mut(i);
            for (sum, &b) in sums.into_iter().zip(row.iter().take(i + 1)) {
                *sum += f64::from(a) * f64::from(b);
            }
        }
    }
    for i in 0..size {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| factor[[i, k]] * factor[[j, k]]).sum();
            let rest = factor[[i, j]] - sum;
            // A direction that the others span already becomes nothing.
            factor[[i, j]] = if i == j { rest.max(1e-30).sqrt() } else { rest / factor[[j, j]] };
        }
    }
    let mut solved = vec![0.0f64; size];
    for mut row in space.rows_mut() {
        for i in 0..size {
            let sum: f64 = (0..i).map(|k| factor[[i, k]] * solved[k]).sum();
            solved[i] = (f64::from(row[i]) - sum) / factor[[i, i]];
        }
        row.iter_mut().zip(&solved).for_each(|(value, &solved)| *value = solved as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_space_of_the_largest_eigenvalues() {
        // Two blocks of ones, of sizes 5 and 3, and a small diagonal: eigenvalues 5, 3, and 0.
        let block = |place: u32| u32::from(place >= 5);
        let pairs = (0..8u32).flat_map(|row| (row..8).map(move |column| (row, column)));
        let upper: Vec<_> =
            pairs.filter(|&(a, b)| block(a) == block(b)).map(|(a, b)| (a, b, 1.0f32)).collect();
        let matrix = Symmetric::new(8, &upper);
        for threads in [1, 3] {
            let space = eigenvectors(&matrix, 2, threads);
            let gram = space.t().dot(&space);
            assert!((&gram - &Array2::<f32>::eye(2)).iter().all(|off| off.abs() < 1e-4), "{gram}");
            for (a, b) in [(0, 4), (5, 7)] {
                assert!((&space.row(a) - &space.row(b)).iter().all(|off| off.abs() < 1e-3), "{space}");
            }
            assert!(space.row(0).dot(&space.row(7)).abs() < 1e-3, "the blocks are apart");
        }
    }
}
