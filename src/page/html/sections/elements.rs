//! What single elements and texts of a page are: dates, buttons, fields for readers, headings.

use super::{HEADING_TAGS, LONGEST_REACTION, Sign};
use crate::page::cues::{self, Introduction, Reaction};
use crate::page::dates;
use crate::page::html::tree::{Content, Tree};

/// Longer texts are no dates, in bytes.
const LONGEST_DATE: usize = 100;

/// Whether a text that is a date and nothing else is at `place`, or an element that is said to be one.
pub(super) fn is_date(tree: &Tree<'_>, place: usize) -> bool {
    match tree.node(place).content {
        Content::Text(words) => (1..=LONGEST_DATE).contains(&words.len()) && dates::is_stamp(words),
        Content::Element(_) => tree.tag(place) == "time",
    }
}

/// Whether readers write at `place`: on more than one line, or where they are asked for their opinion.
pub(super) fn is_composer(tree: &Tree<'_>, place: usize) -> bool {
    let asks = |hint: &str| cues::form(hint) || cues::introduces(hint) == Introduction::Plain;
    tree.tag(place) == "textarea"
        || (tree.tag(place) == "input" && tree.attribute(place, "placeholder").is_some_and(asks))
        || tree.attribute(place, "role") == Some("textbox")
        || tree.attribute(place, "contenteditable").is_some_and(|value| value != "false")
}

/// The button at `place` that only what readers write has.
pub(super) fn reaction(tree: &Tree<'_>, place: usize) -> Option<Reaction> {
    let label = match tree.node(place).content {
        Content::Text(words) => Some(words).filter(|words| words.len() <= LONGEST_REACTION),
        Content::Element(_) => match tree.tag(place) {
            "input" => tree.attribute(place, "value"),
            "button" => tree.attribute(place, "aria-label"),
            _ => None,
        },
    };
    label.and_then(cues::reaction)
}

/// Whether an anchor is at `place` to which links lead that say how many comments there are.
pub(super) fn is_anchor(tree: &Tree<'_>, place: usize) -> bool {
    const NAMES: &[&str] =
        &["comments", "comment", "replies", "talkback", "reactions", "commentaires", "taliqat"];
    let name = || tree.attribute(place, "name").or_else(|| tree.attribute(place, "id"));
    tree.tag(place) == "a"
        && tree.letters(&tree.inside(place)) == 0
        && name().is_some_and(|name| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)))
}

/// Whether the text at `place` stands in a link or a button that is no heading.
pub(super) fn is_link(tree: &Tree<'_>, place: usize) -> bool {
    let near = || tree.ancestors(place).take(4).map(|place| tree.tag(place));
    near().any(|tag| matches!(tag, "a" | "button")) && !near().any(is_heading)
}

/// Whether a cue stands in an element for headings.
pub(in crate::page::html) fn is_in_heading(tree: &Tree<'_>, sign: &Sign) -> bool {
    tree.ancestors(sign.start).take(HEADING_TAGS).any(|place| is_heading(tree.tag(place)))
}

/// Whether a tag is that of a heading.
pub(in crate::page::html) fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
