//! THE table: which event tells whom with which notice.
//!
//! To see who hears of what, read `to_requester` and `to_agents` and nothing else. Commands and rules only let things happen; what a
//! thing that happened owes to whom is the support procedure, and it stands here once.

mod approvals;
mod arrival;
mod clocks;
mod deeds;
mod holders;
mod incident;
mod logged;
mod missing;
mod ranked;
mod rated;
mod related;
mod to_agents;
mod to_requester;
mod warnings;

use jiff::Timestamp;

use crate::domain::{Actor, Address, Agent, Event, EventBody, Person, Ticket, TicketId};
use crate::mail::inbound::Inbound;

use super::assignment;
use super::deciding::Deciding;
use super::policy::Unproven;
use super::record;

/// What caused the events that are followed.
#[derive(Default)]
pub(super) struct Cause<'a> {
    /// The mail, when it was one.
    pub mail: Option<&'a Inbound>,
    /// When the mail server received it, where that is known.
    pub received_at: Option<Timestamp>,
    /// Its sender, when the sender is not an agent at work: automatic mail to this address is limited.
    pub outsider: Option<Address>,
    /// What agents should know about the mail, sentences.
    pub warnings: Vec<String>,
    /// Addresses the mail reached already.
    pub reached: Vec<Address>,
    /// What the requester had been asked for when the mail came.
    pub awaited: Option<Vec<String>>,
    /// Command lines that a requester may not give, for the agents to see.
    pub lines_taken_out: Vec<String>,
}

/// Orders the letters that the events of a decision owe.
pub(super) fn follow(deciding: &mut Deciding<'_>, cause: &Cause<'_>) {
    assignment::hand_on(deciding);
    let events = deciding.decision.events.clone();
    each(deciding, &events, cause, |told, deciding| {
        // What was found is told, not that a record was opened for it.
        if told.opens_incident() {
            return;
        }
        told.to_requester(deciding);
        told.to_agents(deciding);
    });
    each(deciding, &events, cause, |told, deciding| {
        told.to_watchers(deciding);
    });
    record::hand_over(deciding);
}

/// Does something for each event, with what has to be known to tell of it.
fn each(
    deciding: &mut Deciding<'_>,
    events: &[(TicketId, Event)],
    cause: &Cause<'_>,
    tell: impl Fn(&Told<'_>, &mut Deciding<'_>),
) {
    for (id, event) in events {
        let Some(ticket) = deciding.ticket(*id).cloned() else {
            continue;
        };
        let told = Told {
            id: *id,
            event,
            ticket: &ticket,
            events,
            cause,
        };
        tell(&told, deciding);
    }
}

/// One event, with what has to be known to tell of it.
pub(super) struct Told<'a> {
    /// The ticket.
    pub id: TicketId,
    /// The event.
    pub event: &'a Event,
    /// The ticket as all of them leave it.
    pub ticket: &'a Ticket,
    /// All events of the decision.
    pub events: &'a [(TicketId, Event)],
    /// What caused them.
    pub cause: &'a Cause<'a>,
}

impl Told<'_> {
    fn agent_name(&self) -> String {
        match &self.event.actor {
            Actor::Agent(name) => name.to_string(),
            _ => String::new(),
        }
    }

    /// Whether time may write to the requester: not to a machine, and not to an address that nothing has shown to be
    /// theirs, to which a forger could have any number of mails sent.
    fn may_be_written_to(&self, deciding: &mut Deciding<'_>) -> bool {
        let is_known = self.ticket.may_echo() || deciding.policy.unproven == Unproven::Full;
        if self.ticket.is_silent || !is_known {
            deciding.note("time does not write to this requester: a machine, or an address that nobody has shown");
            return false;
        }
        true
    }

    /// The participant who wrote.
    fn writer(&self) -> String {
        let from = self.cause.mail.and_then(|mail| mail.from.address.as_ref());
        let mut people = self.ticket.participants.iter();
        let person = people.find(|person| Some(&*person.address) == from);
        person.map_or_else(|| "somebody who takes part in it".to_owned(), Person::shown)
    }

    /// Whether something else happened to the ticket in the same decision.
    fn has_beside(&self, is_it: impl Fn(&EventBody) -> bool) -> bool {
        self.events
            .iter()
            .any(|(id, event)| *id == self.id && is_it(&event.body))
    }
}

/// An agent as a recipient.
pub(super) fn person(agent: &Agent) -> Person {
    Person::new(agent.address.clone(), agent.name.as_str())
}
