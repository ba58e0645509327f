//! What columns are for, by their names in English and Arabic, or by the names that were given.

use serde_json::Value;

use super::Object;
use crate::page::{Columns, clean, encodings};

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
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
    pub(super) fn name(self) -> &'static str {
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
pub(super) const NAMES: [(Field, &[&str]); 11] = [
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
            "cooked",
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
            "authorname",
            "authordisplayname",
            "commentauthor",
            "author",
            "displayname",
            "fullname",
            "name",
            "nickname",
            "nick",
            "user",
            "username",
            "screenname",
            "commenter",
            "commentername",
            "member",
            "membername",
            "poster",
            "writer",
            "sender",
            "createdby",
            "postedby",
            "from",
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
            "timeparsed",
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
            "dategmt",
            "commentdategmt",
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

/// The usual names of the field with an article's text, as [`NAMES`] has those of comments.
pub(super) const ARTICLE_TEXTS: [&str; 11] = [
    "articlebody",
    "articletext",
    "fulltext",
    "body",
    "content",
    "text",
    "نصالمقال",
    "نصالخبر",
    "المتن",
    "النص",
    "المحتوى",
];

/// How many fields are read.
pub(super) const FIELDS: usize = NAMES.len();

/// A column's name as it is compared.
pub(super) fn plain(name: &str) -> String {
    clean::fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The names of columns, mended where they were spoiled.
pub(super) fn mended(names: &[String]) -> Vec<String> {
    let spoiled: Vec<&str> = names.iter().map(String::as_str).collect();
    encodings::mend_names(&spoiled).unwrap_or_else(|| names.to_vec())
}

/// An object, of which all names of fields are mended where they were spoiled, at any depth.
pub(super) fn mended_object(object: Object) -> Object {
    let (names, values): (Vec<String>, Vec<Value>) = object.into_iter().unzip();
    mended(&names).into_iter().zip(values.into_iter().map(mended_value)).collect()
}

fn mended_value(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(mended_object(object)),
        Value::Array(values) => values.into_iter().map(mended_value).collect(),
        value => value,
    }
}

/// Whether a first line is the header of a table of comments: a column for the text and another that is known.
pub(in crate::page) fn is_header(line: &str) -> bool {
    let mended = encodings::mend(line);
    let line = mended.as_deref().unwrap_or(line);
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
pub(super) fn places(headers: &[String], columns: &Columns) -> [Option<usize>; FIELDS] {
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
    pub(super) fn missing(
        &self,
        places: &[Option<usize>; FIELDS],
    ) -> Option<(&'static str, &str, &'static str)> {
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
