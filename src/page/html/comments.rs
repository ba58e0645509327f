//! Records and their fields → the comments of the page.

use std::ops::Range;

use super::pieces::Record;
use super::reader::Fields;
use super::tree::Tree;
use super::{known, threads};
use crate::page::{Comment, CommentKind, cues, links};

/// So many records with names or dates show that all have them.
const FEWEST_DRESSED: usize = 3;

/// Whether a record has a name or a date.
fn is_dressed(fields: &Fields) -> bool {
    fields.author.is_some() || fields.date_text.is_some() || fields.date.is_some()
}

/// The comments with the nodes of the records. What turns out to be no comment is dropped, and the answers to it
/// move up. `bare`: whether a record with nothing but words is a comment.
pub(super) fn made(
    tree: &Tree<'_>,
    records: &[Record],
    fields: &[Fields],
    bare: bool,
) -> (Vec<Comment>, Vec<Range<usize>>) {
    let parents = threads::parents(tree, records, fields);
    // Among many with names or dates, one without is an advertisement.
    let dressed = fields.iter().filter(|fields| is_dressed(fields)).count();
    let bare = bare && (dressed < FEWEST_DRESSED || dressed * 3 < fields.len() * 2);
    let mut kept: Vec<Option<usize>> = Vec::with_capacity(records.len());
    let (mut comments, mut items) = (vec![], vec![]);
    for ((record, fields), parent) in records.iter().zip(fields).zip(parents) {
        let parent = parent.and_then(|parent| kept.get(parent).copied().flatten());
        items.push(record.nodes.clone());
        match comment(tree, record, fields, bare) {
            Some(comment) => {
                kept.push(Some(comments.len()));
                comments.push(Comment { reply_to: parent, ..comment });
            }
            None => kept.push(parent),
        }
    }
    (comments, items)
}

/// One record as a comment, if it is one.
fn comment(tree: &Tree<'_>, record: &Record, fields: &Fields, bare: bool) -> Option<Comment> {
    let Fields { author, date, date_text, quote, text, .. } = fields.clone();
    let kind = kind(tree, record.nodes.start);
    let id = known::id(tree, record);
    let known = is_dressed(fields);
    let text = match links::link_back(&text) {
        Some((_, words)) if kind != CommentKind::Comment => words.to_owned(),
        _ => text,
    };
    let is_notice =
        !known && (cues::no_comments(&text) || cues::login_wall(&text) || cues::section_end(&text));
    let is_comment = !text.is_empty() && !is_notice && (known || id.is_some() || bare);
    is_comment.then(|| Comment { id, kind, author, date, date_text, quote, text, ..Comment::default() })
}

/// Whether the record was written by a reader or by another site.
fn kind(tree: &Tree<'_>, place: usize) -> CommentKind {
    let has = |class: &str| {
        tree.attribute(place, "class")
            .is_some_and(|classes| classes.split_whitespace().any(|found| found == class))
    };
    match () {
        () if has("pingback") => CommentKind::Pingback,
        () if has("trackback") => CommentKind::Trackback,
        () => CommentKind::Comment,
    }
}
