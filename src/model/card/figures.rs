//! What a card says of how good the model is.

use std::fmt::Write as _;

use super::escaped;
use crate::Model;
use crate::model::{
    BandFigures, Calibration, CalibrationFigures, Called, Comparison, CounterFigures, Figures, Interval,
    Thresholds,
};

/// Everything that was measured.
pub(super) fn render(model: &Model, out: &mut String) {
    let Some(figures) = model.provenance.figures.clone().map(escaped_names) else {
        let _ = writeln!(
            out,
            "\n## Figures\n\nNone: the model was trained without `--folds` or `--valid`, so nothing is known of \
             how good it is."
        );
        return;
    };
    let _ = writeln!(
        out,
        "\n## Figures\n\nBy {}, on {} rows that the measured models had not seen. In brackets 95% intervals by the \
         bootstrap over rows.\n",
        figures.method, figures.rows
    );
    let _ = writeln!(out, "| | precision | recall | F1 | rows |\n| --- | --- | --- | --- | ---: |");
    for line in &figures.labels {
        let [precision, recall, f1] = [line.precision, line.recall, line.f1].map(interval);
        let _ = writeln!(out, "| {} | {precision} | {recall} | {f1} | {} |", line.label, line.support);
    }
    let _ = writeln!(
        out,
        "\nMacro-F1 **{}**, accuracy {}.",
        interval(figures.macro_f1),
        interval(figures.accuracy)
    );
    if let Some(found) = figures.start {
        start(found, out);
    }
    confusion(&figures, out);
    groups(&figures, out);
    if let Some(found) = &figures.calibration {
        calibration(found, model.answers.calibration.as_ref(), out);
    }
    if let (Some(found), Some(thresholds)) = (&figures.bands, &model.answers.thresholds) {
        bands(found, thresholds, out);
    }
    uniform(&figures, out);
    if let Some(found) = &figures.counter {
        counter(found, out);
    }
}

/// Figures whose names, which are whatever the rows had, are no Markdown.
fn escaped_names(mut figures: Figures) -> Figures {
    let names = [&mut figures.method].into_iter();
    let names = names.chain(figures.labels.iter_mut().map(|line| &mut line.label));
    let names = names.chain(figures.groups.iter_mut().map(|group| &mut group.name));
    let names = names.chain(figures.uniform.iter_mut().map(|file| &mut file.label));
    let names = names.chain(figures.bands.iter_mut().flat_map(|found| [&mut found.label, &mut found.method]));
    let names = names.chain(figures.counter.iter_mut().map(|found| &mut found.label));
    let names = names.chain(figures.calibration.iter_mut().flat_map(|found| {
        std::iter::once(&mut found.method).chain(found.reliability.iter_mut().map(|table| &mut table.label))
    }));
    for name in names {
        *name = escaped(name);
    }
    figures
}

fn start(Comparison { macro_f1, gain }: Comparison, out: &mut String) {
    let _ = writeln!(
        out,
        "\nThe model that it started from reaches macro-F1 {} on the same rows: the difference is {:+.3} [{:+.3}, {:+.3}].",
        interval(macro_f1),
        gain.value,
        gain.low,
        gain.high
    );
}

fn uniform(figures: &Figures, out: &mut String) {
    if figures.uniform.is_empty() {
        return;
    }
    let names =
        figures.labels.iter().map(|line| format!("called {}", line.label)).collect::<Vec<_>>().join(" | ");
    let _ = writeln!(
        out,
        "\n## Files of one label\n\nTexts that all have one label by where they come from; each was judged by a model that \
         had not seen it.\n\n| file | label | rows | | {names} |\n| --- | --- | ---: | --- |{}",
        " --- |".repeat(figures.labels.len())
    );
    for file in &figures.uniform {
        let percent = |Interval { value, low, high }: &Interval| {
            format!("{:.2}% [{:.2}, {:.2}]", value * 100.0, low * 100.0, high * 100.0)
        };
        let called = file.called.iter().map(percent).collect::<Vec<_>>().join(" | ");
        let learned = if file.learned { "others of its rows were learned from" } else { "not learned from" };
        let _ = writeln!(out, "| `{}` | {} | {} | {learned} | {called} |", file.file, file.label, file.rows);
    }
}

fn counter(found: &CounterFigures, out: &mut String) {
    let share = |part: u64, all: u64| format!("{:.1}%", 100.0 * part as f64 / all.max(1) as f64);
    let (label, statements, insults) = (&found.label, &found.statements, &found.insults);
    let _ = writeln!(
        out,
        "\n## Counter-set\n\nSentences written to mislead a model (`tests/data/counter`), of the half `{}`, that the model was \
         not developed on.\n\n| | rows | |\n| --- | ---: | ---: |",
        found.half
    );
    let mut line = |what: &str, rows: u64, figure: String| {
        let _ = writeln!(out, "| {what} | {rows} | {figure} |");
    };
    let about = format!("statements about {} identities called {label}", found.identities);
    line(&about, statements.rows, share(statements.called, statements.rows));
    let spread = format!("{:.3} / {:.3}", statements.mean_spread, statements.widest_spread);
    line(
        "spread of its probability over identities, mean / widest of all statements",
        statements.rows,
        spread,
    );
    line("the same insults aimed at each identity, found", insults.rows, share(insults.called, insults.rows));
    let gap = 100.0 * (insults.most.recall - insults.least.recall);
    let names = format!(
        "points between {} and {}, found least and most",
        insults.least.identity, insults.most.identity
    );
    line(&names, insults.rows, format!("{gap:.1}"));
    for (what, kinds) in [("scary words, another label", &found.scary), ("no swear word", &found.swearless)] {
        let sum = |count: fn(&Called) -> u64| kinds.iter().map(count).sum::<u64>();
        let (rows, called) = (sum(|kind| kind.rows), sum(|kind| kind.called));
        line(&format!("**{what}: called {label}**"), rows, format!("**{}**", share(called, rows)));
        for kind in kinds {
            line(&format!("{what}: {}", kind.kind), kind.rows, share(kind.called, kind.rows));
        }
    }
    let _ = writeln!(
        out,
        "\n| disguise | example | insults caught plain | of those caught disguised | harmless words | called {label} plain | \
         disguised |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    );
    for kind in &found.disguises {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            kind.kind,
            kind.example,
            kind.plain,
            share(kind.caught, kind.plain),
            kind.harmless,
            kind.harmless_plain,
            kind.harmless_disguised
        );
    }
}

