//! Parsing within bounds.
//!
//! For a start tag the parser may look through all open elements, it opens unclosed formatting elements again in
//! every block, and it compares every attribute with those before it. Each of these is quadratic in a page that is
//! written for it. So a pass over the source takes out what no honest page needs, and leaves the structure of the rest
//! whole. Its count is that of well-formed pages; a page that is forged to get past it is found while it is parsed, and
//! from there on its start tags are taken out.

mod pass;
mod tags;

use html5ever::driver::{self, ParseOpts, Parser};
use html5ever::tendril::TendrilSink as _;
use html5ever::{QualName, local_name, ns};
use scraper::{Html, HtmlTreeSink, Node as Parsed, StrTendril};

pub(super) use self::pass::DEEPEST;
use self::pass::cap;
use self::tags::Tag;

/// How deep the tree may become before the page is taken for forged: the parser adds elements of its own to tables and
/// lists.
const DEEPEST_TREE: usize = 2 * DEEPEST;
/// How many nodes a page may have beside one for every other byte: only elements that are opened again and again are more.
const MOST_NODES_MADE_UP: usize = 1000;
/// How many nodes a page may have in all. A page as long as is read ([`crate::page::MOST_BYTES`]) has fewer, unless it is
/// nothing but tags; with them it takes up to half a gigabyte.
const MOST_NODES: usize = 1_000_000;
/// How much is parsed between two looks at the tree, in bytes.
const STEP: usize = 4 * 1024;

/// Parses a document, and says whether something had to be taken out.
pub(super) fn document(source: &str) -> (Html, bool) {
    let sink = HtmlTreeSink::new(Html::new_document());
    parse(driver::parse_document(sink, ParseOpts::default()), source)
}

/// Parses a part of a page.
pub(super) fn fragment(source: &str) -> Html {
    let sink = HtmlTreeSink::new(Html::new_fragment());
    let body = QualName::new(None, ns!(html), local_name!("body"));
    parse(driver::parse_fragment(sink, ParseOpts::default(), body, vec![], false), source).0
}

fn parse(mut parser: Parser<HtmlTreeSink>, source: &str) -> (Html, bool) {
    let (source, mut capped) = cap(source);
    let (mut rest, mut seen) = (&*source, 0);
    while !rest.is_empty() {
        let most = STEP.min(rest.len());
        let whole = (0..=most).rev().find(|&end| rest.is_char_boundary(end)).unwrap_or(most);
        let (step, behind) = rest.split_at(whole);
        parser.process(step.into());
        rest = behind;
        let most_nodes = MOST_NODES.min(MOST_NODES_MADE_UP + (source.len() - rest.len()) / 2);
        if is_forged(&parser.tokenizer.sink.sink, &mut seen, most_nodes) {
            parser.process((&*without_start_tags(rest)).into());
            capped = true;
            break;
        }
    }
    let mut html = parser.finish();
    html.tree.values_mut().for_each(shrink);
    (html, capped)
}

/// Gives back what a node has room for beyond what it holds.
fn shrink(node: &mut Parsed) {
    match node {
        // Most tags have fewer attributes than there is room for.
        Parsed::Element(element) => element.attrs.shrink_to_fit(),
        // A text or a comment keeps the whole step of the source in which it stood.
        Parsed::Text(text) => text.text = StrTendril::from_slice(&text.text),
        Parsed::Comment(comment) => comment.comment = StrTendril::from_slice(&comment.comment),
        _ => {}
    }
}

/// Whether there are more than `most` nodes, or an element stands too deep among those that have come since the last
/// look, before which there were `seen` nodes.
fn is_forged(sink: &HtmlTreeSink, seen: &mut usize, most: usize) -> bool {
    let html = sink.0.borrow();
    let nodes = html.tree.nodes();
    if nodes.len() > most {
        return true;
    }
    let new = nodes.len() - *seen;
    *seen = nodes.len();
    // What has something inside it is less deep than that, and siblings are as deep as each other.
    let mut before = None;
    let mut innermost = nodes.rev().take(new).filter(|node| !node.has_children()).filter(|node| {
        let parent = node.parent().map(|parent| parent.id());
        std::mem::replace(&mut before, parent) != parent
    });
    innermost.any(|node| node.ancestors().nth(DEEPEST_TREE).is_some())
}

/// End tags that open an element where there is none to close (HTML, 13.2.6.4.7 "in body").
const OPENING_END_TAGS: [&str; 2] = ["p", "br"];

