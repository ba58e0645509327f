//! The names of readers without what pages print before and behind every one of them.

use crate::page::{Comment, clean};

/// Countries have at most so many words.
const COUNTRY_WORDS: usize = 2;

/// Takes the marks of lists, the numbers of comments and the countries of readers off their names.
pub(super) fn tidy(comments: &mut [Comment]) {
    leave_out_marks(comments);
    leave_out_numbers(comments);
    leave_out_countries(comments);
}

/// «2. سمير», «+ سمير» in a list within a list.
fn leave_out_marks(comments: &mut [Comment]) {
    for name in comments.iter_mut().filter_map(|comment| comment.author.as_mut()) {
        let numbered = name.trim_start_matches(clean::is_digit);
        let numbered = if numbered.len() < name.len() { numbered.strip_prefix('.') } else { None };
        let marked = numbered.or_else(|| name.strip_prefix(['+', '*', 'o']));
        let bare = marked.filter(|rest| rest.starts_with(' ')).map(str::trim_start);
        if let Some(bare) = bare.filter(|bare| bare.contains(clean::is_alphabetic)) {
            *name = bare.to_owned();
        }
    }
}

/// «1سمير» and «2ليلى»: numbers that count the comments are no part of names.
fn leave_out_numbers(comments: &mut [Comment]) {
    let parted = |comment: &Comment| {
        let name = comment.author.as_deref()?;
        let rest = name.trim_start_matches(clean::is_digit);
        let number: u64 = clean::fold(name.strip_suffix(rest)?).trim().parse().ok()?;
        rest.contains(clean::is_alphabetic).then(|| (number, rest.trim_start().to_owned()))
    };
    let names: Vec<Option<(u64, String)>> = comments.iter().map(parted).collect();
    let numbers = || names.iter().flatten().map(|(number, _)| *number);
    let counts = numbers().zip(numbers().skip(1)).all(|(number, next)| number.checked_add(1) == Some(next));
    if names.len() > 1 && names.iter().all(Option::is_some) && counts {
        for (comment, name) in comments.iter_mut().zip(names) {
            comment.author = name.map(|(_, name)| name);
        }
    }
}

/// Where every name goes on with a country, «سمير من تونس», it is no part of it.
fn leave_out_countries(comments: &mut [Comment]) {
    let name = |comment: &Comment| {
        let (name, country) = comment.author.as_deref()?.rsplit_once(" من ")?;
        (country.split_whitespace().count() <= COUNTRY_WORDS).then(|| name.to_owned())
    };
    let names: Vec<Option<String>> = comments.iter().map(name).collect();
    if names.len() > 1 && names.iter().all(Option::is_some) {
        for (comment, name) in comments.iter_mut().zip(names) {
            comment.author = name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::tidy;
    use crate::page::Comment;

    #[test]
    fn names_lose_what_is_printed_around_them() {
        for (printed, wanted) in [
            (&["1. سمير", "+ ليلى", "هند"][..], &["سمير", "ليلى", "هند"][..]),
            (&["1سمير", "2 ليلى"], &["سمير", "ليلى"]),
            (&["77سمير", "2ليلى"], &["77سمير", "2ليلى"]),
            (&["سمير من تونس", "ليلى من مصر"], &["سمير", "ليلى"]),
        ] {
            let named = |name: &&str| Comment { author: Some((*name).to_owned()), ..Comment::default() };
            let mut comments: Vec<Comment> = printed.iter().map(named).collect();
            tidy(&mut comments);
            let found: Vec<&str> = comments.iter().filter_map(|comment| comment.author.as_deref()).collect();
            assert_eq!(found, wanted);
        }
    }
}
