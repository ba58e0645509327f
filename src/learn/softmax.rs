//! Multinomial logistic regression on sparse rows, by AdaGrad.

use linfa::ParamGuard;
use linfa::dataset::{DatasetBase, Records};
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::{LearnerSettings, SparseRows};
use crate::{Error, Result};

/// Parameters of a multinomial logistic regression, learned by AdaGrad (Duchi, Hazan and Singer 2011), one row
/// at a time, with an L2 penalty.
///
/// Equal input gives equal weights on every machine: one thread, a fixed order, `libm` for `exp`.
///
/// ```
/// use ghirbal::learn::{Softmax, SparseRows};
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::array;
///
/// let mut rows = SparseRows::new(2);
/// rows.push([(0, 1.0)]);
/// rows.push([(1, 1.0)]);
/// let dataset = DatasetBase::new(rows, array![0, 1]);
/// let params = Softmax::new(2);
/// let model = params.fit(&dataset)?;
/// let predicted: ndarray::Array1<usize> = model.predict(&dataset);
/// assert_eq!(predicted, array![0, 1]);
/// # Ok::<(), ghirbal::Error>(())
/// ```
#[derive(Clone)]
pub struct Softmax<'a>(CheckedSoftmax<'a>);

/// A [`Softmax`] whose parameters were checked; see [`ParamGuard`].
#[derive(Clone)]
pub struct CheckedSoftmax<'a> {
    labels: usize,
    settings: LearnerSettings,
    seed: u64,
    on_epoch: &'a (dyn Fn() + Sync),
}

impl Softmax<'static> {
    /// For so many labels, with default settings.
    #[must_use]
    pub fn new(labels: usize) -> Self {
        Self(CheckedSoftmax { labels, settings: LearnerSettings::default(), seed: 1, on_epoch: &|| {} })
    }
}

impl<'a> Softmax<'a> {
    /// Replaces the settings.
    #[must_use]
    pub fn settings(self, settings: LearnerSettings) -> Self {
        Self(CheckedSoftmax { settings, ..self.0 })
    }

    /// Replaces the seed of the order in which rows are visited.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self(CheckedSoftmax { seed, ..self.0 })
    }

    /// Calls this after every epoch.
    #[must_use]
    pub fn on_epoch<'b>(self, on_epoch: &'b (dyn Fn() + Sync)) -> Softmax<'b>
    where
        'a: 'b,
    {
        Softmax(CheckedSoftmax { on_epoch, ..self.0 })
    }
}

impl<'a> ParamGuard for Softmax<'a> {
    type Checked = CheckedSoftmax<'a>;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked> {
        self.0.settings.check()?;
        if self.0.labels < 2 {
            let message = format!("{} label: at least two are needed to learn from", self.0.labels);
            return Err(Error::Labels(message));
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl Fit<SparseRows, Array1<usize>, Error> for CheckedSoftmax<'_> {
    type Object = SoftmaxModel;

    /// Learns from samples and their labels, counted from 0.
    ///
    /// # Errors
    /// [`Error::Labels`] where there are no samples, or a label is out of range.
    fn fit(&self, dataset: &DatasetBase<SparseRows, Array1<usize>>) -> Result<SoftmaxModel> {
        let (rows, truth) = (&dataset.records, &dataset.targets);
        if rows.nsamples() == 0 || rows.nsamples() != truth.len() || truth.iter().any(|&t| t >= self.labels) {
            let message =
                format!("{} rows with {} labels cannot be learned from", rows.nsamples(), truth.len());
            return Err(Error::Labels(message));
        }
        let mut descent = Descent::new(self, rows, truth);
        let mut order: Vec<usize> = (0..rows.nsamples()).collect();
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        for _ in 0..self.settings.epochs {
            shuffle(&mut order, &mut random);
            for &sample in &order {
                descent.step(rows, sample, truth[sample]);
            }
            (self.on_epoch)();
        }
        Ok(descent.model)
    }
}

/// Fisher and Yates' shuffle, written out because `rand` may change its own between versions.
pub(crate) fn shuffle(order: &mut [usize], random: &mut ChaCha8Rng) {
    for i in (1..order.len()).rev() {
        // The bias of the remainder is below 2^-40 for any number of rows that fits a memory.
        order.swap(i, (random.next_u64() % (i as u64 + 1)) as usize);
    }
}

/// Learned weights.
#[derive(Debug, Clone, PartialEq)]
pub struct SoftmaxModel {
    /// Columns × labels.
    pub weights: Array2<f32>,
    /// One a label.
    pub intercept: Array1<f32>,
}

impl SoftmaxModel {
    /// The score of each label, up to a common constant.
    fn score(&self, columns: &[u32], values: &[f32], scores: &mut [f32]) {
        for (score, &start) in scores.iter_mut().zip(&self.intercept) {
            *score = start;
        }
        for (&column, &value) in columns.iter().zip(values) {
            for (score, &weight) in scores.iter_mut().zip(self.weights.row(column as usize)) {
                *score += weight * value;
            }
        }
    }
}

impl PredictInplace<SparseRows, Array1<usize>> for SoftmaxModel {
    fn predict_inplace<'a>(&'a self, rows: &'a SparseRows, targets: &mut Array1<usize>) {
        let mut scores = vec![0.0; self.intercept.len()];
        for (sample, target) in targets.iter_mut().enumerate() {
            let (columns, values) = rows.row(sample);
            self.score(columns, values, &mut scores);
            let best = (0..scores.len()).rev().max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
            *target = best.unwrap_or(0);
        }
    }

