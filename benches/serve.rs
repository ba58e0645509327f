//! How fast the server is: beside a server that answers a constant, beside `classify` in this process, and how long
//! its clients wait.
//!
//! ```sh
//! cargo bench --features serve --bench serve -- [single] [batch] [latency] [soak] [--seconds N]
//! ```
//!
//! Servers run in processes of their own with one thread, clients in this process with one thread; so on two cores
//! the client shares no core with the server. Throughput is given as seen by the clients and, since those may be the
//! slower side, by the processor time that a server spends on a request (Linux only).

#![expect(clippy::print_stdout, reason = "figures are what this is for")]

#[path = "serve/client.rs"]
mod client;
#[path = "serve/servers.rs"]
mod servers;

use std::hint::black_box;
use std::time::{Duration, Instant};

use client::{Load, Seen};
use ghirbal::Sieve;
use ghirbal::sieve::Scratch;
use serde_json::{Value, json};
use servers::Child;

/// How many connections ask at the same time.
const CONNECTIONS: usize = 32;

/// Comments of one batch.
const BATCH: usize = 100;

/// How often the soak looks at the server's memory.
const LOOKS: u32 = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let Some(role) = arguments.first().and_then(|first| first.strip_prefix("--server=")) {
        return servers::run(role);
    }
    let seconds = arguments.iter().position(|argument| argument == "--seconds");
    let seconds = seconds.map_or(3.0, |at| arguments[at + 1].parse().expect("--seconds wants a number"));
    let names: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let wanted = |name: &str| {
        let all = ["single", "batch", "latency"];
        names.contains(&name)
            || all.contains(&name) && !names.iter().any(|name| all.contains(name) || *name == "soak")
    };
    let time = Duration::from_secs_f64(seconds);
    let comments = comments();
    println!("{} comments, {CONNECTIONS} connections, {seconds} s each", comments.len());
    if wanted("single") {
        single(&comments, time);
    }
    if wanted("batch") {
        batch(&comments, time);
    }
    if wanted("latency") {
        latency(&comments, time);
    }
    if wanted("soak") {
        soak(&comments, time);
    }
}

/// The comments written for this project, in an order that a seed gives; without those that have no Arabic letter,
/// which Perspective's protocol answers with an error.
fn comments() -> Vec<String> {
    let mut reader = csv::Reader::from_path("labels/comments.csv").expect("the labels are in the repository");
    let text =
        reader.headers().expect("a header").iter().position(|name| name == "text").expect("a text column");
    let is_arabic = |text: &String| text.chars().any(|letter| ('\u{621}'..='\u{6ff}').contains(&letter));
    let texts = reader.records().map(|record| record.expect("a sound row")[text].to_owned());
    let mut comments: Vec<String> = texts.filter(is_arabic).collect();
    let mut state = 9_u64;
    for at in (1..comments.len()).rev() {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        comments.swap(at, (state % (at as u64 + 1)) as usize);
    }
    comments
}

