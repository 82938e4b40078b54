//! A waiting mail as `outbox --json` gives it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::domain::{Address, MessageId, TicketId};

use super::{instant, maybe_instant};

/// What is told of a row of the outbox, in words of this floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxLine<'a> {
    /// Its number.
    pub no: u64,
    /// The word of its state: queued, deferred, sent or failed.
    pub delivery: &'a str,
    /// For whom it is.
    pub to: &'a Address,
    /// Which notice it is.
    pub notice: &'a str,
    /// The ticket it speaks of.
    pub ticket: Option<TicketId>,
    /// The event it speaks of.
    pub event: Option<u32>,
    /// Its Message-ID.
    pub message_id: &'a MessageId,
    /// When it was decided.
    pub queued_at: Timestamp,
    /// When it is tried next; absent while an attempt runs and when it is done.
    pub next_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// What the server answered last.
    pub reply: Option<&'a str>,
}

/// The line of `outbox --json`.
pub fn outbox_json(row: &OutboxLine<'_>) -> Value {
    json!({
        "no": row.no,
        "delivery": row.delivery,
        "to": row.to,
        "notice": row.notice,
        "ticket": row.ticket,
        "event": row.event,
        "message_id": row.message_id,
        "queued_at": instant(row.queued_at),
        "next_at": maybe_instant(row.next_at),
        "attempts": row.attempts,
        "reply": row.reply,
    })
}
