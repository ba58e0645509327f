//! Comment services that keep the comments on their own servers.

use std::sync::LazyLock;

use super::selectors::Selectors;
use super::tree::Tree;

/// Each vendor with the marks that its embedding leaves on a page.
const VENDORS: &[(&str, &str)] = &[
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
    ("utterances", "script[src*='utteranc.es/client.js'], .utterances"),
];

static MARKS: LazyLock<Selectors> = LazyLock::new(|| {
    let marks: Vec<&str> = VENDORS.iter().map(|(_, marks)| *marks).collect();
    Selectors::new(&marks)
});

/// The first vendor of the table that the page embeds.
pub(super) fn external(tree: &Tree<'_>) -> Option<String> {
    let vendors = tree.elements().filter_map(|(place, _)| MARKS.matching(tree, place).iter().next());
    vendors.min().and_then(|vendor| VENDORS.get(vendor)).map(|(name, _)| (*name).to_owned())
}
