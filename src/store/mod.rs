//! Floor 5. Memory kept: a journal that is the truth, an index that everything is read from, a spool of files.
//!
//! # The promise
//! Every mail gets exactly one disposition; one ticket a mail; each outgoing mail is sent, or visibly failed, and
//! doubled at most once, only when the connection or ticketd itself ended after the final dot was sent and before its
//! answer was recorded.
//!
//! # The states
//! Inbound, one source mail:
//!
//! | state | on the server | ledger | what a crash here leaves to do |
//! | --- | --- | --- | --- |
//! | S1 unknown | inbox | – | it is listed again and taken in |
//! | S1a reading | inbox | attempt open, durable | it is a suspect: taken alone; the third attempt that fails alone quarantines it unread, and opens a stub ticket |
//! | S2 decided | inbox | row, durable | it is listed again, found in the ledger, and only settled |
//! | S3 settled | processed or quarantine folder, or left in place | row | nothing |
//! | S4 forgotten | – | row, raw copy past retention | nothing |
//!
//! Outgoing, one row of the outbox:
//!
//! | state | means | what a crash here leaves to do |
//! | --- | --- | --- |
//! | O1 queued | waits for its time | it is sent when due |
//! | O2 open | the server said 354; recorded, durable, before the first octet of content | the outcome is unknown: it rests 15 minutes and is sent once more, same octets, same Message-ID; found open a second time, it is left *in doubt* and shown |
//! | O3 accepted | the server said 250, not yet recorded | the same as O2: the one duplicate that cannot be avoided |
//! | O4 sent, failed, in doubt | recorded | nothing |
//!
//! # The order of things
//! [`Store::apply`] takes a decision into the index at once, so that the next decision sees it, and holds its journal
//! line in memory. [`Store::sync`] is the barrier: spool files are synced and renamed, their folders synced, then all
//! held lines are written and synced with one `fdatasync`. Only after it may a source mail be settled or a letter
//! sent. When the barrier fails, nothing is retried (a failed fsync has thrown the pages away): the process ends, and
//! the next start reads what is really there.
//!
//! The index may be ahead of the journal after a crash (it is written first, and synced by its own rhythm) or behind
//! it. Behind: the missing lines are replayed. Ahead, damaged, unopenable, or left by an unclean stop of another boot
//! (its pages may be torn by the power cut): it is thrown away and rebuilt. It holds nothing that must not be lost.

mod check;
pub mod index;
mod journal;
mod line;
mod lock;
mod look;
mod memory;
mod open;
mod project;
mod quarantine;
mod query;
mod read;
mod record;
mod segment;
mod sled;
mod spool;

use std::path::PathBuf;

use jiff::Timestamp;

use crate::domain::SpoolName;
use crate::engine::{Decision, LetterNo, Locator, Row, RowState};
use crate::fault::{self, Point};

pub use check::Check;
pub use look::Look;
pub use open::{IndexKind, Opened};
pub use query::{Filter, Stats};

use index::Index;
use journal::Journal;
use record::Record;
use spool::Spool;

/// Why the store cannot go on. Each is one line for the admin.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A second daemon.
    #[error(
        "opening the state directory {dir}: it is in use by {holder}; stop that one first, or name another state-dir"
    )]
    Locked {
        /// The directory.
        dir: String,
        /// Who holds it.
        holder: String,
    },
    /// The file system refused.
    #[error("{doing} {path}: {source}; {}", what_to_do(source))]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A journal that cannot be believed.
    #[error(
        "reading the journal {path}, line {line}: {why}; the journal is the truth and is not repaired by guessing: restore the state directory from a backup, or move {path} away to go on with the tickets before it"
    )]
    Journal {
        /// The segment.
        path: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A store of a format that did not exist yet when this program was made.
    #[error(
        "reading {path}: it is of format {format} and was made by a newer ticketd, and this one reads formats up to {known}; install the newer ticketd again: an older one would lose what it does not know",
        known = segment::FORMAT
    )]
    Newer {
        /// The file that says so.
        path: String,
        /// Its format.
        format: u32,
    },
    /// The index failed; a restart rebuilds it.
    #[error("using the index: {0}; a restart rebuilds it from the journal")]
    Index(String),
    /// A file of the spool is not there or not what it was.
    #[error("reading the spool file {name}: {why}; restore the state directory from a backup")]
    Spool {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
}

impl StoreError {
    fn io(doing: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }

    /// Whether another process holds the directory.
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Locked { .. })
    }
}

/// What an admin does about a refusal of the file system.
fn what_to_do(source: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match source.kind() {
        ErrorKind::PermissionDenied => {
            "it must belong to the user that ticketd runs as; run chown, or name another state-dir"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room there and start again",
        ErrorKind::ReadOnlyFilesystem => "mount it for writing, or name another state-dir",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "a file is in the way; move it, or name another state-dir"
        }
        ErrorKind::NotFound => "check that state-dir is there and mounted",
        _ => "see the system's log, and start again when the disk is well",
    }
}

/// The state of a desk. One owner, one thread; everything that changes goes through [`Store::apply`].
pub struct Store {
    dir: PathBuf,
    journal: Journal,
    spool: Spool,
    index: Box<dyn Index>,
    held: Vec<Record>,
    unsynced_octets: usize,
    _lock: lock::Lock,
}

