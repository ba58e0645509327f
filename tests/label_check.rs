//! `labels check`, as it is called.

mod common;
#[path = "common/program.rs"]
mod program;
use program::{Folder, failure, ghirbal, json_lines, repository, stderr, stdout};

/// Two files with one of each thing that is to be found.
fn faulty(folder: &Folder) -> (std::path::PathBuf, std::path::PathBuf) {
    let long = "هذا تعليق طويل عن حديقة الحي الجديدة وعن الأشجار التي زرعت فيها قبل سنوات طويلة";
    let train = format!(
        "text,label,source\n{long},neutral,a\nخبر جيد,neutral,a\nخَبَـــر جيد,hostile,b\nخبر جيد,neutral,b\n{long} حقا,neutral,a\n\
         hello there,neutral,a\n ,neutral,a\nبلا تسمية,,a\nفي الاختبار أيضا,neutral,b\n"
    );
    let test = format!("text,label\nفي الاختبار أيضا,neutral\n{long} فعلا,hostile\n");
    (folder.file("train.csv", train), folder.file("test.csv", test))
}

#[test]
fn check_finds_each_thing_on_its_line() {
    let folder = Folder::new();
    let (train, test) = faulty(&folder);
    let mut command = ghirbal();
    command.args(["labels", "check"]).arg(&train).arg("--test").arg(&test);
    let found: Vec<_> = json_lines(&stdout(&mut command))
        .iter()
        .map(|f| {
            let string = |key: &str| f[key].as_str().unwrap_or_default().to_owned();
            (string("kind"), f["line"].as_u64().unwrap_or_default(), f["other_line"].as_u64())
        })
        .collect();
    let expected = [
        ("conflict", 4, Some(3)),
        ("duplicate", 5, Some(3)),
        ("near-duplicate", 6, Some(2)),
        ("not-arabic", 7, None),
        ("no-text", 8, None),
        ("no-label", 9, None),
        ("leak", 2, Some(10)),
        ("near-leak", 3, Some(2)),
    ];
    assert_eq!(found, expected.map(|(kind, line, other)| (kind.to_owned(), line, other)));
    failure(command.arg("--strict"), 1);
    let counts = stderr(ghirbal().args(["labels", "check"]).arg(&train));
    assert!(counts.contains("source") && counts.contains("neutral"), "{counts}");
}

