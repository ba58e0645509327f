//! The counter-set's shape: what its measures rely on. What a model makes of it is measured elsewhere.

#![allow(clippy::print_stderr, reason = "that a check is left out has to be seen")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use ghirbal::text::{Kind, Tokenizer, Tokens};

/// A row by column.
type Row = BTreeMap<String, String>;

/// File, columns, fewest rows.
const FILES: [(&str, &str, usize); 7] = [
    ("identities.csv", "id,half,identity,plural,group", 40),
    ("identity_templates.csv", "id,half,text,label", 30),
    ("insult_templates.csv", "id,half,text,label", 25),
    ("scary_neutral.csv", "id,half,kind,text,label", 320),
    ("swearless_hostile.csv", "id,half,kind,text,label", 220),
    ("insult_words.csv", "id,half,word,carrier", 60),
    ("harmless_words.csv", "id,half,word,carrier", 60),
];

/// Words in a row that no text may share with the labelled comments.
const RUN: usize = 6;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(root().join("tests/data/counter").join(file)).expect("a file of the counter-set")
}

fn rows(file: &str) -> Vec<Row> {
    let bytes = bytes(file);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    reader.deserialize().map(|row| row.unwrap_or_else(|error| panic!("{file}: {error}"))).collect()
}

/// The text of a row as a comment; slots of an identity stay.
fn text(row: &Row) -> String {
    match row.get("text") {
        Some(text) => text.clone(),
        None => row["carrier"].replace("{word}", &row["word"]),
    }
}

/// The files whose rows are comments, with their rows.
fn comments() -> impl Iterator<Item = (&'static str, Vec<Row>)> {
    FILES.iter().skip(1).map(|(file, ..)| (*file, rows(file)))
}

/// The words and numbers of a text, folded.
fn words(text: &str) -> Vec<String> {
    let mut tokens = Tokens::default();
    Tokenizer::default().tokenize(text.as_bytes(), &mut tokens);
    let base = tokens.as_slice().iter().filter(|token| !token.is_derived());
    let spoken = base.filter(|token| matches!(token.kind, Kind::Word | Kind::Number));
    spoken.map(|token| tokens.form(token).to_owned()).collect()
}

/// The texts as they reach a model: each template with each identity.
fn spoken(row: &Row, identities: &[Row]) -> Vec<String> {
    let text = text(row);
    if !text.contains('{') {
        return vec![text];
    }
    let fill = |i: &Row| text.replace("{identity}", &i["identity"]).replace("{plural}", &i["plural"]);
    identities.iter().map(fill).collect()
}

#[test]
fn columns_counts_and_lines() {
    for (file, columns, fewest) in FILES {
        let bytes = bytes(file);
        let head: Vec<u8> = bytes.iter().copied().take_while(|byte| *byte != b'\n').collect();
        assert_eq!(String::from_utf8_lossy(&head), columns, "{file}");
        assert!(!bytes.contains(&b'\r') && bytes.ends_with(b"\n"), "{file}: unix lines");
        let rows = rows(file);
        assert!(rows.len() >= fewest, "{file}: {} rows", rows.len());
        for row in &rows {
            for (column, value) in row {
                assert!(!value.is_empty() && value.trim() == value, "{file}: {column} of {row:?}");
            }
        }
    }
}

#[test]
fn ids_are_given_once() {
    let mut seen = HashSet::new();
    for (file, ..) in FILES {
        for row in rows(file) {
            assert!(seen.insert(row["id"].clone()), "{file}: {} twice", row["id"]);
        }
    }
}

/// A kind is split by itself, so that the figure of each can be read in either half.
#[test]
fn halves_are_balanced() {
    for (file, ..) in FILES {
        let mut kinds: BTreeMap<String, [usize; 2]> = BTreeMap::new();
        for row in rows(file) {
            let half = ["dev", "test"].iter().position(|half| row["half"] == *half);
            let half = half.unwrap_or_else(|| panic!("{file}: {row:?}"));
            let kind = row.get("kind").cloned().unwrap_or_default();
            kinds.entry(kind).or_default()[half] += 1;
        }
        for (kind, [dev, test]) in kinds {
            assert!(dev.abs_diff(test) <= 2, "{file}: {kind}: {dev} dev, {test} test");
        }
    }
}

#[test]
fn slots_are_where_they_belong() {
    for (file, rows) in comments() {
        for row in rows {
            let raw = row.get("text").unwrap_or_else(|| &row["carrier"]);
            let slots = raw.matches('{').count();
            let known: &[&str] = match file {
                "identity_templates.csv" | "insult_templates.csv" => &["{identity}", "{plural}"],
                "insult_words.csv" | "harmless_words.csv" => &["{word}"],
                _ => &[],
            };
            let found: usize = known.iter().map(|slot| raw.matches(slot).count()).sum();
            assert_eq!((slots, raw.matches('}').count()), (found, found), "{file}: {raw}");
            assert_eq!(found, usize::from(!known.is_empty()), "{file}: {raw}");
            // Two lams and a form that begins with one would make three.
            assert!(!raw.contains("لل{"), "{file}: {raw}");
        }
    }
}

#[test]
fn labels_are_those_of_the_file() {
    for (file, rows) in comments() {
        for row in rows.iter().filter(|row| row.contains_key("label")) {
            let allowed: &[&str] = match file {
                "identity_templates.csv" => &["neutral", "partisan"],
                "scary_neutral.csv" => &["neutral"],
                _ => &["hostile"],
            };
            assert!(allowed.contains(&row["label"].as_str()), "{file}: {row:?}");
        }
    }
}

