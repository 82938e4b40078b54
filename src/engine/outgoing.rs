//! Words of the delivery seam: a mail that waits to be sent, and what came of an attempt.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{Address, MessageId, TicketId};

/// Number of an outbox row, counted up from 1.
pub type LetterNo = u64;

/// A finished mail to one recipient. Its bytes are fixed before the commit; every attempt sends the same ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its row in the outbox.
    pub no: LetterNo,
    /// MAIL FROM: a signed bounce address, or the desk's own.
    pub envelope_from: Address,
    /// RCPT TO.
    pub envelope_to: Address,
    /// Message-ID, the same for all recipients of a notice and for all attempts.
    pub message_id: MessageId,
    /// The ticket it speaks of.
    pub ticket: Option<TicketId>,
    /// The whole mail, CRLF line ends only.
    pub bytes: Vec<u8>,
}

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// The next hop took responsibility.
    Sent {
        /// Its last reply.
        reply: String,
    },
    /// Not now (4xx, no connection): it is tried again.
    Deferred {
        /// What was answered, or what failed.
        reply: String,
        /// Whether the fault is the relay's and not this mail's: no connection, refused login, TLS, 421.
        is_relay_fault: bool,
    },
    /// Never (5xx): it is not tried again.
    Failed {
        /// What was answered.
        reply: String,
    },
    /// The connection ended after the final dot and before its answer: it may or may not have arrived.
    InDoubt {
        /// What was seen last.
        reply: String,
    },
}

/// The report of one attempt, an input of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendReport {
    /// Which row.
    pub no: LetterNo,
    /// What came of it.
    pub outcome: Outcome,
    /// When the attempt ended.
    pub at: Timestamp,
}
