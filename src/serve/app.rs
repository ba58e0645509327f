//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arc_swap::ArcSwap;

use super::Config;
use super::akismet::Akismet;
use super::coral::Coral;
use super::engine::Engine;
use super::exchange::Protocol as _;
use super::feedback::Store;
use super::keys::Keys;
use super::limits::Room;
use super::metrics::Metrics;
use super::own::Own;
use super::perspective::Perspective;
use super::reload::Reread;
use crate::Result;

/// What figures are kept apart by.
const PROTOCOLS: [&str; 4] = [Own::NAME, Perspective::NAME, Coral::NAME, Akismet::NAME];

/// The state of a server: settings, model, keys, store and figures.
pub struct App {
    pub(super) config: Config,
    pub(super) engine: ArcSwap<Engine>,
    pub(super) keys: ArcSwap<Keys>,
    pub(super) store: Option<Store>,
    pub(super) metrics: Metrics,
    pub(super) room: Room,
    /// Whether new requests are welcome.
    pub(super) ready: AtomicBool,
    pub(super) reread: Reread,
    /// One reload at a time.
    pub(super) reloading: tokio::sync::Mutex<()>,
}

impl App {
    /// Loads the model and opens the store. `reread` gives the settings once more, as they are then.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] for settings that are not right, and whatever the model and the store say.
    pub fn new(config: Config, reread: Reread) -> Result<Arc<Self>> {
        config.check()?;
        let engine = Engine::load(config.model.as_deref(), config.thresholds)?;
        let keys = Keys::new(&config)?;
        let store = config.feedback.database.as_deref();
        let store = store.map(|path| Store::open(path, config.feedback.retention_days)).transpose()?;
        Ok(Arc::new(Self {
            engine: ArcSwap::from_pointee(engine),
            keys: ArcSwap::from_pointee(keys),
            store,
            metrics: Metrics::new(&PROTOCOLS),
            room: Room::new(&config.limits),
            ready: AtomicBool::new(true),
            reread,
            reloading: tokio::sync::Mutex::default(),
            config,
        }))
    }
}
