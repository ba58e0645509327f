//! JSON that is cut off, closed again behind the last item that is whole, so that what stands before the cut is read.

use std::io::{self, BufRead, Read};
use std::sync::{Arc, OnceLock};

use super::json::Input;

/// Where a file was cut off, as line and column from 1, once that is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Cut(Arc<OnceLock<(u64, u64)>>);

impl Cut {
    /// The line and the column.
    pub(super) fn place(&self) -> Option<(u64, u64)> {
        self.0.get().copied()
    }
}

/// A reader that holds back what it has read since the last item of a list, or the last document, came to its end.
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own")]
pub(super) struct Whole {
    input: Input,
    /// What closes the lists and objects that are open, the outermost first.
    open: Vec<u8>,
    in_string: bool,
    is_escaped: bool,
    held: Vec<u8>,
    /// How many of those that were open at the last whole item are still so, and what closed the others since.
    still_open: usize,
    closed: Vec<u8>,
    /// What may be handed out, and how much of it was.
    ready: Vec<u8>,
    given: usize,
    /// Whether anything was whole.
    any: bool,
    is_over: bool,
    line: u64,
    column: u64,
    cut: Cut,
}

impl Whole {
    /// Reads `input`, and says in `cut` whether it was cut off.
    pub(super) fn new(input: Input, cut: Cut) -> Self {
        Self {
            input,
            open: vec![],
            in_string: false,
            is_escaped: false,
            held: vec![],
            still_open: 0,
            closed: vec![],
            ready: vec![],
            given: 0,
            any: false,
            is_over: false,
            line: 1,
            column: 0,
            cut,
        }
    }

    /// Reads on until something is ready or the input is at its end.
    fn fill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() && !self.is_over {
            let mut input = std::mem::replace(&mut self.input, empty());
            let read = input.fill_buf().map(|bytes| {
                self.take(bytes);
                bytes.len()
            });
            self.input = input;
            match read? {
                0 => self.end(),
                length => self.input.consume(length),
            }
        }
        Ok(())
    }

    /// Takes what was read.
    fn take(&mut self, bytes: &[u8]) {
        let mut start = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            self.column += 1;
            if self.in_string {
                match byte {
                    _ if std::mem::take(&mut self.is_escaped) => {}
                    b'\\' => self.is_escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' => self.open.push(b'}'),
                b'[' => self.open.push(b']'),
                b'}' | b']' => {
                    self.open.pop();
                    if self.open.len() < self.still_open {
                        self.still_open = self.open.len();
                        self.closed.push(byte);
                    }
                    if self.open.last().is_none_or(|&around| around == b']') {
                        self.held.extend_from_slice(&bytes[start..=at]);
                        self.ready.append(&mut self.held);
                        start = at + 1;
                        self.still_open = self.open.len();
                        self.closed.clear();
                        self.any = true;
                    }
                }
                b'\n' => {
                    self.line += 1;
                    self.column = 0;
                }
                _ => {}
            }
        }
        self.held.extend_from_slice(&bytes[start..]);
    }

    /// The input is at its end: closes what is open, unless nothing was whole, which the parser has to say.
    fn end(&mut self) {
        self.is_over = true;
        let is_cut = self.in_string || !self.open.is_empty();
        if is_cut && self.any {
            let _ = self.cut.0.set((self.line, self.column));
            self.ready.append(&mut self.closed);
            self.ready.extend(self.open.iter().take(self.still_open).rev());
        } else {
            self.ready.append(&mut self.held);
        }
    }
}

/// Stands for an input while it is used.
fn empty() -> Input {
    Input::with_capacity(0, Box::new(io::empty()))
}

impl Read for Whole {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.fill()?;
        }
        let rest = self.ready.get(self.given..).unwrap_or_default();
        let length = rest.len().min(out.len());
        out[..length].copy_from_slice(&rest[..length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor, Read};

    use super::{Cut, Whole};

    /// What is read of a text, and where it was cut off.
    fn read(text: &str) -> (String, Option<(u64, u64)>) {
        let cut = Cut::default();
        // So small a buffer parts every item.
        let input =
            BufReader::with_capacity(3, Box::new(Cursor::new(text.to_owned())) as Box<dyn Read + Send>);
        let mut whole = String::new();
        Whole::new(input, cut.clone()).read_to_string(&mut whole).expect("memory can be read");
        (whole, cut.place())
    }

    #[test]
    fn what_is_cut_off_is_closed_behind_the_last_whole_item() {
        for (text, wanted, place) in [
            (r#"{"a":[{"b":"]\"}"},{"b":"x"#, r#"{"a":[{"b":"]\"}"}]}"#, Some((1, 26))),
            ("[{\"a\":1},\n{\"b\":[{\"c\":1}],\"d\":{", "[{\"a\":1},\n{\"b\":[{\"c\":1}]}]", Some((2, 21))),
            (r#"{"a":[{"b":1}],"c":{"d":2},"#, r#"{"a":[{"b":1}]}"#, Some((1, 28))),
            ("{\"a\":1}\n{\"a\":", "{\"a\":1}", Some((2, 5))),
            ("{\"a\":\"b", "{\"a\":\"b", None),
            ("[{\"a\":1}]\n", "[{\"a\":1}]\n", None),
            ("]]", "]]", None),
            ("", "", None),
        ] {
            let (whole, cut) = read(text);
            assert_eq!(whole, wanted, "{text}");
            assert_eq!(cut.is_some(), place.is_some(), "{text}");
            assert_eq!(cut.map(|(line, _)| line), place.map(|(line, _)| line), "{text}");
        }
    }
}
