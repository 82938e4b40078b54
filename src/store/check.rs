//! Proves that journal, index and spool agree.
//!
//! The whole journal is read, every line and its chain verified, and taken into a fresh index in memory; then each
//! table is compared, row by row. Each ticket is folded again from its events alone, and what names a ticket must name
//! one that is there. Every file that something refers to is read and held against its name. Nothing is mended here;
//! each fault says what mends it.

use std::collections::BTreeSet;

use super::index::{Index, Pair, Table};
use super::look::Look;
use super::memory::Memory;
use super::{Store, StoreError};
use crate::domain::{Ticket, TicketId};

/// What mends an index.
const REBUILD: &str = "stop ticketd and run `ticketd rebuild`";
/// What mends the rest.
const RESTORE: &str = "restore a backup (`ticketd restore`)";

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Check {
    /// Lines of the journal.
    pub lines: u64,
    /// Tickets.
    pub tickets: u64,
    /// Events.
    pub events: u64,
    /// Source mails.
    pub mails: u64,
    /// Letters.
    pub letters: u64,
    /// Files of the spool that are referred to.
    pub files: u64,
    /// Two states have the same if and only if their tickets, and all that happened to them, are the same.
    pub digest: String,
    /// What does not agree, a sentence each; at most [`FAULTS_MAX`].
    pub faults: Vec<String>,
}

/// Most faults that are named; the next thousand say the same.
pub const FAULTS_MAX: usize = 100;
const PAGE: usize = 1000;

impl Store {
    /// Checks everything. The state must be synced.
    pub fn check(&self) -> Result<Check, StoreError> {
        let truth = Look::at(&self.dir, self.durable())?;
        let mut check = Check {
            lines: self.durable(),
            digest: truth.digest()?,
            ..Check::default()
        };
        for table in Table::ALL {
            let rows = self.compare(&truth.index, table, &mut check)?;
            match table {
                Table::Tickets => check.tickets = rows,
                Table::Events => check.events = rows,
                Table::Ledger => check.mails = rows,
                Table::Letters => check.letters = rows,
                _ => {}
            }
        }
        check.histories(&truth)?;
        let names = truth.files()?;
        check.files = names.len() as u64;
        for name in names {
            if let Err(error) = truth.file(name) {
                check.fault(error.to_string());
            }
        }
        Ok(check)
    }

    /// Walks one table of both indexes side by side; gives how many rows it should have.
    fn compare(&self, truth: &Memory, table: Table, check: &mut Check) -> Result<u64, StoreError> {
        let index_error = |error: super::index::IndexError| StoreError::Index(error.to_string());
        let (mut from, mut rows) = (Vec::new(), 0);
        loop {
            let end = [u8::MAX; 512];
            let wanted = truth.range(table, &from, &end, PAGE).map_err(index_error)?;
            let mut found = self
                .index
                .range(table, &from, &end, PAGE)
                .map_err(index_error)?;
            rows += wanted.len() as u64;
            let is_last = wanted.len() < PAGE;
            if !is_last && let Some((last, _)) = wanted.last() {
                // What lies behind the end of this page belongs to the next one.
                found.retain(|(key, _)| key <= last);
            }
            if wanted != found {
                check.differ(table, &wanted, &found);
            }
            match wanted.last() {
                Some((last, _)) if !is_last => from = [last.as_slice(), &[0]].concat(),
                _ => return Ok(rows),
            }
        }
    }
}

impl Check {
    fn fault(&mut self, fault: String) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        }
    }

    /// Folds each ticket from its events alone, and holds what names a ticket against the tickets there are.
    fn histories(&mut self, truth: &Look) -> Result<(), StoreError> {
        let mut known = BTreeSet::new();
        for (ticket, events) in truth.tickets()? {
            known.insert(ticket.id);
            if !events
                .iter()
                .map(|event| event.no)
                .eq(1..=ticket.event_count)
            {
                self.fault(format!(
                    "ticket {}: its events are not numbered from 1 to {} without a gap; {RESTORE}",
                    ticket.id, ticket.event_count
                ));
            } else if Ticket::replay(ticket.id, &events).as_ref() != Some(&ticket) {
                self.fault(format!(
                    "ticket {}: its events do not add up to it; {REBUILD}",
                    ticket.id
                ));
            }
        }
        let mut names_none = |what: String, ticket: Option<TicketId>| {
            if let Some(ticket) = ticket.filter(|ticket| !known.contains(ticket)) {
                self.fault(format!(
                    "{what} is on ticket {ticket}, which is not there; {RESTORE}"
                ));
            }
        };
        for row in truth.mails()? {
            names_none(format!("mail {}", row.locator), row.ticket);
        }
        for row in truth.letters()? {
            names_none(format!("letter {}", row.no), row.ticket);
        }
        Ok(())
    }

    fn differ(&mut self, table: Table, wanted: &[Pair], found: &[Pair]) {
        let keys: BTreeSet<&Vec<u8>> = wanted.iter().chain(found).map(|(key, _)| key).collect();
        for key in keys {
            let of = |rows: &[Pair]| {
                rows.iter()
                    .find(|(one, _)| one == key)
                    .map(|(_, value)| value.clone())
            };
            let (wanted, found) = (of(wanted), of(found));
            if wanted != found {
                let what = match (wanted, found) {
                    (Some(_), None) => "is missing from the index",
                    (None, Some(_)) => "is in the index and not in the journal",
                    _ => "differs between index and journal",
                };
                self.fault(format!(
                    "{} {}: {what}; {REBUILD}",
                    table.name(),
                    shown(key)
                ));
            }
        }
    }
}

fn shown(key: &[u8]) -> String {
    match std::str::from_utf8(key) {
        Ok(text) if text.chars().all(|c| c.is_ascii_graphic()) => text.to_owned(),
        _ => data_encoding::HEXLOWER.encode(key),
    }
}
