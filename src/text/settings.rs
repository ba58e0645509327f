//! Which rules are in force.

use serde::{Deserialize, Serialize};

/// Which spellings fold together; part of the model file. All are on by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches, named in the model file")]
pub struct FoldSettings {
    /// Drop tashkeel and Quranic marks (`General_Category` Mn, script Arabic or Inherited).
    pub marks: bool,
    /// Drop tatweel (U+0640).
    pub tatweel: bool,
    /// أ إ آ ٱ to ا.
    pub alef: bool,
    /// ى and ئ to ي.
    pub yeh: bool,
    /// ة to ه.
    pub teh_marbuta: bool,
    /// ؤ to و.
    pub waw: bool,
    /// Persian, Urdu, Kurdish and ornamental letters to their Arabic counterparts.
    pub letters: bool,
    /// Presentation forms, ligatures, full-width and mathematical letters to plain ones (NFKC, UAX #15).
    pub compatibility: bool,
    /// Arabic-Indic and Persian digits to ASCII.
    pub digits: bool,
    /// Drop zero-width and bidirectional controls, save the joiners inside emoji.
    pub invisible: bool,
    /// Lower case for scripts that have it.
    pub case: bool,
    /// Three or more equal letters to one.
    pub elongation: bool,
    /// ههههه, هاهاها, خخخ, hahaha and the like to هه.
    pub laughter: bool,
}

impl Default for FoldSettings {
    fn default() -> Self {
        Self {
            marks: true,
            tatweel: true,
            alef: true,
            yeh: true,
            teh_marbuta: true,
            waw: true,
            letters: true,
            compatibility: true,
            digits: true,
            invisible: true,
            case: true,
            elongation: true,
            laughter: true,
        }
    }
}

/// Which disguises are read; part of the model file. All are on by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches, named in the model file")]
pub struct EvasionSettings {
    /// Letters set apart by blanks or signs: ك ل ب, ح.ف.ت.ر, ك-ل-ب, ك*ل*ب, مو.س.ى.
    pub spelled: bool,
    /// Parts of a word hinged by tatweel: الوقـ ـف, السـ.ـنة.
    pub hinged: bool,
    /// A star for a letter: ك*ب.
    pub masked: bool,
    /// Digits and Latin letters for Arabic ones inside a word: 2نا, الس5افة, حمlر.
    pub substituted: bool,
}

impl Default for EvasionSettings {
    fn default() -> Self {
        Self { spelled: true, hinged: true, masked: true, substituted: true }
    }
}
