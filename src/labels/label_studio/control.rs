//! Which control of the labelling interface holds the label: one for the whole file.

use super::tasks::{Labelling, Task};
use crate::dataset::LABEL_COLUMNS;
use crate::labels::fields::Gathering;
use crate::labels::label_studio_csv::TEMPLATE;
use crate::{Error, Result};

/// Chooses the control: the one that is named, else one of a usual name, else the only one. `None` where there are no
/// choices at all.
///
/// # Errors
/// [`Error::Labels`] where no choice is of the named control, [`Error::Record`] where several could hold the label.
pub(super) fn choose(
    gathering: &mut Gathering,
    named: Option<&str>,
    tasks: &[Task],
) -> Result<Option<String>> {
    let controls = controls(tasks);
    let known: Vec<&str> = controls.iter().map(|(name, _)| *name).collect();
    let usual = || LABEL_COLUMNS.into_iter().chain([TEMPLATE]).find(|name| known.contains(name));
    let chosen = match (named, controls.as_slice()) {
        (_, []) => return Ok(None),
        (Some(named), _) if !known.contains(&named) => {
            return Err(Error::Labels(format!(
                "{}: no choice is of the control {named}, which --label-col names; there are choices of {}",
                gathering.file(),
                known.join(", ")
            )));
        }
        (Some(named), _) => named,
        (None, [(only, _)]) => *only,
        (None, [_, (_, second), ..]) => usual().ok_or_else(|| {
            let message = format!(
                "choices come from several controls ({}); say which holds the label with --label-col",
                known.join(", ")
            );
            gathering.fault(*second, message)
        })?,
    };
    let others: Vec<_> = known.iter().copied().filter(|name| *name != chosen).collect();
    if !others.is_empty() {
        gathering.note(format!(
            "{}: the label is the choice of {chosen}; choices of {} became columns",
            gathering.file(),
            others.join(", ")
        ));
    }
    Ok(Some(chosen.to_owned()))
}

/// The controls that choices come from, each with the task that first has it.
fn controls(tasks: &[Task]) -> Vec<(&str, u64)> {
    let mut controls: Vec<(&str, u64)> = Vec::new();
    for (task, place) in tasks.iter().zip(1..) {
        let choices =
            task.iter().flatten().filter(|annotation| annotation.counts()).flat_map(Labelling::choices);
        for finding in choices {
            if controls.iter().all(|(name, _)| *name != finding.from_name) {
                controls.push((&finding.from_name, place));
            }
        }
    }
    controls
}
