//! Clients that behave badly get the right answer, and others do not notice them. `GHIRBAL_LONG=1` has more of
//! them.
#![cfg(feature = "serve")]

mod common {
    pub(crate) mod http;
}

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use common::http::{Answer, Request, Running, connect};
use ghirbal::serve::Config;
use serde_json::json;

const KIND: &str = "شكرا على هذا المقال المفيد";

/// Few by default, many for the long checks.
fn many(few: usize, many: usize) -> usize {
    if std::env::var_os("GHIRBAL_LONG").is_some() { many } else { few }
}

fn body() -> String {
    json!({ "text": KIND }).to_string()
}

/// Another client asks, and is answered well and soon.
fn others_are_served(server: &Running) {
    let begun = Instant::now();
    assert_eq!(server.post("/v1/classify", body()).status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn too_large_a_body_is_refused_and_the_refusal_arrives() {
    let server = Running::start(Config::default());
    let large = vec![b' '; 30 << 20];
    for path in
        ["/v1/classify", "/v1/split", "/v1alpha1/comments:analyze", "/coral/moderate", "/1.1/comment-check"]
    {
        assert_eq!(server.post(path, &large).status, 413, "{path}");
        others_are_served(&server);
    }
    let answer = server.post("/v1alpha1/comments:analyze", &large).json();
    assert_eq!(answer["error"]["code"], 413);
}

#[test]
fn a_body_without_a_length_is_counted_as_it_comes() {
    let mut config = Config::default();
    config.limits.body_bytes = 1 << 20;
    let server = Running::start(config);
    let head = "POST /v1/classify HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n";
    let send = |pieces: usize| {
        let mut stream = connect(server.address);
        stream.write_all(head.as_bytes()).expect("written");
        for _ in 0..pieces {
            stream.write_all(format!("10000\r\n{}\r\n", " ".repeat(0x10000)).as_bytes()).expect("written");
        }
        stream
            .write_all(format!("{:x}\r\n{}\r\n0\r\n\r\n", body().len(), body()).as_bytes())
            .expect("written");
        Answer::read(&mut BufReader::new(stream)).expect("an answer").status
    };
    assert_eq!((send(0), send(3), send(17)), (200, 200, 413));
}

#[test]
fn who_waits_for_leave_to_send_is_told_at_once() {
    let server = Running::start(Config::default());
    let mut stream = connect(server.address);
    let head =
        "POST /v1/classify HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 31457280\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("written");
    assert_eq!(Answer::read(&mut BufReader::new(stream)).expect("an answer").status, 413);
}

#[test]
fn slow_clients_run_out_of_time_and_hold_up_nobody() {
    let mut config = Config::default();
    (config.limits.request_seconds, config.limits.idle_seconds) = (2, 2);
    let server = Running::start(config);
    let begin = |sent: &[u8]| {
        let mut stream = connect(server.address);
        stream.write_all(sent).expect("written");
        stream
    };
    let count = many(50, 1000);
    let heads: Vec<_> = (0..count).map(|_| begin(b"POST /v1/classify HT")).collect();
    let head = b"POST /v1/classify HTTP/1.1\r\nhost: h\r\ncontent-length: 200\r\n\r\n{\"te";
    let bodies: Vec<_> = (0..count).map(|_| begin(head)).collect();
    for _ in 0..20 {
        others_are_served(&server);
    }
    for stream in bodies {
        let answer = Answer::read(&mut BufReader::new(stream)).expect("an answer");
        assert_eq!(answer.status, 408);
    }
    for mut stream in heads {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "the connection ends");
    }
    others_are_served(&server);
}

#[test]
fn silent_connections_cost_nothing_and_end() {
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let mut config = Config::default();
    config.limits.idle_seconds = 3;
    let server = Running::start(config);
    let count = many(300, 5000);
    let silent: Vec<_> = (0..count).map(|_| connect(server.address)).collect();
    let asked: Vec<_> = (0..count)
        .map(|_| {
            let mut stream = connect(server.address);
            stream.write_all(&Request::new("GET", "/healthz").bytes()).expect("written");
            stream
        })
        .collect();
    for _ in 0..20 {
        others_are_served(&server);
    }
    let ends = |mut stream: TcpStream| {
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).expect("the server ends it");
        rest.len()
    };
    assert!(silent.into_iter().all(|stream| ends(stream) == 0));
    assert!(asked.into_iter().all(|stream| ends(stream) > 0));
    others_are_served(&server);
}

