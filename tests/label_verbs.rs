//! `labels` and its verbs, as they are called.

use serde_json::Value;

mod common;
#[path = "common/program.rs"]
mod program;
use program::{Folder, failure, ghirbal, json_lines, repository, stdout};

fn stderr(command: &mut assert_cmd::Command) -> String {
    String::from_utf8(command.assert().success().get_output().stderr.clone()).expect("UTF-8 notes")
}

#[test]
fn every_verb_of_labels_has_help_with_examples() {
    for verb in ["import", "export", "check", "agree", "split", "suggest", "standoff", "join"] {
        let help = stdout(ghirbal().args(["labels", verb, "--help"]));
        assert!(help.contains("Examples:\n  ghirbal labels "), "{verb}");
    }
    let page = stdout(ghirbal().arg("man"));
    assert!(page.contains("labels import") || page.contains("labels\\-import"), "the manual has sub-verbs");
}

#[test]
fn import_maps_names_and_keeps_annotators() {
    let folder = Folder::new();
    let salma = folder.file("salma.jsonl", "{\"id\":1,\"text\":\"خبر جيد\",\"label\":[\"NOT\"]}\n");
    let karim = folder.file("karim.jsonl", "{\"id\":1,\"text\":\"خبر جيد\",\"label\":[\"OFF\"]}\n");
    let mut command = ghirbal();
    command.args(["labels", "import", "--annotator-by-file", "--map", "OFF=hostile", "--map", "NOT=neutral"]);
    let csv = stdout(command.arg(&salma).arg(&karim));
    assert_eq!(csv, "id,text,label,annotator\n1,خبر جيد,neutral,salma\n1,خبر جيد,hostile,karim\n");
    failure(ghirbal().args(["labels", "import", "--map", "OFF", "x.csv"]), 2);
    let mut command = ghirbal();
    command.args(["labels", "import", "--map", "OFF=hostile", "--map", "OFF=neutral"]).arg(&salma);
    assert!(failure(&mut command, 1).contains("two names, hostile and neutral"));
    let error = failure(ghirbal().args(["labels", "import", "missing.csv"]), 1);
    assert!(error.contains("there is no such file"), "{error}");
}

#[test]
fn nothing_is_written_where_import_fails() {
    let folder = Folder::new();
    let bad = folder.file("bad.csv", "text,label\nخبر,a\nخبر,b,c\n");
    let out = folder.path("out.csv");
    let error = failure(ghirbal().args(["labels", "import"]).arg(&bad).arg("--out").arg(&out), 1);
    assert!(error.contains("line 3"), "{error}");
    assert_eq!(folder.names(), ["bad.csv"]);
}

#[test]
fn outputs_are_what_their_names_say_and_no_inputs() {
    let folder = Folder::new();
    let labels = folder.file("labels.csv", "text,label\nخبر جيد,neutral\n");
    let before = std::fs::read(&labels).expect("it is there");
    let import = |out: &str| {
        let mut command = ghirbal();
        command.args(["labels", "import"]).arg(&labels).arg("--out").arg(folder.path(out));
        failure(&mut command, 1)
    };
    assert!(import("imported.xlsx").contains("this verb writes CSV"));
    assert!(import("labels.csv").contains("written over"));
    let mut export = ghirbal();
    export.args(["labels", "export"]).arg(&labels).arg("--out").arg(&labels);
    assert!(failure(&mut export, 1).contains("written over"));
    assert_eq!(std::fs::read(&labels).expect("it is there"), before);
    assert_eq!(folder.names(), ["labels.csv"]);
}

