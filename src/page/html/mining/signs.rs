//! Signs that records are comments, each a number, weighed as was learned from the layouts of `tests/data/layouts/develop`
//! by logistic regression (`learning.rs`). Rules know what was thought of; the signs add up what is left.

use std::collections::HashSet;

use super::judge::Candidate;
use super::telling;
use super::weights::{BIAS, WEIGHTS};
use crate::page::clean;
use crate::page::cues::Introduction;
use crate::page::html::pieces::Piece;
use crate::page::html::sections::Cue;
use crate::page::html::vocabulary::Roles;

/// Shorter comments are short, longer ones long, in characters.
const SHORT: usize = 20;
const LONG: usize = 600;
/// How many lines below the last record a cue still stands right behind it.
const BEHIND_LINES: usize = 4;
/// An article has more prose, in bytes.
const PROSE: usize = 300;
/// Longer numbers do not number comments, in digits.
const LONGEST_NUMBER: usize = 3;

/// How much the signs say for the records, in natural logarithms of odds.
pub(super) fn logit(candidate: &Candidate<'_, '_, '_>) -> f64 {
    let weighed = measured(candidate).into_iter().zip(WEIGHTS);
    BIAS + weighed.map(|((_, value), (_, weight))| value * weight).sum::<f64>()
}

/// The signs by name, in the order of [`WEIGHTS`]. Shares are of the records, and of the letters of the page.
pub(super) fn measured(candidate: &Candidate<'_, '_, '_>) -> [(&'static str, f64); WEIGHTS.len()] {
    let Candidate { tree, sections, records, cut, fields, evidence, shares } = candidate;
    let all = records.len() as f64;
    let is = |sign: bool| f64::from(u8::from(sign));
    let first = records.first().map_or(0, |first| first.nodes.start);
    let last = records.iter().map(|record| record.nodes.end).max().unwrap_or(first);
    let of_page = |letters: usize| letters as f64 / tree.letters(&(0..tree.len())).max(1) as f64;
    let letters: usize = records.iter().map(|record| tree.letters(&record.nodes)).sum();
    let linked: usize = records.iter().map(|record| tree.linked(&record.nodes)).sum();
    let of_fields = |count: usize| count as f64 / all;
    let of_pieces =
        |is: &dyn Fn(&[Piece]) -> bool| cut.iter().filter(|pieces| is(pieces)).count() as f64 / all;
    let any = |role: Roles| of_pieces(&|pieces| pieces.iter().any(|piece| piece.roles.any(role)));
    let lengths: Vec<usize> = fields.iter().map(|fields| fields.text.chars().count()).collect();
    let texts: HashSet<&str> = fields.iter().map(|fields| fields.text.as_str()).collect();
    let share_of_distinct = |values: Vec<&str>| {
        let distinct: HashSet<&str> = values.iter().copied().collect();
        distinct.len() as f64 / values.len().max(1) as f64
    };
    let declared = match evidence.cue {
        Some((Cue::Heading { declared }, _)) => declared,
        _ => None,
    };
    let behind = sections
        .after(last.saturating_sub(1))
        .filter(|sign| sign.line.saturating_sub(sections.line_of(last)) <= BEHIND_LINES);
    let behind = behind.map(|sign| sign.cue);
    let is_numbered = |piece: &Piece| {
        let number = piece.words.text.trim().trim_start_matches('#');
        (1..=LONGEST_NUMBER).contains(&number.chars().count()) && number.chars().all(clean::is_numeric)
    };
    let prose = sections.prose_around(&(first..last));
    let inside = |tags: &[&str]| is(tree.ancestors(first).any(|place| tags.contains(&tree.tag(place))));
    [
        ("number of records", all.ln()),
        ("one record", is(records.len() == 1)),
        ("two records", is(records.len() == 2)),
        ("heading right above", is(candidate.is_near())),
        ("heading above", is(evidence.heading.is_some())),
        ("heading declares their number", is(declared == Some(records.len() as u64))),
        (
            "heading declares another number",
            is(declared.is_some_and(|declared| declared != records.len() as u64)),
        ),
        ("line above leads over plainly", is(candidate.introduced() == Introduction::Plain)),
        ("line above leads over vaguely", is(candidate.introduced() == Introduction::Vague)),
        ("line above leads elsewhere", is(evidence.is_below_others())),
        ("notice above that there are none", is(matches!(evidence.cue, Some((Cue::Nothing, _))))),
        ("readers may write beside", is(sections.is_beside_composer(&(first..last)))),
        ("form or footer right behind", is(behind == Some(Cue::Over))),
        ("other stories right behind", is(matches!(behind, Some(Cue::Elsewhere | Cue::Tail)))),
        ("buttons of comments", is(evidence.reacted.any)),
        ("several kinds of buttons", is(evidence.reacted.variously)),
        ("words", shares.worded),
        ("dates", shares.dated),
        ("names", shares.authored),
        (
            "names and dates",
            of_fields(
                fields.iter().filter(|fields| fields.author.is_some() && fields.date_text.is_some()).count(),
            ),
        ),
        ("one date in each", of_pieces(&|pieces| telling::signatures_in(pieces) == 1)),
        ("several dates in each", shares.crowded),
        ("somebody says something", shares.says),
        (
            "different names",
            share_of_distinct(fields.iter().filter_map(|fields| fields.author.as_deref()).collect()),
        ),
        (
            "different dates",
            share_of_distinct(fields.iter().filter_map(|fields| fields.date_text.as_deref()).collect()),
        ),
        ("different words", texts.len() as f64 / all),
        ("length", (lengths.iter().sum::<usize>() as f64 / all + 1.0).ln()),
        ("short words", of_fields(lengths.iter().filter(|&&length| length < SHORT).count())),
        ("long words", of_fields(lengths.iter().filter(|&&length| length > LONG).count())),
        ("elements named after authors", any(Roles::AUTHOR)),
        ("elements named after words", any(Roles::BODY)),
        ("numbers", of_pieces(&|pieces| pieces.iter().any(is_numbered))),
        ("links to headlines", shares.away),
        (
            "links at their start",
            of_pieces(&|pieces| pieces.first().is_some_and(|piece| tree.linked(&piece.nodes) > 0)),
        ),
        ("letters in links", linked as f64 / letters.max(1) as f64),
        ("another heading right above", is(sections.is_under_other_heading(first))),
        ("prose before them", is(prose[0] >= PROSE)),
        ("prose behind them", is(prose[1] >= PROSE)),
        ("letters of the page in them", of_page(letters)),
        ("letters of the page before them", of_page(tree.letters(&(0..first)))),
        ("letters of the page behind them", of_page(tree.letters(&(last.min(tree.len())..tree.len())))),
        ("headline before them", is(sections.has_headline(&(0..first)))),
        ("in an article", inside(&["article"])),
        ("in a sidebar, a header or a footer", inside(&["aside", "nav", "footer", "header"])),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::learning;
    use super::WEIGHTS;

    #[test]
    fn every_sign_has_its_weight() {
        let found = learning::candidates(learning::LIST);
        assert!(!found.is_empty());
        for candidate in found {
            let names: Vec<&str> = candidate.signs.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, WEIGHTS.map(|(name, _)| name));
        }
    }
}
