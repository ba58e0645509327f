//! Lines that say who wrote what is quoted below.

use super::{LONGEST_CUE, is_name};
use crate::page::clean::{fold, label};

/// What says behind a name that its bearer wrote what is quoted below, folded, and what says so before it.
const WROTE: &[&[&str]] = &[
    &["كتب"],
    &["كتبت"],
    &["قال"],
    &["قالت"],
    &["يقول"],
    &["تقول"],
    &["wrote"],
    &["said"],
    &["writes"],
    &["a", "écrit"],
    &["schrieb"],
];
const QUOTED_FROM: &[&[&str]] = &[
    &["المشاركة", "الاصلية", "كتبت", "بواسطة"],
    &["المشاركة", "الاصلية", "بواسطة"],
    &["اقتباس", "من"],
    &["اقتباس"],
    &["quoting"],
    &["originally", "posted", "by"],
    &["quote", "from"],
    &["كتب"],
    &["كتبت"],
    &["قال"],
    &["قالت"],
];

/// What stands over quotations of whomever, folded.
const LABELS: &[&str] = &["اقتباس", "الاقتباس", "quote", "citation", "zitat"];

/// Whether `line` only says that something is quoted below: «اقتباس:».
pub(crate) fn only_quotes(line: &str) -> bool {
    line.len() <= LONGEST_CUE && LABELS.contains(&fold(line.trim().trim_end_matches([':', ' '])).as_str())
}

/// The name that stands over a quotation: «سمير كتب:», «كتبت ليلى:», «Originally posted by Samir».
pub(crate) fn quoted(line: &str) -> Option<String> {
    if line.len() > LONGEST_CUE {
        return None;
    }
    let plain = label(line)?;
    if let Some((_, rest)) =
        plain.split_once(':').filter(|(label, rest)| !rest.is_empty() && only_quotes(label))
    {
        return quoted(rest);
    }
    let open = plain.trim_end_matches([':', ' ']);
    let words: Vec<&str> = open.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word.trim_end_matches(':'))).collect();
    let is = |part: Option<&[String]>, cue: &[&str]| part.is_some_and(|part| part.iter().eq(cue.iter()));
    let behind = WROTE.iter().find_map(|cue| {
        let cut = words.len().checked_sub(cue.len()).filter(|_| open.len() < plain.len())?;
        is(folded.get(cut..), cue).then(|| words.get(..cut).unwrap_or_default())
    });
    let before = || {
        let cue = QUOTED_FROM.iter().find(|cue| is(folded.get(..cue.len()), cue))?;
        // A verb opens sentences, too.
        (cue.len() > 1 || open.len() < plain.len()).then(|| words.get(cue.len()..).unwrap_or_default())
    };
    let name = behind.or_else(before)?.join(" ");
    is_name(&name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quotations_name_whom_they_quote() {
        for (line, name) in [
            ("ليلى كتبت:", Some("ليلى")),
            ("أم سمير قالت :", Some("أم سمير")),
            ("كتب سمير:", Some("سمير")),
            ("المشاركة الأصلية كتبت بواسطة سمير", Some("سمير")),
            ("Samir wrote:", Some("Samir")),
            ("اقتباس: المشاركة الأصلية كتبت بواسطة سمير", Some("سمير")),
            ("كتب:", None),
            ("ليلى كتبت", None),
            ("كتبت ليلى كثيرا عن هذا", None),
            ("نعم", None),
        ] {
            assert_eq!(quoted(line).as_deref(), name, "{line:?}");
        }
    }
}
