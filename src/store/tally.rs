//! Figures that `status` shows, kept in memory as the state changes, so that asking costs nothing.
//!
//! Counted once when the store is opened, from the index; afterwards each batch that goes into the index is looked at.
//! It says nothing that the index could not say, and is never written.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::StoreError;
use super::index::{Batch, Index, Table};
use super::project::decode;
use crate::domain::Ticket;
use crate::engine::{LetterNo, Row, RowState};

/// How many rows are read at a time while counting.
const PAGE: usize = 500;

/// What there is of open tickets and of letters that wait.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Open tickets by number, with the first time that they miss.
    open: BTreeMap<Vec<u8>, Option<Timestamp>>,
    /// The same by that time.
    misses: BTreeSet<(Timestamp, Vec<u8>)>,
    /// Letters that wait or are being sent, with when they were decided.
    waiting: BTreeMap<LetterNo, Timestamp>,
    /// The same by that time.
    ages: BTreeSet<(Timestamp, LetterNo)>,
    /// Those of them that are guarded, by the time since when they are owed.
    owed: BTreeSet<(Timestamp, LetterNo)>,
}

impl Tally {
    /// Counts an index.
    pub fn of(index: &dyn Index) -> Result<Self, StoreError> {
        let mut tally = Self::default();
        tally.walk(index, Table::Open, |tally, key| {
            let octets = get(index, Table::Tickets, key)?;
            octets.map_or(Ok(()), |octets| tally.ticket(key, &octets))
        })?;
        for table in [Table::Queue, Table::Sending] {
            tally.walk(index, table, |tally, key| {
                // A key of either ends with the letter's number.
                let number = key.len().checked_sub(8).and_then(|at| key.get(at..));
                let octets = get(index, Table::Letters, number.unwrap_or(key))?;
                octets.map_or(Ok(()), |octets| tally.letter(&octets))
            })?;
        }
        Ok(tally)
    }

    /// Takes in what a batch is about to change.
    pub fn take(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for (table, key, value) in &batch.changes {
            match (table, value) {
                (Table::Tickets, Some(octets)) => self.ticket(key, octets)?,
                (Table::Letters, Some(octets)) => self.letter(octets)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Open tickets.
    pub fn open(&self) -> u64 {
        self.open.len() as u64
    }

    /// Open tickets with a missed time at `now`.
    pub fn breached(&self, now: Timestamp) -> u64 {
        self.misses.range(..(now, Vec::new())).count() as u64
    }

    /// Letters that wait or are being sent.
    pub fn waiting(&self) -> u64 {
        self.waiting.len() as u64
    }

    /// Since when the oldest of them waits.
    pub fn oldest_waiting(&self) -> Option<Timestamp> {
        self.ages.first().map(|(since, _)| *since)
    }

    /// Letters that wait and are owed since a time between these two.
    pub fn owed_between(&self, from: Timestamp, to: Timestamp) -> u64 {
        self.owed.range((from, 0)..(to, 0)).count() as u64
    }

    fn walk(
        &mut self,
        index: &dyn Index,
        table: Table,
        mut take: impl FnMut(&mut Self, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut from = Vec::new();
        loop {
            let page = index
                .range(table, &from, &[u8::MAX; 40], PAGE)
                .map_err(|error| StoreError::Index(error.to_string()))?;
            for (key, _) in &page {
                take(self, key)?;
            }
            match page.last() {
                Some((last, _)) if page.len() == PAGE => from = [last.as_slice(), &[0]].concat(),
                _ => return Ok(()),
            }
        }
    }

    fn ticket(&mut self, key: &[u8], octets: &[u8]) -> Result<(), StoreError> {
        if let Some(Some(missed)) = self.open.remove(key) {
            self.misses.remove(&(missed, key.to_vec()));
        }
        let ticket: Ticket = decode(octets)?;
        if ticket.status.is_open() {
            let missed = ticket.breached_after();
            self.open.insert(key.to_vec(), missed);
            self.misses
                .extend(missed.map(|missed| (missed, key.to_vec())));
        }
        Ok(())
    }

    fn letter(&mut self, octets: &[u8]) -> Result<(), StoreError> {
        let row: Row = decode(octets)?;
        if matches!(row.state, RowState::Queued { .. } | RowState::Open { .. }) {
            self.waiting.insert(row.no, row.queued_at);
            self.ages.insert((row.queued_at, row.no));
            self.owed
                .extend(row.owed_since.map(|since| (since, row.no)));
        } else if let Some(since) = self.waiting.remove(&row.no) {
            self.ages.remove(&(since, row.no));
            if let Some(owed) = row.owed_since {
                self.owed.remove(&(owed, row.no));
            }
        }
        Ok(())
    }
}

fn get(index: &dyn Index, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    index
        .get(table, key)
        .map_err(|error| StoreError::Index(error.to_string()))
}
