//! The discovery document, from which Google's clients build their methods.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::response::Response;
use serde_json::{Value, json};

use crate::serve::App;
use crate::serve::exchange;

/// `GET /$discovery/rest?version=v1alpha1`. Needs no key, like the original.
pub(super) async fn document(State(app): State<Arc<App>>, request: Request) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let root = match (&app.config.public_url, host) {
        (Some(url), _) => format!("{}/", url.trim_end_matches('/')),
        (None, Some(host)) => format!("http://{host}/"),
        (None, None) => format!("http://{}/", app.config.listen),
    };
    exchange::json(StatusCode::OK, &describe(&root))
}

fn describe(root: &str) -> Value {
    json!({
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": "commentanalyzer:v1alpha1",
        "name": "commentanalyzer",
        "version": "v1alpha1",
        "title": "ghirbal in place of the Perspective Comment Analyzer API",
        "description": "Scores Arabic comments on this machine.",
        "protocol": "rest",
        "ownerDomain": "google.com",
        "ownerName": "Google",
        "rootUrl": root,
        "baseUrl": root,
        "servicePath": "",
        "basePath": "",
        "batchPath": "batch",
        "parameters": parameters(),
        "resources": { "comments": { "methods": {
            "analyze": method("analyze", "AnalyzeCommentRequest", "AnalyzeCommentResponse"),
            "suggestscore": method("suggestscore", "SuggestCommentScoreRequest", "SuggestCommentScoreResponse"),
        } } },
        "schemas": schemas(),
    })
}

fn parameters() -> Value {
    let query =
        |description: &str| json!({ "type": "string", "location": "query", "description": description });
    json!({
        "alt": query("Data format for the response."),
        "fields": query("Not looked at."),
        "key": query("API key."),
        "prettyPrint": { "type": "boolean", "location": "query", "description": "Not looked at." },
        "quotaUser": query("Not looked at."),
    })
}

fn method(name: &str, request: &str, response: &str) -> Value {
    let path = format!("v1alpha1/comments:{name}");
    json!({
        "id": format!("commentanalyzer.comments.{name}"),
        "path": path,
        "flatPath": path,
        "httpMethod": "POST",
        "parameters": {},
        "parameterOrder": [],
        "request": { "$ref": request },
        "response": { "$ref": response },
    })
}

fn schemas() -> Value {
    let text = || json!({ "type": "string" });
    let flag = || json!({ "type": "boolean" });
    let texts = || json!({ "type": "array", "items": text() });
    let number = |format: &str| json!({ "type": "number", "format": format });
    let place = || json!({ "type": "integer", "format": "int32" });
    let refer = |name: &str| json!({ "$ref": name });
    let map_of = |name: &str| json!({ "type": "object", "additionalProperties": refer(name) });
    let object =
        |id: &str, properties: Value| json!({ "id": id, "type": "object", "properties": properties });
    let all = [
        object("TextEntry", json!({ "text": text(), "type": text() })),
        object("Context", json!({ "entries": { "type": "array", "items": refer("TextEntry") } })),
        object("AttributeParameters", json!({ "scoreType": text(), "scoreThreshold": number("float") })),
        object("Score", json!({ "value": number("float"), "type": text() })),
        object("SpanScore", json!({ "begin": place(), "end": place(), "score": refer("Score") })),
        object(
            "AttributeScores",
            json!({
                "summaryScore": refer("Score"),
                "spanScores": { "type": "array", "items": refer("SpanScore") },
            }),
        ),
        object(
            "AnalyzeCommentRequest",
            json!({
                "comment": refer("TextEntry"),
                "context": refer("Context"),
                "requestedAttributes": map_of("AttributeParameters"),
                "spanAnnotations": flag(),
                "languages": texts(),
                "doNotStore": flag(),
                "clientToken": text(),
                "sessionId": text(),
                "communityId": text(),
            }),
        ),
        object(
            "AnalyzeCommentResponse",
            json!({
                "attributeScores": map_of("AttributeScores"),
                "languages": texts(),
                "detectedLanguages": texts(),
                "clientToken": text(),
            }),
        ),
        object(
            "SuggestCommentScoreRequest",
            json!({
                "comment": refer("TextEntry"),
                "context": refer("Context"),
                "attributeScores": map_of("AttributeScores"),
                "languages": texts(),
                "doNotStore": flag(),
                "clientToken": text(),
                "sessionId": text(),
                "communityId": text(),
            }),
        ),
        object("SuggestCommentScoreResponse", json!({ "clientToken": text() })),
    ];
    all.into_iter().map(|schema| (schema["id"].as_str().unwrap_or_default().to_owned(), schema)).collect()
}
