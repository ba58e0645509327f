//! JSON objects: one a line, or in any other arrangement.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;

use super::Object;
use super::comment::{Around, Row};
use super::fields::{self, Field};
use super::values::said;
use crate::page::exports::json::{self, Documents, Input, Values};
use crate::page::exports::left_out::LeftOut;
use crate::page::exports::markup::Texts;
use crate::page::exports::nested::{self, Found, Nested};
use crate::page::exports::{Export, Thread, Threads};
use crate::page::{Columns, Warning};
use crate::table::TEXT_COLUMNS;
use crate::{Error, Result};

/// Reads JSON objects.
pub(in crate::page::exports) struct Objects {
    path: PathBuf,
    columns: Columns,
    source: Source,
    /// Lines and entries that could not be read.
    faults: LeftOut,
    /// How many entries of lists of comments had no text, and what to say of the first if none has one.
    without_text: usize,
    textless: Option<Error>,
    /// How many objects were read, and how many articles and comments were found in them.
    read: usize,
    articles: usize,
    comments: usize,
}

/// How the objects are written.
enum Source {
    /// One a line.
    Lines {
        input: Input,
        /// The line that is read next, from 1.
        line: u64,
        /// Lines that were read to see how they are written.
        first: VecDeque<Vec<u8>>,
    },
    /// In one array, or over several lines each.
    Documents(Box<Documents<Value, Values>>),
}

impl Objects {
    pub(in crate::page::exports) fn new(path: &Path, mut input: Input, columns: &Columns) -> Result<Self> {
        let mut first = VecDeque::new();
        let mut next_line = || -> Result<Vec<u8>> {
            let mut line = vec![];
            input.read_until(b'\n', &mut line).map_err(|source| Error::read(path, source))?;
            Ok(line)
        };
        first.push_back(next_line()?);
        let mut are_lines = match serde_json::from_slice::<Object>(&first[0]) {
            Ok(_) => true,
            Err(fault) if fault.is_syntax() => {
                // The first line alone may be damaged.
                first.push_back(next_line()?);
                serde_json::from_slice::<Object>(&first[1]).is_ok()
            }
            Err(_) => false,
        };
        are_lines &= !first[0].is_empty();
        let source = if are_lines {
            Source::Lines { input, line: 1, first }
        } else {
            let read: Vec<u8> = first.into_iter().flatten().collect();
            let input: Box<dyn Read + Send> = Box::new(Cursor::new(read).chain(input));
            Source::Documents(Box::new(Documents::new(path, BufReader::new(input))))
        };
        Ok(Self {
            path: path.to_owned(),
            columns: columns.clone(),
            source,
            faults: LeftOut::default(),
            without_text: 0,
            textless: None,
            read: 0,
            articles: 0,
            comments: 0,
        })
    }

    /// The next object, with its line where it has one. Lines that are none are passed over.
    fn next(&mut self) -> Result<Option<(Object, Option<u64>)>> {
        loop {
            let (text, at) = match &mut self.source {
                Source::Documents(documents) => match documents.next()? {
                    None => return Ok(None),
                    Some(Value::Object(object)) => return Ok(Some((object, None))),
                    // What serializers write for nothing.
                    Some(Value::Null | Value::Bool(_)) => continue,
                    Some(value) => {
                        if value != "" {
                            let fault = self.no_object(&value);
                            self.faults.add(fault);
                        }
                        continue;
                    }
                },
                Source::Lines { input, line, first } => {
                    let mut text = first.pop_front().unwrap_or_default();
                    if text.is_empty() {
                        input
                            .read_until(b'\n', &mut text)
                            .map_err(|source| Error::read(&self.path, source))?;
                    }
                    *line += 1;
                    (text, *line - 1)
                }
            };
            if text.is_empty() {
                return Ok(None);
            }
            if text.trim_ascii().is_empty() {
                continue;
            }
            match serde_json::from_slice(&text) {
                Ok(object) => return Ok(Some((object, Some(at)))),
                Err(fault) => self.faults.add(json::error_at(&self.path, at, &fault)),
            }
        }
    }

