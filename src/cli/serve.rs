//! `serve`: the server for comment platforms.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use ghirbal::serve::config::{Key, LogFormat, LogLevel, Thresholds};
use ghirbal::serve::{App, Config, Handle, Server, new_key};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use super::output;

/// Serve comment platforms: Perspective, Coral, Akismet and ghirbal's own protocol
///
/// Settings come from a TOML file, the environment and flags; flags weigh most. Without keys the server listens on
/// this machine only. It takes a new model on SIGHUP and ends on SIGTERM, once it has answered what it has
/// accepted. docs/server.md describes the protocols and the settings.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  ghirbal serve                                    on 127.0.0.1:8787, with the built-in model
  ghirbal serve --feedback feedback.sqlite         keep moderators' decisions
  ghirbal serve new-key coral                      make an API key
  ghirbal serve --config /etc/ghirbal/serve.toml

  curl -s localhost:8787/v1/classify -d '{\"text\":\"شكرا على التوضيح\"}'"
)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Subcommand)]
enum Action {
    /// Make an API key: it is shown once, its digest goes into the settings
    NewKey {
        /// What logs and feedback call it
        name: String,
    },
}

/// What flags and the environment say.
#[derive(Debug, Clone, clap::Args)]
struct Flags {
    /// The settings file
    #[arg(long, value_name = "FILE", env = "GHIRBAL_CONFIG")]
    config: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:8787]
    #[arg(long, value_name = "ADDRESS:PORT", env = "GHIRBAL_LISTEN")]
    listen: Option<SocketAddr>,
    /// The address that clients see, where a proxy stands before the server
    #[arg(long, value_name = "URL", env = "GHIRBAL_PUBLIC_URL")]
    public_url: Option<String>,
    /// A model file written by `ghirbal train` [default: the built-in model]
    #[arg(long, value_name = "MODEL", env = "GHIRBAL_MODEL")]
    model: Option<PathBuf>,
    /// The SQLite file for moderators' decisions [default: none, and feedback is refused]
    #[arg(long, value_name = "FILE", env = "GHIRBAL_FEEDBACK")]
    feedback: Option<PathBuf>,
    /// Days that a decision is kept; 0 for ever [default: 365]
    #[arg(long, value_name = "DAYS", env = "GHIRBAL_RETENTION_DAYS")]
    retention_days: Option<u32>,
    /// A key's name and the SHA-256 of the key; besides those of the settings file
    #[arg(long = "key", value_name = "NAME:SHA256", env = "GHIRBAL_KEYS", value_delimiter = ',', value_parser = key)]
    keys: Vec<Key>,
    /// Requests a second of each key; 0 for no limit [default: 0]
    #[arg(long, value_name = "N", env = "GHIRBAL_RATE")]
    rate: Option<u32>,
    /// Coral's signing secrets; better in the environment or the settings file than on the command line
    #[arg(
        long = "coral-secret",
        value_name = "SECRET",
        env = "GHIRBAL_CORAL_SECRETS",
        value_delimiter = ',',
        hide_env_values = true
    )]
    coral_secrets: Vec<String>,
    /// Probability of hostile from which a person looks at a comment [default: the model's]
    #[arg(long, value_name = "P", env = "GHIRBAL_REVIEW", requires = "withhold")]
    review: Option<f64>,
    /// Probability of hostile from which a comment is held back [default: the model's]
    #[arg(long, value_name = "P", env = "GHIRBAL_WITHHOLD", requires = "review")]
    withhold: Option<f64>,
    /// Answer for Perspective's attributes that the model does not tell apart with the probability of hostile
    #[arg(long, env = "GHIRBAL_APPROXIMATE_ATTRIBUTES")]
    approximate_attributes: bool,
    /// How much to log, on standard error [default: info]
    #[arg(long, value_enum, value_name = "LEVEL", env = "GHIRBAL_LOG_LEVEL")]
    log_level: Option<LogLevel>,
    /// How to log [default: text on a terminal, json in a pipe]
    #[arg(long, value_enum, value_name = "FORMAT", env = "GHIRBAL_LOG_FORMAT")]
    log_format: Option<LogFormat>,
}

