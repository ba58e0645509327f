//! The whole pipeline behind two calls.
use crate::{Model, Verdict, text::{Tokens, Tokenizer}, Reason};
/// A model, ready to classify.
#[derive(Debug, Clone)]
pub struct Sieve {}
/// Buffers that one thread reuses from text to text.
#[derive(Debug, Default)]
pub struct Scratch { _tokens: Tokens }
/// A verdict with every token's contribution.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Explanation {
    /// The verdict.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The part of the label's score that no token made.
    pub constant: f64,
    /// Every token's contribution to the label's score, strongest first.
    pub contributions: Vec<Reason>,
}
impl Sieve {
    /// Makes a model ready to classify.
    #[must_use]
    pub fn new(model: Model) -> Self { let _ = model; Self {} }
    /// Classifies one comment. Bytes that are no UTF-8 are one replacement token each run.
    pub fn classify(&self, text: &[u8], scratch: &mut Scratch) -> Verdict { let _ = (text, scratch); unreachable!() }
    /// Classifies one comment and shows what each token contributed.
    pub fn explain(&self, text: &[u8], scratch: &mut Scratch) -> Explanation { let _ = (text, scratch); unreachable!() }
    /// The model behind it.
    #[must_use]
    pub fn model(&self) -> &Model { unreachable!() }
    /// The tokenizer as the model sets it up.
    #[must_use]
    pub fn tokenizer(&self) -> &Tokenizer { unreachable!() }
}
