//! `bench`: how fast each stage is on the user's own text.

use std::hint::black_box;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use ghirbal::sieve::Scratch;
use ghirbal::text::{Folded, Tokens};
use ghirbal::{Machine, Sieve};
use serde::Serialize;

use super::input::{self, ModelArg};
use super::output;

/// Comments written for this project, repeated to a size that can be timed.
const SAMPLE: &str = include_str!("bench/sample.txt");
const SAMPLE_BYTES: usize = 1 << 20;

const TOKENISE: &str = "fold + cut (tokenise)";

/// What speeds are compared with.
const VALIDATION: &str = "validate UTF-8";

/// Measure the speed of every stage, as a ratio to UTF-8 validation in the same run
///
/// Each stage is measured with the instructions that every processor has (portable), and with those that this one has
/// beside them; all other verbs use the latter.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal bench
  ghirbal bench comments.txt --json")]
pub(super) struct Args {
    /// A file with a comment a line [default: a built-in sample]
    file: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// How long to measure each stage
    #[arg(long, default_value_t = 0.5, value_name = "S")]
    seconds: f64,
    #[command(flatten)]
    model: ModelArg,
}

/// The speed of one stage.
#[derive(Serialize)]
struct Speed {
    stage: &'static str,
    /// By which instructions; `None` for limits, which are the standard library's matter.
    machine: Option<&'static str>,
    /// Millions of input bytes a second, by the median pass.
    mb_per_second: f64,
    /// Millions of tokens a second.
    million_tokens_per_second: Option<f64>,
    /// Against UTF-8 validation in the same run.
    ratio_to_limit: f64,
}

#[derive(Serialize)]
struct Report {
    bytes: usize,
    lines: usize,
    tokens: usize,
    threads: usize,
    stages: Vec<Speed>,
}

pub(super) fn run(args: &Args, threads: usize) -> Result<()> {
    if !(args.seconds > 0.0 && args.seconds <= 3600.0) {
        bail!("--seconds must be above 0 and at most 3600, not {}", args.seconds);
    }
    let text = match &args.file {
        Some(path) => input::read(path)?,
        None => SAMPLE.repeat(SAMPLE_BYTES / SAMPLE.len() + 1).into_bytes(),
    };
    let lines: Vec<&[u8]> = text.split(|&b| b == b'\n').filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        bail!("there is no text to measure on; give a file with a comment a line");
    }
    let sieve = args.model.sieve()?;
    let report = measure(&sieve, &text, &lines, threads, Duration::from_secs_f64(args.seconds));
    let mut out = output::data();
    if args.json {
        output::json_line(&mut out, &report)?;
    } else {
        print(&report, &mut out)?;
    }
    Ok(out.flush()?)
}

fn measure(sieve: &Sieve, text: &[u8], lines: &[&[u8]], threads: usize, time: Duration) -> Report {
    let mut tokens = Tokens::default();
    let count = |line: &&[u8]| {
        sieve.tokenizer().tokenize(line, &mut tokens);
        tokens.as_slice().len()
    };
    let total: usize = lines.iter().map(count).sum();
    let pass = |stage, machine, work: &(dyn Fn(&[&[u8]]) + Sync)| Pass {
        stage,
        machine,
        time: median_pass(lines, threads, time, work),
    };
    let copy = |line: &[u8], copy: &mut Vec<u8>| {
        copy.clear();
        copy.extend_from_slice(line);
        black_box(copy);
    };
    let validate = |line: &[u8], (): &mut ()| _ = black_box(std::str::from_utf8(line));
    let mut passes = vec![pass("copy (memcpy)", None, &each(copy)), pass(VALIDATION, None, &each(validate))];
    let limit = passes[1].time.as_secs_f64();
    for machine in Machine::available() {
        let sieve = sieve.clone().with_machine(machine);
        let (tokenizer, machine) = (sieve.tokenizer(), Some(machine.name()));
        let fold = |line: &[u8], text: &mut Folded| tokenizer.folder().fold(line, text);
        let label = |line: &[u8], scratch: &mut Scratch| _ = black_box(sieve.label_of(line, scratch));
        let reasons = |line: &[u8], scratch: &mut Scratch| _ = black_box(sieve.classify(line, scratch));
        let count = |line: &[u8], scratch: &mut Scratch| _ = black_box(sieve.count(line, scratch));
        passes.extend([
            pass("fold", machine, &each(fold)),
            pass(TOKENISE, machine, &each(|line, tokens| tokenizer.tokenize(line, tokens))),
            pass("features", machine, &each(count)),
            pass("label", machine, &each(label)),
            pass("label with reasons", machine, &each(reasons)),
        ]);
    }
    let speed = |&Pass { stage, machine, time }: &Pass| Speed {
        stage,
        machine,
        mb_per_second: text.len() as f64 / time.as_secs_f64() / 1e6,
        million_tokens_per_second: (machine.is_some() && stage != "fold")
            .then(|| total as f64 / time.as_secs_f64() / 1e6),
        ratio_to_limit: limit / time.as_secs_f64(),
    };
    let stages = passes.iter().map(speed).collect();
    Report { bytes: text.len(), lines: lines.len(), tokens: total, threads, stages }
}

/// How long a stage took.
struct Pass {
    stage: &'static str,
    machine: Option<&'static str>,
    time: Duration,
}

/// Work on a line becomes work on lines that share what can be used again.
fn each<S: Default>(work: impl Fn(&[u8], &mut S) + Sync) -> impl Fn(&[&[u8]]) + Sync {
    move |lines| {
        let mut state = S::default();
        for line in lines {
            work(black_box(line), &mut state);
        }
        black_box(&mut state);
    }
}

/// So many lines a thread takes at a time.
const PORTION: usize = 512;

/// The median time of a pass over all lines, of which each thread takes the next portion when it is done with one; at
/// least three passes.
fn median_pass(
    lines: &[&[u8]],
    threads: usize,
    time: Duration,
    work: &(dyn Fn(&[&[u8]]) + Sync),
) -> Duration {
    let begun = Instant::now();
    let mut passes = Vec::new();
    while passes.len() < 3 || begun.elapsed() < time {
        let since = Instant::now();
        let portions = Mutex::new(lines.chunks(PORTION));
        let next = || portions.lock().ok()?.next();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| std::iter::from_fn(next).for_each(work));
            }
        });
        passes.push(since.elapsed());
    }
    passes.sort_unstable();
    passes[passes.len() / 2]
}

fn print(report: &Report, out: &mut impl std::io::Write) -> Result<()> {
    let Report { bytes, lines, tokens, threads, stages } = report;
    writeln!(out, "{bytes} bytes, {lines} lines, {tokens} tokens, {threads} thread(s)\n")?;
    writeln!(out, "{:<24} {:<9} {:>9} {:>12} {:>9}", "stage", "machine", "MB/s", "M tokens/s", "of limit")?;
    for speed in stages {
        let tokens = speed.million_tokens_per_second.map(|t| format!("{t:.2}")).unwrap_or_default();
        let Speed { stage, mb_per_second, .. } = speed;
        let (machine, ratio) = (speed.machine.unwrap_or_default(), speed.ratio_to_limit * 100.0);
        writeln!(out, "{stage:<24} {machine:<9} {mb_per_second:>9.1} {tokens:>12} {ratio:>8.1}%")?;
    }
    Ok(())
}
