//! Stage 3, **cut**: the runs of a folded text go in, tokens come out.
//!
//! At each run the first rule that fits takes as many runs as it can. Addresses come before words, since they
//! hold letters and signs of their own.

use super::fold::Run;
use super::piece::Piece;
use super::table::Class;
use super::{Flags, Kind, Token};

/// The longest local part of an e-mail address (RFC 5321, section 4.5.3.1.1); it also bounds the search.
const MAX_LOCAL_PART: u32 = 64;

/// Cuts a piece of a folded text into tokens, behind those that are there; `odd` becomes the runs that a disguise may
/// begin with.
pub(super) fn cut(piece: Piece<'_>, into: &mut Vec<Token>, odd: &mut Vec<u32>) {
    odd.clear();
    into.reserve(piece.runs.len());
    let mut cutter = Cutter { piece, into };
    let mut at = 0;
    while let [run, behind @ ..] = &piece.runs[at..] {
        // Words and blanks, most of most texts, go the short way.
        match run.class {
            Class::Space => at += 1,
            Class::Arabic => {
                let next = behind.first();
                let end = next.map_or(piece.bytes.len() as u32, |next| next.folded);
                cutter.into.push(Token::of(Kind::Word, run, end));
                let is_ordinary = next.is_some_and(|next| is_ordinary(run, next));
                if !is_ordinary {
                    odd.push(at as u32);
                }
                at += 1 + usize::from(is_ordinary);
            }
            _ => {
                let end = cutter.step(at, *run);
                let may_begin = |at: &usize| matches!(piece.runs[*at].class, Class::Arabic | Class::Digit);
                odd.extend((at..end).filter(may_begin).map(|at| at as u32));
                at = end;
            }
        }
    }
}

/// Whether a run of Arabic letters is a word as most are: more than one letter, and a blank behind it.
#[inline]
fn is_ordinary(run: &Run, next: &Run) -> bool {
    next.class == Class::Space && next.folded - run.folded != 2 && !run.flags.has(Flags::TATWEEL)
}

impl Token {
    /// A run by itself, whose folded text ends at `folded_end`.
    #[inline]
    fn of(kind: Kind, run: &Run, folded_end: u32) -> Self {
        let &Run { flags, start, end, folded, .. } = run;
        Self { kind, flags, start, end, folded_start: folded, folded_end }
    }
}

struct Cutter<'a> {
    piece: Piece<'a>,
    into: &'a mut Vec<Token>,
}

