//! Precision, recall and F1 against figures worked out by hand.

use ghirbal::metrics::{Confusion, Judged, calibration};

/// Truth × prediction: hostile 3 1 0, neutral 0 4 0, odd (never predicted) 1 1 0.
fn table() -> Confusion {
    let pairs = [(0, 0), (0, 0), (0, 0), (0, 1), (1, 1), (1, 1), (1, 1), (1, 1), (2, 0), (2, 1)];
    Confusion::new(["hostile", "neutral", "odd"], pairs)
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}

#[test]
fn figures_by_hand() {
    let table = table();
    let hostile = table.label(0);
    near(hostile.precision, 3.0 / 4.0);
    near(hostile.recall, 3.0 / 4.0);
    near(hostile.f1, 0.75);
    let neutral = table.label(1);
    near(neutral.precision, 4.0 / 6.0);
    near(neutral.recall, 1.0);
    near(neutral.f1, 0.8);
    let odd = table.label(2);
    assert_eq!((odd.precision, odd.recall, odd.f1, odd.support), (0.0, 0.0, 0.0, 2));
    near(table.accuracy(), 0.7);
    near(table.macro_average().f1, (0.75 + 0.8) / 3.0);
    near(table.weighted_average().f1, (0.75 * 4.0 + 0.8 * 4.0) / 10.0);
    assert_eq!(table.total(), 10);
}

#[test]
fn nothing_measured_is_no_division_by_zero() {
    let empty = Confusion::new(["a", "b"], []);
    near(empty.accuracy(), 0.0);
    near(empty.macro_average().f1, 0.0);
    near(empty.weighted_average().f1, 0.0);
}

#[test]
fn the_report_has_the_usual_layout() {
    let expected = "              precision    recall  f1-score   support

     hostile      0.750     0.750     0.750         4
     neutral      0.667     1.000     0.800         4
         odd      0.000     0.000     0.000         2

    accuracy                          0.700        10
   macro avg      0.472     0.583     0.517        10
weighted avg      0.567     0.700     0.620        10

Confusion (rows: truth, columns: prediction)

              hostile neutral     odd
     hostile        3       1       0
     neutral        0       4       0
         odd        1       1       0
";
    assert_eq!(table().to_string(), expected);
}

#[test]
fn json_has_the_keys_of_output_dict() {
    let json = serde_json::to_value(table()).expect("plain data");
    near(json["hostile"]["f1-score"].as_f64().expect("a number"), 0.75);
    assert_eq!(json["macro avg"]["support"], 10);
    near(json["accuracy"].as_f64().expect("a number"), 0.7);
    assert_eq!(json["confusion"]["counts"][2], serde_json::json!([1, 1, 0]));
}

/// A row that has the label 0 or not, and that a model is sure has it not.
fn denied(row: usize, truth: usize) -> Judged {
    Judged {
        file: "rows.csv".into(),
        row,
        fold: None,
        source: None,
        confidence: None,
        truth,
        predicted: 1,
        scores: None,
        probabilities: vec![0.0, 1.0],
        decision: None,
    }
}

#[test]
fn calibration_is_measured_at_the_share_that_the_model_was_told() {
    // A bin for each row; a third of them has the label.
    let rows: Vec<_> = (0..15).map(|row| denied(row, usize::from(row >= 5))).collect();
    let labels = ["hostile", "neutral"].map(str::to_owned);
    let as_they_are = calibration("rows.csv".to_owned(), &labels, &rows, None);
    near(as_they_are.reliability[1].error, 1.0 / 3.0);
    assert_eq!(as_they_are.method, "rows.csv");
    let told = calibration("rows.csv".to_owned(), &labels, &rows, Some((0, 0.1)));
    near(told.reliability[1].error, 0.1);
    assert_eq!(told.method, "rows.csv, weighed to 10.0% hostile");
}