/// The source without its start tags and those end tags that are like one, so that nothing opens any more.
fn without_start_tags(source: &str) -> String {
    let mut kept = String::new();
    let mut at = 0;
    while let Some(tag) = Tag::find(source, at) {
        let only_closes = tag.closes && !OPENING_END_TAGS.contains(&&*tag.name);
        kept.push_str(source.get(at..if only_closes { tag.end } else { tag.start }).unwrap_or_default());
        at = tag.end;
    }
    kept.push_str(source.get(at..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, DEEPEST_TREE, MOST_NODES, cap, document, fragment};

    /// How deep the tree of a page is.
    fn depth(html: &scraper::Html) -> usize {
        html.tree.nodes().map(|node| node.ancestors().count()).max().unwrap_or_default()
    }

    #[test]
    fn pages_that_are_forged_to_get_past_the_pass_are_found() {
        for (part, rest) in [
            ("<div><table><tr><td></div>", ""),
            ("<form><div></form>", ""),
            ("<span><div></span>", ""),
            ("<!--><div><!-- -->", ""),
            ("<!-- --!><div>", ""),
            ("<font size=1></b>", ""),
            ("<p><font size=1></b>", ""),
            ("<rt>", ""),
            ("<optgroup>", ""),
            ("<svg><style><g>", "</style>"),
            ("<! </div><div>", ""),
            ("<object><b></object>", ""),
            ("<button><p>", "</button>"),
            ("<a><object>", ""),
            ("<template><div></template>", ""),
        ] {
            let page = format!("<p>قبل</p>{}نص{rest}<p>بعد</p>", part.repeat(20_000));
            let begun = std::time::Instant::now();
            let (html, _) = document(&page);
            let (deep, text) = (depth(&html), html.root_element().text().collect::<String>());
            // A step may go on before the tree is looked at; what it adds is bounded by its length.
            assert!(deep <= DEEPEST_TREE + super::STEP, "{part}: {deep} in {:?}", begun.elapsed());
            assert!(text.contains("قبل") && (text.contains("بعد") || part.contains("template")), "{part}");
        }
    }

    #[test]
    fn nothing_opens_once_a_page_has_been_found_forged() {
        for part in ["<p>x</p>", "x</br>", "</p>x"] {
            let (html, capped) = document(&part.repeat(700_000));
            assert!(capped && html.tree.nodes().len() <= MOST_NODES + super::STEP, "{part}");
        }
    }

    #[test]
    fn steps_do_not_cut_anything() {
        let item =
            "<li class=\"تعليق\" title='a>b'><!-- ملاحظة --><p>نص &amp; نص</p><script>if (a<b) {}</script>";
        let page = format!("<ul>{}</ul>", item.repeat(3000));
        let (html, capped) = document(&page);
        assert!(!capped);
        assert!(html == scraper::Html::parse_document(&page));
        assert!(fragment("<p>x</p>") == scraper::Html::parse_fragment("<p>x</p>"));
    }

    #[test]
    fn honest_pages_are_not_touched() {
        let list = "<li>x".repeat(5000);
        let cells = "<tr><td>1<td>2".repeat(5000);
        let page = format!(
            "<html><body><div class='a>b'><ul>{list}</ul></div><!-- <div> --><table>{cells}</table><br><img src=x/>"
        );
        let (same, capped) = cap(&page);
        assert!(!capped);
        assert_eq!(same, page);
    }

    #[test]
    fn depth_is_bounded_and_the_text_stays() {
        let page = format!("{}words{}after", "<div>".repeat(200_000), "</div>".repeat(200_000));
        let (bounded, capped) = cap(&page);
        assert!(capped);
        assert_eq!(bounded, format!("{}words{}after", "<div>".repeat(DEEPEST), "</div>".repeat(DEEPEST)));
    }

    #[test]
    fn scripts_are_not_markup() {
        let script = "document.write('<div>')".repeat(2000);
        let page = format!("<script>{script}</SCRIPT><p>x</p>");
        assert!(!cap(&page).1);
    }

    #[test]
    fn formatting_and_attributes_are_bounded() {
        assert!(cap(&"<p><font size=1>".repeat(100)).1);
        let (page, capped) = cap("<b>x</b><b>x</b>");
        assert!(!capped && page.len() == 16);
        assert!(cap(&format!("<div{}>x</div>", " a=1".repeat(2000))).1);
        assert!(!cap("<a href='").1 && !cap("<").1 && !cap("<!--").1 && !cap("").1 && !cap("<a").1);
    }
}
