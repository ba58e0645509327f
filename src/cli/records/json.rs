//! JSON objects, kept as they were written, and the fields that a verdict adds to them.

use std::fmt;
use std::io::{self, Write};

use ghirbal::Verdict;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The fields of an object in order, their values as they were written.
pub(in crate::cli) struct Object(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object with a text field")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// What the predicted label is called.
pub(in crate::cli) fn label_name(label_is_taken: bool) -> &'static str {
    if label_is_taken { "predicted" } else { "label" }
}

/// A field of that name is there already.
pub(in crate::cli) fn exists(name: &str) -> anyhow::Error {
    anyhow::anyhow!(
        "there is a column {name} already; rename it, or write over it with --overwrite (a column label is kept \
         all the same, and the new one called predicted)"
    )
}

impl Object {
    /// The object that is a line, with or without a byte order mark; bytes that are no UTF-8 are replaced by U+FFFD.
    ///
    /// # Errors
    /// Fails where the line is anything else.
    pub(in crate::cli) fn parse(line: &[u8]) -> serde_json::Result<Self> {
        let line = String::from_utf8_lossy(line);
        serde_json::from_str(line.strip_prefix('\u{FEFF}').unwrap_or(&line))
    }

    /// Whether objects or lists are in it.
    pub(in crate::cli) fn holds_others(&self) -> bool {
        self.0.iter().any(|(_, value)| value.get().starts_with(['{', '[']))
    }

    /// Whether it has no field.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The string in the field called `named`, or in the first that has one of the usual names.
    pub(in crate::cli) fn text(&self, named: Option<&str>, usual: &[&str]) -> Option<String> {
        let asked = named.map(|name| [name]);
        let candidates = asked.as_ref().map_or(usual, |one| one);
        let field = |name: &&str| self.0.iter().find(|(key, _)| key.to_lowercase() == name.to_lowercase());
        let (_, value) = candidates.iter().find_map(field)?;
        serde_json::from_str(value.get()).ok()
    }

    /// Writes the object as a line, with the verdict's fields.
    ///
    /// # Errors
    /// Names the first field that exists already, unless it may be overwritten; fails where writing does.
    pub(in crate::cli) fn write(
        &self,
        verdict: &Verdict,
        overwrite: bool,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        let added = added_fields(verdict, overwrite && self.has("label"))?;
        if let Some((taken, _)) = added.iter().find(|(name, _)| self.has(name)).filter(|_| !overwrite) {
            return Err(exists(taken));
        }
        let is_added = |key: &str| added.iter().any(|(name, _)| name == key);
        let kept = self.0.iter().filter(|(key, _)| !is_added(key));
        write_fields(kept.chain(&added), out)?;
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

/// The verdict's fields, each as it will be written.
fn added_fields(verdict: &Verdict, label_is_taken: bool) -> serde_json::Result<Vec<(String, Box<RawValue>)>> {
    let mut fields: Object = serde_json::from_str(&serde_json::to_string(verdict)?)?;
    for (name, _) in &mut fields.0 {
        if name == "label" {
            label_name(label_is_taken).clone_into(name);
        }
    }
    Ok(fields.0)
}

fn write_fields<'a>(
    fields: impl Iterator<Item = &'a (String, Box<RawValue>)>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut before = b'{';
    for (name, value) in fields {
        out.write_all(&[before])?;
        serde_json::to_writer(&mut *out, name)?;
        write!(out, ":{value}")?;
        before = b',';
    }
    out.write_all(b"}\n")
}
