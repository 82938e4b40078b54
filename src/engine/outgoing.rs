//! Words of the delivery seam: a mail that waits to be sent, and what came of an attempt.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{Address, MessageId, Personal, SpoolName, TicketId};

/// Number of an outbox row, counted up from 1.
pub type LetterNo = u64;

/// A finished mail to one recipient. Its bytes are fixed before the commit, and every attempt sends the same ones; see
/// [`super::acknowledged`] for the one that is written anew as long as nobody can have it.
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

/// A letter as a decision orders it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The mail.
    pub letter: Letter,
    /// Which notice it is.
    pub notice: &'static str,
    /// The event of the ticket it speaks of.
    pub event: Option<u32>,
    /// What it counts as for the limits.
    pub counts: Counts,
    /// Since when it is owed, where that is guarded.
    pub owed_since: Option<Timestamp>,
}

/// What a letter counts as for the limits of `engine::guard`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// Not at all: a person wrote or caused it.
    Nothing,
    /// An automatic mail that a mail from outside caused.
    Automatic,
    /// A refusal to an agent's registered address.
    Refusal,
    /// What an agent is told of a mail that was held back.
    HeldBack,
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number.
    pub no: LetterNo,
    /// MAIL FROM.
    pub envelope_from: Personal<Address>,
    /// RCPT TO.
    pub envelope_to: Personal<Address>,
    /// Message-ID.
    pub message_id: MessageId,
    /// The ticket it speaks of.
    pub ticket: Option<TicketId>,
    /// The event it speaks of.
    pub event: Option<u32>,
    /// Which notice it is.
    pub notice: String,
    /// What it counts as.
    pub counts: Counts,
    /// Its bytes in the spool.
    pub spool: SpoolName,
    /// When it was decided.
    pub queued_at: Timestamp,
    /// Since when it is owed, where that is guarded: the server's receipt of the mail that it acknowledges (S4.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owed_since: Option<Timestamp>,
    /// When its octets were written anew, if they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewritten_at: Option<Timestamp>,
    /// Where it stands.
    pub state: RowState,
}

/// Where a row of the outbox stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum RowState {
    /// O1: waits for its time.
    Queued {
        /// When it is tried next.
        next_at: Timestamp,
        /// How often it was tried.
        attempts: u32,
        /// How often its outcome stayed unknown.
        doubts: u32,
        /// What was answered last.
        reply: Option<Personal<String>>,
        /// What may have it already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doubt: Option<Doubt>,
    },
    /// O2: the server awaits the content. Found so at start, the outcome is unknown.
    Open {
        /// How often it was tried, this one included.
        attempts: u32,
        /// How often its outcome stayed unknown before.
        doubts: u32,
        /// Which relay awaits the content, `host:port`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<String>,
        /// What may have it already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doubt: Option<Doubt>,
    },
    /// O4: the next hop has it.
    Sent {
        /// When.
        at: Timestamp,
        /// How often it was tried.
        attempts: u32,
        /// Its answer.
        reply: Personal<String>,
    },
    /// O4: refused for good, or given up.
    Failed {
        /// When.
        at: Timestamp,
        /// How often it was tried.
        attempts: u32,
        /// The last answer.
        reply: Personal<String>,
    },
    /// O4: taken back before any relay had it.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// O4: sent twice with unknown outcome, and not again.
    InDoubt {
        /// When.
        at: Timestamp,
        /// What was seen last.
        reply: Personal<String>,
    },
}

/// That a relay may have taken a letter without our being told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Which relay, `host:port`.
    pub via: String,
    /// When that was.
    pub at: Timestamp,
}

impl RowState {
    /// The word of the JSON's `delivery`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Queued { attempts: 0, .. } => "queued",
            Self::Queued { .. } | Self::Open { .. } => "deferred",
            Self::Sent { .. } => "sent",
            Self::Cancelled { .. } => "cancelled",
            Self::Failed { .. } | Self::InDoubt { .. } => "failed",
        }
    }

    /// Whether nothing more is done with it.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Sent { .. } | Self::Failed { .. } | Self::Cancelled { .. } | Self::InDoubt { .. }
        )
    }
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
    /// The process ended in the middle of the attempt, and to repeat it does no harm: what is there already is replaced.
    Interrupted {
        /// What was seen last.
        reply: String,
    },
    /// The connection ended after the final dot and before its answer: it may or may not have arrived.
    InDoubt {
        /// What was seen last.
        reply: String,
    },
}

impl Outcome {
    /// Whether it is the relay's fault and not the letter's.
    pub fn is_relay_fault(&self) -> bool {
        matches!(
            self,
            Self::Deferred {
                is_relay_fault: true,
                ..
            }
        )
    }
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
