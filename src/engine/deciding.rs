//! A decision while it is being taken: the events so far, and the tickets as they leave them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::calendar::ClockWork;
use crate::domain::{Actor, Address, AgentName, Event, EventBody, Priority, Ticket, TicketId};

use super::decision::{Decision, Known, Snapshot};
use super::guard::{self, Ordered};
use super::outgoing::{Counts, Outgoing};
use super::policy::Policy;
use super::{approval, follow_up, relations};

/// The working state of one call of `decide`. A copy of it is what a step that fails goes back to.
#[derive(Clone)]
pub(super) struct Deciding<'a> {
    pub policy: &'a Policy,
    pub snapshot: &'a Snapshot,
    pub now: Timestamp,
    pub decision: Decision,
    /// Every step, in order.
    pub because: Vec<String>,
    /// Nobody hears of this decision: mail from before the desk's first start.
    pub is_silent: bool,
    cases: BTreeMap<TicketId, Known>,
}

impl<'a> Deciding<'a> {
    pub fn new(snapshot: &'a Snapshot, policy: &'a Policy, now: Timestamp) -> Self {
        Self {
            policy,
            snapshot,
            now,
            decision: Decision::default(),
            because: Vec::new(),
            is_silent: false,
            cases: snapshot.cases.clone(),
        }
    }

    /// Takes a ticket that was read to be compared among those that things can happen to.
    pub fn bring(&mut self, id: TicketId) {
        let mut reports = self.snapshot.reports.iter();
        if let Some(report) = reports.find(|report| report.ticket.id == id) {
            self.cases.entry(id).or_insert_with(|| Known {
                ticket: report.ticket.clone(),
                history: Vec::new(),
            });
        }
    }

    /// Notes a step.
    pub fn note(&mut self, step: impl Into<String>) {
        self.because.push(step.into());
    }

    /// A ticket as the events so far leave it.
    pub fn case(&self, id: TicketId) -> Option<&Known> {
        self.cases.get(&id)
    }

    /// A ticket as the events so far leave it.
    pub fn ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.cases.get(&id).map(|case| &case.ticket)
    }

    /// Lets something happen to a ticket; gives the number of the event. A closing that somebody has to agree to first
    /// becomes the question to them.
    pub fn happen(
        &mut self,
        id: TicketId,
        actor: Actor,
        body: EventBody,
        because: Vec<String>,
    ) -> u32 {
        let body = approval::gated(self, id, &actor, body);
        if let Some(resolved) = approval::announced(self, id, &actor, &body) {
            self.happen(id, actor.clone(), resolved, Vec::new());
        }
        let no = self
            .cases
            .get(&id)
            .map_or(0, |case| case.ticket.event_count)
            .saturating_add(1);
        let event = Event {
            no,
            at: self.now,
            actor,
            body,
            because: because.into(),
        };
        match self.cases.get_mut(&id) {
            Some(case) => {
                case.ticket.apply(&event);
                case.history.push(event.clone());
            }
            None => {
                if let Some(ticket) = Ticket::open(id, &event) {
                    self.cases.insert(
                        id,
                        Known {
                            ticket,
                            history: vec![event.clone()],
                        },
                    );
                }
            }
        }
        self.decision.events.push((id, event.clone()));
        follow_up::plan(self, id, &event.body);
        approval::follows(self, id, &event);
        self.join(id, event);
        no
    }

    /// What is written on a ticket that was merged is on the one it goes on as, too.
    fn join(&mut self, id: TicketId, event: Event) {
        let is_joined = matches!(event.body, EventBody::Joined { .. });
        if let (Some(message), false) = (event.body.message(), is_joined)
            && let Some(into) = relations::survivor(self, id)
        {
            let message = Box::new(message.clone());
            let joined = EventBody::Joined {
                ticket: id,
                message,
            };
            self.happen(into, event.actor, joined, Vec::new());
        }
    }

    /// Whether an agent is away.
    pub fn is_away(&self, agent: &AgentName) -> bool {
        let known = self.snapshot.staff.get(agent);
        known.is_some_and(|presence| presence.is_away(self.now))
    }

    /// The number of the next new ticket.
    pub fn next_ticket(&self) -> TicketId {
        let opened = self.decision.events.iter();
        opened
            .filter(|(_, event)| matches!(event.body, EventBody::Opened { .. }))
            .map(|(id, _)| id.next())
            .max()
            .unwrap_or(self.snapshot.next_ticket)
    }

    /// All tickets that were read, as the events so far leave them.
    pub fn tickets(&self) -> BTreeMap<TicketId, &Ticket> {
        let cases = self.cases.iter();
        cases.map(|(id, case)| (*id, &case.ticket)).collect()
    }

    /// What sets the clocks of a ticket with this priority and team.
    pub fn clockwork(&self, priority: Priority, team: Option<&str>) -> ClockWork<'a> {
        let is_on_call = team
            .and_then(|team| self.policy.roster.team(team))
            .is_some_and(|team| team.is_on_call);
        ClockWork {
            hours: self.policy.hours_of(team),
            targets: &self.policy.targets,
            matrix: &self.policy.matrix,
            priority,
            is_on_call,
            now: self.now,
        }
    }

    /// What sets the clocks of this ticket.
    pub fn clockwork_of(&self, ticket: &Ticket) -> ClockWork<'a> {
        self.clockwork(ticket.priority, ticket.team.as_deref())
    }

    /// Whether one more automatic mail may go to an address; else why not, a sentence.
    pub fn may_answer(&self, to: &Address) -> Result<(), String> {
        let automatic = || {
            let letters = self.decision.outgoing.iter();
            letters.filter(|out| out.counts == Counts::Automatic)
        };
        let count = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
        let ordered = Ordered {
            to: count(
                automatic()
                    .filter(|out| out.letter.envelope_to == *to)
                    .count(),
            ),
            total: count(automatic().count()),
        };
        guard::may_answer(&self.snapshot.sent, to, &ordered, &self.policy.limits)
    }

    /// The number of the next letter.
    pub fn next_letter(&self) -> u64 {
        self.snapshot
            .next_letter
            .saturating_add(self.decision.outgoing.len() as u64)
    }

    /// Orders a letter.
    pub fn post(&mut self, outgoing: Outgoing) {
        self.decision.outgoing.push(outgoing);
    }
}
