//! Perspective's error bodies.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::serve::exchange::{self, Fault};

/// The errors of the service itself.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    CommentEmpty,
    CommentTooLong,
    NoRequestedAttributes,
    LanguageNotSupportedByAttribute,
    InvalidRequest,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::CommentEmpty => "COMMENT_EMPTY",
            Self::CommentTooLong => "COMMENT_TOO_LONG",
            Self::NoRequestedAttributes => "NO_REQUESTED_ATTRIBUTES",
            Self::LanguageNotSupportedByAttribute => "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            Self::InvalidRequest => "INVALID_REQUEST",
        }
    }
}

const ERROR_TYPE: &str = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error";

/// An error of the service.
pub(super) fn refused(kind: Kind, message: &str) -> Fault {
    let detail = json!({ "@type": ERROR_TYPE, "errorType": kind.name() });
    bad_request(message, &detail)
}

/// The model does not measure this attribute for a text in these languages; an empty list for a text that has no
/// Arabic letter.
pub(super) fn unsupported(attribute: &str, detected: &[&str]) -> Fault {
    let languages = if detected.is_empty() { "und".to_owned() } else { detected.join(", ") };
    let detail = json!({
        "@type": ERROR_TYPE,
        "errorType": Kind::LanguageNotSupportedByAttribute.name(),
        "languageNotSupportedByAttributeError": { "detectedLanguages": detected, "attribute": attribute },
    });
    bad_request(&format!("Attribute {attribute} does not support request languages: {languages}"), &detail)
}

fn bad_request(message: &str, detail: &Value) -> Fault {
    Fault::Refused(Box::new(error(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", message, detail)))
}

/// The body for what every protocol may refuse. There is always a detail: a client looks at the first without asking
/// whether there is one.
pub(super) fn of(fault: &Fault) -> Response {
    let info = |reason: &str| {
        json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": reason,
            "domain": "googleapis.com",
            "metadata": { "service": "commentanalyzer.googleapis.com" },
        })
    };
    let (status, name, detail) = match fault {
        Fault::MissingKey => {
            let message = "Method doesn't allow unregistered callers (callers without established identity). Please \
                           use API Key or other form of API consumer identity to call this API.";
            return error(StatusCode::FORBIDDEN, "PERMISSION_DENIED", message, &info("CREDENTIALS_MISSING"));
        }
        Fault::UnknownKey => {
            let message = "API key not valid. Please pass a valid API key.";
            return error(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", message, &info("API_KEY_INVALID"));
        }
        Fault::OverRate(_) => (fault.status(), "RESOURCE_EXHAUSTED", info("RATE_LIMIT_EXCEEDED")),
        Fault::Busy => (fault.status(), "UNAVAILABLE", info("SERVER_BUSY")),
        Fault::NoStore => (fault.status(), "UNIMPLEMENTED", info("FEEDBACK_NOT_KEPT")),
        Fault::Store(_) => (fault.status(), "INTERNAL", info("FEEDBACK_FAILED")),
        Fault::TooLarge(_) => (fault.status(), "INVALID_ARGUMENT", info("BODY_TOO_LARGE")),
        _ => {
            let violation = json!({ "description": fault.message() });
            let detail = json!({ "@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation] });
            (fault.status(), "INVALID_ARGUMENT", detail)
        }
    };
    error(status, name, &fault.message(), &detail)
}

fn error(status: StatusCode, name: &str, message: &str, detail: &Value) -> Response {
    let error = json!({ "code": status.as_u16(), "message": message, "status": name, "details": [detail] });
    exchange::json(status, &json!({ "error": error }))
}
