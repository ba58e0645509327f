//! A comment with the words that decided, coloured.

use maud::{Markup, html};

use crate::Reason;

/// The text, with the spans of the reasons marked, the stronger the deeper. Of spans that overlap the stronger is
/// marked.
pub(super) fn highlighted(text: &str, reasons: &[Reason]) -> Markup {
    let spans = spans(text, reasons);
    let mut at = 0;
    html! {
        @for (start, end, weight) in spans {
            (text[std::mem::replace(&mut at, end)..start])
            mark style=(format!("--weight:{weight:.2}")) { (text[start..end]) }
        }
        (text[at..])
    }
}

/// Non-overlapping spans in order, each with its weight against the strongest.
pub(super) fn spans(text: &str, reasons: &[Reason]) -> Vec<(usize, usize, f64)> {
    let strongest = reasons.iter().map(|reason| reason.weight).fold(f64::MIN_POSITIVE, f64::max);
    let mut spans: Vec<(usize, usize, f64)> = Vec::new();
    for reason in reasons {
        let (start, end) = (reason.start, reason.end);
        let is_free = spans.iter().all(|&(from, to, _)| end <= from || to <= start);
        // Offsets are into the bytes that were classified; a text that was mended since may be cut elsewhere.
        let fits = start < end && text.get(start..end).is_some();
        if is_free && fits && reason.weight > 0.0 {
            spans.push((start, end, reason.weight / strongest));
        }
    }
    spans.sort_by_key(|span| span.0);
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(start: usize, end: usize, weight: f64) -> Reason {
        Reason { text: String::new(), start, end, weight }
    }

    #[test]
    fn marks_do_not_overlap_and_everything_is_escaped() {
        let text = "<b>one</b> two & three";
        let found = highlighted(
            text,
            &[reason(3, 6, 2.0), reason(0, 10, 1.0), reason(11, 14, 1.0), reason(11, 99, 1.0)],
        );
        assert_eq!(
            found.into_string(),
            "&lt;b&gt;<mark style=\"--weight:1.00\">one</mark>&lt;/b&gt; \
             <mark style=\"--weight:0.50\">two</mark> &amp; three"
        );
        assert_eq!(highlighted("كلمة", &[reason(1, 3, 1.0)]).into_string(), "كلمة");
    }
}