#[test]
fn connections_beyond_the_limit_are_refused_and_those_inside_go_on() {
    let mut config = Config::default();
    config.limits.connections = 10;
    let server = Running::start(config);
    let mut held: Vec<_> = (0..10).map(|_| connect(server.address)).collect();
    let ask = Request::new("POST", "/v1/classify").body(body()).bytes();
    // Once one is answered, all are accepted.
    for stream in &mut held {
        stream.write_all(&ask).expect("written");
        let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
        assert_eq!(Answer::read(&mut reader).expect("an answer").status, 200);
    }
    let answer = Answer::read(&mut BufReader::new(connect(server.address))).expect("an answer");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    drop(held);
    let begun = Instant::now();
    while Answer::read(&mut BufReader::new({
        let mut stream = connect(server.address);
        stream.write_all(&ask).expect("written");
        stream
    }))
    .is_none_or(|answer| answer.status != 200)
    {
        assert!(begun.elapsed() < Duration::from_secs(10), "room comes back");
    }
}

#[test]
fn large_bodies_have_bounded_room() {
    let mut config = Config::default();
    config.limits.memory_bytes = 1 << 20;
    let server = Running::start(config);
    let head = b"POST /v1/split HTTP/1.1\r\nhost: h\r\ncontent-length: 1000000\r\n\r\n";
    let mut first = connect(server.address);
    first.write_all(head).expect("written");
    first.write_all(&vec![b' '; 200_000]).expect("written");
    std::thread::sleep(Duration::from_millis(300));
    let second = server.post("/v1/split", vec![b' '; 1_000_000]);
    assert_eq!((second.status, second.header("retry-after")), (503, Some("1")));
    others_are_served(&server);
    first.write_all(&vec![b' '; 800_000]).expect("written");
    assert_eq!(Answer::read(&mut BufReader::new(first)).expect("an answer").status, 200);
    assert_eq!(server.post("/v1/split", vec![b' '; 1_000_000]).status, 200);
}

#[test]
fn nonsense_is_no_request() {
    let server = Running::start(Config::default());
    for nonsense in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GET\r\n\r\n",
        b"POST /v1/classify HTTP/1.1\r\ncontent-length: x\r\n\r\n",
        b"POST /v1/classify HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"POST /v1/classify HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\0\0\0\0",
    ] {
        let mut stream = connect(server.address);
        stream.write_all(nonsense).expect("written");
        stream.shutdown(std::net::Shutdown::Write).expect("half closed");
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&rest));
    }
    let mut stream = connect(server.address);
    stream
        .write_all(b"POST /v1/classify HTTP/1.1\r\nhost: h\r\ncontent-length: 100\r\n\r\n{\"text\"")
        .expect("written");
    stream.shutdown(std::net::Shutdown::Write).expect("half closed");
    let answer = Answer::read(&mut BufReader::new(stream));
    assert!(answer.is_none_or(|answer| answer.status == 400));
    others_are_served(&server);
}

#[test]
fn shutting_down_answers_what_was_accepted() {
    let mut server = Running::start(Config::default());
    let mut begun = connect(server.address);
    let bytes = Request::new("POST", "/v1/classify").body(body()).bytes();
    begun.write_all(&bytes[..bytes.len() - 5]).expect("written");
    let idle = connect(server.address);
    others_are_served(&server);
    server.handle.stop();
    let rest = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        begun.write_all(&bytes[bytes.len() - 5..]).expect("written");
        Answer::read(&mut BufReader::new(begun)).expect("an answer").status
    });
    server.stop();
    assert_eq!(rest.join().expect("asked"), 200);
    assert!(TcpStream::connect(server.address).is_err(), "nobody listens any more");
    drop(idle);
}
