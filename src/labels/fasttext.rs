//! fastText's lines: `__label__hostile text`.

use std::path::Path;

use super::fields::Gathering;
use super::{Annotation, Annotations, Places, Reading, Unit, Written};
use crate::{Error, Result};

/// What a label begins with.
pub(super) const PREFIX: &str = "__label__";

pub(super) fn read(path: &Path, bytes: &[u8], how: &Reading) -> Result<Annotations> {
    let mut gathering = Gathering::new(path, how, Unit::Line);
    let text = gathering.decoded(bytes);
    for (line, place) in text.lines().zip(1u64..).filter(|(line, _)| !line.trim().is_empty()) {
        // fastText takes a label for one wherever it stands.
        let (labels, words): (Vec<&str>, Vec<&str>) =
            line.split_whitespace().partition(|word| word.starts_with(PREFIX));
        if labels.contains(&PREFIX) {
            return Err(gathering.fault(place, format!("a label has no name behind {PREFIX}")));
        }
        if labels.is_empty() {
            let message = format!("no label: a line begins with {PREFIX} and its name, then the text");
            return Err(gathering.fault(place, message));
        }
        let labels: Vec<_> = labels.iter().map(|label| label[PREFIX.len()..].to_owned()).collect();
        let row = Annotation { place: place.into(), text: words.join(" "), ..Annotation::default() };
        gathering.push(row, &labels)?;
    }
    Ok(gathering.finish())
}

/// Writes a line a labelled row. Of a text, line breaks and other blanks become single blanks.
pub(super) fn write(annotations: &Annotations) -> Result<Written> {
    let mut bytes = Vec::new();
    let (mut unlabelled, mut clashing, mut folded) =
        (Places::default(), Places::default(), Places::default());
    for row in &annotations.rows {
        let place = row.place;
        if row.label.is_empty() {
            unlabelled.add(place);
            continue;
        }
        if row.label.contains(char::is_whitespace) {
            return Err(Error::Labels(format!(
                "{} {place}: the label {} has a blank, and a fastText label ends at one; rename it first, with \
                 `ghirbal labels import --map`",
                annotations.unit, row.label
            )));
        }
        let text = row.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.split(' ').any(|word| word.starts_with(PREFIX)) {
            clashing.add(place);
            continue;
        }
        if text != row.text {
            folded.add(place);
        }
        bytes.extend(format!("{PREFIX}{} {text}\n", row.label).bytes());
    }
    let unit = annotations.unit;
    let mut notes: Vec<_> = [
        unlabelled.note("left out, without a label", unit),
        clashing.note("left out, with a word that fastText would take for a label", unit),
        folded.note("line breaks and blanks became single blanks", unit),
    ]
    .into_iter()
    .flatten()
    .collect();
    let header = annotations.header();
    let lost: Vec<_> = header.into_iter().filter(|name| !["text", "label"].contains(name)).collect();
    if !lost.is_empty() {
        notes.push(format!("fastText holds labels and texts only: left behind were {}", lost.join(", ")));
    }
    Ok(Written { bytes, notes })
}
