//! What holds for the pages of any bytes, read as any kind; asserted by the property tests and by the fuzz target.

use std::io::Cursor;
use std::path::Path;

use ghirbal::page::{InputKind, Options, Page, read};

/// Panics where an invariant is broken.
pub(crate) fn check(kind: InputKind, bytes: &[u8]) {
    let options = Options {
        kind: Some(kind),
        with_removed: true,
        now: "2024-03-31T09:15".parse().ok(),
        ..Options::default()
    };
    let pages = match read(Path::new("x"), Cursor::new(bytes.to_vec()), &options) {
        Ok(pages) => pages,
        Err(error) => return assert!(error.to_string().contains('x')),
    };
    let mut count = 0;
    let mut failed = false;
    for page in pages {
        assert!(!failed, "nothing follows an error");
        match page {
            Ok(page) => {
                count += 1;
                holds(kind, &page);
            }
            Err(error) => {
                failed = true;
                let message = error.to_string();
                assert!(message.starts_with('x') || message.starts_with("cannot read x"), "{message}");
            }
        }
    }
    assert!(kind.is_export() || count == 1, "a page gives one page");
}

fn holds(kind: InputKind, page: &Page) {
    assert!(page.page == "x" || (kind.is_export() && page.page.starts_with("x#")), "{:?}", page.page);
    let comments = &page.comments;
    for (index, comment) in comments.iter().enumerate() {
        assert_eq!(comment.index, index);
        assert!(!comment.text.trim().is_empty(), "{comment:?}");
        if let Some(date) = &comment.date {
            let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
            let known = ["9999-99-99T99:99", "9999-99-99", "9999-99", "9999"];
            assert!(known.contains(&shape.as_str()), "{date:?}");
        }
        // Answers go up, in the end to a comment that answers none.
        let mut at = index;
        for _ in 0..comments.len() {
            at = comments[at].reply_to.unwrap_or(at);
        }
        assert_eq!(comments[at].reply_to, None, "comment {index} answers itself in the end");
    }
    let codes: Vec<_> = page.warnings.iter().map(|warning| &warning.code).collect();
    assert!(
        codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')),
        "{codes:?}"
    );
    serde_json::to_string(page).expect("a page is data");
}
