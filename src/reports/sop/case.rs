//! A ticket as it is looked at here: each event between the ticket before it and after it, the runs of its clocks, and
//! the letters about it.

use jiff::Timestamp;

use crate::domain::{Actor, Address, Event, EventBody, Ticket, TicketId};
use crate::reports::clocks::{self, Run};

/// A letter about a ticket, in words of this floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The event it tells of.
    pub event: Option<u32>,
    /// Which notice it is.
    pub notice: String,
    /// For whom it is.
    pub to: Address,
    /// Since when it is owed, where that is guarded.
    pub owed_since: Option<Timestamp>,
    /// When a relay took it; absent for one that waits or failed.
    pub sent_at: Option<Timestamp>,
}

/// A ticket with all that happened to it.
pub struct Case<'a> {
    /// Its number.
    pub id: TicketId,
    pub(in crate::reports) steps: Vec<Step<'a>>,
    pub(in crate::reports) runs: Vec<Run>,
    pub(super) letters: &'a [Sent],
}

/// One event, and the ticket around it.
pub(in crate::reports) struct Step<'a> {
    /// The ticket before; absent for the first.
    pub before: Option<Ticket>,
    pub event: &'a Event,
    pub after: Ticket,
}

/// A wait for an answer.
pub(in crate::reports) struct FirstAnswer {
    /// When it began.
    pub from: Timestamp,
    /// The event by which a person spoke to the requester.
    pub end: Option<u32>,
}

/// Whether a person speaks to the requester for the first time by this: in a mail, by telephone, or with a closing that
/// says how it was solved.
pub(in crate::reports) fn answers_by(step: &Step<'_>) -> bool {
    let was_owed = step
        .before
        .as_ref()
        .is_some_and(|before| before.owes_answer);
    let is_told_closing = matches!(
        step.event.body,
        EventBody::Closed {
            is_quiet: false,
            ..
        }
    ) && matches!(step.event.actor, Actor::Agent(_));
    was_owed && (!step.after.owes_answer || is_told_closing)
}

impl Step<'_> {
    /// Whether the desk writes to the requester of its own about this. Time writes to no machine, and to no address that
    /// nothing has shown; somebody whose conduct was reported gets the words of people alone.
    pub fn is_told(&self) -> bool {
        let by_time = self.event.actor == Actor::Timer;
        let may_time = !self.after.is_silent && self.after.may_echo();
        !self.after.work.is_abusive && (!by_time || may_time)
    }
}

impl<'a> Case<'a> {
    /// A ticket with its whole history; without its beginning there is nothing to look at.
    pub fn new(id: TicketId, events: &'a [Event], letters: &'a [Sent]) -> Self {
        let mut steps: Vec<Step<'a>> = Vec::with_capacity(events.len());
        for event in events {
            let before = steps.last().map(|step| step.after.clone());
            let after = match &before {
                None => Ticket::open(id, event),
                Some(before) => {
                    let mut after = before.clone();
                    after.apply(event);
                    Some(after)
                }
            };
            if let Some(after) = after {
                steps.push(Step {
                    before,
                    event,
                    after,
                });
            }
        }
        Self {
            id,
            steps,
            runs: clocks::runs(id, events),
            letters,
        }
    }

    /// Each wait for an answer, from the opening or a reopening until a person spoke to the requester.
    pub(in crate::reports) fn first_answers(&self) -> Vec<FirstAnswer> {
        let mut answers: Vec<FirstAnswer> = Vec::new();
        for step in &self.steps {
            let was_owed = step
                .before
                .as_ref()
                .is_some_and(|before| before.owes_answer);
            if step.after.owes_answer && !was_owed {
                answers.push(FirstAnswer {
                    from: step.event.at,
                    end: None,
                });
            } else if let Some(last) = answers.last_mut().filter(|last| last.end.is_none())
                && answers_by(step)
            {
                last.end = Some(step.event.no);
            }
        }
        answers
    }

    /// The letters of some kinds that tell of an event.
    pub(super) fn letters_of(
        &self,
        event: u32,
        notices: &'static [&'static str],
    ) -> impl Iterator<Item = &Sent> {
        let of_it = move |letter: &&Sent| letter.event == Some(event);
        let letters = self.letters.iter().filter(of_it);
        letters.filter(move |letter| notices.contains(&letter.notice.as_str()))
    }

    /// When one of these letters had reached the requester.
    pub(super) fn told(
        &self,
        step: &Step<'_>,
        notices: &'static [&'static str],
    ) -> Option<Timestamp> {
        let letters = self.letters_of(step.event.no, notices);
        letters
            .filter(|letter| letter.to == *step.after.requester.address)
            .filter_map(|letter| letter.sent_at)
            .min()
    }

    /// When one of these letters had reached the requester, be it about something else that happened in the same instant: who
    /// is told of an incident reads in that mail what it does to the own ticket.
    pub(super) fn told_beside(
        &self,
        step: &Step<'_>,
        notices: &'static [&'static str],
    ) -> Option<Timestamp> {
        let beside = self
            .steps
            .iter()
            .filter(|other| other.event.at == step.event.at);
        beside.filter_map(|other| self.told(other, notices)).min()
    }

    /// When one of these letters had reached somebody.
    pub(super) fn told_anybody(
        &self,
        event: u32,
        notices: &'static [&'static str],
    ) -> Option<Timestamp> {
        let letters = self.letters_of(event, notices);
        letters.filter_map(|letter| letter.sent_at).min()
    }

    /// When anything about an event had reached the requester.
    pub(super) fn heard(&self, no: u32) -> Option<Timestamp> {
        let step = self.step(no)?;
        // Nobody writes what was said by telephone.
        if matches!(step.event.body, EventBody::Done(_)) {
            return Some(step.event.at);
        }
        let letters = self.letters.iter();
        letters
            .filter(|letter| letter.event == Some(no) && letter.to == *step.after.requester.address)
            .filter_map(|letter| letter.sent_at)
            .min()
    }

    /// The event of this number.
    pub(in crate::reports) fn step(&self, no: u32) -> Option<&Step<'a>> {
        self.steps.iter().find(|step| step.event.no == no)
    }
}
