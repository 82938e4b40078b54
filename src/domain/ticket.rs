//! The ticket: the fold of its events.
//!
//! Nothing sets a field of a [`Ticket`] but [`Ticket::apply`], so that a ticket replayed from its journal is equal,
//! field by field, to the one that lived. `ticketd check` compares the two.

mod deed;
mod due;
mod ending;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clock::{Clocks, Mark};
use super::deed::Work;
use super::event::{CloseCode, Event, EventBody, Level, LinkKind};
use super::field::Asked;
use super::kind::Kind;
use super::link::Link;
use super::message::Standing;
use super::person::{AgentName, Person};
use super::personal::Personal;
use super::priority::Priority;
use super::status::Status;
use super::{Language, MessageId, TicketId};

/// Most participants of a ticket beside its requester; a mail to half a company is not a conversation.
pub const PARTICIPANTS_MAX: usize = 50;
/// Most tags of a ticket.
pub const TAGS_MAX: usize = 50;

/// A case, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its number.
    pub id: TicketId,
    /// Its title: the subject it came with, or the one an agent gave.
    pub subject: Personal<String>,
    /// Where it stands.
    pub status: Status,
    /// How urgent it is.
    pub priority: Priority,
    /// What it is about.
    pub category: String,
    /// What sort of work it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Its tags.
    pub tags: BTreeSet<String>,
    /// Who has the problem.
    pub requester: Person,
    /// Whether the requester's address was ever proven.
    pub is_proven: bool,
    /// Who else takes part.
    pub participants: Vec<Person>,
    /// The agent who has it.
    pub assignee: Option<AgentName>,
    /// The team that has it.
    pub team: Option<String>,
    /// The tier it is at.
    pub tier: u8,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
    /// Whether time writes to the requester: not to a machine, nor to somebody who wants no automatic mail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_silent: bool,
    /// The language the requester is written to in, where it is not the desk's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The answer clocks.
    #[serde(flatten)]
    pub clocks: Clocks,
    /// When a person of ours last spoke to the requester.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken_at: Option<Timestamp>,
    /// How often in a row the requester was told that there is no news.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub holdings: u32,
    /// Whether the management was told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_with_management: bool,
    /// When a person first answered.
    pub first_answer_at: Option<Timestamp>,
    /// Whether the requester waits for a person's answer: from the opening on, and anew from each reopening.
    pub owes_answer: bool,
    /// The time we named for the solution.
    pub estimate: Option<Timestamp>,
    /// When somebody is told how near it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promise: Vec<Mark>,
    /// Until when we wait for the requester.
    pub waiting_until: Option<Timestamp>,
    /// When it was last resolved.
    pub resolved_at: Option<Timestamp>,
    /// When silence closes it.
    pub closes_at: Option<Timestamp>,
    /// When it was last closed.
    pub closed_at: Option<Timestamp>,
    /// How content the requester is, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// How it was solved.
    pub solution: Option<Personal<String>>,
    /// The way around it.
    pub workaround: Option<Personal<String>>,
    /// The question we wait on.
    pub question: Option<Personal<String>>,
    /// What is known of it, by the name of the field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Personal<String>>,
    /// What the requester was asked for and has not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// The tickets it belongs together with.
    pub links: Vec<Link>,
    /// What is kept of the work on it.
    #[serde(default, skip_serializing_if = "Work::is_empty")]
    pub work: Work,
    /// How many messages it has.
    pub message_count: u32,
    /// How many events it has; the number of the last one.
    pub event_count: u32,
    /// How often it was reopened.
    pub reopened_count: u32,
    /// The requester's last words, for notices that show them.
    pub last_words: Personal<String>,
    /// The Message-IDs that a new mail of the thread refers to, oldest first.
    pub thread: Vec<MessageId>,
}

