//! Documents of JSON, one after the other, and the loose types that their fields need.

use std::collections::VecDeque;
use std::fmt;
use std::io::{BufReader, Read};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::de::IoRead;

use super::whole::{Cut, Whole};
use super::{Export, Threads};
use crate::page::Warning;
use crate::{Error, Result};

/// What one document of an export holds.
pub(super) trait Document: DeserializeOwned + Send + 'static {
    /// Puts its posts into `threads`.
    fn unpack(self, threads: &mut Threads);
}

/// Reads documents: most files hold one, but the answers of an API are often written one after the other.
pub(super) struct Documents<D, L = Many<D>> {
    path: PathBuf,
    stream: serde_json::StreamDeserializer<'static, IoRead<BufReader<Whole>>, L>,
    /// Where the file was cut off.
    cut: Cut,
    /// Documents that stood in one array.
    read: VecDeque<D>,
    any: bool,
}

/// The parser takes byte after byte, for which std has a fast way in this very type.
pub(super) type Input = BufReader<Box<dyn Read + Send>>;

impl<D, L: DeserializeOwned + Into<VecDeque<D>>> Documents<D, L> {
    pub(super) fn new(path: &Path, input: Input) -> Self {
        let cut = Cut::default();
        let input = BufReader::new(Whole::new(input, cut.clone()));
        let stream = serde_json::Deserializer::from_reader(input).into_iter();
        Self { path: path.to_owned(), stream, cut, read: VecDeque::new(), any: false }
    }

    /// The next document.
    pub(super) fn next(&mut self) -> Result<Option<D>> {
        loop {
            if let Some(document) = self.read.pop_front() {
                return Ok(Some(document));
            }
            match self.stream.next() {
                Some(Ok(documents)) => self.read = documents.into(),
                Some(Err(fault)) => return Err(error(&self.path, fault)),
                None if self.any => return Ok(None),
                None => return Err(Error::Empty { path: self.path.clone(), hint: "JSON is expected" }),
            }
            self.any = true;
        }
    }
}

impl<D, L> Documents<D, L> {
    /// What there is to say at the end of the file: where it was cut off, all pages warn of it.
    pub(super) fn end(&self, threads: &mut Threads) -> Result<bool> {
        let Some((line, column)) = self.cut.place() else { return Ok(false) };
        let message = "The file is cut off; this is what stands before the cut.";
        threads.warn(Warning::new("export-cut", message));
        Err(Error::malformed(&self.path, line, format!("column {column}: {CUT}; what is whole was read")))
    }
}

impl<D: Document> Export for Documents<D> {
    fn advance(&mut self, threads: &mut Threads) -> Result<bool> {
        match self.next()? {
            Some(document) => document.unpack(threads),
            None => return self.end(threads),
        }
        Ok(true)
    }
}

/// Said of a file that ends too early.
const CUT: &str = "the file ends in the middle of JSON: it is cut off; export it again";

/// What the parser says of values that are deeper inside each other than it reads, and how deep it reads.
const TOO_DEEP: &str = "recursion limit exceeded";
const DEEPEST: usize = 127;

/// A fault of the parser, with its place in the file.
fn error(path: &Path, fault: serde_json::Error) -> Error {
    if fault.is_io() {
        return Error::read(path, fault.into());
    }
    error_at(path, fault.line() as u64, &fault)
}

/// A fault of the parser in a known line.
pub(super) fn error_at(path: &Path, line: u64, fault: &serde_json::Error) -> Error {
    let said = fault.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let column = fault.column();
    let message = if fault.is_eof() {
        format!("column {column}: {CUT}")
    } else if said.starts_with(TOO_DEEP) {
        format!(
            "column {column}: this is nested too deeply: more than {DEEPEST} objects and lists are inside each other; \
             export answers as a flat list that names their parents"
        )
    } else if fault.is_data() {
        format!("column {column}: {said}; the file is of another kind, say which with --input")
    } else {
        format!("column {column}: this is no JSON: {said}; mend it, or export it again")
    };
    Error::malformed(path, line, message)
}

