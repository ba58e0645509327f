//! Decisions that come by our own protocol, and their deletion.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::{Own, parse};
use crate::serve::App;
use crate::serve::exchange::{self, Fault, Protocol as _, exchange};
use crate::serve::feedback::{Decided, Entry};
use crate::serve::text::Text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    text: Text,
    decision: Decided,
    reference: Option<Text>,
    community: Option<Text>,
}

pub(super) async fn keep(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Own, _>(app, request, async |app, call| {
        let Sent { text: Text(text), decision, reference, community } = parse(&call.body)?;
        if text.trim().is_empty() {
            return Err(Fault::Invalid("The text is empty.".to_owned()));
        }
        let store = app.store.as_ref().ok_or(Fault::NoStore)?;
        let string = |text: Option<Text>| text.map(|Text(text)| text);
        let (reference, community) = (string(reference), string(community));
        let key = call.caller.key.clone();
        store.keep(Entry { protocol: Own::NAME, decision, text, reference, community, key }).await?;
        app.metrics.kept(Own::NAME, decision);
        Ok(exchange::json(StatusCode::OK, &json!({ "kept": true })))
    })
    .await
}

/// A key deletes what came with it, an administrator's key whatever has the reference.
pub(super) async fn forget(
    State(app): State<Arc<App>>,
    Path(reference): Path<String>,
    request: Request,
) -> Response {
    exchange::<Own, _>(app, request, async move |app, call| {
        let store = app.store.as_ref().ok_or(Fault::NoStore)?;
        let key = if call.caller.admin { None } else { call.caller.key.clone() };
        let deleted = store.forget(reference, key).await?;
        Ok(exchange::json(StatusCode::OK, &json!({ "deleted": deleted })))
    })
    .await
}
