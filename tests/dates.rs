//! Dates of whole pages: what depends on when a page was saved, and on the calendar.
#![cfg(feature = "page")]

use std::io::Cursor;
use std::path::Path;

use ghirbal::page::{Options, Page, read};

fn page(stamps: &[&str], now: Option<&str>) -> Page {
    let readers = [("سمير", "كلام الأول هنا"), ("هالة", "رأي آخر في الخبر"), ("يونس", "شكرا على التوضيح")];
    let unit = |((name, words), stamp): (&(&str, &str), &&str)| format!("{name}\n{stamp}\n{words}\n");
    let units: String = readers.iter().zip(stamps).map(unit).collect();
    let text = format!("الخبر\n\nالتعليقات ({})\n{units}", stamps.len());
    let options = Options { now: now.map(|now| now.parse().expect("a date")), ..Options::default() };
    let mut pages = read(Path::new("page.txt"), Cursor::new(text), &options).expect("a page");
    pages.next().expect("one page").expect("a page is always read")
}

fn dates(page: &Page) -> Vec<(Option<&str>, Option<&str>)> {
    page.comments.iter().map(|comment| (comment.date.as_deref(), comment.date_text.as_deref())).collect()
}

#[test]
fn relative_times_have_a_date_only_when_the_page_has_one() {
    let stamps = ["منذ يومين", "منذ 3 ساعات", "5 أيار/ مايو 2024"];
    let bare = page(&stamps, None);
    assert_eq!(
        dates(&bare),
        [
            (None, Some("منذ يومين")),
            (None, Some("منذ 3 ساعات")),
            (Some("2024-05-05"), Some("5 أيار/ مايو 2024"))
        ]
    );
    let dated = page(&stamps, Some("2024-05-10T01:30"));
    let found: Vec<_> = dates(&dated).into_iter().map(|(date, _)| date).collect();
    assert_eq!(found, [Some("2024-05-08"), Some("2024-05-09T22:30"), Some("2024-05-05")]);
    assert_eq!(dated.warnings, []);
}

#[test]
fn hijri_dates_are_converted_with_a_warning() {
    let lunar = page(&["12 رمضان 1445 هـ", "13 رمضان 1445 هـ 10:20 م"], None);
    let found: Vec<_> = dates(&lunar).into_iter().map(|(date, _)| date).collect();
    assert_eq!(found, [Some("2024-03-22"), Some("2024-03-23T22:20")]);
    let codes: Vec<_> = lunar.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["hijri-dates"]);
    assert!(lunar.warnings[0].message.ends_with(": 2."), "{}", lunar.warnings[0].message);
    let both = page(&["12 رمضان 1445 هـ الموافق 22 مارس 2024 م"], None);
    assert_eq!((dates(&both)[0].0, both.warnings.len()), (Some("2024-03-22"), 0));
}
