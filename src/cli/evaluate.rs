//! `evaluate`: a model against labelled rows.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use ghirbal::counter::CounterSet;
use ghirbal::dataset::Labelled;
use ghirbal::metrics::{self, Confusion, Judged, McNemar};
#[cfg(feature = "baselines")]
use ghirbal::model::Interval;
use ghirbal::model::{Comparison, Figures};
use ghirbal::report::evaluation::{Against, Evaluation};
use ghirbal::sieve::{Answer, Scratch};
use ghirbal::{Model, Sieve};

use super::input::{self, ModelArg};
use super::progress::Progress;
use super::report_file::{Kind, ReportArgs};
use super::train::{self, ColumnArgs};
use super::{notes, output, parallel, report};

/// Measure a model on labelled rows: precision, recall and F1 of each label, and the confusion table
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal evaluate desk.csv
  ghirbal evaluate held-out.csv --model my.ghirbal --json
  ghirbal evaluate held-out.csv --model my.ghirbal --report report.html --lang ar
  ghirbal evaluate held-out.csv --model new.ghirbal --against old.ghirbal --report compared.html")]
pub(super) struct Args {
    /// A labelled CSV; `-` for standard input
    #[arg(value_name = "LABELS.csv")]
    labels: PathBuf,
    /// Measure on a counter-set too, a folder as tests/data/counter
    #[arg(long, value_name = "FOLDER")]
    counter: Option<PathBuf>,
    /// The half of the counter-set
    #[arg(long, value_name = "HALF", default_value = "test", value_parser = ["dev", "test"])]
    half: String,
    /// Print what linfa's own classifiers reach on these rows, by cross-validation
    #[cfg(feature = "baselines")]
    #[arg(long)]
    baselines: bool,
    /// Compare with another model on the same rows: a model file or a built-in model's name
    #[arg(long, value_name = "MODEL")]
    against: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArgs,
    /// Print JSON, with the keys of scikit-learn's `output_dict`
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    model: ModelArg,
}

pub(super) fn run(args: &Args, threads: usize) -> Result<()> {
    let inputs = [Some(args.labels.as_path()), args.model.file(), args.against.as_deref()];
    args.report.kind(&[Kind::Page], inputs.into_iter().flatten())?;
    let labelled = train::read(&args.labels, &args.columns.columns())?;
    let sieve = args.model.sieve()?;
    let truth = labelled.indices(sieve.model().labels())?;
    let seen = warned_of_seen(sieve.model(), "the model", &labelled);
    let judged = judge(&labelled, &truth, &sieve, threads)?;
    let mut figures = figures(&labelled, &judged, sieve.model());
    if let Some(folder) = &args.counter {
        figures.counter = Some(CounterSet::read(folder, &args.half)?.measure(&sieve)?);
    }
    let compared = match &args.against {
        Some(other) => Some(compare(other, &labelled, &sieve, &judged, threads)?),
        None => None,
    };
    let name = args.model.name();
    let page = Evaluation {
        sieve: &sieve,
        model: &name,
        seen,
        texts: &labelled.texts,
        places: &labelled.places,
        judged: &judged,
        figures: &figures,
        against: compared.as_ref().map(Compared::against),
    };
    if args.report.is_wanted() {
        args.report.write(page.render(args.report.language())?.as_bytes())?;
    }
    let mut out = output::data();
    if args.json {
        let confusion = Confusion::of(&figures);
        let mut json = serde_json::json!({ "figures": figures });
        if let Some(compared) = &compared {
            json["against"] = serde_json::to_value(compared)?;
        }
        output::json_line(&mut out, &Report { confusion, rest: json })?;
    } else {
        #[cfg(feature = "baselines")]
        if args.baselines {
            baselines(&mut out, &labelled, sieve.model(), &figures, threads)?;
        }
        report::figures_of(&mut out, &figures, sieve.model().answers().thresholds.as_ref())?;
        if let Some(compared) = &compared {
            compared.print(&mut out)?;
        }
    }
    Ok(out.flush()?)
}

/// Whether a model learned from these rows; if so, warns.
fn warned_of_seen(model: &Model, name: &str, labelled: &Labelled) -> bool {
    let seen = model.provenance().learned_from(&labelled.digest);
    if seen {
        notes::warning(&format!(
            "{name} was trained on {}: these figures say nothing of how good it is on new comments",
            labelled.name
        ));
    }
    seen
}

/// Another model on the same rows.
#[derive(serde::Serialize)]
struct Compared {
    model: String,
    /// Whether it learned from the rows.
    seen: bool,
    comparison: Comparison,
    test: McNemar,
}

