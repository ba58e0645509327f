//! Multinomial logistic regression and its kin on sparse rows, by AdaGrad.

use linfa::ParamGuard;
use linfa::dataset::{DatasetBase, Records};
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2, ArrayView2};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::descent::{Descent, PARTIAL};
use super::{LearnerSettings, SparseRows};
use crate::{Error, Result};

/// Parameters of a multinomial logistic regression, learned by AdaGrad (Duchi, Hazan and Singer 2011), one row
/// at a time, with an L2 penalty; of other losses, as the settings say, see [`Loss`](super::Loss).
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
    balanced: usize,
    margins: Option<ArrayView2<'a, f32>>,
    on_epoch: &'a (dyn Fn() + Sync),
}

impl Softmax<'static> {
    /// For so many labels, with default settings.
    #[must_use]
    pub fn new(labels: usize) -> Self {
        let settings = LearnerSettings::default();
        let balanced = usize::MAX;
        Self(CheckedSoftmax { labels, settings, seed: 1, balanced, margins: None, on_epoch: &|| {} })
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

    /// Makes rare labels count more ([`LearnerSettings::balance`]) among so many first samples only, and by their
    /// frequency there; the others, which a teacher labelled, count as they are.
    #[must_use]
    pub fn balanced(self, samples: usize) -> Self {
        Self(CheckedSoftmax { balanced: samples, ..self.0 })
    }

    /// Starts from the scores that another model gives each sample (samples × labels): what is learned is added to
    /// that model's weights, and the penalty keeps it small.
    #[must_use]
    pub fn margins<'b>(self, margins: ArrayView2<'b, f32>) -> Softmax<'b>
    where
        'a: 'b,
    {
        let CheckedSoftmax { labels, settings, seed, balanced, on_epoch, .. } = self.0;
        Softmax(CheckedSoftmax { labels, settings, seed, balanced, margins: Some(margins), on_epoch })
    }

    /// Calls this after every epoch.
    #[must_use]
    pub fn on_epoch<'b>(self, on_epoch: &'b (dyn Fn() + Sync)) -> Softmax<'b>
    where
        'a: 'b,
    {
        let CheckedSoftmax { labels, settings, seed, balanced, margins, .. } = self.0;
        Softmax(CheckedSoftmax {
            labels,
            settings,
            seed,
            balanced,
            margins: margins.map(ArrayView2::reborrow),
            on_epoch,
        })
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

    /// Learns from samples and their labels, counted from 0, each as much as its weight in the dataset.
    ///
    /// # Errors
    /// [`Error::Labels`] where there are no samples, or a label is out of range.
    fn fit(&self, dataset: &DatasetBase<SparseRows, Array1<usize>>) -> Result<SoftmaxModel> {
        let truth = &dataset.targets;
        if truth.iter().any(|&label| label >= self.labels) {
            let message = format!("a label beyond the {} there are cannot be learned", self.labels);
            return Err(Error::Labels(message));
        }
        let mut shares = Array2::zeros((truth.len(), self.labels));
        for (mut row, &label) in shares.rows_mut().into_iter().zip(truth) {
            row[label] = 1.0;
        }
        self.learn(&dataset.records, shares.view(), dataset.weights())
    }
}

impl Fit<SparseRows, Array2<f32>, Error> for CheckedSoftmax<'_> {
    type Object = SoftmaxModel;

    /// Learns from samples and the share that each label has of each (samples × labels, each row summing to 1), each
    /// as much as its weight in the dataset. A row with 1 for several labels has one of them, it is not known which
    /// (partial labels, Cour, Sapp and Taskar 2011).
    ///
    /// # Errors
    /// [`Error::Labels`] where there are no samples, or the shares are not as many as samples and labels.
    fn fit(&self, dataset: &DatasetBase<SparseRows, Array2<f32>>) -> Result<SoftmaxModel> {
        self.learn(&dataset.records, dataset.targets.view(), dataset.weights())
    }
}

