//! Precision, recall and F1 against figures worked out by hand.

use ghirbal::metrics::Confusion;

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