fn key(text: &str) -> Result<Key> {
    let (name, sha256) = text.split_once(':').context("must be NAME:SHA256, as `new-key` prints it")?;
    Ok(Key { name: name.to_owned(), sha256: sha256.to_owned(), rate: None, admin: false, revoked: false })
}

impl Flags {
    /// The settings file, and over it what the environment and the flags say.
    fn config(&self) -> ghirbal::Result<Config> {
        let mut config = self.config.as_deref().map(Config::open).transpose()?.unwrap_or_default();
        let flags = self.clone();
        over(&mut config.listen, flags.listen);
        over(&mut config.limits.rate, flags.rate);
        over(&mut config.feedback.retention_days, flags.retention_days);
        over(&mut config.log.level, flags.log_level);
        config.public_url = flags.public_url.or(config.public_url);
        config.model = flags.model.or(config.model);
        config.feedback.database = flags.feedback.or(config.feedback.database);
        config.log.format = flags.log_format.or(config.log.format);
        config.perspective.approximate_attributes |= flags.approximate_attributes;
        config.keys.extend(flags.keys);
        config.coral.signing_secrets.extend(flags.coral_secrets);
        if let (Some(review), Some(withhold)) = (flags.review, flags.withhold) {
            config.thresholds = Some(Thresholds { review, withhold });
        }
        config.check()?;
        Ok(config)
    }
}

fn over<T>(setting: &mut T, flag: Option<T>) {
    if let Some(value) = flag {
        *setting = value;
    }
}

pub(super) fn run(args: Args, threads: usize) -> Result<()> {
    if let Some(Action::NewKey { name }) = args.action {
        return print_key(&name);
    }
    let flags = args.flags;
    let config = flags.config()?;
    log_to_stderr(&config);
    // Idle connections are cheap, and the usual limit of 1024 descriptors is not.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    let reread = { move || flags.config() };
    runtime.block_on(serve(App::new(config, Box::new(reread))?))
}

async fn serve(app: Arc<App>) -> Result<()> {
    // Before anybody can know the address, or a signal sent at once would end the program.
    let signals = Signals::listen()?;
    let server = Server::bind(app).await?;
    let address = server.address().to_string();
    tracing::info!(address, "listening");
    tokio::spawn(signals.obey(server.handle()));
    server.run().await;
    tracing::info!("ended");
    Ok(())
}

/// What the system asks of the program.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Does what signals ask for.
    async fn obey(mut self, handle: Handle) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => handle.stop(),
                _ = self.interrupt.recv() => handle.stop(),
                // What is wrong with the new model stands in the log.
                _ = self.hang_up.recv() => {
                    let _ = handle.reload().await;
                }
            }
        }
    }
}

/// What the system asks of the program: to end.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Result<Self> {
        Ok(Self)
    }

    async fn obey(self, handle: Handle) {
        if tokio::signal::ctrl_c().await.is_ok() {
            handle.stop();
        }
    }
}

fn log_to_stderr(config: &Config) {
    let level = match config.log.level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let by_itself = if std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let layer = match config.log.format.unwrap_or(by_itself) {
        LogFormat::Json => layer.json().flatten_event(true).with_current_span(false).boxed(),
        LogFormat::Text => layer.with_ansi(std::io::stderr().is_terminal()).boxed(),
    };
    let own = Targets::new().with_target("ghirbal", level);
    tracing_subscriber::registry().with(layer.with_filter(own)).init();
}

fn print_key(name: &str) -> Result<()> {
    if name.is_empty() || name.contains([':', ',', '"', '\\']) || name.contains(char::is_control) {
        bail!("a key's name must not be empty or hold a colon, comma, quote or backslash");
    }
    let (key, digest) = new_key()?;
    let mut out = output::data();
    writeln!(out, "# The key, shown only now: {key}")?;
    writeln!(out, "# For the settings file:")?;
    writeln!(out, "[[keys]]\nname = \"{name}\"\nsha256 = \"{digest}\"")?;
    Ok(out.flush()?)
}
