//! Being woken by inotify when something happens in `new` or `cur`.
//!
//! It is a convenience, not evidence: events are not read, only that there are some. Where inotify cannot be had
//! (limits of the system, some file systems), [`Watch::set`] gives nothing, and the poller's interval does.

use std::path::PathBuf;

use futures_util::{FutureExt, StreamExt};
use inotify::{EventMask, EventStream, Inotify, WatchMask};

/// Events are read into so many bytes at a time: some twenty of them with names of usual length.
const BUFFER_OCTETS: usize = 4096;

/// A watch on the folders of one Maildir.
pub(super) struct Watch {
    events: EventStream<[u8; BUFFER_OCTETS]>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

impl Watch {
    /// Begins to watch; `None` where that is not possible.
    pub(super) fn set(folders: &[PathBuf]) -> Option<Self> {
        let events = Inotify::init().and_then(|inotify| {
            for folder in folders {
                // Delivery is a rename from `tmp`, or a link; a few programs write into `new` directly.
                inotify.watches().add(
                    folder,
                    WatchMask::MOVED_TO | WatchMask::CREATE | WatchMask::CLOSE_WRITE,
                )?;
            }
            inotify.into_event_stream([0; BUFFER_OCTETS])
        });
        match events {
            Ok(events) => Some(Self { events }),
            Err(error) => {
                tracing::debug!("no inotify, so the Maildir is looked at by interval: {error}");
                None
            }
        }
    }

    /// Drops the events that are waiting.
    pub(super) fn forget(&mut self) {
        while let Some(Some(Ok(_))) = self.events.next().now_or_never() {}
    }

    /// Waits for an event. False when the watch has ended and must be set anew.
    pub(super) async fn wake(&mut self) -> bool {
        match self.events.next().await {
            Some(Ok(event)) => !event
                .mask
                .intersects(EventMask::IGNORED | EventMask::Q_OVERFLOW | EventMask::UNMOUNT),
            Some(Err(_)) | None => false,
        }
    }
}
