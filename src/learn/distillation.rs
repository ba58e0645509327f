//! Soft labels: what a larger model, the teacher, says of texts without labels, for a small one to learn from (Bucilă,
//! Caruana and Niculescu-Mizil 2006; Hinton, Vinyals and Dean 2015).
//!
//! The texts themselves stand in the auxiliary and unlabelled files; here they go by their hash, so that labels can be
//! given out where texts cannot. A teacher that learned from a row must not teach a model that is measured on it. So
//! there is a teacher for each fold, which did not learn from that fold, and it is said which texts are in which.

use std::collections::HashMap;
use std::io::Cursor;
use std::path::Path;

use csv::ByteRecord;
use sha2::{Digest, Sha256};

use crate::model::hex;
use crate::table::{self, Table};
use crate::{Error, Result};

/// Columns that are no label's.
const KEY: &str = "key";
const FOLD: &str = "fold";

/// Hex digits of a key: with a million texts, two share one once in 300 such files.
const DIGITS: usize = 12;

/// What teachers say of texts.
#[derive(Debug, Clone, Default)]
pub struct SoftLabels {
    /// The file's name without its folders.
    pub name: String,
    /// SHA-256 of the file's bytes, in hex.
    pub digest: String,
    labels: Vec<String>,
    teachers: usize,
    /// For each text and teacher a percentage a label.
    percentages: HashMap<u64, Box<[u8]>>,
    /// The fold of each text that teachers learned from.
    folds: HashMap<u64, u32>,
}

/// By what a text is found: the first hex digits of its SHA-256, as a number. Blanks count as in published labels: those
/// at the ends not at all, every other run of them as one space.
fn key_of(text: &str) -> u64 {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let digest = Sha256::digest(text.as_bytes());
    digest[..DIGITS / 2].iter().fold(0, |key, &byte| key << 8 | u64::from(byte))
}

impl SoftLabels {
    /// Reads a CSV from bytes; `path` names them. It has a column `key`, the first 12 hex digits of the SHA-256 of a
    /// text without blanks at its ends and with every other run of them turned into one space, and for each label of a teacher a column of percentages, named `LABEL`, or `LABEL.0`, `LABEL.1` and so on of
    /// a teacher for each fold. One label can be left out: it has the rest. Rows of texts that teachers learned from have
    /// no percentages but a number in a column `fold`.
    ///
    /// # Errors
    /// Those of [`Table`], [`Error::MissingColumn`] without keys, [`Error::Malformed`] for a row that is not so, and
    /// [`Error::Labels`] where a teacher lacks a label that another has.
    pub fn parse(path: &Path, bytes: Vec<u8>) -> Result<Self> {
        let digest = hex(&Sha256::digest(&bytes));
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let mut rows = Table::decoded(path, Cursor::new(bytes))?;
        let key = rows.column(KEY, None, &[KEY], "a header that names it")?;
        let fold = rows.headers().iter().position(|header| header == FOLD);
        let places = Places::new(&name, rows.headers(), [Some(key), fold])?;
        let mut found =
            Self { name, digest, labels: places.labels, teachers: places.teachers, ..Self::default() };
        let mut record = ByteRecord::new();
        while rows.next(&mut record)? {
            let text = |column: usize| std::str::from_utf8(&record[column]).unwrap_or_default().trim();
            let fault = |message: &str| Error::at(path, table::place(&record), message);
            let key = Some(text(key)).filter(|key| key.len() == DIGITS);
            let key = key.and_then(|key| u64::from_str_radix(key, 16).ok());
            let key = key.ok_or_else(|| fault("the key is not 12 hex digits"))?;
            if let Some(fold) = fold.map(text).filter(|fold| !fold.is_empty()) {
                let fold: u32 = fold.parse().map_err(|_| fault("the fold is no number"))?;
                if found.teachers > 1 && fold as usize >= found.teachers {
                    return Err(fault(&format!(
                        "there is no teacher for fold {fold}: they are counted from 0"
                    )));
                }
                if found.folds.insert(key, fold).is_some_and(|before| before != fold) {
                    return Err(fault("this text was in another fold above"));
                }
            } else {
                let percentage =
                    |&column: &usize| text(column).parse().ok().filter(|percent| *percent <= 100);
                let percentages: Option<Box<[u8]>> = places.columns.iter().map(percentage).collect();
                let percentages =
                    percentages.ok_or_else(|| fault("a percentage is no whole number from 0 to 100"))?;
                if percentages
                    .chunks(found.labels.len())
                    .any(|of| of.iter().map(|&p| u32::from(p)).sum::<u32>() > 101)
                {
                    return Err(fault("percentages sum to more than 100"));
                }
                if found.percentages.insert(key, percentages).is_some() {
                    return Err(fault("this text has percentages above already"));
                }
            }
        }
        Ok(found)
    }

