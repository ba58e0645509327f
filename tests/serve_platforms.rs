//! Coral's and Akismet's protocols over HTTP.
#![cfg(feature = "serve")]

mod common {
    pub(crate) mod http;
}

use common::http::{Answer, Request, Running, escaped, form, key};
use ghirbal::serve::Config;
use ghirbal::serve::config::{CoralStatus, Thresholds};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

const HOSTILE: &str = "انت غبي ومتخلف وحمار وكذاب";
const KIND: &str = "شكرا على هذا المقال المفيد";

/// Held back at an even chance, so that the tests hang on no model's threshold.
fn even() -> Config {
    Config { thresholds: Some(Thresholds { review: 0.5, withhold: 0.5 }), ..Config::default() }
}

fn coral_body(text: &str) -> String {
    json!({
        "action": "NEW", "comment": { "body": format!("<p>{text}</p>"), "parentID": null },
        "author": { "id": "u", "role": "COMMENTER" }, "story": { "id": "s", "url": "https://example.org" },
        "site": { "id": "x" }, "tenantID": "t", "tenantDomain": "d",
    })
    .to_string()
}

fn signature(secret: &str, body: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key").chain_update(body);
    escaped(&mac.finalize().into_bytes()).replace('%', "").to_lowercase()
}

fn moderate(server: &Running, body: &str, signed: Option<&str>) -> Answer {
    let request = Request::new("POST", "/coral/moderate").body(body);
    let request = match signed {
        Some(signature) => request.header("X-Coral-Signature", signature),
        None => request,
    };
    request.send(server.address)
}

#[test]
fn coral_holds_back_what_is_hostile_and_has_no_opinion_on_the_rest() {
    let server = Running::start(even());
    let answer = moderate(&server, &coral_body(HOSTILE), None);
    let expected = json!({
        "status": "SYSTEM_WITHHELD",
        "actions": [{ "actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC" }],
    });
    assert_eq!((answer.status, answer.json()), (200, expected));
    for text in [KIND, "you idiot", "", "😀"] {
        let answer = moderate(&server, &coral_body(text), None);
        assert_eq!((answer.status, answer.body.len()), (204, 0), "{text}");
    }
    for body in ["", "{}", "[1]", "{\"comment\":7}"] {
        assert_eq!(moderate(&server, body, None).status, 400, "{body}");
    }
}

#[test]
fn what_coral_does_is_a_setting() {
    let mut config = even();
    config.coral.withhold = CoralStatus::Rejected;
    let server = Running::start(config);
    let answer = moderate(&server, &coral_body(HOSTILE), None).json();
    assert_eq!(answer["moderationAction"]["status"], "REJECTED");
    assert_eq!(answer["moderationAction"]["rejectionReason"]["code"], "ABUSIVE");
    let mut config =
        Config { thresholds: Some(Thresholds { review: 0.1, withhold: 1.0 }), ..Config::default() };
    config.coral.withhold = CoralStatus::Rejected;
    let server = Running::start(config);
    assert_eq!(moderate(&server, &coral_body(HOSTILE), None).json()["status"], "PREMOD");
}

#[test]
fn coral_signs_the_body_as_it_is_sent() {
    let mut config = even();
    config.coral.signing_secrets = vec!["old".to_owned(), "new".to_owned()];
    let server = Running::start(config);
    let body = coral_body(HOSTILE);
    let (old, new, wrong) = (signature("old", &body), signature("new", &body), signature("other", &body));
    for right in [
        format!("sha256={old}"),
        format!("sha256={new}"),
        format!("sha256={wrong},sha256={new}"),
        format!("sha256={}", new.to_uppercase()),
    ] {
        assert_eq!(moderate(&server, &body, Some(&right)).status, 200, "{right}");
    }
    for wrong in [Some(format!("sha256={wrong}")), Some(new.clone()), Some(String::new()), None] {
        assert_eq!(moderate(&server, &body, wrong.as_deref()).status, 401, "{wrong:?}");
    }
    let other = coral_body(KIND);
    assert_eq!(moderate(&server, &other, Some(&format!("sha256={new}"))).status, 401, "another body");
}

