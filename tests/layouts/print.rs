//! Pages as text programs print them.

use std::io::{Result, Write};
use std::process::{Command, Stdio};

/// Each program with the arguments that make it read HTML and write UTF-8.
pub(crate) const PROGRAMS: &[&[&str]] = &[
    &["w3m", "-dump", "-T", "text/html", "-I", "utf-8", "-O", "utf-8", "-cols", "80"],
    &["lynx", "-dump", "-stdin", "-nolist", "-assume_charset=utf-8", "-display_charset=utf-8", "-width=80"],
    &["html2text", "-utf8", "-nobs", "-width", "80"],
    &["inscript"],
];

/// What `program` prints of a page; `None` where it prints nothing.
///
/// # Errors
///
/// If the program is missing or fails.
pub(crate) fn print(program: &[&str], html: &str) -> Result<Option<String>> {
    let mut child = Command::new(program[0])
        .args(&program[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().expect("the input is piped");
    let page = html.to_owned();
    let writer = std::thread::spawn(move || input.write_all(page.as_bytes()));
    let output = child.wait_with_output()?;
    // A program that has read enough may close its input early.
    let _ = writer.join();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((!text.trim().is_empty()).then_some(text))
}
