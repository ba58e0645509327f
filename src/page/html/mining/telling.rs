//! What one record tells of itself: that it is a comment, or something else that repeats.

use std::collections::{HashMap, HashSet};

use crate::page::html::pieces::{Piece, Record};
use crate::page::html::reader::Fields;
use crate::page::html::render;
use crate::page::html::sections;
use crate::page::html::tree::Tree;
use crate::page::html::vocabulary::Roles;
use crate::page::{clean, cues, dates, heads};

/// Longer texts count no comments, in bytes.
const LONGEST_TEASER: usize = 80;
/// The first two lines of a record have at most so many nodes.
const BYLINE_NODES: usize = 100;
/// Longer links lead to a story.
const STORY_WORDS: usize = 4;

/// Whether a record is an element that HTML has for items.
pub(super) fn has_item_tag(tree: &Tree<'_>, record: &Record) -> bool {
    matches!(tree.tag(record.nodes.start), "li" | "article" | "dd" | "blockquote")
}

/// Whether a record is a cell of a table, which stands beside the others and not below them.
pub(super) fn is_cell(tree: &Tree<'_>, record: &Record) -> bool {
    matches!(tree.tag(record.nodes.start), "td" | "th")
}

/// Whether a record is an element for items, by its tag or its names.
pub(super) fn is_item(tree: &Tree<'_>, record: &Record) -> bool {
    has_item_tag(tree, record) || tree.node(record.nodes.start).roles.any(Roles::COMMENT)
}

/// Whether a record has a name or a date.
pub(super) fn is_dressed(fields: &Fields) -> bool {
    fields.date_text.is_some() || fields.author.is_some()
}

/// Whether a record announces another page: it counts its comments, or leads on to it.
pub(super) fn is_teaser(pieces: &[Piece]) -> bool {
    // What one reader has written is counted beside comments too.
    let declares = |text: &str| {
        !cues::badge(text) && cues::heading(text).is_some_and(|heading| heading.declared.is_some())
    };
    // A count may stand beside a date: «112 تعليقا · منذ يومين».
    let counts = |piece: &Piece| {
        declares(&piece.words.text)
            || piece
                .words
                .signature()
                .is_some_and(|found| declares(found.beside.trim_matches([' ', '·', '|', '-'])))
    };
    pieces.iter().any(|piece| {
        piece.words.text.len() < LONGEST_TEASER
            && (cues::no_comments(&piece.words.text) || cues::leads_on(&piece.words.text) || counts(piece))
    })
}

/// Whether the words of a record only say who wrote the story that is named: «بقلم: سمير».
pub(super) fn is_byline_of_story(text: &str) -> bool {
    text.strip_prefix("بقلم")
        .or_else(|| text.strip_prefix("كتب:"))
        .is_some_and(|name| heads::name(name).is_some())
}

/// Whether a record has a link with the words of a headline. What every record says is no headline.
pub(super) fn leads_away(tree: &Tree<'_>, pieces: &[Piece], usual: &HashSet<u64>) -> bool {
    let is_headline = |piece: &Piece| {
        tree.linked(&piece.nodes) > 0
            && !piece.dated
            && !usual.contains(&piece.words.unnumbered())
            && piece.words.text.split_whitespace().count() > STORY_WORDS
            && piece.words.answers().is_none()
            && piece.words.signature().is_none()
    };
    pieces.iter().any(is_headline)
}

/// The words, but for numbers, that most of some records have.
pub(super) fn usual(cut: &[Vec<Piece>]) -> HashSet<u64> {
    let mut counts: HashMap<u64, (usize, usize)> = HashMap::new();
    for (at, pieces) in cut.iter().enumerate() {
        for piece in pieces {
            let (count, last) = counts.entry(piece.words.unnumbered()).or_insert((0, usize::MAX));
            *count += usize::from(std::mem::replace(last, at) != at);
        }
    }
    counts
        .into_iter()
        .filter(|(_, (count, _))| *count >= 2 && *count * 2 > cut.len())
        .map(|(words, _)| words)
        .collect()
}

/// Whether somebody says something at the start of a record.
pub(super) fn begins_with_byline(tree: &Tree<'_>, record: &Record) -> bool {
    let nodes = record.nodes.start..record.nodes.end.min(record.nodes.start + BYLINE_NODES);
    let lines = render::lines(tree, nodes, &|place| record.has_inner(place));
    lines.iter().take(2).any(|line| sections::says(&line.text))
}

/// Whether a record begins with who posted it, and when to the minute, as in forums: «بواسطة سمير » 05/03/2021 10:20».
/// Over an answer its subject may stand.
pub(super) fn begins_with_posting(tree: &Tree<'_>, record: &Record) -> bool {
    const POSTED: [&str; 3] = ["بواسطة ", "posted by ", "by "];
    const SUBJECT: [&str; 2] = ["رد:", "re:"];
    let starts = |line: &str, words: &[&str]| {
        let folded = clean::fold(line);
        words.iter().any(|word| folded.trim_start().starts_with(&clean::fold(word)))
    };
    let nodes = record.nodes.start..record.nodes.end.min(record.nodes.start + BYLINE_NODES);
    let lines = render::lines(tree, nodes, &|place| record.has_inner(place));
    let first = lines.iter().take(2).find(|line| !starts(&line.text, &SUBJECT));
    first.filter(|line| starts(&line.text, &POSTED)).is_some_and(|line| {
        heads::signature(&line.text).is_some_and(|found| {
            heads::is_told(&found.beside) && dates::iso(&found.printed).is_some_and(|date| date.contains('T'))
        })
    })
}

/// Whether a record begins with a name that is set off and closes with a colon.
pub(super) fn begins_with_signed_name(pieces: &[Piece]) -> bool {
    let text = |at: usize| pieces.get(at).map(|piece| piece.words.text.trim());
    pieces.first().is_some_and(|first| {
        first.marked
            && first.words.name().is_some()
            && (first.words.text.trim_end().ends_with(':')
                || text(1).is_some_and(|next| next.starts_with(':')))
    })
}

/// Whether a text only says what follows it: «الاسم».
pub(super) fn is_label(text: &str) -> bool {
    matches!(cues::field(&format!("{text}:")), Some((_, "")))
}

/// How many dates stand in a record.
pub(super) fn dates_in(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| piece.dated).count()
}

/// How many heads of comments stand in a record: dates, alone or beside a name.
pub(super) fn heads_in(pieces: &[Piece]) -> usize {
    let is_signed = |piece: &Piece| {
        piece.words.signature().is_some_and(|found| heads::name_beside(&found.beside).is_some())
    };
    pieces.iter().filter(|piece| piece.dated || is_signed(piece)).count()
}

/// How many dates stand in a record, also beside names.
pub(super) fn signatures_in(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| piece.dated || piece.words.signature().is_some()).count()
}
