//! Settings of the server. A file gives them, the environment and flags (see the command line) weigh more.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use crate::{Error, Result};

/// All settings; every one has a default.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where to listen. Another address than loopback needs at least one key.
    pub listen: SocketAddr,
    /// The address that clients see, such as `https://scores.example.org`, where a proxy stands before the
    /// server; for the discovery document.
    pub public_url: Option<String>,
    /// The model file; the built-in model where there is none.
    pub model: Option<PathBuf>,
    /// What may be asked of the server.
    pub limits: Limits,
    /// When a comment is held back or looked at; where there are none, the model's own thresholds count.
    pub thresholds: Option<Thresholds>,
    /// Moderators' decisions.
    pub feedback: Feedback,
    /// Settings of Perspective's protocol.
    pub perspective: Perspective,
    /// Settings of Coral's external moderation phase.
    pub coral: Coral,
    /// Settings of Akismet's protocol.
    pub akismet: Akismet,
    /// What is logged.
    pub log: Log,
    /// Who may ask; everybody where there is no key.
    pub keys: Vec<Key>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8787),
            public_url: None,
            model: None,
            limits: Limits::default(),
            thresholds: None,
            feedback: Feedback::default(),
            perspective: Perspective::default(),
            coral: Coral::default(),
            akismet: Akismet::default(),
            log: Log::default(),
            keys: Vec::new(),
        }
    }
}

/// What may be asked of the server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of a request's body; at most 1 MiB count where a protocol sends one comment.
    pub body_bytes: usize,
    /// Bytes of all large bodies (over 64 KiB) that are held at once.
    pub memory_bytes: usize,
    /// Bytes of one comment that Perspective's protocol takes; its own limit is the default.
    pub comment_bytes: usize,
    /// Comments of one `/v1/classify`.
    pub batch: usize,
    /// Requests that are worked on at the same time while they need more than a moment.
    pub heavy_requests: usize,
    /// Connections.
    pub connections: usize,
    /// Seconds that a request may take from its head to its answer.
    pub request_seconds: u64,
    /// Seconds that a connection may be silent, or may take to send the head of a request.
    pub idle_seconds: u64,
    /// Seconds that accepted requests have to finish on shutdown.
    pub shutdown_seconds: u64,
    /// Requests a second of each key that has no rate of its own; 0 for no limit.
    pub rate: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 8 << 20,
            memory_bytes: 256 << 20,
            comment_bytes: 20_480,
            batch: 10_000,
            heavy_requests: 64,
            connections: 10_000,
            request_seconds: 10,
            idle_seconds: 60,
            shutdown_seconds: 20,
            rate: 0,
        }
    }
}

impl Limits {
    pub(super) fn request(&self) -> Duration {
        Duration::from_secs(self.request_seconds)
    }

    pub(super) fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }
}

/// Probabilities of hostile from which a comment is looked at and held back.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// From here on a person looks at it.
    pub review: f64,
    /// From here on it is held back.
    pub withhold: f64,
}

/// Moderators' decisions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Feedback {
    /// The SQLite file; without one, feedback is refused.
    pub database: Option<PathBuf>,
    /// Days that a decision is kept; 0 for ever.
    pub retention_days: u32,
}

impl Default for Feedback {
    fn default() -> Self {
        Self { database: None, retention_days: 365 }
    }
}

/// Settings of Perspective's protocol.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Perspective {
    /// Answer for `SEVERE_TOXICITY`, `IDENTITY_ATTACK`, `PROFANITY` and `THREAT` with the probability of hostile too. The
    /// model does not tell them apart, so this is off.
    pub approximate_attributes: bool,
}

/// Settings of Coral's external moderation phase.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Coral {
    /// Coral's signing secrets; several while they are rotated.
    pub signing_secrets: Vec<String>,
    /// The status of a comment that a person should look at.
    pub review: CoralStatus,
    /// The status of a comment that is held back.
    pub withhold: CoralStatus,
}

