//! Comment services that keep the comments on their own servers.

use std::sync::LazyLock;

use super::selectors::Selectors;
use super::tree::Tree;

/// Each vendor with the marks that its embedding leaves on a page.
static VENDORS: LazyLock<Vec<(&str, Selectors)>> = LazyLock::new(|| {
    let vendor = |(name, marks): &(&'static str, &str)| (*name, Selectors::new(&[*marks]));
    [
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
    ]
    .iter()
    .map(vendor)
    .collect()
});

/// The first vendor of the table that the page embeds.
pub(super) fn external(tree: &Tree<'_>) -> Option<String> {
    VENDORS.iter().find(|(_, marks)| tree.select(marks).next().is_some()).map(|(name, _)| (*name).to_owned())
}
