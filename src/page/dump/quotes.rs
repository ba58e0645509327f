//! What a comment quotes before its own words: «سمير كتب:» over the words of an earlier one, or lines behind «>».

use crate::page::{Comment, cues};

/// Quoted comments stand no further above, in comments: each is read again for every comment that quotes its reader.
const FARTHEST: usize = 100;

/// Takes the quotations off the starts of comments, which answer those whom they name.
pub(super) fn take_off(comments: &mut [Comment]) {
    for at in 0..comments.len() {
        let (earlier, others) = comments.split_at_mut(at);
        if let Some(comment) = others.first_mut().filter(|comment| comment.text.contains('\n')) {
            let parent = taken_off(comment, earlier);
            comment.reply_to = comment.reply_to.or(parent);
        }
    }
}

/// Takes the quotation off the start of a comment, and says which of the `earlier` ones it names. Where nothing else is
/// left, or nobody has said the words, they are the reader's own.
fn taken_off(comment: &mut Comment, earlier: &[Comment]) -> Option<usize> {
    let lines: Vec<&str> = comment.text.lines().collect();
    let first = lines.first()?;
    let name = cues::quoted(marked(first).unwrap_or(first));
    let said = lines.get(usize::from(name.is_some())..).unwrap_or_default();
    let behind_marks: Vec<&str> = said.iter().map_while(|line| marked(line)).collect();
    let (count, quote, parent) = if behind_marks.is_empty() {
        repeated(said, name.as_deref()?, earlier)?
    } else {
        let words = behind_marks.join(" ");
        let parent = name.and_then(|name| {
            by(&name, earlier, |other| has(other, &words)).or_else(|| by(&name, earlier, |_| true))
        });
        (behind_marks.len(), behind_marks.join("\n"), parent)
    };
    let own = said.get(count..).filter(|own| !own.is_empty())?.join("\n");
    comment.quote = Some(quote);
    comment.text = own;
    parent
}

/// How many of some lines repeat an earlier comment of somebody, with the words and its place.
fn repeated(lines: &[&str], name: &str, earlier: &[Comment]) -> Option<(usize, String, Option<usize>)> {
    let first = lines.first()?;
    let place = by(name, earlier, |other| has(other, first))?;
    // What has more of them has fewer, too.
    let counts: Vec<usize> = (1..=lines.len()).collect();
    let is_said = |&count: &usize| has(&earlier[place], &lines[..count].join(" "));
    let part = &lines[..counts.partition_point(is_said)];
    (!part.is_empty()).then(|| (part.len(), part.join("\n"), Some(place)))
}

/// The last comment of somebody that is as asked.
fn by(name: &str, earlier: &[Comment], is: impl Fn(&Comment) -> bool) -> Option<usize> {
    let from = earlier.len().saturating_sub(FARTHEST);
    let near = earlier.get(from..).unwrap_or_default();
    let place = near.iter().rposition(|other| other.author.as_deref() == Some(name) && is(other));
    place.map(|place| from + place)
}

/// Whether a comment has all of some words, as they follow each other.
fn has(comment: &Comment, words: &str) -> bool {
    spaced(&comment.text).contains(spaced(words.trim_end_matches(['.', '…'])).trim_end())
}

/// A text with a space before and behind every word.
fn spaced(text: &str) -> String {
    text.split_whitespace().fold(" ".to_owned(), |spaced, word| spaced + word + " ")
}

/// What stands behind the mark of a quotation.
fn marked(line: &str) -> Option<&str> {
    line.strip_prefix('>').map(str::trim)
}
