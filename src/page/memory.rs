//! What was found out about lines, kept while a dump is read: every way in which it could be cut asks the same of the same
//! lines, and a line is a date or a button wherever it stands.
//!
//! The answers are those that are given without a memory, since each depends on its line alone. They are kept for one
//! thread and one dump: nothing of a page stays behind when its [`Keeper`] goes.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;

use super::cues::{Heading, Proof};
use super::hashing::Seeded;
use super::heads::Signature;

/// Longer lines are not kept: hardly anything is asked of them before their length answers it, in bytes.
const LONGEST: usize = 600;
/// No more lines are kept at once.
const MOST_LINES: usize = 20_000;

/// What is asked of a line and answered by yes or no.
#[derive(Debug, Clone, Copy)]
pub(super) enum Question {
    Stamp,
    Tool,
    GluedTools,
    Badge,
    Furniture,
    NoComments,
    LoginWall,
    Form,
    SectionEnd,
    ArticleTail,
    Elsewhere,
}

/// What is known of a line.
#[derive(Default)]
struct Answers {
    /// The questions that were asked, and those of them whose answer is yes, a bit each.
    asked: u16,
    yes: u16,
    /// Most lines are only asked questions.
    found: Option<Box<Found>>,
}

/// What was found on a line.
#[derive(Default)]
pub(super) struct Found {
    pub(super) signature: OnceCell<Option<Signature>>,
    pub(super) byline: OnceCell<Option<(String, Proof)>>,
    pub(super) heading: OnceCell<Option<Heading>>,
    /// The name that it is beside a date.
    pub(super) name_beside: OnceCell<Option<String>>,
    /// The date that is printed on it, in ISO 8601.
    pub(super) iso: OnceCell<Option<String>>,
    pub(super) answers: OnceCell<Option<String>>,
    pub(super) name_and_answered: OnceCell<Option<(String, String)>>,
    /// Where its head stands between what is glued to it.
    pub(super) bare: OnceCell<Range<usize>>,
}

/// Lines with what is known of each.
type Memory = HashMap<Box<str>, Answers, Seeded>;

thread_local! {
    static MEMORY: RefCell<Option<Memory>> = const { RefCell::new(None) };
}

/// Keeps answers as long as it lives.
pub(super) struct Keeper {
    /// Whether no other did so before.
    is_first: bool,
}

impl Keeper {
    pub(super) fn new() -> Self {
        let is_first = MEMORY.with_borrow_mut(|memory| {
            let is_first = memory.is_none();
            memory.get_or_insert_default();
            is_first
        });
        Self { is_first }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if self.is_first {
            MEMORY.set(None);
        }
    }
}

/// The answer to a question, found out where it is not known yet.
pub(super) fn is(question: Question, line: &str, find: impl FnOnce() -> bool) -> bool {
    let bit = 1 << question as u16;
    let known = |answers: &Answers| (answers.asked & bit != 0).then_some(answers.yes & bit != 0);
    remembered(line, known, find, |answers, yes| {
        answers.asked |= bit;
        answers.yes |= if *yes { bit } else { 0 };
    })
}

/// What stands on a line in the `place` for it, found out where it is not known yet.
pub(super) fn on<T: Clone>(
    line: &str,
    place: impl Fn(&Found) -> &OnceCell<T>,
    find: impl FnOnce() -> T,
) -> T {
    let known = |answers: &Answers| place(answers.found.as_ref()?).get().cloned();
    remembered(line, known, find, |answers, found| {
        // What is looked for may have been found on the way.
        let _ = place(answers.found.get_or_insert_default()).set(found.clone());
    })
}

/// An answer that is `known`, or else found out, and then kept by `keep` where there is a memory.
fn remembered<T>(
    line: &str,
    known: impl FnOnce(&Answers) -> Option<T>,
    find: impl FnOnce() -> T,
    keep: impl FnOnce(&mut Answers, &T),
) -> T {
    if line.is_empty() || line.len() > LONGEST {
        return find();
    }
    let answer = MEMORY.with_borrow(|memory| memory.as_ref()?.get(line).and_then(known));
    if let Some(answer) = answer {
        return answer;
    }
    let answer = find();
    MEMORY.with_borrow_mut(|memory| {
        let Some(memory) = memory else { return };
        if memory.len() >= MOST_LINES {
            memory.clear();
        }
        match memory.get_mut(line) {
            Some(answers) => keep(answers, &answer),
            None => keep(memory.entry(line.into()).or_default(), &answer),
        }
    });
    answer
}
