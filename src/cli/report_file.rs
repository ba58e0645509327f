//! `--report`: a file for people.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::ValueEnum;
use ghirbal::report::Language;

use super::{Usage, notes, write};

/// The language of a report.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Lang {
    /// English
    #[default]
    En,
    /// Arabic, right to left
    Ar,
}

/// What a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page that needs nothing beside it.
    Page,
    /// An Excel workbook.
    Workbook,
}

impl Kind {
    fn extension(self) -> &'static str {
        match self {
            Self::Page => "html",
            Self::Workbook => "xlsx",
        }
    }
}

/// Where to report to, and how.
#[derive(clap::Args)]
pub(super) struct ReportArgs {
    /// Write a report for people to this file: a page that ends in .html, or, of `moderate`, a workbook that ends in
    /// .xlsx
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The language of the report
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value_t, requires = "report")]
    lang: Lang,
}

impl ReportArgs {
    /// The kind of report that was asked for, one of these, and over none of what is read.
    pub(super) fn kind(
        &self,
        kinds: &[Kind],
        inputs: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<Option<Kind>> {
        let Some(path) = &self.report else { return Ok(None) };
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let kind = kinds.iter().find(|kind| Some(kind.extension()) == extension.as_deref());
        if kind.is_none() {
            let known: Vec<_> = kinds.iter().map(|kind| format!(".{}", kind.extension())).collect();
            let workbook =
                if kinds.contains(&Kind::Workbook) { "" } else { "; only `moderate` writes workbooks" };
            bail!(Usage::new(format!(
                "{}: a report ends in {}{workbook}",
                path.display(),
                known.join(" or ")
            )));
        }
        write::keep_inputs(path, inputs)?;
        Ok(kind.copied())
    }

    /// Whether a report was asked for.
    pub(super) fn is_wanted(&self) -> bool {
        self.report.is_some()
    }

    pub(super) fn language(&self) -> Language {
        match self.lang {
            Lang::En => Language::English,
            Lang::Ar => Language::Arabic,
        }
    }

    /// Writes the report, whole or not at all.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<()> {
        let Some(path) = &self.report else { return Ok(()) };
        write::all(&[(path, bytes)])?;
        notes::info(&format!("wrote {}", path.display()));
        Ok(())
    }
}
