//! What texts outside the labelled rows teach (transfer learning, Pan and Yang 2010), at no cost when classifying.
//!
//! Auxiliary files have labels of their own (insulting or not, in favour or against): for each a linear model is learned
//! over the columns of our own features. Texts of all kinds give vectors to words, and so to columns. Both are
//! *directions* in the space of columns: a text's score in each is a sum over its columns. The scores stand beside the
//! columns when the labels are learned, and afterwards, since all is linear, their weights are folded into the columns':
//! the model has no more parts than without them, and contributions add up as ever.
//!
//! A text that is among the labelled rows, in whatever fold, teaches nothing here. So the directions are the same for
//! all folds, and cannot carry what is held out.

mod outside;
mod tasks;
mod vectors;

use std::collections::HashSet;

use ndarray::{Array1, Array2, Axis};

use super::{Files, Plan, SoftmaxModel, SparseRows};
use crate::Result;
use outside::Outside;

/// Directions in the space of columns.
pub(super) struct Directions {
    /// Columns × directions.
    matrix: Array2<f32>,
    /// How many of them are scores of auxiliary models; the others are dimensions of vectors.
    scores: usize,
    /// How many texts have each column, of how many.
    with_column: Vec<u32>,
    texts: usize,
    /// How many rows of each file taught, in the order of the files.
    rows_of_files: Vec<u64>,
}

/// Where the scores in all directions stand behind the columns, and what they were brought to.
pub(super) struct Extended {
    columns: usize,
    means: Array1<f32>,
    scales: Array1<f32>,
}

impl Directions {
    /// Learns from the auxiliary and the unlabelled files; `None` where there are none. `labelled` has the hashes of
    /// what all labelled rows fold to.
    pub(super) fn learn(files: &Files, labelled: &HashSet<u128>, plan: &Plan) -> Result<Option<Self>> {
        if files.outside().next().is_none() {
            return Ok(None);
        }
        let settings = &plan.settings.transfer;
        settings.check()?;
        let outside = Outside::read(files, labelled, plan)?;
        let mut parts = tasks::learn(&outside, files, plan)?;
        let scores = parts.iter().map(Array2::ncols).sum();
        if settings.dimensions > 0 {
            parts.push(vectors::of_columns(&outside, plan));
        }
        let views: Vec<_> = parts.iter().map(Array2::view).collect();
        let matrix = if views.is_empty() {
            Array2::zeros((plan.settings.features.columns(), 0))
        } else {
            let joined = ndarray::concatenate(Axis(1), &views).expect("all have a row a column");
            joined.as_standard_layout().into_owned()
        };
        Ok(Some(Self {
            matrix,
            scores,
            with_column: outside.with_column,
            texts: outside.texts.len(),
            rows_of_files: outside.rows_of_files,
        }))
    }

    /// In how many texts each column was seen, and in how many it could have been.
    pub(super) fn seen(&self) -> (&[u32], usize) {
        (&self.with_column, self.texts)
    }

    /// How many rows of each auxiliary and unlabelled file taught.
    pub(super) fn rows_of_files(&self) -> &[u64] {
        &self.rows_of_files
    }

