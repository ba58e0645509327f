//! A new model without a restart: loaded beside the old one, then put in its place at once.

use std::sync::Arc;

use super::App;
use super::config::Config;
use super::engine::Engine;
use super::keys::Keys;
use crate::Result;

/// Reads the settings again as they were read at the start.
pub type Reread = Box<dyn Fn() -> Result<Config> + Send + Sync>;

/// Takes the model, the thresholds, the keys and the signing secrets from the settings as they are now. All of it
/// or, where anything is wrong, nothing: then the server goes on as before.
pub(super) async fn reload(app: Arc<App>) -> Result<()> {
    let _turn = app.reloading.lock().await;
    let inner = app.clone();
    let fresh = tokio::task::spawn_blocking(move || fresh(&inner)).await;
    let outcome = fresh.unwrap_or_else(|error| Err(crate::Error::Labels(error.to_string())));
    app.metrics.reloaded(outcome.is_ok());
    match outcome {
        Ok((engine, keys)) => {
            tracing::info!(source = engine.card().source, digest = engine.card().digest, "model taken");
            app.engine.store(Arc::new(engine));
            app.keys.store(Arc::new(keys));
            Ok(())
        }
        Err(error) => {
            tracing::error!(%error, "model refused, the old one stays");
            Err(error)
        }
    }
}

fn fresh(app: &App) -> Result<(Engine, Keys)> {
    let config = (app.reread)()?;
    config.check()?;
    let engine = Engine::load(config.model.as_deref(), config.thresholds)?;
    Ok((engine, Keys::new(&config)?))
}
