//! Pages in every encoding that Arabic pages are in, declared rightly, wrongly, twice or nowhere.
#![cfg(feature = "page")]

use encoding_rs::{Encoding, ISO_8859_6, UTF_8, WINDOWS_1252, WINDOWS_1256};
use ghirbal::page::{InputKind, Options, Page, read as read_file, split};

const COMMENT: &str = "هذا الكلام غير صحيح، والدليل ما جرى في العام الماضي. متى نتعلم؟";

/// A page that declares some encodings.
fn page(declared: &[&str]) -> String {
    let metas: Vec<_> = declared.iter().map(|name| format!("<meta charset=\"{name}\">")).collect();
    format!(
        "<!DOCTYPE html><html><head>{}<title>خبر</title></head><body><h1>خبر قصير عن المدينة وأهلها</h1><p>نص الخبر هنا.</p>\
         <ol class=\"comment-list\"><li class=\"comment\" id=\"comment-1\"><b class=\"fn\">سمير</b>\
         <div class=\"comment-content\"><p>{COMMENT}</p></div></li></ol></body></html>",
        metas.concat()
    )
}

fn codes(page: &Page) -> Vec<&str> {
    page.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

/// What the only comment says, and the codes of the warnings.
fn read(bytes: &[u8]) -> (String, Vec<String>) {
    let page = split("page.html", bytes);
    let text = page.comments.first().map(|comment| comment.text.clone()).unwrap_or_default();
    (text, codes(&page).into_iter().map(str::to_owned).collect())
}

#[test]
fn every_encoding_with_every_declaration() {
    let right: &[(&'static Encoding, &str)] =
        &[(UTF_8, "utf-8"), (WINDOWS_1256, "windows-1256"), (ISO_8859_6, "iso-8859-6")];
    for (encoding, name) in right {
        for declared in [
            &[*name][..],
            &[],
            &["utf-8"],
            &["windows-1256"],
            &["iso-8859-6"],
            &["iso-8859-1"],
            &["utf-16"],
            &["utf-8", "windows-1256"],
            &["windows-1256", "utf-8"],
            &["no-such-encoding"],
        ] {
            let bytes = encoding.encode(&page(declared)).0.into_owned();
            let (text, warnings) = read(&bytes);
            assert_eq!(text, COMMENT, "{name} declared as {declared:?}");
            if declared == [*name] {
                assert_eq!(warnings, Vec::<String>::new(), "{name}");
            }
            let is_told = warnings.iter().any(|code| code.starts_with("encoding-"));
            let is_silent_utf_8 = *encoding == UTF_8;
            assert!(declared.contains(name) || is_silent_utf_8 || is_told, "{name} declared as {declared:?}");
        }
    }
}

#[test]
fn utf_16_with_and_without_a_mark() {
    for mark in ["\u{feff}", ""] {
        let text = format!("{mark}{}", page(&["utf-8"]));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((read(&little).0.as_str(), read(&big).0.as_str()), (COMMENT, COMMENT));
    }
}

#[test]
fn mojibake_is_mended_and_said() {
    for encoding in [WINDOWS_1252, WINDOWS_1256] {
        let whole = page(&["utf-8"]);
        let spoiled = encoding.decode_without_bom_handling(whole.as_bytes()).0.into_owned();
        assert_eq!(read(spoiled.as_bytes()), (COMMENT.to_owned(), vec!["mojibake-mended".to_owned()]));
        // Only the comments, as where a database was moved.
        let comment = encoding.decode_without_bom_handling(COMMENT.as_bytes()).0.into_owned();
        let part = whole.replace(COMMENT, &comment);
        assert_eq!(read(part.as_bytes()).0, COMMENT);
    }
    assert_eq!(read(page(&["utf-8"]).as_bytes()).1, Vec::<String>::new());
}

#[test]
fn entities_are_resolved_in_pages_and_in_dumps() {
    let numbers = COMMENT.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
    assert_eq!(read(page(&[]).replace(COMMENT, &numbers).as_bytes()).0, COMMENT);
    let dump = format!("الخبر\n\nالتعليقات (1)\nسمير\n23-08-2023 04:34 م\n{numbers} &quot;نعم&quot; R&D\n");
    let page = split("page.txt", dump.as_bytes());
    assert_eq!(page.comments[0].text, format!("{COMMENT} \"نعم\" R&D"));
}

#[test]
fn what_is_no_text_is_refused() {
    let noise: Vec<u8> =
        (0_u32..4000).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    let after = |magic: &[u8]| [magic, &noise].concat();
    for (bytes, what) in [
        (after(b"\x1F\x8B\x08"), "gzip"),
        (after(b"PK\x03\x04"), "zip"),
        (after(b"\x89PNG\r\n\x1A\n"), "PNG"),
        (after(b"\xFF\xD8\xFF\xE0"), "JPEG"),
        (b"%PDF-1.7\n1 0 obj".to_vec(), "PDF"),
        (noise.clone(), "binary"),
    ] {
        for kind in [None, Some(InputKind::Html), Some(InputKind::Csv)] {
            let options = Options { kind, ..Options::default() };
            let refused = read_file("odd.html".as_ref(), std::io::Cursor::new(bytes.clone()), &options);
            let message = refused.err().expect("it is refused").to_string();
            assert!(message.contains("odd.html") && message.contains(what), "{message}");
        }
    }
    // A few odd bytes, zeros behind the end and UTF-16 without a mark are text.
    let whole = page(&["utf-8"]);
    let spoiled = whole.replacen("نص", "\0ن\0ص\u{1b}", 1).into_bytes();
    let padded = [whole.as_bytes(), &[0; 900]].concat();
    let wide = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [spoiled, padded, wide] {
        let pages = read_file("page.html".as_ref(), std::io::Cursor::new(bytes), &Options::default());
        let page = pages.expect("it is text").next().expect("one page").expect("it is read");
        assert_eq!(page.comments[0].text, COMMENT);
    }
}