    /// How many texts have soft labels.
    #[must_use]
    pub fn len(&self) -> usize {
        self.percentages.len()
    }

    /// Whether no text has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.percentages.is_empty()
    }

    /// The fold of a text that teachers learned from.
    #[must_use]
    pub fn fold(&self, text: &str) -> Option<u32> {
        self.folds.get(&key_of(text)).copied()
    }

    /// The share that each of these labels has of a text, teacher by teacher; `None` where they say nothing of it.
    #[must_use]
    pub fn shares(&self, text: &str, labels: &[String]) -> Option<Box<[f32]>> {
        let percentages = self.percentages.get(&key_of(text))?;
        let mut shares = Vec::with_capacity(self.teachers * labels.len());
        for of_teacher in percentages.chunks(self.labels.len()) {
            let rest = 100.0 - of_teacher.iter().map(|&percent| f32::from(percent)).sum::<f32>();
            let percent = |label: &String| {
                let column = self.labels.iter().position(|known| known == label);
                column.map_or(rest.max(0.0), |column| f32::from(of_teacher[column]))
            };
            let of_teacher: Vec<f32> = labels.iter().map(percent).collect();
            let sum: f32 = of_teacher.iter().sum();
            shares.extend(of_teacher.iter().map(|share| share / sum.max(f32::MIN_POSITIVE)));
        }
        Some(shares.into())
    }

    /// Refuses soft labels that do not fit what is learned.
    ///
    /// # Errors
    /// [`Error::Labels`] where more labels than one are left out, or one is unknown, where none is and percentages do not
    /// sum to 100, or where there is not a teacher for each of the `folds`.
    pub(super) fn check(&self, labels: &[String], folds: Option<u32>) -> Result<()> {
        let unknown = self.labels.iter().find(|label| !labels.contains(label));
        if unknown.is_some() || self.labels.len() + 1 < labels.len() {
            return Err(Error::Labels(format!(
                "{} has the labels {}, and learned are {}: all must be there, or all but one, which has the rest",
                self.name,
                self.labels.join(", "),
                labels.join(", ")
            )));
        }
        // Each can be rounded.
        let is_whole =
            |of: &[u8]| (97..=103).contains(&of.iter().map(|&percent| u32::from(percent)).sum::<u32>());
        let is_sound = |of: &[u8]| of.chunks(self.labels.len()).all(is_whole);
        let odd = self.percentages.values().filter(|of| !is_sound(of)).count();
        if self.labels.len() == labels.len() && odd > 0 {
            return Err(Error::Labels(format!(
                "{}: the percentages of {odd} texts do not sum to 100",
                self.name
            )));
        }
        let folds = folds.filter(|&folds| folds as usize != self.teachers);
        folds.map_or(Ok(()), |folds| {
            Err(Error::Labels(format!(
                "{} has {} teacher(s), and there are {folds} folds: a teacher that learned from a row must not teach a \
                 model that is measured on it, so there must be one a fold; or train without --folds",
                self.name, self.teachers
            )))
        })
    }

    /// The share of each label: of the teacher that did not learn from the fold, or, where none is held out, of all of
    /// them together.
    pub(super) fn of_teacher(shares: &[f32], labels: usize, fold: Option<u32>) -> Vec<f32> {
        let mut teachers = shares.chunks(labels);
        if let Some(of_teacher) = fold.and_then(|fold| teachers.nth(fold as usize)) {
            return of_teacher.to_vec();
        }
        let teachers = shares.len() / labels;
        let mean = |label| shares.iter().skip(label).step_by(labels).sum::<f32>() / teachers as f32;
        (0..labels).map(mean).collect()
    }
}

/// Where the percentages stand, teacher by teacher.
struct Places {
    labels: Vec<String>,
    teachers: usize,
    columns: Vec<usize>,
}

