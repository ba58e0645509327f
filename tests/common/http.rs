//! A server in this process, and a client that says exactly what the test wants said.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part")]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use ghirbal::serve::{App, Config, Handle, Server};
use serde_json::Value;

/// A server on a port of its own; it ends with the value.
pub struct Running {
    pub address: SocketAddr,
    pub handle: Handle,
    runtime: tokio::runtime::Handle,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// With these settings, but for the port.
    pub fn start(config: Config) -> Self {
        let again = config.clone();
        Self::start_rereading(config, move || Ok(again.clone()))
    }

    /// With these settings now, and others when it reloads.
    pub fn start_rereading(
        mut config: Config,
        reread: impl Fn() -> ghirbal::Result<Config> + Send + Sync + 'static,
    ) -> Self {
        config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let app = App::new(config, Box::new(reread)).expect("settings of a test");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let inner = runtime.handle().clone();
        let server = runtime.block_on(Server::bind(app)).expect("a free port");
        let (address, handle) = (server.address(), server.handle());
        let thread = std::thread::spawn(move || runtime.block_on(server.run()));
        Self { address, handle, runtime: inner, thread: Some(thread) }
    }

    /// Stops it, and waits until everything accepted is answered.
    pub fn stop(&mut self) {
        self.handle.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server ends in order");
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        Request::new("GET", path).send(self.address)
    }

    pub fn post(&self, path: &str, body: impl AsRef<[u8]>) -> Answer {
        Request::new("POST", path).body(body).send(self.address)
    }

    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post(path, form(fields))
    }

    /// What the server does on SIGHUP.
    pub fn reload(&self) -> ghirbal::Result<()> {
        self.runtime.block_on(self.handle.reload())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.stop();
        if let Some(thread) = self.thread.take() {
            // A test that fails is told about by its own panic.
            let _ = thread.join();
        }
    }
}

/// Every byte as `%D8`.
pub fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02X}");
        text
    })
}

/// Fields as a form has them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", escaped(value.as_bytes()));
    let pairs: Vec<_> = fields.iter().map(pair).collect();
    pairs.join("&")
}

/// A request in the making.
pub struct Request {
    head: String,
    body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        Self { head: format!("{method} {path} HTTP/1.1\r\n"), body: Vec::new() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        let _ = write!(self.head, "{name}: {value}\r\n");
        self
    }

    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    /// Its bytes.
    pub fn bytes(mut self) -> Vec<u8> {
        if !self.head.to_lowercase().contains("\r\nhost:") {
            self = self.header("host", "127.0.0.1");
        }
        let length = self.body.len().to_string();
        let Self { mut head, body } = self.header("content-length", &length);
        head.push_str("\r\n");
        [head.into_bytes(), body].concat()
    }

    pub fn send(self, to: SocketAddr) -> Answer {
        let mut stream = connect(to);
        let bytes = self.bytes();
        // A server may refuse before it has read everything.
        let written = stream.write_all(&bytes);
        Answer::read(&mut BufReader::new(stream)).unwrap_or_else(|| panic!("no answer; sent: {written:?}"))
    }
}

pub fn connect(to: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(to).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    stream
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads one answer; nothing where the connection ends before it.
    pub fn read(stream: &mut BufReader<TcpStream>) -> Option<Self> {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|&read| read > 0)?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.push((name.to_lowercase(), value.to_owned()));
        }
        let mut answer = Self { status, headers, body: Vec::new() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().expect("a length"));
        answer.body = vec![0; length];
        stream.read_exact(&mut answer.body).ok()?;
        Some(answer)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A key, and how the settings write it.
pub fn key(name: &str) -> (String, ghirbal::serve::config::Key) {
    let (secret, sha256) = ghirbal::serve::new_key().expect("random numbers");
    let key = ghirbal::serve::config::Key {
        name: name.to_owned(),
        sha256,
        rate: None,
        admin: false,
        revoked: false,
    };
    (secret, key)
}
