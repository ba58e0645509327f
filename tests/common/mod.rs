//! What several tests need.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part")]

use ghirbal::Model;
use ghirbal::dataset::Labelled;
use ghirbal::learn::{Files, Plan, Settings, train};

/// Labelled rows, as if read from a file.
pub fn labelled(rows: &[(&str, &str)]) -> Labelled {
    Labelled {
        name: "small.csv".to_owned(),
        digest: "0".repeat(64),
        texts: rows.iter().map(|(text, _)| (*text).to_owned()).collect(),
        labels: rows.iter().map(|(_, label)| (*label).to_owned()).collect(),
        ..Labelled::default()
    }
}

/// Twelve rows of two labels.
pub const SMALL: [(&str, &str); 12] = [
    ("مقال مفيد جدا شكرا لكم", "good"),
    ("كلام جميل ومفيد", "good"),
    ("خبر سار بارك الله فيكم", "good"),
    ("عمل رائع ومجهود كبير", "good"),
    ("شكرا على هذا الشرح الجميل", "good"),
    ("معلومات مفيدة وشرح واضح", "good"),
    ("مقال ضعيف بلا فائدة", "bad"),
    ("كلام فارغ وممل", "bad"),
    ("خبر قديم ومكرر", "bad"),
    ("عمل رديء ومجهود ضائع", "bad"),
    ("لا فائدة من هذا الكلام الفارغ", "bad"),
    ("معلومات خاطئة وشرح ممل", "bad"),
];

/// A model of [`SMALL`], with few columns so that it is quick to write and read.
pub fn train_small(seed: u64, threads: usize) -> Model {
    let mut settings = Settings::default();
    settings.features.column_bits = 16;
    settings.features.min_rows = 1;
    let plan = Plan { settings, seed, threads, folds: Some(2), ..Plan::default() };
    let measured = [labelled(&SMALL)];
    let files = Files { measured: &measured, ..Files::default() };
    train(&files, &plan, &|_, _| {}).expect("rows of two labels").model
}

/// [`train_small`] with the usual seed.
pub fn small_model() -> Model {
    train_small(1, 1)
}