    fn default_target(&self, rows: &SparseRows) -> Array1<usize> {
        Array1::zeros(rows.nsamples())
    }
}

/// The state of the descent.
struct Descent {
    model: SoftmaxModel,
    /// Sums of squared gradients, shaped as the weights.
    squares: Array2<f32>,
    intercept_squares: Array1<f32>,
    /// The penalty's part a visit: spread over the rows that have the column.
    penalty: Vec<f32>,
    label_weights: Vec<f32>,
    rate: f32,
    gradient: Vec<f32>,
}

/// Keeps the first steps from dividing by nothing.
const EPSILON: f32 = 1e-6;

impl Descent {
    fn new(params: &CheckedSoftmax, rows: &SparseRows, truth: &Array1<usize>) -> Self {
        let (columns, labels) = (rows.nfeatures(), params.labels);
        let counts = rows.column_counts();
        Self {
            model: SoftmaxModel {
                weights: Array2::zeros((columns, labels)),
                intercept: Array1::zeros(labels),
            },
            squares: Array2::zeros((columns, labels)),
            intercept_squares: Array1::zeros(labels),
            penalty: counts.iter().map(|&count| params.settings.l2 / count.max(1) as f32).collect(),
            label_weights: label_weights(labels, truth, params.settings.balanced),
            rate: params.settings.rate,
            gradient: vec![0.0; labels],
        }
    }

    /// Moves the weights by one sample.
    fn step(&mut self, rows: &SparseRows, sample: usize, truth: usize) {
        let (columns, values) = rows.row(sample);
        self.model.score(columns, values, &mut self.gradient);
        softmax(&mut self.gradient);
        self.gradient[truth] -= 1.0;
        for g in &mut self.gradient {
            *g *= self.label_weights[truth];
        }
        for (&column, &value) in columns.iter().zip(values) {
            let column = column as usize;
            let weights = self.model.weights.row_mut(column);
            let squares = self.squares.row_mut(column);
            for ((weight, square), &g) in weights.into_iter().zip(squares).zip(&self.gradient) {
                let g = g * value + self.penalty[column] * *weight;
                *square += g * g;
                *weight -= self.rate * g / (square.sqrt() + EPSILON);
            }
        }
        let intercepts = self.model.intercept.iter_mut().zip(&mut self.intercept_squares);
        for ((weight, square), &g) in intercepts.zip(&self.gradient) {
            *square += g * g;
            *weight -= self.rate * g / (square.sqrt() + EPSILON);
        }
    }
}

/// What a row of each label counts: 1, or so much that every label's rows count the same together.
fn label_weights(labels: usize, truth: &Array1<usize>, balanced: bool) -> Vec<f32> {
    let mut counts = vec![0usize; labels];
    for &label in truth {
        counts[label] += 1;
    }
    let weight = |&count: &usize| {
        if balanced && count > 0 { truth.len() as f32 / (labels * count) as f32 } else { 1.0 }
    };
    counts.iter().map(weight).collect()
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
