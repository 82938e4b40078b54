//! Being woken by inotify when something happens in `new` or `cur`.
//!
//! It is a convenience, not evidence: what the events say does not matter, only that there are some. Where inotify
//! cannot be had (limits of the system, some file systems), [`Watch::set`] gives nothing, and the poller's interval
//! does.

use std::io;
use std::path::PathBuf;

use futures_util::StreamExt;
use inotify::{EventMask, EventStream, Inotify, WatchMask};

/// Events are read into so many bytes at a time: fifteen of them with the longest names there are.
const BUFFER_OCTETS: usize = 4096;

/// A watch on the folders of one Maildir.
#[derive(Debug)]
pub(super) struct Watch {
    events: EventStream<Vec<u8>>,
}

impl Watch {
    /// Begins to watch; `None` where that is not possible.
    pub(super) fn set(folders: &[PathBuf]) -> Option<Self> {
        let inotify = Inotify::init().and_then(|inotify| {
            for folder in folders {
                // Delivery is a rename from `tmp`, or a link; a few programs write into `new` directly.
                inotify.watches().add(
                    folder,
                    WatchMask::MOVED_TO | WatchMask::CREATE | WatchMask::CLOSE_WRITE,
                )?;
            }
            Ok(inotify)
        });
        Self::on(inotify)
    }

    fn on(inotify: io::Result<Inotify>) -> Option<Self> {
        let events = inotify.and_then(|inotify| inotify.into_event_stream(vec![0; BUFFER_OCTETS]));
        match events {
            Ok(events) => Some(Self { events }),
            Err(error) => {
                tracing::debug!("no inotify, so the Maildir is looked at by interval: {error}");
                None
            }
        }
    }

    /// Drops the events that are waiting. It asks the kernel, as the runtime may not have heard of them yet.
    pub(super) fn forget(self) -> Option<Self> {
        let mut inotify = self.events.into_inotify();
        let mut buffer = [0; BUFFER_OCTETS];
        while inotify.read_events(&mut buffer).is_ok() {}
        Self::on(Ok(inotify))
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
