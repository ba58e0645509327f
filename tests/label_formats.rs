//! Every format that labels come in and go out by, but Label Studio and workbooks: round trips, and bad input.

use ghirbal::labels::{Annotation, Format, Mapping, Reading, Several, write};

#[path = "common/labels.rs"]
mod labels;
use labels::{awkward, fault, pairs, parse, parse_as, rows};

#[test]
fn csv_carries_everything() {
    let before = awkward();
    for guarded in [false, true] {
        let written = write(&before, Format::Csv, guarded).expect("it can be written");
        let after = parse("rows.csv", &written.bytes).expect("it can be read");
        assert_eq!(rows(&after), rows(&before), "guarded: {guarded}");
        assert_eq!(after.columns, before.columns);
    }
}

#[test]
fn csv_for_spreadsheets_holds_nothing_that_they_run() {
    let written = write(&awkward(), Format::Csv, true).expect("it can be written").bytes;
    assert!(written.starts_with("\u{FEFF}".as_bytes()));
    let mut reader = csv::Reader::from_reader(&written[3..]);
    let mut defused = 0;
    for record in reader.records() {
        for cell in &record.expect("a sound table") {
            let first = cell.chars().next();
            assert!(!first.is_some_and(|c| "=+-@\t\r\n".contains(c)), "{cell:?} would be run");
            defused += usize::from(first == Some('\''));
        }
    }
    assert_eq!(defused, 4, "two texts and two notes");
}

#[test]
fn csv_for_spreadsheets_is_safe_where_semicolons_part_cells() {
    let mut rows = awkward();
    rows.columns[1] = "=note".to_owned();
    rows.rows[0].text = "سلام;=1+1;\"=2\";كلام".to_owned();
    rows.rows[2].text = "سطر أول\n=1+1".to_owned();
    let written = write(&rows, Format::Csv, true).expect("it can be written").bytes;
    for delimiter in [b',', b';', b'\t'] {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.delimiter(delimiter).flexible(true).has_headers(false).from_reader(&written[3..]);
        for record in reader.into_records() {
            for cell in &record.expect("UTF-8") {
                let is_run = cell.trim_start_matches(['\t', '\r', '\n']).starts_with(['=', '+', '-', '@']);
                assert!(!is_run, "{cell:?} would be run where {:?} parts cells", delimiter as char);
            }
        }
    }
    let back = parse("rows.csv", &written).expect("it can be read");
    assert_eq!(
        back.rows.iter().map(|row| &row.text).collect::<Vec<_>>(),
        rows.rows.iter().map(|row| &row.text).collect::<Vec<_>>()
    );
    assert_eq!(back.columns, rows.columns, "headers have guards too");
}

#[test]
fn csv_as_spreadsheets_write_it() {
    let expected = [("خبر جيد، شكرا لكم على التغطية", "neutral"), ("كلام سيئ جدا يا هذا الرجل", "hostile")];
    let table = |delimiter: char| {
        let lines = expected.map(|(text, label)| format!("{text}{delimiter}{label}\r\n")).concat();
        format!("التعليق{delimiter}label\r\n{lines}")
    };
    let utf_16 =
        |text: &str, to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<_>>();
    let with_mark = format!("\u{FEFF}{}", table('\t'));
    let files: [(&str, Vec<u8>); 6] = [
        ("UTF-8", table(',').into_bytes()),
        ("UTF-8 with a mark", format!("\u{FEFF}{}", table(';')).into_bytes()),
        ("UTF-16LE", utf_16(&with_mark, u16::to_le_bytes)),
        ("UTF-16BE", utf_16(&with_mark, u16::to_be_bytes)),
        ("UTF-16LE without a mark", utf_16(&table('\t').replace("التعليق", "text"), u16::to_le_bytes)),
        ("windows-1256", windows_1256(&table(';'))),
    ];
    for (name, bytes) in files {
        let found = parse("desk.csv", bytes).expect(name);
        assert_eq!(pairs(&found), expected, "{name}");
        let says_so = found.notes.iter().any(|note| note.contains("read as"));
        assert_eq!(says_so, !name.starts_with("UTF-8"), "{name}: {:?}", found.notes);
    }
}

/// Letters, digits and signs of windows-1256 that the tests need.
fn windows_1256(text: &str) -> Vec<u8> {
    let letters = "ءآأؤإئابةتثجحخدذرزسشصض\u{d7}طظعغـفقكàلâمنهوçèéêëىي";
    let byte = |c: char| match c {
        '،' => 0xA1,
        c if c.is_ascii() => c as u8,
        c => 0xC1 + letters.chars().position(|letter| letter == c).expect("a letter of windows-1256") as u8,
    };
    text.chars().map(byte).collect()
}

