//! `train`: labelled rows become a model.

use std::collections::{BTreeMap, HashSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use ghirbal::Error;
use ghirbal::counter::CounterSet;
use ghirbal::dataset::{self, Columns, Labelled};
use ghirbal::learn::calibrate::{Target, Wanted};
use ghirbal::learn::distillation::SoftLabels;
use ghirbal::learn::{Files, Plan, Settings, Trained, train};
use ghirbal::metrics::Judged;

use super::progress::Progress;
use super::{input, notes, output, report, search, write};

/// Learn a model from labelled rows
///
/// Any set of two or more labels. With --folds or --valid, prints how good the model is on rows it has not
/// seen. Writes the model, and beside it its card as Markdown. Equal rows, settings and seed give equal bytes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal train labels/comments.csv --out my.ghirbal --folds 5
  ghirbal train desk.csv --extra labels/comments.csv --valid held-out.csv --out my.ghirbal
  ghirbal train desk.csv --folds 5 --precision hostile=0.9 --base-rate hostile=0.06 --out my.ghirbal
  ghirbal train desk.csv --folds 5 --auxiliary insults.csv --unlabelled archive.csv --out my.ghirbal
  ghirbal train desk.csv --unlabelled archive.csv --soft teacher.csv --out my.ghirbal
  ghirbal train desk.csv --folds 5 --held-out judged.csv --out my.ghirbal
  ghirbal train desk.csv --folds 5 --search --time 20 --out my.ghirbal
  ghirbal train rows.csv --text-col body --label-col verdict --out my.ghirbal")]
pub(super) struct Args {
    /// Labelled CSV files; folds are cut from these
    #[arg(required = true, value_name = "LABELS.csv")]
    labels: Vec<PathBuf>,
    /// Where to write the model; its card goes beside it with the extension `.md`
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    /// A labelled CSV to learn from and not to measure on; can be given several times
    #[arg(long, value_name = "FILE")]
    extra: Vec<PathBuf>,
    /// A labelled CSV of comments as readers leave them: learned from, and, with --folds, what probabilities and
    /// thresholds are fitted to and measured on; can be given several times
    #[arg(long, value_name = "FILE", requires = "folds")]
    natural: Vec<PathBuf>,
    /// Texts that all have one label, as news posts are neutral: learned from, and, with --folds, measured for how often
    /// they are called something else; can be given several times. LABEL can be several, as in neutral|partisan, where it
    /// is only known that it is one of them
    #[arg(long, value_name = "LABEL=FILE", value_parser = file)]
    uniform: Vec<(String, PathBuf)>,
    /// The same, but not learned from
    #[arg(long, value_name = "LABEL=FILE", value_parser = file)]
    probe: Vec<(String, PathBuf)>,
    /// A CSV with labels of its own, whatever they are, that teaches which words go together; texts that are among the
    /// labelled rows are left out of it. COLUMN names the label's column. Costs no bytes and no speed
    #[arg(long, value_name = "[COLUMN=]FILE")]
    auxiliary: Vec<String>,
    /// A CSV of texts that teaches which words are used alike; as above
    #[arg(long, value_name = "FILE")]
    unlabelled: Vec<PathBuf>,
    /// What a larger model says of texts of these files, to learn from it (distillation): a CSV with columns `key`, the
    /// first 12 hex digits of the SHA-256 of the text (its blanks as in labels/README.md), and for each label, or all but
    /// one, whole per cents; with --folds, LABEL.0, LABEL.1 and so on of a teacher for each fold, and a column `fold` in rows
    /// of texts that teachers learned from
    #[arg(long, value_name = "FILE")]
    soft: Option<PathBuf>,
    /// Measure the model on a counter-set, a folder as tests/data/counter
    #[arg(long, value_name = "FOLDER")]
    counter: Option<PathBuf>,
    /// Start from this model, its name or its file, and learn only what the rows add to it; with --folds or --valid,
    /// says whether that made it better
    #[arg(long, value_name = "MODEL")]
    from: Option<PathBuf>,
    /// Measure by cross-validation, and calibrate the probabilities; a row's fold is the first 8 hex digits of its text's SHA-256, modulo K
    #[arg(long, value_name = "K", group = "measured", value_parser = clap::value_parser!(u32).range(2..=63))]
    folds: Option<u32>,
    /// Measure on this labelled CSV, and keep its texts from training
    #[arg(long, value_name = "FILE", group = "measured")]
    valid: Option<PathBuf>,
    #[command(flatten)]
    target: TargetArgs,
    /// Write what models that had not seen a row said of it, with --folds or --valid: a CSV with file, row, fold, source,
    /// confidence, label, predicted label, the probability and the score of each label; scores are empty where a text
    /// has nothing to go by
    #[arg(long, value_name = "FILE", requires = "measured")]
    held_out: Option<PathBuf>,
    /// Seed of the order in which rows are visited
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    columns: ColumnArgs,
    /// Settings of folding, features and learner as JSON, as a card shows them
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// First try settings by cross-validation, for --time minutes, and learn with the best; writes them beside the model
    /// with the extension `.settings.json`, and the table of tries as `.tries.csv`
    #[arg(long, requires = "folds")]
    search: bool,
    /// With --search: minutes after which no further settings are tried
    #[arg(long, value_name = "MINUTES", default_value_t = 10.0, requires = "search", value_parser = minutes)]
    time: f64,
    /// What the card should say of the model: a Markdown file
    #[arg(long, value_name = "FILE")]
    about: Option<PathBuf>,
    /// The licence of a labelled file, for the card; can be given several times
    #[arg(long, value_name = "FILE=TEXT", value_parser = licence)]
    licence: Vec<(String, String)>,
}

/// Which columns hold what.
#[derive(clap::Args)]
pub(super) struct ColumnArgs {
    /// The column with the text [default: found by name]
    #[arg(long, value_name = "NAME")]
    text_col: Option<String>,
    /// The column with the label [default: found by name]
    #[arg(long, value_name = "NAME")]
    label_col: Option<String>,
    /// Give a label another name, as in POS=positive; can be given several times
    #[arg(long, value_name = "OLD=NEW", value_parser = pair)]
    rename: Vec<(String, String)>,
}

impl ColumnArgs {
    pub(super) fn columns(&self) -> Columns {
        let (text, label) = (self.text_col.clone(), self.label_col.clone());
        Columns { text, label, all: None, rename: self.rename.iter().cloned().collect() }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (old, new) = text.split_once('=').ok_or("expected OLD=NEW, as in POS=positive")?;
    Ok((old.to_owned(), new.to_owned()))
}

/// What probabilities and thresholds are fitted to.
#[derive(clap::Args)]
pub(super) struct TargetArgs {
    /// Choose thresholds: withhold a comment where, of those as probable or more, at least this share has the label
    #[arg(long, value_name = "LABEL=P", value_parser = share)]
    precision: Option<(String, f64)>,
    /// With --precision: let a moderator review so many comments that of those with the label at least this share is
    /// reviewed or withheld
    #[arg(long, value_name = "R", default_value_t = 0.8, requires = "precision")]
    recall: f64,
    /// The share of your comments that has a label [default: as in the labelled rows]
    #[arg(long, value_name = "LABEL=P", value_parser = share)]
    base_rate: Option<(String, f64)>,
}

impl TargetArgs {
    pub(super) fn target(&self) -> Target {
        let wanted = self.precision.clone();
        let wanted = wanted.map(|(label, precision)| Wanted { label, precision, recall: self.recall });
        Target { base_rate: self.base_rate.clone(), wanted }
    }
}

fn minutes(text: &str) -> Result<f64, String> {
    let minutes: f64 = text.parse().map_err(|_| format!("{text} is no number"))?;
    let sound = (0.0..=100_000.0).contains(&minutes);
    if sound { Ok(minutes) } else { Err("must be 0 to 100000 minutes".to_owned()) }
}

fn file(text: &str) -> Result<(String, PathBuf), String> {
    let (label, file) = text.split_once('=').ok_or("expected LABEL=FILE, as in neutral=news.csv")?;
    Ok((label.to_owned(), PathBuf::from(file)))
}

fn share(text: &str) -> Result<(String, f64), String> {
    let (label, share) = text.rsplit_once('=').ok_or("expected LABEL=SHARE, as in hostile=0.9")?;
    let share = share.parse().map_err(|_| format!("{share} is no number"))?;
    Ok((label.to_owned(), share))
}

fn licence(text: &str) -> Result<(String, String), String> {
    let (file, licence) = text.split_once('=').ok_or("expected FILE=TEXT, as in comments.csv=MIT")?;
    Ok((file.to_owned(), licence.to_owned()))
}

impl Args {
    /// Every file that is read.
    fn inputs(&self) -> Vec<&Path> {
        let lists = [&self.labels, &self.extra, &self.natural, &self.unlabelled];
        let files = lists.into_iter().flatten().map(PathBuf::as_path);
        let of_one_label = self.uniform.iter().chain(&self.probe).map(|(_, path)| path.as_path());
        let auxiliary = self.auxiliary.iter().map(|file| auxiliary(file).1);
        let from = self.from.as_deref().filter(|model| !input::is_built_in(model));
        let single = [
            self.valid.as_deref(),
            self.settings.as_deref(),
            self.about.as_deref(),
            self.soft.as_deref(),
            from,
        ];
        files.chain(of_one_label).chain(auxiliary).chain(single.into_iter().flatten()).collect()
    }
}

/// The label's column, where one is named, and the file.
fn auxiliary(file: &str) -> (Option<&str>, &Path) {
    match file.split_once('=') {
        Some((column, path)) => (Some(column), Path::new(path)),
        None => (None, Path::new(file)),
    }
}

pub(super) fn run(args: &Args, threads: usize) -> Result<()> {
    let beside: Vec<_> = [write::CARD]
        .into_iter()
        .chain(args.search.then_some(search::BESIDE).into_iter().flatten())
        .collect();
    write::keep_inputs_of_model(&args.out, &beside, &args.inputs())?;
    if let Some(path) = &args.held_out {
        write::keep_inputs(path, args.inputs().into_iter().chain([args.out.as_path()]))?;
    }
    let trained = learn(args, threads)?;
    for note in &trained.notes {
        notes::info(note);
    }
    let mut out = output::data();
    report::write(&mut out, &trained.model)?;
    out.flush()?;
    if let Some(path) = &args.held_out {
        write::all(&[(path, &judged_rows(&trained)?)])?;
    }
    write::model(&trained.model, &args.out)
}

/// Every row that was measured or calibrated on, in the order of the files, as CSV.
fn judged_rows(trained: &Trained) -> Result<Vec<u8>> {
    let labels = trained.model.labels();
    let mut lines = csv::Writer::from_writer(Vec::new());
    let names = ["file", "row", "fold", "source", "confidence", "label", "predicted"].map(str::to_owned);
    let of_labels =
        ["p", "score"].into_iter().flat_map(|what| labels.iter().map(move |label| format!("{what}_{label}")));
    lines.write_record(names.into_iter().chain(of_labels))?;
    // Without natural files both are the same.
    let measured: HashSet<_> = trained.held_out.iter().map(|row| &row.file).collect();
    let natural = trained.natural.iter().filter(|row: &&Judged| !measured.contains(&row.file));
    for row in trained.held_out.iter().chain(natural) {
        let or_empty = |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
        let fields = [
            row.file.to_string(),
            row.row.to_string(),
            row.fold.map(|fold| fold.to_string()).unwrap_or_default(),
            or_empty(&row.source),
            or_empty(&row.confidence),
            labels[row.truth].to_string(),
            labels[row.predicted].to_string(),
        ];
        let six = |figure: &f64| format!("{figure:.6}");
        // A text with nothing to go by has no scores.
        let scores = match &row.scores {
            Some(scores) => scores.iter().map(six).collect(),
            None => vec![String::new(); labels.len()],
        };
        let probabilities = row.probabilities.iter().map(six);
        lines.write_record(fields.into_iter().chain(probabilities).chain(scores))?;
    }
    Ok(lines.into_inner()?)
}

fn learn(args: &Args, threads: usize) -> Result<Trained> {
    let columns = args.columns.columns();
    let read_as = |(label, path): &(String, PathBuf)| {
        read(path, &Columns { all: Some(label.clone()), ..columns.clone() })
    };
    let read = |path: &PathBuf| read(path, &columns);
    let measured = args.labels.iter().map(read).collect::<Result<Vec<_>>>()?;
    let extra = args.extra.iter().map(read).collect::<Result<Vec<_>>>()?;
    let natural = args.natural.iter().map(read).collect::<Result<Vec<_>>>()?;
    let uniform = args.uniform.iter().map(read_as).collect::<Result<Vec<_>>>()?;
    let probes = args.probe.iter().map(read_as).collect::<Result<Vec<_>>>()?;
    let valid = args.valid.as_ref().map(read).transpose()?;
    let read_auxiliary = |file: &String| {
        let (column, path) = auxiliary(file);
        super::train::read(path, &Columns { label: column.map(str::to_owned), ..Columns::default() })
    };
    let auxiliary = args.auxiliary.iter().map(read_auxiliary).collect::<Result<Vec<_>>>()?;
    let any = Columns { all: Some("none".to_owned()), ..Columns::default() };
    let unlabelled =
        args.unlabelled.iter().map(|path| super::train::read(path, &any)).collect::<Result<Vec<_>>>()?;
    let soft = args.soft.as_ref().map(|path| soft_labels(path)).transpose()?;
    let mut plan = Plan {
        settings: args.settings.as_deref().map(settings).transpose()?.unwrap_or_default(),
        seed: args.seed,
        folds: args.folds,
        target: args.target.target(),
        from: args.from.as_deref().map(input::load).transpose()?,
        counter: args.counter.as_deref().map(|folder| CounterSet::read(folder, "test")).transpose()?,
        threads,
        about: args.about.as_deref().map(about).transpose()?.unwrap_or_default(),
        licences: args.licence.iter().cloned().collect::<BTreeMap<_, _>>(),
    };
    let files = Files {
        measured: &measured,
        extra: &extra,
        natural: &natural,
        uniform: &uniform,
        probes: &probes,
        valid: valid.as_ref(),
        auxiliary: &auxiliary,
        unlabelled: &unlabelled,
        soft: soft.as_ref(),
    };
    if args.search {
        plan.settings = search::run(&files, &plan, args.time, &args.out)?;
    }
    let progress = Progress::new("learning", "epochs");
    Ok(train(&files, &plan, &|done, total| progress.set(done, total))?)
}

/// Reads a labelled file and passes its warnings on.
pub(super) fn read(path: &Path, columns: &Columns) -> Result<Labelled> {
    let labelled = dataset::parse(path, input::read(path)?, columns)?;
    for warning in &labelled.warnings {
        notes::warning(warning);
    }
    Ok(labelled)
}

fn soft_labels(path: &Path) -> Result<SoftLabels> {
    Ok(SoftLabels::parse(path, input::read(path)?)?)
}

fn about(path: &Path) -> Result<String> {
    let text = String::from_utf8(input::read(path)?);
    text.with_context(|| format!("--about {}: this is not UTF-8", path.display()))
}

fn settings(path: &Path) -> Result<Settings> {
    let bytes = input::read(path)?;
    let fault = |error: serde_json::Error| {
        Error::malformed(path, error.line() as u64, format!("not the settings of a model: {error}"))
    };
    serde_json::from_slice(&bytes).map_err(fault).context("--settings")
}
