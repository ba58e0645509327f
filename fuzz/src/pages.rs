//! Any bytes are read as pages of the kind that the first argument names, and what must hold for every page holds.

#[path = "../../tests/invariants/pages.rs"]
mod invariants;

use ghirbal::page::InputKind;

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    let kind = InputKind::ALL.into_iter().find(|kind| kind.name() == name);
    let kind = kind.unwrap_or_else(|| panic!("{name:?} is no kind; see `ghirbal split --help`"));
    afl::fuzz!(|bytes: &[u8]| invariants::check(kind, bytes));
}