fn post(path: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let head = format!("POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.into_bytes(), body.into_bytes()].concat()
}

/// One comment a request, as Perspective's clients ask.
fn analyses(comments: &[String]) -> Vec<Vec<u8>> {
    let request = |text: &String| {
        let body = json!({
            "comment": { "text": text }, "requestedAttributes": { "TOXICITY": {} }, "languages": ["ar"],
        });
        post("/v1alpha1/comments:analyze?key=k", &body)
    };
    comments.iter().map(request).collect()
}

fn batches(comments: &[String]) -> Vec<Vec<u8>> {
    let request = |texts: &[String]| {
        let comments: Vec<_> = texts.iter().map(|text| json!({ "text": text })).collect();
        post("/v1/classify", &json!({ "comments": comments }))
    };
    comments.chunks_exact(BATCH).map(request).collect()
}

fn singles(comments: &[String]) -> Vec<Vec<u8>> {
    comments.iter().map(|text| post("/v1/classify", &json!({ "text": text }))).collect()
}

/// What clients saw, and what it cost the server.
fn measured(child: &Child, requests: &[Vec<u8>], time: Duration) -> (Seen, f64) {
    // Everything is warm before it counts.
    client::run(child.address, requests, Load::AsFastAsPossible(CONNECTIONS), time / 5);
    let before = child.processor_seconds();
    let seen = client::run(child.address, requests, Load::AsFastAsPossible(CONNECTIONS), time);
    let micros = (child.processor_seconds() - before) * 1e6 / seen.latencies.len() as f64;
    (seen, micros)
}

/// Both servers, one right after the other.
struct Turn {
    theirs: (Seen, f64),
    ours: (Seen, f64),
}

fn single(comments: &[String], time: Duration) {
    let (constant, ghirbal) = (Child::start("constant"), Child::start("ghirbal"));
    println!("\none comment a request            requests/s   of constant   server µs   of constant");
    for (name, requests) in [("Perspective analyze", analyses(comments)), ("/v1/classify", singles(comments))]
    {
        // Side by side and in turns, since a machine is not equally fast at all times.
        let turns: Vec<_> = (0..5)
            .map(|_| Turn {
                theirs: measured(&constant, &requests, time / 5),
                ours: measured(&ghirbal, &requests, time / 5),
            })
            .collect();
        let median = |figure: &dyn Fn(&Turn) -> f64| {
            let mut figures: Vec<f64> = turns.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures[figures.len() / 2]
        };
        let (slow, fast) = (median(&|turn| turn.ours.0.rate()), median(&|turn| turn.theirs.0.rate()));
        let (ours, theirs) = (median(&|turn| turn.ours.1), median(&|turn| turn.theirs.1));
        println!("  {name:<22} constant {fast:>12.0}                {theirs:>9.1}");
        println!(
            "  {name:<22} ghirbal  {slow:>12.0} {:>12.0}%  {ours:>9.1} {:>12.0}%",
            slow / fast * 100.0,
            theirs / ours * 100.0
        );
    }
}

fn batch(comments: &[String], time: Duration) {
    let requests = batches(comments);
    let sieve = Sieve::built_in();
    let mut scratch = Scratch::default();
    let (begun, mut classified) = (Instant::now(), 0_usize);
    while begun.elapsed() < time {
        for text in comments {
            black_box(sieve.classify(text.as_bytes(), &mut scratch));
        }
        classified += comments.len();
    }
    let in_process = classified as f64 / begun.elapsed().as_secs_f64();
    let ghirbal = Child::start("ghirbal");
    let (seen, micros) = measured(&ghirbal, &requests, time);
    let rate = seen.rate() * BATCH as f64;
    println!("\nbatches of {BATCH}, one thread            comments/s   of classify in process");
    println!("  classify in process          {in_process:>12.0}");
    println!("  server, as its clients see   {rate:>12.0} {:>12.0}%", rate / in_process * 100.0);
    let by_time = BATCH as f64 * 1e6 / micros;
    println!("  server, by processor time    {by_time:>12.0} {:>12.0}%", by_time / in_process * 100.0);
}

fn latency(comments: &[String], time: Duration) {
    let requests = analyses(comments);
    let ghirbal = Child::start("ghirbal");
    let (most, _) = measured(&ghirbal, &requests, time / 2);
    let half = most.rate() / 2.0;
    let seen = client::run(ghirbal.address, &requests, Load::Rate(CONNECTIONS, half), time);
    println!("\nat half of {:.0} requests/s, from the moment a request was due", most.rate());
    println!("  {}", seen.quantiles());
}

fn soak(comments: &[String], time: Duration) {
    let requests: Vec<_> = analyses(comments).into_iter().chain(singles(comments)).collect();
    let ghirbal = Child::start("ghirbal");
    let (most, _) = measured(&ghirbal, &requests, Duration::from_secs(3));
    let half = most.rate() / 2.0;
    println!("\nsoak at {half:.0} requests/s for {} s", time.as_secs());
    let mut memory = vec![ghirbal.memory_kib()];
    for look in 1..=LOOKS {
        let seen = client::run(ghirbal.address, &requests, Load::Rate(CONNECTIONS, half), time / LOOKS);
        memory.push(ghirbal.memory_kib());
        println!("  {look:>3}/{LOOKS}  {:>8} KiB  {}", memory[look as usize], seen.quantiles());
    }
    let later = &memory[memory.len() / 2..];
    let (least, greatest) = (later.iter().min().expect("some"), later.iter().max().expect("some"));
    println!("  second half: {least} to {greatest} KiB");
}
