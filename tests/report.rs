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
                        tr th td figure figcaption svg path text circle mark ul li details summary !doctype";

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
    assert!(failure(&mut command, 2).contains("a report ends in .html or .xlsx"));
    failure(ghirbal().args(["moderate", "x.html", "--lang", "ar"]), 2);
}

#[cfg(feature = "excel")]
#[test]
fn a_workbook_holds_every_comment_and_no_formula() {
    use calamine::Reader as _;

    let folder = Folder::new();
    let page = std::fs::read_to_string(repository("docs/example.html")).expect("it is there");
    let page = page.replace("خبر ممتاز", "=HYPERLINK(1) خبر ممتاز _x0041_ &lt;b&gt;");
    let page = folder.file("page.html", page);
    let report = folder.path("sorted.xlsx");
    moderate(&page, &report, &["--lang", "ar"]);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&report).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("it can be read");
    assert_eq!(sheet.height(), 8, "a header and seven comments");
    let texts: Vec<_> = sheet.rows().skip(1).map(|row| row[3].to_string()).collect();
    let whole = |text: &String| text.starts_with("=HYPERLINK(1) خبر ممتاز _x0041_ <b>");
    assert!(texts.iter().any(whole), "{texts:?}");
    let formulas = book.worksheet_formula("التعليق").expect("it can be read");
    assert!(formulas.rows().flatten().all(String::is_empty));
}

#[test]
fn a_report_of_no_comments_says_so() {
    let folder = Folder::new();
    let page = folder.file("page.html", "<html><body><p>مقال بلا تعليقات</p></body></html>");
    assert!(moderate(&page, &folder.path("en.html"), &[]).contains("No comments were found."));
    assert!(moderate(&page, &folder.path("ar.html"), &["--lang", "ar"]).contains("لم يُعثر على أي تعليق"));
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
    failure(ghirbal().args(["moderate", "--excel", "x.html"]), 2);
    failure(ghirbal().args(["classify", "--excel", "--input", "lines", "-"]).write_stdin("x"), 2);
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
    folder.file("held-out.csv", format!("text,label,source\n\"{attack}\",good,<b>desk</b>\n{rows}"))
}

/// A model that learned the labels of the small one the wrong way round.
fn another_model(folder: &Folder) -> PathBuf {
    let other = |label: &str| if label == "good" { "bad" } else { "good" };
    let row = |(text, label): &(&str, &str)| format!("{text},{}\n", other(label));
    let rows = common::SMALL.iter().map(row).collect::<Vec<_>>().concat();
    let labels = folder.file("other.csv", format!("text,label\n{rows}"));
    let model = folder.path("other.ghirbal");
    let mut train = ghirbal();
    train
        .arg("train")
        .arg(labels)
        .arg("--settings")
        .arg(folder.path("settings.json"))
        .arg("--out")
        .arg(&model);
    train.assert().success();
    model
}

#[test]
fn mistakes_are_shown_with_their_lines_and_rows() {
    let folder = Folder::new();
    let model = folder.model();
    let rows =
        folder.file("rows.csv", "text,label\n\"مقال مفيد جدا\nشكرا لكم\",good\n ,good\nكلام فارغ وممل,good\n");
    let mut command = ghirbal();
    command.arg("evaluate").arg(rows).arg("--model").arg(&model).arg("--report").arg(folder.path("a.html"));
    stdout(&mut command);
    let page = std::fs::read_to_string(folder.path("a.html")).expect("it was written");
    assert!(page.contains("line 5 (row 4)"), "a cell has two lines, and a row was left out");
    let mut command = ghirbal();
    command.args(["evaluate", "x.csv", "--report", "out.xlsx"]);
    assert!(failure(&mut command, 2).contains("only `moderate` writes workbooks"));
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
    let other = another_model(&folder).display().to_string();
    let (compared, figures) = report("ar.html", &["--lang", "ar", "--against", &other]);
    check_page(&compared);
    assert!(compared.contains("dir=\"rtl\"") && compared.contains("ماكنمار"));
    let alone = regex::Regex::new("(\\d+) rows are right by this model alone, (\\d+) by the other")
        .expect("a pattern");
    let alone = alone.captures(&figures).expect("both are compared");
    let [this, that] = [1, 2].map(|group| alone[group].parse::<u64>().expect("a number"));
    // Of the 40 rows this model knows the words, and the other has them the wrong way round.
    assert!(this > that && that > 0, "{figures}");
    assert!(figures.contains("p < 0.0001"), "{figures}");
    let error = failure(
        ghirbal().arg("evaluate").arg(&rows).arg("--model").arg(&model).args(["--against", "moderation"]),
        1,
    );
    assert!(error.contains("only models of the same labels compare"), "{error}");
}

#[test]
fn a_report_names_what_could_not_be_read_and_replaces_none_with_nothing() {
    let folder = Folder::new();
    let report = folder.file("sorted.html", "an earlier report");
    let moderate = |pages: &[PathBuf]| {
        let mut command = ghirbal();
        command.arg("moderate").args(pages).arg("--report").arg(&report);
        failure(&mut command, 1)
    };
    let gone = folder.path("gone.html");
    assert!(moderate(std::slice::from_ref(&gone)).contains("no report was written"));
    assert_eq!(std::fs::read_to_string(&report).expect("it is there"), "an earlier report");
    moderate(&[repository("docs/example.html"), gone]);
    let page = std::fs::read_to_string(&report).expect("it was written");
    check_page(&page);
    assert!(page.contains("Could not be read") && page.contains("gone.html"), "{page}");
}

