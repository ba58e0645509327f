//! Any request has an answer that its protocol knows.
#![cfg(feature = "serve")]

#[path = "invariants/requests.rs"]
mod invariants;

use proptest::prelude::*;

/// One sound request of every kind, by name.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/requests");
    let entries = std::fs::read_dir(folder).expect("the seeds are there");
    let seed = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("it can be listed").path();
        (path.display().to_string(), std::fs::read(path).expect("a seed"))
    };
    entries.map(seed).collect()
}

#[test]
fn sound_requests_are_understood() {
    let seeds = seeds();
    assert!(seeds.len() > 9);
    for (name, seed) in seeds {
        let status = invariants::check(&seed).as_u16();
        assert!(matches!(status, 200 | 204 | 501), "{name}: {status}");
    }
}

proptest! {
    #[test]
    fn any_bytes_have_an_answer(input in prop::collection::vec(any::<u8>(), 0..200)) {
        invariants::check(&input);
    }

    /// Requests that are nearly sound reach further than noise.
    #[test]
    fn damaged_requests_have_an_answer(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut seeds = seeds();
        let (_, mut seed) = seeds.swap_remove(which.index(seeds.len()));
        for (place, byte) in damage {
            let place = place.index(seed.len());
            seed[place] = byte;
        }
        invariants::check(&seed);
        invariants::check(&seed[..cut.index(seed.len())]);
    }
}
