//! Character classes, and what single characters fold to.
//!
//! Ranges are those of Unicode 18.0: `DerivedGeneralCategory.txt` for marks and controls, `Scripts.txt` for
//! Arabic, `emoji-data.txt` for `Extended_Pictographic`.

/// What the cutter needs to know of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    Space,
    Arabic,
    Latin,
    OtherLetter,
    Digit,
    Mark,
    Punctuation,
    Emoji,
    Symbol,
    Replacement,
}

impl Class {
    /// All, in order.
    const ALL: [Self; 16] = {
        use Class::{
            Arabic, Digit, Emoji, Latin, Mark, OtherLetter, Punctuation, Replacement, Space, Symbol,
        };
        let named = [Space, Arabic, Latin, OtherLetter, Digit, Mark, Punctuation, Emoji, Symbol, Replacement];
        let mut all = [Space; 16];
        let mut at = 0;
        while at < named.len() {
            all[named[at] as usize] = named[at];
            at += 1;
        }
        all
    };

    /// The class of this number, which is below 16.
    #[inline]
    pub(super) fn from_number(number: u8) -> Self {
        Self::ALL[number as usize & 15]
    }

    pub(super) fn is_letter(self) -> bool {
        matches!(self, Self::Arabic | Self::Latin | Self::OtherLetter)
    }

    /// Whether a character belongs to the run of its class before it: a sign only if it is the `same` one, an
    /// emoji never.
    pub(super) fn joins(self, same: bool) -> bool {
        match self {
            Self::Punctuation | Self::Symbol => same,
            Self::Emoji => false,
            _ => true,
        }
    }
}

/// The class of a folded character.
pub(super) fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Latin,
        '0'..='9' => Class::Digit,
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => Class::Symbol,
        '!'..='~' => Class::Punctuation,
        '\0'..=' ' | '\u{7F}' => Class::Space,
        '\u{620}'..='\u{64A}' => Class::Arabic,
        '\u{FFFD}' => Class::Replacement,
        c if is_high_pictographic(c) => Class::Emoji,
        _ => class_beyond(c),
    }
}

fn class_beyond(c: char) -> Class {
    if is_mark(c) || matches!(c, '\u{20E3}' | '\u{200C}' | '\u{200D}' | '\u{E0020}'..='\u{E007F}') {
        Class::Mark
    } else if is_arabic_letter(c) {
        Class::Arabic
    } else if c.is_whitespace() || c.is_control() || is_invisible(c) {
        Class::Space
    } else if is_pictographic(c) || is_regional(c) || is_modifier(c) {
        Class::Emoji
    } else if matches!(c, '\u{AA}' | '\u{BA}' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
        && c.is_alphabetic()
    {
        Class::Latin
    } else if c.is_alphabetic() {
        Class::OtherLetter
    } else if c.is_numeric() {
        Class::Digit
    } else if is_punctuation(c) {
        Class::Punctuation
    } else {
        Class::Symbol
    }
}

/// Letters of the script Arabic in Unicode 18.0, the presentation forms among them, mathematical ones not.
pub(crate) fn is_arabic_letter(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' | '\u{66E}'..='\u{66F}' | '\u{671}'..='\u{6D3}'
        | '\u{6D5}' | '\u{6E5}'..='\u{6E6}' | '\u{6EE}'..='\u{6EF}' | '\u{6FA}'..='\u{6FC}' | '\u{6FF}'
        | '\u{750}'..='\u{77F}' | '\u{870}'..='\u{887}' | '\u{889}'..='\u{88F}' | '\u{8A0}'..='\u{8C9}'
        | '\u{FB50}'..='\u{FBB1}' | '\u{FBD3}'..='\u{FD3D}' | '\u{FD50}'..='\u{FDFB}'
        | '\u{FE70}'..='\u{FEFC}' | '\u{10EC2}'..='\u{10EC7}' | '\u{10ED9}'..='\u{10EEE}')
}

