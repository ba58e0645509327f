//! Pages from files of any kind, for the verbs that take them: `split` and `moderate`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use ghirbal::Error;
use ghirbal::page::{Columns, InputKind, Moment, Options, Page, Pages, TakenColumns, read};

use super::progress::Progress;
use super::{input, notes, output, parallel};

/// What to read, and how.
#[derive(clap::Args)]
pub(super) struct PagesArgs {
    /// Pages and exports to read; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the files hold [default: found from their content]
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    input: Option<InputKind>,
    /// Of exports, also read comments that are marked as spam, refused, thrown away or deleted
    #[arg(long)]
    with_removed: bool,
    /// When the pages were saved, as 2024-05-01 or 2024-05-01T12:30; times such as «منذ يومين» are dated from there
    /// [default: they have no date]
    #[arg(long, value_name = "TIME")]
    now: Option<Moment>,
    #[command(flatten)]
    columns: ColumnArgs,
}

/// Columns of tables, and fields of JSON objects, that have other names than the usual ones.
#[derive(clap::Args)]
#[command(next_help_heading = "Columns of CSV, fields of JSONL [default: found by name]")]
struct ColumnArgs {
    /// The comment
    #[arg(long = "text-col", value_name = "NAME")]
    text: Option<String>,
    /// Its identifier
    #[arg(long = "id-col", value_name = "NAME")]
    id: Option<String>,
    /// The identifier of the comment it answers
    #[arg(long = "parent-col", value_name = "NAME")]
    parent: Option<String>,
    /// Its author
    #[arg(long = "author-col", value_name = "NAME")]
    author: Option<String>,
    /// When it was written
    #[arg(long = "date-col", value_name = "NAME")]
    date: Option<String>,
    /// The article, by its link or number
    #[arg(long = "page-col", value_name = "NAME")]
    page: Option<String>,
}

/// The names of the kinds on the command line.
fn kinds() -> impl TypedValueParser<Value = InputKind> {
    let values = InputKind::ALL.map(|kind| PossibleValue::new(kind.name()).help(kind.description()));
    PossibleValuesParser::new(values).map(|name| {
        let of_name = InputKind::ALL.into_iter().find(|kind| kind.name() == name);
        of_name.expect("the parser lets only names of kinds through")
    })
}

/// What a worker gets to do.
enum Job {
    /// A page that has come out of an export.
    Page(Page),
    /// A file that holds one page, not read yet.
    Whole(Box<Pages>),
    /// A file, or what is left of one, that cannot be read.
    Failed(Error),
}

/// A job and the file that it comes from.
struct Numbered {
    file: usize,
    kind: Option<InputKind>,
    job: Job,
}

