//! The words that speak most for each label.

use std::collections::HashMap;

use maud::{Markup, html};

use super::words::Words;
use super::{chip, class, language_of};
use crate::features::{Counted, Counter};
use crate::text::{Kind, Tokenizer, Tokens};
use crate::{Result, Sieve};

/// How many words are shown of a label.
const WORDS: usize = 24;

/// A word that fewer rows have is not shown.
const ROWS_OF_WORD: usize = 3;

/// For each label the words of the texts that speak most for it.
///
/// # Errors
/// [`crate::Error::Setting`] where the model's settings are out of range.
pub(super) fn strongest(words: &Words, sieve: &Sieve, texts: &[String]) -> Result<Markup> {
    let labels = sieve.model().labels();
    let strongest = strongest_words(sieve, texts)?;
    Ok(html! {
        h2 { (words.features) }
        p.small.soft { (words.features_say) }
        @for (label, found) in labels.iter().zip(&strongest) {
            div.card.(class(labels, label)) {
                h3 { (chip(words, labels, label)) }
                ul.words { @for word in found { li {
                    bdi lang=[language_of(&word.form)] { (word.form) } " "
                    span.small.soft { (format!("{:+.1}", word.weight)) " · " (word.rows) }
                } } }
            }
        }
    })
}

/// A word that speaks for a label.
#[derive(Debug, Clone, PartialEq)]
struct Word {
    form: String,
    /// Of the word and its stem, in log-odds against the mean of the labels, for a text of nothing else.
    weight: f64,
    rows: usize,
}

/// For each label the words of the texts that speak most for it.
fn strongest_words(sieve: &Sieve, texts: &[String]) -> Result<Vec<Vec<Word>>> {
    let model = sieve.model();
    let settings = model.settings();
    let tokenizer = Tokenizer::new(settings.fold, settings.evasion);
    let counter = Counter::new(settings.features.clone())?;
    let (mut tokens, mut features) = (Tokens::default(), Counted::default());
    let mut rows_of: HashMap<String, (usize, usize)> = HashMap::new();
    for (number, text) in texts.iter().enumerate() {
        tokenizer.tokenize(text.as_bytes(), &mut tokens);
        for token in tokens.as_slice().iter().filter(|token| token.kind == Kind::Word && !token.is_derived())
        {
            let form = tokens.form(token);
            // Most words are known already: their names need not be made again.
            match rows_of.get_mut(form) {
                Some((_, last)) if *last == number => {}
                Some((rows, last)) => (*rows, *last) = (*rows + 1, number),
                None => _ = rows_of.insert(form.to_owned(), (1, number)),
            }
        }
    }
    let mut words = vec![Vec::new(); model.labels().len()];
    for (form, (rows, _)) in rows_of.into_iter().filter(|(_, (rows, _))| *rows >= ROWS_OF_WORD) {
        tokenizer.tokenize(form.as_bytes(), &mut tokens);
        counter.count(&tokens, &mut features);
        for (label, words) in words.iter_mut().enumerate() {
            let weight: f64 =
                features.words().iter().map(|&column| model.weights().against_mean(column, label)).sum();
            if weight > 0.0 {
                words.push(Word { form: form.clone(), weight, rows });
            }
        }
    }
    for words in &mut words {
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.form.cmp(&b.form)));
        words.truncate(WORDS);
    }
    Ok(words)
}
