//! Every verb of the program on sound input.

use predicates::prelude::*;
use serde_json::{Value, json};

mod common;
#[path = "common/program.rs"]
mod program;
use common::SMALL;
use program::{Folder, failure, ghirbal, json_lines, repository, stdout};

const VERBS: [&str; 13] = [
    "labels",
    "moderate",
    "split",
    "tokenize",
    "train",
    "calibrate",
    "evaluate",
    "classify",
    "explain",
    "bench",
    "model",
    "completions",
    "man",
];

#[test]
fn every_verb_has_help_with_examples() {
    for verb in VERBS {
        let help = stdout(ghirbal().args([verb, "--help"]));
        assert!(help.contains("Examples:\n  "), "{verb}");
        assert!(help.contains("--threads"), "{verb}");
    }
    let help = stdout(ghirbal().arg("--help"));
    assert!(VERBS.iter().all(|verb| help.contains(verb)) && help.contains("Exit status"));
}

#[test]
fn wrong_usage_ends_with_2() {
    for arguments in [&["sort"][..], &["moderate"], &["train", "x.csv"], &["classify", "--input", "xml", "-"]]
    {
        failure(ghirbal().args(arguments), 2);
    }
    let both = ["train", "a.csv", "--folds", "5", "--valid", "b.csv", "--out", "m"];
    assert!(failure(ghirbal().args(both), 2).contains("cannot be used with"));
    failure(ghirbal().args(["train", "a.csv", "--folds", "1", "--out", "m"]), 2);
}

#[test]
fn moderate_sorts_the_example_page() {
    let page = repository("docs/example.html");
    let records = json_lines(&stdout(ghirbal().arg("moderate").arg(&page)));
    let labels: Vec<_> = records.iter().map(|r| r["label"].as_str().expect("a label")).collect();
    assert_eq!(labels, ["neutral", "hostile", "hostile", "partisan", "partisan", "neutral", "neutral"]);
    let keys: Vec<_> = records[0].as_object().expect("an object").keys().cloned().collect();
    let mut expected = vec![
        "schema",
        "page",
        "index",
        "id",
        "kind",
        "author",
        "date",
        "date_text",
        "reply_to",
        "quote",
        "text",
        "label",
        "probabilities",
        "decision",
        "reasons",
    ];
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(records[0]["schema"], 1);
    assert_eq!(records[2]["reply_to"], 1);
    assert_eq!((&records[0]["decision"], &records[2]["decision"]), (&json!("allow"), &json!("withhold")));
    for record in &records {
        let text = record["text"].as_str().expect("a text");
        for reason in record["reasons"].as_array().expect("reasons") {
            let span = |key: &str| reason[key].as_u64().expect("an offset") as usize;
            assert_eq!(&text[span("start")..span("end")], reason["text"].as_str().expect("a word"));
        }
    }
}

#[test]
fn moderate_writes_tables_for_people_and_for_programs() {
    let page = repository("docs/example.html");
    let csv = stdout(ghirbal().arg("moderate").arg(&page).args(["--format", "csv"]));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().expect("a header").clone();
    assert_eq!(header.iter().next_back(), Some("reasons"));
    assert!(header.iter().any(|name| name == "p_hostile"));
    assert_eq!(reader.records().count(), 7);
    let table = ghirbal().arg("moderate").arg(&page).args(["--format", "table"]).assert().success();
    // Names stand in isolates (U+2068, U+2069), and a pipe gets no colours.
    table
        .stdout(
            predicate::str::contains("\u{2068}سلمى\u{2069}").and(predicate::str::contains('\u{1B}').not()),
        )
        .stderr(predicate::str::contains("7 comments: 2 hostile, 3 neutral, 2 partisan"));
}

#[test]
fn a_page_without_comments_is_no_failure() {
    let page = repository("tests/data/pages/no_section.txt");
    let said = ghirbal().arg("moderate").arg(page).assert().success().stdout("");
    said.stderr(predicate::str::contains("no comments found"));
}

