//! Lines that name who says something, or who is answered.

use super::LONGEST_CUE;
use crate::page::clean::{fold, is_alphabetic, is_numeric, label};
use crate::page::memory;

/// Names have few words; longer ones are sentences.
const LONGEST_NAME: usize = 6;

/// And few letters.
const MOST_LETTERS: usize = 60;
/// What stands in sentences and in no name.
const SENTENCE_MARKS: [char; 12] = ['؟', '?', '!', '،', '؛', '…', '«', '»', '"', '“', '”', ':'];

/// Words before the name in a byline, and whether they alone prove one.
const BEFORE_NAME: &[(&[&str], bool)] = &[
    (&["avatar", "of"], true),
    (&["avatar", "for"], true),
    (&["يقول"], true),
    (&["قال"], true),
    (&["الصورة", "الرمزية", "ل"], true),
    (&["ارسلت", "بواسطة"], false),
    (&["نشر", "بواسطة"], false),
    (&["كتب"], false),
    (&["كتبه"], false),
    (&["بواسطة"], false),
    (&["من", "طرف"], false),
    (&["صورة"], false),
    (&["by"], false),
];

/// Words after the name in a byline.
const AFTER_NAME: &[&[&str]] = &[
    &["يقول"],
    &["تقول"],
    &["قال"],
    &["says"],
    &["said"],
    &["dit"],
    &["a", "dit"],
    &["sagt"],
    &["schreibt"],
];

/// Those that programs glue to a name.
const GLUED_SPEECH: [&str; 4] = ["says", "sagt", "schreibt", "يقول"];
/// Longer lines have more than those words, in bytes.
const LONGEST_SPEECH: usize = 20;

/// What leads to the name of somebody who is answered, folded.
const ANSWERS: &[&[&str]] = &[
    &["ردا", "على"],
    &["رد", "على"],
    &["في", "رد", "على"],
    &["الرد", "على"],
    &["بالرد", "على"],
    &["يرد", "على"],
    &["in", "reply", "to"],
    &["replying", "to"],
    &["reply", "to"],
    &["en", "reponse", "a"],
    &["en", "réponse", "à"],
    &["réponse", "à"],
    &["پاسخ", "به"],
    &["replied", "to"],
    &["als", "antwort", "auf"],
    &["antwort", "auf"],
];

/// What stands before the name or the number of the comment that is answered, folded.
const COMMENT_WORDS: &[&str] = &[
    "تعليق",
    "التعليق",
    "مشاركة",
    "المشاركة",
    "مداخلة",
    "المداخلة",
    "رقم",
    "comment",
    "post",
    "no",
    "commentaire",
    "kommentar",
];

/// What stands between the number of a post and its author, folded.
const BY: [&str; 5] = ["von", "by", "من", "ل", "de"];

/// The name in «سمير رداً على ليلى», and whom it answers.
pub(crate) fn name_and_answered(name: &str) -> Option<(String, String)> {
    memory::on(name, |found| &found.name_and_answered, || name_before_answered(name))
}

/// The same without a look at what is known.
fn name_before_answered(name: &str) -> Option<(String, String)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let found = (1..words.len()).find_map(|at| Some((at, answered(&words.get(at..)?.join(" "))?)))?;
    let before = words.get(..found.0)?.join(" ");
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "،,-–—|·(".contains(c));
    is_name(before).then(|| (before.to_owned(), found.1))
}

/// Whether `line` only leads to the name of somebody who is answered: «رداً على».
pub(crate) fn only_answers(line: &str) -> bool {
    let plain = line.trim_matches(|c: char| c.is_whitespace() || "()[]↩↪↳←→›»«▸►@:".contains(c));
    let folded = fold(plain);
    ANSWERS.iter().any(|cue| folded.split(' ').eq(cue.iter().copied()))
}

/// The name that a comment says to answer: «رداً على سمير», «in reply to Samir».
pub(crate) fn answers(line: &str) -> Option<String> {
    if line.len() > LONGEST_CUE {
        return None;
    }
    memory::on(line, |found| &found.answers, || answered(line))
}

/// The same without a look at what is known.
fn answered(line: &str) -> Option<String> {
    if line.len() > LONGEST_CUE {
        return None;
    }
    let plain = label(line)?;
    let plain = plain.trim_matches(|c: char| c.is_whitespace() || "()[]↩↪↳←→›»«▸►@".contains(c));
    let words: Vec<&str> = plain.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word.trim_end_matches(':'))).collect();
    let starts =
        |cue: &&&[&str]| folded.len() > cue.len() && folded.iter().zip(**cue).all(|(word, cue)| word == cue);
    let name = match ANSWERS.iter().find(starts) {
        Some(cue) => {
            let called = folded.get(cue.len()..)?;
            let of_comment = called.iter().take_while(|word| COMMENT_WORDS.contains(&word.as_str())).count();
            let of_comment = Some(of_comment).filter(|&count| count < called.len()).unwrap_or(0);
            words.get(cue.len() + of_comment..)?.join(" ")
        }
        None if words.len() == 1 => line.trim().strip_prefix('@')?.trim().to_owned(),
        None => return None,
    };
    let name = without_post(name.trim_matches([':', '@', ' ']));
    is_name(name).then(|| name.to_owned())
}

