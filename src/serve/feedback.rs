//! Moderators' decisions, kept as what they are in a SQLite file, and never as a label of the model: a rejected
//! comment may be spam, an approved one partisan.

mod read;
mod store;

use serde::{Deserialize, Serialize};

pub use read::{Feedback, read};
pub(super) use store::Store;

/// What a moderator, or a program acting for one, decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Decided {
    /// The comment was let through.
    Approved,
    /// The comment was turned down, for whatever reason.
    Rejected,
    /// The comment is spam.
    Spam,
    /// The comment was held for spam and is none.
    Ham,
}

impl Decided {
    /// All decisions.
    pub const ALL: [Self; 4] = [Self::Approved, Self::Rejected, Self::Spam, Self::Ham];

    /// Its name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Spam => "spam",
            Self::Ham => "ham",
        }
    }

    /// The decision of that name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decided| decided.name() == name)
    }
}

/// A decision on its way into the store.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) protocol: &'static str,
    pub(super) decision: Decided,
    pub(super) text: String,
    /// The platform's own name for the comment.
    pub(super) reference: Option<String>,
    /// The site or community.
    pub(super) community: Option<String>,
    /// The name of the key it came with.
    pub(super) key: Option<String>,
}

/// The table. `received_at` is in milliseconds since 1970, UTC.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    protocol TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected', 'spam', 'ham')),
    text TEXT NOT NULL,
    reference TEXT,
    community TEXT,
    key TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS feedback_received_at ON feedback (received_at);
CREATE INDEX IF NOT EXISTS feedback_reference ON feedback (reference) WHERE reference IS NOT NULL;
";

/// What `PRAGMA user_version` says of a database of this kind.
const VERSION: i64 = 1;

/// What `PRAGMA application_id` says: the letters `ghrb`.
const APPLICATION: i64 = 0x6768_7262;