#[test]
fn bad_csv_is_refused_with_its_line() {
    assert!(
        fault("a.csv", "text,label\nخبر,a\nخبر,b,c\n").starts_with("a.csv, line 3: this row has 3 fields")
    );
    assert!(fault("a.csv", "text,label\n\"خبر,a\n").contains("never closed"));
    assert!(fault("a.csv", "title,label\nx,y\n").contains("no text column"));
    assert!(fault("a.csv", "text,label\n").contains("is empty"));
    assert!(fault("a.csv", "").contains("a.csv"));
    let named = Reading { annotator: Some("who".to_owned()), ..Reading::default() };
    let error = parse_as("a.csv", "text,label\nخبر,a\n", None, &named).expect_err("no such column");
    assert!(error.to_string().contains("--annotator-col"), "{error}");
}

#[test]
fn what_is_left_out_or_renamed_is_said() {
    let found =
        parse("a.csv", "text,label,text,note,note\n , a,x,1,2\nخبر,b,y,3,4\n").expect("a sound table");
    assert_eq!(pairs(&found), [("خبر", "b")]);
    assert_eq!(found.columns, ["text_", "note", "note_"]);
    assert_eq!(found.rows[0].other, ["y", "3", "4"]);
    let notes = found.notes.join("\n");
    assert!(notes.contains("left out, without a text: 1 row (line 2)"), "{notes}");
    assert!(notes.contains("the column text is kept under the name text_"), "{notes}");
}

#[test]
fn jsonl_carries_everything() {
    let before = awkward();
    let written = write(&before, Format::Jsonl, false).expect("it can be written");
    let after = parse("rows.jsonl", &written.bytes).expect("it can be read");
    assert_eq!(after.columns.len(), 2);
    let place = |name| after.columns.iter().position(|column| column == name).expect("a column");
    let (source, note) = (place("source"), place("note"));
    for (after, before) in after.rows.iter().zip(&before.rows) {
        assert_eq!([&after.other[source], &after.other[note]], [&before.other[0], &before.other[1]]);
        assert_eq!(
            (&after.id, &after.text, &after.label, &after.annotator),
            (&before.id, &before.text, &before.label, &before.annotator)
        );
    }
}

#[test]
fn bad_jsonl_is_refused_with_its_line() {
    assert!(
        fault("a.jsonl", "{\"text\":\"خبر\",\"label\":\"a\"}\n\n{\"text\"\n").starts_with("a.jsonl, line 3")
    );
    assert!(fault("a.jsonl", "{\"text\":5}").contains("text is no string"));
    assert!(fault("a.jsonl", "{\"title\":\"خبر\"}").contains("no text column"));
    let list = "{\"text\":\"خبر\",\"label\":\"a\"}\n{\"text\":\"خبر\",\"label\":[\"a\"]}\n";
    assert!(fault("a.jsonl", list).contains("--from doccano"));
    let numbers =
        parse("a.jsonl", "{\"body\":\"خبر\",\"class\":1,\"tags\":[],\"meta\":{\"a\":1}}").expect("sound");
    assert_eq!(pairs(&numbers), [("خبر", "1")]);
}

#[test]
fn fasttext_carries_labels_and_folded_texts() {
    let written = write(&awkward(), Format::FastText, false).expect("it can be written");
    let after = parse("train.txt", &written.bytes).expect("it can be read");
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected: Vec<_> = awkward().rows.into_iter().filter(|row| !row.label.is_empty()).collect();
    assert_eq!(after.rows.len(), expected.len());
    for (after, before) in after.rows.iter().zip(expected) {
        assert_eq!((&after.text, &after.label), (&fold(&before.text), &before.label));
    }
    let notes = written.notes.join("\n");
    for said in
        ["left out, without a label: 1 row", "single blanks", "left behind were id, annotator, source, note"]
    {
        assert!(notes.contains(said), "{said}: {notes}");
    }
}

#[test]
fn bad_fasttext_is_refused_and_what_it_cannot_hold_is_said() {
    let error = fault("a.txt", "__label__a خبر\nبلا تسمية\n");
    assert!(error.starts_with("a.txt, line 2: no label"), "{error}");
    assert!(fault("a.txt", "__label__ خبر\n").contains("no name"));
    let mut odd = awkward();
    odd.rows.truncate(3);
    odd.rows[0].text = "نص فيه __label__x كلمة".to_owned();
    let written = write(&odd, Format::FastText, false).expect("it can be written");
    assert!(written.notes.join("\n").contains("would take for a label"), "{:?}", written.notes);
    odd.rows[1].label = "not sure".to_owned();
    assert!(write(&odd, Format::FastText, false).expect_err("a blank").to_string().contains("--map"));
}

