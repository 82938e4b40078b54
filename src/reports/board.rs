//! The board: what is open at a desk, and what went wrong lately; the digests are made from it.
//!
//! It is filled ticket by ticket, from the events alone, so that a desk can be looked at in parts and be at work between
//! two of them. Who is shown what of it is `engine::periodical`'s.

use jiff::Timestamp;

use super::sop::{Case, Period};
use crate::domain::{
    AgentName, ClockKind, EventBody, Level, Priority, Status, Ticket, TicketId, Urgency,
};

/// What is open, and what happened in a period.
#[derive(Debug, Clone)]
pub struct Board {
    /// The end of it is when the board is looked at.
    pub period: Period,
    /// Up to this score somebody was not content.
    low: u8,
    /// The open tickets.
    pub open: Vec<Card>,
    /// What a leader should have heard of, in the order of the tickets.
    pub news: Vec<News>,
}

/// An open ticket, without its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its number.
    pub id: TicketId,
    /// Its subject.
    pub subject: String,
    /// Where it stands among others.
    pub urgency: Urgency,
    /// Its state.
    pub status: Status,
    /// Its priority.
    pub priority: Priority,
    /// Who has it.
    pub assignee: Option<AgentName>,
    /// The team that has it.
    pub team: Option<String>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The first of its promised times, and which clock it is of.
    pub due: Option<(ClockKind, Timestamp)>,
    /// Since when it stands in its state.
    pub since: Timestamp,
    /// Until when it waits.
    pub until: Option<Timestamp>,
}

/// Something that a leader answers for (S0.17).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// On which ticket.
    pub id: TicketId,
    /// Its subject.
    pub subject: String,
    /// The team that had it.
    pub team: Option<String>,
    /// Who had it.
    pub assignee: Option<AgentName>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A requester was not content.
    LowScore(u8),
    /// It went up.
    Escalated(Level),
}

impl Board {
    /// An empty one. `low` is the highest score that is told of.
    pub fn new(period: Period, low: u8) -> Self {
        Self {
            period,
            low,
            open: Vec::new(),
            news: Vec::new(),
        }
    }

    /// Takes in a ticket with its whole history.
    pub fn take_case(&mut self, case: &Case<'_>) {
        for step in case
            .steps
            .iter()
            .filter(|step| self.period.has(step.event.at))
        {
            let what = match &step.event.body {
                EventBody::Rated { score } if *score <= self.low => What::LowScore(*score),
                EventBody::Escalated { to, .. } => What::Escalated(to.clone()),
                _ => continue,
            };
            // Of an escalation those hear who let it go; the team that has it now is told of it at once.
            let then = step.before.as_ref().unwrap_or(&step.after);
            self.news.push(News {
                id: case.id,
                subject: step.after.subject.to_string(),
                team: then.team.clone(),
                assignee: then.assignee.clone(),
                at: step.event.at,
                what,
            });
        }
        let Some(last) = case.steps.last() else {
            return;
        };
        let ticket = &last.after;
        if ticket.status.is_open() {
            let changed = case.steps.iter().rev().find(|step| {
                let before = step.before.as_ref().map(|before| before.status);
                before != Some(step.after.status)
            });
            let since = changed.map_or(ticket.opened_at, |step| step.event.at);
            self.open.push(Card::of(ticket, since));
        }
    }
}

impl Card {
    fn of(ticket: &Ticket, since: Timestamp) -> Self {
        Self {
            id: ticket.id,
            subject: ticket.subject.to_string(),
            urgency: ticket.urgency(),
            status: ticket.status,
            priority: ticket.priority,
            assignee: ticket.assignee.clone(),
            team: ticket.team.clone(),
            opened_at: ticket.opened_at,
            due: ticket.next_time(),
            since,
            until: ticket.waiting_until,
        }
    }

    /// Whether a promised time has passed.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.due.is_some_and(|(_, due)| due < now)
    }

    /// Whether it stands still until somebody outside does something.
    pub fn waits(&self) -> bool {
        matches!(self.status, Status::Waiting | Status::Hold)
    }
}
