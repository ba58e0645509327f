//! Coral's external moderation phase: Coral asks before it shows a comment, and signs what it sends.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::post;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::App;
use super::config::CoralStatus;
use super::exchange::{Call, Fault, Fields, Protocol, exchange, json, plain, work};
use super::keys::{Caller, Keys};
use super::own;
use super::text::{Text, visible};
use crate::Decision;

pub(super) struct Coral;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/coral/moderate", post(moderate))
}

impl Protocol for Coral {
    const NAME: &'static str = "coral";

    /// The signature stands for a key, and is looked at once the body is there.
    fn admit(_: &Keys, _: &Parts, _: &Fields) -> Result<Caller, Fault> {
        Ok(Caller { key: None, admin: false })
    }

    fn refuse(fault: &Fault) -> Response {
        own::Own::refuse(fault)
    }
}

#[derive(Deserialize)]
struct Asked {
    comment: Comment,
}

#[derive(Deserialize)]
struct Comment {
    body: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Opinion {
    status: CoralStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<[Action; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moderation_action: Option<ModerationAction>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    action_type: &'static str,
    reason: &'static str,
}

/// Later versions of Coral show this to the comment's author.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ModerationAction {
    status: CoralStatus,
    rejection_reason: Rejection,
}

#[derive(Serialize)]
struct Rejection {
    code: &'static str,
}

async fn moderate(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Coral, _>(app, request, answer).await
}

async fn answer(app: Arc<App>, call: Call) -> Result<Response, Fault> {
    app.keys.load().check_signature(call.header("x-coral-signature"), &call.body)?;
    let asked: Asked = serde_json::from_slice(&call.body)
        .map_err(|error| Fault::Invalid(format!("Not Coral's JSON: {error}")))?;
    let body = asked.comment.body.unwrap_or_default().0;
    let engine = app.engine.load_full();
    let judgement = work(&app, body.len(), move || engine.judge(&visible(&body))).await?;
    app.metrics.classified(Coral::NAME, 1);
    let status = match judgement.decision {
        Decision::Allow => CoralStatus::None,
        Decision::Review => app.config.coral.review,
        Decision::Withhold => app.config.coral.withhold,
    };
    if !judgement.has_arabic || status == CoralStatus::None {
        return Ok(plain(StatusCode::NO_CONTENT, ""));
    }
    let actions = [Action { action_type: "FLAG", reason: "COMMENT_DETECTED_TOXIC" }];
    let moderation_action = (status == CoralStatus::Rejected)
        .then_some(ModerationAction { status, rejection_reason: Rejection { code: "ABUSIVE" } });
    Ok(json(StatusCode::OK, &Opinion { status, actions: Some(actions), moderation_action }))
}

/// Whether one of the signatures in `header` is an HMAC-SHA256 of the body by one of the secrets.
pub(super) fn is_signed(header: &str, body: &[u8], secrets: &[String]) -> bool {
    let signatures: Vec<_> =
        header.split(',').filter_map(|part| from_hex(part.trim().strip_prefix("sha256=")?)).collect();
    secrets.iter().any(|secret| {
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
        let mac = mac.chain_update(body);
        // Compares in constant time.
        signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::is_signed;

    /// By `printf '%s' BODY | openssl dgst -sha256 -hmac second`.
    const SIGNATURE: &str = "sha256=d125e7add1fe1db2a1ba57c465cb165c38ab276329ed6a36e4e01647a841af4c";
    const BODY: &[u8] = br#"{"comment":{"body":"x"}}"#;

    #[test]
    fn any_signature_by_any_secret_counts() {
        let secrets = ["first".to_owned(), "second".to_owned()];
        let other = format!("sha256={}", "0".repeat(64));
        assert!(is_signed(SIGNATURE, BODY, &secrets));
        assert!(is_signed(&format!("{other},{SIGNATURE}"), BODY, &secrets));
        assert!(is_signed(&format!("{SIGNATURE}, {other}"), BODY, &secrets));
        assert!(!is_signed(&other, BODY, &secrets));
        assert!(!is_signed(SIGNATURE, b"{}", &secrets));
        assert!(!is_signed(SIGNATURE, BODY, &secrets[..1]));
        assert!(!is_signed(SIGNATURE, BODY, &[]));
        for broken in ["", "sha256=", &SIGNATURE[..40], &SIGNATURE[7..]] {
            assert!(!is_signed(broken, BODY, &secrets), "{broken}");
        }
    }
}
