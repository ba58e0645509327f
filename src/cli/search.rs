//! `train --search`: tries settings, shows each, and writes the best and the table of all.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use ghirbal::learn::search::{Try, search};
use ghirbal::learn::{Files, Plan, Settings};

use super::{notes, write};

/// The extensions of what is written beside a model.
pub(super) const BESIDE: [&str; 2] = ["settings.json", "tries.csv"];

/// The best settings, for a model that goes to `out`.
pub(super) fn run(files: &Files, plan: &Plan, minutes: f64, out: &Path) -> Result<Settings> {
    let mut number = 0;
    let mut show = |tried: &Try| {
        number += 1;
        let Try { change, macro_f1, gain, seconds, best, .. } = tried;
        let mark = if *best { "  best so far" } else { "" };
        notes::info(&format!(
            "try {number}: {change}: macro-F1 {macro_f1:.4}, {:+.4} [{:+.4}, {:+.4}], {seconds:.0} s{mark}",
            gain.value, gain.low, gain.high
        ));
    };
    let tries = search(files, plan, Duration::from_secs_f64(minutes * 60.0), &mut show)?;
    let best = tries.iter().rfind(|tried| tried.best).expect("the first is the best at first");
    let table = table(&tries)?;
    let settings = serde_json::to_vec_pretty(&best.settings).expect("settings are plain data");
    let [settings_path, table_path] = BESIDE.map(|extension| out.with_extension(extension));
    write::all(&[(&settings_path, &settings), (&table_path, &table)])?;
    notes::info(&format!(
        "{} settings were tried; the best, {}, and the table are in {} and {}. The best of many looks better than it \
         is: trust its figure only on rows that the search has not seen",
        tries.len(),
        best.change,
        settings_path.display(),
        table_path.display()
    ));
    Ok(best.settings.clone())
}

fn table(tries: &[Try]) -> Result<Vec<u8>> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record([
        "try",
        "change",
        "macro_f1",
        "gain",
        "gain_low",
        "gain_high",
        "best",
        "seconds",
        "settings",
    ])?;
    for (number, tried) in (1..).zip(tries) {
        let settings = serde_json::to_string(&tried.settings)?;
        let four = |value: f64| format!("{value:.4}");
        rows.write_record([
            number.to_string(),
            tried.change.clone(),
            four(tried.macro_f1),
            four(tried.gain.value),
            four(tried.gain.low),
            four(tried.gain.high),
            tried.best.to_string(),
            format!("{:.1}", tried.seconds),
            settings,
        ])?;
    }
    rows.into_inner().context("the table of tries")
}
