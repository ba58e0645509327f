//! Perspective's protocol over HTTP.
#![cfg(feature = "serve")]
#![allow(clippy::float_cmp, reason = "the same probability is the same figure wherever it is written")]

mod common {
    pub(crate) mod http;
}

use common::http::{Answer, Request, Running, key};
use ghirbal::serve::Config;
use serde_json::{Value, json};

const HOSTILE: &str = "انت غبي ومتخلف وحمار وكذاب";
const KIND: &str = "شكرا على هذا المقال المفيد";

fn analyze(server: &Running, body: &Value) -> Answer {
    server.post("/v1alpha1/comments:analyze?key=any", body.to_string())
}

fn asked(text: &str, attributes: &[&str]) -> Value {
    let attributes: Value = attributes.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
    json!({ "comment": { "text": text }, "requestedAttributes": attributes })
}

fn value(answer: &Value, attribute: &str) -> f64 {
    answer["attributeScores"][attribute]["summaryScore"]["value"].as_f64().expect("a score")
}

fn error_type(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{answer:?}");
    let body = answer.json();
    assert_eq!(body["error"]["status"], "INVALID_ARGUMENT");
    assert_eq!(body["error"]["code"], 400);
    let detail = &body["error"]["details"][0];
    assert_eq!(detail["@type"], "type.googleapis.com/google.commentanalyzer.v1alpha1.Error");
    detail["errorType"].as_str().expect("a type").to_owned()
}

#[test]
fn scores_are_the_models_probabilities() {
    let server = Running::start(Config::default());
    let hostile = analyze(&server, &asked(HOSTILE, &["TOXICITY", "INSULT", "HOSTILE", "PARTISAN"])).json();
    let classified = server.post("/v1/classify", json!({ "text": HOSTILE }).to_string()).json();
    for attribute in ["TOXICITY", "INSULT", "HOSTILE"] {
        assert_eq!(value(&hostile, attribute), classified["probabilities"]["hostile"].as_f64().unwrap());
    }
    assert_eq!(value(&hostile, "PARTISAN"), classified["probabilities"]["partisan"].as_f64().unwrap());
    assert_eq!(hostile["attributeScores"]["TOXICITY"]["summaryScore"]["type"], "PROBABILITY");
    let kind = analyze(&server, &asked(KIND, &["TOXICITY"])).json();
    assert!(value(&kind, "TOXICITY") < 0.5 && value(&hostile, "TOXICITY") > 0.5);
    let spans = kind["attributeScores"]["TOXICITY"]["spanScores"].as_array().expect("always there").clone();
    assert_eq!(spans.len(), 1);
    assert_eq!((&spans[0]["begin"], &spans[0]["end"]), (&json!(0), &json!(KIND.chars().count())));
}

#[test]
fn the_language_comes_from_the_text() {
    let server = Running::start(Config::default());
    let mut body = asked(KIND, &["TOXICITY"]);
    body["languages"] = json!(["en"]);
    body["clientToken"] = json!("t");
    let answer = analyze(&server, &body).json();
    assert_eq!(answer["languages"], json!(["ar"]));
    assert_eq!(answer["detectedLanguages"], json!(["ar"]));
    assert_eq!(answer["clientToken"], "t");
    for text in ["you are an idiot", "😀😀", "123"] {
        let mut body = asked(text, &["TOXICITY"]);
        body["languages"] = json!(["ar"]);
        assert_eq!(error_type(&analyze(&server, &body)), "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE");
    }
}

