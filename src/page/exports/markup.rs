//! The HTML of one comment → text.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::page::{clean, encodings, html};

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

/// Cleans the texts of a record, the longest of which should come first: of short ones it is told by that whether they
/// were spoiled. What was decoded wrongly before it was saved is mended first, since cleaning takes the
/// signs of some of its bytes for white space: of every م in ISO-8859-1, for one.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Whether any had to be mended.
    pub(super) mended: bool,
}

impl Texts {
    /// The text of a comment that is written as HTML.
    pub(super) fn body(&mut self, source: &str, line_ends: LineEnds) -> Body {
        body(&self.mend(source), line_ends)
    }

    /// The text of a comment that may be HTML or not.
    pub(super) fn either(&mut self, source: &str) -> Body {
        either(&self.mend(source))
    }

    /// A text that is no HTML.
    pub(super) fn plain(&mut self, source: &str) -> String {
        clean::lines(self.mend(source).lines())
    }

    /// A title or a name, whose entities are resolved.
    pub(super) fn label(&mut self, source: &str) -> Option<String> {
        clean::label(&self.either(source).text)
    }

    /// A name or a date that is no HTML.
    pub(super) fn plain_label(&mut self, source: &str) -> Option<String> {
        clean::label(&self.mend(source))
    }

    fn mend<'a>(&mut self, source: &'a str) -> Cow<'a, str> {
        let mended = if self.mended { encodings::mend_beside(source) } else { encodings::mend(source) };
        let Some(mended) = mended else { return source.into() };
        self.mended = true;
        mended.into()
    }
}

/// The text of a comment that is written as HTML.
fn body(source: &str, line_ends: LineEnds) -> Body {
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
fn either(source: &str) -> Body {
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

#[cfg(test)]
mod tests {
    use super::{LineEnds, Texts, body, either};

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
        assert_eq!(Texts::default().label("خبر &#8211; عاجل"), Some("خبر – عاجل".to_owned()));
    }
}
