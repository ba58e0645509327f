//! What the names of an element (classes, id, microdata, its own tag) say about what it holds.

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxBuildHasher;

use crate::page::clean;

/// A set of roles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Roles(u8);

impl Roles {
    /// A comment, or all of them.
    pub(super) const COMMENT: Self = Self(1);
    /// A reader's name.
    pub(super) const AUTHOR: Self = Self(2);
    /// When something was written.
    pub(super) const DATE: Self = Self(4);
    /// The words of a comment.
    pub(super) const BODY: Self = Self(8);
    /// Buttons, counters, badges, pictures.
    pub(super) const TOOL: Self = Self(16);
    /// Comments on other pages, other stories, tickers.
    pub(super) const OTHER: Self = Self(32);
    /// What takes new comments.
    pub(super) const FORM: Self = Self(64);
    /// Words of another comment, repeated to be answered.
    pub(super) const QUOTE: Self = Self(128);

    /// Whether any of `others` is among them.
    pub(super) fn any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Both together.
    pub(super) const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

/// Words with the role that they give to an element. Plurals are looked up without their «s».
const WORDS: &[(&str, Roles)] = &[
    ("action", Roles::TOOL),
    ("actions", Roles::TOOL),
    ("ago", Roles::DATE),
    ("anchor", Roles::TOOL),
    ("auteur", Roles::AUTHOR),
    ("author", Roles::AUTHOR),
    ("autor", Roles::AUTHOR),
    ("avatar", Roles::TOOL),
    ("badge", Roles::TOOL),
    ("body", Roles::BODY),
    ("button", Roles::TOOL),
    ("btn", Roles::TOOL),
    ("by", Roles::AUTHOR),
    ("byline", Roles::AUTHOR),
    ("cmnt", Roles::COMMENT),
    ("cmt", Roles::COMMENT),
    ("comentario", Roles::COMMENT),
    ("comment", Roles::COMMENT),
    ("commentaire", Roles::COMMENT),
    ("commentary", Roles::OTHER),
    ("commentator", Roles::AUTHOR),
    ("commenter", Roles::AUTHOR),
    ("commento", Roles::COMMENT),
    ("consent", Roles::OTHER),
    ("content", Roles::BODY),
    ("contents", Roles::BODY),
    ("contenu", Roles::BODY),
    ("control", Roles::TOOL),
    ("controls", Roles::TOOL),
    ("cookie", Roles::OTHER),
    ("count", Roles::TOOL),
    ("counter", Roles::TOOL),
    ("created", Roles::DATE),
    ("creator", Roles::AUTHOR),
    ("date", Roles::DATE),
    ("datetime", Roles::DATE),
    ("datum", Roles::DATE),
    ("day", Roles::DATE),
    ("discussion", Roles::COMMENT),
    ("dislike", Roles::TOOL),
    ("edit", Roles::TOOL),
    ("feedback", Roles::COMMENT),
    ("flag", Roles::TOOL),
    ("fn", Roles::AUTHOR),
    ("forbidden", Roles::FORM),
    ("form", Roles::FORM),
    ("gravatar", Roles::TOOL),
    ("guestbook", Roles::COMMENT),
    ("icon", Roles::TOOL),
    ("inhalt", Roles::BODY),
    ("ism", Roles::AUTHOR),
    ("karma", Roles::TOOL),
    ("kateb", Roles::AUTHOR),
    ("katib", Roles::AUTHOR),
    ("kommentar", Roles::COMMENT),
    ("kommentare", Roles::COMMENT),
    ("latest", Roles::OTHER),
    ("like", Roles::TOOL),
    ("live", Roles::OTHER),
    ("menu", Roles::TOOL),
    ("message", Roles::BODY),
    ("mosharaka", Roles::COMMENT),
    ("mosharakat", Roles::COMMENT),
    ("msg", Roles::BODY),
    ("musharaka", Roles::COMMENT),
    ("musharakat", Roles::COMMENT),
    ("name", Roles::AUTHOR),
    ("nass", Roles::BODY),
    ("newsletter", Roles::OTHER),
    ("nick", Roles::AUTHOR),
    ("nickname", Roles::AUTHOR),
    ("num", Roles::TOOL),
    ("number", Roles::TOOL),
    ("pagehistory", Roles::OTHER),
    ("permalink", Roles::TOOL),
    ("popular", Roles::OTHER),
    ("posted", Roles::DATE),
    ("poster", Roles::AUTHOR),
    ("published", Roles::DATE),
    ("quote", Roles::QUOTE),
    ("quoted", Roles::QUOTE),
    ("ra2y", Roles::COMMENT),
    ("raay", Roles::COMMENT),
    ("rank", Roles::TOOL),
    ("rating", Roles::TOOL),
    ("recent", Roles::OTHER),
    ("related", Roles::OTHER),
    ("remark", Roles::COMMENT),
    ("reply", Roles::TOOL),
    ("report", Roles::TOOL),
    ("respond", Roles::FORM),
    ("response", Roles::COMMENT),
    ("rodood", Roles::COMMENT),
    ("rudud", Roles::COMMENT),
    ("said", Roles::BODY),
    ("score", Roles::TOOL),
    ("share", Roles::TOOL),
    ("stamp", Roles::DATE),
    ("ta3leeq", Roles::COMMENT),
    ("ta3leeqat", Roles::COMMENT),
    ("ta3liq", Roles::COMMENT),
    ("ta3liqat", Roles::COMMENT),
    ("taleeq", Roles::COMMENT),
    ("taleeqat", Roles::COMMENT),
    ("taliq", Roles::COMMENT),
    ("taliqat", Roles::COMMENT),
    ("tareekh", Roles::DATE),
    ("tarikh", Roles::DATE),
    ("teaser", Roles::OTHER),
    ("text", Roles::BODY),
    ("texte", Roles::BODY),
    ("ticker", Roles::OTHER),
    ("time", Roles::DATE),
    ("timestamp", Roles::DATE),
    ("toolbar", Roles::TOOL),
    ("trending", Roles::OTHER),
    ("tweet", Roles::OTHER),
    ("txt", Roles::BODY),
    ("user", Roles::AUTHOR),
    ("username", Roles::AUTHOR),
    ("usr", Roles::AUTHOR),
    ("verfasser", Roles::AUTHOR),
    ("vote", Roles::TOOL),
    ("voting", Roles::TOOL),
    ("when", Roles::DATE),
    ("who", Roles::AUTHOR),
    ("writer", Roles::AUTHOR),
];

/// Words that names begin with which have no mark between their words.
const GLUED: &[&str] = &["comments", "comment", "cmnt"];

/// Whether an attribute's value names what its element holds, as classes do.
pub(super) fn is_speaking(attribute: &str) -> bool {
    matches!(attribute, "id" | "itemprop" | "data-testid" | "data-test" | "data-component")
}

/// The roles that names give to an element.
pub(super) fn roles(names: &str) -> Roles {
    let mut roles = Roles::default();
    for name in names.split_whitespace().filter(|name| !is_style(name)) {
        each_word(own_name(name), |word| roles = roles.and(role(word)));
        // Arabic in Latin letters writes some of its sounds as digits: «ta3liq».
        let chunks = own_name(name).split(|c: char| !c.is_ascii_alphanumeric());
        for chunk in chunks.filter(|chunk| chunk.trim_end_matches(is_digit).contains(is_digit)) {
            roles = roles.and(role(&chunk.to_ascii_lowercase()));
        }
    }
    roles
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// A name without those of the containers of ASP.NET before it: `ctl00_ContentPlaceHolder1_lblNo` names no content.
fn own_name(name: &str) -> &str {
    let own = || name.rsplit('_').find(|part| !is_number(part.trim_start_matches("ctl")));
    if name.starts_with("ctl") { own().unwrap_or(name) } else { name }
}

/// Whether a part of a name only numbers items.
fn is_number(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a class says how an element looks («text-sm», «content-between») and not what it holds.
fn is_style(class: &str) -> bool {
    const PLACES: [&str; 7] = ["between", "around", "evenly", "center", "start", "end", "stretch"];
    class.starts_with("text-")
        || class
            .rsplit_once('-')
            .is_some_and(|(what, place)| what.ends_with("content") && PLACES.contains(&place))
        || class.contains(':')
}

/// The role of one word in lower case.
fn role(word: &str) -> Roles {
    static ROLES: LazyLock<HashMap<&str, Roles, FxBuildHasher>> =
        LazyLock::new(|| WORDS.iter().copied().collect());
    let known = |word: &str| ROLES.get(word).copied();
    // «commentbody» is two words, and «commentbox» speaks of comments as well.
    let glued = || {
        let rest = GLUED.iter().find_map(|first| word.strip_prefix(first))?;
        Some(Roles::COMMENT.and(known(rest).unwrap_or_default()))
    };
    known(word).or_else(|| known(word.strip_suffix('s')?)).or_else(glued).unwrap_or_default()
}

/// Calls `word` for every word of `names`: «lblUserName» and «user-name_2» have the words of their parts.
fn each_word(names: &str, mut word: impl FnMut(&str)) {
    let mut current = String::new();
    let mut before_lower = false;
    for c in names.chars() {
        let starts = c.is_uppercase() && before_lower;
        if (starts || !clean::is_alphabetic(c)) && !current.is_empty() {
            word(&current);
            current.clear();
        }
        if clean::is_alphabetic(c) {
            current.extend(c.to_lowercase());
        }
        before_lower = c.is_lowercase();
    }
    if !current.is_empty() {
        word(&current);
    }
}

/// The classes that tell an element's kind: without the numbers of items, and without what differs from one item of a
/// list to the next.
pub(super) fn kind(classes: &str) -> Vec<&str> {
    const VARYING: &[&str] = &[
        "odd",
        "even",
        "alt",
        "first",
        "last",
        "byuser",
        "bypostauthor",
        "parent",
        "new",
        "reply",
        "child",
        "active",
        "collapsed",
        "open",
        "hidden",
        "depth",
        "level",
        "lvl",
        "lv",
        "indent",
        "row",
        "thread-even",
        "thread-odd",
        "thread-alt",
    ];
    let mut kind: Vec<&str> = classes
        .split_whitespace()
        .map(stem)
        .filter(|stem| !stem.is_empty() && !VARYING.contains(&bare(stem)))
        .collect();
    kind.dedup();
    // A lone «row» is no row among others.
    if kind.is_empty() && bare(classes.trim()) == "row" {
        kind.push("row");
    }
    kind
}

/// A name without the number of an item. A single digit right behind a letter is part of the name.
pub(super) fn stem(name: &str) -> &str {
    let stem = bare(name);
    let digits = name.get(stem.len()..).unwrap_or_default();
    if digits.starts_with(['-', '_']) || digits.len() > 2 { stem } else { name }
}

/// A name without the digits at its end.
fn bare(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_')
}
