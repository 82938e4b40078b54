//! How the desk is: `status --json`, and the findings of `check`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::maybe_instant;

/// How the desk is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health<'a> {
    /// Version of the running program.
    pub version: &'a str,
    /// How long it has run, in seconds.
    pub uptime_secs: u64,
    /// The mailboxes, in the order of the configuration.
    pub mailboxes: Vec<MailboxHealth<'a>>,
    /// The relays, in the order in which they are asked.
    pub relays: Vec<RelayHealth<'a>>,
    /// Mails that wait in the outbox.
    pub queued: u64,
    /// How long the oldest of them has waited, in seconds; 0 where none waits.
    pub oldest_secs: u64,
    /// Tickets on which work is owed.
    pub open: u64,
    /// Those of them with a missed time.
    pub breached: u64,
    /// Mails that wait for a person to look at them.
    pub quarantined: u64,
    /// How many mails ended as what; all words, in their order, counts of 0 included.
    pub dispositions: &'a [(&'static str, u64)],
    /// Size of the state directory in bytes.
    pub store_bytes: u64,
    /// What stands still or is short: a word, and what is wrong.
    pub troubles: &'a [(&'static str, String)],
}

/// How a mailbox is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxHealth<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether it can be reached.
    pub is_connected: bool,
    /// When it was last listed.
    pub last_poll: Option<Timestamp>,
    /// How many mails in it are still to be taken in.
    pub backlog: u64,
}

/// How a relay is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayHealth<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether it failed so often in a row that it is only probed.
    pub is_open: bool,
    /// How many connections failed in a row.
    pub faults: u32,
    /// Since when they fail.
    pub since: Option<Timestamp>,
    /// When it is asked again.
    pub next_try: Option<Timestamp>,
    /// What it said last, where that is why.
    pub reply: Option<&'a str>,
}

/// The object of `status --json`.
pub fn status_json(health: &Health<'_>) -> Value {
    let mailboxes = health.mailboxes.iter().map(|mailbox| {
        json!({
            "name": mailbox.name,
            "connected": mailbox.is_connected,
            "last_poll": maybe_instant(mailbox.last_poll),
            "backlog": mailbox.backlog,
        })
    });
    let relays = health.relays.iter().map(|relay| {
        json!({
            "name": relay.name,
            "well": relay.faults == 0,
            "circuit_open": relay.is_open,
            "faults": relay.faults,
            "since": maybe_instant(relay.since),
            "next_try": maybe_instant(relay.next_try),
            "reply": relay.reply,
        })
    });
    let dispositions = health
        .dispositions
        .iter()
        .map(|(word, count)| ((*word).to_owned(), Value::from(*count)));
    let troubles = health
        .troubles
        .iter()
        .map(|(trouble, what)| json!({ "trouble": trouble, "what": what }));
    json!({
        "version": health.version,
        "uptime_secs": health.uptime_secs,
        "mailboxes": mailboxes.collect::<Vec<_>>(),
        "outbox": { "queued": health.queued, "oldest_secs": health.oldest_secs },
        "tickets": { "open": health.open, "breached": health.breached },
        "quarantined": health.quarantined,
        "dispositions": dispositions.collect::<Map<_, _>>(),
        "store": { "bytes": health.store_bytes },
        "relays": relays.collect::<Vec<_>>(),
        "troubles": troubles.collect::<Vec<_>>(),
    })
}

/// What a check of the store found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Check {
    /// How many tickets were replayed and compared.
    pub tickets: u64,
    /// How many lines of the journal were read.
    pub lines: u64,
    /// The same for two states whose tickets are the same, and for no others.
    pub digest: String,
    /// What does not agree, one line each.
    pub faults: Vec<String>,
}

/// The object of `check`.
pub fn check_json(check: &Check) -> Value {
    json!({
        "tickets": check.tickets,
        "lines": check.lines,
        "digest": check.digest,
        "faults": check.faults,
    })
}
