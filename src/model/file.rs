//! The model file, format version 2. All integers are little-endian.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | the magic `GHIRBAL\n` |
//! | 4 | format version, `u32` |
//! | 4 | length of the header, `u32`, at most 1 MiB |
//! | … | the header, JSON: labels, settings, scales, answers, provenance |
//! | columns / 8 | a bit a column, lowest first: is it known? |
//! | known | inverse document frequency of each known column, `u8` |
//! | known × labels | weights of each known column, `i8`, in units of the label's scale |
//! | 4 × words | hashes of the known words, `u32`, ascending |
//! | 32 | SHA-256 of everything before |

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Answers, Model, Parts, Provenance, Settings, Weights};
use crate::error::ModelFault;
use crate::features::{InverseFrequency, Lexicon};
use crate::{Error, Result};

const MAGIC: &[u8; 8] = b"GHIRBAL\n";
const VERSION: u32 = 2;
const MAX_HEADER: usize = 1 << 20;
const PREFIX: usize = 16;
const CHECKSUM: usize = 32;
/// More labels than any labelling scheme has; bounds what a hostile header can ask for.
const MAX_LABELS: usize = 1000;
/// More words than any language has forms in use.
const MAX_WORDS: usize = 1 << 24;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    labels: Vec<String>,
    intercept: Vec<f32>,
    /// What a weight of 1 in the file stands for, one a label.
    scales: Vec<f32>,
    known_columns: usize,
    known_words: usize,
    settings: Settings,
    answers: Answers,
    provenance: Provenance,
}

impl Model {
    /// The bytes of the model file; equal models give equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let codes = self.frequency.codes();
        let known = codes.iter().filter(|&&code| code != 0).count();
        let header = Header {
            labels: self.labels.iter().map(ToString::to_string).collect(),
            intercept: self.intercept.to_vec(),
            scales: self.weights.scales().to_vec(),
            known_columns: known,
            known_words: self.lexicon.hashes().len(),
            settings: self.settings.clone(),
            answers: self.answers.clone(),
            provenance: self.provenance.clone(),
        };
        let header = serde_json::to_vec(&header).expect("plain data without maps of odd keys");
        let mut bytes = Vec::with_capacity(PREFIX + header.len() + known * 4 + codes.len() / 8);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&(header.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&header);
        for eight in codes.chunks(8) {
            bytes.push(eight.iter().enumerate().fold(0, |byte, (i, &code)| byte | u8::from(code != 0) << i));
        }
        bytes.extend(codes.iter().filter(|&&code| code != 0));
        for column in (0..codes.len()).filter(|&column| codes[column] != 0) {
            bytes.extend(self.weights.units(column as u32).iter().map(|units| units.cast_unsigned()));
        }
        bytes.extend(self.lexicon.hashes().iter().flat_map(|hash| hash.to_le_bytes()));
        let checksum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    /// Reads a model from the bytes of its file; `name` is used in errors.
    ///
    /// # Errors
    /// [`Error::Model`] says whether the bytes are no model, of a later version, cut short, altered, or
    /// contradict themselves.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self> {
        read(bytes).map_err(|fault| Error::Model { name: name.to_owned(), fault })
    }
}

fn read(bytes: &[u8]) -> Result<Model, ModelFault> {
    let body = checked_body(bytes)?;
    let (header, payload) = body.split_at(header_length(bytes)?);
    let header: Header = serde_json::from_slice(header).map_err(invalid)?;
    let (parts, weights) = decode(header, payload)?;
    Model::checked(parts, weights).map_err(invalid)
}

