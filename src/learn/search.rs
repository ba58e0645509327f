//! Trying settings: coordinate ascent on cross-validated macro-F1, for so long.

use std::time::{Duration, Instant};

use super::corpus::Corpus;
use super::validation::{self, Ticks};
use super::{Files, Plan, Settings, judge};
use crate::metrics::{self, Judged};
use crate::model::Interval;
use crate::{Error, Result};

/// Settings that were tried, and how they did.
#[derive(Debug, Clone)]
pub struct Try {
    /// What is different from the best until then, in words.
    pub change: String,
    /// The settings.
    pub settings: Settings,
    /// Macro-F1 over all held-out rows.
    pub macro_f1: f64,
    /// The difference from the settings that the search began with, by a paired bootstrap.
    pub gain: Interval,
    /// Whether they were better than all before.
    pub best: bool,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// A change to settings, with its name.
type Change = (String, Box<dyn Fn(&mut Settings)>);

/// Tries changes one by one, keeps each that raises the macro-F1, and goes on from there until the time is over or no
/// change helps; the settings of the plan are tried first, whatever the time. Which settings come in which order
/// depends on nothing but the rows, how many of them on the machine's speed.
///
/// The best of many tries looks better than it is. `on_try` is called after each.
///
/// # Errors
/// As [`super::train`]; [`Error::Setting`] where the plan has no folds.
pub fn search(files: &Files, plan: &Plan, time: Duration, on_try: &mut dyn FnMut(&Try)) -> Result<Vec<Try>> {
    let since = Instant::now();
    let first = measure(files, plan, "as given".to_owned(), None)?;
    let start = first.1;
    let mut best = Plan { settings: first.0.settings.clone(), ..plan.clone() };
    let mut best_f1 = first.0.macro_f1;
    on_try(&first.0);
    let mut tries = vec![first.0];
    loop {
        let before = best_f1;
        for (name, change) in changes(&best.settings, files) {
            let mut settings = best.settings.clone();
            change(&mut settings);
            if tries.iter().any(|tried| tried.settings == settings) || check(&settings).is_err() {
                continue;
            }
            if since.elapsed() >= time {
                return Ok(tries);
            }
            let (mut outcome, _) = measure(files, &Plan { settings, ..plan.clone() }, name, Some(&start))?;
            outcome.best = outcome.macro_f1 > best_f1;
            if outcome.best {
                best_f1 = outcome.macro_f1;
                best.settings = outcome.settings.clone();
            }
            on_try(&outcome);
            tries.push(outcome);
        }
        if best_f1 <= before {
            return Ok(tries);
        }
    }
}

fn check(settings: &Settings) -> Result<()> {
    settings.features.check()?;
    settings.learner.check()?;
    settings.transfer.check()
}

fn measure(
    files: &Files,
    plan: &Plan,
    change: String,
    start: Option<&Vec<Judged>>,
) -> Result<(Try, Vec<Judged>)> {
    let since = Instant::now();
    check(&plan.settings)?;
    let corpus = Corpus::new(files, plan)?;
    let plan = &plan.for_corpus(&corpus);
    let mut sets = validation::rounds(corpus.folds.count(), false, false);
    sets.remove(0);
    if sets.is_empty() {
        let message = "settings are compared by cross-validation: give a number of folds".to_owned();
        return Err(Error::Setting { name: "folds", message });
    }
    let ticks = Ticks::new(sets.len(), plan, &|_, _| {});
    let rounds = validation::run(&corpus, &sets, plan, &ticks)?;
    let judged = judge::uncalibrated(&corpus, &rounds, files);
    let labels = corpus.labels.len();
    let comparison = metrics::compare(labels, start.unwrap_or(&judged), &judged);
    let found = metrics::figures(String::new(), &corpus.labels, &judged);
    let tried = Try {
        change,
        settings: plan.settings.clone(),
        macro_f1: found.macro_f1.value,
        gain: comparison.gain,
        best: start.is_none(),
        seconds: since.elapsed().as_secs_f64(),
    };
    Ok((tried, judged))
}

/// The neighbours of settings, the most promising first.
fn changes(from: &Settings, files: &Files) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut add = |name: String, change: Box<dyn Fn(&mut Settings)>| changes.push((name, change));
    for factor in [0.5f32, 2.0] {
        let (l2, rate) = (from.learner.l2 * factor, from.learner.rate * factor);
        add(format!("l2 {l2}"), Box::new(move |to| to.learner.l2 = l2));
        add(format!("rate {rate}"), Box::new(move |to| to.learner.rate = rate));
        if files.outside().next().is_some() {
            let (scores, vectors) = (from.transfer.scores * factor, from.transfer.vectors * factor);
            add(format!("transfer.scores {scores}"), Box::new(move |to| to.transfer.scores = scores));
            add(format!("transfer.vectors {vectors}"), Box::new(move |to| to.transfer.vectors = vectors));
        }
        if files.soft.is_some() {
            let soft = from.learner.soft * factor;
            add(format!("soft {soft}"), Box::new(move |to| to.learner.soft = soft));
        }
    }
    for balance in [0.0, 0.5, 1.0] {
        add(format!("balance {balance}"), Box::new(move |to| to.learner.balance = balance));
    }
    for epochs in from.learner.epochs.iter().flat_map(|epochs| [epochs.div_ceil(2), epochs * 2]) {
        add(format!("epochs {epochs}"), Box::new(move |to| to.learner.epochs = Some(epochs)));
    }
    for runs in [None, Some((2, 4)), Some((2, 5)), Some((2, 6)), Some((3, 5)), Some((3, 6))] {
        let name = runs.map_or("none".to_owned(), |(least, most)| format!("{least}–{most}"));
        add(format!("characters {name}"), Box::new(move |to| to.features.characters = runs));
    }
    let (stems, pairs, least) = (!from.features.stems, !from.features.pairs, from.features.min_rows);
    add(format!("stems {stems}"), Box::new(move |to| to.features.stems = stems));
    add(format!("pairs {pairs}"), Box::new(move |to| to.features.pairs = pairs));
    for least in [least - 1, least + 1] {
        add(format!("min_rows {least}"), Box::new(move |to| to.features.min_rows = least));
    }
    for bits in [from.features.column_bits - 1, from.features.column_bits + 1] {
        add(format!("column_bits {bits}"), Box::new(move |to| to.features.column_bits = bits));
    }
    changes
}
