//! The line over or under a comment that says whose it is: a name, a date, or both.

use super::{clean, cues, dates, memory};

/// What parts the fields of a head.
const FIELD_SIGNS: [char; 3] = ['·', '•', '|'];

/// How long a line may be that holds name and date together, in bytes.
const LONGEST_HEAD: usize = 240;
/// Words that lead from a name to a date, or from a date to a name; folded.
const BETWEEN: &[&str] = &[
    "كتب",
    "كتبت",
    "كتبها",
    "كتبه",
    "علق",
    "علقت",
    "قال",
    "قالت",
    "يقول",
    "تقول",
    "نشر",
    "نشره",
    "نشرها",
    "ارسل",
    "ارسلها",
    "ارسلت",
    "اضافه",
    "اضافها",
    "بواسطة",
    "اجاب",
    "اجابت",
    "عقب",
    "عقبت",
    "شارك",
    "شاركت",
    "اضاف",
    "اضافت",
    "سجل",
    "رد",
    "ردت",
    "بقلم",
    "ارسله",
    "نشرته",
    "كتبته",
    "اجابه",
    "مشاركة",
    "من",
    "طرف",
    "في",
    "بتاريخ",
    "said",
    "says",
    "wrote",
    "writes",
    "edited",
    "معدل",
    "معدلة",
    "التعديل",
    "تم",
    "posted",
    "by",
    "on",
    "at",
    "commented",
    "sagt",
    "schrieb",
    "am",
    "von",
    "um",
    "dit",
    "écrit",
    "a",
    "le",
    "par",
    "«",
    "»",
    "»",
    "-",
    "–",
    "—",
    "|",
    "·",
    "•",
    ":",
    "،",
    ",",
    "/",
    "(",
    ")",
];

/// What sites say of a reader behind the name; folded.
const STANDINGS: &[&str] = &[
    "زائر",
    "زائرة",
    "ضيف",
    "عضو",
    "غير مسجل",
    "غير متحقق",
    "لم يتم التحقق",
    "guest",
    "visitor",
    "not verified",
    "unverified",
    "invité",
    "visiteur",
    "non vérifié",
    "gast",
    "nicht überprüft",
];

/// Words with which dates begin that may be glued to a name.
const GLUED: [&str; 10] =
    ["منذ ", "قبل ", YESTERDAY, "السبت", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"];

/// A date by itself, which readers write among their words, too.
const YESTERDAY: &str = "أمس";
/// What stands right before it in a reader's word: «بالأمس».
const PREFIXES: [&str; 10] = ["ال", "بال", "وبال", "فبال", "كال", "وال", "ب", "ك", "و", "ل"];

/// What stands around a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature {
    /// The date as printed.
    pub(super) printed: String,
    /// The words beside it on the line.
    pub(super) beside: String,
}

/// The name that a text is, with or without the words of a byline around it.
pub(super) fn name(text: &str) -> Option<String> {
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "،,-–—|:·•()[]#»«".contains(c));
    let bare = without_number(bare);
    let name = cues::author(bare)?;
    let name = without_standing(&name);
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || "،,-–—|:·•(".contains(c));
    let is_word = matches!(
        clean::fold(name).as_str(),
        "تعليق"
            | "تعليقا"
            | "تعليقات"
            | "رد"
            | "ردا"
            | "ردود"
            | "مشاركة"
            | "مشاركات"
            | "comment"
            | "comments"
            | "reply"
            | "replies"
            | "post"
            | "posts"
    );
    let is_name = cues::is_name(name)
        && name.chars().any(clean::is_alphabetic)
        && !is_word
        && !dates::is_change(name)
        && cues::heading(name).is_none();
    is_name.then(|| name.to_owned())
}

/// Whether a name is that of a match rather than of a reader: «الأهلي - الوحدة».
pub(super) fn are_opponents(name: &str) -> bool {
    [" - ", " – ", " — ", " × ", " x ", " ضد ", " vs "].iter().any(|between| name.contains(between))
}

/// A name without what a site says of its bearer behind it in brackets, of which the last may be cut off: «سمير (زائر)».
pub(super) fn without_standing(name: &str) -> &str {
    let inside = name.rsplit_once('(').map(|(name, standing)| (name, standing.trim_end_matches([')', ' '])));
    match inside {
        Some((bearer, standing)) if STANDINGS.contains(&clean::fold(standing).as_str()) => bearer.trim_end(),
        _ => name,
    }
}

