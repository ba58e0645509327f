//! The verb `serve`: settings, signals, logs, and what is left after a kill. `GHIRBAL_LONG=1` kills more often.
#![cfg(all(feature = "serve", feature = "cli", unix))]

mod common {
    pub(crate) mod http;
    pub(crate) mod process;
}

use std::collections::HashSet;
use std::io::{BufReader, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use common::http::{Answer, Request};
use common::process::{Process, command};
use ghirbal::Model;
use ghirbal::serve::feedback;
use serde_json::json;

const KIND: &str = "شكرا على هذا المقال المفيد";

fn program() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("ghirbal"))
}

fn refused(arguments: &[&str], words: &str) {
    let output =
        program().arg("serve").args(arguments).timeout(Duration::from_secs(20)).output().expect("it ends");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains(words), "{error}");
}

fn asked(process: &Process, authorization: Option<&str>) -> Answer {
    let request = Request::new("POST", "/v1/classify").body(json!({ "text": KIND }).to_string());
    match authorization {
        Some(key) => request.header("authorization", &format!("Bearer {key}")),
        None => request,
    }
    .send(process.address)
}

#[test]
fn other_machines_need_a_key() {
    refused(&["--listen", "0.0.0.0:0"], "needs at least one key");
    refused(&["--listen", "[::]:0"], "needs at least one key");
    let digest = "0".repeat(64);
    let mut process =
        Process::start(command().args(["--listen", "0.0.0.0:0", "--key", &format!("site:{digest}")]));
    process.signal("-TERM");
    assert!(process.end().success());
}

#[test]
fn wrong_settings_say_where_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("serve.toml");
    let name = file.to_str().expect("UTF-8");
    for (settings, words) in [
        ("listen = \"127.0.0.1:0\"\n\n[limits]\nrates = 3\n", "serve.toml, line 4: unknown field"),
        ("listen = 7", "serve.toml, line 1"),
        ("[[keys]]\nname = \"a\"\nsha256 = \"xyz\"\n", "64 hexadecimal digits"),
        ("[thresholds]\nreview = 0.9\nwithhold = 0.5\n", "must rise"),
        ("model = \"missing.ghirbal\"", "no such file"),
        ("[limits]\nbatch = 0", "limits.batch"),
    ] {
        std::fs::write(&file, settings).expect("ours");
        refused(&["--config", name], words);
    }
    refused(&["--config", "missing.toml"], "no such file");
    refused(&["--feedback", "/"], "feedback database /");
    refused(&["--listen", "203.0.113.1:1", "--key", &format!("a:{}", "0".repeat(64))], "cannot listen");
}

#[test]
fn flags_weigh_more_than_the_environment_and_that_more_than_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let settings = format!("[feedback]\ndatabase = {:?}\nretention_days = 1\n", path("file"));
    std::fs::write(path("serve.toml"), settings).expect("ours");
    let started = |environment: bool, flag: bool| {
        let mut command = command();
        command.env("GHIRBAL_CONFIG", path("serve.toml"));
        if environment {
            command.env("GHIRBAL_FEEDBACK", path("environment"));
        }
        if flag {
            command.args(["--feedback", &path("flag")]);
        }
        drop(Process::start(&mut command));
    };
    let there = |name: &str| std::path::Path::new(&path(name)).exists();
    started(false, false);
    assert_eq!([there("file"), there("environment"), there("flag")], [true, false, false]);
    started(true, false);
    assert_eq!([there("environment"), there("flag")], [true, false]);
    started(true, true);
    assert!(there("flag"));
}

#[test]
fn a_new_key_opens_the_server() {
    let output = program().args(["serve", "new-key", "site"]).assert().success().get_output().stdout.clone();
    let output = String::from_utf8(output).expect("UTF-8");
    let key = output.lines().next().and_then(|line| line.rsplit(' ').next()).expect("a key").to_owned();
    let settings: Vec<_> = output.lines().filter(|line| !line.starts_with('#')).collect();
    let settings = settings.join("\n");
    assert!(!settings.contains(&key), "only its digest is kept");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("serve.toml");
    std::fs::write(&file, settings).expect("ours");
    let process = Process::start(command().arg("--config").arg(&file));
    assert_eq!(asked(&process, Some(&key)).status, 200);
    assert_eq!(asked(&process, Some("wrong")).status, 401);
    program().args(["serve", "new-key", "a:b"]).assert().code(1);
}

#[test]
fn signals_reload_and_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.ghirbal");
    std::fs::write(&path, Model::built_in().to_bytes()).expect("ours");
    let mut process = Process::start(command().arg("--model").arg(&path));
    process.signal("-HUP");
    process.logged("model taken");
    std::fs::write(&path, "no model").expect("ours");
    process.signal("-HUP");
    process.logged("model refused");
    assert_eq!(asked(&process, None).status, 200, "the old one stays");
    let mut begun = TcpStream::connect(process.address).expect("it listens");
    let bytes = Request::new("POST", "/v1/classify").body(json!({ "text": KIND }).to_string()).bytes();
    begun.write_all(&bytes[..bytes.len() - 3]).expect("written");
    assert_eq!(asked(&process, None).status, 200, "the first is accepted by now");
    process.signal("-TERM");
    process.logged("shutting down");
    begun.write_all(&bytes[bytes.len() - 3..]).expect("written");
    assert_eq!(Answer::read(&mut BufReader::new(begun)).expect("an answer").status, 200);
    assert!(process.end().success());
}

