//! Figures for people and for the eye that compares.

use std::io::{self, Write};

use ghirbal::Model;
use ghirbal::metrics::Confusion;
use ghirbal::model::{Band, Called, Comparison, CounterFigures, Figures, Interval, Thresholds};

/// The figures of a model on rows that it had not seen; nothing where there are none.
pub(super) fn write(out: &mut impl Write, model: &Model) -> io::Result<()> {
    match &model.provenance().figures {
        Some(figures) => figures_of(out, figures, model.answers().thresholds.as_ref()),
        None => Ok(()),
    }
}

/// The layout of scikit-learn's `classification_report`, then intervals, groups, calibration and bands.
pub(super) fn figures_of(
    out: &mut impl Write,
    figures: &Figures,
    thresholds: Option<&Thresholds>,
) -> io::Result<()> {
    writeln!(out, "{}", Confusion::of(figures))?;
    writeln!(out, "macro-F1 {} (95%)", interval(figures.macro_f1))?;
    for line in &figures.labels {
        writeln!(out, "  {}: F1 {}", line.label, interval(line.f1))?;
    }
    groups(out, figures)?;
    if let Some(calibration) = &figures.calibration {
        writeln!(
            out,
            "\nexpected calibration error on {} rows ({}), 15 bins of equal mass:",
            calibration.rows, calibration.method
        )?;
        for table in &calibration.reliability {
            let of = if table.label.is_empty() { "the label given" } else { &table.label };
            writeln!(out, "  {of}: {:.3}", table.error)?;
        }
    }
    bands(out, figures, thresholds)?;
    if let Some(Comparison { macro_f1, gain }) = figures.start {
        let verdict = match gain {
            gain if gain.low > 0.0 => "better",
            gain if gain.high < 0.0 => "worse",
            _ => "no clear difference",
        };
        writeln!(out, "\nthe model it started from: macro-F1 {}", interval(macro_f1))?;
        writeln!(out, "difference: {:+.3} [{:+.3}, {:+.3}]: {verdict}", gain.value, gain.low, gain.high)?;
    }
    uniform(out, figures)?;
    figures.counter.as_ref().map_or(Ok(()), |found| counter(out, found))
}

fn uniform(out: &mut impl Write, figures: &Figures) -> io::Result<()> {
    for file in &figures.uniform {
        writeln!(out, "\n{}, {} rows, all {}; called:", file.file, file.rows, file.label)?;
        for (label, called) in
            figures.labels.iter().zip(&file.called).filter(|(_, called)| called.value > 0.0)
        {
            let Interval { value, low, high } = *called;
            let (value, low, high) = (value * 100.0, low * 100.0, high * 100.0);
            writeln!(out, "  {}: {value:.2}% [{low:.2}, {high:.2}]", label.label)?;
        }
    }
    Ok(())
}

/// What came of a counter-set.
pub(super) fn counter(out: &mut impl Write, found: &CounterFigures) -> io::Result<()> {
    let (label, share) = (&found.label, |part: u64, all: u64| 100.0 * part as f64 / all.max(1) as f64);
    let (statements, insults) = (&found.statements, &found.insults);
    writeln!(out, "\ncounter-set, half {}, {} identities", found.half, found.identities)?;
    let called = share(statements.called, statements.rows);
    writeln!(out, "  statements called {label}: {called:.1}% of {}", statements.rows)?;
    writeln!(
        out,
        "  spread of its probability over identities: mean {:.3}, widest {:.3}",
        statements.mean_spread, statements.widest_spread
    )?;
    let (least, most) = (&insults.least, &insults.most);
    writeln!(
        out,
        "  insults found: {:.1}% of {}; {} {:.1}%, {} {:.1}%",
        share(insults.called, insults.rows),
        insults.rows,
        least.identity,
        least.recall * 100.0,
        most.identity,
        most.recall * 100.0
    )?;
    for (name, kinds) in [("scary", &found.scary), ("swearless", &found.swearless)] {
        let sum = |count: fn(&Called) -> u64| kinds.iter().map(count).sum::<u64>();
        let (rows, called) = (sum(|kind| kind.rows), sum(|kind| kind.called));
        writeln!(out, "  {name}, called {label}: {:.1}% of {rows}", share(called, rows))?;
        for kind in kinds {
            writeln!(out, "    {}: {} of {}", kind.kind, kind.called, kind.rows)?;
        }
    }
    writeln!(
        out,
        "  disguised insults caught, of those caught plain; harmless words called {label}, over plain"
    )?;
    for kind in &found.disguises {
        let over = kind.harmless_disguised.cast_signed() - kind.harmless_plain.cast_signed();
        writeln!(
            out,
            "    {}: {} of {} ({:.0}%); {over:+} of {}",
            kind.kind,
            kind.caught,
            kind.plain,
            share(kind.caught, kind.plain),
            kind.harmless
        )?;
    }
    Ok(())
}

fn interval(Interval { value, low, high }: Interval) -> String {
    format!("{value:.3} [{low:.3}, {high:.3}]")
}

fn groups(out: &mut impl Write, figures: &Figures) -> io::Result<()> {
    let mut by = "";
    for group in &figures.groups {
        if by != group.by {
            by = &group.by;
            writeln!(out, "\nmacro-F1 by {by}")?;
        }
        writeln!(out, "  {}: {} on {} rows", group.name, interval(group.macro_f1), group.rows)?;
    }
    Ok(())
}

fn bands(out: &mut impl Write, figures: &Figures, thresholds: Option<&Thresholds>) -> io::Result<()> {
    let (Some(found), Some(thresholds)) = (&figures.bands, thresholds) else { return Ok(()) };
    writeln!(
        out,
        "\nOf 1,000 comments, where {:.1}% are {} (measured on {} rows):",
        found.base_rate * 100.0,
        found.label,
        found.rows
    )?;
    let mut line = |name: &str, from: String, band: Band| {
        writeln!(
            out,
            "  {name:<9} {:>4.0}  {from}; {:.0}% of them {}, which is {:.0}% of all such",
            band.per_thousand,
            band.precision * 100.0,
            found.label,
            band.recall * 100.0
        )
    };
    let withhold = thresholds.withhold.map_or("never".to_owned(), |p| format!("from probability {p:.4}"));
    line("withhold", withhold, found.withhold)?;
    line("review", format!("from probability {:.4}", thresholds.review), found.review)?;
    line("allow", "below".to_owned(), found.allow)
}
