//! Records from files, in batches that keep memory bounded: a batch is cut once it holds enough bytes, so it
//! is never longer than that and one record.

pub(super) mod json;
pub(super) mod lines;
pub(super) mod rows;
pub(super) mod sniff;

use std::path::Path;

use clap::ValueEnum;

/// How many bytes make a batch: enough work to outweigh handing it to a thread.
const BATCH_BYTES: usize = 64 * 1024;

/// How the records of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// Comma- or semicolon-separated values with a header
    Csv,
    /// Tab-separated values with a header
    Tsv,
    /// One JSON object a line
    Jsonl,
    /// One comment a line
    Lines,
}

impl Kind {
    /// By the file's extension; plain lines where it says nothing.
    pub(super) fn of(path: &Path) -> Self {
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("csv") => Self::Csv,
            Some("tsv" | "tab") => Self::Tsv,
            Some("jsonl" | "ndjson") => Self::Jsonl,
            _ => Self::Lines,
        }
    }

    /// Whether it has rows and a header.
    pub(super) fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv)
    }
}
