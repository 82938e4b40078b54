//! Opening the state of a desk: lock, journal, spool, and an index that agrees with the journal.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::doubted::{self, Doubted};
use super::index::{Index, Table};
use super::journal::{self, Journal};
use super::lock::Lock;
use super::memory::Memory;
use super::project::{FORM, FORM_KEY, POSITION, number, project};
use super::restore::Unfinished;
use super::sled::Sled;
use super::spool::Spool;
use super::tally::Tally;
use super::{CHECKPOINT_OCTETS, Store, StoreError};
use crate::fault::{self, Point};

/// Which index a store is opened with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// The real one.
    Sled,
    /// The twin for tests, made anew from the journal at each opening.
    Memory,
}

/// What opening found and did, for the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opened {
    /// The number of the journal's last line.
    pub last_line: u64,
    /// Octets at the journal's end that a crash had torn, cut off.
    pub cut_octets: u64,
    /// Lines that the index had missed.
    pub replayed: u64,
    /// The instant of the last line.
    pub last_at: Option<Timestamp>,
    /// Why the index was rebuilt, if it was.
    pub rebuilt: Option<String>,
    /// The format the store was of, where this program has taken it to a newer one.
    pub migrated_from: Option<u32>,
}

impl Store {
    /// Opens the state in `dir`, making it where there is none. `boot` names this boot of the machine: after an
    /// unclean stop under another one, or where `boot` is empty, the index is not believed. `seed` is 32 octets of randomness.
    pub fn open(
        dir: &Path,
        kind: IndexKind,
        boot: &str,
        seed: [u8; 32],
    ) -> Result<(Self, Opened), StoreError> {
        if let Some(unfinished) = Unfinished::of(dir)? {
            return Err(StoreError::Unfinished {
                dir: dir.display().to_string(),
                way_out: unfinished.way_out(),
            });
        }
        Self::open_unfinished(dir, kind, boot, seed)
    }

    /// The same for those who finish it: a state that is [`Unfinished`] is opened too.
    pub fn open_unfinished(
        dir: &Path,
        kind: IndexKind,
        boot: &str,
        seed: [u8; 32],
    ) -> Result<(Self, Opened), StoreError> {
        make_private(dir)?;
        close_to_others(dir)?;
        let lock = Lock::take(dir)?;
        fault::point(Point::StateLocked);
        let was_running = running_path(dir).exists();
        // One that cannot be read names no boot, and so another one.
        let last_boot =
            was_running.then(|| fs::read_to_string(running_path(dir)).unwrap_or_default());
        let (journal, found) = Journal::open(&journal_dir(dir), was_running, seed)?;
        if found.last_seq == 0 {
            sync_names_above(dir);
        }
        fault::point(Point::JournalOpen);
        let spool = Spool::open(&dir.join("spool"))?;
        fault::point(Point::SpoolSwept);
        let mut opened = Opened {
            last_line: found.last_seq,
            cut_octets: found.cut_octets,
            migrated_from: found.migrated_from,
            last_at: found.last_at,
            ..Opened::default()
        };
        // What must not be believed is gone before this boot is on record, or the next start under it would believe
        // it; and the index is not touched before, or a power cut in the middle of that would leave a torn one behind
        // a clean end.
        if kind == IndexKind::Sled {
            distrust(dir, boot, last_boot.as_deref(), &mut opened)?;
        }
        mark_running(dir, boot)?;
        fault::point(Point::RunningMarked);
        let mut index = match kind {
            IndexKind::Memory => Box::<Memory>::default(),
            IndexKind::Sled => open_sled(dir, found.last_seq, &mut opened)?,
        };
        fault::point(Point::IndexBegun);
        let position = position(index.as_ref())?;
        opened.replayed = catch_up(index.as_mut(), &journal_dir(dir), position)?;
        let tally = Tally::of(index.as_ref())?;
        let store = Self {
            dir: dir.to_owned(),
            journal,
            spool,
            index,
            held: Vec::new(),
            tally,
            unsynced_octets: 0,
            _lock: lock,
        };
        Ok((store, opened))
    }

    /// The index of the state in `dir` was seen to fail: the next opening makes it anew.
    pub fn doubt_index(dir: &Path, why: &str) {
        doubted::mark(&dir.join("index"), why);
    }

    /// Throws the index of a state away that nobody has open; the next opening makes it anew.
    pub fn forget_index(dir: &Path) -> Result<(), StoreError> {
        if !dir.exists() {
            return Ok(());
        }
        let _lock = Lock::take(dir)?;
        let path = dir.join("index");
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::io("removing", &path)(error))
            }
            _ => journal::sync_dir(dir),
        }
    }
}

/// Where the journal lies in a state directory.
pub(super) fn journal_dir(dir: &Path) -> PathBuf {
    dir.join("journal")
}