impl Ticket {
    /// The ticket that an [`EventBody::Opened`] makes; `None` for any other event.
    pub fn open(id: TicketId, event: &Event) -> Option<Self> {
        let EventBody::Opened {
            message,
            requester,
            is_proven,
            category,
            priority,
            ticket_kind,
            team,
            tier,
            tags,
            is_silent,
            language,
            clocks,
        } = &event.body
        else {
            return None;
        };
        let mut ticket = Self {
            id,
            subject: message.subject.clone(),
            status: Status::New,
            priority: *priority,
            category: category.clone(),
            kind: *ticket_kind,
            tags: tags.iter().cloned().collect(),
            requester: requester.clone(),
            is_proven: *is_proven,
            participants: Vec::new(),
            assignee: None,
            team: team.clone(),
            tier: *tier,
            opened_at: event.at,
            updated_at: event.at,
            is_silent: *is_silent,
            language: language.clone(),
            clocks: clocks.clone(),
            spoken_at: None,
            holdings: 0,
            is_with_management: false,
            first_answer_at: None,
            owes_answer: true,
            estimate: None,
            promise: Vec::new(),
            waiting_until: None,
            resolved_at: None,
            closes_at: None,
            closed_at: None,
            rating: None,
            solution: None,
            workaround: None,
            question: None,
            fields: BTreeMap::new(),
            asked: None,
            links: Vec::new(),
            work: Work::default(),
            message_count: 0,
            event_count: event.no,
            reopened_count: 0,
            last_words: Personal::default(),
            thread: Vec::new(),
        };
        ticket.take_message(message);
        Some(ticket)
    }