impl Default for Coral {
    fn default() -> Self {
        Self {
            signing_secrets: Vec::new(),
            review: CoralStatus::Premod,
            withhold: CoralStatus::SystemWithheld,
        }
    }
}

impl std::fmt::Debug for Coral {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Self { signing_secrets, review, withhold } = self;
        write!(f, "Coral {{ {} signing secrets, {review:?}, {withhold:?} }}", signing_secrets.len())
    }
}

/// What Coral does with a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CoralStatus {
    /// No opinion.
    None,
    /// It waits for a moderator before it shows.
    Premod,
    /// It waits for a moderator, marked as held back by the system.
    SystemWithheld,
    /// It is rejected.
    Rejected,
}

/// Settings of Akismet's protocol.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Akismet {
    /// The probability of hostile from which a client is told that it may discard a comment unseen; never where
    /// there is none.
    pub discard: Option<f64>,
}

/// What is logged, on standard error; never a comment, a key or a secret.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// How much.
    pub level: LogLevel,
    /// How; text on a terminal and JSON in a pipe where nothing is said.
    pub format: Option<LogFormat>,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// What went wrong
    Error,
    /// And what may
    Warn,
    /// And start, end, reloads and refused requests
    #[default]
    Info,
    /// And every request
    Debug,
}

/// How is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people
    Text,
    /// An object a line
    Json,
}

/// A key that may ask.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// What logs and feedback call it.
    pub name: String,
    /// SHA-256 of the key, in hexadecimal digits.
    pub sha256: String,
    /// Requests a second; 0 for no limit, the common rate where there is none.
    pub rate: Option<u32>,
    /// Whether it may reload the model and delete others' feedback.
    #[serde(default)]
    pub admin: bool,
    /// No longer valid.
    #[serde(default)]
    pub revoked: bool,
}

impl Config {
    /// Reads a TOML file.
    ///
    /// # Errors
    /// [`Error::Read`] where it cannot be read, [`Error::Malformed`] with the line where a setting is unknown or of
    /// another type.
    pub fn open(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::read(path, source))?;
        toml::from_str(&text).map_err(|error| {
            let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or_default());
            Error::malformed(path, before.matches('\n').count() as u64 + 1, error.message())
        })
    }

    /// Checks every range, and that nobody can ask from outside without a key.
    ///
    /// # Errors
    /// [`Error::Setting`] names the first that is not right.
    pub fn check(&self) -> Result<()> {
        let setting = |name, message: String| Err(Error::Setting { name, message });
        if !self.listen.ip().is_loopback() && self.keys.is_empty() {
            return setting(
                "listen",
                format!(
                    "{} can be reached from other machines, so it needs at least one key; make one with `ghirbal \
                     serve new-key NAME`, or listen on 127.0.0.1",
                    self.listen
                ),
            );
        }
        for (name, value) in [
            ("limits.body_bytes", self.limits.body_bytes),
            ("limits.memory_bytes", self.limits.memory_bytes),
            ("limits.comment_bytes", self.limits.comment_bytes),
            ("limits.batch", self.limits.batch),
            ("limits.heavy_requests", self.limits.heavy_requests),
            ("limits.connections", self.limits.connections),
            ("limits.request_seconds", self.limits.request_seconds as usize),
            ("limits.idle_seconds", self.limits.idle_seconds as usize),
        ] {
            if value == 0 {
                return setting(name, "must be at least 1".to_owned());
            }
        }
        if let Some(Thresholds { review, withhold }) = self.thresholds
            && !(0.0 <= review && review <= withhold && withhold <= 1.0)
        {
            let message = format!("review ({review}) and withhold ({withhold}) must rise within 0 to 1");
            return setting("thresholds", message);
        }
        if let Some(discard) = self.akismet.discard
            && !(0.0..=1.0).contains(&discard)
        {
            return setting("akismet.discard", format!("must be 0 to 1, not {discard}"));
        }
        if self.coral.signing_secrets.iter().any(String::is_empty) {
            return setting("coral.signing_secrets", "a secret is empty".to_owned());
        }
        Ok(())
    }
}