/// A name without the number of the post that is answered: «#2 von Samir».
fn without_post(name: &str) -> &str {
    let number = |word: &str| word.strip_prefix('#').is_some_and(|rest| rest.starts_with(is_numeric));
    let parted = name.split_once(' ').filter(|(word, _)| number(word)).map(|(_, rest)| rest);
    let by = parted.and_then(|rest| rest.split_once(' ')).filter(|(by, _)| BY.contains(&fold(by).as_str()));
    by.map_or(name, |(_, name)| name)
}

/// How a byline was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// It is the alternative text of a picture.
    Avatar,
    /// It says that somebody says something.
    Says,
    /// The word also begins sentences («كتب…»), so a date has to stand beside it.
    Weak,
}

/// The author that `line` names, if it is a byline: «سمير يقول:», «يقول سمير:», «Avatar of سمير», «كتب سمير».
pub(crate) fn byline(line: &str) -> Option<(String, Proof)> {
    if line.len() > LONGEST_CUE {
        return None;
    }
    memory::on(
        line,
        |found| &found.byline,
        || {
            let (name, proof, colon) = undress(line)?;
            // «يقول سمير» without a colon opens many a sentence.
            let needs_colon = proof == Proof::Says && !colon && !ends_with_speech(line);
            // A full stop before a word of speech closes no sentence.
            let bare = if proof == Proof::Says { name.trim_end_matches('.') } else { name.as_str() };
            (is_name(bare) && !needs_colon).then_some((name, proof))
        },
    )
}

/// The name in an author's field, without the words of a byline around it.
pub(crate) fn author(field: &str) -> Option<String> {
    match undress(field) {
        Some((name, ..)) => Some(name),
        None => label(field.trim().trim_end_matches(':')),
    }
}

/// Whether `line` can be the name of a reader.
pub(crate) fn is_name(line: &str) -> bool {
    let (mut letters, mut words, mut is_worded, mut is_space) = (0, 0, false, true);
    for c in line.chars() {
        letters += 1;
        let was_space = std::mem::replace(&mut is_space, c.is_whitespace());
        words += usize::from(was_space && !is_space);
        is_worded = is_worded || c.is_alphanumeric();
        if letters > MOST_LETTERS || words > LONGEST_NAME || SENTENCE_MARKS.contains(&c) {
            return false;
        }
    }
    is_worded && (!line.ends_with('.') || ends_with_initial(line))
}

/// Whether the full stop at the end of a name is that of an initial.
fn ends_with_initial(line: &str) -> bool {
    line.split_whitespace().skip(1).last().is_some_and(|word| word.chars().count() == 2)
}

/// The name inside a byline, how it was proved, and whether a colon closes the line.
fn undress(line: &str) -> Option<(String, Proof, bool)> {
    let plain = label(line)?;
    let open = plain.trim_end_matches([':', ' ', '…']);
    let open = open.strip_suffix("...").unwrap_or(open);
    let colon = open.len() < plain.len();
    let words: Vec<&str> = open.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word.trim_end_matches(':'))).collect();
    if let [first, .., last] = folded.as_slice()
        && first == "صورة"
        && last == "الرمزية"
    {
        return Some((words.get(1..words.len() - 1)?.join(" "), Proof::Avatar, colon));
    }
    let starts =
        |cue: &[&str]| folded.len() > cue.len() && folded.iter().zip(cue).all(|(word, cue)| word == cue);
    if let Some((cue, sure)) = BEFORE_NAME.iter().find(|(cue, _)| starts(cue)) {
        let proof = match (sure, cue.len()) {
            (true, 1) => Proof::Says,
            (true, _) => Proof::Avatar,
            (false, _) => Proof::Weak,
        };
        return Some((words.get(cue.len()..)?.join(" "), proof, colon));
    }
    let words = without_address(&words);
    let Some(cut) = speech_at(folded.get(folded.len() - words.len()..)?) else {
        return colon.then(|| glued_speech(&without_picture(words).join(" "))).flatten();
    };
    Some((without_picture(words.get(..cut)?).join(" "), Proof::Says, colon))
}