#[test]
fn export_goes_by_the_extension_and_says_what_is_lost() {
    let folder = Folder::new();
    let labels = folder.file("labels.csv", "id,text,label\nc1,=خبر جيد,neutral\n");
    let out = folder.path("tasks.json");
    let notes = stderr(ghirbal().args(["labels", "export"]).arg(&labels).arg("--out").arg(&out));
    assert!(notes.contains("labelling interface"), "{notes}");
    let tasks: Value = serde_json::from_slice(&std::fs::read(out).expect("it was written")).expect("JSON");
    assert_eq!(tasks[0]["data"]["text"], "=خبر جيد");
    let fasttext = stdout(ghirbal().args(["labels", "export", "--to", "fasttext"]).arg(&labels));
    assert_eq!(fasttext, "__label__neutral =خبر جيد\n");
    let guarded = stdout(ghirbal().args(["labels", "export", "--to", "csv", "--excel"]).arg(&labels));
    assert_eq!(guarded, "\u{FEFF}\"id\",\"text\",\"label\"\n\"c1\",\"'=خبر جيد\",\"neutral\"\n");
    let error = failure(ghirbal().args(["labels", "export"]).arg(&labels), 1);
    assert!(error.contains("--to"), "{error}");
}

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
    assert!(failure(&mut check(&["--excel"]), 1).contains("--format csv"));
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
fn agree_counts_what_is_known_by_hand() {
    let folder = Folder::new();
    // Of ten texts they agree on seven; by chance they would on 0.4 * 0.5 + 0.6 * 0.5 = 0.5 of them.
    let votes = |labels: &str| {
        let rows = labels.chars().enumerate().map(|(n, l)| format!("t{n},نص رقم {n},{l}\n"));
        format!("id,text,label\n{}", rows.collect::<String>())
    };
    let a = folder.file("a.csv", votes("hhhhnnnnnn"));
    let b = folder.file("b.csv", votes("hhhnhhnnnn"));
    let record = &json_lines(&stdout(ghirbal().args(["labels", "agree"]).arg(&a).arg(&b)))[0];
    let pair = &record["pairs"][0];
    assert_eq!(pair["annotators"], serde_json::json!(["a", "b"]));
    assert!((pair["agreement"].as_f64().expect("a share") - 0.7).abs() < 1e-12);
    assert!((pair["kappa"].as_f64().expect("a kappa") - 0.4).abs() < 1e-12);
    // Of 20 votes 9 are h and 11 n: 1 - 19 * 6 / (2 * 9 * 11).
    let alpha = 1.0 - 19.0 * 6.0 / 198.0;
    assert!((record["alpha"].as_f64().expect("an alpha") - alpha).abs() < 1e-12);
    assert_eq!(pair["confusion"]["counts"], serde_json::json!([[3, 1], [2, 4]]));
    let disputes = record["disputes"].as_array().expect("a list");
    assert_eq!(disputes.iter().map(|d| d["id"].clone()).collect::<Vec<_>>(), ["t3", "t4", "t5"]);
    assert_eq!(
        disputes[0]["labels"][1],
        serde_json::json!({"annotator": "b", "label": "n", "file": b.display().to_string(), "unit": "line", "place": 5})
    );
    let table = stdout(ghirbal().args(["labels", "agree", "--format", "table"]).arg(&a).arg(&b));
    assert!(table.contains("Cohen's kappa 0.400"), "{table}");
    assert!(table.contains(&format!("({}, line 5)", b.display())), "{table}");
    assert!(failure(ghirbal().args(["labels", "agree"]).arg(&a), 1).contains("two annotators"));
}

#[test]
fn agree_compares_nothing_that_differs() {
    let folder = Folder::new();
    let agree = |files: &[&std::path::PathBuf]| {
        let mut command = ghirbal();
        command.args(["labels", "agree"]).args(files);
        command
    };
    // Two desks that number their own rows.
    let a = folder.file("a.csv", "id,text,label\n1,خبر جيد,h\n2,كلام سيئ,n\n");
    let b = folder.file("b.csv", "id,text,label\n1,شيء آخر,h\n2,قول ثالث,n\n");
    let error = failure(&mut agree(&[&a, &b]), 1);
    assert!(
        error.contains("ids that stand for several texts") && error.contains("take the column id out"),
        "{error}"
    );
    // One text in common, whatever its blanks; one id that is used twice.
    let b = folder.file("b.csv", "id,text,label\n1,\" خبر  جيد \",H\n2,قول ثالث,n\n");
    let output = agree(&[&a, &b]).assert().success().get_output().clone();
    let record = &json_lines(&String::from_utf8(output.stdout).expect("UTF-8"))[0];
    assert_eq!((&record["texts"], &record["pairs"][0]["agreement"]), (&1.into(), &0.0.into()));
    let notes = String::from_utf8(output.stderr).expect("UTF-8 notes");
    for file in [&a, &b] {
        assert!(
            notes.contains(&format!(
                "{}: left out, as their id stands for another text elsewhere: 1 row (line 3)",
                file.display()
            )),
            "{notes}"
        );
    }
    assert!(notes.contains("differ in case alone") && notes.contains("H, h"), "{notes}");
}

