//! The weights, laid out for summing: a row of small integers a column.

use ndarray::{Array2, ArrayView1};

use crate::Machine;
use crate::features::{Counted, InverseFrequency, length};
use crate::simd::{MAX_ROWS, Vectors, Work};

/// The weights of every column, in the precision of the model file.
///
/// A row holds one weight a label, in units of the label's scale, then the column's
/// [`square`](InverseFrequency::square), then zeros up to a multiple of four: integers, so that sums are exact in
/// any order, and so small that most rows stay in the cache.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Columns × lanes.
    rows: Array2<i8>,
    /// What one unit stands for, one a label.
    scales: Vec<f32>,
}

/// Lanes that are summed together.
const BLOCK: usize = 4;

/// How much smaller each scale that is tried is than the one before, and how many are.
const STEP: f32 = 0.75;
const STEPS: usize = 16;

/// A weight in units of a scale; what is beyond a byte is cut.
fn units(weight: f32, scale: f32) -> f32 {
    libm::roundf(weight / scale).clamp(f32::from(-i8::MAX), f32::from(i8::MAX))
}

/// The scale that loses least: one that holds the largest weight rounds the many small ones away, and they decide
/// together. The squared error over columns, each by its share, is tried at several scales (clipping as Sung, Shin and
/// Hwang 2015 choose it).
fn scale(weights: ArrayView1<f32>, share: &[f32]) -> f32 {
    let used = || weights.iter().zip(share).filter(|(_, share)| **share > 0.0);
    let top = used().fold(0.0f32, |top, (weight, _)| top.max(weight.abs()));
    if top == 0.0 {
        return 1.0;
    }
    let lost = |scale: f32| -> f64 {
        let error = |weight: f32| weight - units(weight, scale) * scale;
        used().map(|(&weight, &share)| f64::from(share) * f64::from(error(weight)).powi(2)).sum()
    };
    let scales = std::iter::successors(Some(top / f32::from(i8::MAX)), |scale| Some(scale * STEP));
    let tried = scales.take(STEPS).map(|scale| (lost(scale), scale));
    tried.min_by(|a, b| a.0.total_cmp(&b.0)).map_or(1.0, |(_, scale)| scale)
}

impl Weights {
    /// Rounds weights (columns × labels), each for one occurrence in a view of length 1. Those of unknown columns
    /// are forgotten.
    #[must_use]
    pub fn new(weights: &Array2<f32>, frequency: &InverseFrequency) -> Self {
        let known = |column: usize| frequency.codes()[column] != 0;
        // Columns count by the texts that have them, which is what their inverse frequencies are made of.
        let share: Vec<f32> = (0..weights.nrows())
            .map(|column| if known(column) { libm::expf(-frequency.of(column as u32)) } else { 0.0 })
            .collect();
        let scales: Vec<f32> = weights.columns().into_iter().map(|weights| scale(weights, &share)).collect();
        let unit = |column: usize, label: usize| units(weights[[column, label]], scales[label]) as i8;
        let mut rounded = Self::zeros(frequency, scales.clone());
        for column in (0..weights.nrows()).filter(|&column| known(column)) {
            for label in 0..scales.len() {
                rounded.rows[[column, label]] = unit(column, label);
            }
        }
        rounded
    }

    /// No weights yet, for the labels that have these scales.
    pub(super) fn zeros(frequency: &InverseFrequency, scales: Vec<f32>) -> Self {
        let columns = frequency.codes().len();
        let mut rows = Array2::zeros((columns, (scales.len() + 1).next_multiple_of(BLOCK)));
        for (column, square) in rows.column_mut(scales.len()).iter_mut().enumerate() {
            *square = frequency.square(column as u32);
        }
        Self { rows, scales }
    }

