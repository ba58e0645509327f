//! The model card: everything in it comes from the model file.

use std::fmt::Write as _;

use super::Model;

/// The card as Markdown.
pub(super) fn render(model: &Model) -> String {
    let mut out = String::new();
    let labels: Vec<_> = model.labels.iter().map(AsRef::as_ref).collect();
    let _ = writeln!(out, "# Model: {}\n", labels.join(", "));
    let _ = writeln!(
        out,
        "A linear classifier over hashed word and character n-grams, written by `ghirbal train`. This card is \
         generated from the model file; `ghirbal model FILE` prints it.\n"
    );
    sources(model, &mut out);
    figures(model, &mut out);
    settings(model, &mut out);
    out
}

fn sources(model: &Model, out: &mut String) {
    let _ = writeln!(out, "## Trained on\n\n| file | rows | licence | SHA-256 |\n| --- | ---: | --- | --- |");
    for source in &model.provenance.sources {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | `{}` |",
            source.name, source.rows, source.licence, source.sha256
        );
    }
    let _ = writeln!(out, "\n| label | share of the rows |\n| --- | ---: |");
    for (label, prior) in model.labels.iter().zip(&model.priors) {
        let _ = writeln!(out, "| {label} | {:.1}% |", prior * 100.0);
    }
}

fn figures(model: &Model, out: &mut String) {
    let Some(figures) = &model.provenance.figures else {
        let _ = writeln!(
            out,
            "\n## Figures\n\nNone: the model was trained without `--folds` or `--valid`, so nothing is known of \
             how good it is."
        );
        return;
    };
    let _ = writeln!(
        out,
        "\n## Figures\n\nBy {}, on {} rows that the measured models had not seen.\n",
        figures.method, figures.rows
    );
    let _ = writeln!(out, "| | precision | recall | F1 | rows |\n| --- | ---: | ---: | ---: | ---: |");
    for line in &figures.labels {
        let _ = writeln!(
            out,
            "| {} | {:.3} | {:.3} | {:.3} | {} |",
            line.label, line.precision, line.recall, line.f1, line.support
        );
    }
    let _ = writeln!(out, "\nMacro-F1 **{:.3}**, accuracy {:.3}.", figures.macro_f1, figures.accuracy);
}

fn settings(model: &Model, out: &mut String) {
    let text = serde_json::to_string_pretty(&model.settings).expect("settings are plain data");
    let known = model.frequency.codes().iter().filter(|&&code| code != 0).count();
    let _ = writeln!(
        out,
        "\n## Settings\n\nSeed {}; {known} of {} columns in use.\n\n```json\n{text}\n```",
        model.provenance.seed,
        model.settings.features.columns()
    );
}
