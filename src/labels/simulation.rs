//! What choosing comments to label is worth: learning curves on rows whose labels are known already.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Serialize;

use super::suggest::{by_uncertainty, suggest};
use crate::dataset::{Labelled, fold_of};
use crate::learn::{self, Files, shuffle, train};
use crate::metrics::Confusion;
use crate::sieve::Scratch;
use crate::verdict::four_decimals;
use crate::{Error, Result, Sieve};

/// How to simulate.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many rows the first model learns from, drawn at random.
    pub start: usize,
    /// How many rows are labelled between two models.
    pub step: usize,
    /// How many steps are taken.
    pub steps: usize,
    /// How often all of it is done, each time with another start and the next of five test folds.
    pub repeats: u64,
    /// How many threads may work at once.
    pub threads: usize,
}

/// How the next rows are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    /// By lot.
    Random,
    /// The most uncertain.
    Uncertain,
    /// As [`suggest`] ranks them.
    Suggested,
}

/// All strategies, chance first.
pub const STRATEGIES: [Strategy; 3] = [Strategy::Random, Strategy::Uncertain, Strategy::Suggested];

/// A point of a learning curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// How the rows were chosen.
    pub strategy: Strategy,
    /// How many labelled rows the models learned from.
    pub rows: usize,
    /// Macro-F1 on the test fold: the mean over repeats.
    #[serde(serialize_with = "four_decimals")]
    pub macro_f1: f64,
    /// Half its 95% interval, by Student's t over repeats, corrected for rows that they share.
    #[serde(serialize_with = "four_decimals")]
    pub plus_minus: f64,
    /// How much that is above choosing at random, repeat by repeat: the mean.
    #[serde(serialize_with = "four_decimals")]
    pub gain: f64,
    /// Half the 95% interval of the gain, likewise.
    #[serde(serialize_with = "four_decimals")]
    pub gain_plus_minus: f64,
}

/// Test rows are one of so many folds.
const FOLDS: u32 = 5;

/// Draws learning curves; `progress(done, total)` counts models.
///
/// # Errors
/// [`Error::Labels`] where there are too few rows, and those of [`train`].
pub fn simulate(
    labelled: &Labelled,
    settings: &learn::Plan,
    plan: Plan,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Vec<Point>> {
    let needed = plan.start + plan.step * plan.steps;
    let learnable = labelled.texts.len() - labelled.texts.len() / FOLDS as usize;
    if plan.start == 0 || plan.step == 0 || plan.repeats < 2 || needed * 10 > learnable * 9 {
        return Err(Error::Labels(format!(
            "learning from {needed} of {} rows leaves too little to choose from; take fewer or smaller steps, and at \
             least two repeats",
            labelled.texts.len()
        )));
    }
    let models = plan.repeats * (1 + STRATEGIES.len() as u64 * plan.steps as u64);
    let mut done = 0;
    // Strategy × step × repeat.
    let mut scores = vec![vec![Vec::new(); plan.steps + 1]; STRATEGIES.len()];
    for repeat in 0..plan.repeats {
        let run = Run::new(labelled, settings, plan, repeat);
        let mut learned = || {
            done += 1;
            progress(done, models);
        };
        // All strategies begin with the same rows.
        let start = run.learn(run.start())?;
        learned();
        for (strategy, scores) in STRATEGIES.into_iter().zip(&mut scores) {
            scores[0].push(run.macro_f1(&start));
            for (score, scores) in
                run.curve(strategy, &start, &mut learned)?.into_iter().zip(&mut scores[1..])
            {
                scores.push(score);
            }
        }
    }
    let mut points = Vec::new();
    for step in 0..=plan.steps {
        for (strategy, of_steps) in STRATEGIES.into_iter().zip(&scores) {
            let (macro_f1, plus_minus) = mean_and_interval(&of_steps[step]);
            let gains: Vec<_> = of_steps[step].iter().zip(&scores[0][step]).map(|(a, b)| a - b).collect();
            let (gain, gain_plus_minus) = mean_and_interval(&gains);
            let rows = plan.start + plan.step * step;
            points.push(Point { strategy, rows, macro_f1, plus_minus, gain, gain_plus_minus });
        }
    }
    Ok(points)
}

/// One repeat: what is learned from, what is tested on, and the order of the lot.
struct Run<'a> {
    labelled: &'a Labelled,
    settings: &'a learn::Plan,
    plan: Plan,
    order: Vec<usize>,
    test: Vec<usize>,
}

