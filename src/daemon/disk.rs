//! Looks after the room on the disk: below the reserve, mail waits on its server.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::watch;

use super::notify;
use crate::engine::reserve::{Reserve, Room};

/// How often is looked.
const EVERY: Duration = Duration::from_secs(2);
/// What a start itself may write: the last segment of the journal anew, and an index that catches up.
const START_OCTETS: u64 = 64 * 1024 * 1024;

/// Why mail waits for room; `None` while it need not.
pub type Low = Option<String>;

/// Where room is asked for; another one in tests.
pub type Source = Box<dyn Fn() -> io::Result<Room> + Send>;

/// What is free where `path` lies.
pub fn room(path: &Path) -> io::Result<Room> {
    let found = rustix::fs::statvfs(path)?;
    Ok(Room {
        octets: found.f_bavail.saturating_mul(found.f_frsize),
        // Some file systems make room for files as they go, and say that there are none.
        files: (found.f_files > 0).then_some(found.f_favail),
    })
}

/// Who looks.
pub struct Disk {
    reserve: Reserve,
    source: Source,
    low: watch::Sender<Low>,
    dir: PathBuf,
}

impl Disk {
    /// With a reserve in octets, for the state in `dir`. Has looked once when it is given.
    pub fn new(dir: &Path, octets: u64, source: Source) -> (Self, watch::Receiver<Low>) {
        let (low, seen) = watch::channel(None);
        let mut disk = Self {
            reserve: Reserve::new(octets),
            source,
            low,
            dir: dir.to_owned(),
        };
        disk.look();
        (disk, seen)
    }

    /// Looks until it is stopped.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            self.look();
        }
    }

    fn look(&mut self) {
        // A file system that does not say is none that we hold back mail for: a write will tell.
        let Ok(room) = (self.source)() else {
            return;
        };
        let dir = self.dir.display().to_string();
        let why = self.reserve.look(room).then(|| {
            let files = room.files.map_or(String::new(), |files| {
                format!(" and room for {files} files")
            });
            let mib = room.octets / (1024 * 1024);
            format!("{mib} MiB{files} are left on the disk of {dir}; mail waits on its server")
        });
        self.low.send_if_modified(|low| {
            let has_changed = low.is_some() != why.is_some();
            match &why {
                Some(why) if has_changed => tracing::error!("intake rests: {why}"),
                None if has_changed => tracing::info!("there is room on the disk: intake goes on"),
                _ => {}
            }
            *low = why;
            has_changed
        });
    }
}

/// Why there is too little room to start in, if so.
pub fn lacks_room(dir: &Path, reserve: u64) -> Option<String> {
    let needed = reserve.min(START_OCTETS);
    // Where there is no such folder yet, making it will tell.
    let free = room(dir).ok()?.octets;
    (free < needed).then(|| {
        let dir = dir.display();
        format!("the start waits for room on the disk of {dir}: it needs {needed} octets and {free} are free")
    })
}

/// Waits until there is room to start in at all. A start that fails for want of room would be tried again and again,
/// and each time write what makes less of it.
pub async fn room_to_start(dir: &Path, reserve: u64) {
    let mut is_told = false;
    while let Some(why) = lacks_room(dir, reserve) {
        if !is_told {
            is_told = true;
            tracing::error!("{why}");
        }
        notify::waiting(EVERY * 5);
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn who_waits_for_room_is_told_when_it_goes_and_when_it_comes_back() {
        let free = Arc::new(AtomicU64::new(10));
        let source = {
            let free = Arc::clone(&free);
            Box::new(move || {
                Ok(Room {
                    octets: free.load(Ordering::Relaxed),
                    files: None,
                })
            })
        };
        let (mut disk, mut low) = Disk::new(Path::new("state"), 100, source);
        assert!(low.borrow_and_update().is_some(), "looked at once");
        free.store(110, Ordering::Relaxed);
        disk.look();
        assert!(!low.has_changed().unwrap(), "not yet a quarter more");
        free.store(125, Ordering::Relaxed);
        disk.look();
        assert_eq!(*low.borrow_and_update(), None);
    }

    #[test]
    fn a_file_system_says_what_is_free() {
        let dir = tempfile::tempdir().unwrap();
        assert!(room(dir.path()).unwrap().octets > 0);
        assert!(room(&dir.path().join("nothing")).is_err());
    }
}