#[test]
fn agree_knows_who_labelled() {
    let folder = Folder::new();
    let both = folder.file(
        "both.jsonl",
        "{\"text\":\"خبر\",\"label\":\"a\",\"annotator\":\"salma\"}\n{\"text\":\"خبر\",\"label\":\"b\",\"annotator\":\" \"}\n\
         {\"text\":\"خبر\",\"label\":\"a\",\"annotator\":\"karim\"}\n",
    );
    let output = ghirbal().args(["labels", "agree"]).arg(&both).assert().success().get_output().clone();
    let record = &json_lines(&String::from_utf8(output.stdout).expect("UTF-8"))[0];
    assert_eq!(record["annotators"], serde_json::json!(["karim", "salma"]));
    let notes = String::from_utf8(output.stderr).expect("UTF-8 notes");
    assert!(notes.contains("both.jsonl: left out, without an annotator: 1 row (line 2)"), "{notes}");
    // doccano calls every annotator's file alike.
    for (name, label) in [("salma", "a"), ("karim", "b")] {
        std::fs::create_dir(folder.path(name)).expect("the folder is ours");
        folder.file(&format!("{name}/all.jsonl"), format!("{{\"text\":\"خبر\",\"label\":[\"{label}\"]}}\n"));
    }
    let files = ["salma/all.jsonl", "karim/all.jsonl"].map(|name| folder.path(name));
    let record = &json_lines(&stdout(ghirbal().args(["labels", "agree"]).args(&files)))[0];
    assert_eq!(record["annotators"], serde_json::json!(["karim", "salma"]));
    let csv = stdout(ghirbal().args(["labels", "import", "--annotator-by-file"]).args(&files));
    assert_eq!(csv, "text,label,annotator\nخبر,a,salma\nخبر,b,karim\n");
    let twice = failure(ghirbal().args(["labels", "agree"]).args([&files[0], &files[0]]), 1);
    assert!(twice.contains("name each file after its annotator"), "{twice}");
}

