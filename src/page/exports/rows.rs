//! Tables and JSON objects of any make: a comment a row, found by the names of the columns.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use serde_json::{Map, Value};

use super::json::{self, Documents, Input};
use super::nested::{self, Nested};
use super::{Export, Post, Threads, markup};
use crate::page::{Columns, Comment, CommentKind, Status, TakenColumns, Warning, clean, dates};
use crate::table::{TEXT_COLUMNS, Table};
use crate::{Error, Result};

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Text,
    Id,
    Parent,
    Author,
    Date,
    Page,
    Title,
    Kind,
    Status,
    Spam,
    Deleted,
}

impl Field {
    /// Its name to people.
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Id => "id",
            Self::Parent => "parent",
            Self::Author => "author",
            Self::Date => "date",
            Self::Page => "page",
            Self::Title => "title",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Spam => "spam",
            Self::Deleted => "deleted",
        }
    }
}

/// The usual names of columns, without case and without anything but letters and digits; the first that is there is taken.
/// They cover the tables of `WordPress`, Coral and the common scrapers.
const NAMES: [(Field, &[&str]); 11] = [
    (
        Field::Text,
        &[
            "text",
            "comment",
            "body",
            "content",
            "message",
            "commenttext",
            "commentbody",
            "commentcontent",
            "textoriginal",
            "textdisplay",
            "تعليق",
            "التعليق",
            "النص",
            "نصالتعليق",
            "الرسالة",
            "المحتوى",
        ],
    ),
    (Field::Id, &["id", "commentid", "cid", "رقمالتعليق", "معرفالتعليق", "المعرف", "معرف", "الرقم", "رقم"]),
    (
        Field::Parent,
        &[
            "parentid",
            "parent",
            "commentparent",
            "parentcommentid",
            "replyto",
            "inreplyto",
            "replytoid",
            "inreplytoid",
            "رداعلى",
            "ردعلى",
            "الردعلى",
            "فيردعلى",
            "التعليقالاصلي",
        ],
    ),
    (
        Field::Author,
        &[
            "author",
            "name",
            "user",
            "username",
            "authorname",
            "commentauthor",
            "authordisplayname",
            "nickname",
            "الاسم",
            "الكاتب",
            "المعلق",
            "اسمالمعلق",
            "اسمالكاتب",
            "صاحبالتعليق",
            "كاتبالتعليق",
            "المستخدم",
            "اسمالمستخدم",
            "اسم",
        ],
    ),
    (
        Field::Date,
        &[
            "date",
            "datetime",
            "createdat",
            "created",
            "publishedat",
            "publishedtimestamp",
            "commentdate",
            "timestamp",
            "time",
            "ts",
            "createdtime",
            "createdutc",
            "createtime",
            "published",
            "publishdate",
            "publishtime",
            "posted",
            "postedat",
            "commentedat",
            "التاريخ",
            "تاريخ",
            "تاريخالتعليق",
            "تاريخالنشر",
            "تاريخالاضافة",
            "الوقت",
        ],
    ),
    (
        Field::Page,
        &[
            "articleurl",
            "pageurl",
            "storyurl",
            "posturl",
            "threadurl",
            "videourl",
            "article",
            "page",
            "thread",
            "articleid",
            "storyid",
            "postid",
            "commentpostid",
            "threadid",
            "videoid",
            "pageid",
            "url",
            "link",
            "الرابط",
            "رابط",
            "رابطالمقال",
            "رابطالخبر",
            "رابطالصفحة",
            "المقال",
            "الخبر",
            "رقمالخبر",
            "رقمالمقال",
        ],
    ),
    (
        Field::Title,
        &[
            "articletitle",
            "pagetitle",
            "storytitle",
            "posttitle",
            "threadtitle",
            "headline",
            "title",
            "العنوان",
            "عنوانالمقال",
            "عنوانالخبر",
        ],
    ),
    (Field::Kind, &["commenttype", "type", "kind"]),
    (Field::Status, &["commentapproved", "approved", "status", "moderationstatus", "state"]),
    (Field::Spam, &["isspam", "spam"]),
    (Field::Deleted, &["isdeleted", "deleted", "removed", "deletedat"]),
];

