//! The HTML of one comment → text.

use std::sync::LazyLock;

use regex::Regex;

use crate::page::{clean, html};

/// A comment's words, and what it quotes on top.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) quote: Option<String>,
}

/// What line ends in the source mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// A new line, as where readers type into a form.
    Shown,
    /// White space, as in HTML.
    Space,
}

/// The text of a comment that is written as HTML.
pub(super) fn body(source: &str, line_ends: LineEnds) -> Body {
    if !source.contains(['<', '&']) {
        let lines = match line_ends {
            LineEnds::Shown => clean::lines(source.lines()),
            LineEnds::Space => {
                clean::lines([source.split_whitespace().collect::<Vec<_>>().join(" ").as_str()])
            }
        };
        return Body { text: lines, quote: None };
    }
    let (text, quote) = match line_ends {
        LineEnds::Shown => html::fragment(&source.replace('\n', "<br>")),
        LineEnds::Space => html::fragment(source),
    };
    Body { text, quote }
}

/// The text of a comment that may be HTML or not, by whether it has tags of comments or entities in it.
pub(super) fn either(source: &str) -> Body {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| {
        let tags = r"</?(?:p|br|a|b|i|em|strong|div|span|blockquote|img|ul|ol|li|code|pre)(?:\s[^<>]*)?/?>";
        Regex::new(&format!(r"(?i){tags}|&(?:#\d{{1,7}}|#x[0-9a-f]{{1,6}}|amp|lt|gt|quot|apos|nbsp|hellip);"))
            .expect("the pattern is well-formed")
    });
    if MARKS.is_match(source) {
        return body(source, LineEnds::Shown);
    }
    Body { text: clean::lines(source.lines()), quote: None }
}

/// A title or a name, whose entities are resolved.
pub(super) fn label(source: &str) -> Option<String> {
    clean::label(&either(source).text)
}

#[cfg(test)]
mod tests {
    use super::{LineEnds, body, either, label};

    #[test]
    fn comments_keep_their_lines_and_lose_their_tags() {
        let found = body("سطر أول\nسطر <b>ثان</b>\n\n<p>ثالث</p>", LineEnds::Shown);
        assert_eq!((found.text.as_str(), found.quote), ("سطر أول\nسطر ثان\nثالث", None));
        let found = body("<p>سطر\nواحد</p><p>وآخر<br>وثالث</p>", LineEnds::Space);
        assert_eq!(found.text, "سطر واحد\nوآخر\nوثالث");
        let found = body("<blockquote>قال</blockquote>جواب &amp; &#1587;ؤال", LineEnds::Space);
        assert_eq!((found.text.as_str(), found.quote.as_deref()), ("جواب & سؤال", Some("قال")));
        assert_eq!(body("a\nb", LineEnds::Space).text, "a b");
    }

    #[test]
    fn plain_text_with_brackets_is_kept() {
        assert_eq!(either("5 < 6 & 7 > 3 <3").text, "5 < 6 & 7 > 3 <3");
        assert_eq!(either("قال &quot;نعم&quot;\nثم ذهب").text, "قال \"نعم\"\nثم ذهب");
        assert_eq!(either("<script>x</script><p>نص</p>").text, "نص");
        assert_eq!(label("خبر &#8211; عاجل"), Some("خبر – عاجل".to_owned()));
    }
}
