//! What programs add to a page when they print it, taken off again: Markdown, buttons, pictures, drawn lines.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{broken, lists};
use crate::page::{clean, cues, dates};

/// A rule as every part of the splitter knows it.
const RULE: &str = "────────";
/// Lines with a picture's name before the words have no more of them, else the bracket is the writer's.
const CAPTIONED_WORDS: usize = 8;

/// Longer names in brackets are no pictures', in bytes.
const LONGEST_PICTURE: usize = 40;

/// The patterns of this file, compiled once.
struct Patterns {
    picture: Regex,
    link: Regex,
    emphasis: Regex,
    escape: Regex,
    placeholder: Regex,
    reference: Regex,
}

static PATTERNS: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::compile().expect("the patterns are well-formed"));

impl Patterns {
    fn compile() -> Result<Self, regex::Error> {
        // Programs break addresses where they have a hyphen.
        let target = r"\([^()]{0,600}(?:\([^()]{0,80}\)[^()]{0,200})?\)";
        Ok(Self {
            picture: Regex::new(&format!(r"!\[[^\[\]]{{0,200}}\]{target}"))?,
            link: Regex::new(&format!(r"\[([^\[\]]{{0,300}})\]{target}"))?,
            emphasis: Regex::new(r"(\*{1,6}|\b_|\B_)([^*_\s][^*_\n]{0,200})(\*{1,6}|_)")?,
            escape: Regex::new(r"\\([-.+*_#()\[\]\\`>!])")?,
            placeholder: Regex::new(r"^(\s*(?:\S{1,6}\s+)?(?:\d{1,5}\s+)?)\[[^\s\[\]]{0,120}\]\s*(.*)$")?,
            reference: Regex::new(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")?,
        })
    }
}

/// The text of a dump without what the program that printed it has drawn.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let text = with(without_references(text), broken::joined);
    with(text, |text| {
        if is_markdown(text) {
            return Cow::Owned(without_markdown(text));
        }
        match without_boxes(text) {
            Some(text) => Cow::Owned(undrawn(&text).into_owned()),
            None => undrawn(text),
        }
    })
}

/// What is made of a text, which is copied no more often than it changes.
fn with<'a>(text: Cow<'a, str>, change: impl for<'t> Fn(&'t str) -> Cow<'t, str>) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => change(text),
        Cow::Owned(text) => Cow::Owned(change(&text).into_owned()),
    }
}

/// A text with signs for the numbers that html2text leaves of them: «&#x2026;».
fn without_references(text: &str) -> Cow<'_, str> {
    let sign = |found: &Captures<'_>| {
        let number = |at: usize, radix| u32::from_str_radix(found.get(at)?.as_str(), radix).ok();
        let sign = number(1, 16).or_else(|| number(2, 10)).and_then(char::from_u32);
        sign.filter(|sign| !sign.is_control()).map_or_else(|| found[0].to_owned(), String::from)
    };
    if text.contains("&#") { PATTERNS.reference.replace_all(text, sign) } else { Cow::Borrowed(text) }
}

/// A text of no Markdown and no boxes without what else is drawn.
fn undrawn(text: &str) -> Cow<'_, str> {
    let underlined = text.lines().any(|line| lists::without_bars(line).len() < line.trim().len());
    let lines: Vec<&str> = text.lines().collect();
    let printed: Vec<Cow<'_, str>> = (0..lines.len()).map(|at| line(&lines, at, underlined)).collect();
    if printed == lines { Cow::Borrowed(text) } else { Cow::Owned(printed.join("\n")) }
}