#[test]
fn one_bad_page_does_not_stop_the_others() {
    let page = repository("docs/example.html");
    let output =
        ghirbal().arg("moderate").arg("missing.html").arg(&page).arg("gone.html").arg(&page).assert().code(1);
    let text = String::from_utf8(output.get_output().stdout.clone()).expect("UTF-8 output");
    assert_eq!(json_lines(&text).len(), 14);
    output.stderr(
        predicate::str::contains("missing.html")
            .and(predicate::str::contains("2 of 4 files failed:\n  missing.html\n  gone.html")),
    );
}

#[test]
fn split_takes_pages_apart() {
    let page = std::fs::read(repository("docs/example.html")).expect("the example page");
    let pages = json_lines(&stdout(ghirbal().args(["split", "--format", "jsonl", "-"]).write_stdin(page)));
    assert_eq!((&pages[0]["schema"], &pages[0]["page"]), (&json!(1), &json!("-")));
    assert_eq!(pages[0]["comments"].as_array().map(Vec::len), Some(7));
    assert_eq!(pages[0]["declared_comments"], 7);
    let table =
        stdout(ghirbal().arg("split").arg(repository("docs/example.html")).args(["--format", "table"]));
    assert!(table.contains("comments  7 (7 declared)") && table.contains("in reply to 2"));
}

#[test]
fn split_says_what_it_took_a_table_for_and_what_it_can_not_take() {
    let folder = Folder::new();
    let table = folder.file("rows.csv", "رقم,التعليق,إعجاب\n1,شكرا,5\n");
    let output = ghirbal().arg("split").arg(&table).assert().success();
    let said = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(said.contains("text from «التعليق», id from «رقم»; ignored: «إعجاب»"), "{said}");
    let message = failure(ghirbal().args(["split", "--threads", "0"]).arg(&table), 2);
    assert!(message.contains("1 or more"), "{message}");
    let text = folder.file("page.txt", "خبر\n\nنص الخبر.\n");
    let page = &json_lines(&stdout(ghirbal().args(["split", "--input", "html"]).arg(&text)))[0];
    assert_eq!(page["warnings"][0]["code"], "no-markup");
}

#[test]
fn tokenize_shows_tokens_and_folded_text() {
    let text = "شُكـــرا #لكم_جميعا!!\n\n2024 جمييييل";
    assert_eq!(stdout(ghirbal().arg("tokenize").write_stdin(text)), "شكرا #لكم_جميعا !!\n\n2024 جميل\n");
    assert_eq!(
        stdout(ghirbal().args(["tokenize", "--stage", "fold"]).write_stdin(text)),
        "شكرا #لكم_جميعا!!\n\n2024 جميل\n"
    );
    let lines = json_lines(&stdout(ghirbal().args(["tokenize", "--format", "jsonl"]).write_stdin(text)));
    assert_eq!(
        lines[0]["tokens"][0],
        json!({"text": "شُكـــرا", "form": "شكرا", "kind": "word", "start": 0, "end": 16, "flags": ["tatweel", "marks"]})
    );
    assert_eq!(lines[0]["tokens"][2]["flags"], json!(["derived"]));
    assert_eq!((&lines[1]["line"], &lines[1]["tokens"]), (&json!(2), &json!([])));
    assert_eq!(lines[2]["tokens"][1]["flags"], json!(["elongated"]));
}

