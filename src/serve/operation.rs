//! All routes, and those for the people and programs that run the server.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use super::exchange::{self, plain, with_type};
use super::{App, akismet, coral, own, perspective};

/// The description of our own protocol.
const OPENAPI: &str = include_str!("openapi.json");

/// Everything that can be asked; [`Server`](super::Server) ends what takes longer than the settings allow.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .merge(perspective::routes())
        .merge(coral::routes())
        .merge(akismet::routes())
        .merge(own::routes())
        .route("/healthz", get(async || plain(StatusCode::OK, "ok\n")))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/openapi.json", get(async || with_type(StatusCode::OK, "application/json", OPENAPI.into())))
        .fallback(async || refusal(StatusCode::NOT_FOUND, "not_found", "There is nothing at this path."))
        .method_not_allowed_fallback(async || {
            refusal(StatusCode::METHOD_NOT_ALLOWED, "method", "This path wants another method.")
        })
        .with_state(app)
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    if app.ready.load(Ordering::Relaxed) {
        plain(StatusCode::OK, "ready\n")
    } else {
        plain(StatusCode::SERVICE_UNAVAILABLE, "shutting down\n")
    }
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    with_type(StatusCode::OK, TYPE, app.metrics.text().into_bytes())
}

/// An error in the form that Google's clients and ours read alike.
fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    exchange::json(status, &json!({ "error": { "code": code, "message": message } }))
}