#[test]
fn check_reads_what_spreadsheets_save() {
    let folder = Folder::new();
    let table = "text;label\r\n\"خبر جيد، شكرا لكم على التغطية\";neutral\r\n\"سطر أول من كلام طويل\r\nسطر ثان\";hostile\r\n\
                 '=كلام عن المدينة;neutral\r\n=كلام عن المدينة;neutral\r\n";
    let utf_16: Vec<u8> = format!("\u{FEFF}{table}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (encoding, bytes) in
        [("windows-1256", encoding_rs::WINDOWS_1256.encode(table).0.into_owned()), ("UTF-16LE", utf_16)]
    {
        let file = folder.file("desk.csv", bytes);
        let output = ghirbal().args(["labels", "check"]).arg(file).assert().success().get_output().clone();
        let found = json_lines(&String::from_utf8(output.stdout).expect("UTF-8"));
        assert_eq!(found.len(), 1, "{encoding}: {found:?}");
        // A guard is no part of the text, and a line break in a cell is one of the file's lines.
        assert_eq!(
            (&found[0]["kind"], &found[0]["line"], &found[0]["other_line"]),
            (&"duplicate".into(), &6.into(), &5.into())
        );
        let notes = String::from_utf8(output.stderr).expect("UTF-8 notes");
        assert!(notes.contains(&format!("read as {encoding}")), "{notes}");
    }
    let workbook = folder.file("desk.xlsx", b"PK\x03\x04 and so on");
    let error = failure(ghirbal().args(["labels", "check"]).arg(workbook), 1);
    assert!(error.contains("this is a workbook") && error.contains("labels import"), "{error}");
}

#[test]
fn check_tells_annotators_who_disagree_from_one_who_contradicts_himself() {
    let folder = Folder::new();
    let labels = folder.file(
        "both.csv",
        "text,label,annotator\nخبر جيد,neutral,salma\nخبر جيد,hostile,karim\nخبر جيد,neutral,karim\nخبر جيد,neutral,salma\n",
    );
    let found = json_lines(&stdout(ghirbal().args(["labels", "check"]).arg(labels)));
    let seen: Vec<_> =
        found.iter().map(|f| (f["kind"].as_str(), f["line"].as_u64(), f["other_line"].as_u64())).collect();
    assert_eq!(seen, [(Some("conflict"), Some(4), Some(3)), (Some("duplicate"), Some(5), Some(2))]);
}

#[test]
fn what_check_and_split_write_can_be_made_safe_for_spreadsheets() {
    let folder = Folder::new();
    let row = |n: usize| format!("=خبر رقم {n} عن أمر {n},{}\n", ["neutral", "hostile"][n % 2]);
    let rows = (0..40).map(row).collect::<Vec<_>>().concat();
    let labels = folder.file("labels.csv", format!("text,label\n{rows}{rows}"));
    let check = |more: &[&str]| {
        let mut command = ghirbal();
        command.args(["labels", "check", "--ignore", "likely-mistake"]).arg(&labels).args(more);
        command
    };
    let findings = stdout(&mut check(&["--format", "csv", "--excel"]));
    assert!(findings.starts_with("\u{FEFF}\"kind\"") && findings.contains("\"'=خبر رقم 1 "), "{findings}");
    assert!(!findings.contains("\"=خبر"), "{findings}");
    assert!(failure(&mut check(&["--excel"]), 2).contains("--format csv"));
    assert!(failure(&mut check(&["--near", "0.5"]), 2).contains("0.6"));
    let mut split = ghirbal();
    split
        .args(["labels", "split", "--excel", "--near", "1"])
        .arg(&labels)
        .arg("--into")
        .arg(folder.path("parts"));
    stdout(&mut split);
    let part = std::fs::read_to_string(folder.path("parts/test.csv")).expect("it was written");
    assert!(part.starts_with("\u{FEFF}\"text\"") && part.contains("\"'=خبر"), "{part}");
}

#[test]
fn check_passes_over_what_is_ignored() {
    let folder = Folder::new();
    let sound = folder.file("sound.csv", "text,label\nخبر جيد,neutral\nكلام سيئ,hostile\nخبر جيد,neutral\n");
    let check = || {
        let mut command = ghirbal();
        command.args(["labels", "check", "--strict", "--format", "table"]).arg(&sound);
        command
    };
    failure(&mut check(), 1);
    check().args(["--ignore", "duplicate"]).assert().success();
    failure(check().args(["--ignore", "everything"]), 2);
}

#[test]
fn our_own_labels_pass_the_check() {
    let mut command = ghirbal();
    command.args(["labels", "check", "--strict", "--ignore", "not-arabic", "--ignore", "likely-mistake"]);
    command.arg(repository("labels/comments.csv")).assert().success();
}

#[test]
fn check_counts_texts_whose_annotators_disagree() {
    let folder = Folder::new();
    let both = folder.file("both.csv", "text,label,who\nخبر جيد,neutral,salma\nخبر جيد,hostile,karim\n");
    let check = |more: &[&str]| {
        let mut command = ghirbal();
        command.args(["labels", "check"]).arg(&both).args(more);
        command
    };
    let notes = stderr(&mut check(&["--strict", "--annotator-col", "who"]));
    assert!(
        notes.contains("nothing was found") && notes.contains("1 text whose annotators disagree"),
        "{notes}"
    );
    // Without the annotators it is a contradiction.
    failure(&mut check(&["--strict"]), 1);
    assert!(failure(&mut check(&["--annotator-col", "name"]), 1).contains("--annotator-col"));
}

#[test]
fn check_names_rows_beside_lines() {
    let folder = Folder::new();
    let labels = folder.file("a.csv", "text,label\n\"سطر أول\nسطر ثان\",a\nخبر جيد,a\nخبر جيد,b\n");
    let found = &json_lines(&stdout(ghirbal().args(["labels", "check"]).arg(&labels)))[0];
    let place = ["line", "row", "other_line", "other_row"].map(|key| found[key].as_u64());
    assert_eq!(place, [5, 4, 4, 3].map(Some));
    let table = stdout(ghirbal().args(["labels", "check", "--format", "table"]).arg(&labels));
    assert!(table.contains("a.csv:5 (row 4)") && table.contains("a.csv:4 (row 3)"), "{table}");
    let error = failure(
        ghirbal()
            .args(["labels", "check"])
            .arg(folder.file("b.csv", "text,label\n\"سطر أول\nسطر ثان\",a\nخبر,a,b\n")),
        1,
    );
    assert!(error.contains("b.csv, line 4 (row 3): this row has 3 fields"), "{error}");
}

#[test]
fn what_is_no_table_is_named_and_not_quoted() {
    let folder = Folder::new();
    let long = "كلام ".repeat(100_000);
    for (name, content, what) in [
        ("tasks.json", format!("[{{\"data\":{{\"text\":\"{long}\"}}}}]"), "this is JSON"),
        ("rows.jsonl", format!("{{\"text\":\"{long}\",\"label\":\"a\"}}\n"), "this is JSON"),
        ("train.txt", format!("__label__a {long}\n"), "fastText's lines"),
        ("page.html", format!("<!DOCTYPE html>\n<p>{long}</p>"), "this is a page"),
        ("prose.csv", format!("{long}\n"), "no text column"),
    ] {
        let file = folder.file(name, content);
        for verb in [&["labels", "check"][..], &["evaluate"][..]] {
            let error = failure(ghirbal().args(verb).arg(&file), 1);
            assert!(error.contains(what) && error.len() < 2_000, "{verb:?} {name}: {} bytes", error.len());
        }
    }
    let error = failure(ghirbal().args(["labels", "check"]).arg(folder.path("tasks.json")), 1);
    assert!(error.contains("ghirbal labels import") && error.contains("tasks.csv"), "{error}");
}

#[test]
fn check_says_which_labels_may_be_one() {
    let folder = Folder::new();
    let labels = folder.file(
        "a.csv",
        "text,label\nخبر جيد,Neutral\nكلام آخر,neutral\nقول ثالث,not  sure\nنص رابع,not sure\n",
    );
    let notes = stderr(ghirbal().args(["labels", "check"]).arg(&labels));
    assert!(notes.contains("Neutral, neutral; not  sure, not sure"), "{notes}");
}
