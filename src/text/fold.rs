//! Stage 2, **fold**: spellings that readers take for the same become the same.
//!
//! One pass over the characters. Where the folded text and the original drift apart, a [`Shift`] is kept, so
//! that every folded position leads back to its original bytes.

use serde::{Deserialize, Serialize};
use unicode_normalization::char::decompose_compatible;

use super::table::{
    arabic_counterpart, class, digit_value, is_invisible, is_mark, is_modifier, is_pictographic,
};

/// Which spellings fold together; part of the model file. All are on by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches, named in the model file")]
pub struct FoldSettings {
    /// Drop tashkeel and Quranic marks (`General_Category` Mn, script Arabic or Inherited).
    pub marks: bool,
    /// Drop tatweel (U+0640).
    pub tatweel: bool,
    /// أ إ آ ٱ to ا.
    pub alef: bool,
    /// ى and ئ to ي.
    pub yeh: bool,
    /// ة to ه.
    pub teh_marbuta: bool,
    /// ؤ to و.
    pub waw: bool,
    /// Persian, Urdu, Kurdish and ornamental letters to their Arabic counterparts.
    pub letters: bool,
    /// Presentation forms, ligatures, full-width and mathematical letters to plain ones (NFKC, UAX #15).
    pub compatibility: bool,
    /// Arabic-Indic and Persian digits to ASCII.
    pub digits: bool,
    /// Drop zero-width and bidirectional controls, save the joiners inside emoji.
    pub invisible: bool,
    /// Lower case for scripts that have it.
    pub case: bool,
    /// Three or more equal letters to one (of ه, two: laughter).
    pub elongation: bool,
}

impl Default for FoldSettings {
    fn default() -> Self {
        Self {
            marks: true,
            tatweel: true,
            alef: true,
            yeh: true,
            teh_marbuta: true,
            waw: true,
            letters: true,
            compatibility: true,
            digits: true,
            invisible: true,
            case: true,
            elongation: true,
        }
    }
}

/// From this folded position on, original positions run in step with it until the next shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shift {
    folded: usize,
    original: usize,
    /// For a character that became several: its end, which all its pieces share.
    expanded_to: Option<usize>,
}

/// A folded text that remembers where its characters came from. Reusable.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    text: String,
    shifts: Vec<Shift>,
    /// Where letters stand that were written three times or more.
    elongations: Vec<usize>,
    original_len: usize,
}

impl Folded {
    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where, in the folded text, letters stand that were written three times or more; ascending.
    #[must_use]
    pub fn elongations(&self) -> &[usize] {
        &self.elongations
    }

    /// A cursor that leads folded positions back to original bytes.
    pub(super) fn origins(&self) -> Origins<'_> {
        Origins { folded: self, next: 0 }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.shifts.clear();
        self.elongations.clear();
        self.original_len = 0;
    }
}

/// Leads folded positions, asked for in ascending order, back to original bytes.
#[derive(Debug)]
pub(super) struct Origins<'a> {
    folded: &'a Folded,
    next: usize,
}

impl Origins<'_> {
    /// Where the character at a folded position begins in the original.
    pub(super) fn start(&mut self, position: usize) -> usize {
        self.seek(position);
        self.current().map_or(position, |shift| match shift.expanded_to {
            Some(_) => shift.original,
            None => shift.original + (position - shift.folded),
        })
    }

    /// Where the character before a folded position ends in the original, with the marks and signs that
    /// were dropped after it.
    pub(super) fn end(&mut self, position: usize) -> usize {
        if position >= self.folded.text.len() {
            return self.folded.original_len;
        }
        let start = self.start(position);
        let shifts = &self.folded.shifts[..self.next];
        match shifts {
            // Between two pieces of one character: both end where it ends.
            [.., before, here] if before.original == here.original && here.folded == position => {
                before.expanded_to.unwrap_or(start)
            }
            _ => start,
        }
    }

    fn seek(&mut self, position: usize) {
        let shifts = &self.folded.shifts;
        while self.next > 0 && shifts[self.next - 1].folded > position {
            self.next -= 1;
        }
        while self.next < shifts.len() && shifts[self.next].folded <= position {
            self.next += 1;
        }
    }

    fn current(&self) -> Option<&Shift> {
        self.next.checked_sub(1).map(|i| &self.folded.shifts[i])
    }
}

/// Folds `text` into `into`, replacing what it held. A maximal run of bytes that are no UTF-8 becomes one
/// U+FFFD.
pub fn fold(text: &[u8], settings: &FoldSettings, into: &mut Folded) {
    into.clear();
    into.original_len = text.len();
    into.text.reserve(text.len());
    let mut pass = Pass { settings, out: into, in_step: 0, last: '\0', run: 0 };
    let mut at = 0;
    let mut invalid_since = None;
    for chunk in text.utf8_chunks() {
        if !chunk.valid().is_empty() {
            if let Some(start) = invalid_since.take() {
                pass.emit('\u{FFFD}', start);
            }
            pass.run_of_chars(chunk.valid(), at);
            at += chunk.valid().len();
        }
        if !chunk.invalid().is_empty() {
            invalid_since.get_or_insert(at);
            at += chunk.invalid().len();
        }
    }
    if let Some(start) = invalid_since {
        pass.emit('\u{FFFD}', start);
    }
}

/// The state of one folding pass.
struct Pass<'a> {
    settings: &'a FoldSettings,
    out: &'a mut Folded,
    /// The original position that would follow the folded text written so far, were there no new shift.
    in_step: usize,
    /// The last character written, and how often it came in a row.
    last: char,
    run: usize,
}

