//! Perspective's `commentanalyzer` v1alpha1: `comments:analyze`, `comments:suggestscore` and the discovery document.

mod discovery;
mod errors;
mod spans;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use self::errors::Kind;
use self::spans::SpanScore;
use super::App;
use super::config::Config;
use super::engine::{Engine, HOSTILE};
use super::exchange::{Call, Fault, Fields, Protocol, exchange, header, json};
use super::feedback::{Decided, Entry};
use super::keys::{Caller, Keys};
use super::text::{Text, visible};

pub(super) struct Perspective;

/// Both ways of writing the colon: some clients encode it.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/v1alpha1/comments:analyze", post(analyze))
        .route("/v1alpha1/comments%3Aanalyze", post(analyze))
        .route("/v1alpha1/comments:suggestscore", post(suggest_score))
        .route("/v1alpha1/comments%3Asuggestscore", post(suggest_score))
        .route("/$discovery/rest", get(discovery::document))
        .route("/discovery/v1/apis/commentanalyzer/v1alpha1/rest", get(discovery::document))
}

impl Protocol for Perspective {
    const NAME: &'static str = "perspective";

    fn admit(keys: &Keys, head: &Parts, query: &Fields) -> Result<Caller, Fault> {
        let key = query.get("key");
        keys.admit(key.as_deref().or_else(|| header(head, "x-goog-api-key")))
    }

    fn refuse(fault: &Fault) -> Response {
        errors::of(fault)
    }
}

/// What is asked of both methods; `languages` and `context` are not looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    comment: Option<Comment>,
    #[serde(alias = "requested_attributes")]
    requested_attributes: Option<BTreeMap<String, Option<Requested>>>,
    #[serde(alias = "attribute_scores")]
    attribute_scores: Option<BTreeMap<String, Suggested>>,
    #[serde(alias = "span_annotations")]
    span_annotations: Option<bool>,
    #[serde(alias = "do_not_store")]
    do_not_store: Option<bool>,
    #[serde(alias = "client_token")]
    client_token: Option<Text>,
    #[serde(alias = "community_id")]
    community_id: Option<Text>,
}

