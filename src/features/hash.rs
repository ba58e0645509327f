//! The hash functions behind the columns. Every model file depends on them; a test in the parent pins them.
//!
//! Multiplicative hashing (Knuth, TAOCP vol. 3, section 6.4), one multiplication for a character or for eight
//! bytes, so that a run of characters costs little more than the run that it extends.

/// 2^64 divided by the golden ratio, odd.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// 2^32 divided by the golden ratio, odd.
const RUN_FACTOR: u32 = 0x9E37_79B9;

/// The seeds keep the views apart.
const WORD: u64 = 0x67_68_69_72_62_61_6c_01;
const STEM: u64 = 0x67_68_69_72_62_61_6c_02;

/// The hash of a word.
#[inline]
pub(super) fn word(form: &[u8]) -> u64 {
    bytes(WORD, form)
}

/// The hash of a stem.
#[inline]
pub(super) fn stem(form: &[u8]) -> u64 {
    bytes(STEM, form)
}

/// The hash of two neighbours, from their own.
#[inline]
pub(super) fn pair(first: u64, second: u64) -> u64 {
    extended(first.rotate_left(17), second)
}

/// The hash of no characters.
pub(super) const NO_CHARACTERS: u32 = 0x6768_6972;

/// The hash of a run of characters that is longer by one letter. Of 32 bits, so that several fit a register.
#[inline]
pub(super) fn run(hash: u32, letter: u32) -> u32 {
    let product = (hash ^ letter).wrapping_mul(RUN_FACTOR);
    product ^ product >> 15
}

/// The hash of what had the hash `hash`, and one more.
#[inline]
fn extended(hash: u64, more: u64) -> u64 {
    let product = (hash ^ more).wrapping_mul(FACTOR);
    product ^ product >> 32
}

/// Eight bytes at a time; the last eight may overlap the ones before.
#[inline]
fn bytes(seed: u64, bytes: &[u8]) -> u64 {
    let hash = seed ^ (bytes.len() as u64).wrapping_mul(FACTOR);
    let Some(last) = bytes.last_chunk() else {
        return extended(hash, up_to_seven(bytes));
    };
    let hash = bytes[..bytes.len() - 1].chunks_exact(8).fold(hash, |hash, eight| {
        let eight = eight.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        extended(hash, eight)
    });
    extended(hash, u64::from_le_bytes(*last))
}

/// Fewer than eight bytes as a number; with their count, no two are alike.
#[inline]
fn up_to_seven(bytes: &[u8]) -> u64 {
    if let (Some(head), Some(tail)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return u64::from(u32::from_le_bytes(*head)) << 32 | u64::from(u32::from_le_bytes(*tail));
    }
    bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}