impl PagesArgs {
    /// The files to read.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    fn options(&self) -> Options {
        let columns = &self.columns;
        Options {
            kind: self.input,
            with_removed: self.with_removed,
            now: self.now,
            columns: Columns {
                text: columns.text.clone(),
                id: columns.id.clone(),
                parent: columns.parent.clone(),
                author: columns.author.clone(),
                date: columns.date.clone(),
                page: columns.page.clone(),
            },
        }
    }

    /// Runs `work` on every page of every file, in all threads, and `sink` on what comes of it, in order. A file that
    /// cannot be read is reported, the others go on; in the end those that failed are listed. Gives what was reported.
    pub(super) fn each<R: Send, S: Default>(
        &self,
        threads: usize,
        work: impl Fn(&mut S, Page, InputKind) -> R + Sync,
        mut sink: impl FnMut(R) -> Result<()>,
    ) -> Result<Failures> {
        let progress = Progress::new("reading pages", if self.files.len() == 1 { "pages" } else { "files" });
        let (mut failed, mut failures): (Vec<&Path>, _) = (vec![], Failures::default());
        let mut pages = 0;
        let work = |state: &mut S, Numbered { file, kind, job }: Numbered| {
            let page = match job {
                Job::Page(page) => Ok(page),
                Job::Whole(mut pages) => pages.next().expect("a file that holds one page gives one"),
                Job::Failed(error) => Err(error),
            };
            (file, page.map(|page| work(state, page, kind.unwrap_or(InputKind::Text))))
        };
        parallel::ordered(threads, self.jobs(), work, |(file, result)| {
            pages += 1;
            match self.files.len() {
                1 => progress.set(pages, 0),
                files => progress.set(file as u64, files as u64),
            }
            match result {
                Ok(result) => sink(result),
                Err(error) => {
                    let reason = error.to_string();
                    notes::error(&reason);
                    failed.push(&self.files[file]);
                    failures.0.push(reason);
                    Ok(())
                }
            }
        })?;
        self.end(&failed);
        Ok(failures)
    }

    /// What there is to do, file by file. Exports are read here, so that one of any size passes through.
    fn jobs(&self) -> impl Iterator<Item = Numbered> + Send {
        let options = self.options();
        let (mut told, mut last_columns) = (None, None);
        self.files.iter().enumerate().flat_map(move |(file, path)| {
            let jobs: Box<dyn Iterator<Item = (Option<InputKind>, Job)> + Send> =
                match input::open(path).and_then(|input| read(path, input, &options)) {
                    Err(error) => Box::new(std::iter::once((None, Job::Failed(error)))),
                    Ok(pages) => {
                        let kind = pages.kind();
                        if kind.is_export() && options.kind.is_none() && told.replace(kind) != Some(kind) {
                            notes::info(&format!(
                                "{}: read as {} (--input {})",
                                path.display(),
                                kind.description(),
                                kind.name()
                            ));
                        }
                        if !matches!(kind, InputKind::Csv | InputKind::Jsonl)
                            && let Some(flag) = named_flag(&options.columns)
                        {
                            notes::warning(&format!(
                                "{}: read as {}, which has no columns to name: {flag} is not used (--input csv or \
                                 --input jsonl if it is a table)",
                                path.display(),
                                kind.description(),
                            ));
                        }
                        if let Some(columns) =
                            pages.columns().filter(|found| last_columns.as_ref() != Some(found))
                        {
                            notes::info(&format!("{}: {}", path.display(), told_columns(&columns)));
                            last_columns = Some(columns);
                        }
                        if kind.is_export() {
                            Box::new(
                                pages.map(move |page| (Some(kind), page.map_or_else(Job::Failed, Job::Page))),
                            )
                        } else {
                            Box::new(std::iter::once((Some(kind), Job::Whole(Box::new(pages)))))
                        }
                    }
                };
            jobs.map(move |(kind, job)| Numbered { file, kind, job })
        })
    }

    /// Lists what failed.
    fn end(&self, failed: &[&Path]) {
        if !failed.is_empty() && self.files.len() > 1 {
            let names: Vec<_> = failed.iter().map(|path| format!("\n  {}", path.display())).collect();
            notes::info(&format!("{} of {} files failed:{}", failed.len(), self.files.len(), names.concat()));
        }
    }
}

/// The first flag that names a column.
fn named_flag(columns: &Columns) -> Option<&'static str> {
    let flags = [
        (&columns.text, "--text-col"),
        (&columns.id, "--id-col"),
        (&columns.parent, "--parent-col"),
        (&columns.author, "--author-col"),
        (&columns.date, "--date-col"),
        (&columns.page, "--page-col"),
    ];
    flags.into_iter().find(|(name, _)| name.is_some()).map(|(_, flag)| flag)
}

/// What the columns of a table were taken for, in words.
fn told_columns(columns: &TakenColumns) -> String {
    let used: Vec<String> = columns
        .used
        .iter()
        .map(|(field, header)| format!("{field} from «{}»", output::harmless(header)))
        .collect();
    let ignored: Vec<String> =
        columns.ignored.iter().map(|header| format!("«{}»", output::harmless(header))).collect();
    let ignored = if ignored.is_empty() { "none".to_owned() } else { ignored.join(", ") };
    format!("columns read: {}; ignored: {ignored}", used.join(", "))
}

/// Why files could not be read, or not to their end.
#[derive(Default)]
pub(super) struct Failures(pub(super) Vec<String>);

impl Failures {
    /// 1 where there is any.
    pub(super) fn code(&self) -> ExitCode {
        if self.0.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
