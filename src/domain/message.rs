//! One mail or note on a ticket, as it is kept and shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::person::Person;
use super::personal::Personal;
use super::{MessageId, SpoolName};

/// Longest text of a message kept on a ticket, in bytes; the raw mail keeps the whole.
pub const MESSAGE_TEXT_BYTES_MAX: usize = 64 * 1024;

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From outside to the desk.
    In,
    /// From an agent to the requester.
    Out,
    /// Between agents; never leaves the desk.
    Note,
}

impl Direction {
    /// The word used in JSON and in histories.
    pub fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Note => "note",
        }
    }
}

/// How well the author of a message is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A participant of the ticket or an agent, shown to be so.
    Known,
    /// The address is that of a participant or an agent; nothing shows that it was really they.
    Unverified,
    /// Somebody who answered a mail that was sent to another.
    ThirdPerson,
}

/// A message on a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// When it was received or written.
    pub at: Timestamp,
    /// Which way it went.
    pub direction: Direction,
    /// Its author.
    pub from: Person,
    /// How well the author is known.
    pub standing: Standing,
    /// Its subject.
    pub subject: Personal<String>,
    /// Its Message-ID, where it has one.
    pub message_id: Option<MessageId>,
    /// What the author wrote, commands taken out; at most [`MESSAGE_TEXT_BYTES_MAX`].
    pub text: Personal<String>,
    /// What was attached.
    pub attachments: Vec<AttachmentRef>,
    /// The raw mail in the spool.
    pub raw: Option<SpoolName>,
}

/// An attachment in the spool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRef {
    /// A name that is safe to show.
    pub name: Personal<String>,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hex.
    pub sha256: String,
    /// The bytes in the spool.
    pub spool: SpoolName,
}
