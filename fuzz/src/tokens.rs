//! Any bytes are tokenised, and what must hold for every token holds.

#[path = "../../tests/invariants/tokens.rs"]
mod invariants;

fn main() {
    afl::fuzz!(|text: &[u8]| invariants::check(text));
}
