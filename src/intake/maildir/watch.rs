//! Being woken by inotify when something happens in `new` or `cur`.
//!
//! It is a convenience, not evidence: what the events say does not matter, only that there are some. Where inotify
//! cannot be had (limits of the system, some file systems), [`Watch::set`] gives nothing, and the poller's interval
//! does.

use std::io;
use std::path::PathBuf;

use inotify::{EventMask, Inotify, WatchMask};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Events are read into so many bytes at a time: fifteen of them with the longest names there are.
const BUFFER_OCTETS: usize = 4096;

/// A watch on the folders of one Maildir.
#[derive(Debug)]
pub(super) struct Watch {
    inotify: AsyncFd<Inotify>,
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
            AsyncFd::with_interest(inotify, Interest::READABLE)
        });
        match inotify {
            Ok(inotify) => Some(Self { inotify }),
            Err(error) => {
                tracing::debug!("no inotify, so the Maildir is looked at by interval: {error}");
                None
            }
        }
    }

    /// Drops the events that are waiting. It asks the kernel and not the runtime, which may not know of them yet.
    pub(super) fn forget(&mut self) {
        while read(self.inotify.get_mut()).is_ok() {}
    }

    /// Waits for an event. False when the watch has ended and must be set anew.
    pub(super) async fn wake(&mut self) -> bool {
        loop {
            let Ok(mut ready) = self.inotify.readable_mut().await else {
                return false;
            };
            if let Ok(result) = ready.try_io(|inotify| read(inotify.get_mut())) {
                return result.unwrap_or(false);
            }
        }
    }
}

/// Reads the events that are there; `WouldBlock` when there are none. True while the watch goes on.
fn read(inotify: &mut Inotify) -> io::Result<bool> {
    let mut buffer = [0; BUFFER_OCTETS];
    let events = inotify.read_events(&mut buffer)?;
    let last = EventMask::IGNORED | EventMask::Q_OVERFLOW | EventMask::UNMOUNT;
    Ok(!events.into_iter().any(|event| event.mask.intersects(last)))
}