impl Cutter<'_> {
    /// Takes the run at `at` by itself; returns where the next begins.
    #[inline]
    fn one(&mut self, kind: Kind, at: usize, run: Run) -> usize {
        self.into.push(Token::of(kind, &run, self.piece.folded_end(at)));
        at + 1
    }

    /// Takes what begins with the run at `at`; returns where the next begins.
    fn step(&mut self, at: usize, run: Run) -> usize {
        match run.class {
            Class::Space | Class::Mark => at + 1,
            Class::Arabic | Class::OtherLetter => self.one(Kind::Word, at, run),
            Class::Punctuation => self.sign(at, run),
            Class::Latin => self.latin(at),
            Class::Digit => self.digit(at),
            Class::Emoji => self.one(Kind::Emoji, at, run),
            Class::Replacement => self.one(Kind::Invalid, at, run),
            Class::Symbol => self.one(Kind::Symbol, at, run),
        }
    }

    /// Makes a base token of the runs from `at` to `to`; returns `to`.
    #[inline]
    fn base(&mut self, kind: Kind, at: usize, to: usize) -> usize {
        self.push(kind, Flags::NONE, at, to);
        to
    }

    #[inline]
    fn push(&mut self, kind: Kind, mark: Flags, at: usize, to: usize) {
        let runs = &self.piece.runs[at..to];
        let (first, last) = (runs[0], runs[runs.len() - 1]);
        let flags = runs.iter().fold(mark, |flags, run| flags.with(run.flags));
        self.into.push(Token {
            kind,
            flags,
            start: first.start,
            end: last.end,
            folded_start: first.folded,
            folded_end: self.piece.folded_end(to - 1),
        });
    }

    #[cold]
    fn latin(&mut self, at: usize) -> usize {
        if let Some(to) = self.url(at) {
            return self.base(Kind::Url, at, to);
        }
        if let Some(to) = self.email(at) {
            return self.base(Kind::Email, at, to);
        }
        self.base(Kind::Word, at, self.latin_word(at))
    }

    fn digit(&mut self, at: usize) -> usize {
        if let Some(to) = self.email(at) {
            return self.base(Kind::Email, at, to);
        }
        // Arabizi writes letters as digits: 7aftar, 3ala.
        if self.piece.class(at + 1) == Some(Class::Latin) && self.piece.form(at).is_ascii() {
            return self.base(Kind::Word, at, self.latin_word(at));
        }
        self.base(Kind::Number, at, self.number(at))
    }

    /// Latin letters and ASCII digits, and apostrophes between them.
    fn latin_word(&self, at: usize) -> usize {
        let fits = |run: usize| match self.piece.class(run) {
            Some(Class::Latin) => true,
            Some(Class::Digit) => self.piece.form(run).is_ascii(),
            _ => false,
        };
        let mut to = at + 1;
        loop {
            if fits(to) {
                to += 1;
            } else if self.piece.form(to) == b"'" && fits(to + 1) {
                to += 2;
            } else {
                return to;
            }
        }
    }

    /// Digits, with single separators between them: 2,500 3.14 10:30 12/5.
    fn number(&self, at: usize) -> usize {
        let mut to = at + 1;
        while matches!(
            self.piece.form(to),
            b"." | b"," | b":" | b"/" | b"\xD9\xAB" | b"\xD9\xAC" | b"\xD8\x8C"
        ) && self.piece.class(to + 1) == Some(Class::Digit)
        {
            to += 2;
        }
        to
    }

    fn sign(&mut self, at: usize, run: Run) -> usize {
        let kind = match self.piece.bytes[run.folded as usize] {
            b'@' => Kind::Mention,
            b'#' => Kind::Hashtag,
            _ => return self.one(Kind::Punctuation, at, run),
        };
        let alone = self.piece.folded_end(at) == run.folded + 1;
        let end = if alone { self.name(at + 1) } else { at + 1 };
        if end == at + 1 {
            return self.one(Kind::Punctuation, at, run);
        }
        self.base(kind, at, end);
        if kind == Kind::Hashtag {
            self.parts(at + 1, end);
        }
        end
    }

    /// Letters, digits and underscores.
    fn name(&self, at: usize) -> usize {
        let fits = |run: usize| {
            let class = self.piece.class(run);
            class.is_some_and(|c| c.is_letter() || matches!(c, Class::Digit | Class::Mark))
                || self.piece.form(run).first() == Some(&b'_')
        };
        self.skip(at, fits)
    }

    /// The first run from `at` that does not fit.
    fn skip(&self, at: usize, fits: impl Fn(usize) -> bool) -> usize {
        (at..self.piece.runs.len()).find(|&run| !fits(run)).unwrap_or(self.piece.runs.len().max(at))
    }

    /// The words and numbers of a hashtag, as derived tokens.
    fn parts(&mut self, at: usize, to: usize) {
        for run in at..to {
            match self.piece.class(run) {
                Some(class) if class.is_letter() => self.push(Kind::Word, Flags::DERIVED, run, run + 1),
                Some(Class::Digit) => self.push(Kind::Number, Flags::DERIVED, run, run + 1),
                _ => {}
            }
        }
    }

    /// `http://…`, `https://…`, `www.…` up to white space, a quote or an Arabic letter, less the signs that end
    /// a sentence.
    fn url(&self, at: usize) -> Option<usize> {
        let begin = match self.piece.form(at) {
            b"http" | b"https" if self.piece.form(at + 1) == b":" && self.piece.form(at + 2) == b"//" => {
                at + 3
            }
            b"www" if self.piece.form(at + 1) == b"." => at + 2,
            _ => return None,
        };
        let stops = |run: usize| {
            let class = self.piece.class(run);
            let quote = ["\"", "<", ">", "«", "»", "“", "”", "،", "؛", "؟"];
            let text = self.piece.form(run);
            matches!(class, None | Some(Class::Space | Class::Replacement | Class::Arabic))
                || quote.iter().any(|sign| text.starts_with(sign.as_bytes()))
        };
        let mut to = self.skip(begin, |run| !stops(run));
        let ends_sentence = |text: &[u8]| {
            matches!(text.first(), Some(b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'\'' | b'*'))
        };
        while to > begin && ends_sentence(self.piece.form(to - 1)) {
            to -= 1;
        }
        (to > begin).then_some(to)
    }

    /// `local@host.domain`, by the characters in use rather than the whole of RFC 5322.
    fn email(&self, at: usize) -> Option<usize> {
        let within = |run: usize, signs: &[u8]| {
            let text = self.piece.form(run);
            matches!(self.piece.class(run), Some(Class::Latin | Class::Digit)) && text.is_ascii()
                || matches!(text, [sign] if signs.contains(sign))
        };
        let from = self.piece.runs[at].folded;
        let near = |run: usize| self.piece.runs.get(run).is_some_and(|r| r.folded - from <= MAX_LOCAL_PART);
        let sign = self.skip(at, |run| near(run) && within(run, b"._%+-"));
        if self.piece.form(sign) != b"@" || !near(sign) {
            return None;
        }
        let mut to = self.skip(sign + 1, |run| within(run, b".-"));
        while to > sign + 1 && matches!(self.piece.form(to - 1), b"." | b"-") {
            to -= 1;
        }
        let is_domain = to >= sign + 4
            && self.piece.class(to - 1) == Some(Class::Latin)
            && self.piece.form(to - 1).len() >= 2
            && self.piece.form(to - 2) == b".";
        is_domain.then_some(to)
    }
}
