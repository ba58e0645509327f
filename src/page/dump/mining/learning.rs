//! How the weights of the signs are learned: logistic regression over whatever may be the comments of the pages in
//! `tests/data/layouts/develop` as programs print them.
//!
//! ```sh
//! PRINTS=folder cargo test --test layouts -- --ignored printed_to_a_folder
//! PRINTS=folder cargo test --lib -- --ignored --nocapture weights_of_lines    # writes weights.rs; `cargo fmt` after it
//! ```

use std::path::Path;

use super::weights::WEIGHTS;
use super::{LIKELY, each_candidate, signs};
use crate::page::dump;
use crate::page::learning::{Model, Sample, bare, examples, f1, measured, render, whole};

/// How many signs there are.
const SIGNS: usize = WEIGHTS.len();

/// A page with two comments.
pub(super) const PAGE: &str = "خبر\n\nسمير\n5/3/2021 10:20\nنعم كما قلت\n\nليلى\n6/3/2021 11:30\nلا أظن ذلك\n";

/// A printed page with its comments, and whatever may be them.
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
    whole: usize,
    all: usize,
}

/// The signs of something that may be the comments, and what they say.
pub(super) type Found = (Vec<(&'static str, f64)>, Vec<String>);

/// The signs of whatever may be the comments of a text, and what they say.
pub(super) fn candidates(text: &str) -> Vec<Found> {
    let plain = dump::printed::plain(text);
    let mut found = vec![];
    each_candidate(&dump::lines_of(&plain), |candidate| {
        let texts = candidate.comments.iter().map(|comment| bare(&comment.text)).collect();
        found.push((signs::measured(&candidate), texts));
    });
    found
}

/// The pages of all programs that printed into a folder.
fn pages(folder: &Path) -> Vec<Page> {
    let mut pages = vec![];
    let samples = render::half("develop");
    let mut programs: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    programs.sort();
    for program in programs {
        for sample in &samples {
            let Ok(text) = std::fs::read(program.join(&sample.name)) else { continue };
            let text = String::from_utf8_lossy(&text);
            let wanted: Vec<String> =
                sample.printed(&text).comments.iter().map(|comment| bare(&comment.text)).collect();
            let seen = |(signs, texts): Found| Seen {
                signs: std::array::from_fn(|sign| signs[sign].1),
                whole: whole(&texts, &wanted),
                all: texts.len(),
            };
            let candidates = candidates(&text).into_iter().map(seen).collect();
            let layout = sample.name.rsplit_once('-').map_or("", |(layout, _)| layout).to_owned();
            pages.push(Page { layout, comments: wanted.len(), candidates });
        }
    }
    pages
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
    let logit = |seen: &&Seen| model.logit(&seen.signs);
    let likeliest = page.candidates.iter().max_by(|a, b| logit(a).total_cmp(&logit(b)));
    likeliest.filter(|seen| logit(seen) > LIKELY).map_or((0, 0), |seen| (seen.whole, seen.all))
}

#[test]
#[ignore = "reads the folder that PRINTS names, and writes weights.rs"]
#[allow(clippy::print_stderr, reason = "the figures are what it is for")]
fn weights_of_lines() {
    let folder = std::env::var("PRINTS").expect("PRINTS names a folder");
    let pages = pages(Path::new(&folder));
    eprintln!("{}", measured(&pages, learned, found));
    let model = learned(&pages.iter().collect::<Vec<_>>());
    let (signs, _) = candidates(PAGE).swap_remove(0);
    let names = std::array::from_fn(|sign| signs[sign].0);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/page/dump/mining/weights.rs");
    std::fs::write(path, model.source(names)).expect("weights.rs can be written");
}
