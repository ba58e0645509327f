//! The program on input that is missing, damaged, hostile or huge: a clear error, and nothing half-written.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

mod common;
#[path = "common/program.rs"]
mod program;
use program::{Folder, failure, ghirbal, json_lines, repository, stdout};

#[test]
fn a_missing_file_is_named() {
    for arguments in [
        &["moderate", "gone.html"][..],
        &["split", "gone.html"],
        &["tokenize", "gone.txt"],
        &["train", "gone.csv", "--out", "x.ghirbal"],
        &["evaluate", "gone.csv"],
        &["classify", "gone.csv"],
        &["bench", "gone.txt"],
        &["model", "gone.ghirbal"],
        &["explain", "خبر", "--model", "gone.ghirbal"],
    ] {
        let message = failure(ghirbal().args(arguments), 1);
        assert!(message.contains("cannot read gone.") && message.contains("no such file"), "{message}");
        assert!(!message.contains("os error"), "said once, in plain words: {message}");
    }
}

#[test]
fn a_folder_is_no_file() {
    let folder = Folder::new();
    for verb in ["moderate", "split", "tokenize", "classify", "evaluate", "bench", "model"] {
        let message = failure(ghirbal().arg(verb).arg(folder.path("")), 1);
        assert!(message.contains("it is a folder"), "{verb}: {message}");
    }
}

#[test]
fn empty_files() {
    let folder = Folder::new();
    let (page, table, lines) =
        (folder.file("e.html", ""), folder.file("e.csv", ""), folder.file("e.txt", ""));
    let page = json_lines(&stdout(ghirbal().arg("split").arg(page)));
    assert_eq!(page[0]["warnings"][0]["code"], "empty");
    for arguments in [&["classify"][..], &["evaluate"], &["train", "--out", "x.ghirbal"]] {
        let message = failure(ghirbal().args(arguments).arg(&table), 1);
        assert!(message.contains("e.csv is empty"), "{message}");
    }
    assert_eq!(stdout(ghirbal().arg("classify").arg(&lines)), "");
    assert_eq!(stdout(ghirbal().arg("tokenize").arg(&lines)), "");
    assert!(failure(ghirbal().arg("bench").arg(&lines), 1).contains("no text"));
    let only_header = folder.file("h.csv", "text,label\n");
    assert!(failure(ghirbal().arg("evaluate").arg(&only_header), 1).contains("no labelled rows"));
    assert!(
        failure(ghirbal().args(["train", "--out", "x.ghirbal"]).arg(&only_header), 1)
            .contains("no labelled rows")
    );
}

#[test]
fn missing_columns_are_named() {
    let folder = Folder::new();
    let file = folder.file("rows.csv", "nr,words\n1,خبر\n");
    let message = failure(ghirbal().arg("classify").arg(&file), 1);
    assert!(message.contains("nr, words") && message.contains("--text-col"), "{message}");
    stdout(ghirbal().args(["classify", "--text-col", "words"]).arg(&file));
    let message =
        failure(ghirbal().args(["train", "--text-col", "words", "--out", "x.ghirbal"]).arg(&file), 1);
    assert!(message.contains("--label-col"), "{message}");
    let objects = folder.file("rows.jsonl", "{\"text\":\"خبر\"}\n{\"words\":\"خبر\"}\n");
    let output = ghirbal().arg("classify").arg(&objects).assert().code(1);
    let (out, said) =
        (&output.get_output().stdout, String::from_utf8_lossy(&output.get_output().stderr).into_owned());
    assert!(said.contains("rows.jsonl, line 2") && said.contains("--text-col"), "{said}");
    assert_eq!(out.trim_ascii().split(|&b| b == b'\n').count(), 1, "what stood before it is not lost");
}

#[test]
fn damage_is_named_with_its_line_and_what_stood_before_is_not_lost() {
    let folder = Folder::new();
    for (name, content, line) in [
        ("quote.csv", "id,text\n1,خبر\n2,\"خبر\n3,خبر\n", "line 3"),
        ("width.csv", "id,text\n1,خبر\n2,خبر,خبر\n", "line 3"),
        ("object.jsonl", "{\"text\":\"خبر\"}\n{\"text\":\n", "line 2"),
        ("array.jsonl", "{\"text\":\"خبر\"}\n[1]\n", "line 2"),
    ] {
        let file = folder.file(name, content);
        let output = ghirbal().arg("classify").arg(&file).assert().code(1);
        let said = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(said.contains(name) && said.contains(line), "{said}");
        let written = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
        assert_eq!(written.matches("خبر").count(), 2, "the text and its reason: {written}");
    }
}

