//! How much is held and worked on at once, so that no client takes the others' share.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::config;
use super::exchange::Fault;

/// Bodies up to this size are let in without asking for room, and answered on the thread that read them.
pub(super) const SMALL_BYTES: usize = 64 << 10;

/// Room is counted in units of this size.
const UNIT_BYTES: usize = 1 << 10;

/// What is left of each limit.
#[derive(Debug)]
pub(super) struct Room {
    memory: Arc<Semaphore>,
    heavy: Arc<Semaphore>,
}

impl Room {
    pub(super) fn new(limits: &config::Limits) -> Self {
        let units = (limits.memory_bytes / UNIT_BYTES).clamp(1, Semaphore::MAX_PERMITS);
        let heavy = limits.heavy_requests.min(Semaphore::MAX_PERMITS);
        Self { memory: Arc::new(Semaphore::new(units)), heavy: Arc::new(Semaphore::new(heavy)) }
    }

    /// Room for a body of this size, until the permit goes. Nothing for a small one.
    pub(super) fn body(&self, bytes: usize) -> Result<Option<OwnedSemaphorePermit>, Fault> {
        if bytes <= SMALL_BYTES {
            return Ok(None);
        }
        let units = bytes.div_ceil(UNIT_BYTES) as u32;
        self.memory.clone().try_acquire_many_owned(units).map(Some).map_err(|_| Fault::Busy)
    }

    /// Leave for work that takes more than a moment.
    pub(super) fn heavy(&self) -> Result<OwnedSemaphorePermit, Fault> {
        self.heavy.clone().try_acquire_owned().map_err(|_| Fault::Busy)
    }
}
