//! Comment services that keep the comments on their own servers.

use super::parts::Part;
use super::tree::Tree;

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
    ("utterances", "script[src*='utteranc.es/client.js'], .utterances"),
];

/// The first vendor of the table that the page embeds.
pub(super) fn external(tree: &Tree<'_>) -> Option<String> {
    let embedded = |&(place, _): &(usize, _)| tree.parts(Part::vendor(place)).next().is_some();
    VENDORS.iter().enumerate().find(embedded).map(|(_, (name, _))| (*name).to_owned())
}
