//! A look at a state from outside: read from its files, with nothing locked, opened or written.
//!
//! The journal says all there is to know, so whoever may read its files can work out the state without the process
//! that owns it: a backup, an export, a check. Up to a line that is durable nothing of it changes any more, also while
//! a daemon goes on writing behind it.

use std::collections::BTreeSet;
use std::path::Path;

use super::index::{Index, Table};
use super::journal;
use super::memory::Memory;
use super::project::{NEXT_TICKET, decode, number, project};
use super::segment::Ending;
use super::spool::Spool;
use super::{Store, StoreError};
use crate::domain::{Event, SpoolName, Ticket, TicketId};
use crate::engine::{LedgerRow, Row};

/// The state after a line of its journal.
pub struct Look {
    pub(super) index: Memory,
    pub(super) spool: Spool,
    /// The segments, by the number of their first line, and how far each was read.
    pub(super) segments: Vec<(u64, Ending)>,
}

impl Look {
    /// Reads the state in `dir` as it was after line `until` (`u64::MAX`: after the last). Every line is verified.
    pub fn at(dir: &Path, until: u64) -> Result<Self, StoreError> {
        let mut index = Memory::default();
        let segments = journal::replay(&dir.join("journal"), 0, until, &mut |line| {
            let batch = project(&index, line.seq, &line.record, line.at)?;
            index
                .commit(&batch)
                .map_err(|error| StoreError::Index(error.to_string()))
        })?;
        Ok(Self {
            index,
            spool: Spool::to_read(&dir.join("spool")),
            segments,
        })
    }

    /// The number of the last line, and its hash; `None` where there is no line.
    pub fn end(&self) -> Option<(u64, &str)> {
        let last = self.segments.iter().rev().map(|(_, ending)| ending);
        let last = last.into_iter().find(|ending| ending.seq > 0)?;
        Some((last.seq, &last.hash))
    }

    /// A figure that two states share if and only if all their tickets and all that happened to them are the same.
    pub fn digest(&self) -> Result<String, StoreError> {
        digest(&self.index)
    }

    /// All tickets, by number, each with all that happened to it.
    pub fn tickets(&self) -> Result<Vec<(Ticket, Vec<Event>)>, StoreError> {
        let mut all: Vec<(Ticket, Vec<Event>)> = Vec::new();
        for (_, octets) in rows(&self.index, Table::Tickets)? {
            all.push((decode(&octets)?, Vec::new()));
        }
        let mut tickets = all.iter_mut().peekable();
        for (key, octets) in rows(&self.index, Table::Events)? {
            let id = key.get(..4).and_then(|id| id.try_into().ok());
            let id = id.map(|id| TicketId(u32::from_be_bytes(id)));
            while tickets
                .next_if(|(ticket, _)| Some(ticket.id) < id)
                .is_some()
            {}
            if let Some((_, events)) = tickets
                .peek_mut()
                .filter(|(ticket, _)| Some(ticket.id) == id)
            {
                events.push(decode(&octets)?);
            }
        }
        Ok(all)
    }

    /// The number that the next new ticket would get.
    pub fn next_ticket(&self) -> Result<TicketId, StoreError> {
        let next = self
            .index
            .get(Table::Meta, NEXT_TICKET)
            .map_err(|error| StoreError::Index(error.to_string()))?;
        let next = u32::try_from(number(next)).unwrap_or(u32::MAX);
        Ok(TicketId(next).max(TicketId::FIRST))
    }

    /// All rows of the ledger.
    pub fn mails(&self) -> Result<Vec<LedgerRow>, StoreError> {
        decoded(&self.index, Table::Ledger)
    }

    /// All letters, by number.
    pub fn letters(&self) -> Result<Vec<Row>, StoreError> {
        decoded(&self.index, Table::Letters)
    }

    /// Every file of the spool that something refers to.
    pub fn files(&self) -> Result<BTreeSet<SpoolName>, StoreError> {
        let mut names = BTreeSet::new();
        for row in self.mails()? {
            names.extend(row.raw);
        }
        names.extend(self.letters()?.iter().map(|row| row.spool));
        for event in decoded::<Event>(&self.index, Table::Events)? {
            names.extend(files_of(&event));
        }
        Ok(names)
    }

    /// A file of the spool, held against its name.
    pub fn file(&self, name: SpoolName) -> Result<Vec<u8>, StoreError> {
        self.spool.get(name)
    }
}

impl Store {
    /// The number of the last line that is durable: what a [`Look`] may read up to.
    pub fn durable(&self) -> u64 {
        self.journal.last_seq()
    }
}

/// The files that an event refers to.
pub(super) fn files_of(event: &Event) -> Vec<SpoolName> {
    let message = event.body.message();
    let raw = message.and_then(|message| message.raw);
    let attached = message.into_iter().flat_map(|message| &message.attachments);
    raw.into_iter()
        .chain(attached.map(|file| file.spool))
        .collect()
}

fn rows(index: &Memory, table: Table) -> Result<Vec<super::index::Pair>, StoreError> {
    index
        .range(table, &[], &[u8::MAX; 512], usize::MAX)
        .map_err(|error| StoreError::Index(error.to_string()))
}

fn decoded<T: serde::de::DeserializeOwned>(
    index: &Memory,
    table: Table,
) -> Result<Vec<T>, StoreError> {
    rows(index, table)?
        .iter()
        .map(|(_, octets)| decode(octets))
        .collect()
}

/// The digest of the tickets in an index, of whatever kind it is.
pub(super) fn digest(index: &dyn Index) -> Result<String, StoreError> {
    const PAGE: usize = 1000;
    let mut hasher = blake3::Hasher::new();
    for table in [Table::Tickets, Table::Events] {
        let mut from = Vec::new();
        loop {
            let page = index
                .range(table, &from, &[u8::MAX; 512], PAGE)
                .map_err(|error| StoreError::Index(error.to_string()))?;
            for (key, value) in &page {
                // Lengths keep two different rows from reading alike.
                hasher.update(&(key.len() as u64).to_be_bytes());
                hasher.update(key);
                hasher.update(&(value.len() as u64).to_be_bytes());
                hasher.update(value);
            }
            match page.last() {
                Some((last, _)) if page.len() == PAGE => from = [last.as_slice(), &[0]].concat(),
                _ => break,
            }
        }
        hasher.update(&[u8::MAX; 8]);
    }
    Ok(hasher.finalize().to_hex().to_string())
}
