//! How good a model is, as a page.

use maud::{Markup, html};

use super::chart::{Curve, chart};
use super::highlight::highlighted;
use super::strongest::strongest;
use super::words::Words;
use super::{Language, chip, class, language_of, page, percent};
use crate::metrics::{self, CurvePoint, Judged, McNemar};
use crate::model::{Band, BandFigures, Comparison, Figures, GroupFigures, Interval, Thresholds};
use crate::sieve::Scratch;
use crate::table::Place;
use crate::{Decision, Result, Sieve};

/// What is reported.
#[derive(Debug, Clone, Copy)]
pub struct Evaluation<'a> {
    /// The model.
    pub sieve: &'a Sieve,
    /// The model's name.
    pub model: &'a str,
    /// Whether the model learned from the measured rows.
    pub seen: bool,
    /// The texts.
    pub texts: &'a [String],
    /// Where each text stands in its file; where it is empty, no places are shown.
    pub places: &'a [Place],
    /// A row a text: what the model said of it.
    pub judged: &'a [Judged],
    /// The figures of those rows.
    pub figures: &'a Figures,
    /// Another model on the same rows.
    pub against: Option<Against<'a>>,
}

/// Another model on the same rows.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// Its name.
    pub model: &'a str,
    /// Whether it learned from the measured rows.
    pub seen: bool,
    /// Its macro-F1, and what this model gains over it.
    pub comparison: Comparison,
    /// Whether that could be chance.
    pub test: McNemar,
}

/// How many mistakes are shown.
const MISTAKES: usize = 25;

/// The shares of a label for which the review load is shown.
const CAUGHT: [f64; 6] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

