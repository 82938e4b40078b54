//! The clocks of a ticket as they ran: when each was set, until when, what of the time was counted, and what ended it.
//!
//! It is worked out from the events and the hours as they are configured now. What was promised stands in the events and
//! does not change; only the counted windows can, where the hours were changed meanwhile.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::sop::{ACKNOWLEDGEMENTS, AT_ONCE, Sent};
use super::{instant, maybe_instant};
use crate::calendar::hours::after;
use crate::calendar::{Clock, Hours, Targets};
use crate::domain::{ClockKind, Event, EventBody, Priority, Status, Ticket, TicketId};

/// What counted time is worked out with.
pub trait Counted {
    /// The hours of this team.
    fn hours(&self, team: Option<&str>) -> &Hours;
    /// The targets.
    fn targets(&self) -> &Targets;
    /// Whether this team is there around the clock.
    fn is_on_call(&self, team: Option<&str>) -> bool;
}

/// A clock from its setting until it was stopped or set anew.
pub(super) struct Run {
    pub clock: ClockKind,
    pub from: Timestamp,
    /// The number of the event that set it.
    pub set_by: u32,
    pub due: Timestamp,
    pub priority: Priority,
    pub team: Option<String>,
    /// What ended it; absent: it runs.
    pub end: Option<End>,
}

/// The event that stopped a clock or set it anew.
#[derive(Clone, Copy)]
pub(super) struct End {
    pub at: Timestamp,
    pub no: u32,
    pub word: &'static str,
}

impl Run {
    /// Whether every minute counts, and not only open time.
    pub fn is_wall(&self, counted: &impl Counted) -> bool {
        let team = self.team.as_deref();
        self.clock == ClockKind::Promise
            || counted.targets().of(self.priority).clock == Clock::Wall && counted.is_on_call(team)
    }
}

/// Each run of each clock, in the order in which they were set: first the acknowledgement's, which runs from the mail
/// server's receipt until a relay has taken it (S4.3).
pub fn clocks_json(
    id: TicketId,
    events: &[Event],
    letters: &[Sent],
    counted: &impl Counted,
    now: Timestamp,
) -> Vec<Value> {
    let acknowledgement = letters.iter().find_map(|letter| {
        let is_it = ACKNOWLEDGEMENTS.contains(&letter.notice.as_str());
        let since = letter.owed_since.filter(|_| is_it)?;
        Some(acknowledgement_json(since, letter.sent_at, now))
    });
    let runs = runs(id, events);
    let runs = runs.iter().map(|run| run_json(run, counted, now));
    acknowledgement.into_iter().chain(runs).collect()
}

fn acknowledgement_json(since: Timestamp, sent_at: Option<Timestamp>, now: Timestamp) -> Value {
    let due = after(since, AT_ONCE);
    let to = sent_at.unwrap_or(now).max(since);
    json!({
        "clock": "acknowledgement",
        "from": instant(since),
        "due": instant(due),
        "to": maybe_instant(sent_at),
        "ended_by": sent_at.map(|_| "sent"),
        "is_late": to > due,
        "counts": "wall",
        "counted_secs": to.duration_since(since).as_secs(),
        "windows": [{ "from": instant(since), "to": instant(to) }],
    })
}

/// Each run of each clock, in the order in which they were set.
pub(super) fn runs(id: TicketId, events: &[Event]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut ticket: Option<Ticket> = None;
    for event in events {
        let before = ticket.clone();
        match &mut ticket {
            None => ticket = Ticket::open(id, event),
            Some(ticket) => ticket.apply(event),
        }
        let Some(after) = &ticket else { continue };
        for clock in ClockKind::ALL {
            let was = before.as_ref().and_then(|before| due(before, clock));
            let due = due(after, clock);
            let is_over = clock == ClockKind::Promise
                && matches!(event.body, EventBody::PromiseMissed { .. });
            if was == due && !is_over {
                continue;
            }
            let mut open = runs.iter_mut().rev();
            if let Some(run) = open.find(|run| run.clock == clock && run.end.is_none()) {
                run.end = Some(End {
                    at: event.at,
                    no: event.no,
                    word: event.body.word(),
                });
            }
            if let Some(due) = due.filter(|_| !is_over) {
                runs.push(Run {
                    clock,
                    from: event.at,
                    set_by: event.no,
                    due,
                    priority: after.priority,
                    team: after.team.clone(),
                    end: None,
                });
            }
        }
    }
    runs
}

/// Until when a clock of the ticket runs.
fn due(ticket: &Ticket, clock: ClockKind) -> Option<Timestamp> {
    match clock {
        ClockKind::Promise => ticket
            .estimate
            .filter(|_| ticket.status.is_open() && ticket.status != Status::Hold),
        _ if ticket.clocks.is_paused() => None,
        _ => ticket.clocks.due(clock),
    }
}

fn run_json(run: &Run, counted: &impl Counted, now: Timestamp) -> Value {
    let to = run.end.map_or(now, |end| end.at);
    let team = run.team.as_deref();
    let is_wall = run.is_wall(counted);
    let windows = if is_wall {
        vec![(run.from, to.max(run.from))]
    } else {
        counted.hours(team).open_between(run.from, to)
    };
    let spent = windows
        .iter()
        .fold(SignedDuration::ZERO, |sum, (from, to)| {
            sum.saturating_add(to.duration_since(*from))
        });
    let windows: Vec<Value> = windows
        .iter()
        .map(|(from, to)| json!({ "from": instant(*from), "to": instant(*to) }))
        .collect();
    json!({
        "clock": run.clock.word(),
        "from": instant(run.from),
        "due": instant(run.due),
        "to": maybe_instant(run.end.map(|end| end.at)),
        "ended_by": run.end.map(|end| end.word),
        "is_late": to > run.due,
        "counts": if is_wall { "wall" } else { "business" },
        "counted_secs": spent.as_secs(),
        "windows": windows,
    })
}
