//! A client that costs little: one thread, many connections, one request at a time on each.

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::task::LocalSet;

/// How hard to ask.
#[derive(Clone, Copy)]
pub(crate) enum Load {
    /// So many connections, each asking again once it is answered.
    AsFastAsPossible(usize),
    /// So many connections, and so many requests a second over all of them, whatever the answers take.
    Rate(usize, f64),
}

/// What came back.
pub(crate) struct Seen {
    pub(crate) latencies: Vec<Duration>,
    pub(crate) time: Duration,
}

impl Seen {
    /// Requests a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.time.as_secs_f64()
    }

    /// The waits of most clients, of nearly all and of the unluckiest.
    pub(crate) fn quantiles(&self) -> String {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        format!(
            "{} requests  p50 {:.2} ms  p90 {:.2} ms  p99 {:.2} ms  p99.9 {:.2} ms  max {:.2} ms",
            sorted.len(),
            at(0.5),
            at(0.9),
            at(0.99),
            at(0.999),
            at(1.0)
        )
    }
}

/// Asks for so long. Every answer must be 200; a wait begins when the request was due.
pub(crate) fn run(to: SocketAddr, requests: &[Vec<u8>], load: Load, time: Duration) -> Seen {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let requests = Rc::new(requests.to_vec());
    let begun = Instant::now();
    let (connections, pause) = match load {
        Load::AsFastAsPossible(connections) => (connections, None),
        Load::Rate(connections, rate) => {
            (connections, Some(Duration::from_secs_f64(connections as f64 / rate)))
        }
    };
    let local = LocalSet::new();
    let latencies = local.block_on(&runtime, async {
        if pause.is_none() {
            // A client that slept while the slower server works would have to be woken, which the system charges to
            // that server. Clients on other machines cost no server that.
            tokio::task::spawn_local(async {
                loop {
                    tokio::task::yield_now().await;
                }
            });
        }
        let clients: Vec<_> = (0..connections)
            .map(|at| {
                // Connections are due one after another, not all at once.
                let first = begun
                    + pause.map_or(Duration::ZERO, |pause| pause.mul_f64(at as f64 / connections as f64));
                let requests = requests.clone();
                let skip = at * requests.len() / connections;
                tokio::task::spawn_local(
                    async move { ask(to, &requests, skip, first, pause, begun + time).await },
                )
            })
            .collect();
        let mut latencies = Vec::new();
        for client in clients {
            latencies.extend(client.await.expect("a client"));
        }
        latencies
    });
    Seen { latencies, time: begun.elapsed() }
}

async fn ask(
    to: SocketAddr,
    requests: &[Vec<u8>],
    skip: usize,
    first: Instant,
    pause: Option<Duration>,
    end: Instant,
) -> Vec<Duration> {
    let stream = TcpStream::connect(to).await.expect("the server listens");
    stream.set_nodelay(true).expect("a socket");
    let (mut latencies, mut buffer, mut due) = (Vec::new(), Vec::with_capacity(1 << 16), first);
    for request in requests.iter().cycle().skip(skip) {
        if let Some(pause) = pause {
            tokio::time::sleep_until(due.into()).await;
            send(&stream, request).await;
            receive(&stream, &mut buffer).await;
            latencies.push(due.elapsed());
            due += pause;
        } else {
            let begun = Instant::now();
            send(&stream, request).await;
            receive(&stream, &mut buffer).await;
            latencies.push(begun.elapsed());
            due = Instant::now();
        }
        if due >= end {
            return latencies;
        }
    }
    latencies
}

async fn send(stream: &TcpStream, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        match stream.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(_) => stream.writable().await.expect("the server is there"),
        }
    }
}

/// Reads one answer, which must be 200.
async fn receive(stream: &TcpStream, buffer: &mut Vec<u8>) {
    buffer.clear();
    let (mut whole, mut piece) = (None, [0; 1 << 12]);
    while whole.is_none_or(|length| buffer.len() < length) {
        stream.readable().await.expect("the server is there");
        match stream.try_read(&mut piece) {
            Ok(0) => panic!("the server ended the connection"),
            Ok(read) => {
                buffer.extend_from_slice(&piece[..read]);
                whole = whole.or_else(|| length(buffer));
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => panic!("{error}"),
        }
    }
}

/// Bytes of the whole answer, once its head is there.
fn length(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&buffer[..head]).expect("a head");
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let body = text.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    Some(head + 4 + body.parse::<usize>().expect("a number"))
}