    /// What one unit of each label's weights stands for.
    #[must_use]
    pub fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.rows.nrows()
    }

    /// The weights of a column, in units of the scales.
    #[must_use]
    pub fn units(&self, column: u32) -> &[i8] {
        &self.row(column)[..self.scales.len()]
    }

    /// Sets the weights of a column, in units of the scales, as the file has them.
    pub(super) fn set(&mut self, column: usize, units: &[u8]) {
        let lanes = self.rows.ncols();
        let rows = self.rows.as_slice_mut().expect("rows are stored one after the other");
        for (place, units) in rows[column * lanes..].iter_mut().zip(units) {
            *place = units.cast_signed();
        }
    }

    /// The label's weight of a column, less the mean of all labels': softmax does not see a common shift, so
    /// neither should the reader.
    #[must_use]
    pub fn against_mean(&self, column: u32, label: usize) -> f64 {
        let weight = |(&units, &scale): (&i8, &f32)| f64::from(units) * f64::from(scale);
        let weights = self.units(column).iter().zip(&self.scales).map(weight);
        let mean = weights.clone().sum::<f64>() / self.scales.len() as f64;
        weights.clone().nth(label).unwrap_or_default() - mean
    }

    fn row(&self, column: u32) -> &[i8] {
        let lanes = self.rows.ncols();
        &self.all()[column as usize * lanes..][..lanes]
    }

    fn all(&self) -> &[i8] {
        self.rows.as_slice().expect("rows are stored one after the other")
    }

    /// Sums the rows of a text's features; replaces what `into` held.
    pub fn sum(&self, machine: Machine, counted: &Counted, into: &mut Sums) {
        machine.run(Summing { weights: self, counted, into });
    }

    /// The same, with the sums of each counted token's own features, which reasons are made of.
    pub(crate) fn sum_by_token(
        &self,
        machine: Machine,
        counted: &Counted,
        into: &mut Sums,
        tokens: &mut TokenSums,
    ) {
        machine.run(SummingByToken { weights: self, counted, into, tokens });
    }

    /// All rows, to be summed.
    pub(crate) fn blocks(&self) -> Blocks<'_> {
        let (all, _) = self.all().as_chunks();
        Blocks { all, in_row: self.rows.ncols() / BLOCK, scales: &self.scales }
    }

    /// The score that the sums make, before the intercept, one a label.
    pub fn score<'a>(&'a self, sums: &'a Sums) -> impl Iterator<Item = f64> + 'a {
        let [words, characters] = sums.lengths();
        let parts = sums.words.iter().zip(&sums.characters).zip(&self.scales);
        parts.map(move |((&w, &c), &scale)| (w as f64 / words + c as f64 / characters) * f64::from(scale))
    }
}

/// Rows in blocks of lanes that are summed together.
#[derive(Clone, Copy)]
pub(crate) struct Blocks<'a> {
    all: &'a [[i8; BLOCK]],
    in_row: usize,
    scales: &'a [f32],
}