#[test]
fn errors_have_the_documented_bodies() {
    let server = Running::start(Config::default());
    let cases = [
        (asked("", &["TOXICITY"]), "COMMENT_EMPTY"),
        (asked(" \n", &["TOXICITY"]), "COMMENT_EMPTY"),
        (json!({ "requestedAttributes": { "TOXICITY": {} } }), "COMMENT_EMPTY"),
        (asked(&"ا".repeat(10_241), &["TOXICITY"]), "COMMENT_TOO_LONG"),
        (asked(KIND, &[]), "NO_REQUESTED_ATTRIBUTES"),
        (asked(KIND, &["THREAT"]), "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"),
        (asked(KIND, &["TOXICITY", "SEVERE_TOXICITY"]), "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"),
        (asked(KIND, &["TOXICITY", "FLIRTATION"]), "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"),
        (asked(KIND, &["NOSUCH"]), "INVALID_REQUEST"),
    ];
    for (body, kind) in cases {
        assert_eq!(error_type(&analyze(&server, &body)), kind, "{body}");
    }
    assert_eq!(analyze(&server, &asked(&"ا".repeat(10_240), &["TOXICITY"])).status, 200);
    assert_eq!(error_type(&server.post("/v1alpha1/comments:analyze?key=k", "")), "COMMENT_EMPTY");
    for body in ["{", "[]", "nonsense", "{\"comment\":3}", "{\"comment\":{\"text\":[1,2]}}"] {
        let answer = server.post("/v1alpha1/comments:analyze", body);
        assert_eq!(
            (answer.status, &answer.json()["error"]["status"]),
            (400, &json!("INVALID_ARGUMENT")),
            "{body}"
        );
    }
    let answer = server.get("/v1alpha1/comments:analyze");
    assert_eq!(answer.status, 405);
    assert_eq!(server.get("/v1alpha1/nothing").status, 404);
}

#[test]
fn parts_of_hostility_are_scored_only_when_the_operator_says_so() {
    let mut config = Config::default();
    config.perspective.approximate_attributes = true;
    let server = Running::start(config);
    let answer = analyze(&server, &asked(HOSTILE, &["TOXICITY", "THREAT", "SEVERE_TOXICITY"])).json();
    assert_eq!(value(&answer, "THREAT"), value(&answer, "TOXICITY"));
    let answer = analyze(&server, &asked(HOSTILE, &["FLIRTATION"]));
    assert_eq!(error_type(&answer), "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE");
}

#[test]
fn spans_are_counted_in_utf16() {
    let server = Running::start(Config::default());
    // An emoji of four units and more, a decomposed hamza, tatweel, presentation forms: none is one byte.
    let first = "👩‍👧 شُكـــراً ﻟﻜﻢ أ\u{654}.";
    let second = "😡 انت غبي ومتخلف!";
    let text = format!("{first} {second}");
    let mut body = asked(&text, &["TOXICITY"]);
    body["spanAnnotations"] = json!(true);
    let answer = analyze(&server, &body).json();
    let spans = answer["attributeScores"]["TOXICITY"]["spanScores"].as_array().expect("spans").clone();
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |span: &Value| {
        let at = |name: &str| span[name].as_u64().expect("a position") as usize;
        String::from_utf16(&units[at("begin")..at("end")]).expect("whole characters")
    };
    assert_eq!(spans.iter().map(part).collect::<Vec<_>>(), [text.as_str(), first, second]);
    let scores: Vec<_> = spans.iter().map(|span| span["score"]["value"].as_f64().unwrap()).collect();
    assert!(scores[2] > scores[1], "{scores:?}");
    assert_eq!(value(&answer, "TOXICITY"), scores[0]);
}

#[test]
fn scores_below_the_threshold_are_left_out() {
    let server = Running::start(Config::default());
    let body = json!({
        "comment": { "text": KIND, "type": "PLAIN_TEXT" },
        "requestedAttributes": {
            "TOXICITY": { "scoreThreshold": 1.0 },
            "PARTISAN": { "scoreType": "PROBABILITY", "scoreThreshold": 0.0 },
            "NEUTRAL": null,
        },
    });
    let scores = analyze(&server, &body).json()["attributeScores"].clone();
    assert!(scores.get("TOXICITY").is_none());
    assert!(scores.get("PARTISAN").is_some() && scores.get("NEUTRAL").is_some());
}

#[test]
fn whatever_clients_send_beside_the_request_does_not_matter() {
    let server = Running::start(Config::default());
    let body = json!({
        "comment": { "text": KIND }, "requested_attributes": { "TOXICITY": {} }, "client_token": "t",
        "context": { "entries": [{ "text": "x" }] }, "sessionId": "s", "doNotStore": true, "unknown": [1],
    });
    for path in [
        "/v1alpha1/comments:analyze?key=K&alt=json",
        "/v1alpha1/comments%3Aanalyze?alt=json&key=K",
        "/v1alpha1/comments:analyze",
    ] {
        let answer = server.post(path, body.to_string());
        assert_eq!((answer.status, &answer.json()["clientToken"]), (200, &json!("t")), "{path}");
    }
    // Half of an emoji, cut off by a client that counts in UTF-16.
    let body = format!(
        "{{\"comment\":{{\"text\":\"{KIND} \\ud83d\"}},\"requestedAttributes\":{{\"TOXICITY\":{{}}}}}}"
    );
    let answer = server.post("/v1alpha1/comments:analyze", body).json();
    let span = &answer["attributeScores"]["TOXICITY"]["spanScores"][0];
    assert_eq!(span["end"], json!(KIND.chars().count() + 2));
}

