//! A quarantined mail as `quarantine list --json` and `quarantine show --json` give it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::domain::TicketId;

use super::instant;

/// What is told of a quarantined mail; the ledger's row in words of this floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedLine<'a> {
    /// What names it in the shell.
    pub id: String,
    /// Mailbox and place in it.
    pub locator: String,
    /// Why it could not be placed.
    pub reason: &'a str,
    /// Size in bytes as the mailbox stated it.
    pub size: u64,
    /// The author, as the mail says, where it could be read.
    pub from: Option<&'a str>,
    /// The stub ticket that puts it before a person.
    pub ticket: Option<TicketId>,
    /// When the mailbox took it in.
    pub received_at: Timestamp,
    /// When it was quarantined.
    pub at: Timestamp,
    /// What it was in quarantine for before.
    pub earlier: Vec<&'a str>,
    /// Whether it is asked for, and still to be taken in anew.
    pub is_awaited: bool,
}

/// What else is told of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedMore<'a> {
    /// Every step that led there.
    pub because: &'a [String],
    /// Fields of its header, as they stand there.
    pub headers: Vec<(&'static str, String)>,
    /// What could not be read of it.
    pub defects: Vec<String>,
    /// The file that holds it.
    pub raw: Option<String>,
    /// Whether the file holds all of it, and not the header alone.
    pub is_whole: bool,
}

/// The line of `quarantine list --json`.
pub fn quarantined_json(mail: &QuarantinedLine<'_>) -> Value {
    json!({
        "id": mail.id,
        "locator": mail.locator,
        "reason": mail.reason,
        "size": mail.size,
        "from": mail.from,
        "ticket": mail.ticket,
        "received_at": instant(mail.received_at),
        "at": instant(mail.at),
        "earlier": mail.earlier,
        "retry_asked": mail.is_awaited,
    })
}

/// Adds what `quarantine show --json` tells beside.
pub fn add_to_quarantined(line: &mut Value, more: &QuarantinedMore<'_>) {
    if let Value::Object(keys) = line {
        let headers = more.headers.iter();
        let headers = headers.map(|(name, value)| json!({ "name": name, "value": value }));
        let more = [
            ("because", json!(more.because)),
            ("headers", headers.collect()),
            ("defects", json!(more.defects)),
            ("raw", json!(more.raw)),
            ("raw_is_whole", more.is_whole.into()),
        ];
        keys.extend(more.map(|(key, value)| (key.to_owned(), value)));
    }
}
