//! A comment that is the only one of its page.

use super::{Mined, telling};
use crate::page::html::pieces::{Cutter, Record};
use crate::page::html::reader;
use crate::page::html::sections::{Cue, Sections, Sign};
use crate::page::html::tree::Tree;

/// More lines than this are more than a comment that has neither name nor date.
const MOST_LINES: usize = 12;

/// A lone comment: what stands between the heading of the section and its end, with one date.
pub(super) fn single(cutter: &Cutter<'_, '_>, sections: &Sections) -> Option<Mined> {
    let tree = cutter.tree;
    sections.signs.iter().rev().filter(|sign| matches!(sign.cue, Cue::Heading { .. })).find_map(|sign| {
        let first = sections.lines.get(sign.line + 1)?;
        let next = sections.after(first.start);
        let last_line = next.map_or(sections.lines.len(), |next| next.line);
        let lines = last_line.saturating_sub(sign.line + 1);
        if lines == 0 || tree.node(first.start).elsewhere {
            return None;
        }
        let start = climb(tree, first.start, sign.start);
        let last = sections.lines.get(last_line - 1)?.start;
        let end = next.map_or(tree.len(), |next| climb(tree, next.start, last));
        let cell = tree.ancestors(first.start).find(|&place| {
            matches!(tree.tag(place), "td" | "main" | "aside") && tree.inside(place).contains(&sign.start)
        });
        let end = end.min(cell.map_or(end, |cell| tree.node(cell).end));
        let record = Record { nodes: start..end, inner: vec![] };
        let linked = tree.linked(&record.nodes) * 2 > tree.letters(&record.nodes);
        let cut = [cutter.pieces(&record)];
        if linked || telling::heads_in(&cut[0]) > 1 || telling::is_teaser(&cut[0]) {
            return None;
        }
        // A line may be drawn under the comment.
        let line = record.nodes.clone().find(|&place| tree.tag(place) == "hr");
        let record = Record { nodes: start..line.unwrap_or(end), inner: vec![] };
        let cut = [cutter.pieces(&record)];
        let fields = reader::read(tree, std::slice::from_ref(&record), &cut, &[]);
        let fits = fields.iter().all(|fields| {
            let is_signed = fields.author.as_deref().is_some_and(|name| !telling::is_label(name))
                && fields.date_text.is_some();
            !fields.text.is_empty() && (is_signed || is_announced(sign, lines, next))
        });
        fits.then(|| Mined { records: vec![record], fields, thread: false })
    })
}

/// Whether a heading says that there is one comment, and no more lines than one has stand between it and the form.
fn is_announced(sign: &Sign, lines: usize, next: Option<Sign>) -> bool {
    sign.cue == Cue::Heading { declared: Some(1) }
        && lines <= MOST_LINES
        && next.is_some_and(|next| matches!(next.cue, Cue::Over | Cue::Wall))
}

/// The outermost element that begins behind `before` and holds `place`.
fn climb(tree: &Tree<'_>, place: usize, before: usize) -> usize {
    tree.ancestors(place).take_while(|&around| around > before).last().unwrap_or(place)
}