    /// Folds a whole journal; `None` when it does not begin with an opening.
    pub fn replay<'a>(id: TicketId, events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let mut ticket = Self::open(id, events.next()?)?;
        events.for_each(|event| ticket.apply(event));
        Some(ticket)
    }

    /// Takes in what happened.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm per event, short each; splitting the match would hide a missing one"
    )]
    pub fn apply(&mut self, event: &Event) {
        if self.words(event).is_some() {
            self.message_count = self.message_count.saturating_add(1);
        }
        self.event_count = event.no;
        self.updated_at = event.at;
        match &event.body {
            EventBody::Opened { .. }
            | EventBody::DeliveryDelayed { .. }
            | EventBody::DeliveryFailed { .. }
            | EventBody::Broadcast { .. } => {}
            EventBody::Replied { message } => {
                // Whoever answers with the token we sent them, or from a proven domain, has shown the address.
                let is_requester = *message.from.address == *self.requester.address;
                self.is_proven |= is_requester && message.standing == Standing::Known;
                self.take_message(message);
                self.hear_from_outside(message);
            }
            EventBody::Noted { message } => self.take_message(message),
            EventBody::Answered { message, clocks } => {
                self.take_message(message);
                self.hear(event.at);
                self.set(clocks);
            }
            EventBody::PriorityChanged { to, clocks, .. } => {
                self.priority = *to;
                self.work.is_said_urgent = false;
                self.set(clocks);
            }
            EventBody::CategoryChanged { to, .. } => self.come_under(to),
            EventBody::TypeChanged { to, .. } => self.kind = *to,
            EventBody::StatusChanged {
                to, until, clocks, ..
            } => {
                self.enter(*to, clocks.clone());
                self.waiting_until = *until;
            }
            EventBody::Assigned { to, .. } => self.assignee.clone_from(to),
            EventBody::TeamChanged { to, tier, .. } => {
                self.team.clone_from(to);
                self.tier = *tier;
            }
            EventBody::Tagged { added, removed } => {
                self.tags.extend(added.iter().cloned());
                self.tags.retain(|tag| !removed.contains(tag));
            }
            EventBody::TitleChanged { to, .. } => self.subject = to.clone(),
            EventBody::ParticipantAdded { person } => self.participants.push(person.clone()),
            EventBody::ParticipantRemoved { address } => self
                .participants
                .retain(|person| person.address != *address),
            EventBody::UpdateGiven { clocks, .. } => {
                self.hear(event.at);
                self.set(clocks);
            }
            EventBody::EstimateGiven { by, marks, .. } => {
                self.estimate = Some(*by);
                self.promise.clone_from(marks);
            }
            EventBody::ClockPassed { clock, percent, .. } => self.pass(*clock, *percent),
            EventBody::HoldingGiven { count, clocks } => {
                self.holdings = *count;
                self.clocks.clone_from(clocks);
            }
            EventBody::PromiseMissed { .. } => self.promise.clear(),
            EventBody::WorkaroundGiven { text } => self.workaround = Some(text.clone()),
            EventBody::SolutionRecorded { text } => self.solution = Some(text.clone()),
            EventBody::WaitStarted {
                question,
                until,
                clocks,
                ..
            } => {
                self.enter(Status::Waiting, clocks.clone());
                self.hear(event.at);
                self.question = Some(question.clone());
                self.waiting_until = *until;
            }
            EventBody::HoldStarted { until, clocks, .. } => {
                self.enter(Status::Hold, clocks.clone());
                self.hear(event.at);
                self.waiting_until = Some(*until);
            }
            EventBody::FieldSet { field, to, .. } => self.know(field, to.as_ref()),
            EventBody::InformationAsked(_) | EventBody::InformationReminded { .. } => {
                self.ask(event);
            }
            EventBody::ClocksResumed { clocks } => {
                self.set(clocks);
                self.remind_no_more();
            }
            EventBody::Resolved {
                solution,
                closes_at,
                ..
            } => {
                self.enter(Status::Resolved, Clocks::default());
                self.hear(event.at);
                self.solution = Some(solution.clone());
                self.resolved_at = Some(event.at);
                self.closes_at = Some(*closes_at);
            }
            EventBody::Closed { solution, code, .. } => {
                self.enter(Status::Closed, Clocks::default());
                if solution.is_some() || *code != CloseCode::Solved {
                    self.solution.clone_from(solution);
                }
                self.closed_at = Some(event.at);
            }
            EventBody::Rated { score } => self.rating = Some(*score),
            EventBody::Reopened { clocks, .. } => self.reopen(clocks),
            EventBody::Escalated {
                to,
                team,
                by,
                promise,
                clocks,
                ..
            } => {
                match to {
                    Level::Tier(tier) => {
                        self.tier = *tier;
                        self.team.clone_from(team);
                        self.assignee = None;
                    }
                    Level::Management => self.is_with_management = true,
                }
                if by.is_some() {
                    self.estimate = *by;
                    self.promise.clone_from(promise);
                }
                self.set(clocks);
            }
            EventBody::Deescalated { to, team, .. } => {
                if let Level::Tier(tier) = to
                    && *tier != self.tier
                {
                    self.tier = *tier;
                    self.team.clone_from(team);
                    self.assignee = None;
                }
                self.is_with_management = false;
            }
            EventBody::Linked { link, ticket } => self.tie(*link, *ticket),
            EventBody::Unlinked { link, ticket } => self.untie(*link, *ticket),
            EventBody::Merged { into, .. } => {
                self.enter(Status::Merged, Clocks::default());
                self.tie(LinkKind::MergedInto, *into);
            }
            // Neither last words nor thread: its author hears of it on the ticket where it was written.
            EventBody::Joined { .. } => {
                self.message_count = self.message_count.saturating_add(1);
            }
            EventBody::Done(deed) => self.take_deed(deed, event),
            EventBody::OriginalSolved { solution, .. } => self.solution = Some(solution.clone()),
        }
    }

    /// The number with the desk's tag: `ACME-1000`.
    pub fn reference(&self, tag: &str) -> String {
        format!("{tag}-{}", self.id)
    }

    /// Whether a mail to the requester may repeat what they wrote: their address is proven, or a person has looked
    /// at the ticket and answered.
    pub fn may_echo(&self) -> bool {
        self.is_proven || self.first_answer_at.is_some()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}