    /// The rows with what they score in each direction: less the mean, brought to the size that the settings say.
    pub(super) fn extend(&self, rows: &SparseRows, plan: &Plan) -> (SparseRows, Extended) {
        use linfa::dataset::Records as _;

        let settings = &plan.settings.transfer;
        let (samples, columns) = (rows.nsamples(), rows.nfeatures());
        let mut found = self.project(rows);
        let means = found.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(found.ncols()));
        found -= &means;
        let variances = found.map_axis(Axis(0), |values| {
            values.iter().map(|value| value * value).sum::<f32>() / samples.max(1) as f32
        });
        let length = variances.iter().skip(self.scores).sum::<f32>().sqrt();
        let scales: Array1<f32> = variances
            .iter()
            .enumerate()
            .map(|(direction, variance)| match direction < self.scores {
                _ if *variance <= 0.0 => 0.0,
                true => settings.scores / variance.sqrt(),
                false => settings.vectors / length,
            })
            .collect();
        let mut extended = SparseRows::new(columns + found.ncols());
        for (sample, scores) in found.rows().into_iter().enumerate() {
            let (own, values) = rows.row(sample);
            let own = own.iter().copied().zip(values.iter().copied());
            let scores = scores.iter().zip(&scales).enumerate();
            extended.push(own.chain(
                scores.map(|(direction, (score, scale))| ((columns + direction) as u32, score * scale)),
            ));
        }
        (extended, Extended { columns, means, scales })
    }

    /// Samples × directions.
    fn project(&self, rows: &SparseRows) -> Array2<f32> {
        use linfa::dataset::Records as _;

        let mut found = Array2::zeros((rows.nsamples(), self.matrix.ncols()));
        for (sample, mut scores) in found.rows_mut().into_iter().enumerate() {
            let (columns, values) = rows.row(sample);
            for (&column, &value) in columns.iter().zip(values) {
                scores.scaled_add(value, &self.matrix.row(column as usize));
            }
        }
        found
    }

    /// The same scores from the columns alone.
    pub(super) fn fold_into_columns(&self, extended: &Extended, learned: &SoftmaxModel) -> SoftmaxModel {
        let labels = learned.intercept.len();
        let mut weights = learned.weights.slice(ndarray::s![..extended.columns, ..]).to_owned();
        let mut intercept = learned.intercept.clone();
        // Directions × labels, for scores as they are before they are centred and scaled.
        let of_directions = Array2::from_shape_fn((self.matrix.ncols(), labels), |(direction, label)| {
            learned.weights[[extended.columns + direction, label]] * extended.scales[direction]
        });
        for (mean, weights) in extended.means.iter().zip(of_directions.rows()) {
            intercept.scaled_add(-mean, &weights);
        }
        for (mut weights, directions) in weights.rows_mut().into_iter().zip(self.matrix.rows()) {
            for (&part, of_direction) in directions.iter().zip(of_directions.rows()) {
                if part != 0.0 {
                    weights.scaled_add(part, &of_direction);
                }
            }
        }
        SoftmaxModel { weights, intercept }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_weights_give_the_scores_of_columns_and_directions_together() {
        let matrix = ndarray::array![[0.5, -1.0, 0.0], [0.0, 2.0, 1.0], [1.5, 0.0, -0.5], [0.0, 0.0, 0.25]];
        let directions =
            Directions { matrix, scores: 1, with_column: vec![1; 4], texts: 9, rows_of_files: Vec::new() };
        let mut rows = SparseRows::new(4);
        rows.push([(0, 0.6), (1, 0.8)]);
        rows.push([(2, 1.0)]);
        rows.push([(1, -0.3), (3, 0.7)]);
        let plan = Plan::default();
        let (with_scores, extended) = directions.extend(&rows, &plan);
        for direction in 4..7 {
            let values = (0..3).map(|sample| {
                let (columns, values) = with_scores.row(sample);
                let at = columns.iter().position(|&column| column == direction);
                at.map_or(0.0, |at| values[at])
            });
            assert!(values.sum::<f32>().abs() < 1e-5, "scores are centred");
        }
        let learned = SoftmaxModel {
            weights: Array2::from_shape_fn((7, 2), |(row, label)| (row * 3 + label) as f32 * 0.17 - 1.0),
            intercept: ndarray::array![0.25, -0.5],
        };
        let folded = directions.fold_into_columns(&extended, &learned);
        assert_eq!(folded.weights.dim(), (4, 2));
        let (wanted, found) = (learned.scores(&with_scores), folded.scores(&rows));
        assert!(wanted.iter().zip(&found).all(|(a, b)| (a - b).abs() < 1e-4), "{wanted} {found}");
    }
}
