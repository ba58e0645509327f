//! The words by which a comment section gives itself away: headings, notices, forms, tools, bylines.
//!
//! Every cue is a whole line, looked up on its folded copy ([`fold`]); a word inside a sentence is never one. Arabic
//! comes first; English, French, German and Persian are here because Arabic sites run themes in them.

mod bylines;
mod fields;
mod headings;
mod notices;
mod quoted;
mod tools;
mod whole;

pub(crate) use self::bylines::{
    Proof, answers, author, byline, is_name, is_speech, name_and_answered, only_answers,
};
pub(crate) use self::fields::{Field, field};
pub(crate) use self::headings::{Heading, Introduction, heading, introduces, may_be_cue};
pub(crate) use self::notices::{
    article_tail, elsewhere, form, furniture, leads_on, login_wall, no_comments, section_end, stories,
};
pub(crate) use self::quoted::{only_quotes, quoted};
pub(crate) use self::tools::{Reaction, badge, glued_tools, membership, reaction, tool};
use self::whole::WholeLines;
use super::clean::fold;

/// Longer lines are prose.
const LONGEST_CUE: usize = 300;

/// Whole-line patterns.
fn whole_lines(patterns: &[&str]) -> WholeLines {
    WholeLines::new(patterns, "")
}

/// Whether any of the patterns is the folded `line`.
fn is_any(patterns: &WholeLines, line: &str) -> bool {
    line.len() <= LONGEST_CUE * 2 && patterns.is_match(&fold(line))
}
