//! The headline and the article of an HTML page.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::parts::Part;
use super::render::{self, Shown};
use super::sections::{Cue, Sections, Sign};
use super::tree::Tree;
use crate::page::{Comment, clean, cues};

/// A body of fewer characters is a teaser.
const SHORTEST_BODY: usize = 80;
/// A paragraph of fewer characters does not tell where the article is.
const SHORTEST_PARAGRAPH: usize = 25;
/// An element with the right name is a stub if so many times its text stands elsewhere.
const STUB_SHARE: usize = 3;
/// How many elements of a kind are read that stand inside each other.
const MOST_NESTED: usize = 8;
/// So many blocks that are alike may be parts of one article.
const FEWEST_PARTS: usize = 3;
/// A headline of fewer words may be the site's name.
const HEADLINE_WORDS: usize = 3;

/// The first of `places` that are inside each other, without those too many: the text of each is read.
fn outer<'t>(
    tree: &'t Tree<'_>,
    places: impl Iterator<Item = usize> + 't,
) -> impl Iterator<Item = usize> + 't {
    let mut ends: Vec<usize> = vec![];
    places.filter(move |&place| {
        while ends.pop_if(|end| *end <= place).is_some() {}
        let is_outer = ends.len() < MOST_NESTED;
        if is_outer {
            ends.push(tree.node(place).end);
        }
        is_outer
    })
}

/// The elements of this page that are such a part.
fn here<'t>(tree: &'t Tree<'_>, part: Part) -> impl Iterator<Item = usize> + 't {
    outer(tree, tree.parts(part).filter(|&place| !tree.node(place).elsewhere))
}

/// The headline: the heading that the page's own title repeats, else the title for sharing, else the likeliest
/// heading, else the title.
pub(super) fn title(tree: &Tree<'_>) -> Option<String> {
    let (headings, over): (Vec<String>, Vec<bool>) = headings(tree).into_iter().unzip();
    let shared =
        tree.parts(Part::SHARED_TITLE).find_map(|place| clean::label(tree.attribute(place, "content")?));
    let page = tree
        .parts(Part::PAGE_TITLE)
        .find_map(|place| clean::label(&tree.element(place)?.text().collect::<String>()));
    let titles = || [&shared, &page].into_iter().flatten();
    // The site's name may stand in a heading and in the title too, but it is the shorter of the two.
    let repeated = headings.iter().filter(|heading| titles().any(|title| title.contains(heading.as_str())));
    let repeated = repeated.max_by_key(|heading| heading.len()).filter(|heading| is_headline(heading));
    // What stands over paragraphs is no name of a site, however short.
    let likeliest = || {
        let found = headings.iter().zip(&over).find(|(heading, over)| **over || is_headline(heading));
        found.map(|(heading, _)| heading.clone())
    };
    repeated.cloned().or_else(|| shared.clone()).or_else(likeliest).or(page)
}

/// The headings of the first rank, the surest first, each with whether a paragraph follows it under the same element.
fn headings(tree: &Tree<'_>) -> Vec<(String, bool)> {
    let sorted = Part::HEADLINES.into_iter().flat_map(|part| here(tree, part));
    let text = |place: usize| clean::label(&render::text(tree, tree.inside(place), &|_| false));
    sorted.filter_map(|place| Some((text(place)?, stands_over_paragraph(tree, place)))).collect()
}

/// Whether a paragraph follows an element under the same parent.
fn stands_over_paragraph(tree: &Tree<'_>, place: usize) -> bool {
    let mut after = tree.children(tree.node(place).parent).skip_while(|&child| child <= place);
    after.any(|child| tree.tag(child) == "p" && tree.letters(&tree.inside(child)) >= SHORTEST_PARAGRAPH)
}

/// Whether a heading is long enough for a headline.
fn is_headline(heading: &str) -> bool {
    heading.split_whitespace().count() >= HEADLINE_WORDS
}

