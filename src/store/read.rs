//! Answers the lookups of a decision.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::index::{Table, after_prefix};
use super::key::{BLOCKED, blocked_key, instant, join};
use super::project::{NEXT_LETTER, NEXT_TICKET, decode, number};
use super::{Store, StoreError};
use crate::calendar::hours::after;
use crate::domain::{Address, Blocked, Event, Ticket, TicketId};
use crate::engine::decision::{HISTORY_MAX, SentLately, SentTo};
use crate::engine::incident::Report;
use crate::engine::outgoing::Counts;
use crate::engine::{Known, LedgerRow, Lookups, Snapshot};

/// Most rows counted for a limit; a limit past it would mean nothing.
const COUNTED_MAX: usize = 10_000;
/// Most blocked senders read; a leader is refused more long before.
const BLOCKED_MAX: usize = 10_000;
/// Most open incidents that a new report is compared with.
const INCIDENTS_MAX: usize = 20;
/// Most open tickets read for a list.
const OPEN_MAX: usize = 5_000;

impl Store {
    /// The state that a decision is taken on.
    pub fn read(&self, lookups: &Lookups, now: Timestamp) -> Result<Snapshot, StoreError> {
        let mut snapshot = Snapshot {
            next_ticket: self.next_ticket()?,
            next_letter: number(self.value(Table::Meta, NEXT_LETTER)?).max(1),
            sent: self.sent_lately(&lookups.sent_to, now)?,
            staff: self.staff()?,
            ..Snapshot::default()
        };
        if let Some(key) = lookups.key
            && let Some(locator) = self.value(Table::Keys, &key.0)?
        {
            snapshot.known = self
                .value(Table::Ledger, &locator)?
                .map(|octets| decode::<LedgerRow>(&octets))
                .transpose()?;
        }
        let mut tickets = lookups.tickets.clone();
        tickets.extend(snapshot.known.as_ref().and_then(|known| known.ticket));
        for id in &lookups.message_ids {
            if let Some(octets) = self.value(Table::Ids, id.as_str().as_bytes())? {
                let known: crate::engine::decision::KnownId = decode(&octets)?;
                tickets.insert(known.ticket);
                snapshot.ids.insert(id.clone(), known);
            }
        }
        if let Some(no) = lookups.letter {
            snapshot.row = self.letter_row(no)?;
            tickets.extend(snapshot.row.as_ref().and_then(|row| row.ticket));
        }
        for id in &lookups.letters_of {
            snapshot.letters.extend(self.letters_of(*id)?);
        }
        self.read_cases(tickets, &mut snapshot)?;
        if let Some((window, most)) = lookups.reports {
            self.read_reports(after(now, -window), most, &mut snapshot)?;
        }
        if let Some(search) = &lookups.search {
            self.read_found(search, &mut snapshot)?;
        }
        // Whoever takes part in one of these tickets may be written to because of this input.
        let people = snapshot.cases.values().flat_map(|known| {
            let ticket = &known.ticket;
            std::iter::once(&ticket.requester).chain(&ticket.participants)
        });
        let people: BTreeSet<Address> = people.map(|person| (*person.address).clone()).collect();
        for address in people {
            let sent = self.sent_to(&address, now)?;
            snapshot.sent.to.insert(address, sent);
        }
        snapshot.blocked = self.blocked(lookups)?;
        if lookups.past {
            snapshot.past = self.past()?;
        }
        if lookups.open_tickets {
            snapshot.open_tickets = self.open_tickets(OPEN_MAX)?;
        }
        Ok(snapshot)
    }

    /// The tickets asked for; those that merged ones among them go on as; and what they are tied to, without history.
    fn read_cases(
        &self,
        tickets: BTreeSet<TicketId>,
        snapshot: &mut Snapshot,
    ) -> Result<(), StoreError> {
        let (mut tied, mut asked) = (BTreeSet::new(), tickets.clone());
        let mut todo: Vec<TicketId> = tickets.into_iter().collect();
        while let Some(id) = todo.pop() {
            let Some(known) = self.known(id)? else {
                continue;
            };
            // What a ticket is tied to is told to the people who have that, or is told and solved with it.
            tied.extend(known.ticket.links.iter().map(|link| link.id));
            let into = known.ticket.merged_into();
            todo.extend(into.filter(|into| asked.insert(*into)));
            snapshot.cases.insert(id, known);
        }
        for id in tied {
            if !snapshot.cases.contains_key(&id)
                && let Some(known) = self.history(id, 0)?
            {
                snapshot.cases.insert(id, known);
            }
        }
        Ok(())
    }

    /// Whose mail is not taken in: of the sender asked for, or of all.
    fn blocked(&self, lookups: &Lookups) -> Result<BTreeMap<String, Blocked>, StoreError> {
        let prefix = BLOCKED.as_bytes();
        let pairs = if lookups.all_blocked {
            self.rows(Table::Meta, prefix, &after_prefix(prefix), BLOCKED_MAX)?
        } else {
            let key = lookups.sender.as_ref().map(blocked_key).unwrap_or_default();
            let found = self.value(Table::Meta, &key)?;
            found.map(|octets| (key, octets)).into_iter().collect()
        };
        let sender = |key: &[u8]| {
            let sender = key.strip_prefix(prefix).unwrap_or_default();
            String::from_utf8_lossy(sender).into_owned()
        };
        let pairs = pairs.iter();
        pairs
            .map(|(key, octets)| Ok((sender(key), decode(octets)?)))
            .collect()
    }

