//! The words of date lines. A line with any other word is no date, which is sooner seen than that it has none of the
//! printed forms.

use std::collections::HashSet;
use std::sync::LazyLock;

use rustc_hash::FxBuildHasher;

use super::forms::BESIDE;
use super::names::{GREGORIAN, HIJRI};
use super::relative;
use crate::page::clean;

/// Folded words that stand in dates beside the names of months and what may stand around dates: halves of the day, ends of
/// numbers, parts of times.
const OTHERS: &str = "صباحا مساءا مساء ظهرا عصرا ليلا فجرا قبل بعد الظهر منتصف الليل ق ظ ب ص م ه a m p am pm t z h of من شهر غرة عام سنة st nd rd th er رد تعليق \
    مشاركة reply comment post";

/// Whether a folded line has no words but those of dates.
pub(super) fn are_known(folded: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str, FxBuildHasher>> = LazyLock::new(|| {
        let names = GREGORIAN.iter().chain(HIJRI).flat_map(|(name, _)| parts(name));
        names.chain(parts(BESIDE)).chain(parts(OTHERS)).chain(relative::words().flat_map(parts)).collect()
    });
    parts(folded).all(|word| KNOWN.contains(word))
}

/// The runs of letters of a text.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !clean::is_alphabetic(c)).filter(|part| !part.is_empty())
}