#[test]
fn a_server_with_keys_takes_nothing_unsigned() {
    let (_, known) = key("site");
    let server = Running::start(Config { keys: vec![known], ..even() });
    assert_eq!(moderate(&server, &coral_body(HOSTILE), None).status, 401);
}

fn check(server: &Running, fields: &[(&str, &str)]) -> Answer {
    server.form("/1.1/comment-check", fields)
}

#[test]
fn akismet_says_true_for_what_is_to_be_withheld() {
    let server = Running::start(even());
    let common = [("api_key", "k"), ("blog", "https://example.org"), ("user_ip", "192.0.2.1")];
    for (text, expected) in
        [(HOSTILE, "true"), (KIND, "false"), ("you idiot", "false"), ("", "false"), ("<b>😀</b>", "false")]
    {
        let answer = check(&server, &[&common[..], &[("comment_content", text)]].concat());
        assert_eq!((answer.status, answer.text()), (200, expected), "{text}");
        assert_eq!(answer.header("x-akismet-pro-tip"), None);
    }
    let markup = format!("<p title=\"{HOSTILE}\">{KIND} &amp;</p>");
    assert_eq!(check(&server, &[("comment_content", &markup)]).text(), "false");
    let mut config = even();
    config.akismet.discard = Some(0.5);
    let server = Running::start(config);
    let answer = check(&server, &[("comment_content", HOSTILE)]);
    assert_eq!((answer.text(), answer.header("x-akismet-pro-tip")), ("true", Some("discard")));
    assert_eq!(check(&server, &[("comment_author", "akismet-guaranteed-spam")]).text(), "true");
}

#[test]
fn akismet_forms_may_be_in_windows_1256() {
    let server = Running::start(even());
    let (bytes, _, lost) = encoding_rs::WINDOWS_1256.encode(HOSTILE);
    assert!(!lost);
    let body = format!("blog_charset=windows-1256&comment_content={}", escaped(&bytes));
    assert_eq!(server.post("/1.1/comment-check", body).text(), "true");
}

#[test]
fn akismet_keys_stand_in_the_form_or_in_the_host_name() {
    let (secret, known) = key("blog");
    let (old_secret, mut old) = key("old");
    old.revoked = true;
    let server = Running::start(Config { keys: vec![known, old], ..even() });
    let verify = |key: &str| server.form("/1.1/verify-key", &[("key", key), ("blog", "https://example.org")]);
    assert_eq!(verify(&secret).text(), "valid");
    for wrong in ["wrong", "", old_secret.as_str()] {
        let answer = verify(wrong);
        assert_eq!((answer.status, answer.text()), (200, "invalid"), "{wrong}");
        assert!(answer.header("x-akismet-debug-help").is_some());
    }
    assert_eq!(check(&server, &[("api_key", &secret), ("comment_content", KIND)]).text(), "false");
    let by_host = Request::new("POST", "/1.1/comment-check")
        .header("host", &format!("{secret}.rest.example.org"))
        .body(form(&[("comment_content", KIND)]));
    assert_eq!(by_host.send(server.address).text(), "false");
    for fields in [&[("api_key", "wrong")][..], &[("api_key", old_secret.as_str())], &[]] {
        let answer = check(&server, fields);
        assert_eq!((answer.status, answer.text()), (200, "invalid"));
        assert!(answer.header("x-akismet-debug-help").is_some());
    }
}

#[test]
fn without_thresholds_a_person_decides() {
    // A model without thresholds says which comments to look at, and holds none back by itself.
    let model = ghirbal::Sieve::built_in();
    let verdict = model.classify(HOSTILE.as_bytes(), &mut ghirbal::sieve::Scratch::default());
    let server = Running::start(Config::default());
    let answer: Value = moderate(&server, &coral_body(HOSTILE), None).json();
    let expected = match verdict.decision {
        Some(ghirbal::Decision::Withhold) => "SYSTEM_WITHHELD",
        None | Some(ghirbal::Decision::Review) => "PREMOD",
        Some(ghirbal::Decision::Allow) => panic!("the comment is plainly hostile"),
    };
    assert_eq!(answer["status"], expected);
}
