//! What the shell asks beside the lookups of decisions: queues, the ledger, and views for people.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::index::{Pair, Table, after_prefix};
use super::key::{instant, locator_key, octets_key, unread_key};
use super::project::{COUNT, NEXT_LETTER, decode, number};
use super::{Store, StoreError};
use crate::calendar::hours::after;
use crate::domain::{ContentKey, Priority, SpoolName, Status, Ticket, TicketId};
use crate::engine::{Disposition, LedgerRow, Letter, LetterNo, Locator, Row, acknowledged, retry};
use crate::fault::{self, Point};

/// How many rows are read at a time.
const PAGE: usize = 500;
/// The end of every table whose keys are short.
const END: [u8; 40] = [u8::MAX; 40];

/// Which tickets are wanted; an empty list means all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In one of these states.
    pub statuses: Vec<Status>,
    /// Of one of these priorities.
    pub priorities: Vec<Priority>,
    /// With this assignee; `none` for those that nobody has.
    pub assignee: Option<String>,
    /// Those that ended before it are archived; absent: none is.
    pub archive_before: Option<Timestamp>,
    /// Whether archived ones are wanted.
    pub archived: Archived,
}

/// Whether a list has archived tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Archived {
    /// None of them: what people work with every day.
    #[default]
    Without,
    /// They are among the others.
    With,
    /// Nothing but them.
    Only,
}

/// Where a list goes on that is asked for in parts. A whole one would keep the desk busy for as long as it takes to
/// read it, and what changes between two parts is told as it is then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor(Vec<u8>);

/// Figures about the state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Open tickets.
    pub open: u64,
    /// Open tickets with a missed time.
    pub breached: u64,
    /// Letters that wait.
    pub queued: u64,
    /// Letters that do not wait any more, ever.
    pub ended: u64,
    /// Since when the oldest of them waits.
    pub oldest_queued: Option<Timestamp>,
    /// Acknowledgements among them that are owed for so long that somebody should look.
    pub owed: u64,
    /// Source mails by disposition.
    pub dispositions: BTreeMap<&'static str, u64>,
}

impl Filter {
    fn takes(&self, ticket: &Ticket) -> bool {
        let assignee = ticket
            .assignee
            .as_ref()
            .map_or("none", |name| name.as_str());
        let is_archived = |before| ticket.has_ended_before(before);
        let is_archived = self.archive_before.is_some_and(is_archived);
        let is_wanted = match self.archived {
            Archived::Without => !is_archived,
            Archived::With => true,
            Archived::Only => is_archived,
        };
        is_wanted
            && (self.statuses.is_empty() || self.statuses.contains(&ticket.status))
            && (self.priorities.is_empty() || self.priorities.contains(&ticket.priority))
            && self
                .assignee
                .as_ref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(assignee))
    }
}

impl Store {
    /// The row of a source mail.
    pub fn ledger_row(&self, locator: &Locator) -> Result<Option<LedgerRow>, StoreError> {
        self.value(Table::Ledger, &locator_key(locator))?
            .map(|octets| decode(&octets))
            .transpose()
    }

    /// Whether a mail of this content was decided.
    pub fn knows(&self, key: ContentKey) -> Result<bool, StoreError> {
        Ok(self.value(Table::Keys, &key.0)?.is_some())
    }

    /// How often the mail in a place was read alone without an end; `None` when no attempt is open.
    pub fn attempts(&self, locator: &Locator) -> Result<Option<u64>, StoreError> {
        self.attempts_by(&locator_key(locator))
    }

    /// The same of the mail with these octets, wherever it lay: a server can number its mails anew.
    pub fn attempts_at(&self, raw: SpoolName) -> Result<Option<u64>, StoreError> {
        self.attempts_by(&octets_key(raw))
    }

    fn attempts_by(&self, key: &[u8]) -> Result<Option<u64>, StoreError> {
        Ok(self
            .value(Table::Reading, key)?
            .map(|octets| number(Some(octets))))
    }

    /// The row of the mail with these octets that is in quarantine because nobody could read it.
    pub fn unread(&self, raw: SpoolName) -> Result<Option<LedgerRow>, StoreError> {
        let Some(place) = self.value(Table::Reading, &unread_key(raw))? else {
            return Ok(None);
        };
        let row: Option<LedgerRow> = self
            .value(Table::Ledger, &place)?
            .map(|octets| decode(&octets))
            .transpose()?;
        // Its place may be another mail's by now.
        Ok(row.filter(|row| row.raw == Some(raw) && row.key.is_none()))
    }

