//! The servers that are measured, each in a process of its own.

use std::convert::Infallible;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use axum::body::{Body, Bytes};
use axum::http::Response;
use ghirbal::serve::{App, Config, Server};
use http_body_util::BodyExt as _;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

/// An answer as long as Perspective's to one attribute.
const CONSTANT: &[u8] = br#"{"attributeScores":{"TOXICITY":{"spanScores":[{"begin":0,"end":42,"score":{"value":0.1234,"type":"PROBABILITY"}}],"summaryScore":{"value":0.1234,"type":"PROBABILITY"}}},"languages":["ar"],"detectedLanguages":["ar"]}"#;

/// A server in a process of its own, ended with the value.
pub(crate) struct Child {
    child: std::process::Child,
    pub(crate) address: SocketAddr,
}

impl Child {
    pub(crate) fn start(role: &str) -> Self {
        let this = std::env::current_exe().expect("this program");
        let mut child = Command::new(this)
            .arg(format!("--server={role}"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        Self { child, address: line.trim().parse().expect("an address") }
    }

    /// Processor time it has taken so far.
    pub(crate) fn processor_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The second field holds the name in brackets; user and system time are the 12th and 13th behind it.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11);
        let ticks: f64 = fields.take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        ticks / 100.0
    }

    /// Memory that it holds now.
    pub(crate) fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves in one thread until it is killed, and prints where.
pub(crate) fn run(role: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        if role == "constant" {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            println!("{}", listener.local_addr().expect("an address"));
            constant(listener).await;
        } else {
            let mut config = Config::default();
            config.listen.set_port(0);
            let again = config.clone();
            let app = App::new(config, Box::new(move || Ok(again.clone()))).expect("default settings");
            let server = Server::bind(app).await.expect("a free port");
            println!("{}", server.address());
            server.run().await;
        }
    });
}

/// Reads every request whole, as a server must, and looks at nothing of it.
async fn constant(listener: tokio::net::TcpListener) {
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        let _ = stream.set_nodelay(true);
        let answer = service_fn(|request: hyper::Request<hyper::body::Incoming>| async {
            let _ = request.into_body().collect().await;
            let response = Response::builder().header("content-type", "application/json");
            Ok::<_, Infallible>(response.body(Body::from(Bytes::from_static(CONSTANT))).expect("an answer"))
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}
