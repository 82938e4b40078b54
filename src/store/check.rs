//! Proves that journal, index and spool agree.
//!
//! The whole journal is read, every line and its chain verified, and taken into a fresh index in memory; then each
//! table is compared, page by page. Each ticket is folded again from its events alone, and what names a ticket must name
//! one that is there. Every file that something refers to is read and held against its name. Nothing is mended here;
//! each fault says what mends it.
//!
//! A running desk is not stopped for it. Whoever checks asks the desk for one page of the index at a time
//! ([`Store::page`]) and is told at which line of the journal that page was read; the journal is then read on to the
//! very same line before the page is compared. So each page is held against the truth of its own moment, and the desk
//! loses no more time than a page takes. The rest needs the journal and the spool alone.

use std::collections::BTreeSet;
use std::path::Path;

use super::damage::damage;
use super::index::{Index, Pair, Table};
use super::look::Look;
use super::memory::Memory;
use super::open::journal_dir;
use super::project::project;
use super::replay::Replay;
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
/// Rows of a page.
const PAGE: usize = 500;

/// Rows of a table as they stood at one moment.
#[derive(Debug)]
pub struct Page {
    /// The last line of the journal at that moment, synced.
    position: u64,
    rows: Vec<Pair>,
}

/// Which page is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    table: Table,
    from: Vec<u8>,
}

impl Store {
    /// Checks everything, of a desk at rest. The state must be synced.
    pub fn check(&self) -> Result<Check, StoreError> {
        check(&self.dir, |wanted| self.page(&wanted))
    }

    /// A page for a check. The state must be synced.
    pub fn page(&self, wanted: &Wanted) -> Result<Page, StoreError> {
        Ok(Page {
            position: self.journal.next_seq().saturating_sub(1),
            rows: self.rows(wanted.table, &wanted.from, &END, PAGE)?,
        })
    }
}

/// Behind every key.
const END: [u8; 512] = [u8::MAX; 512];

/// Checks the state in `dir`; `page` asks whoever owns it. Of a journal that cannot be read all damage is named, and
/// nothing is compared.
pub fn check(
    dir: &Path,
    page: impl FnMut(Wanted) -> Result<Page, StoreError>,
) -> Result<Check, StoreError> {
    match compared(dir, page) {
        Err(error @ StoreError::Journal { .. }) => match damage(dir)? {
            faults if faults.is_empty() => Err(error),
            faults => Ok(Check {
                faults,
                ..Check::default()
            }),
        },
        checked => checked,
    }
}

fn compared(
    dir: &Path,
    mut page: impl FnMut(Wanted) -> Result<Page, StoreError>,
) -> Result<Check, StoreError> {
    let mut checking = Checking {
        truth: Memory::default(),
        replay: Replay::new(&journal_dir(dir)),
        check: Check::default(),
    };
    for table in Table::ALL {
        let rows = checking.table(table, &mut page)?;
        match table {
            Table::Tickets => checking.check.tickets = rows,
            Table::Events => checking.check.events = rows,
            Table::Ledger => checking.check.mails = rows,
            Table::Letters => checking.check.letters = rows,
            _ => {}
        }
    }
    let Checking {
        mut check, replay, ..
    } = checking;
    check.lines = replay.lines();
    let look = Look::at(dir, check.lines)?;
    check.digest = look.digest()?;
    check.histories(&look)?;
    let names = look.files()?;
    check.files = names.len() as u64;
    for name in names {
        if let Err(error) = look.file(name) {
            check.fault(error.to_string());
        }
    }
    Ok(check)
}

struct Checking {
    truth: Memory,
    replay: Replay,
    check: Check,
}

impl Checking {
    /// Walks one table of both indexes side by side; gives how many rows there are.
    fn table(
        &mut self,
        table: Table,
        page: &mut impl FnMut(Wanted) -> Result<Page, StoreError>,
    ) -> Result<u64, StoreError> {
        let (mut from, mut rows) = (Vec::new(), 0);
        loop {
            let wanted = Wanted {
                table,
                from: from.clone(),
            };
            let Page {
                position,
                rows: mut found,
            } = page(wanted)?;
            self.catch_up(position)?;
            let mut wanted = self
                .truth
                .range(table, &from, &END, PAGE)
                .map_err(|error| StoreError::Index(error.to_string()))?;
            // A page that is full ends somewhere: what lies behind that belongs to the next one.
            let ends = [&wanted, &found].map(|rows| {
                let is_full = rows.len() == PAGE;
                rows.last()
                    .filter(|_| is_full)
                    .map(|(last, _)| last.clone())
            });
            let end = ends.into_iter().flatten().min();
            if let Some(end) = &end {
                wanted.retain(|(key, _)| key <= end);
                found.retain(|(key, _)| key <= end);
            }
            rows += wanted.len() as u64;
            if wanted != found {
                self.check.differ(table, &wanted, &found);
            }
            let Some(end) = end else {
                return Ok(rows);
            };
            from = [end.as_slice(), &[0]].concat();
        }
    }

    /// Takes the journal into the truth, up to this line.
    fn catch_up(&mut self, position: u64) -> Result<(), StoreError> {
        let truth = &mut self.truth;
        self.replay.up_to(position, &mut |line| {
            let batch = project(truth, line.seq, &line.record, line.at)?;
            truth
                .commit(&batch)
                .map_err(|error| StoreError::Index(error.to_string()))
        })
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