/// How much may be written to the index before it is synced itself: sled deadlocks when much more is unflushed.
const CHECKPOINT_OCTETS: usize = 128 * 1024;

impl Store {
    /// Puts octets into the spool; durable after the next [`Store::sync`].
    pub fn put(&mut self, octets: &[u8]) -> Result<SpoolName, StoreError> {
        self.spool.put(octets)
    }

    /// Octets from the spool.
    pub fn get(&self, name: SpoolName) -> Result<Vec<u8>, StoreError> {
        self.spool.get(name)
    }

    /// Takes a decision in: visible at once, durable after the next [`Store::sync`].
    pub fn apply(&mut self, decision: Decision, now: Timestamp) -> Result<(), StoreError> {
        let mut letters = Vec::with_capacity(decision.outgoing.len());
        for outgoing in decision.outgoing {
            let spool = self.spool.put(&outgoing.letter.bytes)?;
            let letter = outgoing.letter;
            letters.push(Row {
                no: letter.no,
                envelope_from: letter.envelope_from.into(),
                envelope_to: letter.envelope_to.into(),
                message_id: letter.message_id,
                ticket: letter.ticket,
                event: outgoing.event,
                notice: outgoing.notice.to_owned(),
                counts: outgoing.counts,
                spool,
                queued_at: now,
                state: RowState::Queued {
                    next_at: now,
                    attempts: 0,
                    doubts: 0,
                    reply: None,
                },
            });
        }
        let ledger = decision.ledger.into_iter().collect();
        self.record(
            Record::Decision {
                ledger,
                events: decision.events,
                letters,
                rows: decision.rows,
            },
            now,
        )
    }

    /// Records mails that were there before the desk.
    pub fn ignore(
        &mut self,
        ledger: Vec<crate::engine::LedgerRow>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.record(
            Record::Decision {
                ledger,
                events: Vec::new(),
                letters: Vec::new(),
                rows: Vec::new(),
            },
            now,
        )
    }

    /// Opens attempts to read these mails (S1a). `is_alone` when it is the only one, so that a failure is its own.
    pub fn reading(
        &mut self,
        mails: Vec<Locator>,
        is_alone: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.record(Record::Reading { mails, is_alone }, now)?;
        fault::point(Point::ReadingHeld);
        Ok(())
    }

    /// Opens an attempt to send (O2). `false` when the row does not wait to be sent.
    pub fn sending(&mut self, no: LetterNo, now: Timestamp) -> Result<bool, StoreError> {
        let Some(state) = self
            .letter_row(no)?
            .and_then(|row| crate::engine::retry::opened(&row.state))
        else {
            return Ok(false);
        };
        self.record(Record::Sending { no, state }, now)?;
        fault::point(Point::SendingHeld);
        Ok(true)
    }

    /// Notes that a mailbox is watched from now on.
    pub fn watching(&mut self, mailbox: &str, now: Timestamp) -> Result<(), StoreError> {
        self.record(
            Record::Watching {
                mailbox: mailbox.to_owned(),
            },
            now,
        )
    }

    fn record(&mut self, record: Record, now: Timestamp) -> Result<(), StoreError> {
        let seq = self.journal.next_seq() + self.held.len() as u64;
        let batch = project::project(self.index.as_ref(), seq, &record, now)?;
        self.unsynced_octets += batch.octets();
        self.index
            .commit(&batch)
            .map_err(|error| StoreError::Index(error.to_string()))?;
        fault::point(Point::IndexApplied);
        self.journal.hold(&record, now);
        self.held.push(record);
        fault::point(Point::RecordHeld);
        Ok(())
    }

    /// The barrier: everything applied so far is durable when it returns. On an error the process has to end.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        if !self.held.is_empty() {
            fault::point(Point::BarrierBegun);
        }
        self.spool.sync()?;
        self.journal.sync()?;
        self.held.clear();
        if self.unsynced_octets >= CHECKPOINT_OCTETS {
            self.checkpoint()?;
        }
        Ok(())
    }

    /// Syncs the index. Nothing depends on it but the time that the next start takes.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        if self.unsynced_octets > 0 {
            self.index
                .checkpoint()
                .map_err(|error| StoreError::Index(error.to_string()))?;
            self.unsynced_octets = 0;
            fault::point(Point::IndexCheckpointed);
        }
        Ok(())
    }

    /// Size of the state directory, in octets.
    pub fn size(&self) -> Result<u64, StoreError> {
        let (mut size, mut folders) = (0, vec![self.dir.clone()]);
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(&folder).map_err(StoreError::io("reading", &folder))?;
            for entry in entries.flatten() {
                match entry.metadata() {
                    Ok(found) if found.is_dir() => folders.push(entry.path()),
                    Ok(found) => size += found.len(),
                    // A file that went away while we looked takes no room.
                    Err(_) => {}
                }
            }
        }
        Ok(size)
    }

    /// Ends cleanly, so that the next start need not doubt the index.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.sync()?;
        fault::point(Point::ClosingBegun);
        self.unsynced_octets = 1;
        self.checkpoint()?;
        fault::point(Point::ClosingSynced);
        open::mark_clean(&self.dir)
    }
}

#[cfg(test)]
mod tests;