#[test]
fn logs_hold_no_comment_and_no_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let (secret, digest) = ghirbal::serve::new_key().expect("random numbers");
    let mut command = command();
    command.args(["--log-level", "debug", "--key", &format!("site:{digest}"), "--coral-secret", "hush"]);
    command.arg("--feedback").arg(folder.path().join("feedback.sqlite"));
    let mut process = Process::start(&mut command);
    let word = "المفيد";
    let post = |path: &str, body: String| {
        let request = Request::new("POST", path).header("authorization", &format!("Bearer {secret}"));
        request.header("x-coral-signature", "sha256=hush").body(body).send(process.address).status
    };
    let text = json!({ "text": KIND, "decision": "approved" }).to_string();
    assert_eq!(post("/v1/classify", json!({ "text": KIND }).to_string()), 200);
    assert_eq!(post("/v1/feedback", text.clone()), 200);
    assert_eq!(post("/v1/classify", format!("{text} and more")), 400);
    assert_eq!(post("/coral/moderate", text), 401);
    let analyze = format!("/v1alpha1/comments:analyze?key={secret}");
    post(
        &analyze,
        json!({ "comment": { "text": KIND }, "requestedAttributes": { "TOXICITY": {} } }).to_string(),
    );
    post("/v1alpha1/comments:analyze?key=unknown-key", String::new());
    post("/1.1/comment-check", format!("api_key={secret}&comment_content={word}"));
    process.signal("-TERM");
    assert!(process.end().success());
    let log = process.log();
    assert!(log.lines().count() >= 8, "{log}");
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("JSON a line");
    }
    for hidden in [word, &secret, "hush", "unknown-key", &digest] {
        assert!(!log.contains(hidden), "{hidden} in {log}");
    }
}

/// Feeds the server with decisions until it is gone; notes those that were answered 2xx.
fn feed(process: &Process, name: &str, answered: &AtomicUsize) -> Vec<String> {
    let mut kept = Vec::new();
    let Ok(stream) = TcpStream::connect(process.address) else { return kept };
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut writer = stream;
    for turn in 0.. {
        let text = format!("{name}-{turn}");
        let body = json!({ "text": text, "decision": "rejected" }).to_string();
        let request = Request::new("POST", "/v1/feedback").body(body).bytes();
        if writer.write_all(&request).is_err() {
            break;
        }
        match Answer::read(&mut reader) {
            Some(answer) if answer.status == 200 => {
                answered.fetch_add(1, Ordering::SeqCst);
                kept.push(text);
            }
            Some(answer) => assert_eq!(answer.status, 503, "only if it has too much to do"),
            None => break,
        }
    }
    kept
}

#[expect(clippy::print_stdout, reason = "how many there were is the result")]
#[test]
fn what_was_answered_is_there_after_a_kill() {
    let rounds = if std::env::var_os("GHIRBAL_LONG").is_some() { 20 } else { 3 };
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("feedback.sqlite");
    let mut expected: Vec<String> = Vec::new();
    for round in 0..rounds {
        let mut process = Process::start(command().arg("--feedback").arg(&database));
        let answered = AtomicUsize::new(0);
        // Each round is cut off at another point.
        let enough = 20 + 37 * round;
        let kept: Vec<String> = std::thread::scope(|scope| {
            let (process, answered) = (&process, &answered);
            let client = |client: usize| move || feed(process, &format!("{round}-{client}"), answered);
            let clients: Vec<_> = (0..8).map(|at| scope.spawn(client(at))).collect();
            let begun = Instant::now();
            while answered.load(Ordering::SeqCst) < enough {
                assert!(begun.elapsed() < Duration::from_secs(60), "nothing is answered: {}", process.log());
                std::thread::sleep(Duration::from_micros(200));
            }
            process.signal("-KILL");
            clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
        });
        assert!(!process.end().success(), "killed");
        assert!(kept.len() >= enough);
        expected.extend(kept);
        let found = feedback::read(&database).expect("a sound database");
        let found: HashSet<String> = found.into_iter().map(|row| row.text).collect();
        let missing: Vec<_> = expected.iter().filter(|text| !found.contains(*text)).collect();
        assert!(missing.is_empty(), "round {round}: {missing:?}");
    }
    println!("{rounds} kills, {} answered decisions, all there", expected.len());
}

#[test]
fn decisions_become_rows_to_label() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("feedback.sqlite");
    let process = Process::start(command().arg("--feedback").arg(&database));
    for (text, decision) in [("واحد", "rejected"), ("اثنان", "spam"), ("ثلاثة", "approved")] {
        let body = json!({ "text": text, "decision": decision, "reference": decision }).to_string();
        let request = Request::new("POST", "/v1/feedback").body(body);
        assert_eq!(request.send(process.address).status, 200);
    }
    let import = |maps: &[&str]| {
        let mut command = program();
        command.args(["labels", "import", "--from-server"]).arg(&database);
        for map in maps {
            command.args(["--map", map]);
        }
        command.output().expect("it ends")
    };
    let labels = |maps: &[&str]| {
        let output = import(maps);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
        let headers = reader.headers().expect("a header").clone();
        let at = |name: &str| headers.iter().position(|header| header == name).expect("a column");
        let (text, label, decision) = (at("text"), at("label"), at("decision"));
        let row = |row: csv::StringRecord| [text, label, decision].map(|at| row[at].to_owned());
        reader.records().map(|record| row(record.expect("a row"))).collect::<Vec<_>>()
    };
    let rows = |first: &str| {
        [["واحد", first, "rejected"], ["اثنان", "", "spam"], ["ثلاثة", "", "approved"]]
            .map(|row| row.map(str::to_owned))
    };
    assert_eq!(labels(&[]), rows(""));
    assert_eq!(labels(&["rejected=hostile"]), rows("hostile"));
    for (map, words) in [("spam=hostile", "spam is not hostile"), ("deleted=hostile", "no decision deleted")]
    {
        let output = import(&[map]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && error.contains(words), "{error}");
    }
}
