//! Reports: what they show, and that nothing in them runs or comes from elsewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

mod common;
#[path = "common/program.rs"]
mod program;
use program::{Folder, failure, ghirbal, repository, stdout};

const ATTACK: &str = "<script>alert(1)</script><img src=x onerror=alert(2)> \" ' & خبر ممتاز";

/// The elements of reports; text that got through unescaped would bring others.
const ELEMENTS: &str = "html head meta title style body main footer h1 h2 h3 p span div b bdi strong br table thead tbody \
                        tr th td figure figcaption svg path text circle mark ul li !doctype";

fn check_page(html: &str) {
    let known: BTreeSet<String> = ELEMENTS.split_whitespace().map(str::to_owned).collect();
    let tags = regex::Regex::new("</?([a-zA-Z!][a-zA-Z0-9]*)([^>]*)>").expect("a pattern");
    let mut seen = 0;
    for tag in tags.captures_iter(html) {
        let name = tag[1].to_lowercase();
        // The title of a curve is an element of SVG.
        assert!(known.contains(&name), "<{name}> in the report");
        for evil in ["src=", "href=", "url(", " on"] {
            assert!(!tag[2].to_lowercase().contains(evil), "{} in {}", evil, &tag[0]);
        }
        seen += 1;
    }
    assert!(seen > 20, "it is a page");
    assert!(html.contains("default-src 'none'") && !html.contains("@import") && !html.contains("url("));
}

/// The example page with an attack as a comment, its title and an author.
fn attacked(folder: &Folder) -> PathBuf {
    let page = std::fs::read_to_string(repository("docs/example.html")).expect("it is there");
    let escaped = ATTACK.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let attacked = page.replace("خبر ممتاز", &escaped).replace("سلمى", "&lt;b&gt;سلمى&lt;/b&gt;");
    assert_ne!(page, attacked);
    folder.file("page.html", attacked)
}

fn moderate(page: &Path, report: &Path, more: &[&str]) -> String {
    let mut command = ghirbal();
    command.arg("moderate").arg(page).arg("--report").arg(report).args(more);
    assert_eq!(stdout(&mut command), "", "records are for --format");
    std::fs::read_to_string(report).unwrap_or_default()
}

#[test]
fn a_moderation_report_escapes_what_strangers_write() {
    let folder = Folder::new();
    let page = attacked(&folder);
    let english = moderate(&page, &folder.path("en.html"), &[]);
    check_page(&english);
    assert!(english.contains("&lt;script&gt;") && english.contains("lang=\"en\" dir=\"ltr\""));
    assert!(english.contains("<mark style=\"--weight:"), "deciding words are marked");
    let arabic = moderate(&page, &folder.path("ar.html"), &["--lang", "ar"]);
    check_page(&arabic);
    assert!(arabic.contains("lang=\"ar\" dir=\"rtl\"") && arabic.contains("التعليقات بعد الفرز"));
    assert_eq!(english.matches("class=\"card").count(), 7);
}

#[test]
fn records_are_written_beside_a_report_where_they_are_asked_for() {
    let folder = Folder::new();
    let mut command = ghirbal();
    command.arg("moderate").arg(repository("docs/example.html")).arg("--report").arg(folder.path("a.html"));
    assert_eq!(stdout(command.args(["--format", "jsonl"])).lines().count(), 7);
    let mut command = ghirbal();
    command.arg("moderate").arg(repository("docs/example.html")).arg("--report").arg(folder.path("a.pdf"));
    assert!(failure(&mut command, 1).contains("a report ends in .html or .xlsx"));
    failure(ghirbal().args(["moderate", "x.html", "--lang", "ar"]), 2);
}

