//! What a field holds, by its name.

use std::sync::LazyLock;

use regex::Regex;

use crate::page::clean;

/// Parts of the names of fields that hold the answers to a comment, of those that hold comments, and of those that hold
/// other articles; compared as [`clean::fold`] leaves them.
const ANSWERS: [&str; 5] = ["repl", "answer", "children", "ردود", "الرد"];
const COMMENTS: [&str; 2] = ["comment", "تعليق"];
const ARTICLES: [&str; 9] =
    ["article", "recommend", "related", "suggest", "stories", "مقال", "اخبار", "صله", "مقترح"];

/// The fields that hold the article of the comments beside them.
const ARTICLE: [&str; 9] =
    ["article", "story", "post", "page", "thread", "news", "المقال", "الخبر", "الموضوع"];

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// A list of comments or of answers, and nothing else.
    Comments,
    Answers,
    /// Something about comments, such as those who wrote them.
    Related,
    /// Other articles.
    Articles,
    /// Anything.
    Unknown,
}

/// What a field of this name holds.
pub(super) fn holds(name: &str) -> Holds {
    static LIST: LazyLock<Regex> = LazyLock::new(|| {
        let list = r"[ _-]?(?:list|data|items|nodes|edges|threads?|array|all)?";
        Regex::new(&format!(
            "(?:(comments?|تعليق(?:ات)?)|repl(?:y|ies)|answers?|children|ردود|الرد){list}(?:[ _-]?v?[0-9])?(?:{BY}.+)?$"
        ))
        .expect("the pattern is well-formed")
    });
    let name = clean::fold(name);
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match LIST.captures(&name) {
        Some(found) if found.get(1).is_some() => Holds::Comments,
        Some(_) => Holds::Answers,
        None if has(&COMMENTS) || has(&ANSWERS) => Holds::Related,
        None if has(&ARTICLES) => Holds::Articles,
        None => Holds::Unknown,
    }
}

/// What the names in an object of comments are, where its own name says so: `commentsByPost`, `comments_by_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// The identifiers of the comments.
    Comments,
    /// The links or numbers of the articles below which they stand.
    Articles,
    Unknown,
}

/// Between a word for comments and what they are ordered by.
const BY: &str = "[ _-]?by[ _-]?";

/// What the names in the object in a field of this name are.
pub(super) fn keys(name: &str) -> Keys {
    static KEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!("(?:^|s|list|map){BY}([^ _-]+)[ _-]?(?:ids?|urls?)?$"))
            .expect("the pattern is well-formed")
    });
    let name = clean::fold(name);
    let Some(found) = KEY.captures(&name) else { return Keys::Unknown };
    match &found[1] {
        "id" | "ids" | "comment" => Keys::Comments,
        key if ARTICLE.iter().chain(&["url", "link"]).any(|article| key.starts_with(article)) => {
            Keys::Articles
        }
        _ => Keys::Unknown,
    }
}

/// Whether a field holds answers, or something about them.
pub(super) fn holds_answers(name: &str) -> bool {
    let name = clean::fold(name);
    ANSWERS.iter().any(|part| name.contains(part))
}

/// Whether a field only wraps what stands in it, as the entries of lists are wrapped by many an API.
pub(super) fn is_wrapper(name: &str) -> bool {
    matches!(name, "node" | "data" | "attributes" | "_source")
}

/// Whether a field holds the article of the comments beside it.
pub(super) fn is_article(name: &str) -> bool {
    ARTICLE.contains(&clean::fold(name).as_str())
}

/// Whether a word in a list is the identifier or the link of something that is not there.
pub(super) fn is_reference(word: &str) -> bool {
    word.is_ascii() && !word.contains(' ') && word.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Holds, Keys, holds, is_reference, keys};

    #[test]
    fn names_say_what_is_in_lists() {
        for (name, expected) in [
            ("comments", Holds::Comments),
            ("video_comments", Holds::Comments),
            ("commentsList", Holds::Comments),
            ("التعليقات", Holds::Comments),
            ("replies", Holds::Answers),
            ("الردود", Holds::Answers),
            ("commenters", Holds::Related),
            ("comment_ids", Holds::Related),
            ("commentsByPost", Holds::Comments),
            ("comments_by_id", Holds::Comments),
            ("recommendations", Holds::Articles),
            ("relatedArticles", Holds::Articles),
            ("أخبار ذات صلة", Holds::Articles),
            ("items", Holds::Unknown),
        ] {
            assert_eq!(holds(name), expected, "{name}");
        }
    }

    #[test]
    fn names_say_by_what_comments_are_ordered() {
        for (name, expected) in [
            ("comments_by_id", Keys::Comments),
            ("byId", Keys::Comments),
            ("commentsByPost", Keys::Articles),
            ("comments-by-article-id", Keys::Articles),
            ("commentsByUser", Keys::Unknown),
            ("comments", Keys::Unknown),
            ("hobby", Keys::Unknown),
        ] {
            assert_eq!(keys(name), expected, "{name}");
        }
    }

    #[test]
    fn references_are_no_words() {
        for word in ["5f8d0d55b54764421b7156c1", "t1_abc", "https://madina.example/c/9"] {
            assert!(is_reference(word), "{word}");
        }
        for word in ["a", "شكرا", "قرأتها 3 مرات", "2 of them"] {
            assert!(!is_reference(word), "{word}");
        }
    }
}
