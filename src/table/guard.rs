//! Cells that a spreadsheet would run, and how they are made harmless.

use std::borrow::Cow;

/// The byte order mark that makes Excel take a CSV for UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Cells that begin so are run by spreadsheets, or may be: as [OWASP] lists them, with the full-width forms that
/// some versions take for the same.
///
/// [OWASP]: https://owasp.org/www-community/attacks/CSV_Injection
const SIGNS: [&str; 8] = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];

/// Blanks that a spreadsheet may pass over at the beginning of a cell.
const BLANKS: [u8; 3] = *b"\t\r\n";

/// Where a cell may end in spite of its quotes: a spreadsheet whose list separator is not the comma takes no quote
/// behind a comma for one.
const ENDS: [u8; 4] = *b";\t\r\n";

/// Puts a `'` before what a spreadsheet would run: at the beginning of a cell, and inside of one where a spreadsheet
/// that separates cells by semicolons or tabs would begin another. Cells need not be UTF-8.
///
/// Where such a `'` stands already another is put, so that [`unguarded`] gives back what there was.
#[must_use]
pub fn guarded(cell: &[u8]) -> Cow<'_, [u8]> {
    let mut harmless = Vec::new();
    let mut from = 0;
    for (at, _) in places(cell) {
        harmless.extend_from_slice(&cell[from..at]);
        harmless.push(b'\'');
        from = at;
    }
    if harmless.is_empty() {
        return Cow::Borrowed(cell);
    }
    harmless.extend_from_slice(&cell[from..]);
    Cow::Owned(harmless)
}

/// The cell without its guards; `None` where it has none.
#[must_use]
pub fn unguarded(cell: &str) -> Option<String> {
    let mut bare = String::new();
    let mut from = 0;
    for (at, _) in places(cell.as_bytes()).filter(|(_, guards)| *guards > 0) {
        bare.push_str(&cell[from..at]);
        from = at + 1;
    }
    (from > 0).then(|| bare + &cell[from..])
}

/// Where a spreadsheet would run what follows, or would without the `'` that stand there: the place, and how many
/// these are.
fn places(cell: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let count = |bytes: &[u8], wanted: u8| bytes.iter().take_while(|byte| **byte == wanted).count();
    // The quotes around a cell that began inside of another are none to whoever sees them there.
    let within = (0..cell.len())
        .filter(|&at| ENDS.contains(&cell[at]))
        .map(move |at| at + 1 + count(&cell[at + 1..], b'"'));
    std::iter::once(0).chain(within).filter_map(move |at| {
        let guards = count(&cell[at..], b'\'');
        let bare = &cell[at + guards..];
        let is_blank = at == 0 && bare.first().is_some_and(|byte| BLANKS.contains(byte));
        let is_run = is_blank || SIGNS.iter().any(|sign| bare.starts_with(sign.as_bytes()));
        is_run.then_some((at, guards))
    })
}

#[cfg(test)]
mod tests {
    use super::{guarded, unguarded};

    #[test]
    fn guards_are_put_where_a_cell_begins_and_taken_away_again() {
        for (cell, harmless) in [
            ("=1", "'=1"),
            ("'=1", "''=1"),
            ("\t=1", "'\t'=1"),
            ("＝1", "'＝1"),
            ("خبر;=1+1;", "خبر;'=1+1;"),
            ("خبر;\"=1+1\";", "خبر;\"'=1+1\";"),
            ("سطر\n-سطر", "سطر\n'-سطر"),
            ("خبر;'=1", "خبر;''=1"),
        ] {
            assert_eq!(guarded(cell.as_bytes()), harmless.as_bytes());
            assert_eq!(unguarded(harmless).as_deref(), Some(cell));
        }
        for cell in ["", "خبر", "1 = 1", "خبر; كلام", "سطر\n\nسطر", "'قال'", "a,=1", ";\"\";"]
        {
            assert_eq!(guarded(cell.as_bytes()), cell.as_bytes());
            assert_eq!(unguarded(cell), None);
        }
        assert_eq!(guarded(b";=\xFF"), &b";'=\xFF"[..]);
    }
}