#[test]
fn markup_is_not_judged() {
    let server = Running::start(Config::default());
    let mut body = asked(&format!("<p class=\"غبي\">{KIND}</p>"), &["TOXICITY"]);
    body["comment"]["type"] = json!("HTML");
    let marked = analyze(&server, &body).json();
    let plain = analyze(&server, &asked(KIND, &["TOXICITY"])).json();
    assert_eq!(value(&marked, "TOXICITY"), value(&plain, "TOXICITY"));
}

#[test]
fn keys_get_the_statuses_that_google_gives() {
    let (secret, known) = key("site");
    let (old_secret, mut old) = key("old");
    old.revoked = true;
    let server = Running::start(Config { keys: vec![known, old], ..Config::default() });
    let body = asked(KIND, &["TOXICITY"]).to_string();
    let path = |key: &str| format!("/v1alpha1/comments:analyze?key={key}");
    assert_eq!(server.post(&path(&secret), &body).status, 200);
    let by_header =
        Request::new("POST", "/v1alpha1/comments:analyze").header("x-goog-api-key", &secret).body(&body);
    assert_eq!(by_header.send(server.address).status, 200);
    for wrong in ["wrong", old_secret.as_str()] {
        let answer = server.post(&path(wrong), &body);
        let detail = answer.json()["error"]["details"][0].clone();
        assert_eq!((answer.status, &detail["reason"]), (400, &json!("API_KEY_INVALID")));
    }
    for missing in ["/v1alpha1/comments:analyze", "/v1alpha1/comments:analyze?key="] {
        let answer = server.post(missing, &body);
        assert_eq!((answer.status, &answer.json()["error"]["status"]), (403, &json!("PERMISSION_DENIED")));
    }
}

#[test]
fn rates_are_counted_by_key() {
    let (first_secret, mut first) = key("first");
    let (second_secret, second) = key("second");
    first.rate = Some(3);
    let server = Running::start(Config { keys: vec![first, second], ..Config::default() });
    let body = asked(KIND, &["TOXICITY"]).to_string();
    let ask = |key: &str| server.post(&format!("/v1alpha1/comments:analyze?key={key}"), &body);
    let answers: Vec<_> = (0..20).map(|_| ask(&first_secret)).collect();
    assert_eq!(answers[0].status, 200);
    let refused = answers.iter().find(|answer| answer.status != 200).expect("the rate is used up");
    assert_eq!((refused.status, &refused.json()["error"]["status"]), (429, &json!("RESOURCE_EXHAUSTED")));
    assert!(refused.header("retry-after").is_some());
    assert!((0..20).all(|_| ask(&second_secret).status == 200), "another key has its own rate");
}

#[test]
fn the_discovery_document_points_back_here() {
    let server = Running::start(Config::default());
    let answer = Request::new("GET", "/$discovery/rest?version=v1alpha1")
        .header("host", "scores.example:8787")
        .send(server.address)
        .json();
    assert_eq!(answer["rootUrl"], "http://scores.example:8787/");
    let methods = &answer["resources"]["comments"]["methods"];
    for name in ["analyze", "suggestscore"] {
        let path = format!("/{}", methods[name]["path"].as_str().expect("a path"));
        assert_ne!(server.post(&path, "{}").status, 404);
        for side in ["request", "response"] {
            let schema = methods[name][side]["$ref"].as_str().expect("a schema");
            assert!(answer["schemas"][schema]["properties"].is_object(), "{schema}");
        }
    }
    let behind = Config { public_url: Some("https://scores.example.org/".to_owned()), ..Config::default() };
    let answer = Running::start(behind).get("/$discovery/rest?version=v1alpha1").json();
    assert_eq!(answer["rootUrl"], "https://scores.example.org/");
}