impl Places {
    fn new(name: &str, headers: &[String], others: [Option<usize>; 2]) -> Result<Self> {
        let mut of: HashMap<(usize, &str), usize> = HashMap::new();
        let mut labels: Vec<String> = Vec::new();
        for (column, header) in
            headers.iter().enumerate().filter(|(column, _)| !others.contains(&Some(*column)))
        {
            let numbered =
                header.rsplit_once('.').and_then(|(label, teacher)| Some((teacher.parse().ok()?, label)));
            let (teacher, label) = numbered.unwrap_or((0, header));
            if of.insert((teacher, label), column).is_some() {
                return Err(Error::Labels(format!(
                    "{name} has two columns for teacher {teacher} and label {label}"
                )));
            }
            if !labels.iter().any(|known| known == label) {
                labels.push(label.to_owned());
            }
        }
        let teachers = of.keys().map(|(teacher, _)| teacher + 1).max().unwrap_or(0);
        let column = |teacher: usize, label: &String| {
            let missing =
                || Error::Labels(format!("{name} has no column {label}.{teacher}, and others of that kind"));
            of.get(&(teacher, label.as_str())).copied().ok_or_else(missing)
        };
        let all = (0..teachers).flat_map(|teacher| labels.iter().map(move |label| (teacher, label)));
        let columns = all.map(|(teacher, label)| column(teacher, label)).collect::<Result<Vec<_>>>()?;
        if columns.is_empty() {
            return Err(Error::Labels(format!("{name} has no column of a label")));
        }
        Ok(Self { labels, teachers, columns })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<SoftLabels> {
        SoftLabels::parse(Path::new("soft.csv"), text.as_bytes().to_vec())
    }

    fn names(labels: &[&str]) -> Vec<String> {
        labels.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_teacher_has_shares_and_the_label_left_out_has_the_rest() {
        let key = &hex(&Sha256::digest("نص".as_bytes()))[..DIGITS];
        let learned = &hex(&Sha256::digest("صف".as_bytes()))[..DIGITS];
        let soft = parse(&format!("key,fold,b.0,a.0,b.1,a.1\n{key},,10,20,30,40\n{learned},1,,,,\n"))
            .expect("sound");
        let labels = names(&["a", "b", "c"]);
        soft.check(&labels, Some(2)).expect("two teachers, two folds");
        let shares = soft.shares("نص", &labels).expect("is there");
        let of = |fold| {
            SoftLabels::of_teacher(&shares, 3, fold)
                .iter()
                .map(|s| (s * 100.0).round() as i32)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(Some(0)), [20, 10, 70]);
        assert_eq!(of(Some(1)), [40, 30, 30]);
        assert_eq!(of(None), [30, 20, 50]);
        assert_eq!(soft.shares("صف", &labels), None);
        assert_eq!((soft.fold("صف"), soft.fold("نص")), (Some(1), None));
        assert!(soft.check(&labels, Some(5)).unwrap_err().to_string().contains("one a fold"));
        assert!(soft.check(&names(&["a", "b", "c", "d"]), None).is_err(), "two labels are left out");
        assert!(soft.check(&names(&["a", "c"]), None).is_err(), "b is unknown");
        assert!(soft.check(&names(&["a", "b"]), None).unwrap_err().to_string().contains("sum to 100"));
        assert!(soft.shares("  نص\n", &labels).is_some(), "blanks at the ends are no matter");
    }

    #[test]
    fn rows_that_are_not_so_are_refused_by_their_place() {
        for (text, wanted) in [
            ("key,a\n12,30\n", "12 hex digits"),
            ("key,a\n00112233445x,30\n", "12 hex digits"),
            ("key,a\n001122334455,130\n", "from 0 to 100"),
            ("key,a\n001122334455,0.9\n", "whole number"),
            ("key,a\n001122334455,1\n001122334455,2\n", "above already"),
            ("key,a.0,a.1,fold\n001122334455,,,2\n", "no teacher for fold 2"),
            ("key,a.0,a.1,fold\n001122334455,,,1\n001122334455,,,0\n", "another fold above"),
            ("key,a,a.0\n", "two columns"),
            ("key,a,b\n001122334455,60,60\n", "more than 100"),
            ("key,a,fold\n001122334455,,x\n", "no number"),
            ("key,a.0,b.0,a.1\n001122334455,1,1,1\n", "no column b.1"),
            ("key,fold\n", "no column of a label"),
            ("a,b\n", "key"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