fn invalid(reason: impl std::fmt::Display) -> ModelFault {
    ModelFault::Invalid(reason.to_string())
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn truncated(found: usize, expected: usize) -> ModelFault {
    ModelFault::Truncated { found: found as u64, expected: expected as u64 }
}

fn header_length(bytes: &[u8]) -> Result<usize, ModelFault> {
    let length = u32_at(bytes, 12).ok_or_else(|| truncated(bytes.len(), PREFIX))? as usize;
    if length > MAX_HEADER {
        return Err(ModelFault::Altered);
    }
    Ok(length)
}

/// Everything between the prefix and the checksum, once magic, version, length and checksum are right.
fn checked_body(bytes: &[u8]) -> Result<&[u8], ModelFault> {
    let start = bytes.len().min(MAGIC.len());
    if bytes.is_empty() || bytes[..start] != MAGIC[..start] {
        return Err(ModelFault::NotAModel);
    }
    let version = u32_at(bytes, 8).ok_or_else(|| truncated(bytes.len(), PREFIX))?;
    if version > VERSION {
        return Err(ModelFault::FutureVersion { found: version, known: VERSION });
    }
    if version < VERSION {
        return Err(ModelFault::PastVersion { found: version, known: VERSION });
    }
    let expected = expected_length(bytes)?;
    if bytes.len() < expected {
        return Err(truncated(bytes.len(), expected));
    }
    let (content, checksum) = bytes.split_at(bytes.len() - CHECKSUM);
    if bytes.len() > expected || Sha256::digest(content).as_slice() != checksum {
        return Err(ModelFault::Altered);
    }
    Ok(&content[PREFIX..])
}

/// How long the file must be, told by its header, so that a short file is told from an altered one.
fn expected_length(bytes: &[u8]) -> Result<usize, ModelFault> {
    let header_length = header_length(bytes)?;
    let least = PREFIX + header_length + CHECKSUM;
    let Some(header) = bytes.get(PREFIX..PREFIX + header_length) else {
        return Err(truncated(bytes.len(), least));
    };
    let Ok(header) = serde_json::from_slice::<Header>(header) else { return Err(ModelFault::Altered) };
    let labels = header.labels.len();
    let columns = header.settings.features.check().map(|()| header.settings.features.columns());
    let (Ok(columns), true) = (columns, (2..=MAX_LABELS).contains(&labels)) else {
        return Err(ModelFault::Altered);
    };
    if header.known_columns > columns || header.known_words > MAX_WORDS {
        return Err(ModelFault::Altered);
    }
    Ok(least + columns / 8 + header.known_columns * (1 + labels) + 4 * header.known_words)
}

fn decode(header: Header, payload: &[u8]) -> Result<(Parts, Weights), ModelFault> {
    let columns = header.settings.features.columns();
    let labels = header.labels.len();
    let finite = header.scales.iter().chain(&header.intercept).all(|v| v.is_finite());
    if header.scales.len() != labels || !finite {
        return Err(invalid("scales or intercept are out of range"));
    }
    let (known, rest) = payload.split_at(columns / 8);
    if known.iter().map(|byte| byte.count_ones() as usize).sum::<usize>() != header.known_columns {
        return Err(invalid("the known columns are miscounted"));
    }
    let (codes, rest) = rest.split_at(header.known_columns);
    let (weights, words) = rest.split_at(labels * header.known_columns);
    let words = words.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    let is_known = |column: &usize| known[column / 8] >> (column % 8) & 1 == 1;
    let mut all_codes = vec![0; columns];
    for (column, &code) in (0..columns).filter(is_known).zip(codes) {
        all_codes[column] = code;
    }
    let frequency = InverseFrequency::from_codes(all_codes);
    let mut rounded = Weights::zeros(&frequency, header.scales);
    for (column, weights) in (0..columns).filter(is_known).zip(weights.chunks_exact(labels)) {
        rounded.set(column, weights);
    }
    let parts = Parts {
        labels: header.labels,
        settings: header.settings,
        frequency,
        lexicon: Lexicon::new(words.collect()),
        weights: Array2::zeros((0, 0)),
        intercept: Array1::from(header.intercept),
        answers: header.answers,
        provenance: header.provenance,
    };
    Ok((parts, rounded))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
