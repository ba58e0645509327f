//! The comments of pages, sorted, as an Excel workbook.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use super::highlight::spans;
use super::moderation::Moderation;
use super::words::Words;
use super::{Language, class};
use crate::sieve::Record;
use crate::{Error, Result};

/// The column of the comments.
const TEXT: u16 = 3;

/// What a cell can hold (Excel's own limit), in UTF-16 units.
const CELL: usize = 32_767;

/// The whole workbook: a row a comment, sorted as the page is. Every cell is a string or a number, so that none is
/// run.
///
/// # Errors
/// [`Error::Labels`] where there are more comments than a sheet has rows.
pub fn render(moderation: &Moderation, language: Language) -> Result<Vec<u8>> {
    let fault = |error: XlsxError| Error::Labels(format!("the workbook cannot be written: {error}"));
    let mut book = Workbook::new();
    fill(book.add_worksheet(), moderation, language).map_err(fault)?;
    book.save_to_buffer().map_err(fault)
}

fn fill(sheet: &mut Worksheet, moderation: &Moderation, language: Language) -> Result<(), XlsxError> {
    let words = language.words();
    sheet.set_name(words.text)?.set_right_to_left(language == Language::Arabic);
    let bold = Format::new().set_bold();
    let probability = moderation.decided_by.map_or_else(
        || words.probability.to_owned(),
        |label| format!("{}: {}", words.probability, words.label(label)),
    );
    let heads = [
        (words.decision, 12.0),
        (words.label, 12.0),
        (&probability, 18.0),
        (words.text, 90.0),
        (words.reasons, 30.0),
        (words.author, 18.0),
        (words.date, 18.0),
        (words.page, 30.0),
    ];
    for ((head, width), column) in heads.into_iter().zip(0u16..) {
        sheet.write_string_with_format(0, column, head, &bold)?.set_column_width(column, width)?;
    }
    let mut row = 0;
    for record in moderation.sections().iter().flat_map(|section| &section.records) {
        row += 1;
        let (_, share) = moderation.counted(record.verdict);
        write_row(sheet, row, record, share, words)?;
    }
    if row == 0 {
        sheet.write_string(1, TEXT, words.no_comments)?;
    }
    sheet.set_freeze_panes(1, 0)?.autofilter(0, 0, row, heads.len() as u16 - 1)?;
    for (reason, below) in moderation.unread.iter().zip(row.max(1) + 2..) {
        sheet.write_string(below, TEXT, cut(&format!("{}: {reason}", words.unread)))?;
    }
    Ok(())
}

/// The colour of a label's class, as a page on white paper has it.
fn colour(class: &str) -> Color {
    Color::RGB(match class {
        "hostile" => 0x00B3_261E,
        "partisan" => 0x008A_5A00,
        "neutral" => 0x001B_6E3C,
        "other1" => 0x001F_5FA8,
        "other2" => 0x007B_2D8B,
        "other3" => 0x000B_6B7A,
        "other4" => 0x00A6_1E4D,
        "other5" => 0x005C_5F00,
        _ => 0x004A_4E57,
    })
}

/// `share`: the probability that counts.
fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    record: &Record,
    share: f64,
    words: &Words,
) -> Result<(), XlsxError> {
    let (comment, verdict) = (record.comment, record.verdict);
    let colour = colour(class(&verdict.probabilities.labels, &verdict.label));
    let wrapped = Format::new().set_text_wrap();
    let reasons: Vec<_> = verdict.reasons.iter().map(|reason| reason.text.as_str()).collect();
    let date = comment.date.as_deref().or(comment.date_text.as_deref());
    sheet
        .write_string(row, 0, verdict.decision.map_or("", |decision| words.decision(decision)))?
        .write_string_with_format(row, 1, words.label(&verdict.label), &Format::new().set_font_color(colour))?
        .write_number_with_format(row, 2, share, &Format::new().set_num_format("0%"))?
        .write_string_with_format(row, 4, cut(&reasons.join("، ")), &wrapped)?
        .write_string(row, 5, cut(comment.author.as_deref().unwrap_or_default()))?
        .write_string(row, 6, cut(date.unwrap_or_default()))?
        .write_string(row, 7, cut(record.page))?;
    let text = cut(&comment.text);
    let deciding = Format::new().set_bold().set_font_color(colour);
    let plain = Format::default();
    let mut parts = Vec::new();
    let mut at = 0;
    for (start, end, _) in spans(text, &verdict.reasons) {
        parts.extend([(&plain, &text[at..start]), (&deciding, &text[start..end])]);
        at = end;
    }
    parts.push((&plain, &text[at..]));
    parts.retain(|(_, part)| !part.is_empty());
    let escaped: Vec<_> = parts.iter().map(|(format, part)| (*format, escaped(part))).collect();
    let parts: Vec<_> = escaped.iter().map(|(format, part)| (*format, &**part)).collect();
    if parts.len() > 1 {
        sheet.write_rich_string_with_format(row, TEXT, &parts, &wrapped)?;
    } else {
        sheet.write_string_with_format(row, TEXT, text, &wrapped)?;
    }
    Ok(())
}

/// As much as a cell holds. Comments are no longer in life; a page that is none might be.
fn cut(text: &str) -> &str {
    if text.len() <= CELL {
        return text;
    }
    let mut units = 0;
    let fits = |(_, c): &(usize, char)| {
        units += c.len_utf16();
        units <= CELL
    };
    let end = text.char_indices().take_while(fits).last().map_or(0, |(at, c)| at + c.len_utf8());
    &text[..end]
}

/// The character of the escape that a text begins with.
fn code(text: &str) -> Option<char> {
    let code = text.get(2..6).filter(|_| text.as_bytes().get(6) == Some(&b'_'))?;
    let is_hex = code.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(code, 16).ok()).flatten().and_then(char::from_u32)
}

/// A part of a rich string whose `_x0041_` is not read as an escape (ECMA-376, `ST_Xstring`): `rust_xlsxwriter` sees to
/// that in plain strings alone, and to control characters in both.
fn escaped(text: &str) -> Cow<'_, str> {
    let mut places =
        text.match_indices("_x").map(|(at, _)| at).filter(|&at| code(&text[at..]).is_some()).peekable();
    if places.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len() + 8);
    let mut from = 0;
    for at in places {
        whole.push_str(&text[from..at]);
        whole.push_str("_x005F");
        from = at;
    }
    Cow::Owned(whole + &text[from..])
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_looks_like_an_escape_is_escaped_and_nothing_else() {
        for (meant, written) in [
            ("_x0041_", "_x005F_x0041_"),
            ("_x00_ و_xس", "_x00_ و_xس"),
            ("a_x005F_", "a_x005F_x005F_"),
            ("_xD800_", "_xD800_"),
        ] {
            assert_eq!(escaped(meant), written);
        }
    }
}
