//! What a file holds, found from its content.

use std::borrow::Cow;
use std::path::Path;

use super::exports::rows;
use super::{encodings, html};

/// What a file of comments can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputKind {
    /// One saved page.
    Html,
    /// One page as plain text.
    Text,
    /// `WordPress`'s export: RSS with comments.
    Wxr,
    /// The XML export of Disqus.
    Disqus,
    /// Coral's comments as JSON.
    Coral,
    /// Answers of `YouTube`'s commentThreads call.
    YouTube,
    /// Answers of Facebook's Graph API: comments, or posts with their comments.
    Facebook,
    /// The `.info.json` of yt-dlp.
    YtDlp,
    /// A table with a header.
    Csv,
    /// JSON objects, one a line or in one array.
    Jsonl,
}

impl InputKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Html,
        Self::Text,
        Self::Wxr,
        Self::Disqus,
        Self::Coral,
        Self::YouTube,
        Self::Facebook,
        Self::YtDlp,
        Self::Csv,
        Self::Jsonl,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "text",
            Self::Wxr => "wxr",
            Self::Disqus => "disqus",
            Self::Coral => "coral",
            Self::YouTube => "youtube",
            Self::Facebook => "facebook",
            Self::YtDlp => "yt-dlp",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// What it is, in words.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Html => "a saved page",
            Self::Text => "a page as plain text",
            Self::Wxr => "a WordPress export (WXR)",
            Self::Disqus => "a Disqus export (XML)",
            Self::Coral => "comments of Coral (JSON)",
            Self::YouTube => "YouTube commentThreads (JSON)",
            Self::Facebook => "Facebook Graph comments (JSON)",
            Self::YtDlp => "a yt-dlp .info.json",
            Self::Csv => "a table (CSV)",
            Self::Jsonl => "JSON objects (JSONL)",
        }
    }

    /// Whether it holds any number of articles rather than one page.
    #[must_use]
    pub fn is_export(self) -> bool {
        !matches!(self, Self::Html | Self::Text)
    }

    /// The kind of the file that begins with `head`. The name only decides where the content does not speak.
    pub(super) fn of(head: &[u8], path: &Path) -> Self {
        let text = beginning(head);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        match text.as_bytes().first() {
            Some(b'<') => return of_markup(text),
            Some(b'{' | b'[') if begins_json(text) => return of_json(text),
            _ => {}
        }
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("csv" | "tsv" | "tab") => Self::Csv,
            Some("jsonl" | "ndjson") => Self::Jsonl,
            _ if html::is_html(text) => Self::Html,
            _ if rows::is_header(text.lines().next().unwrap_or_default()) => Self::Csv,
            _ => Self::Text,
        }
    }
}

/// The head as text; only as good as is needed to look for names in it.
fn beginning(head: &[u8]) -> Cow<'_, str> {
    if encodings::is_wide(head) {
        return encodings::decode(head).text.into_owned().into();
    }
    String::from_utf8_lossy(head)
}

/// XML and HTML.
fn of_markup(text: &str) -> InputKind {
    let prologue: String = text.chars().take(8192).collect::<String>().to_lowercase();
    match () {
        () if prologue.contains("<disqus") => InputKind::Disqus,
        () if prologue.contains("<rss") && prologue.contains("wordpress.org/export/") => InputKind::Wxr,
        () if html::is_html(text) => InputKind::Html,
        () => InputKind::Text,
    }
}

/// Whether what begins with a bracket goes on as JSON does; a line of text may begin with one, too.
fn begins_json(text: &str) -> bool {
    let next = |text: &str| text.trim_start().chars().next();
    match text.split_at(1) {
        ("{", rest) => matches!(next(rest), Some('"' | '}')),
        (_, rest) => match next(rest) {
            Some(']') => true,
            Some('{') => rest
                .trim_start()
                .split_at_checked(1)
                .is_some_and(|(_, rest)| matches!(next(rest), Some('"' | '}'))),
            _ => false,
        },
    }
}