#[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
impl Blocks<'_> {
    /// Sums the lanes of a block.
    #[inline(always)]
    fn sum(&self, machine: impl Vectors, columns: &[u32], block: usize) -> [i64; BLOCK] {
        let mut sums = [0; BLOCK];
        for columns in columns.chunks(MAX_ROWS) {
            let part = machine.sum_rows(self.all, columns, self.in_row, block);
            sums = std::array::from_fn(|lane| sums[lane] + i64::from(part[lane]));
        }
        sums
    }

    /// What a unit in each lane adds to the score of a label less the mean of all labels', block by block: see
    /// [`Weights::against_mean`].
    pub(crate) fn shares(self, label: usize) -> impl Iterator<Item = Share> {
        let labels = self.scales.len();
        let share = move |at: usize| {
            let own = if at == label { 1.0 } else { 0.0 };
            self.scales.get(at).map_or(0.0, |&scale| f64::from(scale) * (own - 1.0 / labels as f64))
        };
        (0..self.in_row).map(move |block| std::array::from_fn(|lane| share(block * BLOCK + lane)))
    }

    /// What a column adds to the score of the label with these shares.
    #[inline(always)]
    pub(crate) fn of_column(&self, shares: &[Share], column: u32) -> f64 {
        let blocks = &self.all[column as usize * self.in_row..];
        shares.iter().zip(blocks).map(|(share, &block)| product(share, block.map(f64::from))).sum()
    }

    /// The same of what each counted token has of its own, as it was summed: of its words and of its characters.
    #[inline(always)]
    pub(crate) fn of_token(&self, shares: &[Share], sums: &TokenSums, token: usize) -> [f64; 2] {
        let tokens = sums.tokens.len() / self.in_row;
        let mut found = [0.0; 2];
        for (block, share) in shares.iter().enumerate() {
            for (found, sum) in found.iter_mut().zip(sums.tokens[block * tokens + token]) {
                *found += product(share, sum.map(f64::from));
            }
        }
        found
    }

    /// Sums the lanes of a block, and for each of the groups that the columns are made of, by where it ends and where
    /// its sum is to be.
    ///
    /// Differences of running sums: how many columns a group has, no processor can foretell. Running sums may wrap around;
    /// their differences are exact, since no token has so many columns that its own sum does not fit.
    #[inline(always)]
    fn sum_groups<'a>(
        &self,
        machine: impl Vectors,
        columns: &[u32],
        groups: impl Iterator<Item = (usize, &'a mut [i32; BLOCK])>,
        block: usize,
        running: &mut [[i32; BLOCK]; PIECE],
    ) -> [i64; BLOCK] {
        let mut groups = groups.peekable();
        let (mut total, mut carried, mut before) = ([0; BLOCK], [0; BLOCK], [0; BLOCK]);
        for (piece, columns) in columns.chunks(PIECE).enumerate() {
            let running = &mut running[..columns.len()];
            machine.running_sums(self.all, columns, self.in_row, block, running);
            let up_to = |end: usize| match (end - piece * PIECE).checked_sub(1) {
                Some(last) => lanes(carried, running[last], i32::wrapping_add),
                None => carried,
            };
            while let Some((end, sum)) = groups.next_if(|(end, _)| *end <= piece * PIECE + columns.len()) {
                let now = up_to(end);
                *sum = lanes(now, before, i32::wrapping_sub);
                before = now;
            }
            let last = running[columns.len() - 1];
            carried = lanes(carried, last, i32::wrapping_add);
            total = added(total, last.map(i64::from));
        }
        total
    }
}

/// What a unit in each lane of a block adds to a score.
pub(crate) type Share = [f64; BLOCK];

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
fn product(share: &Share, units: [f64; BLOCK]) -> f64 {
    share.iter().zip(units).map(|(share, units)| share * units).sum()
}

/// The work of [`Weights::sum`].
struct Summing<'a> {
    weights: &'a Weights,
    counted: &'a Counted,
    into: &'a mut Sums,
}

impl Work for Summing<'_> {
    type Done = ();

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn on<V: Vectors>(self, machine: V) {
        let Self { weights, counted, into } = self;
        let blocks = weights.blocks();
        into.clear(weights.scales.len());
        for block in 0..blocks.in_row {
            let sum = |columns: &[u32]| blocks.sum(machine, columns, block);
            into.words.extend(added(sum(counted.words()), sum(counted.pairs())));
            into.characters.extend(sum(counted.characters()));
        }
    }
}

/// The work of [`Weights::sum_by_token`].
struct SummingByToken<'a> {
    weights: &'a Weights,
    counted: &'a Counted,
    into: &'a mut Sums,
    tokens: &'a mut TokenSums,
}

impl Work for SummingByToken<'_> {
    type Done = ();

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn on<V: Vectors>(self, machine: V) {
        let Self { weights, counted, into, tokens: TokenSums { tokens, running } } = self;
        let blocks = weights.blocks();
        into.clear(weights.scales.len());
        let count = counted.token_ends().len();
        tokens.clear();
        tokens.resize(blocks.in_row * count, [[0; BLOCK]; 2]);
        for block in 0..blocks.in_row {
            let own = &mut tokens[block * count..][..count];
            let ends = counted.token_ends().iter();
            let groups = ends.zip(&mut *own).map(|(token, [words, _])| (token.words_end, words));
            let words = blocks.sum_groups(machine, counted.words(), groups, block, running);
            into.words.extend(added(words, blocks.sum(machine, counted.pairs(), block)));
            let ends = counted.token_ends().iter();
            let groups = ends.zip(own).map(|(token, [_, characters])| (token.characters_end, characters));
            into.characters.extend(blocks.sum_groups(machine, counted.characters(), groups, block, running));
        }
    }
}

