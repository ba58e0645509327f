//! Another calibration for the same weights: a newsroom's own comments, base rate and thresholds.

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_128;

use super::Trained;
use super::calibrate::{Scored, Target, fit_answers, too_rare};
use super::folds::{Folds, Keys};
use crate::dataset::{Labelled, fold_of};
use crate::metrics::{self, Judged};
use crate::model::Source;
use crate::sieve::Scratch;
use crate::{Error, Model, Result, Sieve};

/// So many folds measure the new calibration.
const FOLDS: u32 = 5;

/// Fits the probabilities and thresholds of a model to labelled rows; the weights stay as they are. The figures are
/// those of the new answers on these rows, each row judged by a calibration that has not seen its folded text.
///
/// # Errors
/// [`Error::Labels`] where a label is none of the model's, or has too few rows; [`Error::Setting`] where the target is
/// out of its range.
pub fn recalibrate(model: Model, file: &Labelled, target: &Target, licence: &str) -> Result<Trained> {
    let labels: Vec<String> = model.labels().iter().map(ToString::to_string).collect();
    target.check(&labels)?;
    let truth = file.indices(&labels)?;
    if let Some(label) = too_rare(labels.len(), truth.iter().copied()) {
        let least = super::calibrate::MIN_ROWS;
        return Err(Error::Labels(format!(
            "{}: calibrating takes at least {least} rows with and without the label {}",
            file.name, labels[label]
        )));
    }
    let sieve = Sieve::new(model.clone())?;
    let mut scratch = Scratch::default();
    let (mut scores, mut keys) = (Vec::new(), Vec::new());
    for (number, text) in file.texts.iter().enumerate() {
        scores.push(sieve.scores(text.as_bytes(), &mut scratch).map(<[f64]>::to_vec));
        let folded = xxh3_128(scratch.tokens().folded().trim().as_bytes());
        let article = file.articles.get(number).map(String::as_str).filter(|article| !article.is_empty());
        let ties =
            std::iter::once(folded).chain(article.map(|article| xxh3_128(article.as_bytes()))).collect();
        keys.push(Keys { ties, fold: Some(fold_of(article.unwrap_or(text), FOLDS)), never_learned: false });
    }
    let folds = Folds::new(FOLDS, &keys)?;
    let fit = |rows: &[usize]| {
        let row = |&row: &usize| Some(Scored { scores: scores[row].as_deref()?, truth: truth[row] });
        fit_answers(&labels, &rows.iter().filter_map(row).collect::<Vec<_>>(), target)
    };
    let mut judged = Vec::with_capacity(truth.len());
    let name: Arc<str> = Arc::from(file.name.as_str());
    for fold in 0..FOLDS {
        let answers = fit(&folds.learned_from(&[fold]))?;
        for row in folds.held_out(fold) {
            let of = |column: &[String]| column.get(row).map(|value| Arc::from(value.as_str()));
            let probabilities = answers.probabilities(scores[row].as_deref());
            judged.push(Judged {
                file: name.clone(),
                row,
                fold: Some(fold),
                source: of(&file.sources),
                confidence: of(&file.confidences),
                truth: truth[row],
                predicted: answers.label(scores[row].as_deref()),
                scores: scores[row].clone(),
                decision: answers.decision(&labels, &probabilities),
                probabilities,
            });
        }
    }
    judged.sort_by_key(|row| row.row);
    let answers = fit(&folds.learned_from(&[]))?;
    let method = format!("{FOLDS}-fold cross-validation of calibration and thresholds on {}", file.name);
    let mut figures = metrics::figures(method.clone(), &labels, &judged);
    figures.calibration = Some(metrics::calibration(method.clone(), &labels, &judged, answers.base_rate()));
    figures.bands = answers.thresholds.as_ref().map(|t| metrics::bands(method, &labels, &judged, t));
    let fitted_to = Source {
        name: file.name.clone(),
        rows: truth.len() as u64,
        sha256: file.digest.clone(),
        licence: licence.to_owned(),
    };
    let model = model.with_answers(answers, vec![fitted_to], figures)?;
    Ok(Trained { model, natural: judged.clone(), held_out: judged, notes: Vec::new() })
}
