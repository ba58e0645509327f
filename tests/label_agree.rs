//! `labels agree`, and what becomes of several annotators.

mod common;
#[path = "common/program.rs"]
mod program;
use program::{Folder, failure, ghirbal, json_lines, stderr, stdout};

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
        serde_json::json!({"annotator": "b", "label": "n", "file": b.display().to_string(), "unit": "line", "place": 5, "row": 5})
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
    assert!(notes.contains("differ in case or blanks alone") && notes.contains("H, h"), "{notes}");
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

#[test]
fn agree_compares_our_file_with_what_label_studio_exports() {
    let folder = Folder::new();
    let ours = folder.file("ours.csv", "id,text,label\nc1,خبر جيد,neutral\nc2,كلام سيئ,hostile\n");
    let exported = |row: [&str; 2]| {
        format!(
            "annotation_id,annotator,comment_id,id,lead_time,label,text\n1,3,c1,7,1,{},خبر جيد\n2,3,c2,8,1,{},كلام سيئ\n",
            row[0], row[1]
        )
    };
    let agreed = |theirs: &std::path::Path| {
        let mut command = ghirbal();
        let record = &json_lines(&stdout(command.args(["labels", "agree"]).arg(&ours).arg(theirs)))[0];
        (record["texts"].clone(), record["pairs"][0]["agreement"].clone())
    };
    let theirs = folder.file("theirs.csv", exported(["neutral", "partisan"]));
    assert_eq!(agreed(&theirs), (2.into(), 0.5.into()));
    // Texts without ids, and texts that others number their own way, are the same texts.
    let bare = folder.file("bare.csv", "text,label\nخبر جيد,neutral\nكلام سيئ,hostile\n");
    assert_eq!(agreed(&bare), (2.into(), 1.0.into()));
    let numbered = folder.file("numbered.csv", "id,text,label\n7,خبر جيد,neutral\n8,كلام سيئ,hostile\n");
    assert_eq!(agreed(&numbered), (2.into(), 1.0.into()));
    let notes = stderr(ghirbal().args(["labels", "agree"]).arg(&ours).arg(&numbered));
    assert!(notes.contains("texts were matched by what they say"), "{notes}");
}

#[test]
fn disputes_name_lines_and_rows() {
    let folder = Folder::new();
    let votes = |label: &str| format!("text,label\n\"سطر\nآخر\",a\nخبر,{label}\n");
    let (a, b) = (folder.file("a.csv", votes("a")), folder.file("b.csv", votes("b")));
    let table = stdout(ghirbal().args(["labels", "agree", "--format", "table"]).arg(&a).arg(&b));
    assert!(table.contains("line 4 (row 3)"), "{table}");
}

#[test]
fn a_majority_makes_one_label_of_several_annotators() {
    let folder = Folder::new();
    let of = |name: &str, labels: [&str; 4]| {
        let texts = ["خبر جيد", "كلام سيئ", "قول ثالث", "نص رابع"];
        let row = |(text, label)| format!("{text},{label}\n");
        let rows: String = texts.iter().zip(labels).map(row).collect();
        folder.file(name, format!("text,label\n{rows}"))
    };
    let files = [
        of("salma.csv", ["neutral", "hostile", "neutral", "hostile"]),
        of("karim.csv", ["neutral", "hostile", "hostile", ""]),
        of("nour.csv", ["neutral", "neutral", "partisan", ""]),
    ];
    let mut command = ghirbal();
    command.args(["labels", "import", "--annotator-by-file", "--majority"]).args(&files);
    let output = command.assert().success().get_output().clone();
    // A tie is nobody's label, and one annotator is his own majority.
    assert_eq!(
        String::from_utf8(output.stdout).expect("UTF-8"),
        "text,label\nخبر جيد,neutral\nكلام سيئ,hostile\nقول ثالث,\nنص رابع,hostile\n"
    );
    let notes = String::from_utf8(output.stderr).expect("UTF-8 notes");
    assert!(notes.contains("3 texts of several annotators: 2 by a majority, 1 in dispute"), "{notes}");
    let error = failure(ghirbal().args(["labels", "import", "--majority"]).arg(&files[0]), 1);
    assert!(error.contains("--annotator-by-file"), "{error}");
}
