//! The rows under check, in little memory.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use csv::ByteRecord;

use crate::dataset::{Columns, LABEL_COLUMNS};
use crate::labels::mapping::alike;
use crate::labels::texts::Texts;
use crate::table::{self, Place, TEXT_COLUMNS, Table};
use crate::{Error, Result};

/// Rows of labelled files.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub(super) files: Vec<File>,
    pub(super) texts: Texts,
    /// A file a row.
    pub(super) file: Vec<u16>,
    /// Where each row stands in its file.
    pub(super) place: Vec<Place>,
    pub(super) labels: Names,
    pub(super) sources: Names,
    pub(super) annotators: Names,
    notes: Vec<String>,
}

/// Further columns that count; `None`: by their usual names, where there are such.
#[derive(Debug, Clone, Copy, Default)]
pub struct Also<'a> {
    /// The column that says where a comment comes from; else `source`.
    pub source: Option<&'a str>,
    /// The column that says who labelled it; else `annotator`.
    pub annotator: Option<&'a str>,
}

/// A file under check.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) name: String,
    /// Whether its rows are held out for a test.
    pub(super) is_test: bool,
}

/// A name a row, each kept once; the first is the empty one.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) list: Vec<String>,
    numbers: HashMap<String, u32>,
    pub(super) of_row: Vec<u32>,
}

impl Default for Names {
    fn default() -> Self {
        Self { list: vec![String::new()], numbers: HashMap::from([(String::new(), 0)]), of_row: Vec::new() }
    }
}

impl Names {
    fn push(&mut self, name: &str) {
        let number = self.numbers.get(name).copied().unwrap_or_else(|| {
            let number = self.list.len() as u32;
            self.list.push(name.to_owned());
            self.numbers.insert(name.to_owned(), number);
            number
        });
        self.of_row.push(number);
    }

    pub(super) fn get(&self, row: usize) -> &str {
        &self.list[self.of_row[row] as usize]
    }
}

impl Rows {
    /// Reads a labelled CSV row by row, encoded as [`Table::decoded`] has it; `is_test` says that its
    /// rows are held out. `tick` is told of rows read.
    ///
    /// # Errors
    /// Those of [`Table`], [`Error::MissingColumn`] where the text, the label or a named column is missing, and
    /// [`Error::Labels`] where there are too many files.
    pub fn add(
        &mut self,
        path: &Path,
        input: impl Read + Send + 'static,
        columns: &Columns,
        also: Also,
        is_test: bool,
        tick: &dyn Fn(u64),
    ) -> Result<()> {
        let file = u16::try_from(self.files.len())
            .map_err(|_| Error::Labels(format!("no more than {} files are checked at once", u16::MAX)))?;
        let mut table = Table::decoded(path, input)?;
        let text = table.column("text", columns.text.as_deref(), &TEXT_COLUMNS, "--text-col")?;
        let label = table.column("label", columns.label.as_deref(), &LABEL_COLUMNS, "--label-col")?;
        let optional = |wanted, named: Option<&str>, flag| match named {
            Some(name) => table.column(wanted, Some(name), &[], flag).map(Some),
            None => Ok(table.column(wanted, None, &[wanted], flag).ok()),
        };
        let source = optional("source", also.source, "--source-col")?;
        let annotator = optional("annotator", also.annotator, "--annotator-col")?;
        self.files.push(File { name: path.display().to_string(), is_test });
        let mut record = ByteRecord::new();
        while table.next(&mut record)? {
            self.texts.push(&table.text(&record, text));
            self.file.push(file);
            self.place.push(table::place(&record));
            self.labels.push(table.text(&record, label).trim());
            let mut optional =
                |column: Option<usize>| column.map(|at| table.text(&record, at)).unwrap_or_default();
            self.sources.push(optional(source).trim());
            self.annotators.push(optional(annotator).trim());
            tick(1);
        }
        self.texts.shrink();
        self.notes.extend(table.notes());
        Ok(())
    }

    /// What the reader should know of the files: how they were decoded, and what was lost.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// A note on labels that differ in case or blanks alone; `None` where there are none such.
    #[must_use]
    pub fn alike_labels(&self) -> Option<String> {
        alike(&self.labels.list)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows each source has of each label: label names, then a source a row.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let width = self.labels.list.len();
        let mut counts = vec![vec![0; width]; self.sources.list.len()];
        for (&source, &label) in self.sources.of_row.iter().zip(&self.labels.of_row) {
            counts[source as usize][label as usize] += 1;
        }
        let sources = self.sources.list.iter().cloned().zip(counts);
        let mut sources: Vec<_> =
            sources.filter(|(_, counts): &(_, Vec<u64>)| counts.iter().any(|&n| n > 0)).collect();
        sources.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<u64>()));
        Counts { labels: self.labels.list.clone(), sources }
    }
}

/// How many rows each source has of each label.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// The label names; the first, empty, stands for rows without one.
    pub labels: Vec<String>,
    /// A source, and its rows of each label; the source with most rows first.
    pub sources: Vec<(String, Vec<u64>)>,
}
