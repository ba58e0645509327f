//! The quotation with which the words of a comment begin.

use std::ops::Range;

use crate::page::html::render;
use crate::page::html::tree::{Content, Tree};
use crate::page::html::vocabulary::Roles;
use crate::page::{clean, cues};

/// A longer line over a quotation does not only name whom it quotes, in bytes.
const LONGEST_LEAD: usize = 240;

/// So many elements that are named after quotations may hold all the words.
const MOST_AROUND: usize = 3;

/// Attributes of a quotation with the name of whom it quotes.
const QUOTED_AUTHORS: [&str; 4] = ["data-username", "data-author", "data-quote", "data-ipsquote-username"];

/// Words with the quotation on top of them.
#[derive(Debug, Default)]
pub(in crate::page::html) struct Quoted {
    pub(in crate::page::html) text: String,
    pub(in crate::page::html) quote: Option<String>,
    /// Whom it names.
    pub(in crate::page::html) of: Option<String>,
}

/// The words of some nodes, and the quotation with which they begin, unless there is nothing else.
pub(in crate::page::html) fn quoted(
    tree: &Tree<'_>,
    body: &[Range<usize>],
    skip: &dyn Fn(usize) -> bool,
) -> Quoted {
    let mut opening = body.first().and_then(|range| opening_quotation(tree, range.clone()));
    let write = |opening: Option<&Opening>| {
        // What is around the quotation holds the words too.
        let leave = |at: usize| {
            opening.is_some_and(|found| {
                at == found.place || found.lead.contains(&at) && tree.node(at).end <= found.place
            })
        };
        let parts: Vec<String> = join(body)
            .into_iter()
            .map(|range| render::text(tree, range, &|at| leave(at) || skip(at)))
            .collect();
        clean::lines(parts.iter().flat_map(|part| part.lines()))
    };
    let mut text = write(opening.as_ref());
    // What holds all the words is no quotation, but one may stand on top in it.
    for _ in 0..MOST_AROUND {
        let Some(around) = opening.as_ref().filter(|_| text.is_empty()) else { break };
        opening = opening_quotation(tree, around.place + 1..tree.node(around.place).end);
        text = write(opening.as_ref());
    }
    let Some(Opening { place, of, .. }) = opening.filter(|_| !text.is_empty()) else {
        return Quoted { text: write(None), ..Quoted::default() };
    };
    let quote = render::text(tree, tree.inside(place), skip);
    let (inside, quote) = unnamed(tree, place, &quote);
    Quoted { text, of: of.or(inside), quote: Some(quote).filter(|quote| !quote.is_empty()) }
}

/// Whom a quotation names, in an attribute or before a colon, and its words without that.
fn unnamed(tree: &Tree<'_>, place: usize, quote: &str) -> (Option<String>, String) {
    let attribute = QUOTED_AUTHORS.iter().find_map(|name| tree.attribute(place, name));
    let attribute =
        attribute.and_then(clean::label).map(|name| name.trim_start_matches("member: ").to_owned());
    let (spoken, quote) = without_lead(quote);
    let Some((before, words)) = quote.split_once(':') else {
        return (attribute.or(spoken), quote.to_owned());
    };
    let named = cues::quoted(&format!("{before}:"));
    let is_lead = named.is_some() || attribute.as_deref().is_some_and(|name| before.trim().starts_with(name));
    let words = if is_lead { words.trim() } else { quote };
    (attribute.or(spoken).or(named), words.to_owned())
}

/// Whom the first lines of a quotation name, and what stands below them: «اقتباس:», «كتبت ليلى:».
fn without_lead(quote: &str) -> (Option<String>, &str) {
    let (mut of, mut rest) = (None, quote);
    while let Some((line, below)) = rest.split_once('\n') {
        let name = cues::quoted(line);
        if of.is_some() || (name.is_none() && !cues::only_quotes(line)) {
            break;
        }
        (of, rest) = (name, below);
    }
    (of, rest)
}

/// A quotation that opens the words of a comment.
#[derive(Clone)]
struct Opening {
    place: usize,
    /// The nodes over it, and whom they name.
    lead: Range<usize>,
    of: Option<String>,
}

/// The quotation with which some nodes begin; over it may only stand whom it quotes.
fn opening_quotation(tree: &Tree<'_>, nodes: Range<usize>) -> Option<Opening> {
    let start = nodes.start;
    let mut over = String::new();
    for place in nodes {
        match tree.node(place).content {
            Content::Text(words) => clean::push_with_single_spaces(&mut over, words),
            Content::Element(_) if is_quotation(tree, place) => {
                let of = cues::quoted(&over);
                let is_lead = of.is_some() || clean::is_blank(&over) || cues::only_quotes(&over);
                return is_lead.then_some(Opening { place, lead: start..place, of });
            }
            Content::Element(_) => {}
        }
        if over.len() > LONGEST_LEAD {
            return None;
        }
    }
    None
}

/// Whether the element at `place` repeats the words of another comment, by its tag, its names, or because it is a box
/// on top of which stands whom it quotes.
fn is_quotation(tree: &Tree<'_>, place: usize) -> bool {
    let is_led = || without_lead(&render::text(tree, tree.inside(place), &|_| false)).0.is_some();
    tree.tag(place) == "blockquote"
        || (matches!(tree.tag(place), "table" | "fieldset") && is_led())
        || (tree.node(place).roles.any(Roles::QUOTE)
            && matches!(tree.tag(place), "div" | "aside" | "table" | "q"))
}

/// Ranges that follow each other are one, so that text that tags cut stays on its line.
fn join(ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = vec![];
    for range in ranges {
        match joined.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => joined.push(range.clone()),
        }
    }
    joined
}
