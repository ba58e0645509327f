//! Our own protocol over HTTP: the records of the command line.
#![cfg(feature = "serve")]

mod common;
#[path = "common/http.rs"]
mod http;

use ghirbal::serve::Config;
use ghirbal::sieve::Scratch;
use ghirbal::{Model, Sieve};
use http::{Request, Running, key};
use serde_json::{Value, json};

const HOSTILE: &str = "انت غبي ومتخلف وحمار وكذاب";
const KIND: &str = "شكرا على هذا المقال المفيد";

/// What the library says, as the command line writes it.
fn verdict(text: &str) -> Value {
    let verdict = Sieve::built_in().classify(text.as_bytes(), &mut Scratch::default());
    serde_json::to_value(verdict).expect("plain data")
}

fn without(mut value: Value, fields: &[&str]) -> Value {
    for field in fields {
        value.as_object_mut().expect("an object").remove(*field);
    }
    value
}

#[test]
fn verdicts_are_those_of_the_command_line() {
    let server = Running::start(Config::default());
    let post = |body: Value| server.post("/v1/classify", body.to_string());
    for text in [HOSTILE, KIND, "", "😀", "hello", "ك ل ب\u{0}\n"] {
        let answer = post(json!({ "text": text })).json();
        assert_eq!(answer["schema"], 1);
        assert_eq!(without(answer, &["schema"]), verdict(text), "{text}");
    }
    let many =
        json!({ "comments": [{ "id": "a", "text": HOSTILE }, { "text": KIND }, { "id": null, "text": "" }] });
    let answer = post(many).json();
    let comments = answer["comments"].as_array().expect("a list");
    assert_eq!(comments[0]["id"], "a");
    assert!(comments[1].get("id").is_none());
    for (comment, text) in comments.iter().zip([HOSTILE, KIND, ""]) {
        assert_eq!(without(comment.clone(), &["schema", "id"]), verdict(text));
    }
    assert_eq!(post(json!({ "comments": [] })).json(), json!({ "comments": [] }));
}

#[test]
fn a_large_batch_is_answered_whole_and_in_order() {
    let server = Running::start(Config::default());
    let comment = |at: usize| json!({ "id": at.to_string(), "text": if at.is_multiple_of(3) { HOSTILE } else { KIND } });
    let comments: Vec<_> = (0..3000).map(comment).collect();
    let answer = server.post("/v1/classify", json!({ "comments": comments }).to_string()).json();
    let answers = answer["comments"].as_array().expect("a list");
    assert_eq!(answers.len(), 3000);
    let (hostile, kind) = (verdict(HOSTILE), verdict(KIND));
    for (at, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"], at.to_string());
        let expected = if at.is_multiple_of(3) { &hostile } else { &kind };
        assert_eq!(&without(answer.clone(), &["schema", "id"]), expected);
    }
    let mut config = Config::default();
    config.limits.batch = 2;
    let answer = Running::start(config).post("/v1/classify", json!({ "comments": comments }).to_string());
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (400, &json!("invalid")));
}

#[test]
fn reasons_can_be_placed_in_utf16() {
    let server = Running::start(Config::default());
    let text = "👩‍👧 شكراً أ\u{654} ﻏﺒﻲ يا 😡 ح م ا ر";
    for (path, list) in [("/v1/classify", "reasons"), ("/v1/explain", "contributions")] {
        let ask = |offsets: &str| {
            server.post(path, json!({ "text": text, "offsets": offsets }).to_string()).json()[list].clone()
        };
        let (bytes, utf16) = (ask("bytes"), ask("utf16"));
        let units: Vec<u16> = text.encode_utf16().collect();
        let (bytes, utf16) = (bytes.as_array().expect("a list"), utf16.as_array().expect("a list"));
        assert!(!bytes.is_empty() && bytes.len() == utf16.len());
        for (byte, unit) in bytes.iter().zip(utf16) {
            let range = |reason: &Value| {
                let at = |name: &str| reason[name].as_u64().expect("a position") as usize;
                at("start")..at("end")
            };
            assert_eq!(text[range(byte)], *byte["text"].as_str().expect("words"));
            assert_eq!(String::from_utf16(&units[range(unit)]).expect("whole"), unit["text"]);
        }
    }
}