/// So many running sums are taken at a time: no `i32` overflows, and all stay in the first-level cache.
const PIECE: usize = 256;

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
fn lanes(a: [i32; BLOCK], b: [i32; BLOCK], join: impl Fn(i32, i32) -> i32) -> [i32; BLOCK] {
    std::array::from_fn(|lane| join(a[lane], b[lane]))
}

fn added(a: [i64; BLOCK], b: [i64; BLOCK]) -> [i64; BLOCK] {
    std::array::from_fn(|lane| a[lane] + b[lane])
}

/// Sums of the rows of each token. Reusable.
#[derive(Debug, Clone)]
pub(crate) struct TokenSums {
    /// For each block of lanes, each counted token's own words and characters.
    tokens: Vec<[[i32; BLOCK]; 2]>,
    running: Box<[[i32; BLOCK]; PIECE]>,
}

impl Default for TokenSums {
    fn default() -> Self {
        Self { tokens: Vec::new(), running: Box::new([[0; BLOCK]; PIECE]) }
    }
}

/// Sums of rows. Reusable.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    words: Vec<i64>,
    characters: Vec<i64>,
    labels: usize,
}

impl Sums {
    /// The length of the view of words and pairs, and of the view of characters.
    #[must_use]
    pub fn lengths(&self) -> [f64; 2] {
        self.squares().map(length)
    }

    /// Whether no feature is known to the model.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.squares() == [0, 0]
    }

    fn clear(&mut self, labels: usize) {
        self.words.clear();
        self.characters.clear();
        self.labels = labels;
    }

    fn squares(&self) -> [i64; 2] {
        [&self.words, &self.characters].map(|view| view.get(self.labels).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::simd::Emulated;

    #[test]
    fn rounds_to_units_and_forgets_unknown_columns() {
        let frequency = InverseFrequency::from_codes(vec![20, 0, 40]);
        let weights = Weights::new(&array![[1.0, -0.5], [9.0, 9.0], [0.25, 0.5]], &frequency);
        assert_eq!(weights.units(0), [i8::MAX, -i8::MAX]);
        assert_eq!(weights.units(1), [0, 0]);
        assert!((weights.against_mean(0, 0) - 0.75).abs() < 1e-6);
        let quarter = f64::from(weights.units(2)[0]) * f64::from(weights.scales()[0]);
        assert!((quarter - 0.25).abs() < 0.005);
    }

    #[test]
    fn long_sums_do_not_overflow() {
        let frequency = InverseFrequency::from_codes(vec![20]);
        let weights = Weights::new(&array![[1.0, -1.0]], &frequency);
        let sums = weights.blocks().sum(Emulated, &vec![0; 200_000], 0);
        assert_eq!(sums[..2], [200_000 * 127, -200_000 * 127]);
    }

    #[test]
    fn shares_make_what_a_column_adds_against_the_mean() {
        let frequency = InverseFrequency::from_codes(vec![20, 30, 40]);
        let labels =
            array![[1.0, -0.5, 0.25, 0.0, 2.0], [0.5, 0.5, -1.0, 0.1, 0.3], [0.0, 1.0, 0.0, -1.0, 0.7]];
        let weights = Weights::new(&labels, &frequency);
        for label in 0..5 {
            let shares: Vec<Share> = weights.blocks().shares(label).collect();
            for column in 0..3 {
                let wanted = weights.against_mean(column, label);
                assert!((weights.blocks().of_column(&shares, column) - wanted).abs() < 1e-9);
            }
        }
    }
}
