//! Sentences written to mislead a model, and what it makes of them: identities, scary words, clean hostility,
//! disguises.
//!
//! A counter-set is a folder of tables, described in the README of `tests/data/counter`. Every row stands in one of
//! two halves: a model is developed on one and measured on the other.

mod disguise;

use std::collections::BTreeMap;
use std::path::Path;

use csv::ByteRecord;

use crate::model::{Called, CounterFigures, Disguised, IdentityRecall, Insults, Statements};
use crate::sieve::Scratch;
use crate::table::{self, Table};
use crate::{Error, Result, Sieve};

use disguise::DISGUISES;

/// One half of a counter-set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterSet {
    half: String,
    /// The label of the insults.
    label: String,
    identities: Vec<Row>,
    statements: Vec<Row>,
    insults: Vec<Row>,
    scary: Vec<Row>,
    swearless: Vec<Row>,
    insult_words: Vec<Row>,
    harmless_words: Vec<Row>,
}

/// The columns that a table was asked for.
type Row = Vec<String>;

impl CounterSet {
    /// Reads a half, `dev` or `test`, of the counter-set in a folder.
    ///
    /// # Errors
    /// Those of [`Table`], and [`Error::Labels`] where a table has no row of that half.
    pub fn read(folder: &Path, half: &str) -> Result<Self> {
        let rows = |name: &str, columns: &[&'static str]| rows(&folder.join(name), half, columns);
        let insults = rows("insult_templates.csv", &["text", "label"])?;
        Ok(Self {
            half: half.to_owned(),
            label: insults[0][1].clone(),
            identities: rows("identities.csv", &["identity", "plural"])?,
            statements: rows("identity_templates.csv", &["text"])?,
            insults,
            scary: rows("scary_neutral.csv", &["text", "kind"])?,
            swearless: rows("swearless_hostile.csv", &["text", "kind"])?,
            insult_words: rows("insult_words.csv", &["carrier", "word"])?,
            harmless_words: rows("harmless_words.csv", &["carrier", "word"])?,
        })
    }

    /// What a model makes of it.
    ///
    /// # Errors
    /// [`Error::Labels`] where the model does not know the label of the insults.
    pub fn measure(&self, sieve: &Sieve) -> Result<CounterFigures> {
        let labels = sieve.model().labels();
        let label = labels.iter().position(|label| **label == *self.label).ok_or_else(|| {
            let (label, known) = (&self.label, labels.join(", "));
            Error::Labels(format!("the counter-set is about the label {label}; the model knows {known}"))
        })?;
        let mut judge = Judge { sieve, label, scratch: Scratch::default() };
        Ok(CounterFigures {
            label: self.label.clone(),
            half: self.half.clone(),
            identities: self.identities.len() as u64,
            statements: self.statements(&mut judge),
            insults: self.insults(&mut judge),
            scary: by_kind(&self.scary, &mut judge),
            swearless: by_kind(&self.swearless, &mut judge),
            disguises: DISGUISES.iter().map(|disguise| self.disguised(*disguise, &mut judge)).collect(),
        })
    }

    fn statements(&self, judge: &mut Judge) -> Statements {
        let mut called = 0;
        let mut spreads = Vec::new();
        for template in &self.statements {
            let (mut lowest, mut highest) = (1.0f64, 0.0f64);
            for identity in &self.identities {
                let (is_called, probability) = judge.ask(&filled(&template[0], identity));
                called += u64::from(is_called);
                (lowest, highest) = (lowest.min(probability), highest.max(probability));
            }
            spreads.push(highest - lowest);
        }
        Statements {
            rows: (self.statements.len() * self.identities.len()) as u64,
            called,
            mean_spread: spreads.iter().sum::<f64>() / spreads.len() as f64,
            widest_spread: spreads.iter().copied().fold(0.0, f64::max),
        }
    }

    fn insults(&self, judge: &mut Judge) -> Insults {
        let mut called = 0;
        let mut recalls = Vec::new();
        for identity in &self.identities {
            let found = self.insults.iter().filter(|row| judge.ask(&filled(&row[0], identity)).0).count();
            called += found as u64;
            let recall = found as f64 / self.insults.len() as f64;
            recalls.push(IdentityRecall { identity: identity[0].clone(), recall });
        }
        recalls.sort_by(|a, b| a.recall.total_cmp(&b.recall));
        Insults {
            rows: (self.insults.len() * self.identities.len()) as u64,
            called,
            least: recalls.first().cloned().unwrap_or_default(),
            most: recalls.last().cloned().unwrap_or_default(),
        }
    }

    fn disguised(&self, (kind, disguise): disguise::Disguise, judge: &mut Judge) -> Disguised {
        let mut found = Disguised {
            kind: kind.to_owned(),
            example: self.harmless_words.iter().find_map(|row| disguise(&row[1])).unwrap_or_default(),
            plain: 0,
            caught: 0,
            harmless: 0,
            harmless_plain: 0,
            harmless_disguised: 0,
        };
        let mut ask = |row: &Row, word: &str| judge.ask(&row[0].replace("{word}", word)).0;
        for row in &self.insult_words {
            let Some(word) = disguise(&row[1]).filter(|_| ask(row, &row[1])) else { continue };
            found.plain += 1;
            found.caught += u64::from(ask(row, &word));
        }
        for row in &self.harmless_words {
            let Some(word) = disguise(&row[1]) else { continue };
            found.harmless += 1;
            found.harmless_plain += u64::from(ask(row, &row[1]));
            found.harmless_disguised += u64::from(ask(row, &word));
        }
        found
    }
}

/// Asks a model for one label.
struct Judge<'a> {
    sieve: &'a Sieve,
    label: usize,
    scratch: Scratch,
}

impl Judge<'_> {
    /// Whether the text was given the label, and its probability.
    fn ask(&mut self, text: &str) -> (bool, f64) {
        let answer = self.sieve.judge(text.as_bytes(), &mut self.scratch);
        (answer.label == self.label, answer.probabilities[self.label])
    }
}

fn filled(template: &str, identity: &Row) -> String {
    template.replace("{identity}", &identity[0]).replace("{plural}", &identity[1])
}

fn by_kind(rows: &[Row], judge: &mut Judge) -> Vec<Called> {
    let mut kinds: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for row in rows {
        let (all, called) = kinds.entry(&row[1]).or_default();
        *all += 1;
        *called += u64::from(judge.ask(&row[0]).0);
    }
    let kind = |(kind, (rows, called)): (&str, (u64, u64))| Called { kind: kind.to_owned(), rows, called };
    kinds.into_iter().map(kind).collect()
}

/// The given columns of all rows of a half; at least one row.
fn rows(path: &Path, half: &str, columns: &[&'static str]) -> Result<Vec<Row>> {
    let mut table = Table::new(path, std::io::Cursor::new(table::read_all(path)?), None)?;
    let place = |name: &'static str| table.column(name, None, &[name], "the header");
    let half_column = place("half")?;
    let places = columns.iter().map(|name| place(name)).collect::<Result<Vec<_>>>()?;
    let mut found = Vec::new();
    let mut record = ByteRecord::new();
    while table.next(&mut record)? {
        if &record[half_column] == half.as_bytes() {
            found.push(places.iter().map(|&at| String::from_utf8_lossy(&record[at]).into_owned()).collect());
        }
    }
    if found.is_empty() {
        return Err(Error::Labels(format!("{} has no row of the half {half}", path.display())));
    }
    Ok(found)
}
