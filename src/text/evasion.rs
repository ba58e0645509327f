//! Disguises: what a reader sees in ك ل ب, ح.ف.ت.ر, الوقـ ـف, ك*ب and الس5افة. The rules are ours.
//!
//! Readings stand beside the base tokens and never replace them. What folding removes by itself (tatweel, marks,
//! zero-width signs, presentation forms, elongation) is no matter for this module.

use super::fold::{Folded, Run};
use super::piece::Piece;
use super::table::Class;
use super::{EvasionSettings, Flags, Kind, Token};

/// The fewest and the most letters a reading has.
const FEWEST: usize = 3;
const MOST: usize = 15;

/// Abbreviations, folded: news agencies, companies, currencies, addresses. They are written as spelled-out
/// words are, and stay what they are.
const ABBREVIATIONS: [&str; 30] = [
    "افب", "اشا", "دبا", "واس", "وام", "وفا", "واج", "وات", "ومع", "واخ", "كنا", "بنا", "قنا", "اكي", "شين",
    "مبع", "شمم", "شمل", "شمك", "شمق", "شذمم", "ذمم", "جمع", "مجم", "صبر", "تصب", "هفت", "دتع", "اعم", "مم",
];

/// The orders in which the alphabet is recited.
const ALPHABETS: [&str; 2] = ["ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ"];

/// Prefixed words that stand before figures: و5جرحى, ال7.
const CLITICS: [&str; 12] = ["و", "ف", "ب", "ل", "ك", "ال", "وال", "فال", "بال", "كال", "لل", "ولل"];

/// What was read of one text. Reusable.
#[derive(Debug, Clone, Default)]
pub(super) struct Readings {
    /// The runs that a disguise may begin with, found by the cutter.
    pub(super) odd: Vec<u32>,
    found: Vec<Reading>,
    letters: Vec<u8>,
    merged: Vec<Token>,
}

/// A reading, its letters at the end of [`Readings::letters`].
#[derive(Debug, Clone, Copy)]
struct Reading {
    kind: Kind,
    start: u32,
    end: u32,
    from: usize,
    to: usize,
}

impl Readings {
    /// The first byte of each reading and one past its last, in order and apart.
    pub(super) fn spans(&self) -> impl Iterator<Item = (u32, u32)> {
        self.found.iter().map(|reading| (reading.start, reading.end))
    }

    /// Forgets those of the text before.
    pub(super) fn clear(&mut self) {
        self.found.clear();
        self.letters.clear();
    }

    /// Reads the disguises of a piece of a text, by [`Readings::odd`].
    pub(super) fn read(&mut self, text: &[u8], settings: EvasionSettings, piece: Piece<'_>) {
        let odd = std::mem::take(&mut self.odd);
        let mut reader = Reader { text, piece, settings, into: self };
        let mut taken = 0;
        for at in odd.iter().map(|&at| at as usize) {
            let [run, next, ..] = piece.runs[at..] else { break };
            if at >= taken && reader.is_odd(at, run, next) {
                taken = reader.disguised(at).map_or(taken, |last| last + 1);
            }
        }
        self.odd = odd;
    }

    /// Puts what was read of a text between its tokens.
    #[inline]
    pub(super) fn put_between(&mut self, folded: &mut Folded, tokens: &mut Vec<Token>) {
        if !self.found.is_empty() {
            self.merge(folded, tokens);
        }
    }

    /// Each reading goes behind the last token that it covers.
    fn merge(&mut self, folded: &mut Folded, tokens: &mut Vec<Token>) {
        self.merged.clear();
        let mut waiting = self.found.iter().peekable();
        let mut token = |reading: &Reading| {
            let (folded_start, folded_end) = folded.append(&self.letters[reading.from..reading.to]);
            let &Reading { kind, start, end, .. } = reading;
            Token { kind, flags: Flags::DERIVED, start, end, folded_start, folded_end }
        };
        for base in tokens.iter() {
            while let Some(reading) = waiting.next_if(|reading| reading.end <= base.start) {
                self.merged.push(token(reading));
            }
            self.merged.push(*base);
        }
        self.merged.extend(waiting.map(token));
        std::mem::swap(&mut self.merged, tokens);
    }
}

struct Reader<'a> {
    text: &'a [u8],
    piece: Piece<'a>,
    settings: EvasionSettings,
    into: &'a mut Readings,
}