fn texts(path: &std::path::Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).expect("it was written");
    reader.records().map(|r| r.expect("sound").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn split_keeps_shares_texts_and_articles_together() {
    let folder = Folder::new();
    // Every text comes twice; five texts stand under one article.
    let row = |n: usize| {
        let label = if n.is_multiple_of(4) { "hostile" } else { "neutral" };
        format!("نص رقم {n} عن أمر آخر,{label},{}\nنصّ رقم {n} عن أمـر آخر,{label},\n", n / 5)
    };
    let rows = (0..200).map(row).collect::<Vec<_>>().concat();
    let labels = folder.file("labels.csv", format!("text,label,article\n{rows}"));
    let run = |into: &str, seed: &str| {
        let mut command = ghirbal();
        command.args(["labels", "split", "--near", "0.95", "--seed", seed]);
        command
            .args(["--part", "train=3", "--part", "test=1"])
            .arg(&labels)
            .arg("--into")
            .arg(folder.path(into));
        stdout(&mut command);
        ["train.csv", "test.csv"].map(|name| texts(&folder.path(into).join(name)))
    };
    let [train, test] = run("one", "1");
    assert_eq!(train.len() + test.len(), 400);
    assert!((90..=110).contains(&test.len()), "{}", test.len());
    let hostile = test.iter().filter(|row| row[1] == "hostile").count() as f64 / test.len() as f64;
    assert!((hostile - 0.25).abs() < 0.06, "{hostile}");
    let articles = |rows: &[Vec<String>]| {
        rows.iter()
            .map(|row| row[2].clone())
            .filter(|a| !a.is_empty())
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert!(articles(&train).is_disjoint(&articles(&test)));
    let numbers = |rows: &[Vec<String>]| {
        rows.iter()
            .map(|row| row[0].split(' ').nth(2).expect("a number").to_owned())
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert!(numbers(&train).is_disjoint(&numbers(&test)));
    assert_eq!(run("again", "1"), [train.clone(), test]);
    assert_ne!(run("other", "2")[0], train);
    let error = failure(ghirbal().args(["labels", "split", "--together", "page"]).arg(&labels), 1);
    assert!(error.contains("no column page"), "{error}");
}

#[test]
fn split_writes_over_nothing_that_it_reads() {
    let folder = Folder::new();
    let labels = folder.file("train.csv", "text,label\nخبر جيد,neutral\nكلام سيئ,hostile\n");
    let before = std::fs::read(&labels).expect("it is there");
    let into = labels.parent().expect("a folder").to_owned();
    let error = failure(ghirbal().args(["labels", "split"]).arg(&labels).arg("--into").arg(into), 1);
    assert!(error.contains("written over"), "{error}");
    assert_eq!(std::fs::read(&labels).expect("it is there"), before);
}

#[test]
fn split_leaves_no_part_empty_and_asks_before_it_writes_over_one() {
    let folder = Folder::new();
    let row = |n: usize| format!("نص رقم {n} عن أمر {n} آخر,{}\n", ["a", "b"][n % 2]);
    let rows = (0..8).map(row).collect::<Vec<_>>().concat();
    let labels = folder.file("labels.csv", format!("text,label\n{rows}"));
    let split = |more: &[&str]| {
        let mut command = ghirbal();
        command
            .args(["labels", "split", "--near", "1"])
            .args(more)
            .arg(&labels)
            .arg("--into")
            .arg(folder.path("parts"));
        command
    };
    let error = failure(&mut split(&["--part", "train=1000", "--part", "test=1"]), 1);
    assert!(error.contains("test.csv would be empty"), "{error}");
    assert!(!folder.path("parts").exists());
    stdout(&mut split(&["--part", "train=1", "--part", "test=1"]));
    let error = failure(&mut split(&[]), 1);
    assert!(error.contains("is there already; --force writes over it"), "{error}");
    stdout(&mut split(&["--part", "train=1", "--part", "test=1", "--force"]));
}

#[test]
fn the_surest_label_is_published_and_ten_is_surer_than_two() {
    let folder = Folder::new();
    let text = "هذا تعليق طويل بما يكفي لينشر";
    let labels = folder.file(
        "labels.csv",
        format!("source,text,label,confidence\npaper,{text},hostile,2\npaper,{text},neutral,10\npaper,{text},partisan,\n"),
    );
    let into = folder.path("public");
    stdout(ghirbal().args(["labels", "standoff"]).arg(&labels).arg("--into").arg(&into));
    let paper = std::fs::read_to_string(into.join("paper.csv")).expect("it was written");
    assert!(paper.ends_with(",neutral,10\n"), "{paper}");
}

#[test]
fn labels_leave_their_texts_and_find_them_again() {
    let folder = Folder::new();
    let labels = folder.file(
        "labels.csv",
        "source,text,label,confidence\npaper,هذا تعليق طويل بما يكفي لينشر,neutral,2\npaper,قصير,hostile,2\n\
         other,\"  تعليق   آخر طويل\n بما يكفي \",partisan,1\nother,تعليق آخر طويل بما يكفي,hostile,0\n",
    );
    let into = folder.path("public");
    let notes = stderr(ghirbal().args(["labels", "standoff"]).arg(&labels).arg("--into").arg(&into));
    assert!(notes.contains("1 row of fewer than 16") && notes.contains("1 row that repeat"), "{notes}");
    let paper = std::fs::read_to_string(into.join("paper.csv")).expect("it was written");
    assert_eq!(paper.lines().count(), 2);
    assert!(!paper.contains("تعليق") && paper.ends_with(",neutral,2\n"), "{paper}");

    let original = folder.file(
        "original.csv",
        "comment,label,url\nهذا تعليق طويل بما يكفي لينشر,x,u1\nقصير,y,u2\nتعليق آخر طويل بما يكفي,z,u3\n",
    );
    let join = |source: &str| {
        let mut command = ghirbal();
        command.args(["labels", "join", "--standoff"]).arg(into.join(source)).arg(&original);
        command
    };
    let joined = stdout(join("other.csv").arg("--standoff").arg(into.join("paper.csv")));
    assert_eq!(
        joined,
        "text,label,confidence,original_label,url\nهذا تعليق طويل بما يكفي لينشر,neutral,2,x,u1\n\
         تعليق آخر طويل بما يكفي,partisan,1,z,u3\n"
    );
    assert!(stderr(&mut join("paper.csv")).contains("1 of 3 rows matched, by 1 of 1 label"));
    let other = folder.file("other.csv", "text\nشيء مختلف تماما عن كل ما سبق\n");
    let mut command = ghirbal();
    command.args(["labels", "join", "--standoff"]).arg(into.join("paper.csv")).arg(other);
    assert!(failure(&mut command, 1).contains("is it the original file"));
    let error = failure(ghirbal().args(["labels", "join", "--standoff"]).arg(&original).arg(&original), 1);
    assert!(error.contains("sha256"), "{error}");
}

#[test]
fn our_own_labels_pass_the_check() {
    let mut command = ghirbal();
    command.args(["labels", "check", "--strict", "--ignore", "not-arabic", "--ignore", "likely-mistake"]);
    command.arg(repository("labels/comments.csv")).assert().success();
}

#[test]
fn suggest_ranks_what_is_new_and_leaves_the_label_open() {
    let folder = Folder::new();
    let comments = folder.file(
        "comments.csv",
        "id,text,label\n1,مقال مفيد جدا شكرا لكم,x\n2,hello,\n3,كلام فارغ وممل,\n4,كلام عن أمر ما,\n5,كلام عن أمــر ما,\n",
    );
    let known = folder.file("known.csv", "text,label\nكلام فارغ وممل,bad\n");
    let mut command = ghirbal();
    command.args(["labels", "suggest"]).arg(&comments).arg("--known").arg(&known);
    let csv = stdout(command.arg("--model").arg(folder.model()));
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0], ["id", "text", "label", "uncertainty"]);
    // What is known, what repeats and what is not Arabic is passed over; the sure one comes last.
    assert_eq!(rows[1..].iter().map(|row| row[0]).collect::<Vec<_>>(), ["4", "1"]);
    assert!(rows[1..].iter().all(|row| row[2].is_empty()), "{csv}");
    let share = |row: usize| rows[row][3].parse::<f64>().expect("a share");
    assert!(share(1) > share(2) && share(1) <= 1.0, "{csv}");
}

#[test]
fn a_simulation_draws_a_curve_for_each_strategy() {
    let mut command = ghirbal();
    command.args(["labels", "suggest", "--start", "200", "--step", "100", "--steps", "1", "--repeats", "2"]);
    let points = json_lines(&stdout(command.arg("--simulate").arg(repository("labels/comments.csv"))));
    let seen: Vec<_> = points.iter().map(|p| (p["strategy"].as_str(), p["rows"].as_u64())).collect();
    let strategies = [Some("random"), Some("uncertain"), Some("suggested")];
    let expected: Vec<_> =
        [200, 300].iter().flat_map(|&rows| strategies.map(|strategy| (strategy, Some(rows)))).collect();
    assert_eq!(seen, expected);
    assert_eq!(points[0]["macro_f1"], points[2]["macro_f1"], "all begin with the same rows");
    assert!(points.iter().all(|p| p["macro_f1"].as_f64().is_some_and(|f1| f1 > 0.3 && f1 < 1.0)));
    let mut command = ghirbal();
    command
        .args(["labels", "suggest", "--start", "5000", "--simulate"])
        .arg(repository("labels/comments.csv"));
    assert!(failure(&mut command, 1).contains("too little to choose from"));
}