fn interval(Interval { value, low, high }: Interval) -> String {
    format!("{value:.3} [{low:.3}, {high:.3}]")
}

fn confusion(figures: &Figures, out: &mut String) {
    let names = figures.labels.iter().map(|line| line.label.as_str()).collect::<Vec<_>>().join(" | ");
    let _ = writeln!(out, "\n| is ↓ called → | {names} |\n| --- |{}", " ---: |".repeat(figures.labels.len()));
    for (line, counts) in figures.labels.iter().zip(&figures.confusion) {
        let counts = counts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ");
        let _ = writeln!(out, "| {} | {counts} |", line.label);
    }
}

fn groups(figures: &Figures, out: &mut String) {
    if figures.groups.is_empty() {
        return;
    }
    let names =
        figures.labels.iter().map(|line| format!("F1 {}", line.label)).collect::<Vec<_>>().join(" | ");
    let _ = writeln!(out, "\n| rows | | macro-F1 | {names} |");
    let _ = writeln!(out, "| --- | ---: | --- |{}", " ---: |".repeat(figures.labels.len()));
    for group in &figures.groups {
        let f1 = group.f1.iter().map(|f1| f1.map_or("–".to_owned(), |f1| format!("{f1:.3}")));
        let _ = writeln!(
            out,
            "| {} {} | {} | {} | {} |",
            group.by,
            group.name,
            group.rows,
            interval(group.macro_f1),
            f1.collect::<Vec<_>>().join(" | ")
        );
    }
}

fn calibration(found: &CalibrationFigures, calibration: Option<&Calibration>, out: &mut String) {
    let fitted = if calibration.is_some() { "Platt's scaling, one label against the others" } else { "none" };
    let _ = writeln!(
        out,
        "\n## Calibration\n\nBy {}, on {} rows. Method: {fitted}. The expected calibration error is the mean gap \
         between probability and share in 15 bins of equal mass.\n",
        found.method, found.rows
    );
    let _ = writeln!(out, "| probability of | expected calibration error |\n| --- | ---: |");
    for table in &found.reliability {
        let of = if table.label.is_empty() { "the label given" } else { &table.label };
        let _ = writeln!(out, "| {of} | {:.3} |", table.error);
    }
    let _ = writeln!(out, "\nMean probability of a bin, and the share of its rows that is so:\n");
    let names: Vec<_> = found.reliability.iter().skip(1).map(|table| table.label.as_str()).collect();
    let columns = " ---: |".repeat(2 + 2 * names.len());
    let _ = writeln!(out, "| the label given | | {} | |\n|{columns}", names.join(" | | "));
    let most = found.reliability.iter().map(|table| table.bins.len()).max().unwrap_or_default();
    for bin in 0..most {
        let cells = found.reliability.iter().map(|table| {
            let cell = table.bins.get(bin).map(|bin| format!("{:.3} | {:.3}", bin.probability, bin.share));
            cell.unwrap_or_else(|| " | ".to_owned())
        });
        let _ = writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "));
    }
}

fn bands(found: &BandFigures, thresholds: &Thresholds, out: &mut String) {
    let _ = writeln!(
        out,
        "\n## Decisions\n\nChosen so that of what is withheld {:.0}% is {}, and that {:.0}% of what is {} is reviewed or \
         withheld, where {:.1}% of comments are. Of 1,000 such comments, by {}, on {} rows:\n",
        thresholds.precision * 100.0,
        found.label,
        thresholds.recall * 100.0,
        found.label,
        found.base_rate * 100.0,
        found.method,
        found.rows
    );
    let _ = writeln!(
        out,
        "| decision | probability of {0} | comments | of them {0} | of all {0} |\n| --- | --- | ---: | ---: | ---: |",
        found.label
    );
    let withhold =
        thresholds.withhold.map_or("never: none is as precise".to_owned(), |p| format!("{p:.4} and more"));
    let review = format!("{:.4} and more", thresholds.review);
    for (name, from, band) in [
        ("withhold", withhold, found.withhold),
        ("review", review, found.review),
        ("allow", "less".to_owned(), found.allow),
    ] {
        let _ = writeln!(
            out,
            "| {name} | {from} | {:.0} | {:.1}% | {:.1}% |",
            band.per_thousand,
            band.precision * 100.0,
            band.recall * 100.0
        );
    }
}
