//! How the weights of the signs are learned: logistic regression over whatever may be the comments of the pages in
//! `tests/data/layouts/develop`, of which it is known what their comments are.
//!
//! ```sh
//! cargo test --lib -- --ignored --nocapture weights_are_learned    # writes weights.rs; `cargo fmt` after it
//! ```

use std::collections::HashMap;
use std::fmt::Write as _;

use super::judge::{self, Verdict};
use super::weights::WEIGHTS;
use super::{each_candidate, signs};
use crate::page::html::nesting;
use crate::page::html::pieces::Cutter;
use crate::page::html::sections::Sections;
use crate::page::html::tree::Tree;

#[allow(dead_code, reason = "the test of the layouts uses more of it")]
#[path = "../../../../tests/layouts/render.rs"]
mod render;

/// How many signs there are.
const SIGNS: usize = WEIGHTS.len();
/// Candidates that agree so well with the comments of a page are right, and those below the other are wrong: F1 of whole
/// comments. What lies between teaches nothing.
const RIGHT: f64 = 0.75;
const WRONG: f64 = 0.5;
/// How much all that is right on a page weighs, and each that is wrong.
const WEIGHT_OF_RIGHT: f64 = 4.0;
const WEIGHT_OF_WRONG: f64 = 0.125;
/// How strongly weights are held near zero, and how they are found.
const RIDGE: f64 = 30.0;
const STEPS: usize = 600;
const RATE: f64 = 0.2;
const MOMENTUM: f64 = 0.9;
const FOLDS: usize = 6;

/// A page with two records.
pub(super) const LIST: &str =
    "<ul><li><b>سمير</b> 5/3/2021 <p>نعم</p></li><li><b>ليلى</b> 5/3/2021 <p>لا</p></li></ul>";