#[derive(Deserialize)]
struct Comment {
    text: Option<Text>,
    r#type: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Requested {
    #[serde(alias = "score_type")]
    score_type: Option<String>,
    #[serde(alias = "score_threshold")]
    score_threshold: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Suggested {
    #[serde(alias = "summary_score")]
    summary_score: Option<SuggestedScore>,
}

#[derive(Deserialize)]
struct SuggestedScore {
    value: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    attribute_scores: BTreeMap<&'a str, AttributeScores>,
    /// Found from the text, whatever the client claims.
    languages: [&'static str; 1],
    detected_languages: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AttributeScores {
    span_scores: Vec<SpanScore>,
    summary_score: Score,
}

#[derive(Clone, Copy, Serialize)]
struct Score {
    #[serde(serialize_with = "crate::verdict::four_decimals")]
    value: f64,
    r#type: &'static str,
}

impl Score {
    fn new(value: f64) -> Self {
        Self { value, r#type: "PROBABILITY" }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Suggestion<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<&'a str>,
}

/// What an attribute is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// The probability of the label at this place.
    Label(usize),
    /// Perspective has it, the model does not tell it apart.
    NotMeasured,
    Unknown,
}

/// Perspective's attributes that stand for hostile. For Arabic they began with `_EXPERIMENTAL` behind their names, and
/// clients still ask so.
const HOSTILE_ATTRIBUTES: [&str; 2] = ["TOXICITY", "INSULT"];

/// Perspective's attributes for parts of what is hostile.
const APPROXIMATE_ATTRIBUTES: [&str; 4] = ["SEVERE_TOXICITY", "IDENTITY_ATTACK", "PROFANITY", "THREAT"];

/// Perspective's attributes that are about something else, or not for Arabic.
const OTHER_ATTRIBUTES: [&str; 17] = [
    "AFFINITY",
    "ATTACK_ON_AUTHOR",
    "ATTACK_ON_COMMENTER",
    "COMPASSION",
    "CURIOSITY",
    "FLIRTATION",
    "INCOHERENT",
    "INFLAMMATORY",
    "LIKELY_TO_REJECT",
    "NUANCE",
    "OBSCENE",
    "PERSONAL_STORY",
    "REASONING",
    "RESPECT",
    "SEXUALLY_EXPLICIT",
    "SPAM",
    "UNSUBSTANTIAL",
];

fn measure(attribute: &str, labels: &[String], config: &Config) -> Measure {
    let is_attribute = |label: &String| label.chars().flat_map(char::to_uppercase).eq(attribute.chars());
    if let Some(own) = labels.iter().position(is_attribute) {
        return Measure::Label(own);
    }
    let attribute = attribute.strip_suffix("_EXPERIMENTAL").unwrap_or(attribute);
    let stands_for_hostile = HOSTILE_ATTRIBUTES.contains(&attribute)
        || config.perspective.approximate_attributes && APPROXIMATE_ATTRIBUTES.contains(&attribute);
    let hostile = labels.iter().position(|label| label == HOSTILE);
    if let (true, Some(hostile)) = (stands_for_hostile, hostile) {
        return Measure::Label(hostile);
    }
    let is_known = [&HOSTILE_ATTRIBUTES[..], &APPROXIMATE_ATTRIBUTES, &OTHER_ATTRIBUTES]
        .iter()
        .any(|names| names.contains(&attribute));
    if is_known { Measure::NotMeasured } else { Measure::Unknown }
}

/// An empty body is an empty object: a client asks so whether its key is valid.
fn parse(body: &[u8]) -> Result<Body, Fault> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body)
        .map_err(|error| Fault::Invalid(format!("Invalid JSON payload received. {error}")))
}

impl Body {
    /// The comment's text, or the error for one that is missing or too long.
    fn text(&self, config: &Config) -> Result<(&str, bool), Fault> {
        let comment = self.comment.as_ref();
        let text = comment.and_then(|comment| comment.text.as_ref()).map_or("", |Text(text)| text);
        if text.trim().is_empty() {
            return Err(errors::refused(Kind::CommentEmpty, "Comment must be non-empty."));
        }
        if text.len() > config.limits.comment_bytes {
            return Err(errors::refused(Kind::CommentTooLong, "Comment text was too long."));
        }
        match comment.and_then(|comment| comment.r#type.as_deref()) {
            None | Some("PLAIN_TEXT" | "TEXT_TYPE_UNSPECIFIED") => Ok((text, false)),
            Some("HTML") => Ok((text, true)),
            Some(other) => Err(Fault::Invalid(format!("Invalid value at 'comment.type': {other}"))),
        }
    }

