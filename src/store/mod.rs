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
//! | S1a reading | inbox | attempt open, durable | it is a suspect, by its place and by its octets: taken alone; the third attempt that fails alone quarantines it unread, and opens a stub ticket |
//! | S2 decided | inbox | row, durable | it is listed again, found in the ledger, and only settled |
//! | S3 settled | processed or quarantine folder, or left in place | row | nothing |
//! | S4 forgotten | – | row, raw copy past retention | nothing |
//!
//! Outgoing, one row of the outbox:
//!
//! | state | means | what a crash here leaves to do |
//! | --- | --- | --- |
//! | O1 queued | waits for its time | it is sent when due |
//! | O2 open | the server said 354; recorded, durable, before the first octet of content | the outcome is unknown: it rests 15 minutes and is sent once more, same octets, same Message-ID; found open a second time, it is left *in doubt* and shown. Into a folder it is repeated at once: the same file |
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

mod backup;
mod check;
mod damage;
mod doubted;
mod error;
mod exchange;
pub mod index;
mod journal;
mod key;
mod line;
mod lock;
mod look;
mod memory;
mod open;
mod owner;
mod periodical;
mod project;
mod quarantine;
mod query;
mod read;
mod record;
mod replay;
mod restore;
mod search;
mod segment;
mod size;
mod sled;
mod spool;
mod staff;
mod tally;

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::{SpoolName, TicketId};
use crate::engine::{Decision, LetterNo, Locator, Row, RowState};
use crate::fault::{self, Point};

pub use backup::{Manifest, Resting, backup};
pub use check::{Check, Page, Wanted, check};
pub use damage::damage;
pub use error::StoreError;
pub use exchange::{Case, Taken};
pub use look::Look;
pub use open::{IndexKind, Opened};
pub use owner::hand_over;
pub use query::{Archived, Cursor, Filter, Stats};
pub use restore::{Restored, Unfinished, restore};
pub use size::size;
pub use spool::name_of;

use index::Index;
use journal::Journal;
use open::make_private;
use record::Record;
use spool::Spool;
use tally::Tally;

/// The state of a desk. One owner, one thread; everything that changes goes through [`Store::apply`].
pub struct Store {
    dir: PathBuf,
    journal: Journal,
    spool: Spool,
    index: Box<dyn Index>,
    held: Vec<Record>,
    tally: Tally,
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
                owed_since: outgoing.owed_since,
                rewritten_at: None,
                state: RowState::Queued {
                    next_at: now,
                    attempts: 0,
                    doubts: 0,
                    reply: None,
                    doubt: None,
                },
            });
        }
        let mut rewritten = Vec::with_capacity(decision.rewritten.len());
        for (no, octets) in decision.rewritten {
            rewritten.push((no, self.spool.put(&octets)?));
        }
        let ledger = decision.ledger.into_iter().collect();
        self.record(
            Record::Decision {
                ledger,
                events: decision.events,
                letters,
                rows: decision.rows,
                rewritten,
                issued: decision.issued,
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
                rewritten: Vec::new(),
                issued: None,
            },
            now,
        )
    }

    /// Opens attempts to read these mails (S1a), each named by its place and its octets. `is_alone` when it is the only
    /// one, so that a failure is its own.
    pub fn reading(
        &mut self,
        mails: Vec<(Locator, SpoolName)>,
        is_alone: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (mails, octets) = mails.into_iter().unzip();
        let record = Record::Reading {
            mails,
            octets,
            is_alone,
        };
        self.record(record, now)?;
        fault::point(Point::ReadingHeld);
        Ok(())
    }

    /// Opens an attempt to send (O2) through the relay `via`. `false` when the row does not wait to be sent.
    pub fn sending(&mut self, no: LetterNo, via: &str, now: Timestamp) -> Result<bool, StoreError> {
        let Some(state) = self
            .letter_row(no)?
            .and_then(|row| crate::engine::retry::opened(&row.state, via))
        else {
            return Ok(false);
        };
        self.record(Record::Sending { no, state }, now)?;
        fault::point(Point::SendingHeld);
        Ok(true)
    }

    /// Gives no number below this one to a new ticket any more.
    pub fn number_from(&mut self, next: TicketId, now: Timestamp) -> Result<(), StoreError> {
        self.record(Record::Numbering { next }, now)
    }

    /// Notes that a mailbox is watched from now on. The earliest such instant counts.
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
        self.tally.take(&batch)?;
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

    /// Makes the files of the spool durable, and nothing else: so many can be put that they cannot all stay open.
    pub fn sync_files(&mut self) -> Result<(), StoreError> {
        self.spool.sync()
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

    /// Where the state is kept.
    pub fn dir(&self) -> &Path {
        &self.dir
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

/// Writes a small file whole and durably: it is there with these octets, or as it was before.
fn durably(path: &Path, octets: &[u8]) -> Result<(), StoreError> {
    let fresh = path.with_extension("new");
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(&fresh)
        .map_err(StoreError::io("making", &fresh))?;
    file.write_all(octets)
        .and_then(|()| file.sync_all())
        .map_err(StoreError::io("writing", &fresh))?;
    std::fs::rename(&fresh, path).map_err(StoreError::io("renaming", &fresh))?;
    path.parent().map_or(Ok(()), journal::sync_dir)
}

#[cfg(test)]
mod tests;
