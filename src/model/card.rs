//! The model card: everything in it comes from the model file.

mod figures;

use std::fmt::Write as _;

use super::{Model, Source};

/// The card as Markdown.
pub(super) fn render(model: &Model) -> String {
    let mut out = String::new();
    let labels: Vec<_> = model.labels.iter().map(|label| escaped(label)).collect();
    let _ = writeln!(out, "# Model: {}\n", labels.join(", "));
    let _ = writeln!(
        out,
        "A linear classifier over hashed word and character n-grams, written by `ghirbal train`. This card is \
         generated from the model file; `ghirbal model FILE` prints it.\n"
    );
    let about = model.provenance.about.trim();
    if !about.is_empty() {
        let _ = writeln!(out, "{about}\n");
    }
    sources(model, &mut out);
    figures::render(model, &mut out);
    settings(model, &mut out);
    out
}

/// A name as Markdown shows it: neither HTML nor the end of a table's cell.
fn escaped(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '|' | '`' | '*' | '[' | ']' | '\\' => shown.extend(['\\', c]),
            '\n' | '\r' => shown.push(' '),
            c => shown.push(c),
        }
    }
    shown
}

fn sources(model: &Model, out: &mut String) {
    let provenance = &model.provenance;
    if let Some(start) = &provenance.start {
        let _ = writeln!(
            out,
            "## Started from\n\nA model with the SHA-256 `{}`, which was trained on:\n",
            start.sha256
        );
        table(&start.sources, out);
    }
    let _ = writeln!(out, "## Trained on\n");
    table(&provenance.sources, out);
    if !provenance.outside.is_empty() {
        let _ = writeln!(
            out,
            "Further texts taught which columns go together, by labels of their own or by how words are used. None of \
             them is among the labelled texts:\n"
        );
        table(&provenance.outside, out);
    }
    if let Some(teacher) = &provenance.teacher {
        let _ = writeln!(
            out,
            "Larger models said of some of these texts how probable each label is, and that was learned too. A model that is \
             measured on a fold was taught by the one that, by this file, had not learned from that fold:\n"
        );
        table(std::slice::from_ref(teacher), out);
    }
    let fitted_to: Vec<_> = provenance.fitted_to.iter().map(|source| format!("`{}`", source.name)).collect();
    let shares = if fitted_to.is_empty() {
        "Not calibrated. Shares of the labels among all rows:".to_owned()
    } else {
        let strangers: Vec<_> = provenance
            .fitted_to
            .iter()
            .filter(|source| !provenance.sources.contains(source))
            .cloned()
            .collect();
        if !strangers.is_empty() {
            let _ = writeln!(out, "## Calibrated on\n");
            table(&strangers, out);
        }
        format!(
            "Probabilities are those of comments as in {}, where the labels have these shares:",
            fitted_to.join(", ")
        )
    };
    let _ = writeln!(out, "{shares}\n\n| label | share |\n| --- | ---: |");
    for (label, prior) in model.labels.iter().zip(&model.answers.priors) {
        let _ = writeln!(out, "| {} | {:.1}% |", escaped(label), prior * 100.0);
    }
}

fn table(sources: &[Source], out: &mut String) {
    let _ = writeln!(out, "| file | rows | licence | SHA-256 |\n| --- | ---: | --- | --- |");
    for Source { name, rows, licence, sha256 } in sources {
        let _ = writeln!(out, "| `{name}` | {rows} | {licence} | `{sha256}` |");
    }
    let _ = writeln!(out);
}

fn settings(model: &Model, out: &mut String) {
    let text = serde_json::to_string_pretty(&model.settings).expect("settings are plain data");
    let known = model.frequency.codes().iter().filter(|&&code| code != 0).count();
    let _ = writeln!(
        out,
        "\n## Settings\n\n{} bytes; seed {}; {known} of {} columns in use.\n\n```json\n{text}\n```",
        model.to_bytes().len(),
        model.provenance.seed,
        model.settings.features.columns()
    );
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn names_are_no_markdown() {
        assert_eq!(escaped("<script> | a*b & [c]\n"), "&lt;script&gt; \\| a\\*b &amp; \\[c\\] ");
        assert_eq!(escaped("NOT_OFF, مسيء"), "NOT_OFF, مسيء");
    }
}