/// How many fields are read.
const FIELDS: usize = NAMES.len();

/// A column's name as it is compared.
fn plain(name: &str) -> String {
    clean::fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a first line is the header of a table of comments: a column for the text and another that is known.
pub(in crate::page) fn is_header(line: &str) -> bool {
    [',', ';', '\t'].iter().any(|&delimiter| {
        let names: Vec<String> = line.split(delimiter).map(plain).collect();
        let known = |field: &(Field, &[&str])| names.iter().any(|name| field.1.contains(&name.as_str()));
        let mut fields = NAMES.iter();
        names.len() > 1
            && fields.next().is_some_and(known)
            && (names.contains(&"label".to_owned()) || fields.any(known))
    })
}

/// For each of [`NAMES`] the place of its column among `headers`.
fn places(headers: &[String], columns: &Columns) -> [Option<usize>; FIELDS] {
    let headers: Vec<String> = headers.iter().map(|header| plain(header)).collect();
    let place = |name: &str| headers.iter().position(|header| header == name);
    NAMES.map(|(field, usual)| match columns.named(field) {
        Some(name) => place(&plain(name)),
        None => usual.iter().find_map(|name| place(name)),
    })
}

impl Columns {
    /// The name that was given for a field.
    fn named(&self, field: Field) -> Option<&str> {
        let name = match field {
            Field::Text => &self.text,
            Field::Id => &self.id,
            Field::Parent => &self.parent,
            Field::Author => &self.author,
            Field::Date => &self.date,
            Field::Page => &self.page,
            _ => &None,
        };
        name.as_deref()
    }

    /// The first name that was given and is not there, with its flag.
    fn missing(&self, places: &[Option<usize>; FIELDS]) -> Option<(&'static str, &str, &'static str)> {
        let flags = [
            (Field::Text, "text", "--text-col"),
            (Field::Id, "id", "--id-col"),
            (Field::Parent, "parent", "--parent-col"),
            (Field::Author, "author", "--author-col"),
            (Field::Date, "date", "--date-col"),
            (Field::Page, "page", "--page-col"),
        ];
        flags.into_iter().zip(places).find_map(|((field, wanted, flag), place)| {
            let name = self.named(field).filter(|_| place.is_none())?;
            Some((wanted, name, flag))
        })
    }
}

/// The fields of one comment.
struct Row<'a>([Option<&'a str>; FIELDS]);

impl<'a> Row<'a> {
    /// Gives a field that is not there the value that is known from elsewhere.
    fn complete(&mut self, field: Field, value: Option<&'a str>) {
        if self.get(field).is_none()
            && let Some(place) = NAMES.iter().position(|(name, _)| *name == field)
        {
            self.0[place] = value;
        }
    }

    fn get(&self, field: Field) -> Option<&str> {
        let place = NAMES.iter().position(|(name, _)| *name == field)?;
        self.0[place].map(str::trim).filter(|value| !value.is_empty())
    }

    /// Puts the comment into its thread.
    fn unpack(&self, threads: &mut Threads) {
        // A link to the comment itself leads to the page, too.
        let page = self.get(Field::Page).map(|page| page.split_once('#').map_or(page, |(page, _)| page));
        let key = page.unwrap_or_default();
        let thread = threads.thread(key);
        if thread.name.is_none() {
            thread.name = page.map(str::to_owned);
        }
        if thread.title.is_none() {
            thread.title = page.and_then(|_| self.get(Field::Title)).and_then(markup::label);
        }
        threads.post(key, self.post());
    }

    fn post(&self) -> Post {
        let body = markup::either(self.get(Field::Text).unwrap_or_default());
        let date_text = self.get(Field::Date).and_then(clean::label);
        let comment = Comment {
            id: self.get(Field::Id).map(str::to_owned),
            kind: match self.get(Field::Kind) {
                Some("pingback") => CommentKind::Pingback,
                Some("trackback") => CommentKind::Trackback,
                _ => CommentKind::Comment,
            },
            author: self.get(Field::Author).and_then(markup::label),
            date: date_text.as_deref().and_then(dates::machine),
            date_text,
            quote: body.quote,
            text: body.text,
            status: self.status(),
            ..Comment::default()
        };
        let parent = self
            .get(Field::Parent)
            .filter(|parent| !matches!(*parent, "0" | "root" | "null" | "None" | "nan"));
        Post { comment, parent: parent.map(str::to_owned) }
    }