    /// Since when a mailbox is watched.
    pub fn watched_since(&self, mailbox: &str) -> Result<Option<Timestamp>, StoreError> {
        self.value(Table::Watching, mailbox.as_bytes())?
            .map(|octets| decode(&octets))
            .transpose()
    }

    /// The source mails decided since an instant, oldest first: one part, and where the next one begins.
    pub fn ledger_since(
        &self,
        since: Timestamp,
        at: &Cursor,
    ) -> Result<(Vec<LedgerRow>, Option<Cursor>), StoreError> {
        let since = instant(since);
        let (page, next) = self.part(Table::LedgerByTime, since.as_slice().max(&at.0))?;
        let mut rows = Vec::with_capacity(page.len());
        for (key, _) in page {
            if let Some(locator) = key.get(8..)
                && let Some(octets) = self.value(Table::Ledger, locator)?
            {
                rows.push(decode(&octets)?);
            }
        }
        Ok((rows, next))
    }

    /// A row of the outbox.
    pub fn letter_row(&self, no: LetterNo) -> Result<Option<Row>, StoreError> {
        self.value(Table::Letters, &no.to_be_bytes())?
            .map(|octets| decode(&octets))
            .transpose()
    }

    /// A row of the outbox as it is sent.
    pub fn letter(&self, row: &Row) -> Result<Letter, StoreError> {
        Ok(Letter {
            no: row.no,
            envelope_from: (*row.envelope_from).clone(),
            envelope_to: (*row.envelope_to).clone(),
            message_id: row.message_id.clone(),
            ticket: row.ticket,
            bytes: self.get(row.spool)?,
        })
    }

    /// The letters whose time has come, in the order of their times.
    pub fn due_letters(&self, now: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
        let mut end = instant(now).to_vec();
        end.extend_from_slice(&[u8::MAX; 9]);
        let due = self.letters_of_queue(Table::Queue, &[], &end, limit)?;
        if !due.is_empty() {
            fault::point(Point::LettersDue);
        }
        Ok(due)
    }

    /// The letters whose time comes after an instant, in the order of their times.
    pub fn letters_after(&self, at: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
        let mut from = instant(at).to_vec();
        from.extend_from_slice(&[u8::MAX; 9]);
        self.letters_of_queue(Table::Queue, &from, &END, limit)
    }

