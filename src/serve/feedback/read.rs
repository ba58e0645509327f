//! Decisions out of the database, for people to label.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{APPLICATION, Decided, VERSION};
use crate::{Error, Result};

/// The newest decision on a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The comment.
    pub text: String,
    /// What was decided.
    pub decision: Decided,
    /// The protocol it came by: `perspective`, `akismet` or `ghirbal`.
    pub protocol: String,
    /// When it came, in ISO 8601, UTC.
    pub received_at: String,
    /// The platform's own name for the comment.
    pub reference: Option<String>,
    /// The site or community.
    pub community: Option<String>,
}

/// Reads a database that a server wrote or is writing: one row a comment in the order of their first decisions,
/// with the newest decision.
///
/// # Errors
/// [`Error::Read`] where there is no such file, [`Error::Feedback`] where it is damaged, [`Error::Setting`] where
/// it is another database.
pub fn read(path: &Path) -> Result<Vec<Feedback>> {
    let fault = |source| Error::Feedback { path: path.to_owned(), source };
    // SQLite would say no more than that it cannot open it.
    std::fs::File::open(path).map_err(|source| Error::read(path, source))?;
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(fault)?;
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if (number("application_id").map_err(fault)?, number("user_version").map_err(fault)?)
        != (APPLICATION, VERSION)
    {
        return Err(Error::Setting {
            name: "from-server",
            message: format!("{} was not written by `ghirbal serve`", path.display()),
        });
    }
    let rows = || -> rusqlite::Result<Vec<Feedback>> {
        let mut select = connection.prepare(
            "SELECT text, decision, protocol, strftime('%Y-%m-%dT%H:%M:%SZ', received_at / 1000, 'unixepoch'),
                    reference, community
             FROM feedback ORDER BY id",
        )?;
        let rows = select.query_map([], |row| {
            let decision: String = row.get(1)?;
            Ok(Feedback {
                text: row.get(0)?,
                decision: Decided::of(&decision).ok_or(rusqlite::Error::InvalidQuery)?,
                protocol: row.get(2)?,
                received_at: row.get(3)?,
                reference: row.get(4)?,
                community: row.get(5)?,
            })
        })?;
        rows.collect()
    };
    Ok(newest(rows().map_err(fault)?))
}

/// Keeps the last decision on each text.
fn newest(rows: Vec<Feedback>) -> Vec<Feedback> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Feedback> = Vec::new();
    for row in rows {
        if let Some(&place) = places.get(&row.text) {
            kept[place] = row;
        } else {
            places.insert(row.text.clone(), kept.len());
            kept.push(row);
        }
    }
    kept
}
