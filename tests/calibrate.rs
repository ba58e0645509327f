//! The verbs that fit a model to a newsroom: `calibrate`, `train --from`, thresholds, counter-sets.

use std::path::PathBuf;

use serde_json::Value;

mod common;
#[path = "common/program.rs"]
mod program;
use program::{Folder, failure, ghirbal, json_lines, stdout};

/// Rows of two labels, of which one in six says the contrary of its words; `from` keeps sets of rows apart.
fn rows(from: usize, count: usize) -> String {
    let words = ["قمر", "شمس", "نجم", "بحر", "نهر", "جبل", "رمل", "صخر", "ورق", "غصن", "ثلج", "مطر"];
    let row = |i: usize| {
        let good = !i.is_multiple_of(3);
        let sign = if good == (i % 6 == 1) { "رديء" } else { "رائع" };
        let (first, second) = (words[i % 12], words[i / 12 % 12]);
        format!("{sign} {first} {second} رقم{i},{}\n", if good { "good" } else { "bad" })
    };
    let rows = (from..from + count).map(row).collect::<String>();
    format!("text,label\n{rows}")
}

struct Desk {
    folder: Folder,
    model: PathBuf,
}

/// A model trained on other rows than those of `desk.csv`.
fn desk() -> Desk {
    let folder = Folder::new();
    let labels = folder.file("labels.csv", rows(0, 300));
    folder.file("desk.csv", rows(1000, 240));
    folder.file("settings.json", r#"{"features":{"column_bits":14,"min_rows":2}}"#);
    let model = folder.path("base.ghirbal");
    let mut train = ghirbal();
    train.arg("train").arg(labels).arg("--settings").arg(folder.path("settings.json"));
    train.args(["--folds", "4"]).arg("--out").arg(&model).assert().success();
    Desk { folder, model }
}

#[test]
fn a_newsroom_calibrates_without_learning_anew() {
    let Desk { folder, model } = desk();
    let out = folder.path("mine.ghirbal");
    let calibrate = |more: &[&str]| {
        let mut command = ghirbal();
        command.arg("calibrate").arg(folder.path("desk.csv")).arg("--model").arg(&model).args(more);
        stdout(command.arg("--out").arg(&out))
    };
    let report = calibrate(&["--precision", "bad=0.7", "--recall", "0.9", "--base-rate", "bad=0.1"]);
    for part in ["expected calibration error", "Of 1,000 comments, where 10.0% are bad", "withhold", "review"]
    {
        assert!(report.contains(part), "{part} in {report}");
    }
    let card = std::fs::read_to_string(folder.path("mine.md")).expect("the card");
    for part in ["`labels.csv`", "## Calibrated on", "`desk.csv`", "## Decisions", "10.0% of comments"] {
        assert!(card.contains(part), "{part} in {card}");
    }
    let verdict = |model: &PathBuf| {
        let json = stdout(ghirbal().args(["explain", "رديء قمر شمس"]).arg("--model").arg(model));
        json_lines(&json).remove(0)
    };
    let (before, after) = (verdict(&model), verdict(&out));
    assert_eq!(before["score"], after["score"], "the weights stay as they are");
    assert_ne!(before["probabilities"], after["probabilities"]);
    assert_eq!((&before["decision"], after["decision"].is_string()), (&Value::Null, true));
    let first = std::fs::read(&out).expect("the model");
    calibrate(&["--precision", "bad=0.7", "--recall", "0.9", "--base-rate", "bad=0.1"]);
    assert_eq!(first, std::fs::read(&out).expect("the model"), "equal rows give equal bytes");
}

#[test]
fn what_cannot_be_calibrated_is_refused() {
    let Desk { folder, model } = desk();
    let refused = |file: &str, more: &[&str]| {
        let mut command = ghirbal();
        command.arg("calibrate").arg(folder.path(file)).arg("--model").arg(&model).args(more);
        failure(command.arg("--out").arg(folder.path("x.ghirbal")), 1)
    };
    assert!(refused("labels.csv", &[]).contains("was trained on labels.csv"));
    folder.file("few.csv", rows(1000, 30));
    assert!(refused("few.csv", &[]).contains("at least 20 rows"));
    assert!(refused("desk.csv", &["--precision", "odd=0.9"]).contains("no label odd"));
    assert!(refused("desk.csv", &["--precision", "bad=7"]).contains("between 0 and 1"));
    let mut command = ghirbal();
    command.arg("calibrate").arg(folder.path("desk.csv")).args(["--precision", "bad", "--out", "x"]);
    assert!(failure(&mut command, 2).contains("LABEL=SHARE"));
    assert!(!folder.path("x.ghirbal").exists());
}

#[test]
fn a_model_is_started_from_and_compared_with() {
    let Desk { folder, model } = desk();
    let out = folder.path("mine.ghirbal");
    let mut train = ghirbal();
    train.arg("train").arg(folder.path("desk.csv")).arg("--from").arg(&model);
    let report = stdout(train.args(["--folds", "4"]).arg("--out").arg(&out));
    assert!(
        report.contains("the model it started from: macro-F1") && report.contains("difference: "),
        "{report}"
    );
    let card = std::fs::read_to_string(folder.path("mine.md")).expect("the card");
    assert!(card.contains("## Started from") && card.contains("`labels.csv`") && card.contains("`desk.csv`"));
    assert!(card.contains("\"column_bits\": 14"), "the settings of the model to start from");
    let mut train = ghirbal();
    train.arg("train").arg(folder.path("labels.csv")).arg("--from").arg(&model).args(["--folds", "4"]);
    let noted = train.arg("--out").arg(&out).assert().success().get_output().stderr.clone();
    let noted = String::from_utf8_lossy(&noted).into_owned();
    assert!(noted.contains("start from was trained on labels.csv"), "{noted}");
    let strange = folder.file("strange.csv", "text,label\nكلام,odd\nخبر,good\n");
    let mut train = ghirbal();
    train.arg("train").arg(strange).arg("--from").arg(&model);
    assert!(failure(train.arg("--out").arg(&out), 1).contains("odd"));
}

#[test]
fn files_of_one_label_are_measured_and_labels_renamed() {
    let folder = Folder::new();
    let labels = folder.file("labels.csv", rows(0, 200));
    let news =
        folder.file("news.csv", "text,topic\nرائع بحر نهر,x\nرديء جبل رمل,y\nرائع قمر,z\nرديء غصن,w\n");
    let out = folder.path("m.ghirbal");
    let mut train = ghirbal();
    train.arg("train").arg(&labels).args(["--folds", "3", "--rename", "bad=poor"]);
    train.arg("--uniform").arg(format!("good={}", news.display()));
    let report = stdout(train.arg("--out").arg(&out));
    assert!(report.contains("news.csv, 4 rows, all good") && report.contains("poor"), "{report}");
    let card = std::fs::read_to_string(folder.path("m.md")).expect("the card");
    assert!(card.contains("# Model: good, poor") && card.contains("## Files of one label"));
    let mut evaluate = ghirbal();
    evaluate.arg("evaluate").arg(&labels).arg("--model").arg(&out);
    assert!(failure(&mut evaluate, 1).contains("labels that the model does not know: bad"));
    assert!(stdout(evaluate.args(["--rename", "bad=poor"])).contains("macro-F1"));
}