    /// What there is to say at the end of the file: where something was left out, all pages warn of it.
    fn end(&mut self, threads: &mut Threads) -> Result<bool> {
        if self.without_text > 0 {
            let message = format!(
                "Entries of lists of comments left out because they have no text: {}.",
                self.without_text
            );
            threads.warn(Warning::new("entries-left-out", message));
        }
        let cut = match &self.source {
            Source::Documents(documents) => documents.end(threads),
            Source::Lines { .. } => Ok(false),
        };
        let what = match &self.source {
            Source::Lines { .. } => ("lines-left-out", "lines"),
            Source::Documents(_) => ("entries-left-out", "entries"),
        };
        let left_out = self.faults.end(what, threads);
        let more = cut?;
        left_out?;
        match self.textless.take().filter(|_| self.comments == 0) {
            Some(textless) => Err(textless),
            None => Ok(more),
        }
    }

    /// An entry is no object.
    fn no_object(&self, value: &Value) -> Error {
        let what = if value.is_string() { "a text" } else { "a number" };
        let message = format!("this is {what} and no object with a comment in it");
        Error::Record { path: self.path.clone(), place: format!("after object {}", self.read), message }
    }

    /// No field has the comment's text.
    fn without_text(&self, line: Option<u64>, names: &[String]) -> Error {
        let tried = self.columns.text.clone().unwrap_or_else(|| TEXT_COLUMNS.join(", "));
        let message = if names.is_empty() {
            "an object is empty: it has no fields, and so no text".to_owned()
        } else {
            let found = names.join(", ");
            format!("no text (looked for {tried}); the fields are {found}. Name the field with --text-col")
        };
        if let Some(line) = line {
            return Error::malformed(&self.path, line, message);
        }
        Error::Record { path: self.path.clone(), place: format!("object {}", self.read), message }
    }

    /// Puts what was found in an object into threads.
    fn unpack(&mut self, found: Found, threads: &mut Threads) {
        // No article is called so.
        let key = |number: usize| format!("\0{}", self.articles + number);
        for article in &found.articles {
            let made_up = article.number.map(key);
            let Some(thread) = article.page.as_deref().or(made_up.as_deref()) else { continue };
            let mut texts = Texts::default();
            let known = Thread {
                name: article.page.clone(),
                title: article.title.as_deref().and_then(|title| texts.label(title)),
                article: texts.either(article.text.as_deref().unwrap_or_default()).text,
                mended: texts.mended,
                ..Thread::default()
            };
            threads.describe(thread, known);
        }
        let count = found.comments.len();
        for (number, Nested { object, within, article, is_settled }) in found.comments.into_iter().enumerate()
        {
            let made_up = article.number.map(key);
            let (page, title) = (article.page.as_deref(), article.title.as_deref());
            let (author, text) = (self.columns.author(&object), self.columns.text_of(&object));
            let (names, values): (Vec<String>, Vec<Value>) = object.into_iter().unzip();
            let values: Vec<Option<String>> = values.iter().map(said).collect();
            let places = fields::places(&names, &self.columns);
            let mut row = Row(places.map(|place| values.get(place?)?.as_deref()));
            row.set(Field::Text, text.as_deref());
            row.set(Field::Author, author.as_deref());
            if is_settled {
                row.settle(page, title);
            }
            row.complete(Field::Page, page);
            row.complete(Field::Title, title);
            let around = Around {
                thread: made_up.as_deref().map(|made_up| page.unwrap_or(made_up)),
                number: Some(self.comments + number),
                within: within.map(|within| self.comments + within),
            };
            row.unpack(threads, around);
        }
        self.comments += count;
        self.articles += found.articles.len();
        self.without_text += found.left_out;
    }
}

impl Export for Objects {
    fn advance(&mut self, threads: &mut Threads) -> Result<bool> {
        let Some((object, line)) = self.next()? else { return self.end(threads) };
        let object = fields::mended_object(object);
        self.read += 1;
        let names: Vec<String> = object.keys().cloned().collect();
        let has_text = fields::places(&names, &self.columns)[0].is_some();
        if object.values().any(|value| value.is_array() || value.is_object()) {
            let found = nested::comments(object.clone(), &self.columns);
            if !found.comments.is_empty() || found.has_list {
                if let Some(names) = found.textless.as_ref().filter(|_| self.textless.is_none()) {
                    self.textless = Some(self.without_text(line, names));
                }
                self.unpack(found, threads);
                return Ok(true);
            }
        }
        if !has_text {
            let fault = self.without_text(line, &names);
            self.faults.add(fault);
            return Ok(true);
        }
        let article = Rc::default();
        let found = Nested { object, within: None, article, is_settled: false };
        self.unpack(Found { comments: vec![found], ..Found::default() }, threads);
        Ok(true)
    }
}
