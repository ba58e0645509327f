//! Comment services that keep the comments on their own servers.

use std::sync::LazyLock;

use regex::Regex;

use super::parts::Part;
use super::tree::Tree;
use super::vocabulary::Roles;

/// Each vendor with the marks that its embedding leaves on a page.
pub(super) const VENDORS: &[(&str, &str)] = &[
    ("disqus", "#disqus_thread, script[src*='disqus.com/embed.js']"),
    ("facebook", ".fb-comments, iframe[src*='facebook.com/plugins/comments']"),
    ("coral", "#coral_thread, #coral-stream, script[src*='coral.coralproject.net']"),
    (
        "openweb",
        "[data-spot-im-class], [data-spotim-module], [data-spot-id], script[src*='launcher.spot.im']",
    ),
    ("viafoura", ".vf-comments, .viafoura, vf-conversations"),
    ("hypercomments", "#hypercomments_widget"),
    ("hyvor", "hyvor-talk-comments, #hyvor-talk-view"),
    ("isso", "#isso-thread"),
    ("remark42", "#remark42"),
    ("giscus", "script[src*='giscus.app/client.js'], .giscus"),
    ("utterances", "script[src*='utteranc.es/client.js'], .utterances"),
];

/// What stands for a vendor where a page's own script fetches the comments.
const OWN_SCRIPT: &str = "ajax";
/// Attributes with the address from which such a script fetches what an element shows.
const SOURCES: &[&str] = &[
    "data-url",
    "data-src",
    "data-ajax",
    "data-ajax-url",
    "data-ajaxurl",
    "data-endpoint",
    "data-api",
    "data-api-url",
    "data-load",
    "data-load-url",
    "data-remote",
    "data-source",
    "hx-get",
];
/// Parts of such addresses; others are those of the page itself.
const FETCHED: &[&str] = &["comment", "ajax", "api", "repl", "talkback"];

/// The first vendor of the table that the page embeds; on a page without comments also its own script.
pub(super) fn external(tree: &Tree<'_>, is_empty: bool) -> Option<String> {
    let embedded = |&(place, _): &(usize, _)| tree.parts(Part::vendor(place)).next().is_some();
    let vendor = VENDORS.iter().enumerate().find(embedded).map(|(_, (name, _))| *name);
    let fetched = || is_empty && (0..tree.len()).any(|place| is_fetched(tree, place) || fetches(tree, place));
    vendor.or_else(|| fetched().then_some(OWN_SCRIPT)).map(str::to_owned)
}

/// Whether a script of the page's own calls for comments. What it sends, and what it only counts, are none.
fn fetches(tree: &Tree<'_>, place: usize) -> bool {
    static CALL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?i)(?:\.load|\.get|\.getJSON|\.ajax|\baxios|\bfetch|\.open)\s*\([^()]{0,200}?["'`]([^"'`\s]{0,200}comment[^"'`\s]{0,200})["'`]"#,
        )
        .expect("the pattern is well-formed")
    });
    const SENT: [&str; 12] = [
        "add",
        "post-comment",
        "submit",
        "save",
        "create",
        "vote",
        "like",
        "report",
        "count",
        "delete",
        ".js",
        ".css",
    ];
    let is_read = |address: &str| address.contains('/') && !SENT.iter().any(|part| address.contains(part));
    tree.tag(place) == "script"
        && tree.element(place).is_some_and(|script| {
            let code: String = script.text().collect();
            CALL.captures_iter(&code)
                .filter_map(|call| call.get(1))
                .any(|address| is_read(&address.as_str().to_ascii_lowercase()))
        })
}

/// Whether an element that is named for comments says from where they are fetched. Links and counters lead to them.
fn is_fetched(tree: &Tree<'_>, place: usize) -> bool {
    let is_source = |address: &str| {
        // What follows the hash is a place on the page.
        let address = address.split('#').next().unwrap_or_default().to_ascii_lowercase();
        address.contains('/') && FETCHED.iter().any(|part| address.contains(part))
    };
    tree.node(place).roles.any(Roles::COMMENT)
        && !matches!(tree.tag(place), "a" | "span")
        && SOURCES.iter().filter_map(|name| tree.attribute(place, name)).any(is_source)
}