    fn status(&self) -> Option<Status> {
        let is = |field| self.get(field).is_some_and(json::is_true);
        // The column may hold when it was deleted.
        let is_date = |value: &str| dates::machine(value).is_some();
        if is(Field::Spam) {
            return Some(Status::Spam);
        }
        if is(Field::Deleted) || self.get(Field::Deleted).is_some_and(is_date) {
            return Some(Status::Deleted);
        }
        match self.get(Field::Status)?.to_ascii_lowercase().as_str() {
            "0" | "false" | "hold" | "pending" | "unapproved" | "premod" | "system_withheld" => {
                Some(Status::Pending)
            }
            "spam" => Some(Status::Spam),
            "trash" | "post-trashed" => Some(Status::Trash),
            "deleted" | "removed" => Some(Status::Deleted),
            "rejected" | "refused" => Some(Status::Rejected),
            _ => None,
        }
    }
}

/// Reads the rows of a table.
pub(super) struct Rows {
    table: Table,
    places: [Option<usize>; FIELDS],
    row: ByteRecord,
}

impl Rows {
    pub(super) fn new(path: &Path, input: Input, columns: &Columns) -> Result<Self> {
        let table = Table::new(path, input, None)?;
        let places = places(table.headers(), columns);
        let missing = |wanted, tried: String, flag| Error::MissingColumn {
            path: path.to_owned(),
            wanted,
            tried,
            found: table.headers().join(", "),
            flag,
        };
        if let Some((wanted, name, flag)) = columns.missing(&places) {
            return Err(missing(wanted, name.to_owned(), flag));
        }
        if places[0].is_none() {
            return Err(missing("text", TEXT_COLUMNS.join(", "), "--text-col"));
        }
        Ok(Self { table, places, row: ByteRecord::new() })
    }
}

impl Export for Rows {
    fn advance(&mut self, threads: &mut Threads) -> Result<bool> {
        if !self.table.next(&mut self.row)? {
            return Ok(false);
        }
        // The reader below gives UTF-8 and nothing else.
        let field = |place: usize| std::str::from_utf8(self.row.get(place)?).ok();
        Row(self.places.map(|place| field(place?))).unpack(threads);
        Ok(true)
    }

    fn columns(&self) -> Option<TakenColumns> {
        let headers = self.table.headers();
        let used = NAMES
            .iter()
            .zip(self.places)
            .filter_map(|((field, _), place)| Some((field.name(), headers.get(place?)?.clone())));
        let ignored = headers.iter().enumerate().filter(|(at, _)| !self.places.contains(&Some(*at)));
        Some(TakenColumns {
            used: used.collect(),
            ignored: ignored.map(|(_, header)| header.clone()).collect(),
        })
    }
}

/// A JSON object of any make.
pub(super) type Object = Map<String, Value>;

/// Reads JSON objects.
pub(super) struct Objects {
    path: PathBuf,
    columns: Columns,
    source: Source,
    /// The first line that could not be read, and how many there are.
    faults: Option<(Error, usize)>,
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
    Documents(Box<Documents<Object>>),
}

impl Objects {
    pub(super) fn new(path: &Path, mut input: Input, columns: &Columns) -> Result<Self> {
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
        Ok(Self { path: path.to_owned(), columns: columns.clone(), source, faults: None })
    }

    /// The next object, with its line where it has one. Lines that are none are passed over.
    fn next(&mut self) -> Result<Option<(Object, Option<u64>)>> {
        loop {
            let (text, at) = match &mut self.source {
                Source::Documents(documents) => return Ok(documents.next()?.map(|object| (object, None))),
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
                Err(fault) => self.leave_out(json::error_at(&self.path, at, &fault)),
            }
        }
    }

