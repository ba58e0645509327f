//! `split`: pages taken apart.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use ghirbal::page::{Comment, Page, split};

use super::output::{self, ObjectFormat};
use super::progress::Progress;
use super::{input, notes, parallel};

/// Take pages apart into article and comments
///
/// A page is HTML or a plain-text dump, in UTF-8 or windows-1256. One JSON object a page.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal split page.html
  ghirbal split pages/*.html > pages.jsonl
  ghirbal split --format jsonl - < page.txt")]
pub(super) struct Args {
    /// Pages to read; `-` for standard input
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<PathBuf>,
    /// How to write [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<ObjectFormat>,
}

pub(super) fn run(args: &Args, threads: usize) -> Result<ExitCode> {
    let (format, mut out) = ObjectFormat::or_default(args.format);
    each_page(
        &args.pages,
        threads,
        |(), name, bytes| split(name, bytes),
        |page| {
            match format {
                ObjectFormat::Jsonl => output::json_line(&mut out, &page)?,
                ObjectFormat::Table => table(&page, &mut out)?,
            }
            Ok(out.flush()?)
        },
    )
}

/// Runs `work` on the bytes of every page, in all threads, and `sink` on what comes of it, in order. A page
/// that cannot be read is reported, the others go on, and the exit status is 1.
pub(super) fn each_page<R: Send, S: Default>(
    pages: &[PathBuf],
    threads: usize,
    work: impl Fn(&mut S, &str, &[u8]) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<()>,
) -> Result<ExitCode> {
    let progress = Progress::new("reading pages", "pages");
    let (mut done, mut failed) = (0, 0);
    let read = |state: &mut S, path: &PathBuf| {
        input::read(path).map(|bytes| work(state, &path.display().to_string(), &bytes))
    };
    parallel::ordered(threads, pages.iter(), read, |result| {
        done += 1;
        progress.set(done, pages.len() as u64);
        match result {
            Ok(result) => sink(result),
            Err(error) => {
                notes::error(&error.to_string());
                failed += 1;
                Ok(())
            }
        }
    })?;
    if failed == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    if pages.len() > 1 {
        notes::info(&format!("{} of {} pages could not be read", failed, pages.len()));
    }
    Ok(ExitCode::FAILURE)
}

fn table(page: &Page, out: &mut impl Write) -> Result<()> {
    writeln!(out, "{}", output::harmless(&page.page))?;
    if let Some(title) = &page.title {
        writeln!(out, "  title     {}", output::isolated(title))?;
    }
    let paragraphs = page.article.lines().filter(|line| !line.trim().is_empty()).count();
    writeln!(out, "  article   {paragraphs} paragraphs")?;
    let declared = page.declared_comments.map(|n| format!(" ({n} declared)")).unwrap_or_default();
    writeln!(out, "  comments  {}{declared}", page.comments.len())?;
    if let Some(vendor) = &page.external {
        writeln!(out, "  external  {vendor}")?;
    }
    for warning in &page.warnings {
        writeln!(out, "  warning   {}", warning.message)?;
    }
    for comment in &page.comments {
        writeln!(out, "\n  {}", byline(comment))?;
        output::paragraphs(out, &comment.text, "      ")?;
    }
    Ok(writeln!(out)?)
}

/// Number, author, date and parent of a comment, as a heading for people. Numbers count from 1.
pub(super) fn byline(comment: &Comment) -> String {
    let author = comment.author.as_deref().map_or_else(|| "(no name)".to_owned(), output::isolated);
    let date = comment.date.as_deref().or(comment.date_text.as_deref());
    let date = date.map(|date| format!("  {}", output::isolated(date))).unwrap_or_default();
    let parent = comment.reply_to.map(|parent| format!("  in reply to {}", parent + 1)).unwrap_or_default();
    format!("{}. {author}{date}{parent}", comment.index + 1)
}
