//! ghirbal (غربال, a sieve) sorts the reader comments of Arabic news pages into hostile, partisan and
//! neutral, and says which words decided.
//!
//! | stage | module | in | out |
//! | --- | --- | --- | --- |
//! | 1 split | [`page`] | bytes of a page | comments |
//! | 2 fold | [`text::Folder`] | a comment | folded text |
//! | 3 cut | [`text::Tokenizer`] | folded text | tokens |
//! | 4 count | [`features`] | tokens | a sparse row |
//! | 5 weigh | [`model`] | a sparse row | scores |
//! | 6 answer | [`sieve`] | scores | a [`Verdict`] |
//!
//! [`learn`] makes the weights from labelled rows ([`dataset`]), [`metrics`] measures them; both run the very
//! same stages 2 to 5, set up by the settings inside the [`Model`]. The program on top holds no logic.

pub mod error;
pub mod features;
pub mod model;
pub mod sieve;
mod simd;
pub mod text;
pub mod verdict;

#[cfg(feature = "page")]
pub mod page;

#[cfg(feature = "serve")]
pub mod serve;

#[cfg(feature = "train")]
pub mod counter;
#[cfg(feature = "train")]
pub mod dataset;
#[cfg(feature = "labels")]
pub mod labels;
#[cfg(feature = "train")]
pub mod learn;
#[cfg(feature = "train")]
pub mod metrics;
#[cfg(feature = "report")]
pub mod report;
#[cfg(any(feature = "page", feature = "train"))]
pub mod table;

pub use error::{Error, Result};
pub use model::Model;
pub use sieve::Sieve;
pub use simd::Machine;
pub use verdict::{Decision, Evidence, Probabilities, Reason, Verdict};
