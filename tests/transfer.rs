//! What texts outside the labelled rows teach, and that none of them is a labelled one.

use std::path::Path;

use ghirbal::dataset::Labelled;
use ghirbal::learn::distillation::SoftLabels;
use ghirbal::learn::{Files, Plan, Settings, Trained, train};
use ghirbal::sieve::Scratch;
use ghirbal::{Error, Sieve};
use sha2::{Digest, Sha256};

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

/// Soft labels of texts, each with percentages of "bad" by three teachers, and of texts that they held out in a fold.
fn soft_labels(of: &[(&str, [u8; 3])], held_out: &[(&str, u32)]) -> SoftLabels {
    let key = |text: &str| {
        let digest = Sha256::digest(text.as_bytes());
        digest[..6].iter().fold(String::new(), |key, byte| key + &format!("{byte:02x}"))
    };
    let mut csv = "key,fold,bad.0,bad.1,bad.2\n".to_owned();
    csv.extend(of.iter().map(|(text, [a, b, c])| format!("{},,{a},{b},{c}\n", key(text))));
    csv.extend(held_out.iter().map(|(text, fold)| format!("{},{fold},,,\n", key(text))));
    SoftLabels::parse(Path::new("soft.csv"), csv.into_bytes()).expect("sound soft labels")
}

#[test]
fn soft_labels_teach_words_that_no_labelled_row_has() {
    let unlabelled = [auxiliary_rows()];
    let shares = |text: &str| if HARSH.iter().any(|word| text.ends_with(word)) { [90; 3] } else { [10; 3] };
    let of: Vec<_> = unlabelled[0].texts.iter().map(|text| (text.as_str(), shares(text))).collect();
    let (soft, measured) = (soft_labels(&of, &[]), [labelled_rows()]);
    let files = Files { measured: &measured, unlabelled: &unlabelled, soft: Some(&soft), ..Files::default() };
    let model = train(&files, &plan(), &|_, _| {}).expect("sound rows").model;
    let taught = model.provenance().teacher.as_ref().expect("was taught");
    assert_eq!(
        taught.rows as usize,
        unlabelled[0].texts.len() - measured[0].texts.len(),
        "none that is labelled"
    );
    assert!(model.card().contains("soft.csv"));
    let (sieve, mut scratch) = (Sieve::new(model).expect("sound settings"), Scratch::default());
    for (words, label) in [(&HARSH[2..], "bad"), (&KIND[2..], "good")] {
        for word in words {
            let text = format!("{} {word}", THINGS[0]);
            assert_eq!(&*sieve.classify(text.as_bytes(), &mut scratch).label, label, "{text}");
        }
    }
}

#[test]
fn a_fold_is_judged_by_a_model_whose_teacher_had_not_seen_it() {
    let unlabelled = [auxiliary_rows()];
    // The teacher of fold 1 has everything the wrong way round.
    let shares =
        |text: &str| if HARSH.iter().any(|word| text.ends_with(word)) { [99, 1, 99] } else { [1, 99, 1] };
    let of: Vec<_> = unlabelled[0].texts.iter().map(|text| (text.as_str(), shares(text))).collect();
    let measured = [labelled_rows()];
    let held_out: Vec<_> =
        measured[0].texts.iter().zip((0..3).cycle()).map(|(text, fold)| (text.as_str(), fold)).collect();
    let soft = soft_labels(&of, &held_out);
    let files = Files { measured: &measured, unlabelled: &unlabelled, soft: Some(&soft), ..Files::default() };
    let mut plan = Plan { folds: Some(3), ..plan() };
    plan.settings.learner.soft = 50.0;
    let judged = train(&files, &plan, &|_, _| {}).expect("sound rows").held_out;
    for (row, (_, fold)) in judged.iter().zip(&held_out) {
        assert_eq!(row.fold, Some(*fold), "folds are those of the teachers");
        assert_eq!(row.predicted == row.truth, *fold != 1, "row {} of fold {fold}", row.row);
    }
    let two = Plan { folds: Some(2), ..plan.clone() };
    let message = train(&files, &two, &|_, _| {}).unwrap_err().to_string();
    assert!(message.contains("one a fold"), "{message}");
    let message = train(&Files { unlabelled: &[], ..files }, &plan, &|_, _| {}).unwrap_err().to_string();
    assert!(message.contains("says nothing of any text"), "{message}");
    let valid = Files { measured: &unlabelled[..0], extra: &measured, valid: Some(&measured[0]), ..files };
    let message = train(&valid, &Plan { folds: None, ..plan }, &|_, _| {}).unwrap_err().to_string();
    assert!(message.contains("cannot be measured on"), "{message}");
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
    assert!(!tries.iter().any(|tried| tried.change.starts_with("soft ")), "there are no soft labels");
    let unlabelled = [auxiliary_rows()];
    let last = unlabelled[0].texts.last().expect("texts");
    let soft = soft_labels(&[(last, [90, 80, 70])], &[]);
    let with_soft = Files { unlabelled: &unlabelled, soft: Some(&soft), ..files };
    let tries = ghirbal::learn::search::search(&with_soft, &plan, Duration::from_secs(60), &mut |_| {})
        .expect("sound rows");
    assert!(tries.iter().any(|tried| tried.change == "soft 6"), "twice as much as by default");
    let no_folds = Plan { folds: None, ..plan.clone() };
    let error = ghirbal::learn::search::search(&files, &no_folds, Duration::ZERO, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("cross-validation"), "{error}");
}