/// One line, where `underlined` says that links have strokes for spaces.
fn line<'a>(lines: &[&'a str], at: usize, underlined: bool) -> Cow<'a, str> {
    let line = lines.get(at).copied().unwrap_or_default();
    if line.contains("(BUTTON)") {
        return Cow::Owned(line.replace("(BUTTON) ", "").replace("(BUTTON)", ""));
    }
    if let Some((before, _)) = line.split_once("[BUTTON Input]") {
        return Cow::Owned(before.to_owned());
    }
    if line.contains("[Unknown INPUT type]") {
        return Cow::Owned(line.replace("[Unknown INPUT type]", "\n"));
    }
    if let Some(after) = line.trim_start().strip_prefix("implemented)_") {
        return Cow::Owned(after.trim_start_matches('_').to_owned());
    }
    if is_stroke(line) {
        let beside = |line: Option<&&str>| line.is_some_and(|line| is_stroke(line));
        let above = lines.get(..at).unwrap_or_default().iter().rfind(|line| !clean::is_blank(line));
        let below = lines.iter().skip(at + 1).find(|line| !clean::is_blank(line));
        // Fields of a form are drawn below each other.
        return if beside(above) || beside(below) { Cow::Borrowed(line) } else { Cow::Borrowed(RULE) };
    }
    if is_picture(line) {
        return Cow::Borrowed("");
    }
    if let Some(found) = PATTERNS.placeholder.captures(line)
        && let (Some(mark), Some(rest)) = (found.get(1), found.get(2))
        && is_captioned(mark.as_str(), rest.as_str())
    {
        return Cow::Owned(format!("{}{}", mark.as_str(), rest.as_str()));
    }
    if underlined && line.contains('_') {
        return Cow::Owned(line.split(' ').map(without_strokes).collect::<Vec<_>>().join(" "));
    }
    Cow::Borrowed(line)
}

/// Whether a picture in brackets may stand between `mark` and `rest`, as before the name of its owner.
fn is_captioned(mark: &str, rest: &str) -> bool {
    let has_mark = mark.trim().is_empty() || lists::is_item(mark);
    if rest.is_empty() {
        return lists::is_item(mark);
    }
    let short = rest.split_whitespace().count() <= CAPTIONED_WORDS;
    has_mark && short && (cues::is_name(rest) || cues::byline(rest).is_some() || dates::is_stamp(rest))
}

/// Whether a line is only the names of pictures in brackets: «[avatar]», «[]».
fn is_picture(line: &str) -> bool {
    if line.trim() == "[]" {
        return true;
    }
    let names = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    names.is_some_and(|names| {
        names.split("][").all(|name| {
            (1..=LONGEST_PICTURE).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-@'".contains(&byte))
                && name.bytes().any(|byte| byte.is_ascii_alphanumeric())
        })
    })
}

/// Tables with drawn borders, as w3m prints them: what stands in a row, cell by cell.
fn without_boxes(text: &str) -> Option<String> {
    let is_border = |line: &str| line.trim_start().starts_with(['┌', '├', '└', '╔', '╠', '╚']);
    let is_row = |line: &str| line.trim_start().starts_with(['│', '║']);
    if !text.lines().any(is_border) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut cells: Vec<Vec<&str>> = vec![];
    for line in text.lines().chain([""]) {
        if is_row(line) {
            let inner = line.trim().trim_matches(['│', '║']);
            for (at, cell) in inner.split(['│', '║']).enumerate() {
                if cells.len() <= at {
                    cells.push(vec![]);
                }
                cells[at].push(cell.trim());
            }
            continue;
        }
        for line in cells.drain(..).flatten() {
            out.push_str(line);
            out.push('\n');
        }
        out.push_str(if is_border(line) { "" } else { line });
        out.push('\n');
    }
    Some(out)
}

/// A word without the strokes that stand for the spaces of a link; a number behind one belongs to a name.
fn without_strokes(word: &str) -> String {
    let (before, last) = word.rsplit_once('_').unwrap_or((word, ""));
    let numbered = !before.contains('_') && !last.is_empty() && last.chars().all(clean::is_numeric);
    if numbered || clean::is_blank(&word.replace('_', " ")) {
        return word.to_owned();
    }
    word.replace('_', " ")
}

/// Whether a line is one long stroke, as lynx draws both rules and the fields of forms.
fn is_stroke(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 8 && line.bytes().all(|byte| byte == b'_')
}

/// The level of a heading's marks, as in `### التعليقات`, with the words behind them.
fn heading(line: &str) -> Option<&str> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    ((1..=6).contains(&level) && words.starts_with(' ')).then(|| words.trim())
}

