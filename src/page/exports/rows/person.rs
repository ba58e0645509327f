//! Who wrote a comment: the name of a person, in whatever objects and under whatever names it stands.

use serde_json::Value;

use super::Object;
use super::fields::{self, Field, NAMES};
use super::values::said;
use crate::page::Columns;

/// Parts of the names of fields that hold the person who wrote what they stand in, and of those that hold another.
const PEOPLE: [&str; 21] = [
    "user",
    "author",
    "member",
    "profile",
    "commenter",
    "commented",
    "creat",
    "owner",
    "poster",
    "posted",
    "account",
    "writer",
    "written",
    "submit",
    "person",
    "reader",
    "visitor",
    "guest",
    "مستخدم",
    "كاتب",
    "معلق",
];
const OTHERS: [&str; 14] = [
    "repl", "parent", "moderat", "approv", "edit", "updat", "modif", "delet", "target", "mention", "quot",
    "article", "story", "page",
];

/// Names of the parts of a name, which are put together.
const FIRST: [&str; 7] = ["first", "firstname", "given", "givenname", "forename", "fname", "الاسمالاول"];
const LAST: [&str; 7] = ["last", "lastname", "family", "familyname", "surname", "lname", "اسمالعائله"];

/// How surely a field of a person's object holds the name to show, the surest first; parts of names of fields.
const KINDS: [&[&str]; 3] = [
    &["displayname", "fullname", "realname", "publicname"],
    &["nick", "pseudo", "alias"],
    &["username", "login", "screenname", "handle"],
];

impl Columns {
    /// The name of who wrote a comment, or the number where there is no name.
    pub(super) fn author(&self, object: &Object) -> Option<String> {
        let names: Vec<String> = object.keys().map(|name| fields::plain(name)).collect();
        let value = |wanted: &str| {
            let place = names.iter().position(|name| name == wanted)?;
            object.values().nth(place).and_then(person)
        };
        if let Some(name) = &self.author {
            return value(&fields::plain(name));
        }
        let usual =
            NAMES.iter().find(|(field, _)| *field == Field::Author).map_or(&[][..], |(_, names)| names);
        let found: Vec<String> = usual.iter().filter_map(|name| value(name)).collect();
        let nested = || {
            let fields = names.iter().zip(object.values());
            fields.filter(|(name, _)| is_person(name)).find_map(|(_, value)| known(value.as_object()?))
        };
        let shown = found.iter().find(|value| !is_number(value)).cloned();
        shown.or_else(|| known(object)).or_else(nested).or_else(|| found.into_iter().next())
    }
}

/// Whether a field holds an object with the person in it.
fn is_person(name: &str) -> bool {
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    has(&PEOPLE) && !has(&OTHERS)
}

/// Whether a value only numbers the person.
fn is_number(value: &str) -> bool {
    value.chars().all(char::is_numeric)
}

/// A person as text: the name, or what else there is.
fn person(value: &Value) -> Option<String> {
    let found = match value {
        Value::Object(object) => name(object).or_else(|| said(value)),
        value => said(value),
    };
    found.filter(|value| !value.trim().is_empty())
}

/// The name in the object of a person, or in one inside it.
fn name(object: &Object) -> Option<String> {
    let plain =
        object.iter().find(|(name, _)| matches!(fields::plain(name).as_str(), "name" | "الاسم" | "اسم"));
    let plain = plain.and_then(|(_, value)| match value {
        Value::Object(parts) => name(parts),
        value => text(value),
    });
    let whole = || of_kind(object, KINDS[0]);
    let inside = || object.values().filter_map(Value::as_object).find_map(name);
    whole().or(plain).or_else(|| known(object)).or_else(inside)
}

/// The name in an object that need not be a person's, where only people have such fields.
fn known(object: &Object) -> Option<String> {
    let [whole, nick, user] = KINDS;
    let of = |kind: &[&str]| of_kind(object, kind);
    of(whole).or_else(|| of(nick)).or_else(|| joined(object)).or_else(|| of(user))
}

fn of_kind(object: &Object, kind: &[&str]) -> Option<String> {
    let is_kind = |name: &str| {
        kind.iter().any(|part| name.contains(part)) && !OTHERS.iter().any(|part| name.contains(part))
    };
    object.iter().find_map(|(name, value)| text(value).filter(|_| is_kind(&fields::plain(name))))
}

/// First and last name.
fn joined(object: &Object) -> Option<String> {
    let part = |names: &[&str]| {
        object
            .iter()
            .find_map(|(name, value)| text(value).filter(|_| names.contains(&fields::plain(name).as_str())))
    };
    match (part(&FIRST), part(&LAST)) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (first, last) => first.or(last),
    }
}

/// Words of a field, and neither a number nor a link.
fn text(value: &Value) -> Option<String> {
    let text =
        value.as_str().filter(|text| !text.trim().is_empty() && !is_number(text) && !text.contains("://"));
    text.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::Object;
    use crate::page::Columns;

    fn author(json: &str) -> Option<String> {
        let object: Object = serde_json::from_str(json).expect(json);
        Columns::default().author(&object)
    }

    #[test]
    fn names_are_found_in_objects_of_any_make() {
        for json in [
            r#"{"author":"هدى سالم"}"#,
            r#"{"user":{"id":4,"display_name":"هدى سالم","name":"huda"}}"#,
            r#"{"user":{"id":4,"displayName":"هدى سالم"}}"#,
            r#"{"author":{"id":"9","name":{"first":"هدى","last":"سالم"}}}"#,
            r#"{"author":{"firstName":"هدى","lastName":"سالم","id":9}}"#,
            r#"{"member":{"nickname":"هدى سالم"}}"#,
            r#"{"profile":{"full_name":"هدى سالم","picture":"https://sura.example/1"}}"#,
            r#"{"author":5,"author_name":"هدى سالم"}"#,
            r#"{"author":null,"user":"هدى سالم"}"#,
            r#"{"user_id":5,"first_name":"هدى","last_name":"سالم"}"#,
            r#"{"createdBy":{"data":{"attributes":{"fullName":"هدى سالم"}}}}"#,
            r#"{"المستخدم":{"الاسم":"هدى سالم"}}"#,
            r#"{"account":{"login":"huda","screen_name":"هدى سالم","nick":"هدى سالم"}}"#,
        ] {
            assert_eq!(author(json).as_deref(), Some("هدى سالم"), "{json}");
        }
    }

    #[test]
    fn what_is_no_author_is_not_taken_for_one() {
        for json in [
            r#"{"text":"نص","section":{"display_name":"رياضة"}}"#,
            r#"{"text":"نص","reply_to_user":{"display_name":"سعد"}}"#,
            r#"{"text":"نص","moderatedBy":{"username":"سعد"},"updatedBy":{"nick":"سعد"}}"#,
            r#"{"text":"نص","article":{"author":{"name":"سعد"}}}"#,
            r#"{"text":"نص","user":{"avatar":"https://sura.example/1"}}"#,
        ] {
            assert_eq!(author(json), None, "{json}");
        }
        assert_eq!(author(r#"{"author":{"id":9}}"#).as_deref(), Some("9"));
    }
}
