//! Connections: accept, time out the silent, and on shutdown finish what was accepted.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::{App, operation, reload};
use crate::{Error, Result};

/// How long to wait when the system has no more descriptors.
const BREATH: Duration = Duration::from_millis(50);

/// What a connection beyond the limit gets.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\
                          content-length: 0\r\n\r\n";

/// A server that listens.
pub struct Server {
    app: Arc<App>,
    listener: TcpListener,
    address: SocketAddr,
    stop: watch::Sender<bool>,
}

/// Stops a running server, and has it take a new model.
#[derive(Clone)]
pub struct Handle {
    app: Arc<App>,
    stop: watch::Sender<bool>,
}

impl Handle {
    /// Has the server accept no more, and end once it has answered what it has accepted.
    pub fn stop(&self) {
        self.app.ready.store(false, Ordering::Relaxed);
        // Also where it does not run yet.
        self.stop.send_replace(true);
    }

    /// Has the server take the model and the keys as the settings say now.
    ///
    /// # Errors
    /// Whatever is wrong with them; then the old ones stay.
    pub async fn reload(&self) -> Result<()> {
        reload::reload(self.app.clone()).await
    }
}

impl Server {
    /// Listens where the settings say.
    ///
    /// # Errors
    /// [`Error::Setting`] where that address cannot be had.
    pub async fn bind(app: Arc<App>) -> Result<Self> {
        let listen = app.config.listen;
        let fault = |error: std::io::Error| Error::Setting {
            name: "listen",
            message: format!("cannot listen on {listen}: {error}"),
        };
        let listener = TcpListener::bind(listen).await.map_err(fault)?;
        let address = listener.local_addr().map_err(fault)?;
        Ok(Self { app, listener, address, stop: watch::Sender::new(false) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops it.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle { app: self.app.clone(), stop: self.stop.clone() }
    }

    /// Answers until it is stopped.
    pub async fn run(self) {
        let Self { app, listener, stop, .. } = self;
        let router = operation::router(app.clone());
        let slots = Arc::new(Semaphore::new(app.config.limits.connections.min(Semaphore::MAX_PERMITS)));
        let open = GracefulShutdown::new();
        let mut stopped = stop.subscribe();
        loop {
            let accepted = tokio::select! {
                biased;
                _ = stopped.wait_for(|&stop| stop) => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    // An answer is one small write, which must not wait for the next.
                    let _ = stream.set_nodelay(true);
                    match slots.clone().try_acquire_owned() {
                        Ok(slot) => connect(&app, &router, stream, slot, &open),
                        Err(_) => refuse(&app, stream),
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
        drop(listener);
        tracing::info!("shutting down");
        let patience = Duration::from_secs(app.config.limits.shutdown_seconds);
        if tokio::time::timeout(patience, open.shutdown()).await.is_err() {
            tracing::warn!("connections cut off that did not end in time");
        }
        if let Some(store) = &app.store {
            store.close();
        }
    }
}

fn connect(
    app: &Arc<App>,
    router: &Router,
    stream: TcpStream,
    slot: tokio::sync::OwnedSemaphorePermit,
    open: &GracefulShutdown,
) {
    let app = app.clone();
    let (router, limit) = (TowerToHyperService::new(router.clone()), app.config.limits.request());
    let service = service_fn(move |request| {
        // Looks at the answer before it sets a timer, which most answers then never need.
        let answer = timeout(limit, router.call(request));
        async { answer.await.unwrap_or_else(|_| Ok(late())) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(app.config.limits.idle())
        .serve_connection(TokioIo::new(stream), service);
    let connection = open.watch(connection);
    tokio::spawn(async move {
        app.metrics.connections.inc();
        // A client that breaks off is nothing to report.
        if let Err(error) = connection.await {
            tracing::trace!(%error, "connection ended");
        }
        app.metrics.connections.dec();
        drop(slot);
    });
}

/// What a request gets that takes longer than the settings allow.
fn late() -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
    response
}

/// Says that there are too many connections.
fn refuse(app: &App, stream: TcpStream) {
    app.metrics.refused_connections.inc();
    tokio::spawn(async move {
        // So short an answer fits into the buffer of a new connection.
        if stream.writable().await.is_ok() {
            let _ = stream.try_write(TOO_MANY);
        }
    });
}
