//! Logistic regression, by which the signs of comments get their weights: for tests that write them.

#[allow(dead_code, reason = "the test of the layouts uses more of it")]
#[path = "../../tests/layouts/render.rs"]
pub(super) mod render;

use std::collections::HashMap;

/// Layouts are parted in so many, to measure on each what the others teach.
const FOLDS: usize = 6;

/// How strongly weights are held near zero, and how they are found.
const RIDGE: f64 = 30.0;
const STEPS: usize = 600;
const RATE: f64 = 0.2;
const MOMENTUM: f64 = 0.9;
/// Candidates that agree so well with the comments of a page are right, and those below the other are wrong: F1 of whole
/// comments. What lies between teaches nothing.
const RIGHT: f64 = 0.75;
const WRONG: f64 = 0.5;
/// How much all that is right on a page weighs, and each that is wrong.
const WEIGHT_OF_RIGHT: f64 = 4.0;
const WEIGHT_OF_WRONG: f64 = 0.125;

/// What is known of something that may be the comments of a page.
#[derive(Debug, Clone)]
pub(super) struct Example<const N: usize> {
    pub(super) signs: [f64; N],
    right: bool,
    weight: f64,
}

/// The candidates of a page that are right or wrong, of which each has signs, and how well it agrees (F1).
pub(super) fn examples<const N: usize>(candidates: &[([f64; N], f64)]) -> Vec<Example<N>> {
    let right = candidates.iter().filter(|(_, f1)| *f1 >= RIGHT).count();
    let example = |&(signs, f1): &([f64; N], f64)| {
        if f1 >= RIGHT {
            Some(Example { signs, right: true, weight: WEIGHT_OF_RIGHT / right as f64 })
        } else {
            (f1 <= WRONG).then_some(Example { signs, right: false, weight: WEIGHT_OF_WRONG })
        }
    };
    candidates.iter().filter_map(example).collect()
}

/// How well so many found comments, of which some are whole, agree with those wanted.
pub(super) fn f1(whole: usize, found: usize, wanted: usize) -> f64 {
    if whole == 0 { 0.0 } else { 2.0 * whole as f64 / (found + wanted) as f64 }
}

/// A page of which it is known what its comments are.
pub(super) trait Sample {
    /// The layout that it is a page of.
    fn layout(&self) -> &str;
    /// How many comments it has.
    fn comments(&self) -> usize;
    /// How many of them the best of its candidates has whole.
    fn best(&self) -> usize;
}

/// What is found on the pages of each fold, as `found` says (how many comments whole, among how many), by what the other
/// folds teach, in words.
pub(super) fn measured<S: Sample, M>(
    pages: &[S],
    learned: impl Fn(&[&S]) -> M,
    found: impl Fn(&M, &S) -> (usize, usize),
) -> String {
    let mut layouts: Vec<&str> = pages.iter().map(Sample::layout).collect();
    layouts.sort_unstable();
    layouts.dedup();
    let fold: HashMap<&str, usize> =
        layouts.iter().enumerate().map(|(at, layout)| (*layout, at % FOLDS)).collect();
    let (mut all_whole, mut all_found, mut wanted, mut best) = (0, 0, 0, 0);
    let (mut false_pages, mut empty_pages) = (0, 0);
    for held in 0..FOLDS {
        let (out, rest): (Vec<&S>, Vec<&S>) = pages.iter().partition(|page| fold[page.layout()] == held);
        let model = learned(&rest);
        for page in out {
            let (page_whole, page_found) = found(&model, page);
            all_whole += page_whole;
            all_found += page_found;
            wanted += page.comments();
            empty_pages += usize::from(page.comments() == 0);
            false_pages += usize::from(page.comments() == 0 && page_found > 0);
            best += page.best();
        }
    }
    let share = |part: usize, all: usize| part as f64 / all as f64;
    format!(
        "{FOLDS} folds of {} layouts: whole P {:.3} R {:.3} of {wanted}, at best R {:.3}; {false_pages} false of {empty_pages} pages",
        layouts.len(),
        share(all_whole, all_found),
        share(all_whole, wanted),
        share(best, wanted)
    )
}

