//! Moderators' decisions: kept as what they are, deleted when they should be, and there after a kill.
#![cfg(feature = "serve")]

mod common {
    pub(crate) mod http;
}

use std::path::Path;

use common::http::{Request, Running, key};
use ghirbal::serve::Config;
use ghirbal::serve::feedback::{Decided, Feedback, read};
use serde_json::{Value, json};

const TEXT: &str = "تعليق لا يهم ما فيه 😀";

fn with(database: &Path) -> Config {
    let mut config = Config::default();
    config.feedback.database = Some(database.to_owned());
    config
}

fn suggested(text: &str, value: f64, token: &str) -> Value {
    json!({
        "comment": { "text": text }, "attributeScores": { "TOXICITY": { "summaryScore": { "value": value } } },
        "languages": ["en"], "communityId": "Coral:https://x", "clientToken": token,
    })
}

fn kept(database: &Path) -> Vec<(String, Decided, String)> {
    let row = |row: Feedback| (row.text, row.decision, row.protocol);
    read(database).expect("a database").into_iter().map(row).collect()
}

#[test]
fn every_protocol_keeps_the_decision_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("feedback.sqlite");
    let server = Running::start(with(&database));
    let suggest = |body: &Value| server.post("/v1alpha1/comments:suggestscore?key=k", body.to_string());
    let answer = suggest(&suggested("واحد", 1.0, "comment:1"));
    assert_eq!((answer.status, answer.json()), (200, json!({ "clientToken": "comment:1" })));
    assert_eq!(suggest(&suggested("اثنان", 0.0, "comment:2")).status, 200);
    for (path, text) in [("/1.1/submit-spam", "ثلاثة"), ("/1.1/submit-ham", "<p>أربعة</p>")] {
        let answer = server.form(path, &[("api_key", "k"), ("blog", "b"), ("comment_content", text)]);
        assert_eq!((answer.status, answer.text()), (200, "Thanks for making the web a better place."));
    }
    let own = json!({ "text": "خمسة", "decision": "approved", "reference": "5" });
    assert_eq!(server.post("/v1/feedback", own.to_string()).json(), json!({ "kept": true }));
    let expected = [
        ("واحد", Decided::Rejected, "perspective"),
        ("اثنان", Decided::Approved, "perspective"),
        ("ثلاثة", Decided::Spam, "akismet"),
        ("أربعة", Decided::Ham, "akismet"),
        ("خمسة", Decided::Approved, "ghirbal"),
    ];
    let expected =
        expected.map(|(text, decision, protocol)| (text.to_owned(), decision, protocol.to_owned()));
    assert_eq!(kept(&database), expected);
    let first = read(&database).expect("a database").swap_remove(0);
    assert_eq!(first.community.as_deref(), Some("Coral:https://x"));
    assert_eq!(first.reference.as_deref(), Some("comment:1"));
}

#[test]
fn the_newest_decision_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("feedback.sqlite");
    let server = Running::start(with(&database));
    for (text, value) in [(TEXT, 1.0), ("آخر", 0.0), (TEXT, 0.0)] {
        server.post("/v1alpha1/comments:suggestscore", suggested(text, value, "t").to_string());
    }
    let rows = kept(&database);
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].0.as_str(), rows[0].1), (TEXT, Decided::Approved));
}

#[test]
fn what_must_not_be_stored_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("feedback.sqlite");
    let server = Running::start(with(&database));
    let mut body = suggested(TEXT, 1.0, "t");
    body["doNotStore"] = json!(true);
    assert_eq!(server.post("/v1alpha1/comments:suggestscore", body.to_string()).status, 200);
    let test = [("api_key", "k"), ("comment_content", TEXT), ("is_test", "1")];
    assert_eq!(server.form("/1.1/submit-spam", &test).status, 200);
    // Asking for a score keeps nothing either.
    let body = json!({ "comment": { "text": TEXT }, "requestedAttributes": { "TOXICITY": {} } });
    assert_eq!(server.post("/v1alpha1/comments:analyze", body.to_string()).status, 200);
    assert_eq!(server.form("/1.1/comment-check", &test[..2]).status, 200);
    assert_eq!(kept(&database), []);
    drop(server);
    let bytes = std::fs::read(&database).expect("the database");
    assert!(!bytes.windows(8).any(|window| window == &TEXT.as_bytes()[..8]));
}