/// Whether a text is Markdown: it has its headings, several of its links, or the heading of the comments in bold.
fn is_markdown(text: &str) -> bool {
    let is_bold = |line: &str| {
        line.contains("**")
            && lists::without_bars(line) == line
            && cues::heading(&without_emphasis(line.trim())).is_some()
    };
    text.lines().any(|line| heading(line).is_some_and(|words| !words.is_empty()))
        || PATTERNS.link.find_iter(text).nth(1).is_some()
        || text.lines().any(is_bold)
}

/// Markdown as the other programs print a page: marks taken off, cells on lines of their own, what goes on with an
/// item indented like it.
fn without_markdown(text: &str) -> String {
    let text = PATTERNS.picture.replace_all(text, "");
    let text = PATTERNS.link.replace_all(&text, |found: &Captures<'_>| {
        let words = found.get(1).map_or("", |words| words.as_str());
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let mut out = String::with_capacity(text.len());
    let mut indentation = None;
    for line in text.lines() {
        if let Some(words) = heading(line) {
            indentation = None;
            out.push_str(&without_emphasis(words));
        } else if is_drawn(line) {
            out.push_str(if line.contains('|') { "" } else { RULE });
        } else {
            let is_item = lists::is_item(line);
            if is_item {
                indentation = Some(line.len() - line.trim_start().len());
            }
            let margin = indentation.map_or(0, |width| if is_item { width } else { width + 2 });
            for cell in line.split("| ") {
                out.push_str(&" ".repeat(margin));
                out.push_str(&without_emphasis(cell.trim()));
                out.push('\n');
            }
        }
        out.push('\n');
    }
    out
}

/// Whether a line is the rule of a page or of a table.
fn is_drawn(line: &str) -> bool {
    let line = line.trim();
    line == "* * *"
        || (line.contains("---|") && line.bytes().all(|byte| matches!(byte, b'-' | b'|' | b':' | b' ')))
}

/// A line without the marks of bold and slanted words and of what is meant literally.
fn without_emphasis(line: &str) -> String {
    let line = line.strip_prefix("> ").unwrap_or(line);
    let plain = PATTERNS.emphasis.replace_all(line, |found: &Captures<'_>| {
        let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
        if part(1).trim() == part(3).trim() { part(2).to_owned() } else { part(0).to_owned() }
    });
    PATTERNS.escape.replace_all(&plain, "$1").into_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn programs_leave_no_marks() {
        for (printed, wanted) in [
            ("   (BUTTON) سمير\n   (BUTTON) رد", "   سمير\n   رد"),
            (
                " 1. [edcae]سمير\n    نعم [1] كما قلت، وهذا كلام طويل",
                " 1. سمير\n    نعم [1] كما قلت، وهذا كلام طويل",
            ),
            (" 1. []\n    سمير\n[]\nنعم", " 1. \n    سمير\n\nنعم"),
            ("سمير\n  __________\nنعم", "سمير\n────────\nنعم"),
            ("الاسم\n __________\n __________", "الاسم\n __________\n __________"),
            (
                "***** التعليقات *****\nأم_سمير\nفي_05/03/2021\nسمير_77",
                "***** التعليقات *****\nأم سمير\nفي 05/03/2021\nسمير_77",
            ),
            ("خبر\n\nسمير", "خبر\n\nسمير"),
            ("[u501]\nسمير\n[كما قيل]", "\nسمير\n[كما قيل]"),
            ("┌───┬───┐\n│سمير │نعم│\n│5/3/2021│   │\n└───┴───┘", "\nسمير\n5/3/2021\nنعم\n\n\n\n"),
            ("نعم\n5/3/2021 [BUTTON Input] (not\nimplemented)____سمير", "نعم\n5/3/2021 \nسمير"),
        ] {
            assert_eq!(plain(printed), wanted, "{printed:?}");
        }
    }

    #[test]
    fn markdown_is_undone() {
        let printed =
            "### التعليقات\n\n  * **سمير** [5 مارس\n2021](https://a.example/ab-\ncd#c5)\n\nنعم\\.\n\n* * *\n";
        let lines: Vec<String> =
            plain(printed).lines().filter(|line| !line.trim().is_empty()).map(ToOwned::to_owned).collect();
        assert_eq!(lines, ["التعليقات", "  * سمير 5 مارس 2021", "    نعم.", "────────"]);
    }
}