/// Throws an index away that cannot be believed whatever it holds: `last_boot` is the boot under which the last process
/// ran that did not end cleanly.
fn distrust(
    dir: &Path,
    boot: &str,
    last_boot: Option<&str>,
    opened: &mut Opened,
) -> Result<(), StoreError> {
    let path = dir.join("index");
    let doubt = match last_boot {
        // A boot without a name may be any boot.
        Some(last) if boot.is_empty() || last.trim() != boot => {
            Some("the machine went down while ticketd ran".to_owned())
        }
        _ => doubted::failure(&path),
    };
    match doubt {
        Some(doubt) => throw_away(&path, doubt, opened),
        None => Ok(()),
    }
}

/// Opens sled, anew where what it holds cannot be believed.
fn open_sled(dir: &Path, last_seq: u64, opened: &mut Opened) -> Result<Box<dyn Index>, StoreError> {
    let path = dir.join("index");
    // Closing sled can panic where the disk fails: from here on it is closed behind a guard.
    let opened_index = Sled::open(&path).map(|index| Doubted::new(index, &path));
    let doubt = match opened_index {
        Ok(index) => match (position(&index), form(&index)) {
            (Ok(position), Ok(form)) if position > 0 && form != FORM => {
                "another version of ticketd made it".to_owned()
            }
            (Ok(position), Ok(_)) if position <= last_seq => return Ok(Box::new(index)),
            (Ok(position), Ok(_)) => {
                format!("it is at line {position} and the journal ends at {last_seq}")
            }
            (Err(error), _) | (_, Err(error)) => error.to_string(),
        },
        Err(error) => error.to_string(),
    };
    throw_away(&path, doubt, opened)?;
    let index = Sled::open(&path).map_err(|error| StoreError::Index(error.to_string()))?;
    Ok(Box::new(Doubted::new(index, &path)))
}

fn position(index: &dyn Index) -> Result<u64, StoreError> {
    figure(index, POSITION)
}

fn form(index: &dyn Index) -> Result<u64, StoreError> {
    figure(index, FORM_KEY)
}

fn figure(index: &dyn Index, key: &[u8]) -> Result<u64, StoreError> {
    index
        .get(Table::Meta, key)
        .map(number)
        .map_err(|error| StoreError::Index(error.to_string()))
}

/// Takes the lines after `position` into an index; gives how many they were.
fn catch_up(index: &mut dyn Index, dir: &Path, position: u64) -> Result<u64, StoreError> {
    let (mut count, mut unsynced) = (0, 0);
    journal::replay(dir, position, u64::MAX, &mut |line| {
        let batch = project(index, line.seq, &line.record, line.at)?;
        unsynced += batch.octets();
        index
            .commit(&batch)
            .map_err(|error| StoreError::Index(error.to_string()))?;
        if unsynced >= CHECKPOINT_OCTETS {
            index
                .checkpoint()
                .map_err(|error| StoreError::Index(error.to_string()))?;
            unsynced = 0;
        }
        fault::point(Point::LineReplayed);
        count += 1;
        Ok(())
    })?;
    fault::point(Point::IndexCaughtUp);
    index
        .checkpoint()
        .map_err(|error| StoreError::Index(error.to_string()))?;
    Ok(count)
}

/// Removes the folder of an index, or what lies in its place, and notes why.
fn throw_away(path: &Path, doubt: String, opened: &mut Opened) -> Result<(), StoreError> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else if path.exists() {
        fs::remove_file(path)
    } else {
        return Ok(());
    };
    removed.map_err(StoreError::io("removing", path))?;
    fault::point(Point::IndexThrownAway);
    opened.rebuilt = Some(doubt);
    Ok(())
}

pub(super) fn make_private(dir: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(StoreError::io("making", dir))
}

/// Takes a state directory that somebody made beforehand away from everybody but its owner: what is in it is closed to
/// others by that alone.
fn close_to_others(dir: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let found = fs::metadata(dir).map_err(StoreError::io("reading", dir))?;
    if found.permissions().mode() & OTHERS != 0 {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
            .map_err(StoreError::io("closing to others", dir))?;
    }
    Ok(())
}

/// Permission bits of anybody but the owner.
const OTHERS: u32 = 0o077;

/// Makes the name of the state directory itself durable. Whatever is synced inside of one that was just made, a power
/// cut could take the whole of it: its name stands in the folder above. A folder that we may not open is none that we
/// have made.
fn sync_names_above(dir: &Path) {
    for folder in dir.ancestors().skip(1) {
        let is_here = folder.as_os_str().is_empty();
        let folder = if is_here { Path::new(".") } else { folder };
        let _ = journal::sync_dir(folder);
    }
}

/// Where it is noted that a daemon runs, and under which boot.
pub(super) fn running_path(dir: &Path) -> PathBuf {
    dir.join("running")
}

fn mark_running(dir: &Path, boot: &str) -> Result<(), StoreError> {
    let path = running_path(dir);
    fs::write(&path, format!("{boot}\n")).map_err(StoreError::io("writing", &path))?;
    fs::File::open(&path)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io("syncing", &path))?;
    journal::sync_dir(dir)
}

/// Notes a clean end.
pub(super) fn mark_clean(dir: &Path) -> Result<(), StoreError> {
    let path = running_path(dir);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(StoreError::io("removing", &path)(error));
        }
        _ => journal::sync_dir(dir)?,
    }
    fault::point(Point::CleanMarked);
    Ok(())
}
