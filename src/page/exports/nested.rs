//! Comments that stand inside other objects: in the lists of an article or of an answer of some API, or below the comment
//! that they answer.

mod article;
mod names;
mod search;

use std::rc::Rc;

use serde_json::Value;

use super::rows::Object;
use search::Search;

/// A comment with what the objects around it say of it.
pub(super) struct Nested {
    pub(super) object: Object,
    /// The comment that it stands in, by its place among those found.
    pub(super) within: Option<usize>,
    /// What is known of the article.
    pub(super) article: Rc<Article>,
    /// Whether it belongs to that article whatever it says itself.
    pub(super) is_settled: bool,
}

/// What objects say of an article.
#[derive(Debug, Default)]
pub(super) struct Article {
    /// Its link, its number or its title.
    pub(super) page: Option<String>,
    pub(super) title: Option<String>,
    pub(super) text: Option<String>,
    /// Which it is of the articles found, if it is one of those.
    pub(super) number: Option<usize>,
}

/// What is in an object.
#[derive(Default)]
pub(super) struct Found {
    pub(super) comments: Vec<Nested>,
    /// The articles that hold lists of comments.
    pub(super) articles: Vec<Rc<Article>>,
    /// How many entries of lists of comments have no text.
    pub(super) left_out: usize,
    /// The fields of the first of them.
    pub(super) textless: Option<Vec<String>>,
    /// Whether there is a list of comments, which may be empty.
    pub(super) has_list: bool,
}

/// What an object is asked.
pub(super) trait Fields {
    /// Whether it has the words of a comment, and says something of it besides: what says nothing of who and when is the
    /// message of some API around its comments.
    fn is_comment(&self, object: &Object) -> bool;
    /// Whether it has the words of a comment.
    fn has_text(&self, object: &Object) -> bool;
    /// Gives a comment its identifier.
    fn identify(&self, object: &mut Object, id: String);
    /// A comment of which there are only words.
    fn comment(&self, text: String) -> Object;
    /// Its identifier, and the article's link or number, title and text.
    fn id(&self, object: &Object) -> Option<String>;
    fn page(&self, object: &Object) -> Option<String>;
    fn title(&self, object: &Object) -> Option<String>;
    fn article(&self, object: &Object) -> Option<String>;
}

/// In what a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// A field that may hold anything.
    Unknown,
    /// What holds no comments, unless a field further in is named for them.
    Other,
    /// What has to do with comments by its name.
    Related,
    /// A list of comments or answers.
    Comments,
}

/// Where a value stands.
#[derive(Clone)]
struct Place {
    article: Rc<Article>,
    is_settled: bool,
    within: Option<usize>,
    inside: Inside,
    /// Whether a list is around it.
    is_listed: bool,
    /// Whether it counts as named for comments.
    is_named: bool,
}

/// The comments in an object, in their order: those in lists that are named for comments, or else those in any list.
pub(super) fn comments(object: Object, fields: &impl Fields) -> Found {
    let is_comment = fields.is_comment(&object);
    let mut search = Search::new(fields);
    search.look_into(
        Value::Object(object),
        &Place {
            article: Rc::default(),
            is_settled: false,
            within: None,
            inside: Inside::Unknown,
            is_listed: is_comment,
            is_named: is_comment,
        },
    );
    let Search { mut found, named, .. } = search;
    if named.contains(&true) {
        // Answers are as well named as what they answer, so both go or stay.
        let kept = |kept: &mut usize, &is_named: &bool| {
            let place = *kept;
            *kept += usize::from(is_named);
            Some(place)
        };
        let places: Vec<usize> = named.iter().scan(0, kept).collect();
        let comments = found.comments.into_iter().zip(&named).filter(|(_, named)| **named);
        let moved = |comment: Nested| Nested { within: comment.within.map(|at| places[at]), ..comment };
        found.comments = comments.map(|(comment, _)| moved(comment)).collect();
    }
    found
}

/// Whether an object has a list of answers to it.
pub(super) fn has_answers(object: &Object) -> bool {
    object.iter().any(|(name, value)| value.is_array() && names::holds_answers(name))
}
