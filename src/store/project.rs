//! What a record does to the tables of the index.
//!
//! Written once for all indexes, and used for both ways a record gets there: when it is decided and when it is
//! replayed. What is derived here from a record and the tables before it must not depend on anything else.

mod blocked;
mod periodical;
mod presence;
mod words;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::index::{Batch, Index, Table};
use super::key::{instant, join, locator_key, octets_key, unread_key};
use super::record::Record;
use crate::domain::{Event, SpoolName, Ticket, TicketId};
use crate::engine::decision::KnownId;
use crate::engine::outgoing::Counts;
use crate::engine::{Disposition, Ignored, LedgerRow, LetterNo, Quarantined, Row, RowState};

/// Key in [`Table::Meta`]: the last line taken in.
pub const POSITION: &[u8] = b"position";
/// Key in [`Table::Meta`]: the [`FORM`] of what the index holds.
pub const FORM_KEY: &[u8] = b"form";
/// The form of the tables. It goes up whenever a fold, a row or a key changes: an index of another form is made anew
/// from the journal.
pub const FORM: u64 = 11;
/// Key in [`Table::Meta`]: the number of the next ticket.
pub const NEXT_TICKET: &[u8] = b"next-ticket";
/// Key in [`Table::Meta`]: the number of the next letter.
pub const NEXT_LETTER: &[u8] = b"next-letter";
/// Prefix of the keys in [`Table::Meta`] that count dispositions.
pub const COUNT: &str = "count:";

/// Reads a record of the index.
pub fn decode<T: DeserializeOwned>(octets: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(octets)
        .map_err(|error| StoreError::Index(format!("a record of it cannot be read: {error}")))
}

/// Writes one.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|error| StoreError::Index(error.to_string()))
}

/// Reads a number.
pub fn number(octets: Option<Vec<u8>>) -> u64 {
    octets
        .and_then(|octets| octets.try_into().ok())
        .map_or(0, u64::from_be_bytes)
}

/// The changes that a record makes.
pub fn project(
    index: &dyn Index,
    seq: u64,
    record: &Record,
    at: Timestamp,
) -> Result<Batch, StoreError> {
    let mut work = Work {
        index,
        seq,
        batch: Batch::default(),
        at,
    };
    match record {
        Record::Decision {
            ledger,
            events,
            letters,
            rows,
            rewritten,
            issued,
        } => {
            ledger.iter().try_for_each(|row| work.ledger(row))?;
            work.events(events)?;
            letters.iter().try_for_each(|row| work.letter(row))?;
            rows.iter()
                .try_for_each(|(no, state)| work.row(*no, state))?;
            rewritten
                .iter()
                .try_for_each(|(no, spool)| work.rewritten(*no, *spool))?;
            issued.iter().try_for_each(|issued| work.issue(issued))?;
        }
        Record::Reading {
            mails,
            octets,
            is_alone,
        } => {
            let places = mails.iter().map(locator_key);
            for key in places.chain(octets.iter().copied().map(octets_key)) {
                let alone = number(work.get(Table::Reading, &key)?) + u64::from(*is_alone);
                work.batch.put(Table::Reading, key, alone.to_be_bytes());
            }
        }
        Record::Sending { no, state } => work.row(*no, state)?,
        Record::Numbering { next } => work.raise(NEXT_TICKET, u64::from(next.0))?,
        Record::Watching { mailbox } => {
            // The earliest counts: one that lay ahead of a clock that is believed was no instant at all.
            let known = work.get(Table::Watching, mailbox.as_bytes())?;
            let known = known
                .map(|octets| decode::<Timestamp>(&octets))
                .transpose()?;
            if known.is_none_or(|known| at < known) {
                work.batch
                    .put(Table::Watching, mailbox.as_bytes(), encode(&at)?);
            }
        }
    }
    work.batch.put(Table::Meta, POSITION, seq.to_be_bytes());
    work.batch.put(Table::Meta, FORM_KEY, FORM.to_be_bytes());
    Ok(work.batch)
}

/// Whether two rows of one place are of two mails. A mail that was never read left nothing to tell it by.
fn is_of_another(old: &LedgerRow, row: &LedgerRow) -> bool {
    let is_same_content = old.key.is_some() && old.key == row.key;
    old.raw.is_some() && old.raw != row.raw && !is_same_content
}

struct Work<'a> {
    index: &'a dyn Index,
    /// The line that is taken in.
    seq: u64,
    batch: Batch,
    at: Timestamp,
}

