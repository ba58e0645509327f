//! `completions` and `man`: made from the very definition of the command line.

use std::io::Write as _;

use anyhow::Result;
use clap::CommandFactory as _;

use super::{Cli, output};

/// Print completions for a shell
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal completions bash > ~/.local/share/bash-completion/completions/ghirbal
  ghirbal completions fish > ~/.config/fish/completions/ghirbal.fish")]
pub(super) struct CompletionsArgs {
    /// The shell to write for
    shell: clap_complete::Shell,
}

/// Print the manual page
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ghirbal man | man -l -
  ghirbal man > ~/.local/share/man/man1/ghirbal.1")]
pub(super) struct ManArgs {}

pub(super) fn completions(args: &CompletionsArgs) -> Result<()> {
    // The generator writes without looking at errors, so it gets a buffer.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "ghirbal", &mut script);
    write(&script)
}

pub(super) fn man(_: &ManArgs) -> Result<()> {
    let mut page = Vec::new();
    let command = Cli::command();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for verb in command.get_subcommands() {
        section(verb, "ghirbal", &mut page)?;
    }
    write(&page)
}

/// The part of a verb, and the parts of its own verbs.
fn section(verb: &clap::Command, above: &str, page: &mut Vec<u8>) -> Result<()> {
    let name = format!("{above} {}", verb.get_name());
    let described = verb.clone().bin_name(name.clone()).display_name(name.replace(' ', "-"));
    let part = clap_mangen::Man::new(described);
    part.render_name_section(page)?;
    part.render_synopsis_section(page)?;
    part.render_options_section(page)?;
    part.render_extra_section(page)?;
    verb.get_subcommands().try_for_each(|verb| section(verb, &name, page))
}

fn write(bytes: &[u8]) -> Result<()> {
    let mut out = output::data();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}
