//! The comments of pages, sorted, as a page.

use std::cmp::Reverse;

use maud::{Markup, html};

use super::highlight::highlighted;
use super::words::Words;
use super::{Language, chip, class, language_of, page, percent};
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

/// What is reported.
#[derive(Debug, Clone, Copy)]
pub struct Moderation<'a> {
    /// The pages with their verdicts.
    pub pages: &'a [Moderated],
    /// What could not be read, and why.
    pub unread: &'a [String],
    /// The label whose probability decides; `None` where the model has no thresholds.
    pub decided_by: Option<&'a str>,
}

impl<'a> Moderation<'a> {
    /// The label whose probability counts for a comment, and that probability: the one that decides, else the
    /// comment's own.
    pub(super) fn counted(&self, verdict: &'a Verdict) -> (&'a str, f64) {
        let label = self.decided_by.filter(|_| verdict.decision.is_some()).unwrap_or(&verdict.label);
        (label, verdict.probabilities.get(label).unwrap_or_default())
    }

    /// The comments by decision, and by label where there are none; in each the most probable first.
    pub(super) fn sections(&self) -> Vec<Section<'a>> {
        let mut records: Vec<Record> = self.pages.iter().flat_map(Moderated::records).collect();
        let place = |record: &Record| {
            let verdict = record.verdict;
            let by_decision =
                verdict.decision.and_then(|decision| ORDER.iter().position(|known| *known == decision));
            let by_label = || verdict.probabilities.labels.iter().position(|label| *label == verdict.label);
            (verdict.decision.is_none(), by_decision.or_else(by_label))
        };
        let sure = |record: &Record<'a>| self.counted(record.verdict).1;
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
    pub fn render(&self, language: Language) -> String {
        let words = language.words();
        let sections = self.sections();
        let comments: usize = sections.iter().map(|section| section.records.len()).sum();
        let body = html! {
            h1 { (words.moderation) }
            (self.unread(words))
            div.tiles {
                div.tile { span.small { (words.pages) } b { (self.pages.len()) } }
                div.tile { span.small { (words.comments) } b { (comments) } }
                @for section in &sections { div.tile { span.small { (heading(words, section)) } b { (section.records.len()) } } }
            }
            @if comments == 0 { p { strong { (words.no_comments) } } }
            @else { p.small.soft { (words.coloured) } }
            @if let Some(label) = self.decided_by { p.small.soft { (words.order) " " bdi { (words.label(label)) } "." } }
            @else if comments > 0 { p.small.soft { (words.no_thresholds) } }
            @for section in &sections {
                h2 { (heading(words, section)) " · " (section.records.len()) }
                @for record in &section.records { (self.card(words, record)) }
            }
            (sources(words, self.pages))
        };
        page(language, words.moderation, &body)
    }

    /// What is missing.
    fn unread(&self, words: &Words) -> Markup {
        html! {
            @if !self.unread.is_empty() {
                p { strong { (words.unread) ":" } }
                ul { @for reason in self.unread { li { bdi { (reason) } } } }
            }
        }
    }

    fn card(&self, words: &Words, record: &Record<'a>) -> Markup {
        let (comment, verdict) = (record.comment, record.verdict);
        let labels = &*verdict.probabilities.labels;
        let (label, share) = self.counted(verdict);
        html! {
            div.card.(class(labels, &verdict.label)) {
                p.small {
                    (chip(words, labels, &verdict.label)) " "
                    @if label != &*verdict.label { bdi { (words.label(label)) } ": " }
                    (percent(share))
                    @if verdict.evidence.is_some() { " (" (words.nothing) ")" }
                    " · " strong { bdi { (comment.author.as_deref().unwrap_or(words.no_name)) } }
                    span.soft { (byline(words, comment)) " · " bdi { (record.page) } }
                }
                p.text dir="auto" lang=[language_of(&comment.text)] { (highlighted(&comment.text, &verdict.reasons)) }
            }
        }
    }
}

fn heading<'a>(words: &'a Words, section: &Section<'a>) -> &'a str {
    section.decision.map_or_else(|| words.label(section.label), |decision| words.decision(decision))
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