/// The article's paragraphs, without those of `items`, of their `section` and of `comments`.
pub(super) fn text(
    tree: &Tree<'_>,
    sections: &Sections,
    items: &[usize],
    section: Option<&Range<usize>>,
    comments: &[Comment],
) -> String {
    let is_in_section = |place: usize| {
        section.is_some_and(|section| section.contains(&place) && tree.node(place).end <= section.end)
    };
    let items: HashSet<usize> = items.iter().copied().collect();
    let widgets: HashSet<usize> = sections.signs.iter().filter_map(|sign| widget(tree, sign)).collect();
    let skip = |place: usize| {
        items.contains(&place)
            || is_in_section(place)
            || widgets.contains(&place)
            || [Part::ASIDE, Part::SECTION, Part::ELSEWHERE].iter().any(|&part| tree.is(place, part))
    };
    let commented: HashSet<&str> = comments.iter().flat_map(|comment| comment.text.lines()).collect();
    let body = |place: usize| {
        let text = render::text(tree, tree.inside(place), &skip);
        let kept = text.lines().filter(|line| !commented.contains(line) && !is_furniture(line));
        clean::lines(kept)
    };
    let named = Part::BODIES.into_iter().find_map(|part| {
        let candidates = here(tree, part)
            .filter(|&place| !is_among_comments(tree, place, &|inner| items.contains(&inner)));
        candidates.map(body).max_by_key(String::len).filter(|text| text.chars().count() >= SHORTEST_BODY)
    });
    let places = most_paragraphs(tree, &skip, &|place| items.contains(&place));
    let lead = places.first().filter(|_| places.len() == 1).map(|&place| lead(tree, place, &skip));
    let parts = lead.into_iter().flatten().chain(places).map(body).filter(|text| !text.is_empty());
    let weightiest = parts.collect::<Vec<_>>().join("\n");
    // An element may have the right name and hold only the opening lines.
    named.filter(|named| named.len() * STUB_SHARE >= weightiest.len()).unwrap_or(weightiest)
}

/// An article without the headline on top of it, where that is no heading of the first rank.
pub(super) fn below_headline(article: String, title: Option<&str>) -> String {
    match article.split_once('\n') {
        Some((first, rest))
            if is_headline(first) && title.is_some_and(|title| title.contains(first.trim())) =>
        {
            rest.to_owned()
        }
        _ => article,
    }
}

/// The element of a widget that lists comments or stories of other pages: what holds its heading and a list, or the list
/// behind the heading.
fn widget(tree: &Tree<'_>, sign: &Sign) -> Option<usize> {
    let same = |place: &usize| tree.letters(&tree.inside(*place)) == tree.letters(&tree.inside(sign.start));
    let heading = tree
        .ancestors(sign.start)
        .take_while(same)
        .last()
        .filter(|_| matches!(sign.cue, Cue::Elsewhere | Cue::Tail))?;
    let parent = tree.node(heading).parent;
    let is_list = |place: usize| matches!(tree.tag(place), "ul" | "ol" | "dl");
    let is_alone = tree.letters(&(parent..heading)) == 0
        && !matches!(tree.tag(parent), "body" | "article" | "main")
        && tree
            .children(parent)
            .filter(|&child| child > heading)
            .all(|child| is_list(child) || tree.letters(&tree.inside(child)) == 0);
    let next =
        || tree.children(parent).find(|&child| child > heading && tree.letters(&tree.inside(child)) > 0);
    if is_alone { Some(parent) } else { next().filter(|&next| is_list(next)) }
}

/// Whether `line` is a widget or a heading of one.
fn is_furniture(line: &str) -> bool {
    cues::furniture(line)
        || cues::article_tail(line)
        || cues::section_end(line)
        || cues::heading(line).is_some()
}

/// Whether the element at `place` stands inside the comment section.
fn is_among_comments(tree: &Tree<'_>, place: usize, is_item: &dyn Fn(usize) -> bool) -> bool {
    std::iter::once(place).chain(tree.ancestors(place)).any(|around| {
        is_item(around) || (!matches!(tree.tag(around), "html" | "body") && tree.is(around, Part::SECTION))
    })
}

