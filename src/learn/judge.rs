//! From scores of held-out rows to a calibration, thresholds and figures, each measured on rows that it was not
//! fitted to.

use std::sync::Arc;

use super::calibrate::{Scored, Target, fit_answers, too_rare};
use super::corpus::{Corpus, Role};
use super::validation::{Round, ScoredRow};
use super::{Files, Plan};
use crate::dataset::Labelled;
use crate::metrics::{self, Judged};
use crate::model::{Answers, Figures, UniformFigures};
use crate::sieve::Scratch;
use crate::{Error, Model, Result, Sieve};

/// What came of judging.
pub(super) struct Outcome {
    pub(super) answers: Answers,
    pub(super) measured: Vec<Judged>,
    pub(super) natural: Vec<Judged>,
    /// `None` where nothing was measured.
    pub(super) figures: Option<Figures>,
}

/// The rows that probabilities and thresholds are fitted to: those as readers leave them, where there are any.
fn fitted_role(corpus: &Corpus) -> Role {
    if corpus.rows.iter().any(|row| row.role == Role::Natural) { Role::Natural } else { Role::Measured }
}

/// Whether there are folds and rows enough to calibrate by; a note or an error says why not.
pub(super) fn can_calibrate(corpus: &mut Corpus, plan: &Plan) -> Result<bool> {
    if plan.folds.is_none() && plan.target == Target::default() {
        return Ok(false);
    }
    let role = fitted_role(corpus);
    let truth = corpus.rows.iter().filter(|row| row.role == role).map(|row| row.truth);
    let missing = match too_rare(corpus.labels.len(), truth) {
        _ if corpus.folds.count() < 3 => "that takes at least 3 folds".to_owned(),
        Some(label) => format!(
            "that takes at least {} rows with and without the label {}",
            super::calibrate::MIN_ROWS,
            corpus.labels[label]
        ),
        None => return Ok(true),
    };
    if plan.target != Target::default() {
        return Err(Error::Labels(format!(
            "thresholds and base rates need calibrated probabilities: {missing}"
        )));
    }
    corpus.notes.push(format!("the probabilities are not calibrated: {missing}"));
    Ok(false)
}

/// Judges every row held out by models, calibrations and thresholds that have not seen it.
pub(super) fn judge(
    corpus: &Corpus,
    rounds: &[Round],
    files: &Files,
    plan: &Plan,
    calibrated: bool,
) -> Result<Outcome> {
    let names: Vec<Arc<str>> = files.all().map(|file| Arc::from(file.name.as_str())).collect();
    let single = rounds.iter().filter(|round| round.out.len() == 1);
    let mut held_out: Vec<&ScoredRow> = single.flat_map(|round| &round.scored).collect();
    held_out.sort_by_key(|scored| scored.row);
    let final_answers =
        if calibrated { fit_to(corpus, &held_out, plan)? } else { unfitted(&rounds[0], plan) };
    let mut judged: Vec<(usize, Judged)> = Vec::new();
    for round in rounds.iter().filter(|round| round.out.len() < 2) {
        let answers = match round.out[..] {
            [fold] if calibrated => fit_to(corpus, &fitted_without(corpus, rounds, fold), plan)?,
            [] if calibrated => final_answers.clone(),
            _ => unfitted(round, plan),
        };
        let fold = round.out.first().copied();
        let judge = |scored: &ScoredRow| (scored.row, judge_row(corpus, scored, fold, &answers, &names));
        judged.extend(round.scored.iter().map(judge));
    }
    judged.sort_by_key(|(row, _)| *row);
    let measured_role = if files.valid.is_some() { Role::Valid } else { Role::Measured };
    let of_role = |role| judged.iter().filter(move |(row, _)| corpus.rows[*row].role == role).cloned();
    let (rows, measured): (Vec<usize>, Vec<Judged>) = of_role(measured_role).unzip();
    let natural: Vec<Judged> = of_role(fitted_role(corpus)).map(|(_, judged)| judged).collect();
    let mut figures = figures(corpus, &measured, &natural, files, &final_answers);
    if let Some(figures) = &mut figures {
        figures.uniform = uniform_files(corpus, &judged);
    }
    if let (Some(figures), Some(from)) = (&mut figures, &plan.from) {
        let start = judge_by(from, corpus, &rows, &measured)?;
        figures.start = Some(metrics::compare(corpus.labels.len(), &start, &measured));
    }
    Ok(Outcome { answers: final_answers, measured, natural, figures })
}

/// Every row held out, in the order of the rows, judged by models to whose scores nothing was fitted.
pub(super) fn uncalibrated(corpus: &Corpus, rounds: &[Round], files: &Files) -> Vec<Judged> {
    let names: Vec<Arc<str>> = files.all().map(|file| Arc::from(file.name.as_str())).collect();
    let mut judged: Vec<(usize, Judged)> = Vec::new();
    for round in rounds {
        let scored = round.scored.iter().filter(|scored| corpus.rows[scored.row].role == Role::Measured);
        let judge = |scored: &ScoredRow| {
            (scored.row, judge_row(corpus, scored, round.out.first().copied(), &round.answers, &names))
        };
        judged.extend(scored.map(judge));
    }
    judged.sort_by_key(|(row, _)| *row);
    judged.into_iter().map(|(_, judged)| judged).collect()
}

