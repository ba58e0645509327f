//! `tokenize`: what the classifier sees of a text.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use ghirbal::Error;
use ghirbal::text::{Kind, Token, Tokens};
use serde::Serialize;

use super::input::{self, ModelArg};
use super::progress::Progress;
use super::records::lines::{LineReader, Lines};
use super::{output, parallel};

/// Print the tokens of each line, folded
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  echo 'شُكـــرا جزييييلا' | ghirbal tokenize
  ghirbal tokenize --format jsonl comments.txt
  ghirbal tokenize --stage fold comments.txt")]
pub(super) struct Args {
    /// The file to read; `-` for standard input
    #[arg(default_value = "-")]
    file: PathBuf,
    /// How to write
    #[arg(long, value_enum, default_value = "plain")]
    format: Form,
    /// Where to stop
    #[arg(long, value_enum, default_value = "cut")]
    stage: Stage,
    #[command(flatten)]
    model: ModelArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The folded tokens of a line, with blanks between
    Plain,
    /// One JSON object a line: every token with its kind and its bytes in the original
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Print the folded text
    Fold,
    /// Print the tokens
    Cut,
}

#[derive(Serialize)]
struct TokenRecord<'a> {
    text: &'a str,
    form: &'a str,
    kind: Kind,
    start: u32,
    end: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flags: Vec<&'static str>,
}

impl<'a> TokenRecord<'a> {
    fn new(token: &Token, text: &'a str, form: &'a str) -> Self {
        let &Token { kind, flags, start, end, .. } = token;
        Self { text, form, kind, start, end, flags: flags.names().collect() }
    }
}

#[derive(Serialize)]
struct LineRecord<'a> {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    folded: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<Vec<TokenRecord<'a>>>,
}

pub(super) fn run(args: &Args, threads: usize) -> Result<()> {
    let sieve = args.model.sieve()?;
    let tokenizer = sieve.tokenizer();
    let progress = Progress::new("tokenising", "bytes");
    let (mut out, mut done) = (output::data(), 0);
    let work = |tokens: &mut Tokens, lines: Result<Lines, Error>| -> Result<(u64, Vec<u8>)> {
        let (lines, mut written) = (lines?, Vec::new());
        for (number, line) in lines.iter() {
            tokenizer.tokenize(line, tokens);
            match args.format {
                Form::Plain => plain(args.stage, tokens, &mut written)?,
                Form::Jsonl => record(args.stage, number, line, tokens, &mut written)?,
            }
        }
        Ok((lines.size(), written))
    };
    let batches = LineReader::new(&args.file, input::open(&args.file)?);
    parallel::ordered(threads, batches, work, |result| {
        let (size, written) = result?;
        out.write_all(&written)?;
        out.flush()?;
        done += size;
        progress.set(done, 0);
        Ok(())
    })
}

fn plain(stage: Stage, tokens: &Tokens, out: &mut Vec<u8>) -> Result<()> {
    match stage {
        Stage::Fold => out.write_all(tokens.folded().as_bytes())?,
        Stage::Cut => {
            let base = tokens.as_slice().iter().filter(|token| !token.is_derived());
            for (place, token) in base.enumerate() {
                if place > 0 {
                    out.push(b' ');
                }
                out.extend_from_slice(tokens.form(token).as_bytes());
            }
        }
    }
    out.push(b'\n');
    Ok(())
}

fn record(stage: Stage, line: u64, text: &[u8], tokens: &Tokens, out: &mut Vec<u8>) -> Result<()> {
    // Invalid bytes are shown as U+FFFD; the offsets count the bytes of the line as it is.
    let originals: Vec<_> =
        tokens.as_slice().iter().map(|t| String::from_utf8_lossy(&text[t.span()])).collect();
    let record = match stage {
        Stage::Fold => LineRecord { line, folded: Some(tokens.folded()), tokens: None },
        Stage::Cut => {
            let all = tokens.as_slice().iter().zip(&originals);
            let all = all.map(|(token, text)| TokenRecord::new(token, text, tokens.form(token))).collect();
            LineRecord { line, folded: None, tokens: Some(all) }
        }
    };
    Ok(output::json_line(out, &record)?)
}