#[test]
fn classify_appends_columns_and_keeps_rows() {
    let folder = Folder::new();
    let file =
        folder.file("rows.csv", "id,comment\n7,\"كلام فارغ، \"\"وممل\"\"\nمن أوله\"\n8,شرح جميل\n9,👍\n");
    let text = stdout(ghirbal().arg("classify").arg(file).arg("--model").arg(folder.model()));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = ["id", "comment", "label", "p_bad", "p_good", "decision", "reasons"];
    assert_eq!(reader.headers().expect("a header"), &csv::StringRecord::from(&header[..]));
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!((&rows[0][1], &rows[0][2]), ("كلام فارغ، \"وممل\"\nمن أوله", "bad"));
    assert_eq!((&rows[1][0], &rows[1][2], &rows[1][6]), ("8", "good", "جميل; شرح"));
    assert_eq!((&rows[2][3], &rows[2][4], &rows[2][6]), ("0.5000", "0.5000", ""), "nothing to go by");
}

#[test]
fn classify_reads_every_delimiter_with_and_without_a_mark() {
    let folder = Folder::new();
    let model = folder.model();
    for (name, content, delimiter) in [
        ("a.csv", "\u{FEFF}id,text\n1,شرح جميل\n", ','),
        ("b.csv", "id;text\r\n1;شرح جميل\r\n", ';'),
        ("c.csv", "id\ttext\n1\tشرح جميل\n", '\t'),
        ("d.tsv", "\u{FEFF}id\ttext\n1\tشرح, جميل\n", '\t'),
    ] {
        let file = folder.file(name, content);
        let text = stdout(ghirbal().arg("classify").arg(file).arg("--model").arg(&model));
        let header = ["id", "text", "label", "p_bad", "p_good", "decision", "reasons"];
        assert_eq!(text.lines().next(), Some(header.join(&delimiter.to_string()).as_str()), "{name}");
        assert!(text.lines().nth(1).is_some_and(|row| row.contains("good")), "{name}");
    }
}

#[test]
fn classify_gives_the_same_for_any_number_of_threads() {
    let folder = Folder::new();
    let model = folder.model();
    let row = |i: usize| format!("{i},{} {i}\n", SMALL[i % SMALL.len()].0);
    let rows = (0..5000).map(row).collect::<Vec<_>>().concat();
    let file = folder.file("rows.csv", format!("id,text\n{rows}"));
    let run = |threads: &str| {
        stdout(ghirbal().args(["classify", "--threads", threads]).arg(&file).arg("--model").arg(&model))
    };
    let one = run("1");
    assert_eq!(one, run("4"));
    let ids: Vec<i32> = one.lines().skip(1).filter_map(|row| row.split(',').next()?.parse().ok()).collect();
    assert_eq!(ids, (0..5000).collect::<Vec<_>>());
}

#[test]
fn classify_keeps_json_as_it_was_written() {
    let folder = Folder::new();
    let line = r#"{"n":1.50,"big":12345678901234567890123,"body":"شرح جميل","x":{"b":1,"a":[]}}"#;
    let file = folder.file("rows.jsonl", format!("{line}\n\n{line}"));
    let text = stdout(ghirbal().arg("classify").arg(file).arg("--model").arg(folder.model()));
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    let kept = line.strip_suffix('}').expect("an object");
    assert!(lines[0].starts_with(&format!("{kept},\"label\":\"good\",\"probabilities\":{{")), "{}", lines[0]);
}

#[test]
fn classify_gives_json_for_plain_lines() {
    let folder = Folder::new();
    let input = b"\xD8\xB4\xFF\xD8\xB1\xD8\xAD\n\nthank you\n".to_vec();
    let output =
        stdout(ghirbal().args(["classify", "-"]).arg("--model").arg(folder.model()).write_stdin(input));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), 3, "one record a line, empty ones too");
    assert_eq!(lines[0]["text"], "ش\u{FFFD}رح");
    for line in &lines[1..] {
        assert_eq!(line["evidence"], "none");
        assert_eq!(line["probabilities"], json!({"bad": 0.5, "good": 0.5}));
    }
}

