//! How the weights of the signs are learned: logistic regression over whatever may be the comments of the pages in
//! `tests/data/layouts/develop` as programs print them.
//!
//! ```sh
//! PRINTS=folder cargo test --test layouts -- --ignored printed_to_a_folder
//! PRINTS=folder cargo test --lib -- --ignored --nocapture weights_of_lines    # writes weights.rs; `cargo fmt` after it
//! ```

use std::collections::HashMap;
use std::path::Path;

use super::weights::WEIGHTS;
use super::{LIKELY, each_candidate, signs};
use crate::page::dump;
use crate::page::learning::{Model, bare, examples, f1, render, whole};

/// How many signs there are.
const SIGNS: usize = WEIGHTS.len();
/// Layouts are parted in so many, to measure on each what the others teach.
const FOLDS: usize = 6;

/// A page with two comments.
pub(super) const PAGE: &str = "خبر\n\nسمير\n5/3/2021 10:20\nنعم كما قلت\n\nليلى\n6/3/2021 11:30\nلا أظن ذلك\n";

/// A printed page with its comments, and whatever may be them.
struct Page {
    layout: String,
    comments: usize,
    candidates: Vec<Seen>,
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

#[test]
#[ignore = "reads the folder that PRINTS names, and writes weights.rs"]
#[allow(clippy::print_stderr, reason = "the figures are what it is for")]
fn weights_of_lines() {
    let folder = std::env::var("PRINTS").expect("PRINTS names a folder");
    let pages = pages(Path::new(&folder));
    let mut layouts: Vec<&str> = pages.iter().map(|page| page.layout.as_str()).collect();
    layouts.sort_unstable();
    layouts.dedup();
    let fold: HashMap<&str, usize> =
        layouts.iter().enumerate().map(|(at, layout)| (*layout, at % FOLDS)).collect();
    let (mut all_whole, mut all_found, mut wanted, mut best) = (0, 0, 0, 0);
    let (mut false_pages, mut empty_pages) = (0, 0);
    for held in 0..FOLDS {
        let (out, rest): (Vec<&Page>, Vec<&Page>) =
            pages.iter().partition(|page| fold[page.layout.as_str()] == held);
        let model = learned(&rest);
        for page in out {
            let logit = |seen: &&Seen| model.logit(&seen.signs);
            let likeliest = page.candidates.iter().max_by(|a, b| logit(a).total_cmp(&logit(b)));
            let (page_whole, page_found) =
                likeliest.filter(|seen| logit(seen) > LIKELY).map_or((0, 0), |seen| (seen.whole, seen.all));
            all_whole += page_whole;
            all_found += page_found;
            wanted += page.comments;
            empty_pages += usize::from(page.comments == 0);
            false_pages += usize::from(page.comments == 0 && page_found > 0);
            best += page.candidates.iter().map(|seen| seen.whole).max().unwrap_or_default();
        }
    }
    let share = |part: usize, all: usize| part as f64 / all as f64;
    eprintln!(
        "{FOLDS} folds of {} layouts: whole P {:.3} R {:.3} of {wanted}, at best R {:.3}; {false_pages} false of {empty_pages} pages",
        layouts.len(),
        share(all_whole, all_found),
        share(all_whole, wanted),
        share(best, wanted)
    );
    let model = learned(&pages.iter().collect::<Vec<_>>());
    let (signs, _) = candidates(PAGE).swap_remove(0);
    let names = std::array::from_fn(|sign| signs[sign].0);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/page/dump/mining/weights.rs");
    std::fs::write(path, model.source(names)).expect("weights.rs can be written");
}
