//! Reports for people: one self-contained page, in English or Arabic. Nothing in them comes from the network, and
//! nothing in them runs: no script, and a policy that forbids any.
//!
//! Comments are written by strangers. All text passes through maud, which escapes it.

mod chart;
pub mod evaluation;
mod highlight;
pub mod moderation;
mod words;
#[cfg(feature = "excel")]
pub mod workbook;

use maud::{DOCTYPE, Markup, PreEscaped, html};

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
fn chip(words: &Words, label: &str) -> Markup {
    html! { span.chip.(class(label)) { bdi { (words.label(label)) } } }
}

/// The colour class of a label.
fn class(label: &str) -> &'static str {
    match label {
        "hostile" => "hostile",
        "partisan" => "partisan",
        "neutral" => "neutral",
        _ => "other",
    }
}

/// A share in hundredths.
fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