    /// When the next letter is due.
    pub fn next_letter_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.first_instant(Table::Queue)
    }

    /// When the next letter is due after an instant.
    pub fn next_letter_after(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let mut from = instant(now).to_vec();
        from.extend_from_slice(&[u8::MAX; 9]);
        self.first_instant_from(Table::Queue, &from)
    }

    /// The letters of a ticket before one of them, the last first, at most `limit`.
    pub fn letters_before(
        &self,
        ticket: TicketId,
        no: LetterNo,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let from = ticket.0.to_be_bytes();
        let to = [from.as_slice(), &no.to_be_bytes()].concat();
        let keys = self.rows_back(Table::LettersOfTicket, &from, &to, limit)?;
        let rows = keys.iter().map(|(key, _)| self.row_of_key(key));
        Ok(rows
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    /// All letters that are not ended: those that wait, and those whose outcome is open.
    pub fn outbox(&self, limit: usize) -> Result<Vec<Row>, StoreError> {
        let mut rows = self.sending_now()?;
        rows.extend(self.letters_of_queue(Table::Queue, &[], &END, limit)?);
        Ok(rows)
    }

    /// The letters that wait, in the order of their times: one part, and where the next one begins. Those whose attempt
    /// is open are in [`Store::sending_now`].
    pub fn waiting_letters(&self, at: &Cursor) -> Result<(Vec<Row>, Option<Cursor>), StoreError> {
        let (page, next) = self.part(Table::Queue, &at.0)?;
        let rows = page.iter().map(|(key, _)| self.row_of_key(key));
        let rows: Vec<Option<Row>> = rows.collect::<Result<_, _>>()?;
        Ok((rows.into_iter().flatten().collect(), next))
    }

    /// The letters whose attempt is open.
    pub fn sending_now(&self) -> Result<Vec<Row>, StoreError> {
        let keys = self.rows(Table::Sending, &[], &END, PAGE)?;
        let rows = keys.iter().map(|(key, _)| self.row_of_key(key));
        Ok(rows
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    /// The letters of a ticket, in their order.
    pub fn letters_of(&self, ticket: TicketId) -> Result<Vec<Row>, StoreError> {
        let prefix = ticket.0.to_be_bytes();
        let mut rows = Vec::new();
        for (key, _) in self.rows(
            Table::LettersOfTicket,
            &prefix,
            &after_prefix(&prefix),
            usize::MAX,
        )? {
            rows.extend(self.row_of_key(&key)?);
        }
        Ok(rows)
    }

    /// The tickets whose time has come.
    pub fn due_tickets(&self, now: Timestamp, limit: usize) -> Result<Vec<TicketId>, StoreError> {
        let mut end = instant(now).to_vec();
        end.extend_from_slice(&[u8::MAX; 5]);
        let keys = self.rows(Table::Due, &[], &end, limit)?;
        Ok(keys
            .iter()
            .filter_map(|(key, _)| key.get(8..12)?.try_into().ok())
            .map(|id| TicketId(u32::from_be_bytes(id)))
            .collect())
    }

    /// When time will do something to a ticket next.
    pub fn next_ticket_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.first_instant(Table::Due)
    }

    /// The tickets that a filter takes, by number: one part, and where the next one begins.
    pub fn tickets(
        &self,
        filter: &Filter,
        at: &Cursor,
    ) -> Result<(Vec<Ticket>, Option<Cursor>), StoreError> {
        let (page, next) = self.part(Table::Tickets, &at.0)?;
        let mut tickets = Vec::new();
        for (_, octets) in page {
            let ticket: Ticket = decode(&octets)?;
            if filter.takes(&ticket) {
                tickets.push(ticket);
            }
        }
        Ok((tickets, next))
    }

    /// Figures. Nothing is read for them but counters.
    pub fn stats(&self, now: Timestamp) -> Result<Stats, StoreError> {
        let mut stats = Stats {
            open: self.tally.open(),
            breached: self.tally.breached(now),
            queued: self.tally.waiting(),
            ended: number(self.value(Table::Meta, NEXT_LETTER)?)
                .saturating_sub(1)
                .saturating_sub(self.tally.waiting()),
            oldest_queued: self.tally.oldest_waiting(),
            owed: self.tally.owed_between(
                after(now, -retry::DELAYED_AFTER),
                after(now, -acknowledged::ALARM),
            ),
            ..Stats::default()
        };
        for word in Disposition::WORDS {
            stats.dispositions.insert(
                word,
                number(self.value(Table::Meta, format!("{COUNT}{word}").as_bytes())?),
            );
        }
        Ok(stats)
    }

    fn letters_of_queue(
        &self,
        table: Table,
        from: &[u8],
        end: &[u8],
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        for (key, _) in self.rows(table, from, end, limit)? {
            rows.extend(self.row_of_key(&key)?);
        }
        Ok(rows)
    }

    /// The row whose number a key ends with.
    fn row_of_key(&self, key: &[u8]) -> Result<Option<Row>, StoreError> {
        let number = key
            .len()
            .checked_sub(8)
            .and_then(|at| key.get(at..))
            .unwrap_or(key);
        self.value(Table::Letters, number)?
            .map(|octets| decode(&octets))
            .transpose()
    }

    fn first_instant(&self, table: Table) -> Result<Option<Timestamp>, StoreError> {
        self.first_instant_from(table, &[])
    }

    fn first_instant_from(
        &self,
        table: Table,
        from: &[u8],
    ) -> Result<Option<Timestamp>, StoreError> {
        let first = self.rows(table, from, &END, 1)?;
        let at = first
            .first()
            .and_then(|(key, _)| key.get(..8)?.try_into().ok())
            .map(u64::from_be_bytes);
        Ok(at.and_then(|at| Timestamp::from_millisecond(i64::try_from(at).ok()?).ok()))
    }

    /// One part of a table, and where the next one begins.
    fn part(&self, table: Table, from: &[u8]) -> Result<(Vec<Pair>, Option<Cursor>), StoreError> {
        let page = self.rows(table, from, &[u8::MAX; 512], PAGE)?;
        let next = page
            .last()
            .filter(|_| page.len() == PAGE)
            .map(|(last, _)| Cursor([last.as_slice(), &[0]].concat()));
        Ok((page, next))
    }
}
