//! Standard output: for people on a terminal, for programs in a pipe.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, Write};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use csv::ByteRecord;
use ghirbal::{Decision, Verdict};

/// Buffered standard output for data: bytes go out as they are.
pub(super) fn data() -> Box<dyn Write> {
    Box::new(BufWriter::new(io::stdout().lock()))
}

/// Buffered standard output for people: colours are taken out where they do not belong, and for `NO_COLOR`.
pub(super) fn styled() -> Box<dyn Write> {
    Box::new(BufWriter::new(anstream::stdout().lock()))
}

/// Whether a person reads standard output.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// The forms of a list of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
}

impl Format {
    /// The one that was asked for, or the one that fits the reader.
    pub(super) fn or_default(asked: Option<Self>) -> Self {
        asked.unwrap_or_else(|| if is_terminal() { Self::Table } else { Self::Jsonl })
    }

    /// The output that fits.
    pub(super) fn output(self) -> Box<dyn Write> {
        if self == Self::Table { styled() } else { data() }
    }
}

/// The forms of what is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ObjectFormat {
    /// For people
    Table,
    /// One JSON object a line
    Jsonl,
}

impl ObjectFormat {
    /// The one that was asked for, or the one that fits the reader, with its output.
    pub(super) fn or_default(asked: Option<Self>) -> (Self, Box<dyn Write>) {
        match asked.unwrap_or_else(|| if is_terminal() { Self::Table } else { Self::Jsonl }) {
            Self::Table => (Self::Table, styled()),
            Self::Jsonl => (Self::Jsonl, data()),
        }
    }
}

/// Writes a value as a line of JSON.
pub(super) fn json_line(out: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Text that a terminal sets on its own, whatever direction its neighbours have (UAX #9, isolates). Control
/// characters of the text could steer the terminal and are shown as symbols.
pub(super) fn isolated(text: &str) -> String {
    format!("\u{2068}{}\u{2069}", harmless(text))
}

/// Text without control characters.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let show = |c: char| match c {
        '\n' | '\t' => ' ',
        // The control pictures follow the order of the controls.
        '\0'..='\x1F' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        c if steers(c) => '\u{FFFD}',
        c => c,
    };
    Cow::Owned(text.chars().map(show).collect())
}

/// Paragraphs of a text, wrapped and isolated, each line after `indent`.
pub(super) fn paragraphs(out: &mut impl Write, text: &str, indent: &str) -> io::Result<()> {
    let width = textwrap::termwidth().clamp(40, 100).saturating_sub(indent.len());
    for paragraph in text.lines() {
        for line in textwrap::wrap(&harmless(paragraph), width) {
            writeln!(out, "{indent}\u{2068}{line}\u{2069}")?;
        }
    }
    Ok(())
}

/// The colour of a label: the three of the built-in model have their own.
pub(super) fn style_of(label: &str) -> Style {
    let colour = match label {
        "hostile" => AnsiColor::Red,
        "partisan" => AnsiColor::Yellow,
        "neutral" => AnsiColor::Green,
        _ => AnsiColor::Cyan,
    };
    Style::new().bold().fg_color(Some(colour.into()))
}

/// A label with its probability, coloured: `hostile 93%`; a question mark where nothing spoke for it.
pub(super) fn label_with_share(verdict: &Verdict) -> String {
    let style = style_of(&verdict.label);
    let share = verdict.probabilities.get(&verdict.label).unwrap_or_default() * 100.0;
    let doubt = if verdict.evidence.is_some() { " (nothing to go by)" } else { "" };
    format!("{style}{} {share:.0}%{style:#}{doubt}", harmless(&verdict.label))
}

/// The words that decided, joined.
fn joined_reasons(verdict: &Verdict) -> String {
    let mut joined = String::with_capacity(verdict.reasons.iter().map(|reason| reason.text.len() + 2).sum());
    for reason in &verdict.reasons {
        if !joined.is_empty() {
            joined.push_str("; ");
        }
        joined.push_str(&reason.text);
    }
    joined
}

/// The names of the columns that a verdict adds to a table; `label` under the name given.
pub(super) fn verdict_columns(labels: &[std::sync::Arc<str>], label: &str) -> Vec<String> {
    let mut names = vec![label.to_owned()];
    names.extend(labels.iter().map(|label| format!("p_{label}")));
    names.extend(["decision".to_owned(), "reasons".to_owned()]);
    names
}

/// Adds the fields of those columns.
pub(super) fn verdict_fields(verdict: &Verdict, into: &mut ByteRecord) {
    into.push_field(verdict.label.as_bytes());
    for (_, probability) in verdict.probabilities.iter() {
        into.push_field(&four_decimals(probability));
    }
    into.push_field(verdict.decision.map_or("", Decision::name).as_bytes());
    into.push_field(joined_reasons(verdict).as_bytes());
}

/// As `{:.4}` writes a probability, ties aside; formatting numbers of any size took a twentieth of `classify`.
fn four_decimals(probability: f64) -> [u8; 6] {
    let mut rest = (probability * 1e4).round() as u32;
    let mut digits = *b"0.0000";
    for at in [5, 4, 3, 2, 0] {
        digits[at] += (rest % 10) as u8;
        rest /= 10;
    }
    digits
}
