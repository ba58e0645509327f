//! Records of an XML export, one at a time.
//!
//! Nothing is resolved that the file declares: a file that declares entities is refused, one that names a document type
//! elsewhere is read without it. Depth and the size of a record are bounded.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::events::{BytesStart, Event};

use crate::page::encodings;
use crate::{Error, Result};

/// How many elements may be open at a time; exports have about ten.
const DEEPEST: usize = 256;
/// How long one record may be, in bytes.
const LONGEST_RECORD: usize = 256 << 20;

/// Namespaces, by a part of their links, with the prefix under which their elements are asked for.
const NAMESPACES: [(&str, &str); 2] =
    [("wordpress.org/export/", "wp"), ("purl.org/rss/1.0/modules/content", "content")];
/// So deep in a file they are declared.
const DECLARED: usize = 2;

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// With its prefix, as in `wp:comment`.
    pub(super) name: String,
    /// The attribute `id` in any namespace.
    pub(super) id: Option<String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The children called `name`.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child called `name`.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child called `name`, if there is any.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.raw(name).map(str::trim)
    }

    /// That text as it is written, unless it is blank.
    pub(super) fn raw(&self, name: &str) -> Option<&str> {
        Some(self.child(name)?.text.as_str()).filter(|text| !text.trim().is_empty())
    }
}

/// Reads the elements with given names; an element inside another belongs to that.
pub(super) struct Records {
    path: PathBuf,
    reader: Reader<Bounded>,
    wanted: &'static [&'static str],
    /// The root that the file must have.
    root: &'static str,
    /// Prefixes of this file with the usual ones.
    prefixes: Vec<(String, &'static str)>,
    buffer: Vec<u8>,
    /// The record that is being read, and the elements that are open in it, outermost first.
    open: Vec<Element>,
    depth: usize,
    fault: Option<Error>,
}