#[test]
fn the_order_of_a_moderation_report_is_that_of_its_probabilities() {
    let folder = Folder::new();
    let page = repository("docs/example.html");
    let report = moderate(&page, &folder.path("a.html"), &[]);
    assert!(
        report.contains("The decision goes by the probability of this label") && report.contains("hostile")
    );
    let share = regex::Regex::new(r"</bdi></span> (?:<bdi>hostile</bdi>: )?([0-9.]+)%").expect("a pattern");
    let shown: Vec<f64> =
        share.captures_iter(&report).map(|found| found[1].parse().expect("a number")).collect();
    assert_eq!(shown.len(), 7, "each card shows how probable it is that the comment is hostile");
    assert!(shown.is_sorted_by(|a, b| a >= b), "{shown:?}");
    assert!(report.contains("dir=\"auto\" lang=\"ar\""), "the comments of an English report are Arabic");
}

/// A model of a newsroom's own three labels, calibrated for comments of which few are مسيء, and rows to measure it on.
fn newsroom(folder: &Folder) -> (PathBuf, PathBuf) {
    let words =
        [("مسيء", "كلام فارغ وممل"), ("عادي", "شكرا على هذا الشرح"), ("سياسي", "الحكومة والبرلمان والوزير")];
    let rows = |from: usize, to: usize| {
        let row = |n: usize| {
            let (label, text) = words[n % 3];
            // Some of each are said with the words of another.
            let text = if n.is_multiple_of(7) { words[(n + 1) % 3].1 } else { text };
            format!("{text} رقم {n},{label}\n")
        };
        format!("text,label\n{}", (from..to).map(row).collect::<String>())
    };
    let train = folder.file("train.csv", rows(0, 240));
    let fit = folder.file("fit.csv", rows(240, 480));
    let settings = folder.file("settings.json", r#"{"features":{"column_bits":16,"min_rows":1}}"#);
    let (model, calibrated) = (folder.path("own.ghirbal"), folder.path("calibrated.ghirbal"));
    let mut command = ghirbal();
    command
        .arg("train")
        .arg(train)
        .arg("--settings")
        .arg(settings)
        .arg("--out")
        .arg(&model)
        .assert()
        .success();
    let mut command = ghirbal();
    command.arg("calibrate").arg(fit).arg("--model").arg(model).arg("--out").arg(&calibrated);
    command.args(["--precision", "مسيء=0.5", "--base-rate", "مسيء=0.1"]).assert().success();
    (calibrated, folder.file("test.csv", rows(480, 720)))
}

#[test]
fn labels_of_ones_own_are_told_apart_and_measured_at_their_base_rate() {
    let folder = Folder::new();
    let (model, rows) = newsroom(&folder);
    let mut command = ghirbal();
    command.arg("evaluate").arg(&rows).arg("--model").arg(&model).arg("--report").arg(folder.path("a.html"));
    let figures = stdout(&mut command);
    let report = std::fs::read_to_string(folder.path("a.html")).expect("it was written");
    check_page(&report);
    for class in ["other1", "other2", "other3"] {
        assert!(report.contains(&format!("<path class=\"line {class}\"")), "{class} has no line of its own");
    }
    assert!(
        report.contains("aria-label=\"Reliability: "),
        "those who cannot see the chart hear of its curves"
    );
    assert!(
        report.contains("<th scope=\"row\">Withhold</th>") && report.contains("Of those: <bdi>مسيء</bdi>")
    );
    assert!(
        regex::Regex::new("≥ 0\\.[0-9]{4}").expect("a pattern").is_match(&report),
        "thresholds are shown"
    );
    // A third of the rows is مسيء, and the model was told of a tenth.
    assert!(
        figures.contains("weighed to 10.0% مسيء") && report.contains("weighed to that share"),
        "{figures}"
    );

    let page = folder.file("page.jsonl", "{\"text\":\"كلام فارغ وممل\"}\n{\"text\":\"شكرا على هذا الشرح\"}\n");
    let model = model.display().to_string();
    let sorted = moderate(&page, &folder.path("b.html"), &["--model", &model]);
    assert!(sorted.contains("<bdi>مسيء</bdi>"), "the order goes by the label of the thresholds: {sorted}");
    let at = |text: &str| sorted.find(text).expect("it is shown");
    assert!(at("فارغ") < at("الشرح"), "{sorted}");
}

#[test]
fn a_comparison_says_where_the_other_model_learned_from_the_rows() {
    let folder = Folder::new();
    let model = folder.model();
    let other = another_model(&folder);
    let rows = folder.path("other.csv");
    let mut command = ghirbal();
    command.arg("evaluate").arg(rows).arg("--model").arg(model).arg("--against").arg(other);
    let output = command.arg("--report").arg(folder.path("a.html")).assert().success().get_output().clone();
    let notes = String::from_utf8(output.stderr).expect("UTF-8 notes");
    assert!(notes.contains("other.ghirbal was trained on other.csv"), "{notes}");
    let page = std::fs::read_to_string(folder.path("a.html")).expect("it was written");
    assert!(page.contains("The other model learned from this very file"));
}
