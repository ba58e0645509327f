//! Akismet 1.1: `verify-key`, `comment-check` (`true` for a comment to withhold), `submit-spam` and `submit-ham`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::post;
use encoding_rs::{Encoding, UTF_8};

use super::App;
use super::exchange::{Call, Fault, Fields, Protocol, exchange, plain, work};
use super::feedback::{Decided, Entry};
use super::keys::{Caller, Keys};
use super::text::visible;
use crate::Decision;

pub(super) struct Akismet;

const THANKS: &str = "Thanks for making the web a better place.";

/// Clients are tested with an author of this name.
const GUARANTEED_SPAM: &str = "akismet-guaranteed-spam";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/1.1/verify-key", post(verify_key))
        .route("/1.1/comment-check", post(comment_check))
        .route("/1.1/submit-spam", post(submit_spam))
        .route("/1.1/submit-ham", post(submit_ham))
}

impl Protocol for Akismet {
    const NAME: &'static str = "akismet";

    /// The key stands in the body.
    fn admit(_: &Keys, _: &Parts, _: &Fields) -> Result<Caller, Fault> {
        Ok(Caller { key: None, admin: false })
    }

    /// Akismet answers a wrong key with status 200.
    fn refuse(fault: &Fault) -> Response {
        let (status, body) = match fault {
            Fault::MissingKey | Fault::UnknownKey => (StatusCode::OK, "invalid"),
            _ => (fault.status(), "invalid"),
        };
        let mut response = plain(status, body);
        if let Ok(help) = HeaderValue::from_str(&fault.message()) {
            response.headers_mut().insert("x-akismet-debug-help", help);
        }
        response
    }
}

/// A form, and who sent it.
struct Sent {
    form: Fields,
    caller: Caller,
}

impl Sent {
    fn new(app: &App, call: &Call) -> Result<Self, Fault> {
        let form = Fields::parse(&call.body);
        let caller = app.keys.load().admit(key(call, &form).as_deref())?;
        Ok(Self { form, caller })
    }

    /// A field in the encoding that the form declares.
    fn text(&self, name: &str) -> String {
        let charset = self.form.bytes("blog_charset").and_then(Encoding::for_label).unwrap_or(UTF_8);
        charset.decode(self.form.bytes(name).unwrap_or_default()).0.into_owned()
    }

    fn comment(&self) -> String {
        visible(&self.text("comment_content"))
    }

    fn is_flag(&self, name: &str) -> bool {
        matches!(self.form.bytes(name), Some(b"1" | b"true"))
    }
}

/// In the form, or, from old clients, the first label of the host name.
fn key(call: &Call, form: &Fields) -> Option<String> {
    form.get("api_key")
        .filter(|key| !key.is_empty())
        .or_else(|| call.header("host")?.split_once('.').map(|(first, _)| first.to_owned()))
}

async fn verify_key(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Akismet, _>(app, request, async |app, call| {
        let form = Fields::parse(&call.body);
        // Later clients call it as the other methods do.
        let key = ["key", "api_key"].iter().find_map(|name| form.get(name)).unwrap_or_default();
        match key.as_str() {
            "" => Err(Fault::MissingKey),
            key if app.keys.load().knows(key) => Ok(plain(StatusCode::OK, "valid")),
            _ => Err(Fault::UnknownKey),
        }
    })
    .await
}

async fn comment_check(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Akismet, _>(app, request, check).await
}

async fn check(app: Arc<App>, call: Call) -> Result<Response, Fault> {
    let sent = Sent::new(&app, &call)?;
    if sent.text("comment_author") == GUARANTEED_SPAM {
        return Ok(plain(StatusCode::OK, "true"));
    }
    let engine = app.engine.load_full();
    let text = sent.comment();
    let judgement = work(&app, text.len(), move || engine.judge(&text)).await?;
    app.metrics.classified(Akismet::NAME, 1);
    let withhold = judgement.decision == Decision::Withhold;
    let mut response = plain(StatusCode::OK, if withhold { "true" } else { "false" });
    let over = |discard: f64| judgement.hostile.is_some_and(|hostile| hostile >= discard);
    let blatant = app.config.akismet.discard.is_some_and(over);
    if withhold && blatant {
        response.headers_mut().insert("x-akismet-pro-tip", HeaderValue::from_static("discard"));
    }
    Ok(response)
}

async fn submit_spam(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Akismet, _>(app, request, |app, call| keep(app, call, Decided::Spam)).await
}

async fn submit_ham(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Akismet, _>(app, request, |app, call| keep(app, call, Decided::Ham)).await
}

async fn keep(app: Arc<App>, call: Call, decision: Decided) -> Result<Response, Fault> {
    let sent = Sent::new(&app, &call)?;
    let text = sent.comment();
    if text.trim().is_empty() {
        return Err(Fault::Invalid("Missing required field: comment_content.".to_owned()));
    }
    // A test teaches nothing.
    if !sent.is_flag("is_test") {
        let store = app.store.as_ref().ok_or(Fault::NoStore)?;
        let or_none = |name: &str| Some(sent.text(name)).filter(|text| !text.is_empty());
        let entry = Entry {
            protocol: Akismet::NAME,
            decision,
            text,
            reference: or_none("comment_id"),
            community: or_none("blog"),
            key: sent.caller.key.clone(),
        };
        store.keep(entry).await?;
        app.metrics.kept(Akismet::NAME, decision);
    }
    Ok(plain(StatusCode::OK, THANKS))
}
