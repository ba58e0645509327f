//! Running the program.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// The program.
pub fn ghirbal() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("ghirbal"))
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder of its own for a test.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("the folder is ours");
        path
    }

    /// The names of what is in it, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("the folder is there");
        let name = |entry: std::io::Result<std::fs::DirEntry>| {
            entry.expect("it can be listed").file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<_> = entries.map(name).collect();
        names.sort();
        names
    }

    /// A model of two labels, good and bad, trained on rows of its own.
    pub fn model(&self) -> PathBuf {
        let row = |(text, label): &(&str, &str)| format!("{text},{label}\n");
        let rows = crate::common::SMALL.iter().map(row).collect::<Vec<_>>().concat();
        let labels = self.file("labels.csv", format!("text,label\n{rows}"));
        let settings = self.file("settings.json", r#"{"features":{"column_bits":16,"min_rows":1}}"#);
        let model = self.path("small.ghirbal");
        ghirbal()
            .arg("train")
            .arg(labels)
            .arg("--settings")
            .arg(settings)
            .arg("--out")
            .arg(&model)
            .assert()
            .success();
        model
    }
}

/// What a command that succeeds writes to standard output.
pub fn stdout(command: &mut Command) -> String {
    let output = command.assert().success().get_output().stdout.clone();
    String::from_utf8(output).expect("UTF-8 output")
}

/// What a command that succeeds says beside its data.
pub fn stderr(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stderr.clone()).expect("UTF-8 notes")
}

/// What a command that fails with this status writes to standard error.
pub fn failure(command: &mut Command, status: i32) -> String {
    let output = command.assert().code(status).get_output().stderr.clone();
    String::from_utf8(output).expect("UTF-8 output")
}

/// Lines of JSON.
pub fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}