    /// What was asked for, each with what measures it.
    fn measures(&self, engine: &Engine, config: &Config) -> Result<Vec<(&str, usize, f64)>, Fault> {
        let requested = self.requested_attributes.as_ref().filter(|requested| !requested.is_empty());
        let Some(requested) = requested else {
            return Err(errors::refused(Kind::NoRequestedAttributes, "No requested_attributes specified."));
        };
        let attribute = |(name, wish): (&'_ String, &Option<Requested>)| {
            let wish = wish.as_ref();
            if let Some(other) = wish.and_then(|wish| wish.score_type.as_deref())
                && !matches!(other, "PROBABILITY" | "SCORE_TYPE_UNSPECIFIED")
            {
                let message = format!("Score type {other} is not supported for attribute {name}.");
                return Err(errors::refused(Kind::InvalidRequest, &message));
            }
            let least = wish.and_then(|wish| wish.score_threshold).unwrap_or(0.0);
            match measure(name, &engine.card().labels, config) {
                Measure::Label(label) => Ok((label, least)),
                Measure::NotMeasured => Err(errors::unsupported(name, &["ar"])),
                Measure::Unknown => {
                    let message = format!("Unknown requested attribute: {name}");
                    Err(errors::refused(Kind::InvalidRequest, &message))
                }
            }
        };
        requested
            .iter()
            .map(|(name, wish)| attribute((name, wish)).map(|(label, least)| (name.as_str(), label, least)))
            .collect()
    }
}

async fn analyze(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Perspective, _>(app, request, async |app, call| answer(&app, &call)).await
}

fn answer(app: &App, call: &Call) -> Result<Response, Fault> {
    let body = parse(&call.body)?;
    let (text, is_html) = body.text(&app.config)?;
    let engine = app.engine.load();
    let measures = body.measures(&engine, &app.config)?;
    let judgement = if is_html { engine.judge(&visible(text)) } else { engine.judge(text) };
    app.metrics.classified(Perspective::NAME, 1);
    if !judgement.has_arabic {
        return Err(errors::unsupported(measures[0].0, &[]));
    }
    let sentences = match body.span_annotations {
        Some(true) if !is_html => spans::sentences(text, &engine),
        _ => Vec::new(),
    };
    let length = text.encode_utf16().count();
    let attribute_scores = measures
        .iter()
        .filter(|&&(_, label, least)| judgement.probabilities[label] >= least)
        .map(|&(name, label, least)| {
            let summary_score = Score::new(judgement.probabilities[label]);
            let whole = SpanScore { begin: 0, end: length, score: summary_score };
            let parts = sentences.iter().map(|(begin, end, part)| SpanScore {
                begin: *begin,
                end: *end,
                score: Score::new(part.probabilities[label]),
            });
            let parts = parts.filter(|part| part.score.value >= least);
            (
                name,
                AttributeScores { span_scores: std::iter::once(whole).chain(parts).collect(), summary_score },
            )
        })
        .collect();
    let client_token = body.client_token.as_ref().map(|Text(token)| token.as_str());
    let answer = Answer { attribute_scores, languages: ["ar"], detected_languages: ["ar"], client_token };
    Ok(json(StatusCode::OK, &answer))
}

async fn suggest_score(State(app): State<Arc<App>>, request: Request) -> Response {
    exchange::<Perspective, _>(app, request, keep).await
}

async fn keep(app: Arc<App>, call: Call) -> Result<Response, Fault> {
    let body = parse(&call.body)?;
    let (text, is_html) = body.text(&app.config)?;
    let values = body.attribute_scores.iter().flatten();
    // Platforms send what their moderators decided: 1 for rejected, 0 for approved.
    let value = values.filter_map(|(_, suggested)| suggested.summary_score.as_ref()?.value).reduce(f64::max);
    let Some(value) = value.filter(|value| (0.0..=1.0).contains(value)) else {
        let message = "attribute_scores must hold a summary_score with a value of 0 to 1.";
        return Err(errors::refused(Kind::InvalidRequest, message));
    };
    let decision = if value >= 0.5 { Decided::Rejected } else { Decided::Approved };
    let client_token = body.client_token.as_ref().map(|Text(token)| token.as_str());
    let answer = json(StatusCode::OK, &Suggestion { client_token });
    if body.do_not_store == Some(true) {
        return Ok(answer);
    }
    let store = app.store.as_ref().ok_or(Fault::NoStore)?;
    let entry = Entry {
        protocol: Perspective::NAME,
        decision,
        text: if is_html { visible(text) } else { text.to_owned() },
        reference: client_token.map(str::to_owned),
        community: body.community_id.as_ref().map(|Text(community)| community.clone()),
        key: call.caller.key.clone(),
    };
    store.keep(entry).await?;
    app.metrics.kept(Perspective::NAME, decision);
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::{Config, Measure, measure};

    #[test]
    fn only_what_the_model_measures_has_a_score() {
        let labels = ["hostile", "neutral", "partisan"].map(str::to_owned);
        let mut config = Config::default();
        let of = |name: &str, config: &Config| measure(name, &labels, config);
        assert_eq!(of("TOXICITY", &config), Measure::Label(0));
        assert_eq!(of("INSULT", &config), Measure::Label(0));
        assert_eq!(of("HOSTILE", &config), Measure::Label(0));
        assert_eq!(of("PARTISAN", &config), Measure::Label(2));
        assert_eq!(of("INSULT_EXPERIMENTAL", &config), Measure::Label(0));
        assert_eq!(of("THREAT", &config), Measure::NotMeasured);
        assert_eq!(of("RESPECT_EXPERIMENTAL", &config), Measure::NotMeasured);
        assert_eq!(of("SPAM", &config), Measure::NotMeasured);
        assert_eq!(of("toxicity", &config), Measure::Unknown);
        config.perspective.approximate_attributes = true;
        assert_eq!(of("THREAT", &config), Measure::Label(0));
        assert_eq!(of("SPAM", &config), Measure::NotMeasured);
        let others = ["good", "bad"].map(str::to_owned);
        assert_eq!(measure("TOXICITY", &others, &config), Measure::NotMeasured);
        assert_eq!(measure("BAD", &others, &config), Measure::Label(1));
    }
}