/// Marks: `General_Category` Mn and script Arabic or Inherited, in Unicode 18.0.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}' | '\u{485}'..='\u{486}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}'
        | '\u{670}' | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}' | '\u{6E7}'..='\u{6E8}'
        | '\u{6EA}'..='\u{6ED}' | '\u{897}'..='\u{89F}' | '\u{8CA}'..='\u{8E1}' | '\u{8E3}'..='\u{8FF}'
        | '\u{951}'..='\u{954}' | '\u{1AB0}'..='\u{1ABD}' | '\u{1ABF}'..='\u{1AF0}'
        | '\u{1CD0}'..='\u{1CD2}' | '\u{1CD4}'..='\u{1CE0}' | '\u{1CE2}'..='\u{1CE8}' | '\u{1CED}'
        | '\u{1CF4}' | '\u{1CF8}'..='\u{1CF9}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20DC}'
        | '\u{20E1}' | '\u{20E5}'..='\u{20F0}' | '\u{302A}'..='\u{302D}' | '\u{3099}'..='\u{309A}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2D}' | '\u{101FD}' | '\u{102E0}'
        | '\u{10ECB}'..='\u{10ECF}' | '\u{10EF0}'..='\u{10EFF}' | '\u{1133B}'
        | '\u{1CF00}'..='\u{1CF2D}' | '\u{1CF30}'..='\u{1CF46}' | '\u{1D127}'..='\u{1D128}'
        | '\u{1D167}'..='\u{1D169}' | '\u{1D17B}'..='\u{1D182}' | '\u{1D185}'..='\u{1D18B}'
        | '\u{1D1AA}'..='\u{1D1AD}' | '\u{1D25B}'..='\u{1D25C}' | '\u{E0100}'..='\u{E01EF}')
}

/// Zero-width and bidirectional controls, soft hyphens and other format characters that show nothing.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0001}' | '\u{E0020}'..='\u{E007F}')
}

/// `Extended_Pictographic`: what an emoji sequence can begin with or join.
pub(super) fn is_pictographic(c: char) -> bool {
    if c >= EMOJI_PLANE {
        return is_high_pictographic(c);
    }
    matches!(c,
        '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{2199}'
        | '\u{21A9}'..='\u{21AA}' | '\u{231A}'..='\u{231B}' | '\u{2328}' | '\u{2388}' | '\u{23CF}'
        | '\u{23E9}'..='\u{23F3}' | '\u{23F8}'..='\u{23FA}' | '\u{24C2}' | '\u{25AA}'..='\u{25AB}'
        | '\u{25B6}' | '\u{25C0}' | '\u{25FB}'..='\u{25FE}' | '\u{2600}'..='\u{2605}'
        | '\u{2607}'..='\u{2612}' | '\u{2614}'..='\u{2685}' | '\u{2690}'..='\u{2705}'
        | '\u{2708}'..='\u{2712}' | '\u{2714}' | '\u{2716}' | '\u{271D}' | '\u{2721}' | '\u{2728}'
        | '\u{2733}'..='\u{2734}' | '\u{2744}' | '\u{2747}' | '\u{274C}' | '\u{274E}'
        | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2763}'..='\u{2767}' | '\u{2795}'..='\u{2797}'
        | '\u{27A1}' | '\u{27B0}' | '\u{27BF}' | '\u{2934}'..='\u{2935}' | '\u{2B05}'..='\u{2B07}'
        | '\u{2B1B}'..='\u{2B1C}' | '\u{2B50}' | '\u{2B55}' | '\u{3030}' | '\u{303D}' | '\u{3297}'
        | '\u{3299}')
}

/// Where most emoji stand. There are no marks, letters or controls behind, save in the planes of tags and selectors.
const EMOJI_PLANE: char = '\u{1F000}';

/// [`is_pictographic`] from [`EMOJI_PLANE`] on, which asks less of the characters that come up most.
pub(super) fn is_high_pictographic(c: char) -> bool {
    matches!(c,
        '\u{1F000}'..='\u{1F0FF}' | '\u{1F10D}'..='\u{1F10F}' | '\u{1F12F}' | '\u{1F16C}'..='\u{1F171}'
        | '\u{1F17E}'..='\u{1F17F}' | '\u{1F18E}' | '\u{1F191}'..='\u{1F19A}' | '\u{1F1AD}'..='\u{1F1E5}'
        | '\u{1F201}'..='\u{1F20F}' | '\u{1F21A}' | '\u{1F22F}' | '\u{1F232}'..='\u{1F23A}'
        | '\u{1F23C}'..='\u{1F23F}' | '\u{1F249}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1F53D}'
        | '\u{1F546}'..='\u{1F64F}' | '\u{1F680}'..='\u{1F6FF}' | '\u{1F774}'..='\u{1F77F}'
        | '\u{1F7D5}'..='\u{1F7FF}' | '\u{1F80C}'..='\u{1F80F}' | '\u{1F848}'..='\u{1F84F}'
        | '\u{1F85A}'..='\u{1F85F}' | '\u{1F888}'..='\u{1F88F}' | '\u{1F8AE}'..='\u{1F8FF}'
        | '\u{1F90C}'..='\u{1F93A}' | '\u{1F93C}'..='\u{1F945}' | '\u{1F947}'..='\u{1FAFF}'
        | '\u{1FC00}'..='\u{1FFFD}')
}

