//! Pages with gold beside them, which are not ours to publish.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::render::{Sample, Wanted};

/// The pages of a folder with what `gold.jsonl` says of them.
pub(crate) fn samples(folder: &Path) -> Vec<Sample> {
    let gold = fs::read_to_string(folder.join("gold.jsonl")).expect("the gold can be read");
    let lines = gold.lines().map(|line| serde_json::from_str(line).expect("a line of gold"));
    lines.map(|line| sample(folder, &line)).collect()
}

fn sample(folder: &Path, gold: &Value) -> Sample {
    let name = gold["file"].as_str().expect("a file").to_owned();
    let page = fs::read(folder.join(&name)).expect("the page can be read");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let comments = gold["comments"].as_array().expect("comments").iter();
    let comments = comments.filter(|comment| comment["kind"] == "comment").map(|comment| Wanted {
        author: text(&comment["author"]),
        date: None,
        parent: None,
        text: text(&comment["text"]).unwrap_or_default(),
    });
    let comments = comments.collect();
    Sample { name, html: String::from_utf8_lossy(&page).into_owned(), comments, parents_known: false }
}
