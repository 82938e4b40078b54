//! The service record of a ticket (S2.3, S3.4): what was asked, what was done for it, when and by whom, and which of the
//! times that were promised were kept.
//!
//! It holds nothing that stayed inside, neither notes nor what agents wrote about a contact, so that it can be handed out.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::clocks::{Run, runs};
use super::{instant, maybe_instant};
use crate::domain::{Actor, ClockKind, CloseCode, Deed, Event, EventBody, Ticket};

/// What a service record holds beside the ticket itself.
#[derive(Debug)]
pub struct Record<'a> {
    /// What was asked for.
    pub asked: Option<&'a str>,
    /// What was done that the requester could see, oldest first.
    pub done: Vec<Step<'a>>,
    /// The times that were promised.
    pub times: Vec<Time>,
    /// As what it was closed; absent while it is not.
    pub code: Option<CloseCode>,
}

/// Something that was done.
#[derive(Debug)]
pub struct Step<'a> {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: &'a Actor,
    /// The word of the event.
    pub what: &'static str,
    /// What was written.
    pub text: Option<String>,
}

/// A time that was promised.
#[derive(Debug)]
pub struct Time {
    /// Of which clock.
    pub clock: ClockKind,
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub due: Timestamp,
    /// When its clock ended.
    pub ended_at: Option<Timestamp>,
    /// Whether it was kept; absent where that is not settled yet.
    pub is_kept: Option<bool>,
}

impl Time {
    /// Whether it was kept, in a word.
    pub fn word(&self) -> &'static str {
        match self.is_kept {
            Some(true) => "kept",
            Some(false) => "missed",
            None => "runs",
        }
    }
}

impl<'a> Record<'a> {
    /// The record of a ticket with this history.
    pub fn of(ticket: &Ticket, events: &'a [Event], now: Timestamp) -> Self {
        let asked = events.first().and_then(|event| event.body.message());
        let code = events.iter().rev().find_map(|event| match &event.body {
            EventBody::Closed { code, .. } => Some(*code),
            _ => None,
        });
        let promised = runs(ticket.id, events);
        let promised = promised
            .iter()
            .filter(|run| run.clock != ClockKind::Resolution);
        Self {
            asked: asked.map(|message| message.text.as_str()),
            done: done(ticket, events),
            times: promised.map(|run| time(run, now)).collect(),
            code: code.filter(|_| ticket.closed_at.is_some()),
        }
    }
}

/// The record as `show --record --json` gives it. `tag` is the desk's, for the reference.
pub fn record_json(ticket: &Ticket, events: &[Event], tag: &str, now: Timestamp) -> Value {
    let record = Record::of(ticket, events, now);
    let done = record.done.iter().map(|step| {
        json!({
            "at": instant(step.at),
            "by": step.by.to_string(),
            "what": step.what,
            "text": step.text,
        })
    });
    let times = record.times.iter().map(|time| {
        json!({
            "what": time.clock.word(),
            "promised_at": instant(time.from),
            "due": instant(time.due),
            "ended_at": maybe_instant(time.ended_at),
            "kept": time.is_kept,
        })
    });
    json!({
        "reference": ticket.reference(tag),
        "subject": ticket.subject.as_str(),
        "requester": {
            "address": ticket.requester.address.to_string(),
            "name": ticket.requester.name.as_str(),
        },
        "status": ticket.status.word(),
        "opened_at": instant(ticket.opened_at),
        "closed_at": maybe_instant(ticket.closed_at),
        "asked": record.asked,
        "done": done.collect::<Vec<_>>(),
        "times": times.collect::<Vec<_>>(),
        "minutes_worked": ticket.work.minutes,
        "solution": ticket.solution.as_ref().map(|solution| solution.as_str()),
        "closed_as": record.code.map(CloseCode::word),
        "rating": ticket.rating,
    })
}

/// What was done that the requester could see, oldest first. The ticket is folded once more, since what an order says
/// depends on what was said.
fn done<'a>(ticket: &Ticket, events: &'a [Event]) -> Vec<Step<'a>> {
    let mut done = Vec::new();
    let mut before: Option<Ticket> = None;
    for event in events {
        if let Some(before) = before.as_ref().filter(|_| is_seen(event)) {
            let text = match &event.body {
                EventBody::Answered { message, .. } => Some(message.text.to_string()),
                _ => before.words(event).map(ToString::to_string),
            };
            done.push(Step {
                at: event.at,
                by: &event.actor,
                what: event.body.word(),
                text,
            });
        }
        match &mut before {
            Some(before) => before.apply(event),
            None => before = Ticket::open(ticket.id, event),
        }
    }
    done
}

/// Whether the requester could see that an event happened.
fn is_seen(event: &Event) -> bool {
    match &event.body {
        EventBody::Answered { .. }
        | EventBody::PriorityChanged { .. }
        | EventBody::UpdateGiven { .. }
        | EventBody::EstimateGiven { .. }
        | EventBody::WorkaroundGiven { .. }
        | EventBody::WaitStarted { .. }
        | EventBody::HoldStarted { .. }
        | EventBody::Resolved { .. }
        | EventBody::Closed { .. }
        | EventBody::Reopened { .. }
        | EventBody::Escalated { .. }
        | EventBody::Deescalated { .. }
        | EventBody::Rated { .. } => true,
        EventBody::Replied { .. } => event.actor == Actor::Requester,
        EventBody::Done(deed) => matches!(
            deed,
            Deed::Contacted {
                is_reached: true,
                ..
            } | Deed::OptionsOffered { .. }
                | Deed::OptionChosen { .. }
                | Deed::RequesterChanged { .. }
        ),
        _ => false,
    }
}

fn time(run: &Run, now: Timestamp) -> Time {
    Time {
        clock: run.clock,
        from: run.from,
        due: run.due,
        ended_at: run.end.map(|end| end.at),
        is_kept: match run.end {
            Some(end) => Some(end.at <= run.due),
            None if now > run.due => Some(false),
            None => None,
        },
    }
}
