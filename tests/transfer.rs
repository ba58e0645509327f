//! What texts outside the labelled rows teach, and that none of them is a labelled one.

use ghirbal::dataset::Labelled;
use ghirbal::learn::{Files, Plan, Settings, Trained, train};
use ghirbal::sieve::Scratch;
use ghirbal::{Error, Sieve};

mod common;
use common::labelled;

const KIND: [&str; 4] = ["لطيف", "كريم", "نبيل", "صادق"];
const HARSH: [&str; 4] = ["فظيع", "بغيض", "رديء", "مقزز"];
const THINGS: [&str; 20] = [
    "المقال",
    "الخبر",
    "الكاتب",
    "المخرج",
    "البرنامج",
    "اللاعب",
    "المذيع",
    "الشارع",
    "الطبيب",
    "المعلم",
    "الجار",
    "المطعم",
    "الفندق",
    "الطريق",
    "القطار",
    "الموعد",
    "الحوار",
    "التقرير",
    "الفيلم",
    "السؤال",
];

fn plan() -> Plan {
    let mut settings = Settings::default();
    settings.features.column_bits = 14;
    settings.features.min_rows = 1;
    settings.transfer.dimensions = 4;
    settings.transfer.min_count = 2;
    Plan { settings, ..Plan::default() }
}

/// Rows that know two words of each kind.
fn labelled_rows() -> Labelled {
    let rows: Vec<(String, &str)> = THINGS[..8]
        .iter()
        .flat_map(|thing| {
            let kind = KIND[..2].iter().map(move |word| (format!("{thing} {word}"), "good"));
            kind.chain(HARSH[..2].iter().map(move |word| (format!("{thing} {word}"), "bad")))
        })
        .collect();
    labelled(&rows.iter().map(|(text, label)| (text.as_str(), *label)).collect::<Vec<_>>())
}

/// Rows of other labels that know all words.
fn auxiliary_rows() -> Labelled {
    let rows: Vec<(String, &str)> = THINGS
        .iter()
        .flat_map(|thing| {
            let kind = KIND.iter().map(move |word| (format!("{thing} {word}"), "0"));
            kind.chain(HARSH.iter().map(move |word| (format!("{thing} {word}"), "1")))
        })
        .collect();
    let rows = labelled(&rows.iter().map(|(text, label)| (text.as_str(), *label)).collect::<Vec<_>>());
    Labelled { name: "auxiliary.csv".to_owned(), digest: "1".repeat(64), ..rows }
}

fn trained(auxiliary: &[Labelled], unlabelled: &[Labelled], plan: &Plan) -> Result<Trained, Error> {
    let measured = [labelled_rows()];
    train(&Files { measured: &measured, auxiliary, unlabelled, ..Files::default() }, plan, &|_, _| {})
}

#[test]
fn words_of_auxiliary_files_are_understood() {
    // How much more a word that no labelled row has speaks for "bad" than for "good".
    let harshness = |auxiliary: &[Labelled], words: &[&str]| -> Vec<f64> {
        let sieve = Sieve::new(trained(auxiliary, &[], &plan()).expect("sound rows").model);
        let (sieve, mut scratch) = (sieve.expect("sound settings"), Scratch::default());
        let mut harsh = |word: &&str| {
            let text = format!("{} {word}", THINGS[0]);
            let scores = sieve.scores(text.as_bytes(), &mut scratch).expect("known words");
            scores[0] - scores[1]
        };
        words.iter().map(&mut harsh).collect()
    };
    let least = |values: Vec<f64>| values.into_iter().fold(f64::INFINITY, f64::min);
    let most = |values: Vec<f64>| values.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let taught = [auxiliary_rows()];
    let gap = least(harshness(&taught, &HARSH[2..])) - most(harshness(&taught, &KIND[2..]));
    let untaught = least(harshness(&[], &HARSH[2..])) - most(harshness(&[], &KIND[2..]));
    assert!(gap > 1.0 && gap > untaught + 1.0, "{gap} with the auxiliary rows, {untaught} without");
}

#[test]
fn texts_of_labelled_rows_teach_nothing_from_outside() {
    let labelled = labelled_rows().texts.len() as u64;
    let all = auxiliary_rows().texts.len() as u64;
    let drawn = |file: Labelled| Labelled {
        texts: file.texts.iter().map(|text| text.replace("ال", "الـ")).collect(),
        ..file
    };
    for file in [auxiliary_rows(), drawn(auxiliary_rows())] {
        let model = trained(std::slice::from_ref(&file), &[], &plan()).expect("sound rows").model;
        let outside = &model.provenance().outside;
        assert_eq!(outside.len(), 1);
        assert_eq!(outside[0].rows, all - labelled, "those whose folded text is labelled are left out");
        let model = trained(&[], &[file], &plan()).expect("sound rows").model;
        assert_eq!(model.provenance().outside[0].rows, all - labelled);
        assert!(model.card().contains("auxiliary.csv"));
    }
}

#[test]
fn what_is_learned_does_not_depend_on_threads() {
    let bytes = |threads| {
        let trained = trained(&[auxiliary_rows()], &[auxiliary_rows()], &Plan { threads, ..plan() });
        trained.expect("sound rows").model.to_bytes()
    };
    assert_eq!(bytes(1), bytes(3));
}

#[test]
fn auxiliary_files_need_two_labels() {
    let file = auxiliary_rows();
    let one = Labelled { labels: vec!["1".to_owned(); file.labels.len()], ..file };
    let message = trained(&[one], &[], &plan()).unwrap_err().to_string();
    assert!(message.contains("auxiliary.csv") && message.contains("at least two labels"), "{message}");
}

#[test]
fn a_search_tries_the_given_settings_first_and_keeps_what_is_better() {
    use std::time::Duration;

    let measured = [labelled_rows()];
    let files = Files { measured: &measured, ..Files::default() };
    let plan = Plan { folds: Some(3), ..plan() };
    let search = |seconds| {
        let mut shown = 0;
        let tries =
            ghirbal::learn::search::search(&files, &plan, Duration::from_secs(seconds), &mut |_| shown += 1);
        let tries = tries.expect("sound rows");
        assert_eq!(tries.len(), shown);
        tries
    };
    let only = search(0);
    assert_eq!(only.len(), 1);
    let mut given = plan.settings.clone();
    given.learner.epochs = Some(12);
    assert_eq!(only[0].settings, given, "as given, with the epochs that so few rows get");
    let tries = search(60);
    assert!(tries.len() > 5);
    let mut best = 0.0;
    for tried in &tries {
        assert_eq!(tried.best, tried.macro_f1 > best || best == 0.0, "{}", tried.change);
        best = tried.macro_f1.max(best);
    }
    let no_folds = Plan { folds: None, ..plan.clone() };
    let error = ghirbal::learn::search::search(&files, &no_folds, Duration::ZERO, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("cross-validation"), "{error}");
}
