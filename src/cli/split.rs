//! `split`: pages taken apart.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use ghirbal::page::{Comment, Page};

use super::output::{self, ObjectFormat};
use super::pages::PagesArgs;

/// Take pages apart into article and comments
///
/// A page is HTML or a plain-text dump, in UTF-8, UTF-16, windows-1256 or ISO-8859-6. Exports of comment systems are read
/// too. One JSON object an article.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal split page.html
  ghirbal split pages/*.html > pages.jsonl
  ghirbal split --format jsonl - < page.txt
  ghirbal split wordpress.xml > threads.jsonl
  ghirbal split --now 2024-05-01 saved_in_may.html
  ghirbal split --text-col Message --author-col Nom comments.csv")]
pub(super) struct Args {
    #[command(flatten)]
    pages: PagesArgs,
    /// How to write [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<ObjectFormat>,
}

pub(super) fn run(args: &Args, threads: usize) -> Result<ExitCode> {
    let (format, mut out) = ObjectFormat::or_default(args.format);
    let failures = args.pages.each(
        threads,
        |(), page, _| page,
        |page| {
            match format {
                ObjectFormat::Jsonl => output::json_line(&mut out, &page)?,
                ObjectFormat::Table => table(&page, &mut out)?,
            }
            Ok(out.flush()?)
        },
    )?;
    Ok(failures.code())
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
