//! Learning: no row is measured by a model that saw its text, and bad rows are refused.

use std::sync::atomic::{AtomicU64, Ordering};

use ghirbal::Error;
use ghirbal::dataset::Labelled;
use ghirbal::dataset::fold_of;
use ghirbal::learn::calibrate::{Target, Wanted};
use ghirbal::learn::{Files, Plan, Settings, Trained};

mod common;
use common::{SMALL, labelled};

fn plan(folds: Option<u32>) -> Plan {
    let mut settings = Settings::default();
    settings.features.column_bits = 12;
    settings.features.min_rows = 1;
    Plan { settings, folds, ..Plan::default() }
}

fn train(
    measured: &[Labelled],
    extra: &[Labelled],
    valid: Option<&Labelled>,
    plan: &Plan,
) -> Result<Trained, Error> {
    ghirbal::learn::train(&Files { measured, extra, valid, ..Files::default() }, plan, &|_, _| {})
}

#[test]
fn every_measured_row_is_judged_once() {
    let trained = train(&[labelled(&SMALL)], &[], None, &plan(Some(3))).expect("sound rows");
    assert_eq!(trained.held_out.len(), SMALL.len());
    let figures = trained.model.provenance().figures.clone().expect("it was measured");
    assert_eq!(figures.rows, SMALL.len() as u64);
    assert!(figures.method.contains("3-fold"));
}

/// Each text stands twice, spelled differently, with a label that contradicts what a model could learn from
/// the rest. Only a model that had seen the twin could get it right.
#[test]
fn a_folded_text_never_stands_on_both_sides() {
    let words = ["قمر", "شمس", "نجم", "بحر", "نهر", "جبل", "رمل", "صخر", "ورق", "غصن", "ثلج", "مطر"];
    let twins: Vec<(String, &str)> = words
        .iter()
        .enumerate()
        .flat_map(|(i, word)| {
            let label = if i % 2 == 0 { "even" } else { "odd" };
            let drawn = word.chars().flat_map(|c| [c, '\u{640}']).collect::<String>();
            [((*word).to_owned(), label), (drawn, label)]
        })
        .collect();
    let rows: Vec<_> = twins.iter().map(|(text, label)| (text.as_str(), *label)).collect();
    let apart = twins.chunks(2).filter(|twin| fold_of(&twin[0].0, 2) != fold_of(&twin[1].0, 2)).count();
    assert!(apart >= 3, "some twins stand in different folds");
    let (first, second): (Vec<_>, Vec<_>) = rows.chunks(2).map(|twin| (twin[0], twin[1])).unzip();
    for (measured, extra) in [(rows.clone(), vec![]), (first, second)] {
        let measured = [labelled(&measured)];
        let extra = if extra.is_empty() { vec![] } else { vec![labelled(&extra)] };
        let trained = train(&measured, &extra, None, &plan(Some(2))).expect("sound rows");
        let right = trained.held_out.iter().filter(|row| row.truth == row.predicted).count();
        let share = right as f64 / trained.held_out.len() as f64;
        assert!(share < 0.9, "{share}: a model that sees the twin gets every row right");
        assert!(trained.notes.iter().any(|note| note.contains("repeat")), "{:?}", trained.notes);
    }
}

#[test]
fn validation_texts_are_kept_from_training() {
    let valid = labelled(&SMALL[..4]);
    let with = train(&[labelled(&SMALL)], &[], Some(&valid), &plan(None)).expect("sound rows");
    let without = train(&[labelled(&SMALL[4..])], &[], None, &plan(None)).expect("sound rows");
    assert_eq!(with.model.provenance().sources[0].rows, 8);
    let column =
        |model: &ghirbal::Model| (0..4096).map(|c| model.weights().units(c).to_vec()).collect::<Vec<_>>();
    assert_eq!(column(&with.model), column(&without.model));
    assert_eq!(with.held_out.len(), 4);
}

