//! Pages as programs print them as text.

use std::io::{Result, Write};
use std::process::{Command, Stdio};

/// A program that turns HTML into text.
pub(crate) struct Program {
    /// What figures call it.
    pub(crate) name: &'static str,
    /// Its command: it reads HTML from standard input, or from the file whose path stands behind, and writes UTF-8.
    command: &'static [&'static str],
    /// Whether it is a browser, which is asked for what a reader who copies the whole page gets (`innerText`).
    browser: bool,
}

/// Text browsers, converters for plain text and for Markdown, and a browser.
const PROGRAMS: &[Program] = &[
    Program {
        name: "w3m",
        command: &["w3m", "-dump", "-T", "text/html", "-I", "utf-8", "-O", "utf-8", "-cols", "80"],
        browser: false,
    },
    Program {
        name: "lynx",
        command: &[
            "lynx",
            "-dump",
            "-stdin",
            "-nolist",
            "-assume_charset=utf-8",
            "-display_charset=utf-8",
            "-width=80",
        ],
        browser: false,
    },
    Program {
        name: "html2text 1.3 (C++)",
        command: &["html2text", "-utf8", "-nobs", "-width", "80"],
        browser: false,
    },
    Program { name: "inscriptis", command: &["inscript"], browser: false },
    Program {
        name: "html2text (PyPI), Markdown",
        command: &[
            "python3",
            "-c",
            "import sys, html2text; sys.stdout.write(html2text.html2text(sys.stdin.buffer.read().decode()))",
        ],
        browser: false,
    },
    Program {
        name: "Chromium",
        command: &[
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=1000",
            "--dump-dom",
        ],
        browser: true,
    },
];

/// The programs, or those of them that PROGRAMS names, parted by commas.
pub(crate) fn asked_for() -> impl Iterator<Item = &'static Program> {
    let names = std::env::var("PROGRAMS").ok();
    PROGRAMS.iter().filter(move |program| {
        names.as_ref().is_none_or(|names| names.split(',').any(|name| program.name.contains(name)))
    })
}

/// Makes a browser put the page's text, as hexadecimal digits between two signs, where the page was.
const SCRIPT: &str = "<script>addEventListener('load', () => {\
    const bytes = new TextEncoder().encode(document.body.innerText);\
    const digits = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');\
    document.documentElement.innerHTML = '<body>{' + digits + '}</body>'; });</script>";

impl Program {
    /// What the program prints of a page; `None` where it prints nothing.
    ///
    /// # Errors
    ///
    /// If the program is missing, or a browser does not answer.
    pub(crate) fn print(&self, html: &str) -> Result<Option<String>> {
        let text = if self.browser { self.shown(html)? } else { self.output(html)? };
        Ok((!text.trim().is_empty()).then_some(text))
    }

    fn output(&self, html: &str) -> Result<String> {
        let mut child = self.process().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut input = child.stdin.take().expect("the input is piped");
        let page = html.to_owned();
        let writer = std::thread::spawn(move || input.write_all(page.as_bytes()));
        let output = child.wait_with_output()?;
        // A program that has read enough may close its input early.
        let _ = writer.join();
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn shown(&self, html: &str) -> Result<String> {
        let mut file = tempfile::Builder::new().suffix(".html").tempfile()?;
        file.write_all(format!("{html}{SCRIPT}").as_bytes())?;
        let output = self.process().arg(file.path()).output()?;
        let page = String::from_utf8_lossy(&output.stdout).into_owned();
        let digits = page.split_once("<body>{").and_then(|(_, rest)| Some(rest.split_once('}')?.0));
        let digits = digits.ok_or_else(|| std::io::Error::other("the browser did not run the script"))?;
        let bytes: Vec<u8> = digits
            .as_bytes()
            .chunks(2)
            .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn process(&self) -> Command {
        let mut command = Command::new(self.command[0]);
        command.args(&self.command[1..]).stderr(Stdio::null());
        command
    }
}