impl Records {
    pub(super) fn new(
        path: &Path,
        input: impl Read + Send + 'static,
        root: &'static str,
        wanted: &'static [&'static str],
    ) -> Self {
        let mut reader = Reader::from_reader(Bounded::new(Box::new(input)));
        reader.config_mut().allow_dangling_amp = true;
        reader.config_mut().expand_empty_elements = true;
        let path = path.to_owned();
        Self {
            path,
            reader,
            wanted,
            root,
            prefixes: vec![],
            buffer: vec![],
            open: vec![],
            depth: 0,
            fault: None,
        }
    }

    /// The next record. A record that the end of the file cuts is handed out, too, before the error.
    pub(super) fn next(&mut self) -> Result<Option<Element>> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        match self.read() {
            Err(fault) if !self.open.is_empty() => {
                self.fault = Some(fault);
                while self.open.len() > 1 {
                    self.close();
                }
                Ok(self.open.pop())
            }
            result => result,
        }
    }

    fn read(&mut self) -> Result<Option<Element>> {
        loop {
            if self.open.is_empty() {
                self.reader.get_mut().left = LONGEST_RECORD;
            }
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            let event = self.reader.read_event_into(&mut buffer);
            let done = match event {
                Ok(event) => self.take(event)?,
                Err(error) => return Err(self.fault_of(&error)),
            };
            self.buffer = buffer;
            match done {
                Step::Record(element) => return Ok(Some(element)),
                Step::End => return Ok(None),
                Step::Inside => {}
            }
        }
    }

    fn take(&mut self, event: Event<'_>) -> Result<Step> {
        match event {
            Event::Start(tag) => self.begin(&tag)?,
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                if self.open.len() == 1 {
                    return Ok(self.open.pop().map_or(Step::Inside, Step::Record));
                }
                self.close();
            }
            Event::Text(text) => self.add(&text.xml10_content()),
            Event::CData(text) => self.add(&text.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => self.add(c.encode_utf8(&mut [0; 4])),
                // The five of XML are among those of HTML, which damaged exports have.
                _ => match encodings::named_entity(&name) {
                    Some(text) => self.add(&text),
                    None => self.add(&format!("&{};", &*name)),
                },
            },
            Event::DocType(declared) if declared.contains("<!ENTITY") => {
                return Err(self.malformed(
                    "the file declares entities of its own, which no export does and which can hide an attack; it is not \
                     read",
                ));
            }
            Event::Eof if self.depth > 0 => {
                return Err(self
                    .malformed("the file ends in the middle of an element: it is cut off; export it again"));
            }
            Event::Eof => return Ok(Step::End),
            _ => {}
        }
        Ok(Step::Inside)
    }

    fn begin(&mut self, tag: &BytesStart<'_>) -> Result<()> {
        let name = tag.name();
        let name: &str = name.as_ref();
        if self.depth == 0 && name != self.root {
            let message =
                format!("this is no export of this kind: it begins with <{name}>, not <{}>", self.root);
            return Err(self.malformed(&message));
        }
        if self.depth < DECLARED {
            self.declare(tag);
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.malformed(&format!("more than {DEEPEST} elements are inside each other")));
        }
        if !self.open.is_empty() || self.wanted.contains(&name) {
            let name = self.usual(name);
            let id = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "id");
            let id = id.map(|id| id.value.trim().to_owned());
            self.open.push(Element { name, id, ..Element::default() });
        }
        Ok(())
    }

    /// Remembers the prefixes that a tag declares for namespaces that are known.
    fn declare(&mut self, tag: &BytesStart<'_>) {
        for attribute in tag.attributes().flatten() {
            let key: &str = attribute.key.as_ref();
            let known = NAMESPACES.iter().find(|(link, _)| attribute.value.contains(link));
            if let (Some(prefix), Some((_, usual))) = (key.strip_prefix("xmlns:"), known) {
                self.prefixes.push((prefix.to_owned(), usual));
            }
        }
    }

    /// The name of an element with the usual prefix of its namespace.
    fn usual(&self, name: &str) -> String {
        let Some((prefix, local)) = name.split_once(':') else { return name.to_owned() };
        let known = self.prefixes.iter().find(|(known, _)| known == prefix);
        known.map_or_else(|| name.to_owned(), |(_, usual)| format!("{usual}:{local}"))
    }

    /// The innermost open element ends.
    fn close(&mut self) {
        if let Some(inner) = self.open.pop()
            && let Some(outer) = self.open.last_mut()
        {
            outer.children.push(inner);
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn malformed(&self, message: &str) -> Error {
        Error::malformed(&self.path, self.reader.get_ref().line, message)
    }

    fn fault_of(&self, error: &quick_xml::Error) -> Error {
        use quick_xml::Error as Fault;
        match error {
            Fault::Io(source) if source.kind() == io::ErrorKind::FileTooLarge => self.malformed(&format!(
                "one article with its comments takes more than {} MiB",
                LONGEST_RECORD >> 20
            )),
            Fault::Io(source) => Error::read(&self.path, io::Error::new(source.kind(), source.to_string())),
            Fault::Syntax(
                SyntaxError::UnclosedTag
                | SyntaxError::UnclosedCData
                | SyntaxError::UnclosedComment
                | SyntaxError::UnclosedPI
                | SyntaxError::UnclosedXmlDecl
                | SyntaxError::UnclosedDoctype,
            ) => self
                .malformed("the file ends in the middle of a tag or a text: it is cut off; export it again"),
            Fault::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => self.malformed(
                &format!("damaged XML: </{found}> closes <{expected}>; export it again, or mend the tag"),
            ),
            other => self.malformed(&format!("damaged XML: {other}; export it again, or mend it by hand")),
        }
    }
}

/// What has come of an event.
enum Step {
    Inside,
    Record(Element),
    End,
}

/// A reader that counts lines, and ends with an error once too much was read for one record.
struct Bounded {
    input: BufReader<Box<dyn Read + Send>>,
    line: u64,
    left: usize,
}

impl Bounded {
    fn new(input: Box<dyn Read + Send>) -> Self {
        Self { input: BufReader::with_capacity(64 * 1024, input), line: 1, left: LONGEST_RECORD }
    }
}

impl Read for Bounded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(out)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        let read = self.input.buffer().get(..length).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', read).count() as u64;
        self.left = self.left.saturating_sub(length);
        self.input.consume(length);
    }
}