    /// Counts a line that cannot be read.
    fn leave_out(&mut self, fault: Error) {
        self.faults.get_or_insert((fault, 0)).1 += 1;
    }

    /// What there is to say at the end of the file: where lines were left out, all pages warn of it.
    fn end(&mut self, threads: &mut Threads) -> Result<bool> {
        if let Source::Documents(documents) = &self.source {
            return documents.end(threads);
        }
        let Some((first, count)) = self.faults.take() else { return Ok(false) };
        let message = format!("Lines left out because they could not be read: {count}.");
        threads.warn(Warning::new("lines-left-out", message));
        Err(match first {
            Error::Malformed { path, line, message } if count > 1 => {
                let message =
                    format!("{message}. So many lines were left out: {count}; the others were read");
                Error::Malformed { path, line, message }
            }
            first => first,
        })
    }

    /// No field has the comment's text.
    fn without_text(&self, line: Option<u64>, names: &[String]) -> Error {
        let tried = self.columns.text.clone().unwrap_or_else(|| TEXT_COLUMNS.join(", "));
        let found = names.join(", ");
        let flag = "--text-col";
        match line {
            Some(line) => {
                let message = format!(
                    "no text (looked for {tried}); the fields are {found}. Name the field with {flag}"
                );
                Error::malformed(&self.path, line, message)
            }
            None => Error::MissingColumn { path: self.path.clone(), wanted: "text", tried, found, flag },
        }
    }

    /// Puts a comment into its thread, with what is known from around it.
    fn unpack(&self, found: Nested, threads: &mut Threads) {
        let Nested { object, parent, page, title } = found;
        let (names, values): (Vec<String>, Vec<Value>) = object.into_iter().unzip();
        let values: Vec<Option<String>> = values.iter().map(said).collect();
        let mut row = Row(places(&names, &self.columns).map(|place| values.get(place?)?.as_deref()));
        row.complete(Field::Parent, parent.as_deref());
        row.complete(Field::Page, page.as_deref());
        row.complete(Field::Title, title.as_deref());
        row.unpack(threads);
    }
}

impl Export for Objects {
    fn advance(&mut self, threads: &mut Threads) -> Result<bool> {
        let Some((object, line)) = self.next()? else { return self.end(threads) };
        let names: Vec<String> = object.keys().cloned().collect();
        if object.values().any(|value| value.is_array() || value.is_object()) {
            let found = nested::comments(object.clone(), &self.columns);
            if !found.is_empty() {
                for found in found {
                    self.unpack(found, threads);
                }
                return Ok(true);
            }
        }
        if places(&names, &self.columns)[0].is_none() {
            let fault = self.without_text(line, &names);
            if line.is_none() {
                return Err(fault);
            }
            self.leave_out(fault);
            return Ok(true);
        }
        self.unpack(Nested { object, parent: None, page: None, title: None }, threads);
        Ok(true)
    }
}

impl Columns {
    /// The value of a field as text.
    fn value(&self, object: &Object, field: Field) -> Option<String> {
        let names: Vec<String> = object.keys().cloned().collect();
        let place = NAMES.iter().position(|(name, _)| *name == field)?;
        let found = object.values().nth(places(&names, self)[place]?).and_then(said);
        found.filter(|value| !value.trim().is_empty())
    }
}

impl nested::Fields for Columns {
    fn is_comment(&self, object: &Object) -> bool {
        let beside = [Field::Author, Field::Date, Field::Id, Field::Parent];
        self.value(object, Field::Text).is_some()
            && (beside.iter().any(|&field| self.value(object, field).is_some())
                || nested::has_answers(object))
    }

    fn id(&self, object: &Object) -> Option<String> {
        self.value(object, Field::Id)
    }

    fn page(&self, object: &Object) -> Option<String> {
        self.value(object, Field::Page)
    }

    fn title(&self, object: &Object) -> Option<String> {
        self.value(object, Field::Title)
    }
}

/// A value as text; of an object its name, or the text that it holds.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Object(fields) => {
            let mut names = json::NAMES.iter().chain(&["rendered", "text"]);
            names.find_map(|name| said(fields.get(*name)?))
        }
        Value::Null | Value::Array(_) => None,
    }
}
