//! Words disguised by rule, as writers do who want to pass a word filter.

use unicode_normalization::char::decompose_compatible;

/// A way to disguise a word: its name, and what it makes of a word that it can be applied to.
pub(super) type Disguise = (&'static str, fn(&str) -> Option<String>);

/// All ways.
pub(super) const DISGUISES: [Disguise; 16] = [
    ("spaced", |word| apart(word, " ")),
    ("dotted", |word| apart(word, ".")),
    ("dashed", |word| apart(word, "-")),
    ("underscored", |word| apart(word, "_")),
    ("starred", |word| apart(word, "*")),
    ("masked", masked),
    ("hinged", |word| apart(word, "\u{640}")),
    ("elongated", |word| nth_becomes(word, 1, |letter| letter.to_string().repeat(5))),
    ("zero width", |word| apart(word, "\u{200B}")),
    ("joiners", |word| apart(word, "\u{200C}")),
    ("vowelled", |word| apart(word, "\u{64E}")),
    ("presentation forms", |word| letters_become(word, presentation_form)),
    ("Persian letters", |word| letters_become(word, |c| pick(c, "كيه", "کیہ"))),
    ("swash letters", |word| letters_become(word, |c| pick(c, "كهي", "ڪھې"))),
    ("undotted", |word| letters_become(word, |c| pick(c, "بنفقي", "ٮںڡٯى"))),
    ("digits", |word| letters_become(word, |c| pick(c, "عحءأطخ", "372265"))),
];

/// Words of fewer letters are not disguised: a mark in two letters is no disguise.
const SHORTEST: usize = 3;

/// Every letter apart from the next.
fn apart(word: &str, by: &str) -> Option<String> {
    let letters: Vec<_> = letters(word)?.iter().map(ToString::to_string).collect();
    Some(letters.join(by))
}

/// A star for a letter in the middle.
fn masked(word: &str) -> Option<String> {
    let middle = letters(word)?.len() / 2;
    nth_becomes(word, middle, |_| "*".to_owned())
}

fn nth_becomes(word: &str, nth: usize, new: impl Fn(char) -> String) -> Option<String> {
    let letters = letters(word)?;
    let letter = |(at, &letter): (usize, &char)| if at == nth { new(letter) } else { letter.to_string() };
    Some(letters.iter().enumerate().map(letter).collect())
}

/// Every letter that has another form; `None` where none has.
fn letters_become(word: &str, new: impl Fn(char) -> Option<char>) -> Option<String> {
    let letters = letters(word)?;
    letters.iter().any(|&c| new(c).is_some()).then(|| letters.iter().map(|&c| new(c).unwrap_or(c)).collect())
}

fn letters(word: &str) -> Option<Vec<char>> {
    let letters: Vec<char> = word.chars().collect();
    (letters.len() >= SHORTEST && letters.iter().all(|c| c.is_alphabetic())).then_some(letters)
}

fn pick(letter: char, from: &str, to: &str) -> Option<char> {
    let place = from.chars().position(|c| c == letter)?;
    to.chars().nth(place)
}

/// The isolated form of a letter among Unicode's Arabic presentation forms: the first that decomposes to it.
fn presentation_form(letter: char) -> Option<char> {
    ('\u{FE80}'..='\u{FEF4}').find(|&form| {
        let mut parts = Vec::new();
        decompose_compatible(form, |part| parts.push(part));
        parts == [letter]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_disguise_makes_another_word() {
        let all: Vec<_> = DISGUISES.iter().map(|(name, disguise)| (*name, disguise("كتاب"))).collect();
        let made =
            |name: &str| all.iter().find(|(other, _)| *other == name).and_then(|(_, word)| word.clone());
        assert_eq!(made("spaced").as_deref(), Some("ك ت ا ب"));
        assert_eq!(made("masked").as_deref(), Some("كت*ب"));
        assert_eq!(made("elongated").as_deref(), Some("كتتتتتاب"));
        assert_eq!(made("Persian letters").as_deref(), Some("کتاب"));
        assert_eq!(made("undotted").as_deref(), Some("كتاٮ"));
        assert_eq!(made("presentation forms").as_deref(), Some("ﻙﺕﺍﺏ"));
        assert_eq!(made("digits"), None);
        assert_eq!(DISGUISES[15].1("حمام").as_deref(), Some("7مام"));
        for (name, word) in all {
            assert!(word.is_none_or(|word| word != "كتاب"), "{name}");
        }
        assert!(
            DISGUISES.iter().all(|(_, disguise)| disguise("رب").is_none() && disguise("خبر جيد").is_none())
        );
    }
}
