//! What a file holds, found from its content.

use std::borrow::Cow;
use std::collections::HashMap;
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
    let has = |name: &str| keys.iter().any(|key| key.name == name);
    let at_top = |name: &str| keys.iter().any(|key| key.name == name && key.depth == 1);
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
        () if has_graph_record(&keys) => InputKind::Facebook,
        () => InputKind::Jsonl,
    }
}

/// Whether an object holds what a comment or a post of Facebook's Graph API does and others do not: beside its message
/// an identifier of two numbers, or a time of that name and nobody who wrote it under another name than Facebook's.
/// The names alone, in different objects, are those of many an API.
fn has_graph_record(keys: &[Key<'_>]) -> bool {
    let mut objects: HashMap<usize, Vec<&Key<'_>>> = HashMap::new();
    for key in keys {
        objects.entry(key.object).or_default().push(key);
    }
    objects.values().any(|keys| {
        let has = |names: &[&str]| keys.iter().any(|key| names.contains(&key.name));
        let is_numbered = || keys.iter().any(|key| key.name == "id" && is_graph_id(key.value));
        has(&["message", "story"])
            && (is_numbered()
                || (has(&["created_time"])
                    && !has(&["author", "user", "name", "username", "text", "body", "content", "comment"])))
    })
}

/// Whether what follows a name is an identifier such as `"10_77"`.
fn is_graph_id(value: &str) -> bool {
    let id = value.strip_prefix('"').and_then(|rest| rest.split_once('"')).map(|(id, _)| id);
    let is_number = |half: &str| !half.is_empty() && half.bytes().all(|byte| byte.is_ascii_digit());
    id.and_then(|id| id.split_once('_')).is_some_and(|(post, own)| is_number(post) && is_number(own))
}

/// The name of a field.
struct Key<'a> {
    name: &'a str,
    /// The number of objects that it stands in, and which of all objects the innermost is.
    depth: usize,
    object: usize,
    /// The text from the value on.
    value: &'a str,
}

/// The names of fields in JSON that may be cut off.
fn keys(text: &str) -> Vec<Key<'_>> {
    let bytes = text.as_bytes();
    let (mut keys, mut around, mut objects, mut at) = (vec![], vec![], 0, 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => {
                around.push(objects);
                objects += 1;
            }
            b'}' => {
                around.pop();
            }
            b'"' => {
                let start = at;
                while bytes.get(at).is_some_and(|&byte| byte != b'"') {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                let name = text.get(start..at).unwrap_or_default();
                at += 1;
                let value = text.get(at..).and_then(|rest| rest.trim_start().strip_prefix(':'));
                if let Some(value) = value.map(str::trim_start) {
                    let object = around.last().copied().unwrap_or_default();
                    keys.push(Key { name, depth: around.len(), object, value });
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
            ("{\"data\":[{\"created_time\":\"2016\",\"message\":\"شك", InputKind::Facebook),
            ("{\"data\":[{\"message\":\"شكرا\",\"id\":\"10_77\"}]", InputKind::Facebook),
            ("{\"data\":[{\"story\":\"صورة\",\"id\":\"1\",\"created_time\":\"2016\"", InputKind::Facebook),
            (
                "{\"message\":\"ok\",\"data\":{\"comments\":[{\"id\":\"1_2\",\"text\":\"شكرا\"",
                InputKind::Jsonl,
            ),
            ("{\"message\":\"ok\",\"data\":[{\"text\":\"شكرا\",\"created_time\":1}]}", InputKind::Jsonl),
            ("[{\"message\":\"شكرا\",\"user\":\"نور\",\"created_time\":\"2016\"}]", InputKind::Jsonl),
            ("[{\"message\":\"شكرا\",\"id\":\"c_7\"}]", InputKind::Jsonl),
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