/// The paragraphs right before an element: an interview may stand in an element of its own, below what leads to it.
fn lead(tree: &Tree<'_>, place: usize, skip: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let before = tree.children(tree.node(place).parent).take_while(|&sibling| sibling < place);
    let mut lead: Vec<usize> = before.filter(|&sibling| tree.element(sibling).is_some()).collect();
    let other = |&sibling: &usize| tree.tag(sibling) != "p" || tree.node(sibling).elsewhere || skip(sibling);
    let start = lead.iter().rposition(other).map_or(0, |at| at + 1);
    lead.drain(..start);
    lead
}

/// The element that has the most text in paragraphs right under it, with those like it beside it where none of them
/// has most of the text: notices, or the news of a day, one a block.
fn most_paragraphs(
    tree: &Tree<'_>,
    skip: &dyn Fn(usize) -> bool,
    is_item: &dyn Fn(usize) -> bool,
) -> Vec<usize> {
    let small_print = |around: usize| is_item(around) || tree.is(around, Part::SMALL_PRINT);
    let mut weights: HashMap<usize, usize> = HashMap::new();
    let add = |weights: &mut HashMap<usize, usize>, holder: usize, length: usize, place: usize| {
        if length >= SHORTEST_PARAGRAPH && !is_among_comments(tree, place, &small_print) {
            *weights.entry(holder).or_default() += length;
        }
    };
    let elements = || tree.elements().map(|(place, _)| place).filter(|&place| !tree.node(place).elsewhere);
    for place in outer(tree, elements().filter(|&place| tree.tag(place) == "p")) {
        let length = render::text(tree, tree.inside(place), skip).chars().count();
        add(&mut weights, tree.node(place).parent, length, place);
    }
    let blocks = || elements().filter(|&place| is_block(tree, place));
    for place in blocks().filter(|&place| !skip(place) && is_broken(tree, place)) {
        add(&mut weights, place, own_length(tree, place), place);
    }
    let has_paragraphs = !weights.is_empty();
    if !has_paragraphs {
        for place in blocks().filter(|&place| !skip(place)) {
            add(&mut weights, tree.node(place).parent, own_length(tree, place), place);
        }
    }
    // The first of equals, so that the answer does not hang on the order of a hash map.
    let Some((&best, &weight)) =
        weights.iter().max_by_key(|&(&place, &weight)| (weight, std::cmp::Reverse(place)))
    else {
        return vec![];
    };
    let alike: Vec<usize> = tree
        .children(tree.node(best).parent)
        .filter(|&child| {
            tree.element(child).is_some() && tree.node(child).name.kind.all == tree.node(best).name.kind.all
        })
        .collect();
    let heavy: Vec<usize> = alike.iter().filter_map(|place| weights.get(place)).copied().collect();
    let are_parts = heavy.len() >= FEWEST_PARTS
        && heavy.len() * 2 >= alike.len()
        && weight * 2 <= heavy.iter().sum::<usize>();
    match () {
        () if are_parts => alike,
        () if has_paragraphs => vec![best],
        () => vec![],
    }
}

/// Whether an element is one for any text; on old pages also one for the looks of it.
fn is_block(tree: &Tree<'_>, place: usize) -> bool {
    matches!(
        tree.tag(place),
        "div" | "td" | "section" | "article" | "span" | "font" | "b" | "strong" | "center" | "big"
    )
}

/// Whether the text right in an element is cut into lines.
fn is_broken(tree: &Tree<'_>, place: usize) -> bool {
    tree.children(place).any(|child| tree.tag(child) == "br")
}

/// How many characters stand right in an element, or in others on its lines, without those of links.
fn own_length(tree: &Tree<'_>, place: usize) -> usize {
    let own = tree.children(place).filter(|&child| tree.node(child).name.shown == Shown::Inline);
    own.map(|child| tree.letters(&tree.inside(child)) - tree.linked(&tree.inside(child))).sum()
}
