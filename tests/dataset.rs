//! Labelled CSV files, good and bad.

use std::path::Path;

use ghirbal::Error;
use ghirbal::dataset::{Columns, Labelled, fold_of, parse};

fn read(text: impl AsRef<[u8]>) -> Result<Labelled, Error> {
    parse(Path::new("desk/rows.csv"), text.as_ref().to_vec(), &Columns::default())
}

fn rows(text: impl AsRef<[u8]>) -> Vec<(String, String)> {
    let labelled = read(text).expect("a sound file");
    labelled.texts.into_iter().zip(labelled.labels).collect()
}

fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(text, label)| ((*text).to_owned(), (*label).to_owned())).collect()
}

#[test]
fn delimiters_marks_and_line_ends() {
    let expected = pairs(&[("خبر جيد", "good"), ("خبر سيئ", "bad")]);
    for file in [
        "text,label\nخبر جيد,good\nخبر سيئ,bad\n",
        "text;label\nخبر جيد;good\nخبر سيئ;bad",
        "text\tlabel\nخبر جيد\tgood\nخبر سيئ\tbad\n",
        "\u{FEFF}text,label\r\nخبر جيد,good\r\nخبر سيئ,bad\r\n",
        "id,Label,x,COMMENT\n1,good,,خبر جيد\n2, bad ,,خبر سيئ\n",
        "النص,category\n\"خبر جيد\",good\nخبر سيئ,bad\n",
        "\u{FEFF}\"text\",\"label\"\nخبر جيد,good\n\nخبر سيئ,bad\n",
    ] {
        assert_eq!(rows(file), expected, "{file:?}");
    }
}

#[test]
fn quoted_fields_keep_delimiters_quotes_and_lines() {
    let found = rows("text,label\n\"قال: \"\"نعم\"\", ثم\nمضى\",good\n5\" شاشة,bad\n");
    assert_eq!(found, pairs(&[("قال: \"نعم\", ثم\nمضى", "good"), ("5\" شاشة", "bad")]));
}

#[test]
fn columns_can_be_named() {
    let columns = Columns { text: Some("b".to_owned()), label: Some("A".to_owned()), ..Columns::default() };
    let found = parse(Path::new("x.csv"), b"a,b\ngood,news\n".to_vec(), &columns).expect("a sound file");
    assert_eq!((found.texts[0].as_str(), found.labels[0].as_str()), ("news", "good"));
}

#[test]
fn a_missing_column_is_named_with_those_there_are() {
    let message = read("id,words\n1,x\n").unwrap_err().to_string();
    for part in ["desk/rows.csv", "text", "تعليق", "id, words", "--text-col"] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(read("text\nx\n").unwrap_err().to_string().contains("--label-col"));
}

#[test]
fn damage_is_named_with_its_line() {
    let line = |file: &str| match read(file) {
        Err(Error::Malformed { line, message, .. }) => (line, message),
        other => panic!("{file:?}: {other:?}"),
    };
    let (at, message) = line("text,label\na,good\n\"b,bad\nc,good\n");
    assert_eq!(at, 3);
    assert!(message.contains("never closed"), "{message}");
    assert_eq!(line("text,label\n\"a,b").0, 2);
    assert_eq!(line("\"text,label\na,b\n").0, 1);
    // Behind a line break in a cell, a spreadsheet counts other rows than there are lines.
    let damaged = read("text,label\n\"a\n2\",good\nb,bad,more\n").unwrap_err().to_string();
    assert!(damaged.contains("line 4 (row 3)") && damaged.contains("3 fields"), "{damaged}");
}

#[test]
fn nothing_in_the_file() {
    for file in ["", "\n\n", "\u{FEFF}"] {
        assert!(matches!(read(file), Err(Error::Empty { .. })), "{file:?}");
    }
    assert_eq!(rows("text,label\n"), []);
}

