//! What an index is: ordered tables of small values, changed by whole batches.
//!
//! Everything the daemon reads comes from here, and nothing is here that the journal could not say again. An
//! implementation holds bytes and knows nothing of tickets: [`super::project`] says what a record does to the
//! tables, once for all implementations.

use std::error::Error;

/// The tables. A number of a table is part of the format and is never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Counters and the position in the journal.
    Meta,
    /// Ticket number → ticket.
    Tickets,
    /// Ticket number, event number → event.
    Events,
    /// Numbers of the tickets that are open.
    Open,
    /// Message id → ticket.
    Ids,
    /// Locator → row of the ledger.
    Ledger,
    /// Instant, locator → nothing: the ledger in the order of time.
    LedgerByTime,
    /// Content key → locator.
    Keys,
    /// Letter number → row of the outbox.
    Letters,
    /// Instant, letter number → nothing: what waits to be sent.
    Queue,
    /// Letter number → nothing: attempts that are open.
    Sending,
    /// Ticket number, letter number → nothing.
    LettersOfTicket,
    /// Instant, ticket number → nothing: what time will do.
    Due,
    /// Address, instant, letter number → what it counts as.
    SentTo,
    /// Instant, letter number → nothing: automatic mail.
    SentAutomatic,
    /// Locator → failed attempts to read it.
    Reading,
    /// Mailbox → since when it is watched.
    Watching,
    /// Word, a zero, the kind of document and its ticket → nothing: what stands in which document.
    Words,
    /// Ticket number → nothing: the open records of major incidents.
    Incidents,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Meta,
        Self::Tickets,
        Self::Events,
        Self::Open,
        Self::Ids,
        Self::Ledger,
        Self::LedgerByTime,
        Self::Keys,
        Self::Letters,
        Self::Queue,
        Self::Sending,
        Self::LettersOfTicket,
        Self::Due,
        Self::SentTo,
        Self::SentAutomatic,
        Self::Reading,
        Self::Watching,
        Self::Incidents,
        Self::Words,
    ];

    /// Its name on disk.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Tickets => "tickets",
            Self::Events => "events",
            Self::Open => "open",
            Self::Ids => "ids",
            Self::Ledger => "ledger",
            Self::LedgerByTime => "ledger-by-time",
            Self::Keys => "keys",
            Self::Letters => "letters",
            Self::Queue => "queue",
            Self::Sending => "sending",
            Self::LettersOfTicket => "letters-of-ticket",
            Self::Due => "due",
            Self::SentTo => "sent-to",
            Self::SentAutomatic => "sent-automatic",
            Self::Reading => "reading",
            Self::Watching => "watching",
            Self::Incidents => "incidents",
            Self::Words => "words",
        }
    }
}

/// Changes that come true together or not at all.
#[derive(Debug, Default)]
pub struct Batch {
    /// Table, key, and the new value or nothing.
    pub changes: Vec<(Table, Vec<u8>, Option<Vec<u8>>)>,
}

impl Batch {
    /// Sets a value.
    pub fn put(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.changes.push((table, key.into(), Some(value.into())));
    }

    /// Takes one away.
    pub fn remove(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.changes.push((table, key.into(), None));
    }

    /// The value that this batch itself gives a key: `Some(None)` when it takes it away.
    pub fn pending(&self, table: Table, key: &[u8]) -> Option<Option<&[u8]>> {
        self.changes
            .iter()
            .rev()
            .find(|(t, k, _)| *t == table && k == key)
            .map(|(_, _, value)| value.as_deref())
    }

    /// How much it writes.
    pub fn octets(&self) -> usize {
        self.changes
            .iter()
            .map(|(_, key, value)| key.len() + value.as_ref().map_or(0, Vec::len))
            .sum()
    }
}

/// A failure of an index, in its own words.
pub type IndexError = Box<dyn Error + Send + Sync>;

/// A row as it is read: key and value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// An index.
pub trait Index: Send {
    /// The value of a key.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError>;

    /// Rows with `from <= key < to`, in order, at most `limit`.
    fn range(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, IndexError>;

    /// The same from the end, the last row first.
    fn range_back(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, IndexError>;

    /// Makes a batch true, whole.
    fn commit(&mut self, batch: &Batch) -> Result<(), IndexError>;

    /// Makes everything so far durable.
    fn checkpoint(&mut self) -> Result<(), IndexError>;
}

/// The end of the range of all keys that begin with `prefix`.
pub fn after_prefix(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return end;
        }
    }
    vec![u8::MAX; 64]
}
