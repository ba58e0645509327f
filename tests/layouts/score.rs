//! How well the comments of pages were found.

use std::collections::HashMap;
use std::fmt;

use ghirbal::page::{CommentKind, Page};

use crate::render::Sample;

/// Sums over pages. A found comment is whole if it equals one of the page's, white space and full stops aside.
#[derive(Default)]
pub(crate) struct Score {
    pages: usize,
    empty: usize,
    /// Pages without comments on which something was found.
    pub(crate) false_pages: usize,
    exact_counts: usize,
    wanted: usize,
    found: usize,
    whole: usize,
    /// Comments that stand in the article.
    left: usize,
    authors: Share,
    dates: Share,
    parents: Share,
    /// What went wrong, a line a page.
    pub(crate) misses: Vec<String>,
}

/// So many of so many.
#[derive(Default)]
struct Share {
    right: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }
}

impl fmt::Display for Share {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.right, self.all)
    }
}

impl Score {
    /// Of the found comments, how many are whole.
    pub(crate) fn precision(&self) -> f64 {
        self.whole as f64 / self.found.max(1) as f64
    }

    /// Of the comments on the pages, how many were found whole.
    pub(crate) fn recall(&self) -> f64 {
        self.whole as f64 / self.wanted.max(1) as f64
    }

    /// Of the comments on the pages, how many stand in the article.
    pub(crate) fn left_share(&self) -> f64 {
        self.left as f64 / self.wanted.max(1) as f64
    }

    /// Adds one page.
    pub(crate) fn add(&mut self, sample: &Sample, page: &Page) {
        let found: Vec<_> =
            page.comments.iter().filter(|comment| comment.kind == CommentKind::Comment).collect();
        let mut free: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, comment) in found.iter().enumerate().rev() {
            free.entry(loose(&comment.text)).or_default().push(at);
        }
        let pairs: Vec<Option<usize>> =
            sample.comments.iter().map(|wanted| free.get_mut(&loose(&wanted.text))?.pop()).collect();
        let (mut fields, whole) = (vec![], pairs.iter().flatten().count());
        for (wanted, at) in sample.comments.iter().zip(&pairs) {
            let Some(comment) = at.and_then(|at| found.get(at)) else { continue };
            if let Some(author) = &wanted.author {
                let right = comment.author.as_deref() == Some(author);
                self.authors.add(right);
                fields.extend((!right).then(|| format!("author {:?} for {author:?}", comment.author)));
            }
            if let Some(date) = &wanted.date {
                let right = comment.date.as_deref().is_some_and(|found| found.starts_with(date.as_str()));
                self.dates.add(right);
                fields.extend((!right).then(|| format!("date {:?} for {date:?}", comment.date)));
            }
            if sample.parents_known {
                let parent = wanted.parent.and_then(|parent| pairs.get(parent).copied().flatten());
                let answered = comment
                    .reply_to
                    .and_then(|index| found.iter().position(|comment| comment.index == index));
                self.parents.add(answered == parent);
                fields.extend((answered != parent).then(|| format!("parent {answered:?} for {parent:?}")));
            }
        }
        let article = loose(&page.article);
        let left = sample.comments.iter().filter(|comment| {
            let text: String = loose(&comment.text).chars().take(80).collect();
            text.chars().count() > 30 && article.contains(&text)
        });
        let left = left.count();
        self.pages += 1;
        self.wanted += pairs.len();
        self.found += found.len();
        self.whole += whole;
        self.left += left;
        self.exact_counts += usize::from(pairs.len() == found.len());
        self.empty += usize::from(pairs.is_empty());
        self.false_pages += usize::from(pairs.is_empty() && !found.is_empty());
        if whole < pairs.len() || whole < found.len() || left > 0 || !fields.is_empty() {
            let lost = format!("{}: {whole} whole of {}, {} found", sample.name, pairs.len(), found.len());
            fields.truncate(3);
            self.misses.push(format!("{lost}, {left} left in the article; {}", fields.join("; ")));
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} pages | whole P {:.3} R {:.3} of {} | count {}/{} | false pages {}/{} | left in article {} | author {} date {} \
             parent {}",
            self.pages,
            self.precision(),
            self.recall(),
            self.wanted,
            self.exact_counts,
            self.pages,
            self.false_pages,
            self.empty,
            self.left,
            self.authors,
            self.dates,
            self.parents
        )
    }
}

/// A text without what does not count: full stops, and the kind and amount of white space.
fn loose(text: &str) -> String {
    let text = text.replace('.', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
