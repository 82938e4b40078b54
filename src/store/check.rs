//! Proves that journal, index and spool agree.
//!
//! The whole journal is read, every line and its chain verified, and taken into a fresh index in memory; then each
//! table is compared, row by row. Every file that something refers to is read and held against its name. Nothing is
//! mended here.

use std::collections::BTreeSet;

use super::index::{Index, Pair, Table};
use super::memory::Memory;
use super::open::catch_up;
use super::project::decode;
use super::{Store, StoreError};
use crate::domain::{Event, SpoolName};
use crate::engine::{LedgerRow, Row};

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
    /// What does not agree, a sentence each; at most [`FAULTS_MAX`].
    pub faults: Vec<String>,
}

/// Most faults that are named; the next thousand say the same.
pub const FAULTS_MAX: usize = 100;
const PAGE: usize = 1000;

impl Store {
    /// Checks everything. The state must be synced.
    pub fn check(&self) -> Result<Check, StoreError> {
        let mut truth = Memory::default();
        let lines = catch_up(&mut truth, &self.journal_dir(), 0)?;
        let mut check = Check {
            lines,
            ..Check::default()
        };
        for table in Table::ALL {
            let rows = self.compare(&truth, table, &mut check)?;
            match table {
                Table::Tickets => check.tickets = rows,
                Table::Events => check.events = rows,
                Table::Ledger => check.mails = rows,
                Table::Letters => check.letters = rows,
                _ => {}
            }
        }
        let names = names(&truth)?;
        check.files = names.len() as u64;
        for name in names {
            if let Err(error) = self.get(name) {
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
                self.fault(format!("{} {}: {what}", table.name(), shown(key)));
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

/// Every file that something refers to.
fn names(truth: &Memory) -> Result<BTreeSet<SpoolName>, StoreError> {
    let all = |table| {
        truth
            .range(table, &[], &[u8::MAX; 512], usize::MAX)
            .map_err(|error| StoreError::Index(error.to_string()))
    };
    let mut names = BTreeSet::new();
    for (_, octets) in all(Table::Ledger)? {
        names.extend(decode::<LedgerRow>(&octets)?.raw);
    }
    for (_, octets) in all(Table::Letters)? {
        names.insert(decode::<Row>(&octets)?.spool);
    }
    for (_, octets) in all(Table::Events)? {
        let event: Event = decode(&octets)?;
        if let Some(message) = event.body.message() {
            names.extend(message.raw);
            names.extend(message.attachments.iter().map(|file| file.spool));
        }
    }
    Ok(names)
}