/// Skin tones.
pub(super) fn is_modifier(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

/// Regional indicators: two of them make a flag.
pub(super) fn is_regional(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

fn is_punctuation(c: char) -> bool {
    matches!(c,
        '\u{A1}' | '\u{A7}' | '\u{AB}' | '\u{B6}' | '\u{B7}' | '\u{BB}' | '\u{BF}'
        | '\u{5BE}' | '\u{60C}' | '\u{60D}' | '\u{609}'..='\u{60A}' | '\u{61B}' | '\u{61D}'..='\u{61F}'
        | '\u{640}' | '\u{66A}'..='\u{66D}' | '\u{6D4}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{2308}'..='\u{230B}'
        | '\u{2768}'..='\u{2775}' | '\u{27E6}'..='\u{27EF}' | '\u{2983}'..='\u{2998}'
        | '\u{2E00}'..='\u{2E5D}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
        | '\u{3014}'..='\u{301F}' | '\u{FD3E}'..='\u{FD3F}' | '\u{FE10}'..='\u{FE19}'
        | '\u{FE30}'..='\u{FE6B}' | '\u{FF01}'..='\u{FF0F}')
}

/// The value of a decimal digit of the scripts that Arabic comments use.
pub(super) fn digit_value(c: char) -> Option<u32> {
    match c {
        '\u{660}'..='\u{669}' => Some(c as u32 - 0x660),
        '\u{6F0}'..='\u{6F9}' => Some(c as u32 - 0x6F0),
        _ => None,
    }
}

/// Persian, Urdu, Kurdish and ornamental letters, to the Arabic letter they stand for in Arabic comments.
/// Ours: it follows the shape where the shape is that of an Arabic letter, else the sound.
pub(super) fn arabic_counterpart(c: char) -> Option<char> {
    Some(match c {
        '\u{671}'..='\u{673}' | '\u{675}' => 'ا',
        '\u{67E}' | '\u{67B}' | '\u{680}' | '\u{66E}' => 'ب',
        '\u{67A}' | '\u{67C}' | '\u{67D}' | '\u{67F}' | '\u{679}' => 'ت',
        '\u{686}' | '\u{683}' | '\u{684}' | '\u{687}' | '\u{6BF}' => 'ج',
        '\u{681}' | '\u{682}' | '\u{685}' => 'ح',
        '\u{688}'..='\u{690}' => 'د',
        '\u{691}'..='\u{697}' | '\u{699}' => 'ر',
        '\u{698}' => 'ز',
        '\u{69A}'..='\u{69C}' | '\u{6FA}' => 'س',
        '\u{69D}'..='\u{69E}' => 'ص',
        '\u{6FB}' => 'ض',
        '\u{69F}' => 'ط',
        '\u{6A0}' | '\u{6FC}' => 'غ',
        '\u{6A1}' | '\u{6A2}'..='\u{6A6}' => 'ف',
        '\u{66F}' | '\u{6A7}' | '\u{6A8}' => 'ق',
        '\u{63B}' | '\u{63C}' | '\u{6A9}'..='\u{6B4}' | '\u{762}'..='\u{764}' => 'ك',
        '\u{6B5}'..='\u{6B8}' => 'ل',
        '\u{6B9}'..='\u{6BD}' => 'ن',
        '\u{6BE}' | '\u{6C0}'..='\u{6C2}' | '\u{6D5}' | '\u{6FF}' => 'ه',
        '\u{6C3}' => 'ة',
        '\u{6C4}'..='\u{6CB}' | '\u{6CF}' => 'و',
        '\u{620}' | '\u{63D}'..='\u{63F}' | '\u{6CC}'..='\u{6CE}' | '\u{6D0}'..='\u{6D3}' => 'ي',
        _ => return None,
    })
}
