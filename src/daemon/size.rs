//! How much room the state takes, for `status`: looked up now and then, on a thread of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::clock;
use crate::store::{self, StoreError};

/// How old a figure may be. To look means to look at every file of the state.
const AGE_MAX: Duration = Duration::from_mins(1);

/// The size of a state directory, at most a minute old.
#[derive(Clone)]
pub struct Size {
    dir: PathBuf,
    last: Arc<Mutex<Option<(Instant, u64)>>>,
}

impl Size {
    /// Of the state in `dir`; nothing is looked at yet.
    pub fn of(dir: PathBuf) -> Self {
        Self {
            dir,
            last: Arc::default(),
        }
    }

    /// In octets. Whoever asks while somebody else looks waits for that answer.
    pub async fn now(&self) -> Result<u64, StoreError> {
        let mut last = self.last.lock().await;
        if let Some((at, size)) = *last
            && at.elapsed() < AGE_MAX
        {
            return Ok(size);
        }
        let dir = self.dir.clone();
        let looked = tokio::task::spawn_blocking(move || store::size(&dir)).await;
        let size = looked.map_err(|error| StoreError::Index(error.to_string()))??;
        *last = Some((clock::monotonic(), size));
        Ok(size)
    }
}