#[test]
fn classify_knows_objects_on_standard_input() {
    let folder = Folder::new();
    let model = folder.model();
    let run = |arguments: &[&str], input: &str| {
        let mut command = ghirbal();
        command.arg("classify").args(arguments).arg("--model").arg(&model).write_stdin(input);
        let output = command.assert().success().get_output().clone();
        (
            json_lines(&String::from_utf8_lossy(&output.stdout)),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let objects = "\n{\"n\":1,\"body\":\"شرح جميل\"}\n\n{\"n\":2,\"body\":\"شرح جميل\"}\n";
    let (found, said) = run(&["-"], objects);
    assert_eq!(found.iter().map(|object| &object["n"]).collect::<Vec<_>>(), [&json!(1), &json!(2)]);
    assert!(said.contains("--input jsonl"), "it is told: {said}");
    let (found, said) = run(&["-", "--input", "lines"], objects);
    assert_eq!((found.len(), &found[1]["text"]), (4, &json!("{\"n\":1,\"body\":\"شرح جميل\"}")));
    assert_eq!(said, "", "nothing was guessed");
    let (found, said) = run(&["-"], "شرح جميل\n{\"body\":\"شرح\"}\n");
    assert_eq!((found.len(), said.as_str()), (2, ""), "plain lines, of which one is written like an object");
    assert_eq!(found[1]["text"], "{\"body\":\"شرح\"}");
    let beside = folder.file("beside.jsonl", "{\"n\":0,\"text\":\"شرح\"}\n").display().to_string();
    let (found, _) = run(&[&beside, "-"], objects);
    assert_eq!(found.iter().map(|object| object["n"].as_i64()).collect::<Vec<_>>(), [0, 1, 2].map(Some));
}

#[test]
fn classify_writes_over_columns_only_when_asked() {
    let folder = Folder::new();
    let model = folder.model();
    let csv = folder.file("rows.csv", "label,p_bad,text\ngold,old,شرح جميل\n");
    let jsonl = folder.file("rows.jsonl", "{\"label\":\"gold\",\"reasons\":0,\"text\":\"شرح جميل\"}\n");
    for file in [&csv, &jsonl] {
        let message = failure(ghirbal().arg("classify").arg(file).arg("--model").arg(&model), 1);
        assert!(message.contains("--overwrite") && message.contains("rows."), "{message}");
    }
    let run = |file| stdout(ghirbal().args(["classify", "--overwrite"]).arg(file).arg("--model").arg(&model));
    let table = run(&csv);
    assert!(table.starts_with("label,p_bad,text,predicted,p_good,decision,reasons\ngold,0."), "{table}");
    let object = &json_lines(&run(&jsonl))[0];
    assert_eq!((&object["label"], &object["predicted"]), (&json!("gold"), &json!("good")));
    assert!(object["reasons"].is_array());
}

#[test]
fn classify_takes_several_files_of_one_kind() {
    let folder = Folder::new();
    let model = folder.model();
    let a = folder.file("a.csv", "id,text\n1,شرح\n");
    let b = folder.file("b.csv", "id,text\n2,شرح\n");
    let other_header = folder.file("c.csv", "nr,text\n3,شرح\n");
    let other_kind = folder.file("d.jsonl", "{}\n");
    let text = stdout(ghirbal().arg("classify").args([&a, &b]).arg("--model").arg(&model));
    assert_eq!(text.lines().count(), 3);
    let message = failure(ghirbal().arg("classify").args([&a, &other_header]).arg("--model").arg(&model), 1);
    assert!(message.contains("a.csv") && message.contains("c.csv"), "{message}");
    let message = failure(ghirbal().arg("classify").args([&a, &other_kind]).arg("--model").arg(&model), 1);
    assert!(message.contains("a.csv") && message.contains("d.jsonl"), "{message}");
}

#[test]
fn the_seedling_is_rebuilt_to_the_byte() {
    let folder = Folder::new();
    let model = folder.path("seedling.ghirbal");
    let licence = "comments.csv=MIT OR Apache-2.0";
    let mut train = ghirbal();
    train.arg("train").arg(repository("labels/comments.csv")).args(["--folds", "5", "--licence", licence]);
    let report = stdout(train.arg("--out").arg(&model));
    assert!(report.contains("macro avg") && report.contains("2400"));
    for name in ["seedling.ghirbal", "seedling.md"] {
        let built = std::fs::read(folder.path(name)).expect("it was written");
        let committed = std::fs::read(repository("models").join(name)).expect("it is in the repository");
        assert!(built == committed, "models/{name} is not what .ci/rebuild-models gives");
    }
    assert_eq!(folder.names(), ["seedling.ghirbal", "seedling.md"], "and nothing else");
}

#[test]
fn train_measures_on_rows_that_are_named() {
    let folder = Folder::new();
    folder.model();
    let valid = folder.file("valid.csv", "text,label\nشرح جميل جدا,good\nكلام ممل,bad\n");
    let train = |name: &str, seed: &str| {
        let mut command = ghirbal();
        command.arg("train").arg(folder.path("labels.csv")).arg("--valid").arg(&valid);
        stdout(command.args(["--seed", seed]).arg("--out").arg(folder.path(name)))
    };
    let report = train("a.ghirbal", "1");
    assert!(report.contains("precision") && report.contains("        2\n"), "{report}");
    train("b.ghirbal", "1");
    train("c.ghirbal", "2");
    let bytes = |name| std::fs::read(folder.path(name)).expect("it was written");
    assert_eq!(bytes("a.ghirbal"), bytes("b.ghirbal"));
    assert_ne!(bytes("a.ghirbal"), bytes("c.ghirbal"));
    let card = stdout(ghirbal().arg("model").arg(folder.path("a.ghirbal")));
    assert_eq!(card.as_bytes(), bytes("a.md"));
    for part in ["# Model: bad, good", "validation on valid.csv", "`labels.csv`", "none stated"] {
        assert!(card.contains(part), "{part} in {card}");
    }
}

#[test]
fn evaluate_reports_and_warns_of_its_own_rows() {
    let folder = Folder::new();
    let model = folder.model();
    let labels = folder.path("labels.csv");
    let said = ghirbal().arg("evaluate").arg(&labels).arg("--model").arg(&model).assert().success();
    said.stdout(predicate::str::contains("Confusion"))
        .stderr(predicate::str::contains("was trained on labels.csv"));
    let json = stdout(ghirbal().arg("evaluate").arg(&labels).arg("--model").arg(&model).arg("--json"));
    let report: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(report["macro avg"]["support"], 12);
    assert_eq!(report["bad"]["f1-score"], 1.0);
    let message = failure(ghirbal().arg("evaluate").arg(&labels), 1);
    assert!(message.contains("bad, good") && message.contains("hostile, neutral, partisan"), "{message}");
}

#[test]
fn explain_names_what_decided() {
    let folder = Folder::new();
    let model = folder.model();
    let json = stdout(ghirbal().args(["explain", "كلام فارغ"]).arg("--model").arg(&model));
    let explanation = &json_lines(&json)[0];
    assert_eq!(
        (&explanation["label"], &explanation["contributions"][0]["text"]),
        (&json!("bad"), &json!("فارغ"))
    );
    let table = stdout(
        ghirbal()
            .args(["explain", "-", "--format", "table"])
            .arg("--model")
            .arg(&model)
            .write_stdin("كلام فارغ\n"),
    );
    assert!(table.contains("bad ") && table.contains("(constant)") && table.contains("in all"), "{table}");
}

#[test]
fn bench_measures_every_stage() {
    let folder = Folder::new();
    let file = folder.file("text.txt", "شرح جميل\n".repeat(50));
    let json = stdout(ghirbal().args(["bench", "--json", "--seconds", "0.01"]).arg(file));
    let report: Value = serde_json::from_str(&json).expect("JSON");
    let stages = report["stages"].as_array().expect("stages");
    let machines: Vec<_> = ghirbal::Machine::available().map(ghirbal::Machine::name).collect();
    assert_eq!((stages.len(), &report["tokens"]), (2 + 5 * machines.len(), &json!(100)));
    let fold = |stage: &&Value| stage["stage"] == "fold";
    assert_eq!(
        stages.iter().filter(fold).map(|stage| stage["machine"].clone()).collect::<Vec<_>>(),
        machines
    );
    assert_eq!((&stages[1]["stage"], &stages[1]["ratio_to_limit"]), (&json!("validate UTF-8"), &json!(1.0)));
    assert!(stages.iter().all(|stage| stage["mb_per_second"].as_f64().is_some_and(|speed| speed > 0.0)));
    assert!(stdout(ghirbal().args(["bench", "--seconds", "0.01"])).contains("of limit"));
}

#[test]
fn completions_and_manual_come_from_the_command_line() {
    assert!(stdout(ghirbal().args(["completions", "bash"])).contains("moderate"));
    let manual = stdout(ghirbal().arg("man"));
    assert!(manual.contains(".TH ghirbal") && manual.contains("ghirbal classify"), "{manual}");
}

#[test]
fn built_in_models_go_by_their_names() {
    let names: Vec<_> = ghirbal::Model::names().collect();
    assert_eq!(names, ["moderation", "sentiment"]);
    for name in names {
        let committed = std::fs::read_to_string(repository("models").join(name).with_extension("md"));
        assert_eq!(stdout(ghirbal().args(["model", name])), committed.expect("the card"), "{name}");
    }
    let json = stdout(ghirbal().args(["explain", "شكرا جزيلا على هذا العمل الرائع", "--model", "sentiment"]));
    assert_eq!(json_lines(&json)[0]["label"], "positive");
}

#[test]
fn the_built_in_model_has_a_card() {
    let card = stdout(ghirbal().arg("model"));
    assert!(card.contains("# Model: hostile, neutral, partisan") && card.contains("SHA-256"));
    let committed = std::fs::read_to_string(repository("models/moderation.md")).expect("the card");
    assert_eq!(card, committed);
}

#[test]
fn training_writes_what_was_said_of_each_held_out_row() {
    let folder = Folder::new();
    let (held_out, model) = (folder.path("judged.csv"), folder.path("x.ghirbal"));
    let labels = repository("labels/comments.csv");
    let rows = std::fs::read_to_string(&labels).expect("it is there");
    let few = rows.lines().take(121).collect::<Vec<_>>().join("\n");
    let few = folder.file("few.csv", few);
    let mut train = ghirbal();
    train.arg("train").arg(&few).args(["--folds", "3", "--held-out"]).arg(&held_out).arg("--out").arg(&model);
    train.assert().success();
    let mut judged = csv::Reader::from_path(&held_out).expect("it is written");
    let header: Vec<String> = judged.headers().expect("a header").iter().map(str::to_owned).collect();
    let place = |name: &str| header.iter().position(|found| found == name).expect("a column");
    let records: Vec<_> = judged.records().map(|record| record.expect("sound")).collect();
    assert_eq!(records.len(), 120, "each row once");
    for (number, record) in records.iter().enumerate() {
        assert_eq!(record[place("row")], number.to_string());
        let labels = ["hostile", "neutral", "partisan"];
        let figure = |name: &str| record[place(name)].parse::<f64>().expect("a number");
        let sum: f64 = labels.iter().map(|label| figure(&format!("p_{label}"))).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{record:?}");
        // A text that gives the model nothing to go by has the label of the highest prior, and no scores.
        if record[place("score_hostile")].is_empty() {
            assert!(
                labels.iter().all(|label| record[place(&format!("score_{label}"))].is_empty()),
                "{record:?}"
            );
            continue;
        }
        let best = labels
            .iter()
            .max_by(|a, b| figure(&format!("score_{a}")).total_cmp(&figure(&format!("score_{b}"))));
        assert_eq!(&record[place("predicted")], *best.expect("three labels"), "{record:?}");
    }
}