impl Work<'_> {
    /// The value of a key as this batch leaves it.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.batch.pending(table, key) {
            Some(pending) => Ok(pending.map(<[u8]>::to_vec)),
            None => self
                .index
                .get(table, key)
                .map_err(|error| StoreError::Index(error.to_string())),
        }
    }

    fn count(&mut self, key: Vec<u8>) -> Result<(), StoreError> {
        let count = number(self.get(Table::Meta, &key)?) + 1;
        self.batch.put(Table::Meta, key, count.to_be_bytes());
        Ok(())
    }

    fn uncount(&mut self, key: Vec<u8>) -> Result<(), StoreError> {
        let count = number(self.get(Table::Meta, &key)?).saturating_sub(1);
        self.batch.put(Table::Meta, key, count.to_be_bytes());
        Ok(())
    }

    fn raise(&mut self, key: &[u8], to: u64) -> Result<(), StoreError> {
        if number(self.get(Table::Meta, key)?) < to {
            self.batch.put(Table::Meta, key, to.to_be_bytes());
        }
        Ok(())
    }

    fn ledger(&mut self, row: &LedgerRow) -> Result<(), StoreError> {
        let key = locator_key(&row.locator);
        let old: Option<LedgerRow> = self
            .get(Table::Ledger, &key)?
            .map(|octets| decode(&octets))
            .transpose()?;
        if let Some(old) = &old {
            self.batch
                .remove(Table::LedgerByTime, join(&instant(old.at), &key));
            // The same mail in another place; a row that was void speaks of another mail, which counts on.
            if old.is_awaited || row.is_awaited {
                self.uncount(format!("{COUNT}{}", old.disposition.word()).into_bytes())?;
            } else if is_of_another(old, row) {
                self.set_aside(old, &key)?;
            }
        }
        self.batch.put(
            Table::LedgerByTime,
            join(&instant(row.at), &key),
            Vec::new(),
        );
        // A copy says nothing of its mail; one that was judged anew says more than the first.
        let is_copy = row.disposition == Disposition::Ignored(Ignored::Copy);
        if let Some(content) = row.key
            && (!is_copy || self.get(Table::Keys, &content.0)?.is_none())
        {
            self.batch.put(Table::Keys, content.0, key.clone());
        }
        self.batch.remove(Table::Reading, key.clone());
        if let Some(raw) = row.raw {
            self.attempts_end(row, raw, &key);
        }
        self.batch.put(Table::Ledger, key, encode(row)?);
        // The same mail seen once more is no further mail.
        let is_known = old.is_some_and(|old| {
            let is_awaited = old.is_awaited || row.is_awaited;
            let is_same_content = old.key.is_some() && old.key == row.key;
            !is_awaited && is_same_content && old.disposition == row.disposition
        });
        if is_known {
            return Ok(());
        }
        self.count(format!("{COUNT}{}", row.disposition.word()).into_bytes())
    }

    /// What a row means for the attempts at its octets: a mail that was read has a content key. What nobody can read is
    /// remembered, so that it is not tried anew under another number.
    fn attempts_end(&mut self, row: &LedgerRow, raw: SpoolName, key: &[u8]) {
        if row.key.is_some() {
            self.batch.remove(Table::Reading, octets_key(raw));
            self.batch.remove(Table::Reading, unread_key(raw));
        } else if row.disposition == Disposition::Quarantined(Quarantined::Poison) {
            self.batch.put(Table::Reading, unread_key(raw), key);
        }
    }

    /// Keeps the row of a mail whose place another mail has now: a server used a UID again. The row is found by its
    /// content, and in the list of all mails; its place is the other's.
    fn set_aside(&mut self, old: &LedgerRow, key: &[u8]) -> Result<(), StoreError> {
        let aside = join(key, format!(" until {}", self.seq).as_bytes());
        self.batch.put(
            Table::LedgerByTime,
            join(&instant(old.at), &aside),
            Vec::new(),
        );
        if let Some(content) = old.key
            && self.get(Table::Keys, &content.0)?.as_deref() == Some(key)
        {
            self.batch.put(Table::Keys, content.0, aside.clone());
        }
        self.batch.put(Table::Ledger, aside, encode(old)?);
        Ok(())
    }

    fn events(&mut self, events: &[(TicketId, Event)]) -> Result<(), StoreError> {
        let mut tickets: BTreeMap<TicketId, (Option<Ticket>, Option<Ticket>)> = BTreeMap::new();
        for (id, event) in events {
            let id_key = id.0.to_be_bytes();
            if !tickets.contains_key(id) {
                let before: Option<Ticket> = self
                    .get(Table::Tickets, &id_key)?
                    .map(|octets| decode(&octets))
                    .transpose()?;
                tickets.insert(*id, (before.clone(), before));
            }
            if let Some((_, after)) = tickets.get_mut(id) {
                match after {
                    Some(ticket) => ticket.apply(event),
                    None => *after = Ticket::open(*id, event),
                }
            }
            self.batch.put(
                Table::Events,
                join(&id_key, &event.no.to_be_bytes()),
                encode(event)?,
            );
            self.block(*id, event)?;
            self.attend(event)?;
            self.said(*id, event);
            if let Some(message_id) = event
                .body
                .message()
                .and_then(|message| message.message_id.as_ref())
                && self
                    .get(Table::Ids, message_id.as_str().as_bytes())?
                    .is_none()
            {
                self.batch.put(
                    Table::Ids,
                    message_id.as_str().as_bytes(),
                    encode(&KnownId { ticket: *id })?,
                );
            }
        }
        for (id, (before, after)) in tickets {
            let Some(after) = after else { continue };
            self.ticket(id, before.as_ref(), &after)?;
        }
        Ok(())
    }

    fn ticket(
        &mut self,
        id: TicketId,
        before: Option<&Ticket>,
        after: &Ticket,
    ) -> Result<(), StoreError> {
        let key = id.0.to_be_bytes();
        self.batch.put(Table::Tickets, key, encode(after)?);
        let due = |ticket: &Ticket| ticket.next_due().map(|due| join(&instant(due), &key));
        let (old, new) = (before.and_then(due), due(after));
        if old != new {
            if let Some(old) = old {
                self.batch.remove(Table::Due, old);
            }
            if let Some(new) = new {
                self.batch.put(Table::Due, new, Vec::new());
            }
        }
        if after.status.is_open() {
            self.batch.put(Table::Open, key, Vec::new());
        } else {
            self.batch.remove(Table::Open, key);
        }
        self.article(id, before, after);
        if after.work.incident.is_some() && after.status.is_open() {
            self.batch.put(Table::Incidents, key, Vec::new());
        } else if after.work.incident.is_some() {
            self.batch.remove(Table::Incidents, key);
        }
        self.raise(NEXT_TICKET, u64::from(id.next().0))
    }

    fn letter(&mut self, row: &Row) -> Result<(), StoreError> {
        let no = row.no.to_be_bytes();
        if let Some(ticket) = row.ticket {
            self.batch.put(
                Table::LettersOfTicket,
                join(&ticket.0.to_be_bytes(), &no),
                Vec::new(),
            );
            if self
                .get(Table::Ids, row.message_id.as_str().as_bytes())?
                .is_none()
            {
                self.batch.put(
                    Table::Ids,
                    row.message_id.as_str().as_bytes(),
                    encode(&KnownId { ticket })?,
                );
            }
        }
        if row.counts != Counts::Nothing {
            let at = instant(self.at);
            let to = [row.envelope_to.key().as_bytes(), &[0], &at, &no].concat();
            self.batch.put(Table::SentTo, to, encode(&row.counts)?);
            if row.counts == Counts::Automatic {
                self.batch
                    .put(Table::SentAutomatic, join(&at, &no), Vec::new());
            }
        }
        self.raise(NEXT_LETTER, row.no.saturating_add(1))?;
        self.waits(row.no, None, &row.state);
        self.batch.put(Table::Letters, no, encode(row)?);
        Ok(())
    }

    fn row(&mut self, no: LetterNo, state: &RowState) -> Result<(), StoreError> {
        let Some(octets) = self.get(Table::Letters, &no.to_be_bytes())? else {
            return Ok(());
        };
        let mut row: Row = decode(&octets)?;
        self.waits(no, Some(&row.state), state);
        row.state = state.clone();
        self.batch
            .put(Table::Letters, no.to_be_bytes(), encode(&row)?);
        Ok(())
    }

    fn rewritten(&mut self, no: LetterNo, spool: SpoolName) -> Result<(), StoreError> {
        let key = no.to_be_bytes();
        if let Some(octets) = self.get(Table::Letters, &key)? {
            let mut row: Row = decode(&octets)?;
            row.spool = spool;
            row.rewritten_at = Some(self.at);
            self.batch.put(Table::Letters, key, encode(&row)?);
        }
        Ok(())
    }

    /// Keeps the two queues of letters in step with their states.
    fn waits(&mut self, no: LetterNo, before: Option<&RowState>, after: &RowState) {
        let key = no.to_be_bytes();
        match before {
            Some(RowState::Queued { next_at, .. }) => self
                .batch
                .remove(Table::Queue, join(&instant(*next_at), &key)),
            Some(RowState::Open { .. }) => self.batch.remove(Table::Sending, key),
            _ => {}
        }
        match after {
            RowState::Queued { next_at, .. } => {
                self.batch
                    .put(Table::Queue, join(&instant(*next_at), &key), Vec::new());
            }
            RowState::Open { .. } => self.batch.put(Table::Sending, key, Vec::new()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