/// Judges the rows by another model, and compares.
fn compare(
    other: &Path,
    labelled: &Labelled,
    sieve: &Sieve,
    judged: &[Judged],
    threads: usize,
) -> Result<Compared> {
    let theirs = Sieve::new(input::load(other)?)?;
    if theirs.model().labels() != sieve.model().labels() {
        bail!(
            "{} knows the labels {}, the model {}: only models of the same labels compare",
            other.display(),
            theirs.model().labels().join(", "),
            sieve.model().labels().join(", ")
        );
    }
    let name = other.display().to_string();
    let seen = warned_of_seen(theirs.model(), &name, labelled);
    let truth: Vec<usize> = judged.iter().map(|row| row.truth).collect();
    let theirs = judge(labelled, &truth, &theirs, threads)?;
    Ok(Compared {
        model: name,
        seen,
        comparison: metrics::compare(sieve.model().labels().len(), &theirs, judged),
        test: McNemar::new(judged, &theirs),
    })
}

impl Compared {
    fn against(&self) -> Against<'_> {
        Against { model: &self.model, seen: self.seen, comparison: self.comparison, test: self.test }
    }

    fn print(&self, out: &mut impl std::io::Write) -> Result<()> {
        let Comparison { macro_f1, gain } = self.comparison;
        let McNemar { first_alone, second_alone, p } = self.test;
        let p = if p < 0.0001 { "p < 0.0001".to_owned() } else { format!("p = {p:.4}") };
        writeln!(
            out,
            "\nAgainst {}: its macro-F1 is {:.3} [{:.3}, {:.3}], the gain over it {:+.3} [{:+.3}, {:+.3}]\n\
             {first_alone} rows are right by this model alone, {second_alone} by the other alone (McNemar's exact test: {p})",
            output::harmless(&self.model),
            macro_f1.value,
            macro_f1.low,
            macro_f1.high,
            gain.value,
            gain.low,
            gain.high
        )?;
        Ok(())
    }
}

/// The keys of scikit-learn's `output_dict`, and all figures.
#[derive(serde::Serialize)]
struct Report {
    #[serde(flatten)]
    confusion: Confusion,
    #[serde(flatten)]
    rest: serde_json::Value,
}

/// A line for the model and for each baseline.
#[cfg(feature = "baselines")]
fn baselines(
    out: &mut impl std::io::Write,
    labelled: &Labelled,
    model: &Model,
    figures: &Figures,
    threads: usize,
) -> Result<()> {
    let settings = model.settings().clone();
    let plan = ghirbal::learn::Plan { settings, folds: Some(5), threads, ..ghirbal::learn::Plan::default() };
    let mut line = |name: &str, Interval { value, low, high }: Interval| {
        writeln!(out, "{name}: macro-F1 {value:.3} [{low:.3}, {high:.3}]")
    };
    line("the model as it is", figures.macro_f1)?;
    for (name, figures) in ghirbal::learn::baselines(labelled, &plan)? {
        line(&format!("{name}, learned from the other folds"), figures.macro_f1)?;
    }
    Ok(writeln!(out)?)
}

/// All figures of judged rows.
fn figures(labelled: &Labelled, judged: &[Judged], model: &Model) -> Figures {
    let labels: Vec<String> = model.labels().iter().map(ToString::to_string).collect();
    let method = labelled.name.clone();
    let mut figures = metrics::figures(method.clone(), &labels, judged);
    figures.calibration =
        Some(metrics::calibration(method.clone(), &labels, judged, model.answers().base_rate()));
    figures.bands = model
        .answers()
        .thresholds
        .as_ref()
        .map(|thresholds| metrics::bands(method, &labels, judged, thresholds));
    figures
}

/// How many rows a thread takes at once.
const BATCH: usize = 256;

fn judge(labelled: &Labelled, truth: &[usize], sieve: &Sieve, threads: usize) -> Result<Vec<Judged>> {
    let progress = Progress::new("classifying", "rows");
    let file: Arc<str> = Arc::from(labelled.name.as_str());
    let mut judged: Vec<Judged> = Vec::with_capacity(truth.len());
    let work = |scratch: &mut Scratch, texts: &[String]| -> Vec<_> {
        let judge = |text: &String| sieve.judge(text.as_bytes(), scratch);
        texts.iter().map(judge).collect()
    };
    parallel::ordered(threads, labelled.texts.chunks(BATCH), work, |answers| {
        for Answer { label, scores, probabilities, decision } in answers {
            let row = judged.len();
            let of = |column: &[String]| column.get(row).map(|value| Arc::from(value.as_str()));
            judged.push(Judged {
                file: file.clone(),
                row,
                fold: None,
                source: of(&labelled.sources),
                confidence: of(&labelled.confidences),
                truth: truth[row],
                predicted: label,
                scores,
                probabilities,
                decision,
            });
        }
        progress.set(judged.len() as u64, labelled.texts.len() as u64);
        Ok(())
    })?;
    Ok(judged)
}