#[test]
fn several_labels_are_refused_left_out_or_cut_as_was_asked() {
    let file = "__label__a __label__b خبر\n__label__c كلام\n";
    assert!(fault("a.txt", file).contains("several labels (a, b)"));
    let with =
        |several| parse_as("a.txt", file, None, &Reading { several, ..Reading::default() }).expect("sound");
    assert_eq!(pairs(&with(Several::Skip)), [("كلام", "c")]);
    assert_eq!(pairs(&with(Several::First)), [("خبر", "a"), ("كلام", "c")]);
    assert!(
        with(Several::First).notes.join("\n").contains("several labels, of which the first was taken: 1 row")
    );
}

#[test]
fn doccano_carries_texts_labels_and_what_else_there_is() {
    let before = awkward();
    let written = write(&before, Format::Doccano, false).expect("it can be written");
    let first =
        std::str::from_utf8(&written.bytes).expect("UTF-8").lines().next().expect("a line").to_owned();
    assert!(first.contains("\"label\":[\"neutral\"]"), "{first}");
    let after = parse("rows.jsonl", &written.bytes).expect("it can be read");
    let known =
        |row: &Annotation| (row.id.clone(), row.text.clone(), row.label.clone(), row.annotator.clone());
    assert_eq!(
        after.rows.iter().map(known).collect::<Vec<_>>(),
        before.rows.iter().map(known).collect::<Vec<_>>()
    );
    assert!(written.notes.join("\n").contains("annotator"), "{:?}", written.notes);
    let exported = "{\"id\":1,\"text\":\"خبر\",\"label\":[\"a\"],\"Comments\":[]}\n{\"id\":2,\"text\":\"كلام\",\"labels\":[\"b\"]}\n";
    assert_eq!(pairs(&parse("admin.jsonl", exported).expect("sound")), [("خبر", "a"), ("كلام", "b")]);
}

#[test]
fn bad_doccano_is_refused_with_its_line() {
    let spans = "{\"text\":\"خبر\",\"label\":[\"a\"]}\n{\"text\":\"خبر\",\"label\":[[0,3,\"NAME\"]]}\n";
    let error = fault("a.jsonl", spans);
    assert!(error.starts_with("a.jsonl, line 2") && error.contains("text classification"), "{error}");
    assert!(fault("a.jsonl", "{\"text\":\"خبر\",\"label\":[\"a\",\"b\"]}").contains("--several"));
}

#[test]
fn unknown_formats_are_asked_for() {
    assert!(fault("notes.dat", "كلام بلا شكل").contains("--from"));
}

#[test]
fn labels_are_renamed_and_slips_are_said() {
    let mut found = parse("a.csv", "text,label\nخبر,OFF\nكلام,NOT\nقول,other\n").expect("sound");
    let map = [("OFF", "hostile"), ("NOT", "neutral"), ("HS", "hostile")];
    map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Mapping>().apply(&mut found);
    assert_eq!(pairs(&found), [("خبر", "hostile"), ("كلام", "neutral"), ("قول", "other")]);
    let notes = found.notes.join("\n");
    assert!(notes.contains("no row has the label HS") && notes.contains("were kept: other"), "{notes}");
}

#[test]
fn files_of_different_columns_become_one() {
    let mut all = parse("a.csv", "text,label,source\nخبر,a,x\n").expect("sound");
    all.append(parse("b.csv", "text,label,page,source\nكلام,b,p,y\n").expect("sound"));
    assert_eq!(all.columns, ["source", "page"]);
    assert_eq!(all.rows[0].other, ["x", ""]);
    assert_eq!(all.rows[1].other, ["y", "p"]);
}

#[test]
fn fasttext_takes_labels_wherever_they_stand() {
    assert_eq!(
        pairs(&parse("a.txt", "__label__a خبر جيد\nكلام __label__b سيئ\n").expect("sound")),
        [("خبر جيد", "a"), ("كلام سيئ", "b")]
    );
    assert!(fault("a.txt", "__label__a خبر\n__label__a كلام __label__b\n").contains("several labels (a, b)"));
}

#[test]
fn a_first_line_that_names_the_separator_is_no_row() {
    let found =
        parse("desk.csv", "\u{FEFF}sep=;\r\ntext;label\r\nخبر, جيد;neutral\r\n").expect("as Excel writes it");
    assert_eq!(pairs(&found), [("خبر, جيد", "neutral")]);
    assert_eq!((found.rows[0].place.line, found.rows[0].place.row), (3, 2));
    assert_eq!(pairs(&parse("a.csv", "sep=|\ntext|label\nخبر|b\n").expect("another sign")), [("خبر", "b")]);
}

#[test]
fn lines_and_rows_are_named_where_they_differ() {
    let notes = parse("a.csv", "text,label\n\"سطر\nآخر\",a\n ,a\n").expect("a sound table").notes.join("\n");
    assert!(notes.contains("left out, without a text: 1 row (line 4 (row 3))"), "{notes}");
    let error = fault("a.csv", "text,label\n\"سطر\nآخر\",a\nخبر,b,c\n");
    assert!(error.starts_with("a.csv, line 4 (row 3): this row has 3 fields"), "{error}");
}
