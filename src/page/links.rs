//! Links back from other sites, which stand among the comments.

use std::sync::LazyLock;

use regex::Regex;

use super::CommentKind;

/// What a link back is and its words, if `text` begins with the label of one.
pub(super) fn link_back(text: &str) -> Option<(CommentKind, &str)> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?i:(trackback)|pingback|ping|تنبيه|إشارة مرجعية|إشارة|اشارة|تعقيب|باك لينك)\s*:\s*")
            .expect("the pattern is well-formed")
    });
    let found = LABEL.captures(text)?;
    let kind = if found.get(1).is_some() { CommentKind::Trackback } else { CommentKind::Pingback };
    Some((kind, text.get(found.get(0)?.end()..)?))
}

#[cfg(test)]
mod tests {
    use super::{CommentKind, link_back};

    #[test]
    fn labels_are_taken_off() {
        assert_eq!(link_back("Pingback: Town news"), Some((CommentKind::Pingback, "Town news")));
        assert_eq!(link_back("Trackback: x"), Some((CommentKind::Trackback, "x")));
        assert_eq!(link_back("تنبيه: طرق الساحل"), Some((CommentKind::Pingback, "طرق الساحل")));
        assert_eq!(link_back("تنبيه مهم للجميع"), None);
    }
}
