//! Learning: no row is measured by a model that saw its text, and bad rows are refused.

use std::sync::atomic::{AtomicU64, Ordering};

use ghirbal::Error;
use ghirbal::dataset::fold_of;
use ghirbal::learn::{Plan, Settings, train};

mod common;
use common::{SMALL, labelled};

fn plan(folds: Option<u32>) -> Plan {
    let mut settings = Settings::default();
    settings.features.column_bits = 12;
    settings.features.min_rows = 1;
    Plan { settings, folds, ..Plan::default() }
}

#[test]
fn every_measured_row_is_predicted_once() {
    let trained = train(&[labelled(&SMALL)], &[], None, &plan(Some(3)), &|_, _| {}).expect("sound rows");
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
        let trained = train(&measured, &extra, None, &plan(Some(2)), &|_, _| {}).expect("sound rows");
        let right = trained.held_out.iter().filter(|(truth, predicted)| truth == predicted).count();
        let share = right as f64 / trained.held_out.len() as f64;
        assert!(share < 0.9, "{share}: a model that sees the twin gets every row right");
        assert!(trained.notes.iter().any(|note| note.contains("repeat")), "{:?}", trained.notes);
    }
}

#[test]
fn validation_texts_are_kept_from_training() {
    let valid = labelled(&SMALL[..4]);
    let with = train(&[labelled(&SMALL)], &[], Some(&valid), &plan(None), &|_, _| {}).expect("sound rows");
    let without = train(&[labelled(&SMALL[4..])], &[], None, &plan(None), &|_, _| {}).expect("sound rows");
    assert_eq!(with.model.provenance().sources[0].rows, 8);
    let column =
        |model: &ghirbal::Model| (0..4096).map(|c| model.weights().units(c).to_vec()).collect::<Vec<_>>();
    assert_eq!(column(&with.model), column(&without.model));
    assert_eq!(with.held_out.len(), 4);
}

#[test]
fn labels_that_cannot_be_learned_are_refused() {
    let message =
        |rows: &[(&str, &str)], folds| match train(&[labelled(rows)], &[], None, &plan(folds), &|_, _| {}) {
            Err(error @ (Error::Labels(_) | Error::Setting { .. })) => error.to_string(),
            other => panic!("{other:?}"),
        };
    assert!(message(&[("خبر", "one"), ("كلام", "one")], None).contains("at least two labels"));
    assert!(message(&[], None).contains("no labelled rows"));
    assert!(message(&SMALL, Some(1)).contains("at least 2"));
    assert!(message(&SMALL[..7], Some(1000)).contains("fewer folds"));
}

#[test]
fn an_unknown_validation_label_is_named() {
    let valid = labelled(&[("خبر", "odd one")]);
    let error = train(&[labelled(&SMALL)], &[], Some(&valid), &plan(None), &|_, _| {}).unwrap_err();
    assert!(error.to_string().contains("odd one"));
}

#[test]
fn any_number_of_labels_can_be_learned() {
    let rows: Vec<_> =
        SMALL.iter().enumerate().map(|(i, (text, _))| (*text, ["a", "b", "c", "d"][i % 4])).collect();
    let trained = train(&[labelled(&rows)], &[], None, &plan(None), &|_, _| {}).expect("sound rows");
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
    train(&[labelled(&SMALL)], &[], None, &plan(Some(2)), &progress).expect("sound rows");
    assert_eq!((calls.into_inner(), last.into_inner()), (36, 36));
}
