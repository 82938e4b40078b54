//! What is asked before a decision, and what one consists of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::domain::presence::Staff;
use crate::domain::{
    Address, Blocked, ContentKey, Event, Issued, MessageId, Personal, SpoolName, Ticket, TicketId,
};

use super::incident::Report;
use super::knowledge::{Document, Search};
use super::outgoing::{LetterNo, Outgoing, Row, RowState};
use super::periodical::Past;
use super::source::{Listed, Locator, Settling};

/// What has to be read before an input can be decided. A store answers it with a [`Snapshot`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lookups {
    /// Whether a mail of this content is known.
    pub key: Option<ContentKey>,
    /// To which tickets these ids belong, and what was answered. The tickets are read too.
    pub message_ids: BTreeSet<MessageId>,
    /// These tickets.
    pub tickets: BTreeSet<TicketId>,
    /// All open tickets, without their history.
    pub open_tickets: bool,
    /// Whether this sender's mail is taken in.
    pub sender: Option<Address>,
    /// All senders whose mail is not.
    pub all_blocked: bool,
    /// The open tickets of so long a time, at most so many: the newest; and the open records of incidents.
    pub reports: Option<(SignedDuration, u32)>,
    /// Documents with these words.
    pub search: Option<Search>,
    /// How much automatic mail went to these addresses lately.
    pub sent_to: BTreeSet<Address>,
    /// This row of the outbox.
    pub letter: Option<LetterNo>,
    /// All letters that were written about these tickets.
    pub letters_of: BTreeSet<TicketId>,
    /// What was issued last of each periodical.
    pub past: bool,
}

/// The state that a decision is taken on.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The row of the ledger with the content key asked for.
    pub known: Option<LedgerRow>,
    /// To which ticket a message id belongs, and which notice it was, if it was one of ours.
    pub ids: BTreeMap<MessageId, KnownId>,
    /// The tickets asked for, and those that the ids led to.
    pub cases: BTreeMap<TicketId, Known>,
    /// The open tickets, when asked for.
    pub open_tickets: Vec<Ticket>,
    /// Whose mail is not taken in, by the sender's key: the sender asked for, or all.
    pub blocked: BTreeMap<String, Blocked>,
    /// Who is away, and when each agent was last given a ticket.
    pub staff: Staff,
    /// The open tickets of the window asked for, oldest first.
    pub reports: Vec<Report>,
    /// The documents searched for, the best first, each with its ticket.
    pub found: Vec<(Document, Ticket)>,
    /// The open records of incidents, oldest first; they are among the cases, without history.
    pub incidents: Vec<TicketId>,
    /// The number of the next new ticket.
    pub next_ticket: TicketId,
    /// The number of the next row of the outbox.
    pub next_letter: LetterNo,
    /// Automatic mail that went out lately.
    pub sent: SentLately,
    /// The row of the outbox asked for.
    pub row: Option<Row>,
    /// The letters of the tickets asked for, oldest first.
    pub letters: Vec<Row>,
    /// What was issued last of each periodical, when asked for.
    pub past: Past,
}

/// A ticket with what happened to it, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The ticket.
    pub ticket: Ticket,
    /// Its last events, at most [`HISTORY_MAX`]; none of a ticket that another one is tied to.
    pub history: Vec<Event>,
}

/// How many events of a ticket are read for a decision and shown in a notice.
pub const HISTORY_MAX: usize = 200;

/// What is known of a message id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownId {
    /// The ticket.
    pub ticket: TicketId,
}

/// Automatic mail that mails from outside caused, counted from the journal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentLately {
    /// To each address asked about.
    pub to: BTreeMap<Address, SentTo>,
    /// To all, within the last hour.
    pub total_hour: u32,
}

/// Automatic mail to one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SentTo {
    /// Within the last hour.
    pub hour: u32,
    /// Within the last day.
    pub day: u32,
    /// Refusals within the last hour.
    pub refusals_hour: u32,
    /// Notices of mails that were held back, within the last hour.
    pub held_back_hour: u32,
}

/// What is to become true. Pure data: the store makes it durable, the shell acts on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// What becomes of the source mail, when a mail was decided.
    pub ledger: Option<LedgerRow>,
    /// What happens to tickets.
    pub events: Vec<(TicketId, Event)>,
    /// New mails for the outbox.
    pub outgoing: Vec<Outgoing>,
    /// New states of rows of the outbox.
    pub rows: Vec<(LetterNo, RowState)>,
    /// Letters that say something else from now on, and the octets that say it. None of them was sent.
    pub rewritten: Vec<(LetterNo, Vec<u8>)>,
    /// A periodical that is settled with this; its letters are among the new mails.
    pub issued: Option<Issued>,
}