#[test]
fn without_a_database_feedback_is_refused_in_every_protocol() {
    let server = Running::start(Config::default());
    let answer = server.post("/v1alpha1/comments:suggestscore", suggested(TEXT, 1.0, "t").to_string());
    assert_eq!((answer.status, &answer.json()["error"]["status"]), (501, &json!("UNIMPLEMENTED")));
    let answer = server.form("/1.1/submit-spam", &[("comment_content", TEXT)]);
    assert_eq!(answer.status, 501);
    assert!(answer.header("x-akismet-debug-help").is_some());
    let body = json!({ "text": TEXT, "decision": "spam" }).to_string();
    assert_eq!(server.post("/v1/feedback", body).json()["error"]["code"], "feedback_not_kept");
}

#[test]
fn feedback_that_is_none_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("feedback.sqlite");
    let server = Running::start(with(&database));
    for body in [
        json!({ "comment": { "text": TEXT } }),
        json!({ "comment": { "text": TEXT }, "attributeScores": {} }),
        json!({ "comment": { "text": TEXT }, "attributeScores": { "TOXICITY": {} } }),
        suggested("", 1.0, "t"),
        suggested(TEXT, 2.0, "t"),
    ] {
        let answer = server.post("/v1alpha1/comments:suggestscore", body.to_string());
        assert_eq!(answer.status, 400, "{body}");
    }
    for body in [json!({ "text": TEXT, "decision": "hostile" }), json!({ "text": " ", "decision": "spam" })] {
        assert_eq!(server.post("/v1/feedback", body.to_string()).status, 400, "{body}");
    }
    assert_eq!(server.form("/1.1/submit-spam", &[("comment_content", " ")]).status, 400);
    assert_eq!(kept(&database), []);
}

#[test]
fn old_decisions_are_deleted_and_others_on_demand() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("feedback.sqlite");
    let (mine, my_key) = key("mine");
    let (theirs, their_key) = key("theirs");
    let config = Config { keys: vec![my_key, their_key], ..with(&database) };
    let server = Running::start(config.clone());
    let ask = |method: &str, path: &str, key: &str, body: &str| {
        let request = Request::new(method, path).header("authorization", &format!("Bearer {key}"));
        request.body(body).send(server.address).json()
    };
    for (key, reference) in [(&mine, "a/1"), (&mine, "b"), (&theirs, "a/1")] {
        let text = format!("{TEXT} {reference} {key}");
        let body = json!({ "text": text, "decision": "ham", "reference": reference }).to_string();
        assert_eq!(ask("POST", "/v1/feedback", key, &body), json!({ "kept": true }));
    }
    assert_eq!(ask("DELETE", "/v1/feedback/a%2F1", &mine, ""), json!({ "deleted": 1 }), "only one's own");
    assert_eq!(ask("DELETE", "/v1/feedback/a%2F1", &mine, ""), json!({ "deleted": 0 }));
    assert_eq!(kept(&database).len(), 2);
    drop(server);
    // A day and more passes.
    let connection = rusqlite::Connection::open(&database).expect("ours");
    connection
        .execute("UPDATE feedback SET received_at = received_at - 90000000 WHERE reference = 'b'", [])
        .expect("ours");
    drop(connection);
    let mut config = config;
    config.feedback.retention_days = 0;
    drop(Running::start(config.clone()));
    assert_eq!(kept(&database).len(), 2, "for ever");
    config.feedback.retention_days = 1;
    drop(Running::start(config));
    assert_eq!(kept(&database).len(), 1);
}

#[test]
fn another_file_is_not_written_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = folder.path().join("other.sqlite");
    let connection = rusqlite::Connection::open(&other).expect("ours");
    connection.execute_batch("CREATE TABLE feedback (x)").expect("ours");
    drop(connection);
    let text = folder.path().join("text");
    std::fs::write(&text, "this is no database, and far longer than the head of one would have to be")
        .expect("ours");
    for path in [&other, &text, folder.path()] {
        let config = with(path);
        assert!(ghirbal::serve::App::new(config.clone(), Box::new(move || Ok(config.clone()))).is_err());
        assert!(read(path).is_err(), "{}", path.display());
    }
    assert!(read(&folder.path().join("missing")).unwrap_err().to_string().contains("no such file"));
}
