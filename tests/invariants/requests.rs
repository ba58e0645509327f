//! What must hold for the answer to any request, for property tests and the fuzz target: the first byte says which
//! parser it goes to, a line is the query, the rest the body.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use ghirbal::serve::{App, Config, router};
use http_body_util::BodyExt as _;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use tokio::runtime::{Builder, Runtime};

/// Every path that reads a body.
const PATHS: [&str; 10] = [
    "/v1alpha1/comments:analyze",
    "/v1alpha1/comments:suggestscore",
    "/coral/moderate",
    "/1.1/verify-key",
    "/1.1/comment-check",
    "/1.1/submit-spam",
    "/v1/classify",
    "/v1/explain",
    "/v1/split",
    "/v1/feedback",
];

static SERVER: LazyLock<(TowerToHyperService<Router>, Runtime)> = LazyLock::new(|| {
    let mut config = Config::default();
    config.perspective.approximate_attributes = true;
    let again = config.clone();
    let app = App::new(config, Box::new(move || Ok(again.clone()))).expect("default settings");
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    (TowerToHyperService::new(router(app)), runtime)
});

/// Sends the request; panics where what must hold does not.
pub(crate) fn check(input: &[u8]) -> StatusCode {
    let (&which, rest) = input.split_first().unwrap_or((&0, &[]));
    let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let (line, body) = rest.split_at(end);
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    let path = PATHS[which as usize % PATHS.len()];
    let mut target = format!("{path}?");
    for &byte in line {
        match byte {
            b'!'..=b'~' if !b"#\"<>".contains(&byte) => target.push(char::from(byte)),
            _ => {
                let _ = write!(target, "%{byte:02X}");
            }
        }
    }
    let request = Request::post(target)
        .header("host", "key.rest.example.org")
        .header("authorization", "Bearer key")
        .body(Body::from(body.to_vec()));
    let (service, runtime) = &*SERVER;
    let (head, answer) = runtime.block_on(async {
        let answer = service.call(request.expect("an address")).await.expect("it cannot fail");
        let (head, body) = answer.into_parts();
        (head, body.collect().await.expect("a whole body").to_bytes())
    });
    // Without a store, feedback is not implemented.
    let status = head.status;
    assert!(!status.is_server_error() || status == StatusCode::NOT_IMPLEMENTED, "{path}: {status}");
    let is_akismet = path.starts_with("/1.1/");
    if status == StatusCode::NO_CONTENT || is_akismet {
        assert!(answer.len() < 64, "{path}: {answer:?}");
    } else {
        serde_json::from_slice::<serde::de::IgnoredAny>(&answer).expect("JSON");
    }
    status
}