/// What became of a source mail. One for each locator ever seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// Where the mail lay.
    pub locator: Locator,
    /// RFC822.SIZE, to notice a UID that names another mail now.
    pub size: u64,
    /// INTERNALDATE, for the same.
    pub received_at: Timestamp,
    /// The same for all copies; absent for a mail that was never read. Two mails without Message-ID and Date can share
    /// it, too.
    pub key: Option<ContentKey>,
    /// The raw mail in the spool; absent for a mail that was never read.
    pub raw: Option<SpoolName>,
    /// What became of it.
    pub disposition: Disposition,
    /// The ticket it went to.
    pub ticket: Option<TicketId>,
    /// The author, as the mail says.
    pub from: Option<Personal<String>>,
    /// What is done with it in its mailbox.
    pub settling: Settling,
    /// When it was decided.
    pub at: Timestamp,
    /// Every step that led there.
    pub because: Personal<Vec<String>>,
    /// What it was in quarantine for before it was taken in anew, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Quarantined>,
    /// Whether an admin has asked for it to be taken in anew, and that is still to be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_awaited: bool,
}

impl LedgerRow {
    /// The row of a mail that was not read, and that is on no ticket.
    pub fn of(
        listed: &Listed,
        disposition: Disposition,
        at: Timestamp,
        because: Vec<String>,
    ) -> Self {
        Self {
            locator: listed.locator.clone(),
            size: listed.size,
            received_at: listed.received_at,
            key: None,
            raw: None,
            disposition,
            ticket: None,
            from: None,
            settling: disposition.settling(),
            at,
            because: because.into(),
            earlier: Vec::new(),
            is_awaited: false,
        }
    }
}

/// What a mail ended as: exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// It opened a ticket.
    Ticket,
    /// It joined one.
    Reply,
    /// It was commands and nothing else.
    Command,
    /// It reports on mails of ours.
    Bounce,
    /// It has no effect; the reason says why.
    Ignored(Ignored),
    /// It is kept whole for a person to look at; the cause says why.
    Quarantined(Quarantined),
}

/// Why a mail has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ignored {
    /// The same mail was taken in from another place.
    Copy,
    /// A program answered.
    AutoReply,
    /// Somebody is away.
    Vacation,
    /// A delivery is late.
    Delay,
    /// A read or delivery receipt.
    Receipt,
    /// A complaint by a provider's program.
    Feedback,
    /// We wrote it.
    OwnMail,
    /// It is older than the desk.
    BeforeStart,
    /// Its sender was blocked by a leader.
    Blocked,
}

/// Why a mail could not be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quarantined {
    /// Over the mailbox's `max-size`; it stays on the server.
    Oversize,
    /// It names nobody who could be answered.
    NoSender,
    /// Reading it failed or ended the program, more than once.
    Poison,
}

impl Quarantined {
    /// The named reason.
    pub fn word(self) -> &'static str {
        match self {
            Self::Oversize => "oversize",
            Self::NoSender => "no-sender",
            Self::Poison => "poison",
        }
    }
}

impl Disposition {
    /// The word of the JSON and of the counters.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Reply => "reply",
            Self::Command => "command",
            Self::Bounce => "bounce",
            Self::Ignored(_) => "ignored",
            Self::Quarantined(_) => "quarantined",
        }
    }

    /// The words, in the order of the counters.
    pub const WORDS: [&'static str; 6] = [
        "ticket",
        "reply",
        "command",
        "bounce",
        "ignored",
        "quarantined",
    ];

    /// The named reason of an ignored or quarantined mail.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Ticket | Self::Reply | Self::Command | Self::Bounce => None,
            Self::Ignored(why) => Some(match why {
                Ignored::Copy => "copy",
                Ignored::AutoReply => "auto-reply",
                Ignored::Vacation => "vacation",
                Ignored::Delay => "delay",
                Ignored::Receipt => "receipt",
                Ignored::Feedback => "feedback",
                Ignored::OwnMail => "own-mail",
                Ignored::BeforeStart => "before-start",
                Ignored::Blocked => "blocked",
            }),
            Self::Quarantined(why) => Some(why.word()),
        }
    }

    /// What is done with such a mail in its mailbox.
    pub fn settling(self) -> Settling {
        match self {
            Self::Quarantined(Quarantined::Oversize) | Self::Ignored(Ignored::BeforeStart) => {
                Settling::LeaveInPlace
            }
            Self::Quarantined(_) => Settling::Quarantine,
            _ => Settling::Processed,
        }
    }
}
