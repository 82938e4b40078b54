//! What the audit of the support procedure and the service report read from the store, part by part. Nothing is judged here.

use jiff::SignedDuration;

use crate::calendar::hours::after;
use crate::domain::{Event, Ticket, TicketId};
use crate::engine::{Disposition, LedgerRow, Row, RowState};
use crate::reports::board::Board;
use crate::reports::clocks::Counted;
use crate::reports::service::Service;
use crate::reports::sop::{Audit, Case, Period, Procedure, Received, Sent};
use crate::store::{Cursor, Filter, Store, StoreError};

/// How long after the last event of a ticket what it owed can still be settled: its letters are on their way.
const SETTLED_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// A ticket as it was read.
pub struct Read {
    id: TicketId,
    events: Vec<Event>,
    letters: Vec<Sent>,
}

impl Read {
    /// Hands it to the service report.
    pub fn into_service(self, service: &mut Service, counted: &impl Counted) {
        service.take_case(&Case::new(self.id, &self.events, &self.letters), counted);
    }

    /// Puts it on the board.
    pub fn onto(self, board: &mut Board) {
        board.take_case(&Case::new(self.id, &self.events, &self.letters));
    }

    /// Hands it to the audit.
    pub fn into_audit(self, audit: &mut Audit, procedure: &impl Procedure) {
        let case = Case::new(self.id, &self.events, &self.letters);
        audit.take_case(&case, procedure);
    }
}

/// One part of the tickets that can owe something in a period, and where the next one begins.
pub fn tickets(
    store: &Store,
    period: Period,
    at: &Cursor,
) -> Result<(Vec<Read>, Option<Cursor>), StoreError> {
    let (tickets, next) = store.tickets(&Filter::default(), at)?;
    let mut read = Vec::new();
    for ticket in tickets.iter().filter(|ticket| concerns(ticket, period)) {
        let Some(known) = store.history(ticket.id, usize::MAX)? else {
            continue;
        };
        read.push(Read {
            id: ticket.id,
            events: known.history,
            letters: store.letters_of(ticket.id)?.iter().map(sent).collect(),
        });
    }
    Ok((read, next))
}

/// One part of the mails that were decided in a period, and where the next one begins.
pub fn mails(
    store: &Store,
    period: Period,
    at: &Cursor,
) -> Result<(Vec<Received>, Option<Cursor>), StoreError> {
    let (rows, next) = store.ledger_since(period.from, at)?;
    let is_over = rows.last().is_some_and(|row| row.at >= period.to);
    let received = rows.iter().map(received).collect();
    Ok((received, next.filter(|_| !is_over)))
}

/// Whether a ticket can owe something in a period: it was there, and it had not ended for good before.
fn concerns(ticket: &Ticket, period: Period) -> bool {
    let since = after(period.from, -SETTLED_WITHIN);
    ticket.opened_at < period.to && (ticket.status.is_open() || ticket.updated_at >= since)
}

/// A row of the outbox in the words of the reports.
pub fn sent(row: &Row) -> Sent {
    Sent {
        event: row.event,
        notice: row.notice.clone(),
        to: (*row.envelope_to).clone(),
        owed_since: row.owed_since,
        sent_at: match &row.state {
            RowState::Sent { at, .. } => Some(*at),
            _ => None,
        },
    }
}

fn received(row: &LedgerRow) -> Received {
    Received {
        locator: row.locator.to_string(),
        at: row.at,
        is_quarantined: matches!(row.disposition, Disposition::Quarantined(_)),
    }
}