impl Reader<'_> {
    /// Whether a disguise may begin with the run at `at`, by its neighbours alone.
    fn is_odd(&self, at: usize, run: Run, next: Run) -> bool {
        match next.class {
            Class::Space => run.flags.has(Flags::TATWEEL) || self.is_single(at) && self.is_single(at + 2),
            Class::Punctuation | Class::Symbol => match self.class(at + 2) {
                Some(Class::Arabic) => true,
                Some(Class::Space) => run.flags.has(Flags::TATWEEL) || self.is_single(at),
                _ => false,
            },
            Class::Digit | Class::Latin => run.class == Class::Arabic,
            Class::Arabic => run.class == Class::Digit,
            _ => false,
        }
    }

    /// Whether a run is a single Arabic letter (of two bytes, as all plain ones are).
    fn is_single(&self, at: usize) -> bool {
        self.class(at) == Some(Class::Arabic) && self.piece.folded_end(at) - self.run(at).folded == 2
    }

    /// Reads what begins with the run at `at`; returns the last run that it took.
    #[cold]
    fn disguised(&mut self, at: usize) -> Option<usize> {
        let settings = self.settings;
        let is_arabic = self.class(at) == Some(Class::Arabic);
        let mut last = None;
        if settings.hinged && is_arabic {
            last = self.hinged(at);
        }
        if last.is_none() && settings.spelled && is_arabic {
            last = self.spelled(at);
        }
        if last.is_none() && settings.masked && is_arabic {
            last = self.masked(at);
        }
        if last.is_none() && settings.substituted {
            last = self.substituted(at);
        }
        last
    }

    fn class(&self, run: usize) -> Option<Class> {
        self.piece.class(run)
    }

    fn run(&self, run: usize) -> Run {
        self.piece.runs[run]
    }

    fn form(&self, run: usize) -> &[u8] {
        self.piece.form(run)
    }

    /// Letters of a run of Arabic letters.
    fn letters(&self, run: usize) -> usize {
        self.form(run).iter().filter(|byte| **byte & 0xC0 != 0x80).count()
    }

    /// The next run of Arabic letters behind blanks or signs that stay on the line, and what stands between.
    fn across(&self, at: usize) -> Option<(usize, &[u8])> {
        let next = (at + 1..=at + 4).find(|&run| self.class(run) == Some(Class::Arabic))?;
        let between = |class| matches!(class, Class::Space | Class::Punctuation | Class::Symbol);
        let is_gap = next > at + 1 && (at + 1..next).all(|run| self.class(run).is_some_and(between));
        let gap = &self.piece.bytes[self.run(at + 1).folded as usize..self.run(next).folded as usize];
        (is_gap && gap.len() <= 5 && !gap.contains(&b'\n')).then_some((next, gap))
    }

    /// Letters set apart, always in the same way: ك ل ب, ك-ل-ب, مو.س.ى.
    fn spelled(&mut self, at: usize) -> Option<usize> {
        let (_, gap) = self.across(at)?;
        let with_blank = gap.iter().any(u8::is_ascii_whitespace) || gap.contains(&0xA0);
        let longest = if with_blank { 1 } else { 2 };
        if self.letters(at) > longest {
            return None;
        }
        let mut pieces = vec![at];
        let mut last = at;
        while self.letters(last) <= longest {
            match self.across(last) {
                Some((next, same)) if same == gap && self.letters(next) <= longest => {
                    pieces.push(next);
                    last = next;
                }
                _ => break,
            }
        }
        let singles = pieces.iter().filter(|&&piece| self.letters(piece) == 1).count();
        if pieces.len() < 3 || 2 * singles < pieces.len() {
            return None;
        }
        // What is no word as a whole has no word in it either, so the whole is taken.
        Some(self.found_word(&pieces))
    }

    /// Parts hinged by tatweel on both sides of what parts them: الوقـ ـف, السـ.ـنة.
    fn hinged(&mut self, at: usize) -> Option<usize> {
        let tatweel = "ـ".as_bytes();
        if !self.text[..self.run(at).end as usize].ends_with(tatweel) {
            return None;
        }
        let mut pieces = vec![at];
        let mut last = at;
        while self.text[..self.run(last).end as usize].ends_with(tatweel) {
            match self.across(last) {
                Some((next, _)) if self.text[..self.run(next).start as usize].ends_with(tatweel) => {
                    pieces.push(next);
                    last = next;
                }
                _ => break,
            }
        }
        (pieces.len() >= 2).then(|| self.found_word(&pieces))
    }

    /// A star for a letter: ك*ب.
    fn masked(&mut self, at: usize) -> Option<usize> {
        let stars = self.form(at + 1);
        let masks = (1..=3).contains(&stars.len()) && stars.iter().all(|&star| star == b'*');
        if !masks || self.class(at + 2) != Some(Class::Arabic) || self.touches_before(at) {
            return None;
        }
        let total = self.letters(at) + self.letters(at + 2) + stars.len();
        if !(FEWEST..=8).contains(&total) {
            return None;
        }
        let form = [self.form(at), stars, self.form(at + 2)].concat();
        Some(self.found(Kind::Masked, at, at + 2, &form))
    }

    /// Digits and Latin letters in place of Arabic ones: 2نا, الس5افة, حمlر.
    fn substituted(&mut self, at: usize) -> Option<usize> {
        if self.touches_before(at) {
            return None;
        }
        let mut word = String::new();
        let (mut foreign, mut last) = (0, None);
        for run in at.. {
            match self.class(run) {
                Some(Class::Arabic) => word.push_str(std::str::from_utf8(self.form(run)).ok()?),
                Some(Class::Digit | Class::Latin) => {
                    word.push_str(self.stands_for(run)?);
                    foreign += 1;
                }
                _ => break,
            }
            last = Some(run);
        }
        let last = last?;
        let total = word.chars().count();
        // A figure before or behind a word is just that.
        if foreign == 0 || self.class(last) != Some(Class::Arabic) || !(FEWEST..=MOST).contains(&total) {
            return None;
        }
        let first = self.form(at);
        let tail = total - first.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        let is_figure = match self.class(at) {
            Some(Class::Digit) => tail > 3 || !b"2357".contains(&first[0]),
            _ => tail > 3 && CLITICS.iter().any(|clitic| clitic.as_bytes() == first),
        };
        (!is_figure).then(|| self.found(Kind::Word, at, last, word.as_bytes()))
    }

    /// The Arabic letter that a single digit or Latin letter stands for, by shape or by the habits of Arabizi.
    /// Only European digits are used so.
    fn stands_for(&self, run: usize) -> Option<&'static str> {
        let [sign] = *self.form(run) else { return None };
        let original = *self.text.get(self.run(run).start as usize)?;
        if sign.is_ascii_digit() && original != sign {
            return None;
        }
        Some(match sign {
            b'1' | b'2' | b'i' | b'l' => "ا",
            b'3' | b'e' => "ع",
            b'5' => "خ",
            b'6' => "ط",
            b'7' => "ح",
            b'8' => "ق",
            b'9' => "ص",
            b'0' | b'o' => "ه",
            b'j' => "ل",
            b'w' => "س",
            _ => return None,
        })
    }

    /// Whether the run goes on from letters, digits or a star right before it.
    fn touches_before(&self, at: usize) -> bool {
        let before = at.checked_sub(1);
        before.and_then(|run| self.class(run)).is_some_and(|class| class.is_letter() || class == Class::Digit)
            || before.is_some_and(|run| self.form(run).first() == Some(&b'*'))
    }

    /// Keeps the word that the pieces make, if they make one; returns the last of them.
    fn found_word(&mut self, pieces: &[usize]) -> usize {
        let (first, last) = (pieces[0], pieces[pieces.len() - 1]);
        let bytes: Vec<u8> =
            pieces.iter().take(MOST + 1).flat_map(|&piece| self.form(piece)).copied().collect();
        let word = std::str::from_utf8(&bytes).unwrap_or_default();
        if pieces.len() <= MOST && (FEWEST..=MOST).contains(&word.chars().count()) && !is_no_word(word) {
            self.found(Kind::Word, first, last, &bytes);
        }
        last
    }

    /// Keeps a reading of the runs from `at` to `last`; returns `last`.
    fn found(&mut self, kind: Kind, at: usize, last: usize, letters: &[u8]) -> usize {
        let from = self.into.letters.len();
        self.into.letters.extend_from_slice(letters);
        let to = self.into.letters.len();
        let (start, end) = (self.run(at).start, self.run(last).end);
        self.into.found.push(Reading { kind, start, end, from, to });
        last
    }
}

/// Whether spelled-out letters are no disguised word: an abbreviation, the alphabet, one letter again and again,
/// or letters listed with و between them.
fn is_no_word(letters: &str) -> bool {
    let first = letters.chars().next();
    let listed = letters.chars().skip(1).step_by(2).all(|c| c == 'و');
    ABBREVIATIONS.contains(&letters)
        || ALPHABETS.iter().any(|order| order.contains(letters))
        || letters.chars().all(|c| Some(c) == first)
        || listed
}