/// Records that may be comments.
pub(super) struct Found {
    pub(super) signs: [(&'static str, f64); SIGNS],
    verdict: Verdict,
    richness: f64,
    texts: Vec<String>,
}

/// Whatever may be the comments of a page.
pub(super) fn candidates(html: &str) -> Vec<Found> {
    let (html, _) = nesting::document(html);
    let tree = Tree::new(&html);
    let cutter = Cutter::new(&tree);
    let mut found = vec![];
    each_candidate(&cutter, &Sections::new(&tree), |candidate| {
        let (signs, verdict) = (signs::measured(&candidate), candidate.verdict());
        let richness = candidate.richness();
        let texts = candidate.kept().fields.into_iter().map(|fields| bare(&fields.text)).collect();
        found.push(Found { signs, verdict, richness, texts });
    });
    found
}

/// A text without space.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A page with its comments, and whatever may be them.
struct Page {
    layout: String,
    comments: usize,
    candidates: Vec<Seen>,
}

/// A candidate with how many of the page's comments it has whole, among how many.
struct Seen {
    signs: [f64; SIGNS],
    verdict: Verdict,
    richness: f64,
    whole: usize,
    all: usize,
}

impl Seen {
    fn new(found: &Found, wanted: &[String]) -> Self {
        let mut left: HashMap<&str, usize> = HashMap::new();
        for text in wanted {
            *left.entry(text).or_default() += 1;
        }
        let is_wanted = |text: &&String| {
            left.get_mut(text.as_str()).filter(|times| **times > 0).map(|times| *times -= 1).is_some()
        };
        let whole = found.texts.iter().filter(is_wanted).count();
        let signs = found.signs.map(|(_, value)| value);
        Self { signs, verdict: found.verdict, richness: found.richness, whole, all: found.texts.len() }
    }

    /// How well it agrees with so many comments.
    fn f1(&self, comments: usize) -> f64 {
        if self.whole == 0 { 0.0 } else { 2.0 * self.whole as f64 / (self.all + comments) as f64 }
    }
}

/// The pages of the layouts that rules were developed on.
fn pages() -> Vec<Page> {
    let seen = |sample: render::Sample| {
        let wanted: Vec<String> = sample.comments.iter().map(|comment| bare(&comment.text)).collect();
        let candidates =
            candidates(&sample.html).into_iter().map(|found| Seen::new(&found, &wanted)).collect();
        let layout = sample.name.rsplit_once('-').map_or("", |(layout, _)| layout).to_owned();
        Page { layout, comments: wanted.len(), candidates }
    };
    render::half("develop").into_iter().map(seen).collect()
}

/// What the signs weigh, and what is said where there is none.
struct Model {
    weights: [f64; SIGNS],
    bias: f64,
}

impl Model {
    /// Learns from pages.
    fn learned(pages: &[&Page]) -> Self {
        let examples = examples(pages);
        let weight: f64 = examples.iter().map(|(_, _, weight)| weight).sum();
        let mean =
            |sign: usize| examples.iter().map(|(signs, ..)| signs[sign]).sum::<f64>() / examples.len() as f64;
        let means: [f64; SIGNS] = std::array::from_fn(mean);
        let spread = |sign: usize| {
            let square = |(signs, ..): &([f64; SIGNS], f64, f64)| (signs[sign] - means[sign]).powi(2);
            (examples.iter().map(square).sum::<f64>() / examples.len() as f64).sqrt().max(1e-6)
        };
        let spreads: [f64; SIGNS] = std::array::from_fn(spread);
        let scaled = |signs: &[f64; SIGNS]| -> [f64; SIGNS] {
            std::array::from_fn(|sign| (signs[sign] - means[sign]) / spreads[sign])
        };
        let examples: Vec<([f64; SIGNS], f64, f64)> =
            examples.iter().map(|(signs, right, weight)| (scaled(signs), *right, *weight)).collect();
        let (mut weights, mut bias) = ([0.0; SIGNS], 0.0);
        let (mut speeds, mut speed) = ([0.0; SIGNS], 0.0);
        for _ in 0..STEPS {
            let mut slopes: [f64; SIGNS] = weights.map(|weight| RIDGE * weight);
            let mut slope = 0.0;
            for (signs, right, weight) in &examples {
                let logit =
                    bias + signs.iter().zip(&weights).map(|(sign, weight)| sign * weight).sum::<f64>();
                let error = weight * (1.0 / (1.0 + (-logit).exp()) - right);
                slope += error;
                slopes.iter_mut().zip(signs).for_each(|(slope, sign)| *slope += error * sign);
            }
            speed = MOMENTUM * speed - RATE * slope / weight;
            bias += speed;
            for sign in 0..SIGNS {
                speeds[sign] = MOMENTUM * speeds[sign] - RATE * slopes[sign] / weight;
                weights[sign] += speeds[sign];
            }
        }
        let weights: [f64; SIGNS] = std::array::from_fn(|sign| weights[sign] / spreads[sign]);
        let bias = bias - weights.iter().zip(&means).map(|(weight, mean)| weight * mean).sum::<f64>();
        Self { weights, bias }
    }

    fn logit(&self, signs: &[f64; SIGNS]) -> f64 {
        self.bias + signs.iter().zip(&self.weights).map(|(sign, weight)| sign * weight).sum::<f64>()
    }

    /// How many comments of a page it finds whole, among how many.
    fn found(&self, page: &Page) -> (usize, usize) {
        let kept = page.candidates.iter().filter(|seen| seen.all > 0);
        let rank = |seen: &Seen| judge::rank(self.logit(&seen.signs), seen.verdict, seen.richness);
        let ranked = kept.filter_map(|seen| Some((rank(seen)?, seen)));
        ranked.max_by(|(a, _), (b, _)| a.total_cmp(b)).map_or((0, 0), |(_, seen)| (seen.whole, seen.all))
    }

    /// The table as source.
    fn source(&self) -> String {
        let mut source = "//! The weights of the signs, written by `learning.rs`.\n\n\
            /// What is said for records that show no sign at all, in natural logarithms of odds.\n"
            .to_owned();
        let _ = write!(source, "pub(super) const BIAS: f64 = {:.3};\n\n", self.bias);
        let _ = write!(
            source,
            "/// What each unit of a sign adds.\n#[allow(clippy::approx_constant, reason = \"some weight may be near one\")]\npub(super) const WEIGHTS: [(&str, f64); {SIGNS}] = [\n"
        );
        let names = candidates(LIST).first().expect("a list").signs.map(|(name, _)| name);
        for (name, weight) in names.iter().zip(self.weights) {
            let _ = writeln!(source, "    (\"{name}\", {weight:.3}),");
        }
        source + "];\n"
    }
}

/// The candidates that are right or wrong, with how much each weighs.
fn examples(pages: &[&Page]) -> Vec<([f64; SIGNS], f64, f64)> {
    let of_page = |page: &&Page| {
        let agreement: Vec<f64> = page.candidates.iter().map(|seen| seen.f1(page.comments)).collect();
        let right = agreement.iter().filter(|&&f1| f1 >= RIGHT).count();
        let example = |(seen, f1): (&Seen, f64)| {
            if f1 >= RIGHT {
                Some((seen.signs, 1.0, WEIGHT_OF_RIGHT / right as f64))
            } else {
                (f1 <= WRONG).then_some((seen.signs, 0.0, WEIGHT_OF_WRONG))
            }
        };
        page.candidates.iter().zip(agreement).filter_map(example).collect::<Vec<_>>()
    };
    pages.iter().flat_map(of_page).collect()
}

#[test]
#[ignore = "writes weights.rs"]
#[allow(clippy::print_stderr, reason = "the figures are what it is for")]
fn weights_are_learned() {
    let pages = pages();
    let mut layouts: Vec<&str> = pages.iter().map(|page| page.layout.as_str()).collect();
    layouts.dedup();
    let fold: HashMap<&str, usize> =
        layouts.iter().enumerate().map(|(at, layout)| (*layout, at % FOLDS)).collect();
    let (mut whole, mut found, mut wanted, mut false_pages, mut best) = (0, 0, 0, 0, 0);
    for held in 0..FOLDS {
        let (out, rest): (Vec<&Page>, Vec<&Page>) =
            pages.iter().partition(|page| fold[page.layout.as_str()] == held);
        let model = Model::learned(&rest);
        for page in out {
            let (page_whole, page_found) = model.found(page);
            whole += page_whole;
            found += page_found;
            wanted += page.comments;
            false_pages += usize::from(page.comments == 0 && page_found > 0);
            best += page.candidates.iter().map(|seen| seen.whole).max().unwrap_or_default();
        }
    }
    let share = |part: usize, all: usize| part as f64 / all as f64;
    eprintln!(
        "{FOLDS} folds of {} layouts: whole P {:.3} R {:.3} of {wanted}, at best R {:.3}; {false_pages} false pages",
        layouts.len(),
        share(whole, found),
        share(whole, wanted),
        share(best, wanted)
    );
    let model = Model::learned(&pages.iter().collect::<Vec<_>>());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/page/html/mining/weights.rs");
    std::fs::write(path, model.source()).expect("weights.rs can be written");
}
