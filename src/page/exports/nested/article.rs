//! What the objects around comments say of their article.

use std::rc::Rc;

use serde_json::Value;

use super::search::Search;
use super::{Article, Fields, Object, Place, names};

impl<F: Fields> Search<'_, F> {
    /// What there is to know of the article inside an object.
    pub(super) fn around(
        &mut self,
        object: &Object,
        place: &Place,
        is_article: bool,
        is_comment: bool,
    ) -> Place {
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

    /// A place in the article that an identifier stands for.
    pub(super) fn of_article(&mut self, page: String, place: &Place) -> Place {
        let number = Some(self.found.articles.len());
        let article = Rc::new(Article { page: Some(page), number, ..Article::default() });
        self.found.articles.push(article.clone());
        Place { article, is_settled: true, is_listed: true, ..place.clone() }
    }
}
