//! A request in, an answer out: what all protocols share.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, EXPECT, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt as _;
use hyper::body::Body as _;
use percent_encoding::percent_decode;
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

use super::App;
use super::keys::{Caller, Keys, seconds};
use super::limits::SMALL_BYTES;

/// How much of a body that is too large is read all the same: a client that is still sending would not see the
/// answer.
const DRAINED_BYTES: u64 = 64 << 20;

/// Enough for one comment, however it is escaped, and for what stands around it.
const ONE_COMMENT_BYTES: usize = 1 << 20;

/// Why a request is not answered as asked.
#[derive(Debug)]
pub(super) enum Fault {
    MissingKey,
    UnknownKey,
    NotAdmin,
    WrongSignature,
    /// For how long to wait.
    OverRate(Duration),
    /// The body has more bytes than that.
    TooLarge(usize),
    /// The body ended early.
    Incomplete,
    /// Too much is asked at the same time.
    Busy,
    /// There is no store to keep feedback in.
    NoStore,
    /// The store failed, and said this.
    Store(String),
    /// The new model was refused, for this reason.
    Reload(String),
    /// The request is not what the protocol asks for.
    Invalid(String),
    /// An answer of the protocol itself.
    Refused(Box<Response>),
}

impl Fault {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::MissingKey | Self::UnknownKey | Self::WrongSignature => StatusCode::UNAUTHORIZED,
            Self::NotAdmin => StatusCode::FORBIDDEN,
            Self::OverRate(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Incomplete | Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoStore => StatusCode::NOT_IMPLEMENTED,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Reload(_) => StatusCode::CONFLICT,
            Self::Refused(response) => response.status(),
        }
    }

    /// One English sentence or two.
    pub(super) fn message(&self) -> String {
        match self {
            Self::MissingKey => "An API key is needed.".to_owned(),
            Self::UnknownKey => "The API key is not valid.".to_owned(),
            Self::NotAdmin => "This needs the key of an administrator.".to_owned(),
            Self::WrongSignature => "No signature fits the body and a signing secret.".to_owned(),
            Self::OverRate(_) => "This key's rate is used up; try again later.".to_owned(),
            Self::TooLarge(most) => format!("The body has more than {most} bytes."),
            Self::Incomplete => "The body ended early.".to_owned(),
            Self::Busy => "The server has too much to do; try again.".to_owned(),
            Self::NoStore => {
                "Feedback is not kept here: the server was started without a feedback database.".to_owned()
            }
            Self::Store(_) => "The feedback could not be kept.".to_owned(),
            Self::Reload(message) | Self::Invalid(message) => message.clone(),
            Self::Refused(_) => String::new(),
        }
    }

    /// Adds the headers that go with it.
    pub(super) fn with_headers(&self, mut response: Response) -> Response {
        let wait = match self {
            Self::OverRate(wait) => seconds(*wait),
            Self::Busy => 1,
            _ => return response,
        };
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        response
    }
}

/// Fields of a query or a form, in order.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, Vec<u8>)>);

impl Fields {
    /// Reads `a=1&b=2` with `+` and `%41`. Never fails.
    pub(super) fn parse(encoded: &[u8]) -> Self {
        let decode = |part: &[u8]| {
            let mut decoded = part.to_vec();
            decoded.iter_mut().filter(|byte| **byte == b'+').for_each(|byte| *byte = b' ');
            if decoded.contains(&b'%') { percent_decode(&decoded).collect() } else { decoded }
        };
        let parts = encoded.split(|&b| b == b'&').filter(|part| !part.is_empty());
        let field = |part: &[u8]| {
            let (name, value) = match part.iter().position(|&b| b == b'=') {
                Some(at) => (&part[..at], &part[at + 1..]),
                None => (part, &[][..]),
            };
            let name = String::from_utf8(decode(name));
            let name = name.unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
            (name, decode(value))
        };
        Self(parts.map(field).collect())
    }

    /// The bytes of the first field of that name.
    pub(super) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_slice())
    }

    /// The first field of that name.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.bytes(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }
}

/// A request that was let in and read to its end.
pub(super) struct Call {
    pub(super) head: Parts,
    pub(super) query: Fields,
    pub(super) body: Bytes,
    pub(super) caller: Caller,
    /// Goes with the body.
    _room: Option<OwnedSemaphorePermit>,
}

impl Call {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

pub(super) fn header<'a>(head: &'a Parts, name: &str) -> Option<&'a str> {
    head.headers.get(name)?.to_str().ok()
}

/// How a protocol lets callers in and refuses.
pub(super) trait Protocol {
    /// Its name in figures, logs and feedback.
    const NAME: &'static str;

    /// What a body may have at most, whatever the settings allow.
    const BODY_BYTES: usize = ONE_COMMENT_BYTES;

