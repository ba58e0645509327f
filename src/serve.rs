//! A server that speaks what comment platforms speak, on top of a [`Sieve`](crate::Sieve).
//!
//! | what | module |
//! | --- | --- |
//! | settings of file, environment and flags | [`config`] |
//! | connections: accept, time out, finish on shutdown | `listen` |
//! | a request in, an answer out: keys, limits, figures | `exchange`, `keys`, `limits`, `metrics` |
//! | Perspective's `analyze`, `suggestscore` and discovery document | `perspective` |
//! | Coral's external moderation phase | `coral` |
//! | Akismet 1.1 | `akismet` |
//! | our own `/v1` | `own` |
//! | the model in use, and taking a new one | `engine`, `reload` |
//! | moderators' decisions, kept in SQLite | [`feedback`] |
//!
//! Classifying takes microseconds, so a small request is answered on the thread that read it; each thread has
//! a [`Scratch`](crate::sieve::Scratch) of its own.

mod akismet;
mod app;
pub mod config;
mod coral;
mod engine;
mod exchange;
pub mod feedback;
mod keys;
mod limits;
mod listen;
mod metrics;
mod operation;
mod own;
mod perspective;
mod reload;
mod text;

pub use app::App;
pub use config::Config;
pub use keys::new_key;
pub use listen::{Handle, Server};
pub use operation::router;
pub use reload::Reread;