impl Evaluation<'_> {
    /// The whole page, in HTML.
    ///
    /// # Errors
    /// [`crate::Error::Linfa`] where linfa refuses the probabilities.
    pub fn render(&self, language: Language) -> Result<String> {
        let words = language.words();
        let body = html! {
            h1 { (words.evaluation) }
            p.soft { (words.model) ": " bdi { (self.model) } " · " (words.measured_on) " " bdi { (self.figures.method) } " · "
                (words.rows) ": " (self.figures.rows) }
            @if self.seen { p { strong { (words.seen) } } }
            (self.headline(words))
            (self.by_label(words))
            @if let Some(against) = &self.against { (compared(words, against)) }
            (self.confusion(words))
            h2 { (words.curves) }
            div.charts { (self.recall_chart(words)?) (self.reliability_chart(words)) }
            (self.load(words)?)
            (self.groups(words))
            (self.mistakes(words))
            (strongest(words, self.sieve, self.texts)?)
        };
        Ok(page(language, words.evaluation, &body))
    }

    fn chip(&self, words: &Words, label: &str) -> Markup {
        chip(words, self.sieve.model().labels(), label)
    }

    fn class(&self, label: &str) -> &'static str {
        class(self.sieve.model().labels(), label)
    }

    fn labels(&self) -> impl Iterator<Item = &str> {
        self.figures.labels.iter().map(|line| line.label.as_str())
    }

    fn headline(&self, words: &Words) -> Markup {
        html! {
            div.tiles {
                (tile(words.macro_f1, self.figures.macro_f1))
                (tile(words.accuracy, self.figures.accuracy))
                @for line in &self.figures.labels {
                    (tile(&format!("{}: {}", words.f1, words.label(&line.label)), line.f1))
                }
            }
            p.small.soft { (words.intervals) }
        }
    }

    fn by_label(&self, words: &Words) -> Markup {
        html! {
            h2 { (words.by_label) }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (words.label) } th scope="col" { (words.precision) } th scope="col" { (words.recall) }
                    th scope="col" { (words.f1) } th scope="col" { (words.rows) }
                } }
                tbody { @for line in &self.figures.labels { tr {
                    th scope="row" { (self.chip(words, &line.label)) }
                    td { (interval(line.precision)) } td { (interval(line.recall)) } td { (interval(line.f1)) }
                    td { (line.support) }
                } } }
            } }
        }
    }

    fn confusion(&self, words: &Words) -> Markup {
        html! {
            h2 { (words.confusion) }
            p.small.soft { (words.confusion_says) }
            div.scroll { table {
                thead { tr { td {} @for label in self.labels() { th scope="col" { bdi { (words.label(label)) } } } } }
                tbody { @for (label, counts) in self.labels().zip(&self.figures.confusion) { tr {
                    th scope="row" { (self.chip(words, label)) }
                    @for &count in counts {
                        @let share = count as f64 / counts.iter().sum::<u64>().max(1) as f64;
                        td.cell style=(format!("--share:{share:.2}")) { (count) br; span.small { (percent(share)) } }
                    }
                } } }
            } }
        }
    }

    /// The thresholds of a label, from the highest down; `base_rate`: for comments of which so many have it.
    fn curve(&self, label: usize, base_rate: Option<f64>) -> Result<Vec<CurvePoint>> {
        let pair = |row: &Judged| (row.probabilities[label], row.truth == label);
        let mut points = metrics::curve(&self.judged.iter().map(pair).collect::<Vec<_>>(), base_rate)?.points;
        points.reverse();
        Ok(points)
    }

    /// The label whose share the model was told, and that share.
    fn base_rate(&self) -> Option<(usize, f64)> {
        self.sieve.model().answers().base_rate()
    }

    fn recall_chart(&self, words: &Words) -> Result<Markup> {
        let curves = (0..self.figures.labels.len()).map(|label| self.curve(label, None));
        let curves = curves.collect::<Result<Vec<_>>>()?;
        let of_label = |(label, points): (_, &Vec<CurvePoint>)| Curve {
            name: words.label(label),
            class: self.class(label),
            points: points.iter().map(|point| (point.recall, point.precision)).collect(),
            dots: false,
        };
        let curves: Vec<_> = self.labels().zip(&curves).map(of_label).collect();
        Ok(html! { figure {
            h3 { (words.recall_curve) }
            (chart(words, words.recall_curve, [words.recall, words.precision], &curves, false))
            figcaption { (words.recall_curve_says) }
        } })
    }

    fn reliability_chart(&self, words: &Words) -> Markup {
        let tables = self.figures.calibration.iter().flat_map(|calibration| &calibration.reliability);
        let tables = tables.filter(|table| !table.label.is_empty());
        let curves: Vec<_> = tables
            .map(|table| Curve {
                name: words.label(&table.label),
                class: self.class(&table.label),
                points: table.bins.iter().map(|bin| (bin.probability, bin.share)).collect(),
                dots: true,
            })
            .collect();
        html! { figure {
            h3 { (words.reliability) }
            (chart(words, words.reliability, [words.said, words.was], &curves, true))
            figcaption {
                (words.reliability_says)
                @if let Some((label, rate)) = self.base_rate() {
                    " " (words.reweighed) " " (self.chip(words, &self.figures.labels[label].label)) " " (percent(rate))
                }
            }
        } }
    }

    /// The label that moderators look for: that of the thresholds, else hostile, else the rarest.
    fn wanted(&self) -> Option<usize> {
        let of_thresholds = self.figures.bands.as_ref().map(|bands| bands.label.as_str());
        let place = |name: &str| self.labels().position(|label| label == name);
        let support = |&label: &usize| self.figures.labels[label].support;
        of_thresholds
            .and_then(place)
            .or_else(|| place("hostile"))
            .or_else(|| (0..self.figures.labels.len()).filter(|label| support(label) > 0).min_by_key(support))
    }

    fn load(&self, words: &Words) -> Result<Markup> {
        let Some(label) = self.wanted() else { return Ok(html! {}) };
        let base_rate = self.base_rate().filter(|(told, _)| *told == label).map(|(_, rate)| rate);
        let points = self.curve(label, base_rate)?;
        let reached = |share: f64| points.iter().find(|point| point.recall >= share - 1e-9);
        let line = &self.figures.labels[label];
        let share = base_rate.unwrap_or(line.support as f64 / self.figures.rows.max(1) as f64);
        Ok(html! {
            h2 { (words.load) " " (self.chip(words, &line.label)) }
            p.small.soft { (words.load_says) " " (percent(share)) }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (words.caught) } th scope="col" { (words.read) }
                    th scope="col" { (of_those(words, &line.label)) } th scope="col" { (words.threshold) }
                } }
                tbody { @for (share, point) in CAUGHT.iter().filter_map(|&share| Some((share, reached(share)?))) { tr {
                    th scope="row" { (format!("{:.0}%", share * 100.0)) }
                    td { (format!("{:.0}", point.share * 1000.0)) }
                    td { (percent(point.precision)) }
                    td { (format!("{:.3}", point.threshold)) }
                } } }
            } }
            @if let (Some(bands), Some(thresholds)) = (&self.figures.bands, &self.sieve.model().answers().thresholds) {
                (bands_table(words, bands, thresholds))
            }
        })
    }

    fn groups(&self, words: &Words) -> Markup {
        let labels: Vec<String> = self.labels().map(str::to_owned).collect();
        let lengths: Vec<&str> = self.texts.iter().map(|text| length(text)).collect();
        let mut by_length = metrics::by_group("length", &labels, self.judged, |row| Some(lengths[row.row]));
        let from = |group: &GroupFigures| LENGTHS.iter().position(|(_, name)| *name == group.name);
        by_length.sort_by_key(from);
        let mut all: Vec<&GroupFigures> = self.figures.groups.iter().collect();
        all.extend(&by_length);
        if all.is_empty() {
            return html! {};
        }
        html! {
            h2 { (words.groups) }
            div.scroll { table {
                thead { tr {
                    td {} td {} th scope="col" { (words.rows) } th scope="col" { (words.macro_f1) }
                    @for label in self.labels() { th scope="col" { (words.f1) ": " bdi { (words.label(label)) } } }
                } }
                tbody { @for group in all { tr {
                    td { (words.group(&group.by)) }
                    th scope="row" { bdi { (group.name) } @if group.by == "length" { " " (words.length_says) } }
                    td { (group.rows) }
                    td { (interval(group.macro_f1)) }
                    @for f1 in &group.f1 { td { @if let Some(f1) = f1 { (format!("{f1:.3}")) } @else { "–" } } }
                } } }
            } }
        }
    }

    fn mistakes(&self, words: &Words) -> Markup {
        let mut wrong: Vec<&Judged> = self.judged.iter().filter(|row| row.predicted != row.truth).collect();
        let sure = |row: &Judged| row.probabilities[row.predicted];
        wrong.sort_by(|a, b| sure(b).total_cmp(&sure(a)).then(a.row.cmp(&b.row)));
        let mut scratch = Scratch::default();
        html! {
            h2 { (words.mistakes) }
            p.small.soft { (words.mistakes_say) }
            @for row in wrong.into_iter().take(MISTAKES) {
                @let verdict = self.sieve.classify(self.texts[row.row].as_bytes(), &mut scratch);
                @let (truth, predicted) = (&self.figures.labels[row.truth].label, &self.figures.labels[row.predicted].label);
                div.card.(self.class(predicted)) {
                    p.small {
                        (words.truth) ": " (self.chip(words, truth)) " · " (words.predicted) ": " (self.chip(words, predicted)) " "
                        (percent(sure(row))) " · " span.soft { (self.place(words, row.row))
                            @if let Some(source) = &row.source { " · " bdi { (source) } } }
                    }
                    p.text dir="auto" lang=[language_of(&self.texts[row.row])] { (highlighted(&self.texts[row.row], &verdict.reasons)) }
                }
            }
        }
    }

    /// Where a text stands; a spreadsheet counts rows, and a cell may have many lines.
    fn place(&self, words: &Words, text: usize) -> Markup {
        html! {
            @if let Some(Place { line, row }) = self.places.get(text) {
                (words.line) " " (line)
                @if line != row { " (" (words.row) " " (row) ")" }
            }
        }
    }
}

