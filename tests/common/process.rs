//! The server as a program of its own.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part")]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A running server with its log; killed with the value.
pub struct Process {
    pub child: Child,
    pub address: SocketAddr,
    log: Arc<Mutex<String>>,
}

/// `ghirbal serve` on a free port, logging JSON.
pub fn command() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("ghirbal"));
    command.args(["serve", "--log-format", "json"]).env("GHIRBAL_LISTEN", "127.0.0.1:0");
    command
}

impl Process {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program is built");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let keep = |log: &Mutex<String>, line: &str| {
            let mut log = log.lock().expect("nobody panics");
            log.push_str(line);
            log.push('\n');
        };
        let address = loop {
            let line = lines.next().expect("it begins to listen").expect("UTF-8");
            keep(&log, &line);
            let event: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
            if event["message"] == "listening" {
                break event["address"].as_str().expect("an address").parse().expect("an address");
            }
        };
        let rest = log.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                keep(&rest, &line);
            }
        });
        Self { child, address, log }
    }

    pub fn log(&self) -> String {
        self.log.lock().expect("nobody panics").clone()
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(status.expect("kill is there").success());
    }

    /// Waits until the log holds these words.
    pub fn logged(&self, words: &str) {
        let begun = Instant::now();
        while !self.log().contains(words) {
            assert!(begun.elapsed() < Duration::from_secs(20), "{words} is not in {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn end(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "it does not end: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