impl<'a> Run<'a> {
    fn new(labelled: &'a Labelled, settings: &'a learn::Plan, plan: Plan, repeat: u64) -> Self {
        let fold = (repeat % u64::from(FOLDS)) as u32;
        let is_test = |&row: &usize| fold_of(&labelled.texts[row], FOLDS) == fold;
        let (test, mut order): (Vec<_>, Vec<_>) = (0..labelled.texts.len()).partition(is_test);
        shuffle(&mut order, &mut ChaCha8Rng::seed_from_u64(repeat));
        Self { labelled, settings, plan, order, test }
    }

    /// The rows that the first model learns from.
    fn start(&self) -> &[usize] {
        &self.order[..self.plan.start]
    }

    /// The macro-F1 after each step.
    fn curve(&self, strategy: Strategy, start: &Sieve, learned: &mut dyn FnMut()) -> Result<Vec<f64>> {
        let (mut chosen, mut rest) = (self.start().to_vec(), self.order[self.plan.start..].to_vec());
        let mut last: Option<Sieve> = None;
        let mut scores = Vec::new();
        for _ in 0..self.plan.steps {
            let next = self.choose(strategy, last.as_ref().unwrap_or(start), &chosen, &rest)?;
            let is_next: std::collections::HashSet<_> = next.iter().copied().collect();
            rest.retain(|row| !is_next.contains(row));
            chosen.extend(next);
            let sieve = self.learn(&chosen)?;
            scores.push(self.macro_f1(&sieve));
            last = Some(sieve);
            learned();
        }
        Ok(scores)
    }

    fn learn(&self, rows: &[usize]) -> Result<Sieve> {
        let texts = rows.iter().map(|&row| self.labelled.texts[row].clone()).collect();
        let labels = rows.iter().map(|&row| self.labelled.labels[row].clone()).collect();
        let file = Labelled { name: self.labelled.name.clone(), texts, labels, ..Labelled::default() };
        let measured = [file];
        let files = Files { measured: &measured, ..Files::default() };
        Sieve::new(train(&files, self.settings, &|_, _| {})?.model)
    }

    fn choose(
        &self,
        strategy: Strategy,
        sieve: &Sieve,
        chosen: &[usize],
        rest: &[usize],
    ) -> Result<Vec<usize>> {
        let texts =
            |rows: &[usize]| rows.iter().map(|&row| self.labelled.texts[row].as_str()).collect::<Vec<_>>();
        let (count, threads) = (self.plan.step, self.plan.threads);
        let ranked = match strategy {
            Strategy::Random => return Ok(rest[..count].to_vec()),
            Strategy::Uncertain => by_uncertainty(sieve, &texts(rest), &texts(chosen), threads, &|_| {}),
            Strategy::Suggested => suggest(sieve, &texts(rest), &texts(chosen), count, threads, &|_| {})?,
        };
        Ok(ranked.iter().take(count).map(|suggestion| rest[suggestion.row]).collect())
    }

    fn macro_f1(&self, sieve: &Sieve) -> f64 {
        let mut scratch = Scratch::default();
        let mut labels = self.labelled.labels.clone();
        labels.sort_unstable();
        labels.dedup();
        let pair = |&row: &usize| {
            let predicted = sieve.label_of(self.labelled.texts[row].as_bytes(), &mut scratch);
            let place = |label: &str| labels.iter().position(|known| known == label).unwrap_or_default();
            (place(&self.labelled.labels[row]), place(&sieve.model().labels()[predicted]))
        };
        let pairs: Vec<_> = self.test.iter().map(pair).collect();
        Confusion::new(labels.clone(), pairs).macro_average().f1
    }
}

/// The 97.5% points of Student's t for 1 to 30 degrees of freedom.
const STUDENT: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/// The mean, and half its 95% interval: the corrected resampled t of Nadeau and Bengio (2003), "Inference for the
/// Generalization Error". Repeats draw from the same rows, so that their scores vary less than those of fresh rows
/// would; a split into one fold for testing and the others to learn from adds the ratio of the two.
fn mean_and_interval(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let t = STUDENT.get(values.len().saturating_sub(2)).copied().unwrap_or(1.96);
    let shared = 1.0 / f64::from(FOLDS - 1);
    (mean, t * (variance * (1.0 / count + shared)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::mean_and_interval;

    #[test]
    fn intervals_do_not_shrink_to_nothing_with_more_repeats() {
        let (mean, plus_minus) = mean_and_interval(&[0.1, 0.2, 0.3]);
        // Variance 0.01, t 4.303, 1/3 + 1/4.
        assert!((mean - 0.2).abs() < 1e-12);
        assert!((plus_minus - 4.303 * (0.01f64 * 7.0 / 12.0).sqrt()).abs() < 1e-12);
    }
}
