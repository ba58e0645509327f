//! The model file: what is written is what is read, and every damage is called by its name.

use ghirbal::error::ModelFault;
use ghirbal::sieve::Scratch;
use ghirbal::{Error, Model, Sieve};
use proptest::prelude::*;

mod common;

/// A small model of two labels.
fn small() -> Model {
    common::small_model()
}

fn fault(bytes: &[u8]) -> ModelFault {
    match Model::from_bytes("test", bytes) {
        Err(Error::Model { name, fault }) => {
            assert_eq!(name, "test");
            fault
        }
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("damaged bytes were taken for a model"),
    }
}

/// Puts a right checksum under altered content.
fn sealed(mut content: Vec<u8>) -> Vec<u8> {
    use sha2::Digest as _;
    let checksum = sha2::Sha256::digest(&content);
    content.extend_from_slice(&checksum);
    content
}

#[test]
fn what_is_written_is_what_is_read() {
    let model = small();
    let read = Model::from_bytes("test", &model.to_bytes()).expect("a sound model");
    assert_eq!(read, model);
    assert_eq!(read.to_bytes(), model.to_bytes());
    let text = "كلام جميل ومفيد".as_bytes();
    let ask = |model| Sieve::new(model).expect("sound settings").classify(text, &mut Scratch::default());
    assert_eq!(ask(read), ask(model));
}

#[test]
fn the_same_seed_gives_the_same_bytes_for_any_number_of_threads() {
    assert_eq!(common::train_small(1, 1).to_bytes(), common::train_small(1, 3).to_bytes());
    assert_ne!(common::train_small(1, 1).to_bytes(), common::train_small(2, 1).to_bytes());
}

#[test]
fn no_model_at_all() {
    assert_eq!(fault(b""), ModelFault::NotAModel);
    assert_eq!(fault(b"text,label\n"), ModelFault::NotAModel);
}

#[test]
fn a_short_file_says_how_much_is_missing() {
    let bytes = small().to_bytes();
    for cut in [9, 14, 40, bytes.len() / 2, bytes.len() - 1] {
        match fault(&bytes[..cut]) {
            ModelFault::Truncated { found, expected } => {
                assert_eq!(found, cut as u64);
                assert!(expected > found && expected <= bytes.len() as u64);
            }
            other => panic!("cut at {cut}: {other}"),
        }
    }
}

#[test]
fn a_longer_file_is_altered() {
    let mut bytes = small().to_bytes();
    bytes.push(0);
    assert_eq!(fault(&bytes), ModelFault::Altered);
}

#[test]
fn a_future_version_says_so() {
    let mut bytes = small().to_bytes();
    bytes[8] = 3;
    assert_eq!(fault(&bytes), ModelFault::FutureVersion { found: 3, known: 2 });
    assert!(fault(&bytes).to_string().contains("newer ghirbal"));
    bytes[8] = 1;
    assert_eq!(fault(&bytes), ModelFault::PastVersion { found: 1, known: 2 });
}

#[test]
fn contradictions_under_a_right_checksum_are_found() {
    let bytes = small().to_bytes();
    let content = bytes[..bytes.len() - 32].to_vec();
    let swap = |from: &str, to: &str| {
        let text = from.as_bytes();
        let at = content.windows(text.len()).position(|w| w == text).expect("it is in the header");
        let mut altered = content.clone();
        altered[at..at + text.len()].copy_from_slice(to.as_bytes());
        sealed(altered)
    };
    // The priors are shares, and the known columns are as many as their bits.
    assert!(matches!(fault(&swap("\"priors\":[0", "\"priors\":[9")), ModelFault::Invalid(_)));
    assert!(matches!(fault(&swap("\"epochs\":12", "\"epochs\":00")), ModelFault::Altered));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn one_altered_byte_is_never_taken_for_the_model(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        static BYTES: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| small().to_bytes());
        let mut bytes = BYTES.clone();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        prop_assert!(Model::from_bytes("test", &bytes).is_err());
    }

    #[test]
    fn random_bytes_never_panic(head in any::<bool>(), bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut all = if head { b"GHIRBAL\n\x02\0\0\0".to_vec() } else { Vec::new() };
        all.extend(bytes);
        prop_assert!(Model::from_bytes("test", &all).is_err());
    }
}