#[test]
fn incomplete_rows_are_counted() {
    let found = read("text,label\na,good\n,bad\n  ,bad\nb,\n").expect("a sound file");
    assert_eq!(found.texts, ["a"]);
    assert!(found.warnings[0].contains("3 rows without text or label"), "{:?}", found.warnings);
    assert!(found.warnings[0].contains("line 3"), "{:?}", found.warnings);
}

#[test]
fn bytes_that_are_no_utf8_and_nul_are_kept_going() {
    let mut file = "text,label\nخبر طويل من صحيفة الأمس عن المدينة,good\nd\0e,bad\nab".as_bytes().to_vec();
    file.extend(b"\xFF\xFEc,good\n");
    let found = read(file).expect("a sound file");
    assert_eq!(found.texts, ["خبر طويل من صحيفة الأمس عن المدينة", "d\0e", "ab\u{FFFD}\u{FFFD}c"]);
    assert!(found.warnings[0].contains("no UTF-8") && found.warnings[0].contains("line 4"));
}

#[test]
fn encodings_of_spreadsheets_are_read_and_their_guards_taken_off() {
    let table = "text\tlabel\r\nخبر جيد، شكرا لكم على التغطية\tgood\r\n'=كلام سيئ جدا يا هذا الرجل\tbad\r\n";
    let expected = pairs(&[("خبر جيد، شكرا لكم على التغطية", "good"), ("=كلام سيئ جدا يا هذا الرجل", "bad")]);
    let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| {
        format!("\u{FEFF}{table}").encode_utf16().flat_map(to_bytes).collect::<Vec<_>>()
    };
    for (name, bytes) in [
        ("UTF-16LE", utf_16(u16::to_le_bytes)),
        ("UTF-16BE", utf_16(u16::to_be_bytes)),
        ("windows-1256", encoding_rs::WINDOWS_1256.encode(table).0.into_owned()),
    ] {
        assert_eq!(rows(&bytes), expected, "{name}");
        let warnings = read(&bytes).expect("a sound file").warnings.join("\n");
        assert!(warnings.contains(&format!("read as {name}")), "{warnings}");
        assert!(warnings.contains("1 rows had a '") && warnings.contains("line 3"), "{warnings}");
    }
    let marked = rows(format!("\u{FEFF}{table}"));
    assert_eq!(marked, expected);
    assert_eq!(rows(table)[1].0, "'=كلام سيئ جدا يا هذا الرجل", "what no spreadsheet saw has no guards");
}

#[test]
fn places_are_those_of_editors_and_of_spreadsheets() {
    // A cell of two lines, a blank line and a row that is left out stand between.
    let file = "text,label\n\"a\n2\",good\n\n ,good\nb,bad\nc,good";
    for file in [file.to_owned(), file.replace('\n', "\r\n"), format!("\u{FEFF}{file}\n")] {
        let found = read(&file).expect("a sound file");
        let places: Vec<_> = found.places.iter().map(|place| (place.line, place.row)).collect();
        assert_eq!(places, [(2, 2), (6, 5), (7, 6)], "{file:?}");
        assert!(found.warnings[0].contains("line 5"), "{:?}", found.warnings);
    }
}

#[test]
fn a_workbook_is_no_table() {
    let message = read(b"PK\x03\x04\x14\0and so on").unwrap_err().to_string();
    assert!(message.contains("this is a workbook") && message.contains("ghirbal labels import"), "{message}");
}

#[test]
fn the_digest_is_that_of_the_file() {
    let found = read("text,label\na,b\n").expect("a sound file");
    assert_eq!(found.name, "rows.csv");
    // printf 'text,label\na,b\n' | sha256sum
    assert_eq!(found.digest, DIGEST);
}

const DIGEST: &str = "ec6a4a4aa824691f0804aabf5ebd23d51db8334b01e907f0f790bbe42866939a";

#[test]
fn folds_are_the_first_digits_of_the_digest() {
    // SHA-256 of "abc" begins with ba7816bf.
    assert_eq!(fold_of("abc", 5), 0xba78_16bf % 5);
    assert_eq!(fold_of("abc", 7), 0xba78_16bf % 7);
}
