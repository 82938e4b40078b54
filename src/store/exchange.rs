//! Tickets in a form that another store takes in: each whole, with the mails, letters and files that belong to it.
//!
//! What goes out is read from a [`Look`], so a daemon may run; what comes in goes into a store that nobody runs on, one
//! line of the journal for each ticket. Events are taken over as they are, so the tickets on both sides are the same.
//! Letters that still waited are not sent by the store that takes them in: the one that decided them does that.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::look::{Look, files_of};
use super::record::Record;
use super::{Store, StoreError};
use crate::domain::{Event, SpoolName, Ticket, TicketId};
use crate::engine::outgoing::Counts;
use crate::engine::{LedgerRow, Row, RowState};

/// A ticket with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its number.
    pub id: TicketId,
    /// All that happened to it.
    pub events: Vec<Event>,
    /// The source mails that came to it.
    pub mails: Vec<LedgerRow>,
    /// The letters about it.
    pub letters: Vec<Row>,
}

/// What became of a ticket that was to be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is there now.
    New,
    /// It was there already, event for event.
    Known,
}

impl Look {
    /// The tickets that changed since an instant, by number, each as it is shown and as it is taken in.
    pub fn cases(&self, since: Timestamp) -> Result<Vec<(Ticket, Case)>, StoreError> {
        let mut mails: BTreeMap<TicketId, Vec<LedgerRow>> = BTreeMap::new();
        for row in self.mails()? {
            if let Some(ticket) = row.ticket {
                mails.entry(ticket).or_default().push(row);
            }
        }
        let mut letters: BTreeMap<TicketId, Vec<Row>> = BTreeMap::new();
        for row in self.letters()? {
            if let Some(ticket) = row.ticket {
                letters.entry(ticket).or_default().push(row);
            }
        }
        let tickets = self.tickets()?.into_iter();
        Ok(tickets
            .filter(|(ticket, _)| ticket.updated_at >= since)
            .map(|(ticket, events)| {
                let case = Case {
                    id: ticket.id,
                    events,
                    mails: mails.remove(&ticket.id).unwrap_or_default(),
                    letters: letters.remove(&ticket.id).unwrap_or_default(),
                };
                (ticket, case)
            })
            .collect())
    }
}

impl Case {
    /// The files that it refers to.
    pub fn files(&self) -> BTreeSet<SpoolName> {
        let of_events = self.events.iter().flat_map(files_of);
        let of_mails = self.mails.iter().filter_map(|row| row.raw);
        let of_letters = self.letters.iter().map(|row| row.spool);
        of_events.chain(of_mails).chain(of_letters).collect()
    }

    /// The ticket that its events make; a clause where they make none.
    pub fn ticket(&self) -> Result<Ticket, &'static str> {
        let numbers = self.events.iter().map(|event| event.no);
        if !numbers.eq(1..=u32::try_from(self.events.len()).unwrap_or(u32::MAX)) {
            return Err("its events are not numbered from 1 without a gap");
        }
        Ticket::replay(self.id, &self.events).ok_or("its first event does not open a ticket")
    }
}

impl Store {
    /// Whether a ticket is there already: event for event, or, which is an error with a clause, another one of the
    /// same number.
    pub fn has_case(&self, case: &Case) -> Result<Result<bool, String>, StoreError> {
        let Some(known) = self.history(case.id, usize::MAX)? else {
            return Ok(Ok(false));
        };
        Ok(if known.history == case.events {
            Ok(true)
        } else {
            Err(format!(
                "ticket {} is there already and is not the same",
                case.id
            ))
        })
    }

    /// Takes a ticket in; durable after the next [`Store::sync`]. Its files must be in the spool.
    pub fn take_over(&mut self, case: Case, now: Timestamp) -> Result<Taken, StoreError> {
        if self.history(case.id, 1)?.is_some() {
            return Ok(Taken::Known);
        }
        let mut ledger = Vec::new();
        for row in case.mails {
            // Another mail may lie where this one lay: two desks may have mailboxes of one name.
            if self.ledger_row(&row.locator)?.is_none() {
                ledger.push(row);
            }
        }
        let mut next = self
            .read(&crate::engine::Lookups::default(), now)?
            .next_letter;
        let mut letters = Vec::new();
        for mut row in case.letters {
            if self.letter_row(row.no)?.is_some() || row.no < next {
                row.no = next;
            }
            next = row.no.saturating_add(1);
            row.counts = Counts::Nothing;
            if !row.state.is_final() {
                row.state = RowState::InDoubt {
                    at: now,
                    reply: "it waited in the desk that exported it; that one sends it".into(),
                };
            }
            letters.push(row);
        }
        self.record(
            Record::Decision {
                ledger,
                events: case
                    .events
                    .into_iter()
                    .map(|event| (case.id, event))
                    .collect(),
                letters,
                rows: Vec::new(),
                rewritten: Vec::new(),
                issued: None,
            },
            now,
        )?;
        Ok(Taken::New)
    }
}