/// A list, where one value may stand for a list of one, and null for none. Lists in it are part of it.
#[derive(Debug)]
pub(super) struct Many<T>(pub(super) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Values<T> {
            type Value = Many<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object or a list of objects")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Many<T>, A::Error> {
                let mut all = vec![];
                while let Some(Many(mut values)) = seq.next_element()? {
                    all.append(&mut values);
                }
                Ok(Many(all))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Many<T>, A::Error> {
                Ok(Many(vec![T::deserialize(MapAccessDeserializer::new(map))?]))
            }

            fn visit_unit<E>(self) -> Result<Many<T>, E> {
                Ok(Many(vec![]))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Many<T>, E> {
                Ok(Many(vec![]))
            }

            // An empty string is how some serializers write an empty list.
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Many<T>, E> {
                if text.is_empty() {
                    return Ok(Many(vec![]));
                }
                Err(E::invalid_type(serde::de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(Values(PhantomData))
    }
}

impl<T> From<Many<T>> for VecDeque<T> {
    fn from(many: Many<T>) -> Self {
        many.0.into()
    }
}

/// Values of any kind, of which lists are part of the list that they stand in.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Values(Value);

impl From<Values> for VecDeque<Value> {
    fn from(Values(value): Values) -> Self {
        match value {
            Value::Array(values) => {
                values.into_iter().flat_map(|value| VecDeque::from(Values(value))).collect()
            }
            value => Self::from([value]),
        }
    }
}

/// The fields by which an object is read as text, the best first.
pub(super) const NAMES: [&str; 6] = ["name", "username", "$date", "$oid", "$numberLong", "id"];

/// A value as text: identifiers and times are written as strings, as numbers, or wrapped into objects as in the extended
/// JSON of `MongoDB`.
#[derive(Debug, Default)]
pub(super) struct Text(pub(super) Option<String>);

impl Text {
    /// The text, unless it is empty.
    pub(super) fn get(&self) -> Option<&str> {
        self.0.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The text as it is written, unless it is blank.
    pub(super) fn raw(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.trim().is_empty())
    }

    /// A copy of the text, unless it is empty.
    pub(super) fn owned(&self) -> Option<String> {
        self.get().map(str::to_owned)
    }

    /// Whether it says yes.
    pub(super) fn is_true(&self) -> bool {
        self.get().is_some_and(is_true)
    }

    /// The text as a number.
    pub(super) fn number(&self) -> Option<u64> {
        self.get()?.parse().ok()
    }
}

/// Whether a value says yes.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "t" | "y")
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AsText;
        impl<'de> Visitor<'de> for AsText {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(Some(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Text, E> {
                Ok(Text(Some(text)))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Text, E> {
                Ok(Text(Some(value.to_string())))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Text, E> {
                Ok(Text(Some(value.to_string())))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Text, E> {
                Ok(Text(Some(value.to_string())))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Text, E> {
                Ok(Text(Some(value.to_string())))
            }

            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                let mut found: (Option<usize>, Text) = (None, Text(None));
                while let Some(key) = map.next_key::<String>()? {
                    match NAMES.iter().position(|name| *name == key) {
                        Some(rank) if found.0.is_none_or(|best| rank < best) => {
                            let value: Text = map.next_value()?;
                            found = if value.get().is_some() { (Some(rank), value) } else { found };
                        }
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(found.1)
            }
        }
        deserializer.deserialize_any(AsText)
    }
}

#[cfg(test)]
mod tests {
    use super::{Many, Text};

    #[test]
    fn values_are_read_as_text_whatever_they_are() {
        for (json, expected) in [
            ("\"a\"", Some("a")),
            ("12", Some("12")),
            ("-3", Some("-3")),
            ("true", Some("true")),
            ("null", None),
            ("[1,[2]]", None),
            ("\" \"", None),
            (r#"{"$date":{"$numberLong":"1577836800000"}}"#, Some("1577836800000")),
            (r#"{"$oid":"5e"}"#, Some("5e")),
            (r#"{"id":7,"name":"سمير","x":{}}"#, Some("سمير")),
        ] {
            let text: Text = serde_json::from_str(json).expect(json);
            assert_eq!(text.get(), expected, "{json}");
        }
    }

    #[test]
    fn lists_are_flat() {
        for (json, expected) in
            [("[[{\"$\":1}],{\"$\":2},null,[[]]]", 2), ("null", 0), ("{\"$\":1}", 1), ("\"\"", 0)]
        {
            let list: Many<Text> = serde_json::from_str(json).expect(json);
            assert_eq!(list.0.len(), expected, "{json}");
        }
        assert!(serde_json::from_str::<Many<Text>>("7").is_err());
    }
}