/// A name before «says:» to which it is glued, as programs print what a page only sets apart by style.
fn glued_speech(open: &str) -> Option<(String, Proof, bool)> {
    let name = GLUED_SPEECH.iter().find_map(|word| open.strip_suffix(word))?;
    name.ends_with(is_alphanumeric).then(|| (name.to_owned(), Proof::Weak, true))
}

/// Whether a character is one of names.
fn is_alphanumeric(c: char) -> bool {
    is_alphabetic(c) || is_numeric(c)
}

/// The words of a byline without the addresses that are the alternative text of a picture before the name.
fn without_address<'l, 'a>(words: &'l [&'a str]) -> &'l [&'a str] {
    let is_address = |word: &&&str| word.split_once('@').is_some_and(|(_, host)| host.contains('.'));
    let count = words.iter().take_while(is_address).count();
    words.get(count..).filter(|rest| rest.len() > 1).unwrap_or(words)
}

/// Whether `line` says that somebody says something, and not who.
pub(crate) fn is_speech(line: &str) -> bool {
    let open = line.trim();
    open.len() <= LONGEST_SPEECH
        && AFTER_NAME.iter().any(|cue| cue.join(" ") == fold(open.trim_end_matches([':', ' '])))
}

/// The words of a name without the alternative text of a picture before it: «صورة سمير سمير».
fn without_picture<'l, 'a>(words: &'l [&'a str]) -> &'l [&'a str] {
    let starts = |cue: &&&[&str]| {
        words.len() > cue.len() && words.iter().zip(**cue).all(|(word, cue)| fold(word) == *cue)
    };
    let cues: [&[&str]; 3] = [&["صورة"], &["avatar", "of"], &["avatar", "for"]];
    let Some(cue) = cues.iter().find(starts) else { return words };
    let name = words.get(cue.len()..).unwrap_or_default();
    // The picture names the same person, perhaps by the first name only.
    let repeated =
        (1..=name.len() / 2).rev().find(|&length| name.get(..length) == name.get(length..2 * length));
    repeated.and_then(|length| name.get(length..)).unwrap_or(name)
}

/// Whether the line closes with a word of speech.
fn ends_with_speech(line: &str) -> bool {
    let folded: Vec<String> = line.trim_end_matches([':', ' ']).split_whitespace().map(fold).collect();
    speech_at(&folded).is_some()
}

/// Where the words of speech begin that close a byline.
fn speech_at(folded: &[String]) -> Option<usize> {
    AFTER_NAME.iter().find_map(|cue| {
        let cut = folded.len().checked_sub(cue.len()).filter(|&cut| cut > 0)?;
        folded.iter().skip(cut).zip(*cue).all(|(word, cue)| word == cue).then_some(cut)
    })
}

#[cfg(test)]
mod tests {
    use super::{Proof, author, byline};

    #[test]
    fn bylines_give_up_their_name() {
        for (line, name, proof) in [
            ("Avatar of أبو سمير", "أبو سمير", Proof::Avatar),
            ("أبو سمير يقول", "أبو سمير", Proof::Says),
            ("أبو سمير يقول:", "أبو سمير", Proof::Says),
            ("يقول أبو سمير:", "أبو سمير", Proof::Says),
            ("قال أبو سمير:", "أبو سمير", Proof::Says),
            ("Samir says:", "Samir", Proof::Says),
            ("كتب أبو سمير", "أبو سمير", Proof::Weak),
            ("أرسلت بواسطة زائر", "زائر", Proof::Weak),
            ("من طرف مجهول", "مجهول", Proof::Weak),
            ("بواسطة: أم سمير", "أم سمير", Proof::Weak),
            ("صورة أبو سمير", "أبو سمير", Proof::Weak),
            ("صورة أبو سمير الرمزية", "أبو سمير", Proof::Avatar),
            ("Samirsays:", "Samir", Proof::Weak),
            ("a@b.example' a@b.example' Samir says:", "Samir", Proof::Says),
            ("Samir. Just Samir. says:", "Samir. Just Samir.", Proof::Says),
        ] {
            assert_eq!(byline(line), Some((name.to_owned(), proof)), "{line:?}");
        }
        for line in [
            "يقول المثل الطيور على أشكالها تقع",
            "قال الحق",
            "يقول",
            "كلام جميل",
            "الذي لم يحضر هو نفسه من يقول هذا اليوم",
        ] {
            assert_eq!(byline(line), None, "{line:?}");
        }
    }

    #[test]
    fn author_fields_are_undressed() {
        assert_eq!(author("\u{200f}أبو سمير يقول:").as_deref(), Some("أبو سمير"));
        assert_eq!(author("سمير :").as_deref(), Some("سمير"));
        assert_eq!(author(" \n"), None);
    }
}
