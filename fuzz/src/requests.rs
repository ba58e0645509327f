//! Any bytes are sent to every request parser, and what must hold for every answer holds.

#[path = "../../tests/invariants/requests.rs"]
mod invariants;

fn main() {
    afl::fuzz!(|input: &[u8]| {
        invariants::check(input);
    });
}