#[test]
fn letters_are_arabic() {
    let loan = ["fool"];
    for (file, rows) in FILES.iter().map(|(file, ..)| (file, rows(file))) {
        for row in rows {
            for column in ["identity", "plural", "text", "word", "carrier"] {
                let Some(value) = row.get(column) else { continue };
                let mut bare = value.clone();
                for known in loan.iter().chain(&["{identity}", "{plural}", "{word}"]) {
                    bare = bare.replace(known, "");
                }
                let strange =
                    bare.chars().find(|c| c.is_alphabetic() && !('\u{600}'..='\u{6FF}').contains(c));
                assert_eq!(strange, None, "{file}: {value}");
                let controls = bare.chars().find(|c| c.is_control() || ('\u{200B}'..='\u{200F}').contains(c));
                assert_eq!(controls, None, "{file}: {value}");
            }
        }
    }
}

#[test]
fn identities_and_words_are_different_ones() {
    for (file, column) in
        [("identities.csv", "identity"), ("insult_words.csv", "word"), ("harmless_words.csv", "word")]
    {
        let mut seen = HashSet::new();
        for row in rows(file) {
            assert!(seen.insert(words(&row[column])), "{file}: {} twice", row[column]);
        }
    }
    let groups: BTreeSet<String> =
        rows("identities.csv").into_iter().map(|row| row["group"].clone()).collect();
    assert!(groups.len() >= 8, "{groups:?}");
}

/// Row *n* of the harmless words stands in the half of row *n* of the insults: their carriers resemble each other.
#[test]
fn words_to_disguise_come_in_pairs() {
    let halves = |file| rows(file).into_iter().map(|row| row["half"].clone()).collect::<Vec<_>>();
    assert_eq!(halves("insult_words.csv"), halves("harmless_words.csv"));
}

/// Hostility without swear words holds none of the insults that the set itself lists.
#[test]
fn the_swearless_do_not_swear() {
    let listed: HashSet<Vec<String>> =
        rows("insult_words.csv").iter().map(|row| words(&row["word"])).collect();
    for row in rows("swearless_hostile.csv") {
        let words = words(&row["text"]);
        for length in 1..=2 {
            for run in words.windows(length) {
                let bare: Vec<String> =
                    run.iter().map(|word| word.strip_prefix("ال").unwrap_or(word).to_owned()).collect();
                assert!(!listed.contains(run) && !listed.contains(&bare), "{run:?} in {}", row["text"]);
            }
        }
    }
}

/// No two comments of a file share two in five of their words, nor do comments of two files, but for the carriers of
/// harmless words and of insults, which resemble each other on purpose.
#[test]
fn no_comment_is_nearly_another() {
    let mut all: Vec<(bool, String, HashSet<String>)> = Vec::new();
    for (file, rows) in comments() {
        for row in rows {
            let text = text(&row);
            let own: HashSet<String> = words(&text).into_iter().collect();
            let harmless = file == "harmless_words.csv";
            for (_, other, theirs) in all.iter().filter(|(insult, ..)| !(harmless && *insult)) {
                let shared = own.intersection(theirs).count();
                let either = own.union(theirs).count();
                assert!(shared * 5 <= either * 2, "{text} / {other}");
            }
            all.push((file == "insult_words.csv", text, own));
        }
    }
}

/// Where each run of [`RUN`] words of the counter-set comes from.
fn runs() -> HashMap<Vec<String>, String> {
    let identities = rows("identities.csv");
    let mut runs = HashMap::new();
    for (_, rows) in comments() {
        for row in rows {
            for text in spoken(&row, &identities) {
                runs.extend(words(&text).windows(RUN).map(|run| (run.to_vec(), row["id"].clone())));
            }
        }
    }
    runs
}

fn assert_shares_no_run(runs: &HashMap<Vec<String>, String>, path: &Path) {
    let read = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(read.as_slice());
    let head = reader.byte_headers().expect("a header").clone();
    let column = head.iter().position(|name| name == b"text").expect("a column of texts");
    for record in reader.byte_records() {
        let record = record.expect("a row");
        let text = String::from_utf8_lossy(&record[column]);
        for run in words(&text).windows(RUN) {
            let shared = runs.get(run);
            assert_eq!(shared, None, "{}: {}", path.display(), run.join(" "));
        }
    }
}

/// What a model may have learnt from is not in the set.
#[test]
fn no_run_of_words_is_in_our_labelled_comments() {
    let runs = runs();
    for file in ["labels/comments.csv", "labels/identities.csv", "labels/hard.csv"] {
        assert_shares_no_run(&runs, &root().join(file));
    }
}

#[test]
fn no_run_of_words_is_in_the_shared_data() {
    let Some(shared) = std::env::var_os("GHIRBAL_SHARED") else {
        eprintln!("left out: GHIRBAL_SHARED is not set");
        return;
    };
    let runs = runs();
    let folder = std::fs::read_dir(Path::new(&shared).join("data")).expect("the folder data");
    let mut tables: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
    tables.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    tables.sort();
    assert!(!tables.is_empty());
    for table in tables {
        assert_shares_no_run(&runs, &table);
    }
}