impl Pass<'_> {
    fn run_of_chars(&mut self, valid: &str, base: usize) {
        let mut chars = valid.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let next = chars.peek().map(|&(_, next)| next);
            self.one(c, next, base + offset);
        }
    }

    fn one(&mut self, c: char, next: Option<char>, at: usize) {
        if c.is_ascii() {
            let c = if self.settings.case { c.to_ascii_lowercase() } else { c };
            self.emit(c, at);
        } else if ('\u{621}'..='\u{64A}').contains(&c) {
            if let Some(c) = self.letter(c) {
                self.emit(c, at);
            }
        } else if self.survives_in_emoji(c, next) {
            self.emit(c, at);
        } else {
            self.beyond(c, at);
        }
    }

    /// Joiners, variation selectors and tags keep emoji sequences together.
    fn survives_in_emoji(&self, c: char, next: Option<char>) -> bool {
        let after_emoji = is_pictographic(self.last)
            || is_modifier(self.last)
            || matches!(self.last, '\u{FE0F}' | '\u{20E3}' | '\u{E0020}'..='\u{E007F}');
        match c {
            '\u{200D}' => after_emoji && next.is_some_and(is_pictographic),
            '\u{FE0F}' => {
                is_pictographic(self.last)
                    || next == Some('\u{20E3}')
                        && (self.last.is_ascii_digit() || matches!(self.last, '#' | '*'))
            }
            '\u{E0020}'..='\u{E007F}' => after_emoji,
            '\u{20E3}' => self.last == '\u{FE0F}' || self.last.is_ascii_digit(),
            _ => false,
        }
    }

    /// The plain letters of the Arabic block.
    fn letter(&self, c: char) -> Option<char> {
        let s = self.settings;
        Some(match c {
            'أ' | 'إ' | 'آ' if s.alef => 'ا',
            'ى' | 'ئ' if s.yeh => 'ي',
            'ة' if s.teh_marbuta => 'ه',
            'ؤ' if s.waw => 'و',
            '\u{640}' if s.tatweel => return None,
            '\u{63B}'..='\u{63F}' if s.letters => arabic_counterpart(c).unwrap_or(c),
            c => c,
        })
    }

    /// Everything beyond ASCII and the plain Arabic letters.
    fn beyond(&mut self, c: char, at: usize) {
        let s = *self.settings;
        if s.marks && (is_mark(c) || matches!(c, '\u{FE70}'..='\u{FE7F}')) || s.invisible && is_invisible(c) {
            return;
        }
        if !s.compatibility || is_pictographic(c) {
            self.single(c, at, None);
            return;
        }
        let mut pieces = String::new();
        if c == '\u{FDFD}' {
            // Unicode gives the basmala sign no decomposition; this one is ours.
            pieces.push_str("بسم الله الرحمن الرحيم");
        } else {
            decompose_compatible(c, |piece| pieces.push(piece));
        }
        let mut chars = pieces.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) => self.single(only, at, None),
            // A spacing accent, which is a sign of its own and no blank with a mark.
            (Some(' '), Some(_)) => self.single(c, at, None),
            _ => {
                let end = at + c.len_utf8();
                for piece in pieces.chars() {
                    self.single(piece, at, Some(end));
                }
            }
        }
    }

    /// Folds a character that has no (further) decomposition; `expanded_to` as in [`Shift`].
    fn single(&mut self, c: char, at: usize, expanded_to: Option<usize>) {
        let s = *self.settings;
        if s.marks && is_mark(c) {
            return;
        }
        if let Some(value) = digit_value(c).filter(|_| s.digits) {
            self.write(char::from_digit(value, 10).unwrap_or(c), at, expanded_to);
            return;
        }
        let c = if s.letters { arabic_counterpart(c).unwrap_or(c) } else { c };
        if ('\u{621}'..='\u{64A}').contains(&c) {
            if let Some(c) = self.letter(c) {
                self.write(c, at, expanded_to);
            }
        } else if s.alef && c == '\u{671}' {
            self.write('ا', at, expanded_to);
        } else if s.case {
            // The few characters whose lower case is two take the first.
            self.write(c.to_lowercase().next().unwrap_or(c), at, expanded_to);
        } else {
            self.write(c, at, expanded_to);
        }
    }

    /// Writes one character that stands for itself and begins at `at` in the original.
    fn emit(&mut self, c: char, at: usize) {
        self.write(c, at, None);
    }

    fn write(&mut self, c: char, at: usize, expanded_to: Option<usize>) {
        if c == self.last {
            self.run += 1;
        } else {
            self.last = c;
            self.run = 1;
        }
        // www. begins web addresses, and hardly anybody draws out a w.
        if self.run >= 3 && self.settings.elongation && c != 'w' && class(c).is_letter() {
            if self.run == 3 {
                self.collapse(c);
            }
            return;
        }
        if self.in_step != at || expanded_to.is_some() {
            let folded = self.out.text.len();
            self.out.shifts.push(Shift { folded, original: at, expanded_to });
        }
        self.out.text.push(c);
        // A character that became several runs in step with nothing.
        self.in_step = if expanded_to.is_some() { usize::MAX } else { at + c.len_utf8() };
    }

    /// Brings a run of three to one letter, or of ه to two, since laughter is no drawn-out ه.
    fn collapse(&mut self, c: char) {
        if c != 'ه' {
            self.out.text.pop();
            let len = self.out.text.len();
            while self.out.shifts.last().is_some_and(|shift| shift.folded >= len) {
                self.out.shifts.pop();
            }
        }
        self.out.elongations.push(self.out.text.len() - c.len_utf8());
    }
}
