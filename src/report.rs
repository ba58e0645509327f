//! Reports for people: one self-contained page, in English or Arabic. Nothing in them comes from the network, and
//! nothing in them runs: no script, and a policy that forbids any.
//!
//! Comments are written by strangers. All text passes through maud, which escapes it.

mod chart;
pub mod evaluation;
mod highlight;
pub mod moderation;
mod strongest;
mod words;
#[cfg(feature = "excel")]
pub mod workbook;

use std::sync::Arc;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::text::is_arabic_letter;
use words::{ARABIC, ENGLISH, Words};

/// The language of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English, left to right.
    #[default]
    English,
    /// Arabic, right to left.
    Arabic,
}

impl Language {
    fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Arabic => &ARABIC,
        }
    }

    /// The language's code and its direction, as HTML names them.
    fn code(self) -> (&'static str, &'static str) {
        match self {
            Self::English => ("en", "ltr"),
            Self::Arabic => ("ar", "rtl"),
        }
    }
}

const STYLE: &str = include_str!("report/style.css");

/// A whole page.
fn page(language: Language, title: &str, body: &Markup) -> String {
    let (code, direction) = language.code();
    let words = language.words();
    let page = html! {
        (DOCTYPE)
        html lang=(code) dir=(direction) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(concat!("ghirbal ", env!("CARGO_PKG_VERSION")));
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (body) }
                footer { (words.made_by) " ghirbal " (env!("CARGO_PKG_VERSION")) ". " (words.assistant) }
            }
        }
    };
    page.into_string()
}

/// A label in the report's language, where it is one of the three that are known; a chip in its colour.
fn chip(words: &Words, labels: &[Arc<str>], label: &str) -> Markup {
    html! { span.chip.(class(labels, label)) { bdi { (words.label(label)) } } }
}

/// The classes of the labels that are known.
const KNOWN: [&str; 3] = ["hostile", "partisan", "neutral"];

/// The classes of other labels.
const OTHERS: [&str; 6] = ["other1", "other2", "other3", "other4", "other5", "other6"];

/// The class of one of the model's labels, of colour and dashes; for labels that are not known by their order.
fn class(labels: &[Arc<str>], label: &str) -> &'static str {
    if let Some(known) = KNOWN.into_iter().find(|known| *known == label) {
        return known;
    }
    let mut others = labels.iter().map(AsRef::as_ref).filter(|label| !KNOWN.contains(label));
    OTHERS[others.position(|other| other == label).unwrap_or_default() % OTHERS.len()]
}

/// The language of a text by strangers, where that is to be seen; a report can be in another.
fn language_of(text: &str) -> Option<&'static str> {
    text.chars().any(is_arabic_letter).then_some("ar")
}

/// A share in hundredths.
fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_ones_own_have_classes_of_their_own() {
        let labels = ["مسيء", "neutral", "عادي", "سياسي"].map(Arc::from);
        assert_eq!(
            labels.each_ref().map(|label| class(&labels, label)),
            ["other1", "neutral", "other2", "other3"]
        );
        for class in KNOWN.iter().chain(&OTHERS) {
            assert!(STYLE.contains(&format!(".{class} {{ --tone: var(--{class});")), "{class} has no colour");
        }
    }

    #[test]
    fn texts_say_their_language_where_it_is_arabic() {
        assert_eq!([language_of("خبر"), language_of("news")], [Some("ar"), None]);
    }
}
