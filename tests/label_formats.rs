//! Every format that labels come in and go out by: round trips, and bad input.

use std::path::Path;

use ghirbal::labels::{Annotation, Annotations, Format, Mapping, Reading, Several, Unit, read, write};

const SCRIPT: &str = "<script>alert('x')</script> تعليق فيه شفرة";

fn row(id: &str, text: &str, label: &str, annotator: &str, other: &[&str]) -> Annotation {
    Annotation {
        place: 0,
        id: id.to_owned(),
        text: text.to_owned(),
        label: label.to_owned(),
        annotator: annotator.to_owned(),
        other: other.iter().map(|cell| (*cell).to_owned()).collect(),
    }
}

/// What is hard to carry: delimiters, quotes, line breaks, formulas, hostile HTML, emoji, a row without a label,
/// two annotators of one text.
fn awkward() -> Annotations {
    Annotations {
        unit: Unit::Line,
        columns: vec!["source".to_owned(), "note".to_owned()],
        rows: vec![
            row("c1", "قال: \"نعم\", ثم; مضى\tوعاد", "neutral", "salma", &["a", ""]),
            row("c1", "قال: \"نعم\", ثم; مضى\tوعاد", "hostile", "karim", &["a", ""]),
            row("c2", "سطر أول\nسطر ثان", "partisan", "salma", &["b", "=1+1"]),
            row("c3", "=HYPERLINK(\"http://example.org\")", "neutral", "salma", &["b", ""]),
            row("c4", "'=كلام بفاصلة عليا", "neutral", "karim", &["b", "-5"]),
            row("c5", SCRIPT, "hostile", "karim", &["", "&amp;"]),
            row("c6", "👩‍👩‍👧 عائلة", "", "", &["", ""]),
        ],
        notes: Vec::new(),
    }
}

/// The rows without their places.
fn rows(annotations: &Annotations) -> Vec<Annotation> {
    annotations.rows.iter().map(|row| Annotation { place: 0, ..row.clone() }).collect()
}

fn parse(name: &str, bytes: impl AsRef<[u8]>) -> ghirbal::Result<Annotations> {
    parse_as(name, bytes, None, &Reading::default())
}

fn parse_as(
    name: &str,
    bytes: impl AsRef<[u8]>,
    format: Option<Format>,
    how: &Reading,
) -> ghirbal::Result<Annotations> {
    read(Path::new(name), bytes.as_ref().to_vec(), format, how)
}

fn fault(name: &str, bytes: impl AsRef<[u8]>) -> String {
    parse(name, bytes).expect_err("bad input").to_string()
}

fn pairs(annotations: &Annotations) -> Vec<(&str, &str)> {
    annotations.rows.iter().map(|row| (row.text.as_str(), row.label.as_str())).collect()
}

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

#[cfg(feature = "excel")]
#[test]
fn excel_carries_everything() {
    let before = awkward();
    let written = write(&before, Format::Excel, false).expect("it can be written");
    let after = parse("rows.xlsx", &written.bytes).expect("it can be read");
    assert_eq!(rows(&after), rows(&before));
    assert_eq!(after.columns, before.columns);
    assert_eq!((after.unit, after.rows[0].place), (Unit::Row, 2));
    let mut odd = before;
    odd.rows.truncate(1);
    odd.rows[0].text = "حرف \u{1} تحكم و_x0041_ مكتوبة".to_owned();
    let written = write(&odd, Format::Excel, false).expect("it can be written");
    let bytes = std::io::Cursor::new(&written.bytes);
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(bytes).expect("a workbook");
    let sheet = calamine::Reader::worksheet_range(&mut book, "Sheet1").expect("a sheet");
    let shown = sheet.rows().nth(1).map(|row| row[1].to_string());
    assert_eq!(shown.as_deref(), Some(&*odd.rows[0].text), "as others read it");
    assert_eq!(rows(&parse("odd.xlsx", &written.bytes).expect("it can be read")), rows(&odd));
}

#[cfg(feature = "excel")]
#[test]
fn bad_workbooks_are_refused() {
    assert!(fault("a.xlsx", b"PK\x03\x04 no archive").contains("cannot be read"));
    let written = write(&awkward(), Format::Excel, false).expect("it can be written").bytes;
    assert!(fault("a.xlsx", &written[..written.len() / 2]).starts_with("a.xlsx"));
    let how = Reading { sheet: Some("أخرى".to_owned()), ..Reading::default() };
    let error = parse_as("a.xlsx", &written, None, &how).expect_err("no such sheet").to_string();
    assert!(error.contains("there is no sheet أخرى; the sheets are Sheet1"), "{error}");
    let mut long = awkward();
    long.rows[2].text = "ا".repeat(32_768);
    long.rows[2].place = 7;
    let error = write(&long, Format::Excel, false).expect_err("too long for a cell").to_string();
    assert!(error.contains("line 7") && error.contains("32767"), "{error}");
}