/// Without rows to fit to, what the model to start from had is kept.
fn unfitted(round: &Round, plan: &Plan) -> Answers {
    plan.from.as_ref().map_or_else(|| round.answers.clone(), |from| from.answers().clone())
}

fn fit_to(corpus: &Corpus, rows: &[&ScoredRow], plan: &Plan) -> Result<Answers> {
    let role = fitted_role(corpus);
    let rows = rows.iter().filter(|scored| corpus.rows[scored.row].role == role);
    let rows: Vec<_> = rows
        .filter_map(|row| Some(Scored { scores: row.scores.as_deref()?, truth: corpus.rows[row.row].truth }))
        .collect();
    fit_answers(&corpus.labels, &rows, &plan.target)
}

/// The scores of all other folds, each by a model that saw neither that fold nor this. Such a model was taught by the
/// teacher that had not seen the fold which it scores: one that had, would make its scores too good to calibrate by. That
/// teacher has seen this fold, which reaches what is fitted only by way of another model's scores of other rows.
fn fitted_without<'a>(corpus: &Corpus, rounds: &'a [Round], fold: u32) -> Vec<&'a ScoredRow> {
    let is_taught = corpus.is_taught();
    let pairs = rounds.iter().filter(|round| round.out.len() == 2);
    let pairs =
        pairs.filter(|round| if is_taught { round.out[1] == fold } else { round.out.contains(&fold) });
    let mut rows: Vec<_> = pairs
        .flat_map(|round| &round.scored)
        .filter(|scored| {
            corpus.folds.of(scored.row) != Some(fold) && corpus.folds.may_learn(scored.row, &[fold])
        })
        .collect();
    rows.sort_by_key(|scored| scored.row);
    rows
}

fn judge_row(
    corpus: &Corpus,
    scored: &ScoredRow,
    fold: Option<u32>,
    answers: &Answers,
    names: &[Arc<str>],
) -> Judged {
    let row = &corpus.rows[scored.row];
    let probabilities = answers.probabilities(scored.scores.as_deref());
    Judged {
        file: names[row.file].clone(),
        row: row.number,
        fold,
        source: row.source.map(Arc::from),
        confidence: row.confidence.map(Arc::from),
        truth: row.truth,
        predicted: answers.label(scored.scores.as_deref()),
        scores: scored.scores.clone(),
        decision: answers.decision(&corpus.labels, &probabilities),
        probabilities,
    }
}

/// Everything that the card shows; `None` where nothing was measured.
fn figures(
    corpus: &Corpus,
    measured: &[Judged],
    natural: &[Judged],
    files: &Files,
    answers: &Answers,
) -> Option<Figures> {
    let names =
        |files: &[Labelled]| files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
    let folds = |names: String| format!("{}-fold cross-validation on {names}", corpus.folds.count());
    let method = match files.valid {
        Some(file) => format!("validation on {}", file.name),
        None => folds(names(files.measured)),
    };
    let natural_method =
        || folds(names(if files.natural.is_empty() { files.measured } else { files.natural }));
    if measured.is_empty() {
        return None;
    }
    let mut figures = metrics::figures(method, &corpus.labels, measured);
    if natural.is_empty() {
        return Some(figures);
    }
    if answers.calibration.is_some() {
        figures.calibration =
            Some(metrics::calibration(natural_method(), &corpus.labels, natural, answers.base_rate()));
    }
    if let Some(thresholds) = &answers.thresholds {
        figures.bands = Some(metrics::bands(natural_method(), &corpus.labels, natural, thresholds));
    }
    Some(figures)
}

/// What each file of one label is called.
fn uniform_files(corpus: &Corpus, judged: &[(usize, Judged)]) -> Vec<UniformFigures> {
    let of_one_label = |row: usize| matches!(corpus.rows[row].role, Role::Uniform | Role::Probe);
    let rows: Vec<_> = judged.iter().filter(|(row, _)| of_one_label(*row)).collect();
    let file = |(row, _): &&(usize, Judged)| corpus.rows[*row].file;
    let files = rows.chunk_by(|a, b| file(a) == file(b));
    let figures = |rows: &[&(usize, Judged)]| {
        let first = &corpus.rows[rows[0].0];
        let label =
            first.possible.iter().map(|&label| &*corpus.labels[label]).collect::<Vec<_>>().join(" or ");
        let judged: Vec<Judged> = rows.iter().map(|(_, judged)| judged.clone()).collect();
        let figures = metrics::uniform(&corpus.labels, &judged, first.role == Role::Uniform)?;
        Some(UniformFigures { label, ..figures })
    };
    files.filter_map(figures).collect()
}

/// What another model says of rows that were judged.
fn judge_by(model: &Model, corpus: &Corpus, rows: &[usize], judged: &[Judged]) -> Result<Vec<Judged>> {
    let sieve = Sieve::new(model.clone())?;
    let mut scratch = Scratch::default();
    let judge = |(&row, judged): (&usize, &Judged)| {
        let predicted = sieve.label_of(corpus.rows[row].text.as_bytes(), &mut scratch);
        Judged { predicted, ..judged.clone() }
    };
    Ok(rows.iter().zip(judged).map(judge).collect())
}
