//! The way through the tokens of a text: what is counted for each, and which are neighbours.

use super::{Counted, Counter, MAX_TOKENS};
use crate::simd::{Vectors, Work};
use crate::text::{Kind, Token, Tokens};

/// Goes through the disguises of a text beside its tokens.
struct Disguises<I: Iterator<Item = (u32, u32)>>(std::iter::Peekable<I>);

/// What a token is to a disguise.
enum Part {
    Piece,
    Reading,
}

impl<I: Iterator<Item = (u32, u32)>> Disguises<I> {
    #[inline]
    fn of(&mut self, token: &Token) -> Option<Part> {
        while self.0.next_if(|&(_, end)| end <= token.start).is_some() {}
        let &(start, end) = self.0.peek()?;
        match token.is_derived() {
            true if (token.start, token.end) == (start, end) => Some(Part::Reading),
            false if start <= token.start && token.end <= end => Some(Part::Piece),
            _ => None,
        }
    }
}

/// The work of [`Counter::count`].
pub(super) struct Counting<'a> {
    pub(super) counter: &'a Counter,
    pub(super) tokens: &'a Tokens,
    pub(super) into: &'a mut Counted,
}

impl Work for Counting<'_> {
    type Done = ();

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn on<V: Vectors>(self, _: V) {
        let Self { counter, tokens, into } = self;
        into.clear();
        let mut previous: Option<(usize, u64)> = None;
        let wanted = if counter.settings.undisguised { usize::MAX } else { 0 };
        let mut disguises = Disguises(tokens.disguises().take(wanted).peekable());
        for (index, token) in tokens.as_slice().iter().take(MAX_TOKENS).enumerate() {
            let reading = match disguises.of(token) {
                Some(Part::Piece) => continue,
                Some(Part::Reading) => true,
                None => false,
            };
            let Some(form) = countable(tokens, token) else { continue };
            let hash = counter.token(tokens, token, form, into);
            into.end_token(index);
            counter.pair(&mut previous, (index, hash), reading || has_neighbours(token), into);
        }
    }
}

/// Whether a token pairs with the next one that does: punctuation does not part neighbours.
fn has_neighbours(token: &Token) -> bool {
    !token.is_derived() && !matches!(token.kind, Kind::Punctuation | Kind::Symbol | Kind::Invalid)
}

/// What stands for a token: its form, or a common name for what is different every time.
#[inline]
fn countable<'a>(tokens: &'a Tokens, token: &Token) -> Option<&'a [u8]> {
    let form = tokens.form_bytes(token);
    Some(match token.kind {
        Kind::Url => b"\x01url",
        Kind::Email => b"\x01email",
        Kind::Mention => b"\x01mention",
        Kind::Invalid => return None,
        Kind::Punctuation | Kind::Symbol => {
            // One sign, or several: how many does not matter.
            let sign = form.iter().skip(1).take_while(|byte| **byte & 0xC0 == 0x80).count() + 1;
            &form[..form.len().min(2 * sign)]
        }
        _ => form,
    })
}
