//! A source mail as `mails --json` gives it: where it lay and what became of it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::domain::TicketId;

use super::instant;

/// What is told of a source mail; the ledger's row in words of this floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLine<'a> {
    /// Mailbox and place in it.
    pub locator: String,
    /// The key that copies share; absent for a mail that was never read.
    pub content_key: Option<String>,
    /// The word of what it ended as.
    pub disposition: &'a str,
    /// The named reason, where there is one.
    pub reason: Option<&'a str>,
    /// The ticket it went to.
    pub ticket: Option<TicketId>,
    /// The author, as the mail says.
    pub from: Option<&'a str>,
    /// Size in bytes as the mailbox stated it.
    pub size: u64,
    /// When the mailbox took it in.
    pub received_at: Timestamp,
    /// When it was decided.
    pub at: Timestamp,
    /// Every step that led there.
    pub because: &'a [String],
    /// What it was in quarantine for before it was taken in anew.
    pub earlier: Vec<&'a str>,
    /// Whether it is asked for, and still to be taken in anew.
    pub is_awaited: bool,
}

/// The line of `mails --json`.
pub fn mail_json(mail: &MailLine<'_>) -> Value {
    json!({
        "locator": mail.locator,
        "content_key": mail.content_key,
        "disposition": mail.disposition,
        "reason": mail.reason,
        "ticket": mail.ticket,
        "from": mail.from,
        "size": mail.size,
        "received_at": instant(mail.received_at),
        "at": instant(mail.at),
        "because": mail.because,
        "earlier": mail.earlier,
        "retry_asked": mail.is_awaited,
    })
}
