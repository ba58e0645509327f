//! The comments of pages, sorted, as a page.

use std::cmp::Reverse;

use maud::{Markup, html};

use super::highlight::highlighted;
use super::words::Words;
use super::{Language, chip, class, page, percent};
use crate::page::Comment;
use crate::sieve::{Moderated, Record};
use crate::{Decision, Verdict};

/// What is done first comes first.
const ORDER: [Decision; 3] = [Decision::Withhold, Decision::Review, Decision::Allow];

/// Comments that belong together.
pub(super) struct Section<'a> {
    /// What is decided of them; `None` where the model has no thresholds.
    pub(super) decision: Option<Decision>,
    /// Their label; empty where there is a decision.
    pub(super) label: &'a str,
    pub(super) records: Vec<Record<'a>>,
}

/// The label that moderators look for: hostile, or the first.
fn wanted(verdict: &Verdict) -> f64 {
    let first = || verdict.probabilities.values.first().copied().unwrap_or_default();
    verdict.probabilities.get("hostile").unwrap_or_else(first)
}

/// The comments by decision, and by label where there are none; in each the most probable first.
pub(super) fn sections(pages: &[Moderated]) -> Vec<Section<'_>> {
    let mut records: Vec<Record> = pages.iter().flat_map(Moderated::records).collect();
    let place = |record: &Record| {
        let verdict = record.verdict;
        let by_decision =
            verdict.decision.and_then(|decision| ORDER.iter().position(|known| *known == decision));
        let by_label = || verdict.probabilities.labels.iter().position(|label| *label == verdict.label);
        (verdict.decision.is_none(), by_decision.or_else(by_label))
    };
    let sure = |record: &Record| match record.verdict.decision {
        Some(_) => wanted(record.verdict),
        None => record.verdict.probabilities.get(&record.verdict.label).unwrap_or_default(),
    };
    // Equal ones stay in page order.
    records.sort_by(|a, b| place(a).cmp(&place(b)).then(sure(b).total_cmp(&sure(a))));
    let mut sections: Vec<Section> = Vec::new();
    for record in records {
        let decision = record.verdict.decision;
        let label = if decision.is_some() { "" } else { &*record.verdict.label };
        match sections.last_mut() {
            Some(last) if last.decision == decision && last.label == label => last.records.push(record),
            _ => sections.push(Section { decision, label, records: vec![record] }),
        }
    }
    sections
}

/// The whole page, in HTML.
#[must_use]
pub fn render(pages: &[Moderated], language: Language) -> String {
    let words = language.words();
    let sections = sections(pages);
    let comments: usize = sections.iter().map(|section| section.records.len()).sum();
    let body = html! {
        h1 { (words.moderation) }
        div.tiles {
            div.tile { span.small { (words.pages) } b { (pages.len()) } }
            div.tile { span.small { (words.comments) } b { (comments) } }
            @for section in &sections { div.tile { span.small { (heading(words, section)) } b { (section.records.len()) } } }
        }
        @if sections.iter().any(|section| section.decision.is_none()) { p.small.soft { (words.no_thresholds) } }
        @if comments == 0 { p { strong { (words.no_comments) } } }
        @else { p.small.soft { (words.coloured) } }
        @for section in &sections {
            h2 { (heading(words, section)) " · " (section.records.len()) }
            @for record in &section.records { (card(words, record)) }
        }
        (sources(words, pages))
    };
    page(language, words.moderation, &body)
}

fn heading<'a>(words: &'a Words, section: &Section<'a>) -> &'a str {
    section.decision.map_or_else(|| words.label(section.label), |decision| words.decision(decision))
}

fn card(words: &Words, record: &Record) -> Markup {
    let (comment, verdict) = (record.comment, record.verdict);
    let share = verdict.probabilities.get(&verdict.label).unwrap_or_default();
    html! {
        div.card.(class(&verdict.label)) {
            p.small {
                (chip(words, &verdict.label)) " " (percent(share))
                @if verdict.evidence.is_some() { " (" (words.nothing) ")" }
                " · " strong { bdi { (comment.author.as_deref().unwrap_or(words.no_name)) } }
                span.soft { (byline(words, comment)) " · " bdi { (record.page) } }
            }
            p.text dir="auto" { (highlighted(&comment.text, &verdict.reasons)) }
        }
    }
}

/// Number, date and parent of a comment.
fn byline(words: &Words, comment: &Comment) -> Markup {
    html! {
        " · " (comment.index + 1)
        @if let Some(date) = comment.date.as_deref().or(comment.date_text.as_deref()) { " · " bdi { (date) } }
        @if let Some(parent) = comment.reply_to { " · " (words.in_reply_to) " " (parent + 1) }
    }
}

/// Which pages there were, most comments first, and what their splitting had to say.
fn sources(words: &Words, pages: &[Moderated]) -> Markup {
    let mut pages: Vec<&Moderated> = pages.iter().collect();
    pages.sort_by_key(|moderated| Reverse(moderated.records().count()));
    html! {
        h2 { (words.pages) }
        @for moderated in pages {
            p.small {
                bdi { (moderated.page.page) }
                @if let Some(title) = &moderated.page.title { " · " bdi { (title) } }
                " · " (words.comments) ": " (moderated.records().count())
                @for warning in &moderated.page.warnings { br; span.soft { bdi { (words.warning(warning)) } } }
            }
        }
    }
}