/// JSON of any kind, by the names of its fields.
fn of_json(text: &str) -> InputKind {
    let keys = keys(text);
    let has = |name: &str| keys.iter().any(|(key, _)| *key == name);
    let at_top = |name: &str| keys.iter().any(|(key, depth)| *key == name && *depth == 1);
    match () {
        () if has("topLevelComment") || text.contains("\"youtube#comment") => InputKind::YouTube,
        () if at_top("id") && (at_top("extractor") || at_top("webpage_url") || at_top("formats")) => {
            InputKind::YtDlp
        }
        () if has("storyID") || has("revisions") || has("actionCounts") => InputKind::Coral,
        // What Coral's API answers: stories with their comments in lists of edges or nodes.
        () if has("body") && (has("story") || has("stories")) && (has("edges") || has("nodes")) => {
            InputKind::Coral
        }
        () if has("created_time") || (at_top("data") && has("message")) => InputKind::Facebook,
        () => InputKind::Jsonl,
    }
}

/// The names of fields in JSON that may be cut off, each with the number of objects it stands in.
fn keys(text: &str) -> Vec<(&str, usize)> {
    let bytes = text.as_bytes();
    let (mut keys, mut depth, mut at) = (vec![], 0_usize, 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at;
                while bytes.get(at).is_some_and(|&byte| byte != b'"') {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                let name = text.get(start..at).unwrap_or_default();
                at += 1;
                if text.get(at..).is_some_and(|rest| rest.trim_start().starts_with(':')) {
                    keys.push((name, depth));
                }
            }
            _ => {}
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::InputKind;

    fn kind(name: &str, text: &str) -> InputKind {
        InputKind::of(text.as_bytes(), Path::new(name))
    }

    #[test]
    fn content_decides() {
        for (text, expected) in [
            ("<!DOCTYPE html><html><body>", InputKind::Html),
            ("خبر\n\nالتعليقات (1)\n", InputKind::Text),
            ("", InputKind::Text),
            (
                "\u{feff}<?xml version='1.0'?>\n<rss xmlns:wp='http://wordpress.org/export/1.2/'>",
                InputKind::Wxr,
            ),
            ("<?xml version='1.0'?><disqus xmlns='http://disqus.com'>", InputKind::Disqus),
            ("{\"items\":[{\"snippet\":{\"topLevelComment\":{", InputKind::YouTube),
            ("{\"kind\": \"youtube#commentThreadListResponse\",", InputKind::YouTube),
            ("{\"data\":[{\"created_time\":\"2016\",\"mess", InputKind::Facebook),
            ("[{\"id\":\"1\",\"storyID\":\"2\"}]", InputKind::Coral),
            ("{\"data\":{\"story\":{\"comments\":{\"edges\":[{\"node\":{\"body\":\"", InputKind::Coral),
            ("{\"body\":\"شكرا\",\"story\":\"خبر\"}", InputKind::Jsonl),
            ("{\"id\":\"a\",\"title\":\"b\",\"formats\":[{\"x\":\"\\\"", InputKind::YtDlp),
            ("{\"text\":\"شكرا\"}\n{\"text\":", InputKind::Jsonl),
            ("[]", InputKind::Jsonl),
            ("[صورة] خبر\nنص", InputKind::Text),
            ("{{ قالب }}", InputKind::Text),
            ("id;comment;author\n1;شكرا;x\n", InputKind::Csv),
            ("\"Comment ID\",\"Comment Text\"\n", InputKind::Csv),
            ("كتب أحمد، وقال: نص, التعليق\nسطر", InputKind::Text),
        ] {
            assert_eq!(kind("-", text), expected, "{text:?}");
        }
        assert_eq!(kind("x.csv", "nr,words\n1,a\n"), InputKind::Csv);
        assert_eq!(kind("x.csv", "<html><body>"), InputKind::Html);
        let wide: Vec<u8> = "\u{feff}{\"text\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(InputKind::of(&wide, Path::new("-")), InputKind::Jsonl);
    }

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let mut names: Vec<_> = InputKind::ALL.iter().map(|kind| kind.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), InputKind::ALL.len());
    }
}