#[test]
fn objects_behind_a_bad_line_are_classified() {
    let folder = Folder::new();
    // Far apart, so that the bad lines stand in batches of different threads.
    let long = "خبر ".repeat(20_000);
    let lines = [
        "{\"id\":1,\"text\":\"خبر\"}",
        "{\"id\":2,\"text\":\"خبر\"",
        &format!("{{\"id\":3,\"text\":\"{long}\"}}"),
        "",
        "[\"خبر\"]",
        "{\"id\":6,\"words\":\"خبر\"}",
        &format!("{{\"id\":7,\"text\":\"{long}\"}}"),
        "{\"id\":8,\"text\":8}",
        "{\"id\":9,\"text\":\"خبر\"}",
    ];
    let file = folder.file("rows.jsonl", lines.join("\n"));
    let next = folder.file("next.jsonl", "{\"id\":10,\"text\":\"خبر\"}\n");
    for threads in ["1", "3"] {
        let output = ghirbal().args(["classify", "--threads", threads]).args([&file, &next]).assert().code(1);
        let output = output.get_output();
        let written = String::from_utf8(output.stdout.clone()).expect("UTF-8 output");
        let ids: Vec<_> = json_lines(&written).iter().map(|object| object["id"].as_u64()).collect();
        assert_eq!(ids, [1, 3, 7, 9, 10].map(Some));
        let said = String::from_utf8_lossy(&output.stderr);
        let said: Vec<_> = said.lines().collect();
        for (said, part) in said.iter().zip([
            "rows.jsonl, line 2: not a JSON object: EOF while parsing an object at column 23;",
            "rows.jsonl, line 5: not a JSON object: invalid type: sequence, expected an object with a text field;",
            "rows.jsonl, line 6: no text",
            "rows.jsonl, line 8: no text",
            "rows.jsonl: lines left out because they could not be read: 4;",
        ]) {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!(said.len(), 5);
    }
    let message = failure(ghirbal().args(["classify", "--text-col", "id"]).arg(&file), 1);
    assert!(message.contains("left out because they could not be read: 8;"), "{message}");
}

#[test]
fn rows_behind_a_bad_row_are_classified() {
    let folder = Folder::new();
    let file = folder.file("rows.csv", "id,text\n1,خبر\n2,خبر,خبر\n3,\"خبر\nثان\"\n4\n5,خبر\n");
    let output = ghirbal().arg("classify").arg(&file).assert().code(1);
    let output = output.get_output();
    let mut table = csv::Reader::from_reader(&output.stdout[..]);
    let ids: Vec<_> = table.records().map(|row| row.expect("a row")[0].to_owned()).collect();
    assert_eq!(ids, ["1", "3", "5"]);
    let said = String::from_utf8_lossy(&output.stderr);
    for part in [
        "rows.csv, line 3: this row has 3 fields",
        "rows.csv, line 6 (row 5): this row has 1 fields",
        "rows.csv: rows left out because they could not be read: 2; the others were classified",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn json_that_stands_in_no_lines_is_refused_with_advice() {
    let folder = Folder::new();
    let lines = "{\"id\":1,\"text\":\"خبر\"}\n{\"id\":2,\"text\":\"كلام\"}\n";
    let file = folder.file("lines.json", lines);
    let written = stdout(ghirbal().arg("classify").arg(&file));
    assert_eq!(json_lines(&written).len(), 2);
    for content in [
        "[{\"text\":\"خبر\"}]",
        "[\n  {\"text\":\"خبر\"}\n]\n",
        "{\n \"comments\": []}\n",
        "{\"comments\": [\n]}\n",
    ] {
        let file = folder.file("whole.json", content);
        let message = failure(ghirbal().arg("classify").arg(&file), 1);
        assert!(
            message.contains("whole.json: this is JSON in one piece") && message.contains("moderate"),
            "{message}"
        );
        let message = failure(ghirbal().args(["classify", "-"]).write_stdin(content), 1);
        assert!(message.contains("in one piece"), "{message}");
        stdout(ghirbal().args(["classify", "--input", "lines", "-"]).write_stdin(content));
    }
    let object = "{\"message\":\"ok\",\"comments\":[{\"text\":\"خبر\"}]}\n";
    let message = failure(ghirbal().arg("classify").arg(folder.file("object.json", object)), 1);
    assert!(message.contains("in one piece"), "{message}");
    let object = "{\"comments\":[{\"text\":\"خبر\"}]}\n";
    let message = failure(ghirbal().arg("classify").arg(folder.file("object.jsonl", object)), 1);
    assert!(message.contains("moderate` find the comments inside it"), "{message}");
}

#[test]
fn flags_that_do_not_fit_the_file_are_told() {
    let folder = Folder::new();
    let page = "<html><body><h1>خبر</h1><p>نص الخبر</p><h3>لا توجد تعليقات</h3></body></html>";
    let file = folder.file("page.html", page);
    let output = ghirbal().args(["split", "--text-col", "words"]).arg(&file).assert().success();
    let said = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(
        said.contains("page.html: read as a saved page") && said.contains("--text-col is not used"),
        "{said}"
    );
    let codes = |arguments: &[&str]| {
        let page = &json_lines(&stdout(ghirbal().arg("split").args(arguments).arg(&file)))[0];
        page["warnings"].to_string()
    };
    assert!(codes(&["--input", "text"]).contains("markup-in-text"));
    assert!(!codes(&[]).contains("markup-in-text"));
}

#[test]
fn bad_lines_without_end_are_counted_and_the_first_are_named() {
    let folder = Folder::new();
    let file = folder.file("rows.jsonl", "{\"words\":\"خبر\"}\n".repeat(5000));
    let message = failure(ghirbal().arg("classify").arg(&file), 1);
    assert!(message.contains("line 20:") && !message.contains("line 21:"), "{message}");
    assert!(message.contains("could not be read: 5000;"), "{message}");
}

#[test]
fn one_label_is_nothing_to_learn() {
    let folder = Folder::new();
    let file = folder.file("rows.csv", "text,label\nخبر,one\nكلام,one\n");
    let message = failure(ghirbal().arg("train").arg(file).arg("--out").arg(folder.path("x.ghirbal")), 1);
    assert!(message.contains("every row has the label one"), "{message}");
    assert_eq!(folder.names(), ["rows.csv"]);
}

#[test]
fn bytes_that_are_no_text() {
    let folder = Folder::new();
    let bytes = b"id,text\n1,\xD8\xAE\xFF\xFE\xD8\xA8\n2,a\0b\x1B[31m\n".to_vec();
    let file = folder.file("rows.csv", &bytes);
    let output = ghirbal().arg("classify").arg(file).assert().success().get_output().stdout.clone();
    let has = |part: &[u8]| output.windows(part.len()).any(|window| window == part);
    assert!(has(b"1,\xD8\xAE\xFF\xFE\xD8\xA8,"), "the row's bytes are kept");
    assert!(has(b"2,a\0b\x1B[31m,"));
    let page = folder.file("page.html", b"<html><body>\0\xFF<p>\x1B\x07</body>");
    stdout(ghirbal().arg("moderate").arg(page));
    let line = b"\xFF\0\n".to_vec();
    assert_eq!(
        json_lines(&stdout(ghirbal().args(["classify", "-"]).write_stdin(line)))[0]["evidence"],
        "none"
    );
    // A terminal must not be steered by what it shows.
    let shown = stdout(ghirbal().args(["explain", "--format", "table", "خبر\u{1B}]0;x\u{7}"]));
    assert!(!shown.contains('\u{1B}') && !shown.contains('\u{7}'));
}

#[test]
fn a_line_of_100_megabytes() {
    let folder = Folder::new();
    let word = "خبر ";
    let long = word.repeat(100_000_000 / word.len());
    let lines = folder.file("long.txt", format!("{long}\nشكرا\n"));
    let output = stdout(ghirbal().arg("classify").arg(lines));
    assert_eq!(output.lines().count(), 2);
    assert!(output.len() > long.len(), "the text is given back whole");
    drop(output);
    let table = folder.file("long.csv", format!("text,id\n\"{long}\",1\nشكرا,2\n"));
    let output = stdout(ghirbal().arg("classify").arg(table));
    assert_eq!(output.lines().count(), 3);
    assert!(output.len() > long.len(), "the text is given back whole");
}

#[test]
fn damaged_models_are_told_apart() {
    let folder = Folder::new();
    let bytes = std::fs::read(folder.model()).expect("it was written");
    let mut altered = bytes.clone();
    let last = altered.len() - 40;
    altered[last] ^= 1;
    let mut future = bytes.clone();
    future[8] = 9;
    for (name, content, reason) in [
        ("short.ghirbal", &bytes[..bytes.len() / 2], "cut short"),
        ("altered.ghirbal", &altered, "checksum"),
        ("future.ghirbal", &future, "format version is 9"),
        ("other.ghirbal", b"text,label\n", "not a ghirbal model"),
        ("empty.ghirbal", b"", "not a ghirbal model"),
    ] {
        let model = folder.file(name, content);
        let message = failure(ghirbal().args(["explain", "خبر", "--model"]).arg(&model), 1);
        assert!(message.contains(name) && message.contains(reason), "{message}");
    }
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing() {
    let folder = Folder::new();
    let labels = repository("labels/comments.csv");
    let train = |out: &std::path::Path| failure(ghirbal().arg("train").arg(&labels).arg("--out").arg(out), 1);
    std::fs::create_dir(folder.path("taken.ghirbal")).expect("the folder is ours");
    let message = train(&folder.path("taken.ghirbal"));
    assert!(message.contains("cannot write") && message.contains("taken.ghirbal"), "{message}");
    std::fs::create_dir(folder.path("card.md")).expect("the folder is ours");
    let message = train(&folder.path("card.ghirbal"));
    assert!(message.contains("card.md"), "{message}");
    let message = train(&folder.path("nowhere/x.ghirbal"));
    assert!(message.contains("nowhere/x.ghirbal") && message.contains("no such"), "{message}");
    assert_eq!(folder.names(), ["card.md", "taken.ghirbal"], "only the folders that stood in the way");
}

#[test]
fn settings_that_are_wrong_are_named() {
    let folder = Folder::new();
    let labels = repository("labels/comments.csv");
    for (content, reason) in [
        ("{\n\"features\": {\"column_bits\": }}", "line 2"),
        ("{\"features\": {\"colour\": 1}}", "colour"),
        ("{\"features\": {\"column_bits\": 60}}", "column_bits"),
        ("{\"learner\": {\"epochs\": 0}}", "epochs"),
    ] {
        let settings = folder.file("settings.json", content);
        let mut command = ghirbal();
        command.arg("train").arg(&labels).arg("--settings").arg(&settings).arg("--out").arg(folder.path("x"));
        let message = failure(&mut command, 1);
        assert!(message.contains(reason), "{message}");
    }
    assert_eq!(folder.names(), ["settings.json"]);
}

/// Reads a little of what the program writes, and goes away while it has much more to say.
#[test]
fn a_closed_pipe_is_the_end_and_no_failure() {
    let folder = Folder::new();
    let lines = folder.file("lines.txt", "خبر جيد\n".repeat(200_000));
    let table = folder.file("rows.csv", format!("text\n{}", "خبر جيد\n".repeat(200_000)));
    let pages = vec![repository("docs/example.html"); 400];
    let mut commands = vec![];
    for (verb, files) in [
        ("classify", vec![lines.clone()]),
        ("classify", vec![table]),
        ("tokenize", vec![lines]),
        ("moderate", pages.clone()),
        ("split", pages),
    ] {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("ghirbal"));
        command.arg(verb).args(files);
        commands.push((verb, command));
    }
    for (verb, mut command) in commands {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut pipe = child.stdout.take().expect("a pipe");
        let mut first = [0; 10];
        pipe.read_exact(&mut first).expect("it writes something");
        drop(pipe);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{verb}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!String::from_utf8_lossy(&output.stderr).contains("error"), "{verb}");
    }
}

/// Somebody types: each line is answered before the next is waited for.
#[test]
fn lines_are_answered_as_they_come() {
    answered(["خبر أول", "خبر ثان", "خبر ثالث"]);
    answered([r#"{"text":"خبر أول"}"#, r#"{"text":"خبر ثان"}"#, r#"{"text":"خبر ثالث"}"#]);
}

/// Types lines, and waits for each to come back before the next.
fn answered(lines: [&str; 3]) {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("ghirbal"))
        .args(["classify", "--threads", "2", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let (mut input, output) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let mut answers = std::io::BufRead::lines(std::io::BufReader::new(output));
    for line in lines {
        writeln!(input, "{line}").expect("it listens");
        let answer = answers.next().expect("an answer").expect("UTF-8");
        assert!(answer.contains(line.trim_end_matches('}')), "{answer}");
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn nothing_that_is_read_is_written_over() {
    let folder = Folder::new();
    let model = folder.model().display().to_string();
    let page = folder.file("page.html", "<html><body><p>خبر</p></body></html>").display().to_string();
    let labels = folder.path("labels.csv").display().to_string();
    let card = folder.file("about.md", "عن النموذج").display().to_string();
    let about = folder.path("about.ghirbal").display().to_string();
    let misnamed = folder.file("rows.html", "text,label\nخبر,good\n").display().to_string();
    let before = folder.names().into_iter().map(|name| (std::fs::read(folder.path(&name)), name));
    let before: Vec<_> = before.map(|(content, name)| (content.expect("it is there"), name)).collect();
    for arguments in [
        &["moderate", &page, "--report", &page][..],
        &["evaluate", &misnamed, "--model", &model, "--report", &misnamed],
        &["train", &labels, "--out", &labels],
        &["train", &labels, "--about", &card, "--out", &about],
        &["train", &labels, "--from", &model, "--out", &model],
        &["calibrate", &labels, "--model", &model, "--out", &labels],
    ] {
        let error = failure(ghirbal().args(arguments), 1);
        assert!(error.contains("is read, and would be written over"), "{arguments:?}: {error}");
    }
    for (content, name) in before {
        assert_eq!(std::fs::read(folder.path(&name)).expect("it is there"), content, "{name}");
    }
}