    /// Lets the caller in by what stands before the body. A protocol that keeps its key in the body lets
    /// everybody pass here, and looks later.
    fn admit(keys: &Keys, head: &Parts, query: &Fields) -> Result<Caller, Fault>;

    /// The answer to a request that cannot be answered as asked.
    fn refuse(fault: &Fault) -> Response;
}

/// Lets in, reads, acts, and counts.
pub(super) async fn exchange<P: Protocol, A: Future<Output = Result<Response, Fault>>>(
    app: Arc<App>,
    request: Request,
    act: impl FnOnce(Arc<App>, Call) -> A,
) -> Response {
    let mut watch = Watch { app: app.clone(), protocol: P::NAME, begun: Instant::now(), status: None };
    let answer = match receive::<P>(&app, request).await {
        Ok(call) => act(app, call).await,
        Err(fault) => Err(fault),
    };
    let response = answer.unwrap_or_else(|fault| match fault {
        Fault::Refused(response) => *response,
        fault => {
            if let Fault::Store(reason) = &fault {
                tracing::error!(protocol = P::NAME, reason, "feedback could not be kept");
            }
            fault.with_headers(P::refuse(&fault))
        }
    });
    watch.status = Some(response.status());
    response
}

async fn receive<P: Protocol>(app: &App, request: Request) -> Result<Call, Fault> {
    let (head, body) = request.into_parts();
    let query = Fields::parse(head.uri.query().unwrap_or_default().as_bytes());
    let most = app.config.limits.body_bytes.min(P::BODY_BYTES);
    let caller = P::admit(&app.keys.load(), &head, &query);
    let may_read = caller.is_ok() && body.size_hint().lower() <= most as u64;
    if !may_read {
        // Who waits for leave to send needs no draining.
        if !head.headers.contains_key(EXPECT) {
            drain(body).await;
        }
        caller?;
        return Err(Fault::TooLarge(most));
    }
    let (body, room) = read(app, body, most).await?;
    Ok(Call { head, query, body, caller: caller?, _room: room })
}

/// Reads a body to its end.
async fn read(
    app: &App,
    mut body: Body,
    most: usize,
) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Fault> {
    let expected = body.size_hint().upper().map_or(most, |upper| most.min(upper as usize));
    let (mut first, mut more, mut room) = (Bytes::new(), Vec::new(), None);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Fault::Incomplete)?.into_data() else { continue };
        let length = first.len() + more.len() + data.len();
        if length > most {
            drain(body).await;
            return Err(Fault::TooLarge(most));
        }
        if length > SMALL_BYTES && room.is_none() {
            room = match app.room.body(expected.max(length)) {
                Ok(room) => room,
                Err(busy) => {
                    drain(body).await;
                    return Err(busy);
                }
            };
        }
        // Nearly every body comes in one piece.
        if first.is_empty() && more.is_empty() {
            first = data;
            continue;
        }
        if more.is_empty() {
            more.extend_from_slice(&first);
            first = Bytes::new();
        }
        more.extend_from_slice(&data);
    }
    Ok((if more.is_empty() { first } else { more.into() }, room))
}

/// Reads what a client still sends, and forgets it.
async fn drain(mut body: Body) {
    let mut left = DRAINED_BYTES;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len) as u64;
        if length > left {
            return;
        }
        left -= length;
    }
}

/// Runs work on a text of so many bytes: here if it is short, else where it holds up nobody.
pub(super) async fn work<T: Send + 'static>(
    app: &App,
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    if bytes <= SMALL_BYTES {
        return Ok(work());
    }
    let leave = app.room.heavy()?;
    let run = move || {
        let _leave = leave;
        work()
    };
    tokio::task::spawn_blocking(run).await.map_err(|_| Fault::Busy)
}

/// Counts and logs an answer, also one that was never given because the time was up or the client left.
struct Watch {
    app: Arc<App>,
    protocol: &'static str,
    begun: Instant,
    status: Option<StatusCode>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let took = self.begun.elapsed();
        let late = took >= self.app.config.limits.request();
        let status = self.status.map_or(if late { 408 } else { 499 }, |status| status.as_u16());
        self.app.metrics.answered(self.protocol, status, took);
        let (protocol, micros) = (self.protocol, took.as_micros() as u64);
        match status {
            500.. => tracing::warn!(protocol, status, micros, "answered"),
            400.. => tracing::info!(protocol, status, micros, "answered"),
            _ => tracing::debug!(protocol, status, micros, "answered"),
        }
    }
}

/// A JSON answer.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    let body = serde_json::to_vec(value).expect("answers are plain data");
    with_type(status, "application/json", body)
}

/// An answer of plain text.
pub(super) fn plain(status: StatusCode, text: impl Into<String>) -> Response {
    with_type(status, "text/plain; charset=utf-8", text.into().into_bytes())
}

pub(super) fn with_type(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