fn tile(name: &str, figure: Interval) -> Markup {
    html! { div.tile { span.small { (name) } b { (format!("{:.3}", figure.value)) } span.small.soft { (ends(figure)) } } }
}

fn interval(figure: Interval) -> Markup {
    html! { (format!("{:.3}", figure.value)) " " span.small.soft { (ends(figure)) } }
}

/// Kept in one direction, so that the lower end stays on the left of the dash.
fn ends(figure: Interval) -> Markup {
    html! { bdi dir="ltr" { (format!("[{:.3}–{:.3}]", figure.low, figure.high)) } }
}

fn compared(words: &Words, against: &Against) -> Markup {
    let Against { model, seen, comparison, test } = against;
    html! {
        h2 { (words.against) ": " bdi { (model) } }
        @if *seen { p { strong { (words.other_seen) } } }
        div.tiles {
            (tile(&format!("{}: {model}", words.macro_f1), comparison.macro_f1))
            (tile(words.gain, comparison.gain))
            div.tile { span.small { (words.only_this) } b { (test.first_alone) } span.small.soft { (words.rows) } }
            div.tile { span.small { (words.only_other) } b { (test.second_alone) } span.small.soft { (words.rows) } }
            div.tile { span.small { (words.test) } b dir="ltr" { (p_value(test.p)) } }
        }
    }
}

fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

/// The head of a column with the share of a label.
fn of_those(words: &Words, label: &str) -> Markup {
    html! { (words.of_those) ": " bdi { (words.label(label)) } }
}

/// From which probability on, to which; kept in one direction.
fn range(from: &str, probability: f64) -> Markup {
    html! { bdi dir="ltr" { (from) " " (format!("{probability:.4}")) } }
}

fn bands_table(words: &Words, bands: &BandFigures, thresholds: &Thresholds) -> Markup {
    let from = |decision: Decision| match (decision, thresholds.withhold) {
        (Decision::Withhold, Some(withhold)) => range("≥", withhold),
        (Decision::Withhold, None) => html! { (words.never) },
        (Decision::Review, _) => range("≥", thresholds.review),
        (Decision::Allow, _) => range("<", thresholds.review),
    };
    let row = |decision: Decision, band: Band| {
        html! { tr {
            th scope="row" { (words.decision(decision)) }
            td { (from(decision)) }
            td { (format!("{:.0}", band.per_thousand)) } td { (percent(band.precision)) } td { (percent(band.recall)) }
        } }
    };
    html! {
        h3 { (words.bands) }
        p.small.soft { (words.bands_say) " " (percent(bands.base_rate)) }
        div.scroll { table {
            thead { tr {
                th scope="col" { (words.decision) } th scope="col" { (words.threshold) } th scope="col" { (words.per_thousand) }
                th scope="col" { (of_those(words, &bands.label)) } th scope="col" { (words.share_of) }
            } }
            tbody {
                (row(Decision::Withhold, bands.withhold)) (row(Decision::Review, bands.review)) (row(Decision::Allow, bands.allow))
            }
        } }
    }
}

/// Groups of texts by their length: the most characters, and a name.
const LENGTHS: [(usize, &str); 5] =
    [(30, "1–30"), (80, "31–80"), (200, "81–200"), (500, "201–500"), (usize::MAX, "501+")];

fn length(text: &str) -> &'static str {
    let characters = text.chars().count();
    LENGTHS.iter().find(|(most, _)| characters <= *most).map_or("", |(_, name)| name)
}
