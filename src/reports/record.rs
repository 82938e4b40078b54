//! The service record of a ticket (S2.3, S3.4): what was asked, what was done for it, when and by whom, and which of the
//! times that were promised were kept.
//!
//! It holds nothing that stayed inside, neither notes nor what agents wrote about a contact, so that it can be handed out.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::clocks::{Run, runs};
use super::{instant, maybe_instant};
use crate::domain::{Actor, ClockKind, Deed, Event, EventBody, Ticket};

/// The record. `tag` is the desk's, for the reference.
pub fn record_json(ticket: &Ticket, events: &[Event], tag: &str, now: Timestamp) -> Value {
    let asked = events.first().and_then(|event| event.body.message());
    let code = events.iter().rev().find_map(|event| match &event.body {
        EventBody::Closed { code, .. } => Some(code.word()),
        _ => None,
    });
    let promised = runs(ticket.id, events);
    let promised = promised
        .iter()
        .filter(|run| run.clock != ClockKind::Resolution);
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
        "asked": asked.map(|message| message.text.as_str()),
        "done": done(ticket, events),
        "times": promised.map(|run| kept(run, now)).collect::<Vec<_>>(),
        "minutes_worked": ticket.work.minutes,
        "solution": ticket.solution.as_ref().map(|solution| solution.as_str()),
        "closed_as": code.filter(|_| ticket.closed_at.is_some()),
        "rating": ticket.rating,
    })
}

/// What was done that the requester could see, oldest first. The ticket is folded once more, since what an order says
/// depends on what was said.
fn done(ticket: &Ticket, events: &[Event]) -> Vec<Value> {
    let mut done = Vec::new();
    let mut before: Option<Ticket> = None;
    for event in events {
        if let Some(before) = before.as_ref().filter(|_| is_seen(event)) {
            let text = match &event.body {
                EventBody::Answered { message, .. } => Some(message.text.as_str()),
                _ => before.words(event).map(|words| words.as_str()),
            };
            done.push(json!({
                "at": instant(event.at),
                "by": event.actor.to_string(),
                "what": event.body.word(),
                "text": text,
            }));
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

/// A time that was promised, and whether it was kept; open where that is not settled yet.
fn kept(run: &Run, now: Timestamp) -> Value {
    let is_kept = match run.end {
        Some(end) => Some(end.at <= run.due),
        None if now > run.due => Some(false),
        None => None,
    };
    json!({
        "what": run.clock.word(),
        "promised_at": instant(run.from),
        "due": instant(run.due),
        "ended_at": maybe_instant(run.end.map(|end| end.at)),
        "kept": is_kept,
    })
}
