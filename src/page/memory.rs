//! What was found out about lines, kept while a dump is read: every way in which it could be cut asks the same of the same
//! lines, and a line is a date or a button wherever it stands.
//!
//! The answers are those that are given without a memory, since each depends on its line alone. They are kept for one
//! thread and one dump: nothing of a page stays behind when its [`Keeper`] goes.

use std::cell::RefCell;
use std::collections::HashMap;

use super::cues::{Heading, Proof};
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
    signature: Option<Option<Signature>>,
    byline: Option<Option<(String, Proof)>>,
    heading: Option<Option<Heading>>,
    name_beside: Option<Option<String>>,
    iso: Option<Option<String>>,
}

thread_local! {
    static MEMORY: RefCell<Option<HashMap<Box<str>, Answers>>> = const { RefCell::new(None) };
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

/// The signature on a line.
pub(super) fn signature(line: &str, find: impl FnOnce() -> Option<Signature>) -> Option<Signature> {
    let known = |answers: &Answers| answers.signature.clone();
    remembered(line, known, find, |answers, found| answers.signature = Some(found.clone()))
}

/// The byline that a line is.
pub(super) fn byline(line: &str, find: impl FnOnce() -> Option<(String, Proof)>) -> Option<(String, Proof)> {
    let known = |answers: &Answers| answers.byline.clone();
    remembered(line, known, find, |answers, found| answers.byline = Some(found.clone()))
}

/// The heading that a line is.
pub(super) fn heading(line: &str, find: impl FnOnce() -> Option<Heading>) -> Option<Heading> {
    let known = |answers: &Answers| answers.heading;
    remembered(line, known, find, |answers, found| answers.heading = Some(*found))
}

/// The name that stands beside a date.
pub(super) fn name_beside(beside: &str, find: impl FnOnce() -> Option<String>) -> Option<String> {
    let known = |answers: &Answers| answers.name_beside.clone();
    remembered(beside, known, find, |answers, found| answers.name_beside = Some(found.clone()))
}

/// The date that is printed on a line, in ISO 8601.
pub(super) fn iso(line: &str, find: impl FnOnce() -> Option<String>) -> Option<String> {
    let known = |answers: &Answers| answers.iso.clone();
    remembered(line, known, find, |answers, found| answers.iso = Some(found.clone()))
}

/// An answer that is `known`, or else found out, and then kept by `keep` where there is a memory.
fn remembered<T>(
    line: &str,
    known: impl FnOnce(&Answers) -> Option<T>,
    find: impl FnOnce() -> T,
    keep: impl FnOnce(&mut Answers, &T),
) -> T {
    if line.len() > LONGEST {
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