impl CheckedSoftmax<'_> {
    fn learn(
        &self,
        rows: &SparseRows,
        shares: ArrayView2<f32>,
        weights: Option<&[f32]>,
    ) -> Result<SoftmaxModel> {
        let dim = (rows.nsamples(), self.labels);
        if dim.0 == 0 || shares.dim() != dim || self.margins.is_some_and(|margins| margins.dim() != dim) {
            let (rows, found) = (rows.nsamples(), shares.nrows());
            return Err(Error::Labels(format!("{rows} rows with {found} labels cannot be learned from")));
        }
        let weight = |sample: usize| weights.and_then(|weights| weights.get(sample)).copied().unwrap_or(1.0);
        let first = shares.slice(ndarray::s![..self.balanced.min(dim.0), ..]);
        let balance = balance(&self.settings, first, &weight);
        let mut descent = Descent::new(&self.settings, self.labels, rows);
        let mut order: Vec<usize> = (0..rows.nsamples()).filter(|&sample| weight(sample) > 0.0).collect();
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        for _ in 0..self.settings.epochs_for(rows.nsamples()) {
            shuffle(&mut order, &mut random);
            for &sample in &order {
                let shares = shares.row(sample);
                let counts: f32 = shares.iter().zip(&balance).map(|(share, balance)| share * balance).sum();
                let counts = if sample < self.balanced { counts / shares.sum().max(1.0) } else { 1.0 };
                let margins = self.margins.map(|margins| margins.slice_move(ndarray::s![sample, ..]));
                descent.step(sample, margins, shares, counts * weight(sample));
            }
            (self.on_epoch)();
        }
        let (weights, intercept) = descent.weights();
        Ok(SoftmaxModel { weights, intercept })
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
    /// The scores of all samples: samples × labels.
    #[must_use]
    pub fn scores(&self, rows: &SparseRows) -> Array2<f32> {
        let mut scores = Array2::zeros((rows.nsamples(), self.intercept.len()));
        for (sample, mut scores) in scores.rows_mut().into_iter().enumerate() {
            let (columns, values) = rows.row(sample);
            self.score(columns, values, scores.as_slice_mut().expect("rows are stored one after the other"));
        }
        scores
    }

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

/// What a row of each label counts: so much that every label's rows together come as near to counting the same as the
/// settings want.
fn balance(settings: &LearnerSettings, shares: ArrayView2<f32>, weight: &dyn Fn(usize) -> f32) -> Vec<f32> {
    let labels = shares.ncols();
    let mut sums = vec![0.0f64; labels];
    for (sample, shares) in shares.rows().into_iter().enumerate() {
        // Of partial labels it isn't known what they add.
        let sure = if shares.sum() > PARTIAL { 0.0 } else { 1.0 };
        for (sum, &share) in sums.iter_mut().zip(shares) {
            *sum += f64::from(share * sure * weight(sample));
        }
    }
    let all: f64 = sums.iter().sum();
    let balance = |&sum: &f64| {
        if sum > 0.0 {
            libm::pow(all / (labels as f64 * sum), f64::from(settings.balance)) as f32
        } else {
            1.0
        }
    };
    sums.iter().map(balance).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::super::Loss;
    use super::*;

    /// One column a row, so that every row's label can be learned by itself.
    fn diagonal(rows: u32) -> SparseRows {
        let mut sparse = SparseRows::new(rows as usize);
        (0..rows).for_each(|row| sparse.push([(row, 1.0)]));
        sparse
    }

    fn fit(loss: Loss, shares: Array2<f32>, weights: Vec<f32>) -> SoftmaxModel {
        let settings =
            LearnerSettings { loss, balance: 0.0, epochs: Some(200), ..LearnerSettings::default() };
        let dataset = DatasetBase::new(diagonal(shares.nrows() as u32), shares).with_weights(weights.into());
        Softmax::new(dataset.targets.ncols()).settings(settings).fit(&dataset).expect("sound rows")
    }

    #[test]
    fn every_loss_learns_any_number_of_labels() {
        for loss in [Loss::Softmax, Loss::Logistic, Loss::Hinge] {
            for labels in [2, 3, 4, 5, 9] {
                let model = fit(loss, Array2::eye(labels), vec![1.0; labels]);
                let mut found = Array1::zeros(labels);
                model.predict_inplace(&diagonal(labels as u32), &mut found);
                assert_eq!(found, Array1::from_iter(0..labels), "{loss:?}, {labels} labels");
            }
        }
    }

    #[test]
    fn partial_labels_rule_the_others_out_and_decide_nothing_else() {
        for loss in [Loss::Softmax, Loss::Logistic, Loss::Hinge] {
            let rows = array![[1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
            let model = fit(loss, rows, vec![1.0; 4]);
            let scores = &model.weights.row(0) + &model.intercept;
            assert!(scores[2] < scores[0] && scores[2] < scores[1], "{loss:?} {scores}");
            let gap = (scores[0] - scores[1]).abs();
            assert!(gap < scores[0].min(scores[1]) - scores[2], "{loss:?} {scores}");
        }
    }

    #[test]
    fn shares_pull_probabilities_and_weights_count() {
        let score = |model: &SoftmaxModel, column: usize| {
            let scores = &model.weights.row(column) + &model.intercept;
            scores[0] - scores[1]
        };
        let soft = fit(Loss::Softmax, array![[0.75, 0.25], [0.5, 0.5]], vec![1.0, 1.0]);
        assert!(score(&soft, 0) > 0.1 && score(&soft, 0) < 1.1, "log-odds of at most 3 to 1");
        assert!(score(&soft, 1).abs() < score(&soft, 0));
        let ignored = fit(Loss::Softmax, array![[1.0, 0.0], [0.0, 1.0]], vec![1.0, 0.0]);
        assert!(ignored.weights.row(1).iter().all(|&weight| weight == 0.0));
        assert!(score(&ignored, 1) > 0.0, "all that counts has the first label");
    }
}