#[test]
fn explanations_and_pages_are_those_of_the_command_line() {
    let server = Running::start(Config::default());
    let answer = server.post("/v1/explain", json!({ "text": HOSTILE }).to_string()).json();
    let explained = Sieve::built_in().explain(HOSTILE.as_bytes(), &mut Scratch::default());
    assert_eq!(without(answer, &["schema"]), serde_json::to_value(explained).expect("plain data"));
    let page = std::fs::read("docs/example.html").expect("the example");
    let answer = server.post("/v1/split?page=docs/example.html", &page).json();
    let split = ghirbal::page::split("docs/example.html", &page);
    assert_eq!(answer, serde_json::to_value(split).expect("plain data"));
    assert_eq!(server.post("/v1/split", "").json()["warnings"][0]["code"], "empty");
    assert_eq!(server.post("/v1/split", b"\xFF\xFE\x00<\x00").status, 200);
}

#[test]
fn what_is_not_as_described_is_refused() {
    let server = Running::start(Config::default());
    for body in [
        "",
        "{",
        "null",
        "[]",
        "{}",
        "\u{FEFF}{}",
        "{\"text\":1}",
        "{\"text\":null}",
        "{\"text\":\"a\",\"comments\":[]}",
        "{\"comments\":[\"a\"]}",
        "{\"comments\":[{}]}",
        "{\"text\":\"a\",\"more\":1}",
        "{\"text\":\"a\"}}",
        "{\"text\":\"a\",\"offsets\":\"chars\"}",
        "{\"text\":\"a\",\"text\":\"b\"}",
        "{\"comments\":[],\"id\":\"a\"}",
    ] {
        let answer = server.post("/v1/classify", body);
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (400, &json!("invalid")), "{body}");
    }
    let deep = format!("{{\"text\":{}", "[".repeat(100_000));
    assert_eq!(server.post("/v1/classify", deep).status, 400);
    let answer = server.get("/v1/classify");
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    assert_eq!(server.get("/v1/nothing").json()["error"]["code"], "not_found");
}

#[test]
fn keys_open_and_only_an_administrator_reloads() {
    let (secret, known) = key("site");
    let (admin_secret, mut admin) = key("chief");
    admin.admin = true;
    let server = Running::start(Config { keys: vec![known, admin], ..Config::default() });
    let ask = |path: &str, key: Option<&str>| {
        let request = Request::new("POST", path).body(json!({ "text": KIND }).to_string());
        match key {
            Some(key) => request.header("authorization", &format!("Bearer {key}")),
            None => request,
        }
        .send(server.address)
    };
    assert_eq!(ask("/v1/classify", Some(&secret)).status, 200);
    let answer = ask("/v1/classify", None);
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")));
    assert_eq!(answer.json()["error"]["code"], "key_missing");
    assert_eq!(ask("/v1/classify", Some("wrong")).json()["error"]["code"], "key_unknown");
    assert_eq!(ask("/v1/model/reload", Some(&secret)).status, 403);
    assert_eq!(ask("/v1/model/reload", Some(&admin_secret)).status, 200);
    for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
        assert_eq!(server.get(path).status, 200, "{path} needs no key");
    }
}