/// A name without the number of its comment or the votes before it: «#3 سمير», «+2#1سمير».
fn without_number(text: &str) -> &str {
    let bare = text.trim_start_matches(|c: char| clean::is_numeric(c) || "#+-. ".contains(c));
    // A name may be a number.
    if bare.chars().any(clean::is_alphabetic) { bare } else { text }
}

/// The name beside a date: without the words that lead to it.
pub(super) fn name_beside(beside: &str) -> Option<String> {
    memory::on(
        beside,
        |found| &found.name_beside,
        || {
            let words: Vec<&str> = beside.split_whitespace().collect();
            let first = words.iter().take_while(|word| leads(word)).count();
            let last = words.len() - words.iter().rev().take_while(|word| leads(word)).count();
            name(&words.get(first..last)?.join(" "))
        },
    )
}

/// Whether the words beside a date say that somebody wrote then, and who: «أرسله سمير في».
pub(super) fn is_told(beside: &str) -> bool {
    let first = beside.split_whitespace().next().unwrap_or_default();
    first.contains(clean::is_alphabetic) && leads(first) && name_beside(beside).is_some()
}

/// Whether a text only leads from a name to a date, or from a date to a name: «في», «أجاب», «—».
pub(super) fn is_between(text: &str) -> bool {
    text.split_whitespace().all(leads)
}

/// Whether a text is nothing but signs that are drawn between a name and a date: «-», «| |». Several different ones in a
/// row may be a face.
pub(super) fn are_drawn(text: &str) -> bool {
    text.split_whitespace().all(|word| {
        let mut signs = word.chars();
        signs.next().is_some_and(|first| "-–—|/\\·•:،,»«".contains(first) && signs.all(|sign| sign == first))
    })
}

/// Whether a word leads from one to the other.
fn leads(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| c.is_ascii_punctuation() || "،–—·•«»◄►▪↩".contains(c));
    bare.is_empty() || BETWEEN.contains(&clean::fold(bare).as_str())
}

/// A date at the end or at the start of a short line, with what stands beside it.
pub(super) fn signature(line: &str) -> Option<Signature> {
    if line.len() > LONGEST_HEAD {
        return None;
    }
    memory::on(line, |found| &found.signature, || signature_on(without_count(line).unwrap_or(line)))
}

/// A head of several fields without the last, if that only counts something: «سمير · 5/3/2021 · 3 نقاط».
fn without_count(line: &str) -> Option<&str> {
    let (before, last) = line.rsplit_once(FIELD_SIGNS)?;
    let mut words = last.split_whitespace();
    let counts = words.next().is_some_and(|word| word.chars().all(clean::is_numeric))
        && words.next().is_some_and(|word| word.chars().all(clean::is_alphabetic))
        && words.next().is_none();
    (counts && before.contains(FIELD_SIGNS) && !dates::is_stamp(last)).then_some(before)
}