    /// The newest open tickets since an instant, at most `most`, with the words that opened them; and the open records of
    /// incidents.
    fn read_reports(
        &self,
        since: Timestamp,
        most: u32,
        snapshot: &mut Snapshot,
    ) -> Result<(), StoreError> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        for (key, _) in self.rows_back(Table::Open, &[], &[u8::MAX; 8], most)? {
            let Some(octets) = self.value(Table::Tickets, &key)? else {
                continue;
            };
            let ticket: Ticket = decode(&octets)?;
            if ticket.opened_at < since {
                break;
            }
            let first = self.value(Table::Events, &join(&key, &1_u32.to_be_bytes()))?;
            let first: Option<Event> = first.map(|octets| decode(&octets)).transpose()?;
            let message = first.as_ref().and_then(|event| event.body.message());
            if let Some(message) = message {
                let text = message.text.to_string();
                snapshot.reports.push(Report { ticket, text });
            }
        }
        snapshot.reports.reverse();
        for (key, _) in self.rows(Table::Incidents, &[], &[u8::MAX; 8], INCIDENTS_MAX)? {
            let id = key.try_into().map(u32::from_be_bytes).map(TicketId);
            if let Ok(id) = id
                && let Some(known) = self.history(id, 0)?
            {
                snapshot.incidents.push(id);
                snapshot.cases.entry(id).or_insert(known);
            }
        }
        Ok(())
    }

    /// A ticket with its last events, as many as a decision looks at.
    pub fn known(&self, id: TicketId) -> Result<Option<Known>, StoreError> {
        self.history(id, HISTORY_MAX)
    }

    /// A ticket with its last events, at most `limit`.
    pub fn history(&self, id: TicketId, limit: usize) -> Result<Option<Known>, StoreError> {
        let Some(ticket) = self.ticket(id)? else {
            return Ok(None);
        };
        let prefix = id.0.to_be_bytes();
        let rows = self.rows_back(Table::Events, &prefix, &after_prefix(&prefix), limit)?;
        let events = rows.iter().rev().map(|(_, octets)| decode(octets));
        let history: Vec<Event> = events.collect::<Result<_, _>>()?;
        Ok(Some(Known { ticket, history }))
    }

    /// A ticket.
    pub fn ticket(&self, id: TicketId) -> Result<Option<Ticket>, StoreError> {
        self.value(Table::Tickets, &id.0.to_be_bytes())?
            .map(|octets| decode(&octets))
            .transpose()
    }

    /// The open tickets, oldest first.
    pub fn open_tickets(&self, limit: usize) -> Result<Vec<Ticket>, StoreError> {
        let rows = self.rows(Table::Open, &[], &[u8::MAX; 8], limit)?;
        let mut tickets = Vec::with_capacity(rows.len());
        for (key, _) in rows {
            if let Some(octets) = self.value(Table::Tickets, &key)? {
                tickets.push(decode(&octets)?);
            }
        }
        Ok(tickets)
    }

    fn next_ticket(&self) -> Result<TicketId, StoreError> {
        let next = u32::try_from(number(self.value(Table::Meta, NEXT_TICKET)?)).unwrap_or(u32::MAX);
        Ok(TicketId(next).max(TicketId::FIRST))
    }

    fn sent_lately(
        &self,
        addresses: &BTreeSet<Address>,
        now: Timestamp,
    ) -> Result<SentLately, StoreError> {
        let hour_ago = instant(after(now, SignedDuration::from_hours(-1)));
        let automatic = self.rows(Table::SentAutomatic, &hour_ago, &[u8::MAX; 16], COUNTED_MAX)?;
        let total_hour = u32::try_from(automatic.len()).unwrap_or(u32::MAX);
        let mut sent = SentLately {
            total_hour,
            ..SentLately::default()
        };
        for address in addresses {
            sent.to.insert(address.clone(), self.sent_to(address, now)?);
        }
        Ok(sent)
    }

    fn sent_to(&self, address: &Address, now: Timestamp) -> Result<SentTo, StoreError> {
        let hour_ago = instant(after(now, SignedDuration::from_hours(-1)));
        let day_ago = instant(after(now, SignedDuration::from_hours(-24)));
        let prefix = join(address.key().as_bytes(), &[0]);
        let (from, to) = (join(&prefix, &day_ago), after_prefix(&prefix));
        let mut sent = SentTo::default();
        for (key, octets) in self.rows(Table::SentTo, &from, &to, COUNTED_MAX)? {
            let at = key.get(prefix.len()..prefix.len() + 8);
            let is_within_hour = at.is_some_and(|at| at >= hour_ago.as_slice());
            match decode(&octets)? {
                Counts::Automatic => {
                    sent.day += 1;
                    sent.hour += u32::from(is_within_hour);
                }
                Counts::Refusal => sent.refusals_hour += u32::from(is_within_hour),
                Counts::HeldBack => sent.held_back_hour += u32::from(is_within_hour),
                Counts::Nothing => {}
            }
        }
        Ok(sent)
    }

    pub(super) fn value(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.index
            .get(table, key)
            .map_err(|error| StoreError::Index(error.to_string()))
    }

    pub(super) fn rows(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<super::index::Pair>, StoreError> {
        self.index
            .range(table, from, to, limit)
            .map_err(|error| StoreError::Index(error.to_string()))
    }

    pub(super) fn rows_back(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<super::index::Pair>, StoreError> {
        self.index
            .range_back(table, from, to, limit)
            .map_err(|error| StoreError::Index(error.to_string()))
    }
}
