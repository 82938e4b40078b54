//! Everything that can happen to a ticket.
//!
//! An event says what became true, with the old value and the new, and is never changed afterwards. A ticket is the
//! fold of its events ([`super::Ticket::apply`]); an event therefore carries each time that the fold needs, so that
//! no policy or clock is asked when a journal is replayed years later.
//!
//! Events derive `serde` here although the core knows no file format: they *are* the vocabulary of the journal and
//! of the JSON that scripts read, and a second copy of thirty variants would be thirty places to forget one.

mod happened;
mod word;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clock::{ClockKind, Clocks, Mark};
use super::deed::Deed;
use super::field::FieldRequest;
use super::kind::Kind;
use super::message::Message;
use super::person::{AgentName, Person};
use super::personal::Personal;
use super::priority::Priority;
use super::status::Status;
use super::{Address, Language, TicketId};

pub use super::actor::Actor;
pub use super::close_code::CloseCode;
pub use super::level::Level;
pub use super::link::LinkKind;
pub use happened::Event;

/// What became true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EventBody {
    /// The ticket exists, with what the rules made of it.
    Opened {
        /// The mail that opened it.
        message: Box<Message>,
        /// Who has the problem.
        requester: Person,
        /// Whether the requester's address was proven, so that we may repeat their words to it.
        is_proven: bool,
        /// First category.
        category: String,
        /// First priority.
        priority: Priority,
        /// First type.
        #[serde(rename = "type")]
        ticket_kind: Kind,
        /// First team.
        team: Option<String>,
        /// First tier, the team's.
        tier: u8,
        /// First tags.
        tags: Vec<String>,
        /// Whether a machine wrote, or somebody who wants no automatic mail: time does not write to them.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_silent: bool,
        /// The language the requester is written to in, where it is not the desk's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
        /// First clocks: the promise of the acknowledgement.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// Somebody outside wrote.
    Replied {
        /// What was written.
        message: Box<Message>,
    },
    /// An agent answered the requester.
    Answered {
        /// What was written.
        message: Box<Message>,
        /// The clocks after it.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// An agent, or a mail that could not be trusted, left a note.
    Noted {
        /// What was written.
        message: Box<Message>,
    },
    /// Priority changed.
    PriorityChanged {
        /// Before.
        from: Priority,
        /// After.
        to: Priority,
        /// The reason given.
        reason: Option<Personal<String>>,
        /// The clocks after it.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// Category changed.
    CategoryChanged {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// Type changed.
    TypeChanged {
        /// Before.
        from: Kind,
        /// After.
        to: Kind,
    },
    /// State changed, where no other event says why.
    StatusChanged {
        /// Before.
        from: Status,
        /// After.
        to: Status,
        /// When it is open again, for one on hold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        /// The clocks after it.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// Another agent has it, or none.
    Assigned {
        /// Before.
        from: Option<AgentName>,
        /// After.
        to: Option<AgentName>,
    },
    /// Another team has it.
    TeamChanged {
        /// Before.
        from: Option<String>,
        /// After.
        to: Option<String>,
        /// The new team's tier.
        tier: u8,
    },
    /// Tags came or went.
    Tagged {
        /// New ones.
        added: Vec<String>,
        /// Those that went.
        removed: Vec<String>,
    },
    /// The ticket has another title.
    TitleChanged {
        /// Before.
        from: Personal<String>,
        /// After.
        to: Personal<String>,
    },
    /// Somebody takes part from now on.
    ParticipantAdded {
        /// Who.
        person: Person,
    },
    /// Somebody takes part no more.
    ParticipantRemoved {
        /// Who.
        address: Personal<Address>,
    },
    /// The requester was told how things stand (S0.8).
    UpdateGiven {
        /// What was done and what is next.
        text: Personal<String>,
        /// The clocks after it.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// A time was named (S3.1); it is a promise.
    EstimateGiven {
        /// By when.
        by: Timestamp,
        /// What was said with it.
        text: Option<Personal<String>>,
        /// When somebody is told how near it is.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<Mark>,
    },
    /// So much of a clock's time is used up (S4.7).
    ClockPassed {
        /// Which.
        clock: ClockKind,
        /// How much of it, in percent.
        percent: u16,
        /// Until when it ran.
        due: Timestamp,
    },
    /// The requester was told that there is no news yet (S0.8).
    HoldingGiven {
        /// For which time in a row.
        count: u32,
        /// The clocks after it.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// The time that we named has passed (S2.1).
    PromiseMissed {
        /// Which time.
        by: Timestamp,
        /// When the requester hears from us next.
        next: Option<Timestamp>,
    },
    /// A way around the problem (S0.9).
    WorkaroundGiven {
        /// The steps.
        text: Personal<String>,
    },
    /// How it was solved, not yet told.
    SolutionRecorded {
        /// The solution.
        text: Personal<String>,
    },
    /// The requester has to answer first.
    WaitStarted {
        /// The state before.
        from: Status,
        /// The open question.
        question: Personal<String>,
        /// Until when we wait.
        until: Option<Timestamp>,
        /// The clocks after it: none runs.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// The work waits for somebody else, or for a day (S2.1).
    HoldStarted {
        /// The state before.
        from: Status,
        /// What it waits for.
        reason: Personal<String>,
        /// When it is open again.
        until: Timestamp,
        /// The clocks after it: none runs.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// A field has another value, or none any more (S0.4).
    FieldSet {
        /// Its name.
        field: String,
        /// Before.
        from: Option<Personal<String>>,
        /// After.
        to: Option<Personal<String>>,
    },
    /// The requester was asked for what is missing (S0.7, S4.2).
    InformationAsked(FieldRequest),
    /// The requester was reminded of what is missing.
    InformationReminded {
        /// The names of the fields.
        fields: Vec<String>,
        /// For which time.
        count: u32,
        /// When they are reminded again.
        remind_at: Option<Timestamp>,
    },
    /// A new ticket whose clocks stood still is worked on: somebody wrote, or the time to wait is over.
    ClocksResumed {
        /// The clocks after it.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// Solved, and told how (S0.10); closes at `closes_at` unless somebody objects.
    Resolved {
        /// The state before.
        from: Status,
        /// How it was solved.
        solution: Personal<String>,
        /// When silence counts as consent.
        closes_at: Timestamp,
    },
    /// Ended.
    Closed {
        /// The state before.
        from: Status,
        /// Why.
        code: CloseCode,
        /// How it was solved, where it was.
        solution: Option<Personal<String>>,
        /// Whether the requester is told.
        is_quiet: bool,
    },
    /// The requester said how content they are (S2.4, S4.10).
    Rated {
        /// 1 (poor) to 5 (very good).
        score: u8,
    },
    /// Taken up again.
    Reopened {
        /// The state before.
        from: Status,
        /// The reason given.
        reason: Option<Personal<String>>,
        /// The clocks after it.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// Handed to a higher level (S0.12, S4.8).
    Escalated {
        /// The level.
        to: Level,
        /// The team that has it now.
        team: Option<String>,
        /// The reason given.
        reason: Personal<String>,
        /// The estimated time; a promise.
        by: Option<Timestamp>,
        /// When somebody is told how near that is.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        promise: Vec<Mark>,
        /// When the requester hears from us next; a promise.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// Came back to a lower level (S2.6). The clocks go on: what was promised stands.
    Deescalated {
        /// The level.
        to: Level,
        /// The team that has it now.
        team: Option<String>,
        /// The reason given.
        reason: Personal<String>,
    },
    /// Belongs together with another ticket.
    Linked {
        /// How.
        link: LinkKind,
        /// With which.
        ticket: TicketId,
    },
    /// Belongs together with it no more.
    Unlinked {
        /// How it did.
        link: LinkKind,
        /// With which.
        ticket: TicketId,
    },
    /// Goes on as another ticket, which has its mails from then on.
    Merged {
        /// The state before.
        from: Status,
        /// As which.
        into: TicketId,
        /// Whether its people take part in that one.
        takes_people: bool,
    },
    /// A message of a ticket that was merged into this one.
    Joined {
        /// On which ticket it was written.
        ticket: TicketId,
        /// What was written.
        message: Box<Message>,
    },
    /// The ticket that this one repeats, or was merged into, is solved.
    OriginalSolved {
        /// Which.
        ticket: TicketId,
        /// How it was solved.
        solution: Personal<String>,
    },
    /// The requesters of all children were told something.
    Broadcast {
        /// What.
        text: Personal<String>,
        /// How many tickets it was told on.
        tickets: u32,
    },
    /// Something was done about it beside what is said and decided.
    Done(Deed),
    /// A mail of ours has not arrived for hours; it is still tried.
    DeliveryDelayed {
        /// The row of the outbox.
        letter: u64,
        /// For whom it is.
        to: Personal<Address>,
        /// Which notice it is.
        notice: String,
        /// What the server said last.
        reply: Personal<String>,
        /// When it is given up.
        until: Timestamp,
    },
    /// A mail of ours did not arrive.
    DeliveryFailed {
        /// The row of the outbox.
        letter: u64,
        /// For whom it was.
        to: Personal<Address>,
        /// Which notice it was.
        notice: String,
        /// What the server said.
        reply: Personal<String>,
    },
}