#[test]
fn labels_that_cannot_be_learned_are_refused() {
    let message = |rows: &[(&str, &str)], folds| match train(&[labelled(rows)], &[], None, &plan(folds)) {
        Err(error @ (Error::Labels(_) | Error::Setting { .. })) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(message(&[("خبر", "one"), ("كلام", "one")], None).contains("at least two labels"));
    assert!(message(&[], None).contains("no labelled rows"));
    assert!(message(&SMALL, Some(1)).contains("2 to 63"));
    assert!(message(&SMALL[..7], Some(60)).contains("fewer folds"));
}

#[test]
fn an_unknown_validation_label_is_named() {
    let valid = labelled(&[("خبر", "odd one")]);
    let error = train(&[labelled(&SMALL)], &[], Some(&valid), &plan(None)).unwrap_err();
    assert!(error.to_string().contains("odd one"));
}

#[test]
fn any_number_of_labels_can_be_learned() {
    let rows: Vec<_> =
        SMALL.iter().enumerate().map(|(i, (text, _))| (*text, ["a", "b", "c", "d"][i % 4])).collect();
    let trained = train(&[labelled(&rows)], &[], None, &plan(None)).expect("sound rows");
    assert_eq!(trained.model.labels().len(), 4);
}

#[test]
fn progress_runs_to_its_end() {
    let (calls, last) = (AtomicU64::new(0), AtomicU64::new(0));
    let progress = |done, total| {
        assert!(done <= total);
        calls.fetch_add(1, Ordering::Relaxed);
        last.fetch_max(done, Ordering::Relaxed);
        assert_eq!(total, 36, "two folds and the final model, 12 epochs each");
    };
    ghirbal::learn::train(
        &Files { measured: &[labelled(&SMALL)], ..Files::default() },
        &plan(Some(2)),
        &progress,
    )
    .expect("sound rows");
    assert_eq!((calls.into_inner(), last.into_inner()), (36, 36));
}

/// Rows of two labels that can be told apart by one word in most rows, so that probabilities mean something.
fn many() -> Vec<(String, &'static str)> {
    let words = ["قمر", "شمس", "نجم", "بحر", "نهر", "جبل", "رمل", "صخر", "ورق", "غصن", "ثلج", "مطر"];
    let row = |i: usize| {
        let (label, sign) = if i.is_multiple_of(3) { ("bad", "سيئ") } else { ("good", "جميل") };
        // One row in seven says the contrary.
        let sign =
            if i.is_multiple_of(7) { if label == "bad" { "جميل" } else { "سيئ" } } else { sign };
        (format!("{sign} {} {} {i}", words[i % 12], words[i / 12 % 12]), label)
    };
    (0..420).map(row).collect()
}

fn calibrated(target: Target) -> Trained {
    let rows = many();
    let rows: Vec<_> = rows.iter().map(|(text, label)| (text.as_str(), *label)).collect();
    train(&[labelled(&rows)], &[], None, &Plan { target, ..plan(Some(4)) }).expect("sound rows")
}

#[test]
fn probabilities_are_calibrated_by_rows_held_out() {
    let trained = calibrated(Target::default());
    let figures = trained.model.provenance().figures.clone().expect("it was measured");
    let table = &figures.calibration.expect("it was calibrated").reliability[0];
    assert!(table.error < 0.06, "{table:?}");
    assert!(trained.model.answers().calibration.is_some() && trained.model.answers().thresholds.is_none());
    let priors = &trained.model.answers().priors;
    assert!((priors[0] - 1.0 / 3.0).abs() < 1e-9, "{priors:?}");
}

#[test]
fn thresholds_give_what_was_wanted() {
    let wanted = Wanted { label: "bad".to_owned(), precision: 0.6, recall: 0.9 };
    let trained = calibrated(Target { base_rate: None, wanted: Some(wanted) });
    let thresholds = trained.model.answers().thresholds.as_ref().expect("they were wanted");
    assert!(thresholds.withhold.is_some_and(|withhold| withhold >= thresholds.review));
    let bands = trained.model.provenance().figures.as_ref().and_then(|f| f.bands.clone()).expect("measured");
    assert!((bands.base_rate - 1.0 / 3.0).abs() < 1e-9);
    assert!(
        bands.withhold.precision > 0.55 && bands.review.recall + bands.withhold.recall > 0.85,
        "{bands:?}"
    );
    let loads = [bands.allow, bands.review, bands.withhold].map(|band| band.per_thousand);
    assert!((loads.iter().sum::<f64>() - 1000.0).abs() < 1e-6);
    assert!(trained.held_out.iter().all(|row| row.decision.is_some()));
}

#[test]
fn a_base_rate_moves_the_probabilities() {
    let rare = calibrated(Target { base_rate: Some(("bad".to_owned(), 0.02)), wanted: None });
    let as_is = calibrated(Target::default());
    let log_odds = |p: f64| (p / (1.0 - p)).ln();
    let pairs = rare.held_out.iter().zip(&as_is.held_out);
    // From a third to one in fifty; the share among the rows that a fold is calibrated by differs a little.
    let shift = log_odds(0.02) - log_odds(1.0 / 3.0);
    let mut moves =
        pairs.clone().map(|(rare, as_is)| log_odds(rare.probabilities[0]) - log_odds(as_is.probabilities[0]));
    assert!(moves.all(|found| (found - shift).abs() < 0.3));
    assert!(
        pairs.clone().all(|(rare, as_is)| rare.predicted == as_is.predicted),
        "the label is by the scores"
    );
    assert!((rare.model.answers().priors[0] - 0.02).abs() < 1e-9);
}

#[test]
fn targets_that_cannot_be_met_are_refused() {
    let refused = |target, folds| {
        let rows = many();
        let rows: Vec<_> = rows.iter().map(|(text, label)| (text.as_str(), *label)).collect();
        train(&[labelled(&rows)], &[], None, &Plan { target, ..plan(folds) }).unwrap_err().to_string()
    };
    let wanted = |label: &str, precision| Target {
        base_rate: None,
        wanted: Some(Wanted { label: label.to_owned(), precision, recall: 0.8 }),
    };
    assert!(refused(wanted("odd", 0.9), Some(4)).contains("no label odd"));
    assert!(refused(wanted("bad", 1.5), Some(4)).contains("between 0 and 1"));
    assert!(refused(wanted("bad", 0.9), Some(2)).contains("at least 3 folds"));
    assert!(refused(wanted("bad", 0.9), None).contains("at least 3 folds"));
}

/// Two rows of an article say the same by other words: in one fold, whatever their texts' digests are.
#[test]
fn rows_of_one_article_are_held_out_together() {
    let mut file = labelled(&SMALL);
    file.articles = (0..SMALL.len()).map(|row| format!("article {}", row / 3)).collect();
    let trained = train(&[file], &[], None, &plan(Some(2))).expect("four articles fall into two folds");
    for rows in trained.held_out.chunks(3) {
        assert!(rows.iter().all(|row| row.fold == rows[0].fold), "{rows:?}");
    }
}