#[test]
fn a_new_model_is_taken_while_running_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.ghirbal");
    let (first, second) = (Model::built_in(), common::small_model());
    std::fs::write(&path, first.to_bytes()).expect("ours");
    let server = Running::start(Config { model: Some(path.clone()), ..Config::default() });
    let label = || server.post("/v1/classify", json!({ "text": KIND }).to_string()).json()["label"].clone();
    let digest = || server.get("/v1/model").json()["digest"].clone();
    let reload = || server.post("/v1/model/reload", "");
    let before = digest();
    assert_eq!(label(), "neutral");
    for broken in [&b"no model"[..], &second.to_bytes()[..100], b""] {
        std::fs::write(&path, broken).expect("ours");
        let answer = reload();
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (409, &json!("model_refused")));
        assert!(server.reload().is_err());
        assert_eq!((label(), digest()), (json!("neutral"), before.clone()), "the old one stays");
    }
    std::fs::write(&path, second.to_bytes()).expect("ours");
    let answer = reload();
    assert_eq!((answer.status, &answer.json()["labels"]), (200, &json!(["bad", "good"])));
    assert_ne!(digest(), before);
    assert_eq!(label(), "good");
    // A model without hostile has nothing to say of toxicity.
    let asked = json!({ "comment": { "text": KIND }, "requestedAttributes": { "TOXICITY": {} } });
    assert_eq!(server.post("/v1alpha1/comments:analyze", asked.to_string()).status, 400);
    std::fs::write(&path, first.to_bytes()).expect("ours");
    server.reload().expect("a sound model");
    assert_eq!((label(), digest()), (json!("neutral"), before));
    let metrics = server.get("/metrics").text().to_owned();
    assert!(metrics.contains("ghirbal_model_reloads_total{outcome=\"Taken\"} 2"), "{metrics}");
    assert!(metrics.contains("ghirbal_model_reloads_total{outcome=\"Refused\"} 6"), "{metrics}");
}

#[test]
fn answers_stay_whole_while_models_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.ghirbal");
    let models = [Model::built_in().to_bytes(), common::small_model().to_bytes()];
    std::fs::write(&path, &models[0]).expect("ours");
    let server = Running::start(Config { model: Some(path.clone()), ..Config::default() });
    let body = json!({ "comments": vec![json!({ "text": KIND }); 50] }).to_string();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0..10 {
                let next = folder.path().join("next");
                std::fs::write(&next, &models[turn % 2]).expect("ours");
                std::fs::rename(&next, &path).expect("ours");
                server.reload().expect("a sound model");
            }
            done.store(true, std::sync::atomic::Ordering::SeqCst);
        });
        while !done.load(std::sync::atomic::Ordering::SeqCst) {
            let answer = server.post("/v1/classify", &body);
            assert_eq!(answer.status, 200);
            let comments = answer.json()["comments"].clone();
            let labels: Vec<_> =
                comments.as_array().expect("a list").iter().map(|c| c["label"].clone()).collect();
            assert!(labels.iter().all(|label| *label == labels[0]), "one model a request: {labels:?}");
        }
    });
}

#[test]
fn keys_are_read_again_with_the_model() {
    let (secret, known) = key("site");
    let mut revoked = known.clone();
    revoked.revoked = true;
    let with = |key| Config { keys: vec![key], ..Config::default() };
    let later = with(revoked);
    let server = Running::start_rereading(with(known), move || Ok(later.clone()));
    let ask = || {
        let request =
            Request::new("POST", "/v1/classify").header("authorization", &format!("Bearer {secret}"));
        request.body(json!({ "text": KIND }).to_string()).send(server.address).status
    };
    assert_eq!(ask(), 200);
    server.reload().expect("sound settings");
    assert_eq!(ask(), 401);
}

#[test]
fn figures_are_there_for_prometheus() {
    let server = Running::start(Config::default());
    for _ in 0..3 {
        server.post("/v1/classify", json!({ "text": KIND }).to_string());
    }
    server.post("/v1/classify", "{");
    let answer = server.get("/metrics");
    assert!(answer.header("content-type").expect("a type").starts_with("application/openmetrics-text"));
    let text = answer.text();
    for line in [
        "ghirbal_requests_total{protocol=\"ghirbal\",status=\"200\"} 3",
        "ghirbal_requests_total{protocol=\"ghirbal\",status=\"400\"} 1",
        "ghirbal_comments_total{protocol=\"ghirbal\"} 3",
        "ghirbal_request_seconds_count{protocol=\"ghirbal\"} 4",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
}
