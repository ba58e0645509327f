//! `labels` and most of its verbs, as they are called.

use serde_json::Value;

mod common;
#[path = "common/program.rs"]
mod program;
use program::{Folder, failure, ghirbal, json_lines, repository, stderr, stdout};

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
    let error = failure(ghirbal().args(["labels", "export"]).arg(&labels), 2);
    assert!(error.contains("--to"), "{error}");
    let misnamed = folder.path("labels.xlsx");
    let mut command = ghirbal();
    command.args(["labels", "export", "--to", "csv"]).arg(&labels).arg("--out").arg(&misnamed);
    assert!(failure(&mut command, 2).contains("its name says another format"));
    assert!(!misnamed.exists());
    let blank = folder.file("blank.csv", "text,label\nخبر جيد,not sure\n");
    let error = failure(ghirbal().args(["labels", "export", "--to", "fasttext"]).arg(&blank), 1);
    assert!(error.contains("blank.csv: line 2") && error.contains("labels import --map"), "{error}");
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
    assert!(error.contains("no column page; the columns are text, label, article"), "{error}");
    for wrong in [&["--part", "train=80"][..], &["--part", "a=1", "--part", "a=2"]] {
        failure(ghirbal().args(["labels", "split"]).args(wrong).arg(&labels), 2);
    }
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

#[test]
fn rows_of_one_annotator_can_stay_together() {
    let folder = Folder::new();
    let row =
        |n: usize| format!("نص رقم {n} عن أمر {n},{},{}\n", ["a", "b"][n % 2], ["salma", "karim"][n / 20]);
    let rows: String = (0..40).map(row).collect();
    let labels = folder.file("labels.csv", format!("text,label,annotator\n{rows}"));
    let mut command = ghirbal();
    command.args([
        "labels",
        "split",
        "--together",
        "annotator",
        "--part",
        "train=1",
        "--part",
        "test=1",
        "--near",
        "1",
    ]);
    stdout(command.arg(&labels).arg("--into").arg(folder.path("parts")));
    let names = |part: &str| {
        texts(&folder.path(part))
            .into_iter()
            .map(|row| row[2].clone())
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert!(names("parts/train.csv").is_disjoint(&names("parts/test.csv")));
}

#[test]
fn a_file_without_labels_is_asked_for_its_column() {
    let folder = Folder::new();
    let file = folder.file("desk.csv", "text,verdict\nخبر جيد,neutral\n");
    let notes = stderr(ghirbal().args(["labels", "import"]).arg(&file));
    assert!(notes.contains("no row has a label") && notes.contains("--label-col"), "{notes}");
}

#[test]
fn a_second_round_of_suggestions_shows_nothing_that_a_model_said() {
    let folder = Folder::new();
    let model = folder.model();
    let comments = folder.file(
        "moderated.csv",
        "id,text,label,p_bad,p_good,decision,reasons,uncertainty\n4,كلام عن أمر ما,bad,0.9,0.1,review,كلام,0.2\n",
    );
    let mut command = ghirbal();
    command.args(["labels", "suggest"]).arg(&comments).arg("--model").arg(&model);
    let output = command.assert().success().get_output().clone();
    let csv = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(csv.starts_with("id,text,label,uncertainty\n4,كلام عن أمر ما,,"), "{csv}");
    let notes = String::from_utf8(output.stderr).expect("UTF-8 notes");
    assert!(
        notes.contains("left out, since a model said it: p_bad, p_good, decision, reasons, uncertainty"),
        "{notes}"
    );
}

#[test]
fn standoff_names_the_file_and_counts_rows_without_labels() {
    let folder = Folder::new();
    let text = "هذا تعليق طويل بما يكفي لينشر";
    let sound =
        folder.file("a.csv", format!("source,text,label\npaper,{text},neutral\npaper,{text} أيضا,\n"));
    let standoff = |files: &[&std::path::PathBuf]| {
        let mut command = ghirbal();
        command.args(["labels", "standoff"]).args(files).arg("--into").arg(folder.path("public"));
        command
    };
    let notes = stderr(&mut standoff(&[&sound]));
    assert!(notes.contains("left out: 1 row without a label, 0 rows of fewer"), "{notes}");
    let bad = folder.file("b.csv", format!("source,text,label\na/b,{text},neutral\n"));
    let error = failure(&mut standoff(&[&sound, &bad]), 1);
    assert!(error.contains("b.csv: line 2: the source \"a/b\""), "{error}");
    let bare = folder.file("c.csv", format!("text,label\n{text},neutral\n"));
    assert!(failure(&mut standoff(&[&sound, &bare]), 1).contains("c.csv: there is no column source"));
}

#[test]
fn join_says_where_published_labels_contradict_each_other() {
    let folder = Folder::new();
    let text = "هذا تعليق طويل بما يكفي لينشر";
    let publish = |name: &str, label: &str| {
        let rows =
            folder.file(&format!("{name}-rows.csv"), format!("source,text,label\n{name},{text},{label}\n"));
        stdout(ghirbal().args(["labels", "standoff"]).arg(rows).arg("--into").arg(folder.path("public")));
        folder.path(&format!("public/{name}.csv"))
    };
    let [one, two] = [("one", "neutral"), ("two", "hostile")].map(|(name, label)| publish(name, label));
    let original = folder.file("original.csv", format!("text,confidence,original_confidence\n{text},2,1\n"));
    let mut command = ghirbal();
    command.args(["labels", "join", "--standoff"]).arg(one).arg("--standoff").arg(two).arg(original);
    let output = command.assert().success().get_output().clone();
    let csv = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(csv.starts_with("text,label,confidence,original_confidence_,original_confidence\n"), "{csv}");
    let notes = String::from_utf8(output.stderr).expect("UTF-8 notes");
    assert!(notes.contains("of 1 text the files given with --standoff say different things"), "{notes}");
}
