//! Progress of long work, on standard error where that is a terminal.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Shorter work shows nothing.
const PATIENCE: Duration = Duration::from_millis(700);

/// A bar that appears once the work has turned out to be long, and goes when dropped.
pub(super) struct Progress {
    what: &'static str,
    /// What is counted: shown behind the figures; bytes are shown in units of their own.
    unit: &'static str,
    since: Instant,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    pub(super) fn new(what: &'static str, unit: &'static str) -> Self {
        Self { what, unit, since: Instant::now(), bar: OnceLock::new() }
    }

    /// So much is done; a `total` of 0 is not known.
    pub(super) fn set(&self, done: u64, total: u64) {
        if self.since.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(|| self.begin(total));
        bar.set_position(done);
    }

    /// indicatif draws on standard error, and only on a terminal.
    fn begin(&self, total: u64) -> ProgressBar {
        let count = match (self.unit, total) {
            ("bytes", _) => "{bytes} at {bytes_per_sec}".to_owned(),
            (unit, 0) => format!("{{human_pos}} {unit}"),
            (unit, _) => format!("{{human_pos}}/{{human_len}} {unit}, {{eta}} left"),
        };
        let bar = if total == 0 { ProgressBar::no_length() } else { ProgressBar::new(total) };
        let line = if total == 0 {
            format!("{{msg}} {{spinner}} {count}")
        } else {
            format!("{{msg}} {{bar:30}} {count}")
        };
        let style = ProgressStyle::with_template(&line).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.with_style(style).with_message(self.what)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
