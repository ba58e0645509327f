//! Comments that stand inside other objects: in the lists of an article or of an answer of some API, or below the comment
//! that they answer.

mod names;

use std::rc::Rc;

use serde_json::Value;

use super::rows::Object;
use names::Holds;

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
    let mut search = Search { fields, found: Found::default(), named: vec![] };
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

/// What has been found so far.
struct Search<'a, F> {
    fields: &'a F,
    found: Found,
    /// For each comment whether it is named as one.
    named: Vec<bool>,
}

impl<F: Fields> Search<'_, F> {
    /// Looks into a value. The parser bounds how deep it is.
    fn look_into(&mut self, value: Value, place: &Place) {
        match value {
            Value::Array(values) => {
                let place = Place { is_listed: true, ..place.clone() };
                for value in values {
                    self.entry(value, &place);
                }
            }
            Value::Object(object) => self.object(object, place),
            _ => {}
        }
    }

    /// An entry of a list. In a list of comments all that has a text is one, and what has none is counted.
    fn entry(&mut self, value: Value, place: &Place) {
        if place.inside != Inside::Comments {
            return self.look_into(value, place);
        }
        match value {
            Value::String(text) if names::is_reference(&text) => {}
            Value::String(text) if text.trim().is_empty() => self.found.left_out += 1,
            Value::String(text) => {
                let object = self.fields.comment(text);
                self.push(object, place);
            }
            Value::Object(object) => {
                let names: Vec<String> = object.keys().cloned().collect();
                let before = (self.found.comments.len(), self.found.left_out);
                self.object(object, place);
                if before == (self.found.comments.len(), self.found.left_out) {
                    self.found.left_out += 1;
                    self.found.textless.get_or_insert(names);
                }
            }
            other => self.look_into(other, place),
        }
    }

    fn object(&mut self, mut object: Object, place: &Place) {
        let is_list = |(name, value): (&String, &Value)| {
            names::holds(name) == Holds::Comments && self.is_list_of_comments(value)
        };
        let is_article = place.inside != Inside::Comments && object.iter().any(is_list);
        let is_comment = !is_article
            && place.is_listed
            && match place.inside {
                Inside::Comments => self.fields.has_text(&object),
                Inside::Related | Inside::Unknown => self.fields.is_comment(&object),
                Inside::Other => false,
            };
        let mut inner = self.around(&object, place, is_article, is_comment);
        // A comment's words may stand in an object, too.
        let lists: Vec<(Holds, bool, Value)> = object
            .iter_mut()
            .map(|(name, value)| (names::holds(name), name == "node", value))
            .filter(|(holds, is_node, value)| {
                (holds_lists(value) || (*is_node && value.is_object()))
                    && (!is_comment || matches!(holds, Holds::Comments | Holds::Answers | Holds::Related))
            })
            .map(|(holds, is_node, value)| (holds, is_node, value.take()))
            .collect();
        if is_comment {
            let place =
                Place { article: inner.article.clone(), is_settled: inner.is_settled, ..place.clone() };
            self.push(object, &place);
            inner.within = Some(self.found.comments.len() - 1);
        }
        for (holds, is_node, value) in lists {
            let inside = match holds {
                Holds::Comments | Holds::Answers => Inside::Comments,
                Holds::Related => Inside::Related,
                Holds::Articles => Inside::Other,
                Holds::Unknown if is_article => Inside::Other,
                // What is around the comments of a list may say more than one of them does.
                Holds::Unknown if place.inside == Inside::Comments && place.is_listed && !is_node => {
                    Inside::Related
                }
                Holds::Unknown => place.inside,
            };
            let is_named = place.is_named
                || (!is_comment && matches!(holds, Holds::Comments | Holds::Answers | Holds::Related));
            let is_listed = inner.is_listed && !is_article;
            let place = Place { inside, is_listed, is_named, ..inner.clone() };
            match value {
                // Comments may be in an object by their identifiers.
                Value::Object(map) if inside == Inside::Comments && self.is_map(&map) => {
                    self.look_into(map.into_iter().map(|(_, value)| value).collect(), &place);
                }
                value => self.look_into(value, &place),
            }
        }
    }

    /// What there is to know of the article inside an object.
    fn around(&mut self, object: &Object, place: &Place, is_article: bool, is_comment: bool) -> Place {
        let fields = self.fields;
        let is_child = |name: &str, value: &Value| value.is_object() && names::is_article(name);
        let child = object.iter().find(|(name, value)| is_child(name, value));
        let child = child.and_then(|(_, value)| value.as_object());
        let of_child = |get: &dyn Fn(&Object) -> Option<String>| child.and_then(get);
        let page = of_child(&|child| fields.page(child).or_else(|| fields.id(child)));
        let page = page.or_else(|| fields.page(object));
        let title = of_child(&|child| fields.title(child));
        if is_comment {
            // Answers belong where the comment does, whose link may be its own.
            if place.is_settled || place.within.is_some() {
                return Place { is_settled: true, ..place.clone() };
            }
            let page = page.or_else(|| place.article.page.clone());
            let title = title.or_else(|| place.article.title.clone());
            let is_settled = child.is_some() && page.is_some();
            let article = Rc::new(Article { page, title, ..Article::default() });
            return Place { article, is_settled, ..place.clone() };
        }
        let title = title.or_else(|| fields.title(object));
        if !is_article {
            if place.is_settled {
                return place.clone();
            }
            let page = page.or_else(|| place.article.page.clone());
            let title = title.or_else(|| place.article.title.clone());
            return Place {
                article: Rc::new(Article { page, title, ..Article::default() }),
                ..place.clone()
            };
        }
        self.found.has_list = true;
        let text = of_child(&|child| fields.article(child)).or_else(|| fields.article(object));
        let says_nothing = page.is_none() && title.is_none() && text.is_none();
        if says_nothing && place.article.page.is_some() {
            return place.clone();
        }
        // An article in a list has nothing from what is around the list.
        let outer = if place.is_listed { &Article::default() } else { &*place.article };
        let title = title.or_else(|| outer.title.clone());
        let page =
            page.or_else(|| fields.id(object)).or_else(|| outer.page.clone()).or_else(|| title.clone());
        // What has a number and nothing else may be the answer to any question.
        let is_settled = !says_nothing;
        let number = is_settled.then_some(self.found.articles.len());
        let article = Rc::new(Article { page, title, text, number });
        if is_settled {
            self.found.articles.push(article.clone());
        }
        Place { article, is_settled, ..place.clone() }
    }

    fn push(&mut self, object: Object, place: &Place) {
        let Place { article, is_settled, within, .. } = place.clone();
        self.found.comments.push(Nested { object, within, article, is_settled });
        self.named.push(place.is_named);
    }

    /// Whether the value of a field that is named for comments is a list of them and not one comment.
    fn is_list_of_comments(&self, value: &Value) -> bool {
        match value {
            Value::Array(_) => true,
            Value::Object(object) if self.fields.has_text(object) => false,
            Value::Object(object) => object.values().any(Value::is_array) || self.is_map(object),
            _ => false,
        }
    }

    /// Whether an object holds comments by their identifiers.
    fn is_map(&self, object: &Object) -> bool {
        let is_comment =
            |value: &Value| value.as_object().is_some_and(|object| self.fields.is_comment(object));
        !object.is_empty() && object.values().all(is_comment)
    }
}

/// Whether a value is a list, or an object with more in it than words.
fn holds_lists(value: &Value) -> bool {
    let is_inner = |value: &Value| value.is_array() || value.is_object();
    value.is_array() || value.as_object().is_some_and(|object| object.values().any(is_inner))
}

/// Whether an object has a list of answers to it.
pub(super) fn has_answers(object: &Object) -> bool {
    object.iter().any(|(name, value)| value.is_array() && names::holds_answers(name))
}
