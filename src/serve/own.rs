//! Our own protocol, `/v1`: what the verbs of the command line do, with their records.

mod feedback;

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{delete, get, post};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::App;
use super::engine::Engine;
use super::exchange::{self, Call, Fault, Fields, Protocol, exchange, header, work};
use super::keys::{Caller, Keys};
use super::reload;
use super::text::{Offsets, Text, Utf16};
use crate::page::{self, SCHEMA};
use crate::sieve::Explanation;
use crate::{Reason, Verdict};

pub(super) struct Own;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/classify", post(classify))
        .route("/v1/explain", post(explain))
        .route("/v1/split", post(split))
        .route("/v1/feedback", post(feedback::keep))
        .route("/v1/feedback/{reference}", delete(feedback::forget))
        .route("/v1/model", get(model))
        .route("/v1/model/reload", post(reload_model))
}

impl Protocol for Own {
    const NAME: &'static str = "ghirbal";
    const BODY_BYTES: usize = usize::MAX;

    fn admit(keys: &Keys, head: &Parts, _: &Fields) -> Result<Caller, Fault> {
        let bearer = header(head, "authorization").and_then(|value| {
            let (scheme, key) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
        });
        keys.admit(bearer)
    }

    fn refuse(fault: &Fault) -> Response {
        let code = match fault {
            Fault::MissingKey => "key_missing",
            Fault::UnknownKey => "key_unknown",
            Fault::NotAdmin => "not_admin",
            Fault::WrongSignature => "signature_wrong",
            Fault::OverRate(_) => "over_rate",
            Fault::TooLarge(_) => "body_too_large",
            Fault::Incomplete => "body_incomplete",
            Fault::Busy => "busy",
            Fault::NoStore => "feedback_not_kept",
            Fault::Store(_) => "feedback_failed",
            Fault::Reload(_) => "model_refused",
            Fault::Invalid(_) | Fault::Refused(_) => "invalid",
        };
        let error = json!({ "error": { "code": code, "message": fault.message() } });
        let mut response = exchange::json(fault.status(), &error);
        if matches!(fault, Fault::MissingKey | Fault::UnknownKey) {
            response.headers_mut().insert("www-authenticate", HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Reads a JSON body of which every field is known.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(body)
        .map_err(|error| Fault::Invalid(format!("The body is not as described: {error}.")))
}

/// One comment (`text`, perhaps `id`) or many (`comments`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Classify {
    id: Option<Text>,
    text: Option<Text>,
    comments: Option<Vec<Comment>>,
    #[serde(default)]
    offsets: Offsets,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Comment {
    id: Option<Text>,
    text: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explain {
    text: Text,
    #[serde(default)]
    offsets: Offsets,
}

#[derive(Serialize)]
struct Classified<'a> {
    schema: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(flatten)]
    verdict: Verdict,
}

/// Appends one classified comment.
fn write(engine: &Engine, id: Option<&Text>, text: &str, offsets: Offsets, out: &mut Vec<u8>) {
    let mut verdict = engine.classify(text);
    shift(&mut verdict.reasons, text, offsets);
    let id = id.map(|Text(id)| id.as_str());
    serde_json::to_writer(out, &Classified { schema: SCHEMA, id, verdict }).expect("verdicts are plain data");
}

/// Brings the places of reasons into the units that were asked for.
fn shift(reasons: &mut [Reason], text: &str, offsets: Offsets) {
    if offsets == Offsets::Bytes {
        return;
    }
    let mut units = Utf16::new(text);
    for reason in reasons {
        (reason.start, reason.end) = (units.at(reason.start), units.at(reason.end));
    }
}

async fn classify(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Own, _>(app, request, async |app, call| {
        let bytes = call.body.len();
        let inner = app.clone();
        work(&app, bytes, move || classified(&inner, &call)).await?
    })
    .await
}

fn classified(app: &App, call: &Call) -> Result<Response, Fault> {
    let asked: Classify = parse(&call.body)?;
    let engine = app.engine.load();
    let mut out = Vec::with_capacity(1024);
    match asked {
        Classify { id, text: Some(Text(text)), comments: None, offsets } => {
            write(&engine, id.as_ref(), &text, offsets, &mut out);
            app.metrics.classified(Own::NAME, 1);
        }
        Classify { id: None, text: None, comments: Some(comments), offsets } => {
            let most = app.config.limits.batch;
            if comments.len() > most {
                return Err(Fault::Invalid(format!("There are more than {most} comments.")));
            }
            out.extend_from_slice(b"{\"comments\":[");
            for (at, Comment { id, text: Text(text) }) in comments.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write(&engine, id.as_ref(), text, offsets, &mut out);
            }
            out.extend_from_slice(b"]}");
            app.metrics.classified(Own::NAME, comments.len());
        }
        _ => {
            let message = "Give either text, perhaps with an id, or comments.";
            return Err(Fault::Invalid(message.to_owned()));
        }
    }
    Ok(exchange::with_type(StatusCode::OK, "application/json", out))
}

async fn explain(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Own, _>(app, request, async |app, call| {
        let engine = app.engine.load_full();
        app.metrics.classified(Own::NAME, 1);
        work(&app, call.body.len(), move || explained(&engine, &call)).await?
    })
    .await
}

#[derive(Serialize)]
struct Explained {
    schema: u32,
    #[serde(flatten)]
    explanation: Explanation,
}

fn explained(engine: &Engine, call: &Call) -> Result<Response, Fault> {
    let Explain { text: Text(text), offsets } = parse(&call.body)?;
    let mut explanation = engine.explain(&text);
    shift(&mut explanation.verdict.reasons, &text, offsets);
    shift(&mut explanation.contributions, &text, offsets);
    Ok(exchange::json(StatusCode::OK, &Explained { schema: SCHEMA, explanation }))
}

async fn split(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Own, _>(app, request, async |app, call| {
        work(&app, call.body.len(), move || {
            let name = call.query.get("page").map_or(Cow::Borrowed(""), Cow::Owned);
            exchange::json(StatusCode::OK, &page::split(&name, &call.body))
        })
        .await
    })
    .await
}

async fn model(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Own, _>(app, request, async |app, _| {
        Ok(exchange::json(StatusCode::OK, app.engine.load().card()))
    })
    .await
}

async fn reload_model(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Own, _>(app, request, async |app, call| {
        if !call.caller.admin {
            return Err(Fault::NotAdmin);
        }
        match reload::reload(app.clone()).await {
            Ok(()) => Ok(exchange::json(StatusCode::OK, app.engine.load().card())),
            Err(error) => Err(Fault::Reload(error.to_string())),
        }
    })
    .await
}
