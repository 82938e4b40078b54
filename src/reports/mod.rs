//! Floor 3. Tickets, mails and the state of the desk as JSON, in the shape that scripts rely on; pure.
//!
//! The daemon answers its control socket with these, and `--json` prints them as they come. A key is never renamed
//! nor taken away. Nothing here carries the mark of [`Personal`](crate::domain::Personal): that is the journal's own.

pub mod board;
pub mod chart;
pub mod clocks;
mod event;
mod health;
mod mail;
mod outbox;
mod quarantine;
pub mod record;
pub mod service;
pub mod sop;
mod ticket;

use jiff::Timestamp;
use serde_json::Value;

pub use clocks::clocks_json;
pub use event::event_json;
pub use health::{Check, Health, MailboxHealth, RelayHealth, check_json, status_json};
pub use mail::{MailLine, mail_json};
pub use outbox::{OutboxLine, outbox_json};
pub use quarantine::{QuarantinedLine, QuarantinedMore, add_to_quarantined, quarantined_json};
pub use record::record_json;
pub use ticket::{Delivery, Desk, show_json, ticket_json};

/// An instant as all JSON has it: RFC 3339 in UTC, whole seconds, so that texts sort as times do.
fn instant(at: Timestamp) -> Value {
    format!("{at:.0}").into()
}

/// An instant that may be absent.
fn maybe_instant(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, instant)
}

#[cfg(test)]
mod tests;