#[cfg(feature = "excel")]
#[test]
fn a_workbook_holds_every_comment_and_no_formula() {
    use calamine::Reader as _;

    let folder = Folder::new();
    let page = std::fs::read_to_string(repository("docs/example.html")).expect("it is there");
    let page = folder.file("page.html", page.replace("خبر ممتاز", "=HYPERLINK(1) خبر ممتاز"));
    let report = folder.path("sorted.xlsx");
    moderate(&page, &report, &["--lang", "ar"]);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&report).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("it can be read");
    assert_eq!(sheet.height(), 8, "a header and seven comments");
    let texts: Vec<_> = sheet.rows().skip(1).map(|row| row[3].to_string()).collect();
    assert!(texts.iter().any(|text| text.starts_with("=HYPERLINK(1) خبر ممتاز")), "{texts:?}");
    let formulas = book.worksheet_formula("التعليق").expect("it can be read");
    assert!(formulas.rows().flatten().all(String::is_empty));
}

#[test]
fn csv_of_the_verbs_is_safe_for_spreadsheets() {
    let folder = Folder::new();
    let page = std::fs::read_to_string(repository("docs/example.html")).expect("it is there");
    let page = folder.file("page.html", page.replace("خبر ممتاز", "=1+1 خبر ممتاز"));
    let moderated = stdout(ghirbal().args(["moderate", "--format", "csv", "--excel"]).arg(page));
    assert!(moderated.starts_with('\u{FEFF}') && moderated.contains("\"'=1+1 خبر ممتاز"), "{moderated}");
    let comments = folder.file("comments.csv", "text\n=1+1 خبر\n");
    let classified = stdout(ghirbal().args(["classify", "--excel"]).arg(comments));
    assert!(
        classified.starts_with("\u{FEFF}\"text\"") && classified.contains("\"'=1+1 خبر\""),
        "{classified}"
    );
    failure(ghirbal().args(["moderate", "--excel", "x.html"]), 1);
    failure(ghirbal().args(["classify", "--excel", "--input", "lines", "-"]).write_stdin("x"), 1);
}

/// Labelled rows of the small model's labels, the first with an attack, some of them wrong.
fn labelled(folder: &Folder) -> PathBuf {
    let row = |n: usize| {
        let (text, label) = common::SMALL[n % common::SMALL.len()];
        let label = if n.is_multiple_of(9) { "bad" } else { label };
        format!("{text} {n},{label},{}\n", if n.is_multiple_of(2) { "desk" } else { "forum" })
    };
    let rows = (0..40).map(row).collect::<Vec<_>>().concat();
    let attack = ATTACK.replace('"', "\"\"");
    folder.file("held-out.csv", format!("text,label,source\n\"{attack}\",bad,<b>desk</b>\n{rows}"))
}

#[test]
fn an_evaluation_report_shows_everything_and_escapes_it() {
    let folder = Folder::new();
    let (model, rows) = (folder.model(), labelled(&folder));
    let report = |name: &str, more: &[&str]| {
        let mut command = ghirbal();
        command.arg("evaluate").arg(&rows).arg("--model").arg(&model).arg("--report").arg(folder.path(name));
        let figures = stdout(command.args(more));
        (std::fs::read_to_string(folder.path(name)).expect("it was written"), figures)
    };
    let (english, figures) = report("en.html", &[]);
    check_page(&english);
    assert!(!figures.is_empty());
    for part in [
        "Macro-F1",
        "95% bootstrap",
        "What is taken for what",
        "Precision and recall",
        "Reliability",
        "Review load",
        "By source and length",
        "most confident mistakes",
        "strongest words",
        "&lt;script&gt;",
        "&lt;b&gt;desk&lt;/b&gt;",
        "<svg",
        "<mark",
    ] {
        assert!(english.contains(part), "{part} is missing");
    }
    assert!(!english.contains("McNemar"));
    let other = model.display().to_string();
    let (compared, figures) = report("ar.html", &["--lang", "ar", "--against", &other]);
    check_page(&compared);
    assert!(compared.contains("dir=\"rtl\"") && compared.contains("ماكنمار"));
    assert!(figures.contains("0 rows are right by this model alone"), "{figures}");
    let error = failure(
        ghirbal().arg("evaluate").arg(&rows).arg("--model").arg(&model).args(["--against", "moderation"]),
        1,
    );
    assert!(error.contains("only models of the same labels compare"), "{error}");
}
