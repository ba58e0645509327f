//! How the weights of the signs are learned: logistic regression over whatever may be the comments of the pages in
//! `tests/data/layouts/develop`, of which it is known what their comments are.
//!
//! ```sh
//! cargo test --lib -- --ignored --nocapture weights_are_learned    # writes weights.rs; `cargo fmt` after it
//! ```

use super::judge::{self, Verdict};
use super::weights::WEIGHTS;
use super::{each_candidate, signs};
use crate::page::html::nesting;
use crate::page::html::pieces::Cutter;
use crate::page::html::sections::Sections;
use crate::page::html::tree::Tree;
use crate::page::learning::{Model, Sample, bare, examples, f1, measured, render, whole};

/// How many signs there are.
const SIGNS: usize = WEIGHTS.len();

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

/// A page with its comments, and whatever may be them.
struct Page {
    layout: String,
    comments: usize,
    candidates: Vec<Seen>,
}

impl Sample for Page {
    fn layout(&self) -> &str {
        &self.layout
    }

    fn comments(&self) -> usize {
        self.comments
    }

    fn best(&self) -> usize {
        self.candidates.iter().map(|seen| seen.whole).max().unwrap_or_default()
    }
}

/// A candidate with how many of the page's comments it has whole, among how many.
struct Seen {
    signs: [f64; SIGNS],
    verdict: Verdict,
    richness: f64,
    whole: usize,
    all: usize,
}

/// The pages of the layouts that rules were developed on.
fn pages() -> Vec<Page> {
    let seen = |sample: render::Sample| {
        let wanted: Vec<String> = sample.comments.iter().map(|comment| bare(&comment.text)).collect();
        let seen = |found: Found| Seen {
            signs: found.signs.map(|(_, value)| value),
            verdict: found.verdict,
            richness: found.richness,
            whole: whole(&found.texts, &wanted),
            all: found.texts.len(),
        };
        let candidates = candidates(&sample.html).into_iter().map(seen).collect();
        let layout = sample.name.rsplit_once('-').map_or("", |(layout, _)| layout).to_owned();
        Page { layout, comments: wanted.len(), candidates }
    };
    render::half("develop").into_iter().map(seen).collect()
}

/// The model that some pages teach.
fn learned(pages: &[&Page]) -> Model<SIGNS> {
    let of_page = |page: &&Page| {
        let agreement = |seen: &Seen| (seen.signs, f1(seen.whole, seen.all, page.comments));
        examples(&page.candidates.iter().map(agreement).collect::<Vec<_>>())
    };
    Model::learned(&pages.iter().flat_map(of_page).collect::<Vec<_>>())
}

/// How many comments of a page a model finds whole, among how many.
fn found(model: &Model<SIGNS>, page: &Page) -> (usize, usize) {
    let kept = page.candidates.iter().filter(|seen| seen.all > 0);
    let rank = |seen: &Seen| judge::rank(model.logit(&seen.signs), seen.verdict, seen.richness);
    let ranked = kept.filter_map(|seen| Some((rank(seen)?, seen)));
    ranked.max_by(|(a, _), (b, _)| a.total_cmp(b)).map_or((0, 0), |(_, seen)| (seen.whole, seen.all))
}

#[test]
#[ignore = "writes weights.rs"]
#[allow(clippy::print_stderr, reason = "the figures are what it is for")]
fn weights_are_learned() {
    let pages = pages();
    eprintln!("{}", measured(&pages, learned, found));
    let model = learned(&pages.iter().collect::<Vec<_>>());
    let names = candidates(LIST).first().expect("a list").signs.map(|(name, _)| name);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/page/html/mining/weights.rs");
    std::fs::write(path, model.source(names)).expect("weights.rs can be written");
}

/// Shows what may be the comments of a page, and what is said of it.
///
/// ```sh
/// PAGE=page.html cargo test --lib -- --ignored --nocapture candidates_are_shown
/// ```
#[test]
#[ignore = "shows the page that PAGE names"]
#[allow(clippy::print_stderr, reason = "what is shown is what it is for")]
fn candidates_are_shown() {
    let path = std::env::var("PAGE").expect("PAGE names a page");
    let (html, _) = nesting::document(&std::fs::read_to_string(path).expect("the page can be read"));
    let tree = Tree::new(&html);
    let cutter = Cutter::new(&tree);
    each_candidate(&cutter, &Sections::new(&tree), |candidate| {
        let first = candidate.records.first().map_or(0, |first| first.nodes.start);
        let class = tree.attribute(first, "class").unwrap_or_default();
        let (verdict, logit) = (candidate.verdict(), signs::logit(&candidate));
        eprintln!(
            "\n{} of <{} class=\"{class}\">: {verdict:?}, {logit:.1}, {:.1}",
            candidate.records.len(),
            tree.tag(first),
            candidate.richness()
        );
        eprintln!("  {:?}\n  {:?}", candidate.evidence, candidate.shares);
        for fields in candidate.fields.iter().take(2) {
            eprintln!("  {:?} {:?} {:.100}", fields.author, fields.date_text, fields.text);
        }
    });
}
