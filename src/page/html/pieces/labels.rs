//! Labels among the pieces of a record, and what they say of those behind them.

use std::ops::Range;
use std::rc::Rc;

use super::Piece;
use crate::page::clean;
use crate::page::cues::{self, Field};
use crate::page::html::tree::Tree;
use crate::page::html::vocabulary::Roles;
use crate::page::html::words::Words;

/// So near behind a label a picture is what it is the label of, in nodes.
const NODES_TO_PICTURE: usize = 4;
/// So many labels in a record are the page's.
const LABELS: usize = 2;

/// Names and countries have few words.
const VALUE_WORDS: usize = 4;

/// A longer text does not only say that somebody is answered, in characters.
const LONGEST_ANSWER: usize = 30;

/// A longer text has no label before a name or a date, in characters.
const LONGEST_LABELLED: usize = 120;

/// Takes labels for what they say of what follows them: «الاسم: سمير», in one piece or in two. One alone may be a
/// reader's, unless it is for a name or a country.
pub(super) fn read_labels(tree: &Tree<'_>, pieces: &mut [Piece]) {
    let field = |piece: &Piece| match cues::field(&piece.words.text) {
        Some((field, "")) if piece.marked || piece.words.text.contains(':') => Some((field, None)),
        Some((field, value)) if !value.is_empty() => Some((field, Some(value.to_owned()))),
        _ => None,
    };
    let found: Vec<Option<(Field, Option<String>)>> = pieces
        .iter()
        .map(|piece| if piece.words.letters <= LONGEST_LABELLED { field(piece) } else { None })
        .collect();
    let is_plain = |(field, value): &(Field, Option<String>)| {
        matches!(field, Field::Author | Field::Other)
            && value.as_ref().is_none_or(|value| value.split_whitespace().count() <= VALUE_WORDS)
    };
    let is_label = |(piece, found): (&Piece, &Option<(Field, Option<String>)>)| {
        piece.words.text.contains(':') && found.as_ref().is_some_and(is_plain)
    };
    // Beside a name there have to be words.
    let is_other = |(piece, found): &(&Piece, &Option<(Field, Option<String>)>)| {
        found.is_none() && !piece.tool && !piece.dated
    };
    let others = pieces.iter().zip(&found).filter(is_other).count();
    let any = others > 1 && pieces.iter().zip(&found).any(is_label);
    if !any && found.iter().flatten().count() < LABELS {
        return;
    }
    // What a picture shows, a flag, may be said again beside it, but not below it.
    let is_shown = |between: Range<usize>| {
        let around = |place: usize| tree.node(place).parent;
        let is_beside = around(between.start.saturating_sub(1)) == around(between.end);
        !is_beside && between.take(NODES_TO_PICTURE).any(|place| matches!(tree.tag(place), "img" | "svg"))
    };
    let ends: Vec<usize> = pieces.iter().skip(1).map(|next| next.nodes.start).chain([0]).collect();
    let mut pending = None;
    for ((piece, found), end) in pieces.iter_mut().zip(found).zip(ends) {
        piece.labelled = found.is_some();
        let field = match found {
            Some((field, None)) => {
                piece.tool = true;
                pending = Some(field).filter(|_| !is_shown(piece.nodes.end..end));
                continue;
            }
            Some((field, Some(value))) => {
                piece.words = Rc::new(Words::new(value));
                piece.dated = piece.words.dated;
                Some(field)
            }
            None => pending,
        };
        pending = None;
        match field {
            Some(Field::Author) => piece.roles = piece.roles.and(Roles::AUTHOR),
            Some(Field::Date) => piece.roles = piece.roles.and(Roles::DATE),
            Some(Field::Text) => piece.roles = piece.roles.and(Roles::BODY),
            Some(Field::Other) => piece.tool = true,
            None => {}
        }
    }
}

/// What a page tells of its members beside each name is no part of a comment: «المشاركات: 12», and the date when one
/// joined least of all.
pub(super) fn leave_membership(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        let words = &pieces[at].words;
        if words.letters > LONGEST_LABELLED || !words.text.contains(clean::is_numeric) {
            continue;
        }
        let label = at
            .checked_sub(1)
            .map(|label| &pieces[label].words)
            .filter(|label| label.letters <= LONGEST_ANSWER && !label.text.contains(clean::is_numeric));
        let is_value = label
            .is_some_and(|label| cues::membership(&format!("{} {}", label.text.trim(), words.text.trim())));
        if is_value || (words.text.contains(':') && cues::membership(&words.text)) {
            let told = at - usize::from(is_value);
            for piece in &mut pieces[told..=at] {
                (piece.tool, piece.dated) = (true, false);
            }
        }
    }
}

/// «رداً على» and a name in an element of its own say together who is answered.
pub(super) fn join_answers(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let (cue, name) = (&pieces[at - 1].words, &pieces[at].words);
        if cue.letters <= LONGEST_ANSWER && name.name().is_some() && cues::only_answers(&cue.text) {
            pieces[at].words =
                Rc::new(Words::new(format!("{} {}", cue.text.trim_start_matches('('), name.text)));
            pieces[at - 1].tool = true;
        }
    }
}
