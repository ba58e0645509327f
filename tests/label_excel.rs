//! Workbooks of labels: round trips, and bad input.
#![cfg(feature = "excel")]

use ghirbal::labels::{Format, Reading, Unit, write};

#[path = "common/labels.rs"]
mod labels;
use labels::{awkward, fault, parse, parse_as, rows};

#[test]
fn excel_carries_everything() {
    let before = awkward();
    let written = write(&before, Format::Excel, false).expect("it can be written");
    let after = parse("rows.xlsx", &written.bytes).expect("it can be read");
    assert_eq!(rows(&after), rows(&before));
    assert_eq!(after.columns, before.columns);
    assert_eq!((after.unit, after.rows[0].place.row), (Unit::Row, 2));
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
    long.rows[2].place = 7.into();
    let error = write(&long, Format::Excel, false).expect_err("too long for a cell").to_string();
    assert!(error.contains("line 7") && error.contains("32767"), "{error}");
}

/// A workbook of these rows; cells that begin with `=` are formulas, whose results are not in the file.
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
fn an_error_beside_text_and_label_is_kept_and_said() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [["text", "label", "length"], ["خبر", "a", "=1/0"]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (row as u32, column as u16);
            if cell.starts_with('=') {
                let formula = rust_xlsxwriter::Formula::new(*cell).set_result("#DIV/0!");
                sheet.write_formula(row, column, formula).expect("a formula");
            } else {
                sheet.write_string(row, column, *cell).expect("a string");
            }
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let found = parse("a.xlsx", &bytes).expect("the text is sound");
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.rows[0].other, ["#DIV/0!"]);
    let notes = found.notes.join("\n");
    assert!(notes.contains("holds an error, which was kept as text: 1 row (row 2)"), "{notes}");
}
