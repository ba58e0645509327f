//! Stage 5, **weigh**: the model.
use crate::Result;
use std::path::Path;
/// A trained model.
#[derive(Debug, Clone)]
pub struct Model {}
impl Model {
    /// The model that is compiled into the program.
    #[must_use]
    pub fn built_in() -> Self { Self {} }
    /// Reads a model from its bytes. `name` is used in errors.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self> { let _ = (name, bytes); Ok(Self {}) }
    /// The file's bytes; equal models give equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> { vec![] }
    /// Reads a model file.
    pub fn open(path: &Path) -> Result<Self> { let _ = path; Ok(Self {}) }
    /// The label names, in the order of the probabilities.
    #[must_use]
    pub fn labels(&self) -> &[std::sync::Arc<str>] { &[] }
    /// The card: labels, settings, digests of the training data, figures, licences; as Markdown.
    #[must_use]
    pub fn card(&self) -> String { String::new() }
}
