//! Labelled rows for the tests of formats.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part")]

use std::path::Path;

use ghirbal::labels::{Annotation, Annotations, Format, Reading, Unit, read};

const SCRIPT: &str = "<script>alert('x')</script> تعليق فيه شفرة";

pub fn row(id: &str, text: &str, label: &str, annotator: &str, other: &[&str]) -> Annotation {
    Annotation {
        place: 0.into(),
        id: id.to_owned(),
        text: text.to_owned(),
        label: label.to_owned(),
        annotator: annotator.to_owned(),
        other: other.iter().map(|cell| (*cell).to_owned()).collect(),
    }
}

/// What is hard to carry: delimiters, quotes, line breaks, formulas, hostile HTML, emoji, a row without a label,
/// two annotators of one text.
pub fn awkward() -> Annotations {
    Annotations {
        unit: Unit::Line,
        columns: vec!["source".to_owned(), "note".to_owned()],
        rows: vec![
            row("c1", "قال: \"نعم\", ثم; مضى\tوعاد", "neutral", "salma", &["a", ""]),
            row("c1", "قال: \"نعم\", ثم; مضى\tوعاد", "hostile", "karim", &["a", ""]),
            row("c2", "سطر أول\nسطر ثان", "partisan", "salma", &["b", "=1+1"]),
            row("c3", "=HYPERLINK(\"http://example.org\")", "neutral", "salma", &["b", ""]),
            row("c4", "'=كلام بفاصلة عليا", "neutral", "karim", &["b", "-5"]),
            row("c5", SCRIPT, "hostile", "karim", &["", "&amp;"]),
            row("c6", "👩‍👩‍👧 عائلة", "", "", &["", ""]),
        ],
        notes: Vec::new(),
    }
}

/// The rows without their places.
pub fn rows(annotations: &Annotations) -> Vec<Annotation> {
    annotations.rows.iter().map(|row| Annotation { place: 0.into(), ..row.clone() }).collect()
}

pub fn parse(name: &str, bytes: impl AsRef<[u8]>) -> ghirbal::Result<Annotations> {
    parse_as(name, bytes, None, &Reading::default())
}

pub fn parse_as(
    name: &str,
    bytes: impl AsRef<[u8]>,
    format: Option<Format>,
    how: &Reading,
) -> ghirbal::Result<Annotations> {
    read(Path::new(name), bytes.as_ref().to_vec(), format, how)
}

pub fn fault(name: &str, bytes: impl AsRef<[u8]>) -> String {
    parse(name, bytes).expect_err("bad input").to_string()
}

pub fn pairs(annotations: &Annotations) -> Vec<(&str, &str)> {
    annotations.rows.iter().map(|row| (row.text.as_str(), row.label.as_str())).collect()
}
