//! Writes what the learner sees of a labelled CSV, for `learners.py`: a line a row, `LABEL COLUMN:VALUE …`, labels and
//! columns counted from 1 (the format of svmlight and liblinear).
//!
//!     cargo bench --bench rows -- LABELS.csv ROWS.txt

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use ghirbal::dataset::{Columns, read};
use ghirbal::learn::{Settings, vectorise};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [labels, out] = arguments.as_slice() else { return Ok(()) };
    let labelled = read(Path::new(labels), &Columns::default())?;
    let rows = vectorise(&labelled, &Settings::default(), 2)?;
    let numbers: BTreeMap<&String, usize> = labelled.labels.iter().map(|label| (label, 0)).collect();
    let names: Vec<&String> = numbers.into_keys().collect();
    let mut out = BufWriter::new(File::create(out)?);
    for (row, label) in labelled.labels.iter().enumerate() {
        write!(out, "{}", names.binary_search(&label).unwrap_or_default() + 1)?;
        let (columns, values) = rows.row(row);
        let mut entries: BTreeMap<u32, f32> = BTreeMap::new();
        for (&column, &value) in columns.iter().zip(values) {
            *entries.entry(column + 1).or_default() += value;
        }
        for (column, value) in entries {
            write!(out, " {column}:{value:.5}")?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
