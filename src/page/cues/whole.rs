//! Patterns of whole lines.
//!
//! A pattern that counts far (`.{0,200}`) has a state for every count: it takes long to compile and much memory, and a set of
//! such is searched in the slowest way. So lines are looked up in looser patterns first, which do not count (`.{0,}`).
//! Where one of those holds, the line is short enough for no count to matter, or the pattern itself is asked, which is
//! compiled then.

use std::sync::OnceLock;

use regex::{Captures, Regex, RegexSet};

/// Patterns of whole lines, in the order in which they are preferred.
pub(super) struct WholeLines {
    loose: RegexSet,
    patterns: Vec<Pattern>,
}

/// One of them.
struct Pattern {
    exact: String,
    /// The same without a limit to how often any character may stand.
    loose: String,
    /// In lines of no more characters both say the same.
    limit: usize,
    /// Both compiled, once they are asked.
    compiled: [OnceLock<Regex>; 2],
}

impl WholeLines {
    /// Patterns behind which a line may have `tail`.
    pub(super) fn new<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>, tail: &str) -> Self {
        let patterns: Vec<Pattern> = patterns
            .into_iter()
            .map(|pattern| Pattern::new(format!("^(?:{}){tail}$", pattern.as_ref())))
            .collect();
        let loose = RegexSet::new(patterns.iter().map(|pattern| &pattern.loose));
        Self { loose: loose.expect("the patterns are well-formed"), patterns }
    }

    /// Whether any of the patterns is the folded line.
    pub(super) fn is_match(&self, folded: &str) -> bool {
        self.first(folded).is_some()
    }

    /// The first of the patterns that is the folded line.
    pub(super) fn first(&self, folded: &str) -> Option<usize> {
        if !self.loose.is_match(folded) {
            return None;
        }
        let length = folded.chars().count();
        let is_exact = |at: &usize| {
            let pattern = &self.patterns[*at];
            length <= pattern.limit || pattern.regex(length).is_match(folded)
        };
        self.loose.matches(folded).into_iter().find(is_exact)
    }

    /// What a pattern captures of a folded line.
    pub(super) fn captures<'t>(&self, at: usize, folded: &'t str) -> Option<Captures<'t>> {
        self.patterns.get(at)?.regex(folded.chars().count()).captures(folded)
    }
}

impl Pattern {
    fn new(exact: String) -> Self {
        let (loose, limit) = loosened(&exact);
        Self { exact, loose, limit, compiled: Default::default() }
    }

    /// The pattern for a line of so many characters.
    fn regex(&self, length: usize) -> &Regex {
        let is_short = length <= self.limit;
        let pattern = if is_short { &self.loose } else { &self.exact };
        self.compiled[usize::from(is_short)]
            .get_or_init(|| Regex::new(pattern).expect("the pattern is well-formed"))
    }
}

/// A pattern without a limit to how often any character may stand (`.{2,9}` becomes `.{2,}`), and the least of these limits.
pub(super) fn loosened(pattern: &str) -> (String, usize) {
    let mut limit = usize::MAX;
    let mut loose = String::with_capacity(pattern.len());
    let mut parts = pattern.split(".{");
    loose.extend(parts.next());
    for part in parts {
        let counts = part.split_once('}').and_then(|(counts, rest)| Some((counts.split_once(',')?, rest)));
        let most = counts.and_then(|((_, most), _)| most.parse::<usize>().ok());
        match counts.zip(most).filter(|_| !loose.ends_with('\\')) {
            Some((((least, _), rest), most)) => {
                limit = limit.min(most);
                loose.extend([".{", least, ",}", rest]);
            }
            None => loose.extend([".{", part]),
        }
    }
    (loose, limit)
}

#[cfg(test)]
mod tests {
    use super::{WholeLines, loosened};

    #[test]
    fn patterns_hold_what_they_count() {
        let patterns = WholeLines::new([r"a.{0,5}b?", r"c(\d{1,3}).{1,4}", "a.*"], "!?");
        for (line, first) in [
            ("a", Some(0)),
            ("axxxxxb!", Some(0)),
            ("axxxxxxb", Some(2)),
            ("axxxxxxxxxxxx!", Some(2)),
            ("c12", Some(1)),
            ("c1", None),
            ("c123xxxx", Some(1)),
            ("c123xxxxx", None),
            ("xa", None),
        ] {
            assert_eq!(patterns.first(line), first, "{line}");
        }
        let number = |line| patterns.captures(1, line).map(|found| found[1].to_owned());
        assert_eq!(number("c12xxxx"), Some("12".to_owned()));
        assert_eq!(number("c1xxxxx"), None);
    }

    #[test]
    fn only_counts_of_any_character_are_loosened() {
        assert_eq!(loosened(r"a{1,2}\.{0,3}.{4}"), (r"a{1,2}\.{0,3}.{4}".to_owned(), usize::MAX));
        assert_eq!(loosened(r"(.{0,30}|.{2,9})x"), ("(.{0,}|.{2,})x".to_owned(), 9));
    }
}