/// A workbook of these rows; cells that begin with `=` are formulas, whose results are not in the file.
#[cfg(feature = "excel")]
fn workbook(rows: &[[&str; 2]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_formula_result_default("");
    for (cells, row) in rows.iter().zip(0u32..) {
        for (cell, column) in cells.iter().zip(0u16..).filter(|(cell, _)| !cell.is_empty()) {
            if cell.starts_with('=') {
                let formula = rust_xlsxwriter::Formula::new(*cell);
                sheet.write_formula(row, column, formula).expect("a formula");
            } else {
                sheet.write_string(row, column, *cell).expect("a string");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[cfg(feature = "excel")]
#[test]
fn workbooks_say_why_rows_are_missing() {
    let notes =
        |rows: &[[&str; 2]]| parse("a.xlsx", workbook(rows)).expect("it can be read").notes.join("\n");
    let found = notes(&[["text", "label"], ["خبر", "a"], ["=A2", "a"], ["كلام", "=B2"], ["قول", "b"]]);
    assert!(found.contains("the file lacks its result") && found.contains("2 rows (rows 3, 4)"), "{found}");
    assert!(!notes(&[["text", "label"], ["خبر", "a"], ["كلام", ""]]).contains("formula"));
    let error = fault("a.xlsx", workbook(&[["text", "label"], ["=A1", "=B1"]]));
    assert!(error.contains("the file lacks its result"), "{error}");
    let titled = workbook(&[["تعليقات الأسبوع", ""], ["", ""], ["text", "label"], ["خبر", "a"]]);
    let error = fault("a.xlsx", titled);
    assert!(error.contains("row 3 is one: delete the rows above"), "{error}");
    let error = fault("a.xlsx", &workbook(&[["text", "label"], ["خبر", "a"]])[..400]);
    assert!(error.contains("cut short"), "{error}");
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
fn label_studio_json_carries_texts_labels_and_annotators() {
    let before = awkward();
    let written = write(&before, Format::LabelStudio, false).expect("it can be written");
    let tasks: serde_json::Value = serde_json::from_slice(&written.bytes).expect("JSON");
    assert_eq!(tasks.as_array().expect("a list").len(), 6, "two rows of one text are one task");
    assert_eq!(tasks[0]["annotations"].as_array().expect("a list").len(), 2);
    let after = parse("tasks.json", &written.bytes).expect("it can be read");
    let known =
        |row: &Annotation| (row.id.clone(), row.text.clone(), row.label.clone(), row.annotator.clone());
    assert_eq!(
        after.rows.iter().map(known).collect::<Vec<_>>(),
        before.rows.iter().map(known).collect::<Vec<_>>()
    );
    let interface = written.notes.join("\n");
    assert!(interface.contains("<Choice value=\"hostile\"/>"), "{interface}");
}

/// The rows in the order of their texts and annotators.
fn sorted(annotations: &Annotations) -> Vec<(String, String, String, String)> {
    let known =
        |row: &Annotation| (row.id.clone(), row.text.clone(), row.label.clone(), row.annotator.clone());
    let mut rows: Vec<_> = annotations.rows.iter().map(known).collect();
    rows.sort();
    rows
}

#[test]
fn label_studio_has_one_task_for_a_text_wherever_its_rows_stand() {
    let texts = [("c1", "خبر جيد"), ("c2", "كلام سيئ")];
    let of = |who: &str| {
        texts.map(|(id, text)| row(id, text, if who == "salma" { "neutral" } else { "hostile" }, who, &[]))
    };
    let before = Annotations {
        rows: [of("salma"), of("karim"), of("nour@example.org"), of("7")].concat(),
        ..Annotations::default()
    };
    let written = write(&before, Format::LabelStudio, false).expect("it can be written");
    let tasks: serde_json::Value = serde_json::from_slice(&written.bytes).expect("JSON");
    assert_eq!(tasks.as_array().expect("a list").len(), 2);
    let annotations = tasks[0]["annotations"].as_array().expect("a list");
    // Label Studio refuses addresses that it does not know, and a name is none.
    assert_eq!(annotations[0].get("completed_by"), None);
    assert_eq!(annotations[0]["result"][0]["meta"]["annotator"], "salma");
    assert_eq!(annotations[2]["completed_by"], serde_json::json!({"email": "nour@example.org"}));
    assert_eq!(annotations[3]["completed_by"], 7);
    assert!(written.notes.join("\n").contains("karim, salma stand in the meta"), "{:?}", written.notes);
    assert_eq!(sorted(&parse("tasks.json", &written.bytes).expect("it can be read")), sorted(&before));
}

#[test]
fn label_studio_says_what_it_cannot_keep() {
    let mut before = awkward();
    before.columns[0] = "comment_id".to_owned();
    before.rows[6].annotator = "salma".to_owned();
    let written = write(&before, Format::LabelStudio, false).expect("it can be written");
    let notes = written.notes.join("\n");
    assert!(notes.contains("the column comment_id is written as comment_id_"), "{notes}");
    assert!(notes.contains("an annotator without a label is left behind: 1 row"), "{notes}");
    let after = parse("tasks.json", &written.bytes).expect("it can be read");
    assert_eq!(after.rows[0].id, "c1");
    let place = after.columns.iter().position(|column| column == "comment_id_").expect("the column is kept");
    assert_eq!(after.rows[0].other[place], "a");

    let json = r#"[{"id": 7, "data": {"text": "خبر جيد"}, "annotations": [{"result": [
        {"from_name": "l", "type": "choices", "value": {"choices": ["neutral"]}},
        {"from_name": "why", "type": "textarea", "value": {"text": ["كلام"]}, "meta": null},
        {"from_name": "stars", "type": "rating", "value": {"rating": 3}}]}]}]"#;
    let notes = parse("project.json", json).expect("a sound export").notes.join("\n");
    for kind in ["rating", "textarea"] {
        assert!(notes.contains(&format!("results of the type {kind} were left out")), "{notes}");
    }
}

#[test]
fn label_studio_as_it_exports() {
    let json = r#"[
      {"id": 7, "data": {"text": "خبر جيد", "page": "p1"}, "predictions": [], "annotations": [
        {"id": 1, "completed_by": 3, "was_cancelled": false, "lead_time": 2.5, "result": [
          {"from_name": "dialect", "to_name": "text", "type": "choices", "value": {"choices": ["egyptian"]}},
          {"from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"choices": ["neutral"]}}]},
        {"id": 2, "completed_by": {"id": 4, "email": "k@example.org"}, "was_cancelled": false, "result": [
          {"from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"choices": ["hostile"]}}]},
        {"id": 3, "completed_by": 5, "was_cancelled": true, "result": []}]},
      {"id": 8, "data": {"text": "خبر آخر"}, "annotations": []}]"#;
    let found = parse("project.json", json).expect("a sound export");
    let seen: Vec<_> = found.rows.iter().map(|r| (&*r.id, &*r.label, &*r.annotator)).collect();
    assert_eq!(seen, [("7", "neutral", "3"), ("7", "hostile", "k@example.org"), ("8", "", "")]);
    assert!(found.columns.contains(&"dialect".to_owned()) && found.columns.contains(&"page".to_owned()));
    assert!(found.notes.join("\n").contains("an annotator skipped"), "{:?}", found.notes);

    let min = r#"[{"id":7,"text":"خبر جيد","sentiment":"neutral","annotator":3,"lead_time":1.5},
                  {"id":8,"text":"خبر آخر","sentiment":{"choices":["hostile"]},"annotator":3}]"#;
    let found = parse("min.json", min).expect("a sound export");
    assert_eq!(pairs(&found), [("خبر جيد", "neutral"), ("خبر آخر", "hostile")]);

    let csv = "annotation_id,annotator,created_at,id,lead_time,sentiment,text,updated_at\n\
               1,3,2026-01-01,7,2.5,neutral,خبر جيد,x\n\
               2,4,2026-01-01,7,2.5,\"{\"\"choices\"\":[\"\"hostile\"\"]}\",خبر جيد,x\n";
    let found = parse("export.csv", csv).expect("a sound export");
    let seen: Vec<_> = found.rows.iter().map(|r| (&*r.id, &*r.label, &*r.annotator)).collect();
    assert_eq!(seen, [("7", "neutral", "3"), ("7", "hostile", "4")]);
}

#[test]
fn bad_label_studio_is_refused_with_its_task() {
    assert!(fault("a.json", "[{\"id\":1,").contains("line 1"));
    let two = r#"[{"data":{"text":"خبر"},"annotations":[]},
        {"data":{"text":"خبر"},"annotations":[{"result":[
          {"from_name":"x","type":"choices","value":{"choices":["a"]}},
          {"from_name":"y","type":"choices","value":{"choices":["b"]}}]}]}]"#;
    let error = fault("a.json", two);
    assert!(error.starts_with("a.json, task 2") && error.contains("--label-col"), "{error}");
    assert!(fault("a.json", r#"[{"data":{"title":"خبر"},"annotations":[]}]"#).starts_with("a.json, task 1"));
    let odd = r#"[{"data":{"text":"خبر"},"annotations":[{"result":[{"from_name":"l","type":"choices","value":{"choices":"a"}}]}]}]"#;
    assert!(fault("a.json", odd).contains("no list of names"));
    let error =
        parse_as("a.json", "خبر", Some(Format::LabelStudio), &Reading::default()).expect_err("no JSON");
    assert!(error.to_string().contains("Label Studio"), "{error}");
    assert!(write(&awkward(), Format::LabelStudioCsv, false).is_err());
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
