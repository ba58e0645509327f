//! Directions from auxiliary labels: the weights of a linear model for each auxiliary file.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use linfa::DatasetBase;
use linfa::traits::Fit as _;
use ndarray::{Array1, Array2, Axis};

use super::outside::Outside;
use crate::learn::{Files, LearnerSettings, Plan, Softmax};
use crate::{Error, Result};

/// A label that fewer rows of an auxiliary file have is not learned.
const MIN_ROWS: usize = 50;

/// Texts with their labels, by name.
type Task<'a> = Vec<(usize, &'a str)>;

/// For each auxiliary file, and for telling the files apart, columns × directions.
pub(super) fn learn(outside: &Outside, files: &Files, plan: &Plan) -> Result<Vec<Array2<f32>>> {
    let mut tasks: Vec<Task> = files
        .auxiliary
        .iter()
        .enumerate()
        .map(|(number, file)| outside.labelled(number, file).collect())
        .collect();
    for (task, file) in tasks.iter_mut().zip(files.auxiliary) {
        if !is_task(task) {
            return Err(Error::Labels(format!(
                "{}: an auxiliary file teaches only where at least two labels have {MIN_ROWS} rows or more that are \
                 not among the labelled texts",
                file.name
            )));
        }
    }
    let origin = origin(outside, files, plan.settings.transfer.origin);
    tasks.extend(is_task(&origin).then_some(origin));
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..plan.threads.clamp(1, tasks.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(task) = tasks.get(number) else { break };
                    let result = directions(outside, task, plan);
                    results.lock().expect("no holder panics").push((number, result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("no holder panics");
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, directions)| directions).collect()
}

/// The labels that enough texts have, numbered.
fn labels<'a>(task: &Task<'a>) -> BTreeMap<&'a str, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, label) in task {
        *counts.entry(label).or_default() += 1;
    }
    counts.retain(|_, count| *count >= MIN_ROWS);
    counts.into_keys().enumerate().map(|(number, label)| (label, number)).collect()
}

fn is_task(task: &Task) -> bool {
    labels(task).len() >= 2
}

/// Which file, and which source in it, a text is from: of each file so many texts, evenly spread.
fn origin<'a>(outside: &Outside, files: &Files<'a>, most: usize) -> Task<'a> {
    let mut task = Task::new();
    let mut seen = std::collections::HashSet::new();
    for (rows, file) in outside.of_files.iter().zip(files.outside()) {
        if most == 0 || !seen.insert(&file.digest) {
            continue;
        }
        let origin = |row: usize| file.sources.get(row).unwrap_or(&file.name).as_str();
        let texts = rows.iter().enumerate().step_by(rows.len().div_ceil(most).max(1));
        task.extend(texts.filter_map(|(row, text)| Some(((*text)?, origin(row)))));
    }
    task
}

/// Columns × directions: one for two labels, else one a label, less the mean of all.
fn directions(outside: &Outside, task: &Task, plan: &Plan) -> Result<Array2<f32>> {
    let labels = labels(task);
    let known: Vec<(usize, usize)> =
        task.iter().filter_map(|(text, label)| Some((*text, *labels.get(label)?))).collect();
    let truth: Array1<usize> = known.iter().map(|(_, label)| *label).collect();
    let dataset = DatasetBase::new(outside.weighed(known.iter().map(|(text, _)| *text)), truth);
    let settings =
        LearnerSettings { epochs: Some(plan.settings.transfer.epochs), ..LearnerSettings::default() };
    let learned = Softmax::new(labels.len()).settings(settings).seed(plan.seed).fit(&dataset)?;
    let mut weights = learned.weights;
    let means = weights.mean_axis(Axis(1)).expect("at least two labels");
    weights -= &means.insert_axis(Axis(1));
    Ok(if labels.len() == 2 { weights.slice(ndarray::s![.., ..1]).to_owned() } else { weights })
}