/// A text without space.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// How many of the texts are wanted, each as often as it is.
pub(super) fn whole(texts: &[String], wanted: &[String]) -> usize {
    let mut left: Vec<&String> = wanted.iter().collect();
    let mut is_wanted =
        |text: &&String| left.iter().position(|other| other == text).map(|at| left.swap_remove(at)).is_some();
    texts.iter().filter(|text| is_wanted(text)).count()
}

/// What the signs weigh, and what is said where there is none.
pub(super) struct Model<const N: usize> {
    pub(super) weights: [f64; N],
    pub(super) bias: f64,
}

impl<const N: usize> Model<N> {
    /// Learns by descent along the gradient, with momentum, on signs of one spread.
    pub(super) fn learned(examples: &[Example<N>]) -> Self {
        let all = examples.len() as f64;
        let weight: f64 = examples.iter().map(|example| example.weight).sum();
        let mean = |sign: usize| examples.iter().map(|example| example.signs[sign]).sum::<f64>() / all;
        let means: [f64; N] = std::array::from_fn(mean);
        let spread = |sign: usize| {
            let square = |example: &Example<N>| (example.signs[sign] - means[sign]).powi(2);
            (examples.iter().map(square).sum::<f64>() / all).sqrt().max(1e-6)
        };
        let spreads: [f64; N] = std::array::from_fn(spread);
        let scaled = |example: &Example<N>| Example {
            signs: std::array::from_fn(|sign| (example.signs[sign] - means[sign]) / spreads[sign]),
            ..*example
        };
        let examples: Vec<Example<N>> = examples.iter().map(scaled).collect();
        let mut model = Self { weights: [0.0; N], bias: 0.0 };
        let (mut speeds, mut speed) = ([0.0; N], 0.0);
        for _ in 0..STEPS {
            let mut slopes: [f64; N] = model.weights.map(|weight| RIDGE * weight);
            let mut slope = 0.0;
            for example in &examples {
                let logit = model.logit(&example.signs);
                let error =
                    example.weight * (1.0 / (1.0 + (-logit).exp()) - f64::from(u8::from(example.right)));
                slope += error;
                slopes.iter_mut().zip(&example.signs).for_each(|(slope, sign)| *slope += error * sign);
            }
            speed = MOMENTUM * speed - RATE * slope / weight;
            model.bias += speed;
            for sign in 0..N {
                speeds[sign] = MOMENTUM * speeds[sign] - RATE * slopes[sign] / weight;
                model.weights[sign] += speeds[sign];
            }
        }
        let weights: [f64; N] = std::array::from_fn(|sign| model.weights[sign] / spreads[sign]);
        let bias = model.bias - weights.iter().zip(&means).map(|(weight, mean)| weight * mean).sum::<f64>();
        Self { weights, bias }
    }

    /// How likely the signs make it, in natural logarithms of odds.
    pub(super) fn logit(&self, signs: &[f64; N]) -> f64 {
        self.bias + signs.iter().zip(&self.weights).map(|(sign, weight)| sign * weight).sum::<f64>()
    }

    /// The table of weights as source.
    pub(super) fn source(&self, names: [&str; N]) -> String {
        let row = |(name, weight): (&str, f64)| format!("    (\"{name}\", {weight:.3}),\n");
        let rows: String = names.into_iter().zip(self.weights).map(row).collect();
        format!(
            "//! The weights of the signs, written by `learning.rs`.\n\n\
             /// What is said where there is no sign at all, in natural logarithms of odds.\n\
             pub(super) const BIAS: f64 = {:.3};\n\n\
             /// What each unit of a sign adds.\n\
             #[allow(clippy::approx_constant, reason = \"some weight may be near one\")]\n\
             pub(super) const WEIGHTS: [(&str, f64); {N}] = [\n{rows}];\n",
            self.bias
        )
    }
}
