//! AdaGrad's descent (Duchi, Hazan and Singer 2011) for one row at a time, laid out for the cache.
//!
//! Nearly all its time goes to weights that are not in the cache, so columns are numbered anew, the most frequent
//! first: few columns make up most of any row, and those then stand side by side.

use ndarray::{Array1, Array2, ArrayView1};

use super::{LearnerSettings, Loss, SparseRows};

/// Labels that are moved together.
const LANES: usize = 4;

/// The state of the descent.
pub(super) struct Descent<'a> {
    settings: &'a LearnerSettings,
    labels: usize,
    rows: &'a SparseRows,
    /// The rows' columns by rank, as they stand in the rows.
    entries: Vec<u32>,
    /// The rank of each column: 0 for the one that most rows have.
    ranks: Vec<u32>,
    /// A block for each [`LANES`] labels: a cell a rank, and behind them the intercept's.
    blocks: Vec<Vec<Cell>>,
    /// The penalty's part a visit, by rank: spread over the rows that have the column.
    penalty: Vec<f32>,
    gradient: Vec<[f32; LANES]>,
}

/// Weights of some labels for a column, and the sums of their squared gradients: side by side, since both are needed
/// at once and the cache is small.
#[derive(Clone, Copy, Default)]
struct Cell {
    weights: [f32; LANES],
    squares: [f32; LANES],
}

/// Keeps the first steps from dividing by nothing.
const EPSILON: f32 = 1e-6;

impl Cell {
    #[inline]
    fn step(&mut self, gradient: &[f32; LANES], value: f32, penalty: f32, rate: f32) {
        for (lane, gradient) in gradient.iter().enumerate() {
            let g = gradient * value + penalty * self.weights[lane];
            self.squares[lane] += g * g;
            self.weights[lane] -= rate * g / (self.squares[lane].sqrt() + EPSILON);
        }
    }
}

impl<'a> Descent<'a> {
    pub(super) fn new(settings: &'a LearnerSettings, labels: usize, rows: &'a SparseRows) -> Self {
        let counts = rows.column_counts();
        let mut by_rank: Vec<u32> = (0..counts.len() as u32).collect();
        by_rank.sort_by_key(|&column| std::cmp::Reverse(counts[column as usize]));
        let mut ranks = vec![0; counts.len()];
        for (&column, rank) in by_rank.iter().zip(0..) {
            ranks[column as usize] = rank;
        }
        let penalty = |&column: &u32| settings.l2 / counts[column as usize].max(1) as f32;
        let blocks = labels.div_ceil(LANES);
        Self {
            settings,
            labels,
            rows,
            entries: rows.columns().iter().map(|&column| ranks[column as usize]).collect(),
            penalty: by_rank.iter().map(penalty).collect(),
            ranks,
            blocks: vec![vec![Cell::default(); counts.len() + 1]; blocks],
            gradient: vec![[0.0; LANES]; blocks],
        }
    }

    /// Moves the weights by one sample, as much as it counts. `margins` are the scores that it has already, `shares`
    /// what each label has of it.
    pub(super) fn step(
        &mut self,
        sample: usize,
        margins: Option<ArrayView1<f32>>,
        shares: ArrayView1<f32>,
        counts: f32,
    ) {
        let intercept = self.penalty.len();
        let ranks = &self.entries[self.rows.range(sample)];
        let (_, values) = self.rows.row(sample);
        for (sum, block) in self.gradient.iter_mut().zip(&self.blocks) {
            *sum = block[intercept].weights;
        }
        for (sum, margin) in self.gradient.as_flattened_mut().iter_mut().zip(margins.iter().flatten()) {
            *sum += margin;
        }
        for (sums, block) in self.gradient.iter_mut().zip(&self.blocks) {
            let mut found = *sums;
            for (&rank, &value) in ranks.iter().zip(values) {
                for (sum, weight) in found.iter_mut().zip(block[rank as usize].weights) {
                    *sum += weight * value;
                }
            }
            *sums = found;
        }
        let gradient = &mut self.gradient.as_flattened_mut()[..self.labels];
        self.settings.loss.gradient(gradient, shares);
        for g in gradient.iter_mut() {
            *g *= counts;
        }
        let rate = self.settings.rate;
        for (gradient, block) in self.gradient.iter().zip(&mut self.blocks) {
            for (&rank, &value) in ranks.iter().zip(values) {
                block[rank as usize].step(gradient, value, self.penalty[rank as usize], rate);
            }
            block[intercept].step(gradient, 1.0, 0.0, rate);
        }
    }

    /// The weights, columns × labels, and the intercept, one a label.
    pub(super) fn weights(&self) -> (Array2<f32>, Array1<f32>) {
        let weight = |rank: usize, label: usize| self.blocks[label / LANES][rank].weights[label % LANES];
        let shape = (self.ranks.len(), self.labels);
        (
            Array2::from_shape_fn(shape, |(column, label)| weight(self.ranks[column] as usize, label)),
            Array1::from_shape_fn(self.labels, |label| weight(self.ranks.len(), label)),
        )
    }
}

/// Shares that sum to more are ones, of partial labels.
pub(super) const PARTIAL: f32 = 1.5;

impl Loss {
    /// Scores become the loss's slope in each of them.
    fn gradient(self, scores: &mut [f32], shares: ArrayView1<f32>) {
        match self {
            Self::Softmax if shares.sum() > PARTIAL => {
                softmax(scores);
                let possible: f32 = scores.iter().zip(shares).map(|(score, share)| score * share).sum();
                for (score, share) in scores.iter_mut().zip(shares) {
                    *score -= *score * share / possible.max(f32::MIN_POSITIVE);
                }
            }
            Self::Softmax => {
                softmax(scores);
                for (score, share) in scores.iter_mut().zip(shares) {
                    *score -= share;
                }
            }
            Self::Logistic => {
                for (score, share) in scores.iter_mut().zip(shares) {
                    *score = 1.0 / (1.0 + libm::expf(-*score)) - share;
                }
            }
            Self::Hinge => {
                for (score, share) in scores.iter_mut().zip(shares) {
                    let is = if *score < 1.0 { -share } else { 0.0 };
                    let is_not = if *score > -1.0 { 1.0 - share } else { 0.0 };
                    *score = is + is_not;
                }
            }
        }
    }
}

fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = libm::expf(*score - top);
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}