/// The same without a look at what is known.
fn signature_on(line: &str) -> Option<Signature> {
    if !may_hold_date(line) {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let joined = words.join(" ");
    let cuts = || joined.match_indices(' ').map(|(at, _)| (&joined[..at], &joined[at + 1..]));
    // Where the word at the end is none of dates, nothing that ends there is one.
    let may_be = |word: Option<&&str>| word.is_some_and(|word| dates::has_only_words_of_dates(word));
    let behind = Some(cuts()).filter(|_| may_be(words.last()));
    let behind = behind.and_then(|mut cuts| cuts.find(|(_, after)| dates::is_stamp_unkept(after)));
    let drawn = |c: char| c.is_whitespace() || "@»·•|–—-:".contains(c);
    let behind = behind.map(|(beside, printed)| Signature {
        printed: printed.trim_start_matches(drawn).to_owned(),
        beside: beside.to_owned(),
    });
    let ahead = || {
        let cuts = Some(cuts()).filter(|_| may_be(words.first()));
        let cut = cuts.and_then(|cuts| cuts.rev().find(|(before, _)| dates::is_stamp_unkept(before)));
        cut.map(|(printed, beside)| Signature { printed: printed.to_owned(), beside: beside.to_owned() })
    };
    // «سميرقبل أكثر من عام» closes with «من عام».
    let longer = glued(line)
        .filter(|glued| behind.as_ref().is_some_and(|behind| glued.printed.len() > behind.printed.len()));
    longer.or(behind).or_else(ahead).or_else(|| glued(line))
}

/// The same where the date follows the name without a space, as programs print what a page only sets apart by style.
fn glued(line: &str) -> Option<Signature> {
    let mut before = ' ';
    // A name may end in a number itself: then as much as can be a date is one.
    let in_number = |at: usize| {
        let before = line.get(..at).unwrap_or_default();
        let word = before.trim_end_matches(clean::is_numeric);
        word.len() < before.len() && word.ends_with(|c: char| clean::is_alphabetic(c) || c == '_')
    };
    let borders = line.char_indices().filter(|&(at, c)| {
        let starts = clean::is_numeric(c)
            || GLUED.iter().any(|word| line.get(at..).is_some_and(|rest| rest.starts_with(word)));
        let before = std::mem::replace(&mut before, c);
        let is_month = c.is_uppercase() && (clean::is_alphabetic(before) || before == '.');
        is_month
            || starts
                && (clean::is_alphabetic(before)
                    || matches!(before, '.' | ')' | '_' | '•' | '·' | '|')
                    || in_number(at))
    });
    let is_apart = |beside: &str, printed: &str| !printed.starts_with(YESTERDAY) || is_glued_name(beside);
    let mut cuts = borders.filter_map(|(at, _)| line.split_at_checked(at));
    let (beside, printed) =
        cuts.find(|(beside, printed)| is_apart(beside, printed) && dates::is_stamp_unkept(printed))?;
    Some(Signature { printed: printed.trim().to_owned(), beside: beside.trim().to_owned() })
}

/// Whether it is worth looking for a date on a line: dates have digits, and relative times their words.
fn may_hold_date(line: &str) -> bool {
    line.chars().any(clean::is_numeric)
        || ["منذ", "قبل", "ago"].iter().any(|word| line.contains(word))
        || line.trim_end().strip_suffix(YESTERDAY).is_some_and(is_glued_name)
}

/// Whether what stands before a date that is glued to it is more than a particle or an article.
fn is_glued_name(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    !word.is_empty() && !PREFIXES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{are_drawn, name, name_beside, signature};

    #[test]
    fn names_are_told_from_the_dates_beside_them() {
        for (line, author, printed) in [
            ("زكيأمس", "زكي", "أمس"),
            ("سمير - 5 مارس 2021", "سمير", "5 مارس 2021"),
            ("أم سمير | 05/03/2021 10:20", "أم سمير", "05/03/2021 10:20"),
            ("سمير كتب في 05/03/2021 10:20", "سمير", "05/03/2021 10:20"),
            ("أرسلها سمير في 05/03/2021", "سمير", "05/03/2021"),
            ("سمير، منذ 3 أيام", "سمير", "منذ 3 أيام"),
            ("سميرمنذ 3 أيام", "سمير", "منذ 3 أيام"),
            ("سمير•منذ 3 أيام", "سمير", "منذ 3 أيام"),
            ("سميرالأربعاء، 23-08-2023 04:34 ص", "سمير", "الأربعاء، 23-08-2023 04:34 ص"),
            ("+2#1سمير8 مارس، 2021 الساعة 2:38 م", "سمير", "8 مارس، 2021 الساعة 2:38 م"),
            ("Samir said on March 5, 2021 at 3:12 pm", "Samir", "March 5, 2021 at 3:12 pm"),
        ] {
            let found = signature(line).expect(line);
            assert_eq!(name_beside(&found.beside).as_deref(), Some(author), "{line}");
            assert!(found.printed.ends_with(printed), "{line}: {}", found.printed);
        }
        assert_eq!(signature("التقيا في 22 آب 2023 في موسكو وتحدثا"), None);
        assert_eq!(name("كلام طويل، فيه فاصلة"), None);
        assert_eq!(name("— سمير").as_deref(), Some("سمير"));
    }

    #[test]
    fn what_is_drawn_between_name_and_date_is_no_word_and_no_face() {
        assert!(["-", "|", "» —", "--"].iter().all(|text| are_drawn(text)));
        assert!([":)", ":-(", "!", "؟", "لا", "- لا"].iter().all(|text| !are_drawn(text)));
    }
}
