//! Closings that somebody has to agree to first (S3.2).
//!
//! Every closing passes here, whoever orders it: the requester's yes, their silence, an agent's `#close`. Where a gate is
//! shut, those in charge of it are asked instead, and the ticket stays resolved. Once all have agreed it is closed by the
//! word of whom it would have been closed by before. An agent who is in charge of a gate opens it with their own `#close`.
//!
//! What ends a ticket without a service is let through: it goes on as another one, its requester took it back, or it is the
//! desk's own.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::{
    Actor, AgentName, Approval, CloseCode, Deed, Ending, Event, EventBody, Gate, LinkKind, Status,
    Ticket, TicketId,
};

use super::deciding::Deciding;
use super::relations;

/// Every so many business days those who have not answered are reminded.
const REMIND_DAYS: u32 = 1;
/// From the how-manieth reminder on whoever leads hears of it too, and the next ones are weekly.
pub(super) const TELLS_LEADERS: u32 = 3;
/// A week in business days.
const WEEK_DAYS: u32 = 5;

/// What may happen now: the same, or the question to those who have to agree to it first.
pub(super) fn gated(
    deciding: &Deciding<'_>,
    id: TicketId,
    actor: &Actor,
    body: EventBody,
) -> EventBody {
    let Some(ticket) = deciding.ticket(id) else {
        return body;
    };
    let EventBody::Closed {
        from,
        code,
        solution,
        is_quiet,
    } = &body
    else {
        return body;
    };
    let gates = gates(deciding, ticket);
    if gates.is_empty() || is_free(deciding, ticket, actor, *code) {
        return body;
    }
    EventBody::Done(Deed::Ending(Ending::ApprovalAsked {
        from: *from,
        code: *code,
        solution: solution.clone(),
        is_quiet: *is_quiet,
        gates,
        remind_at: Some(remind_at(deciding, ticket, REMIND_DAYS)),
    }))
}

/// How it was solved, where an agent's order to close has become a question: whoever asked for help hears that at once,
/// and is asked whether it works, as by `#resolve`. They do not wait for a matter between people of the desk.
pub(super) fn announced(
    deciding: &Deciding<'_>,
    id: TicketId,
    actor: &Actor,
    body: &EventBody,
) -> Option<EventBody> {
    let EventBody::Done(Deed::Ending(Ending::ApprovalAsked {
        from,
        code: CloseCode::Solved,
        solution: Some(solution),
        is_quiet: false,
        gates,
        ..
    })) = body
    else {
        return None;
    };
    let (ticket, Actor::Agent(agent)) = (deciding.ticket(id)?, actor) else {
        return None;
    };
    let policy = deciding.policy;
    // Who opens all the gates with the same order closes it now.
    let is_left = |gate: &&Gate| gates.contains(&gate.name);
    let mut shut = policy.gates.iter().filter(is_left);
    let closes_now = shut.all(|gate| gate.is_opened_by(agent, &policy.roster, ticket));
    let is_told = *from == Status::Resolved && ticket.solution.as_ref() == Some(solution);
    if closes_now || is_told || policy.is_own(&ticket.requester.address) {
        return None;
    }
    Some(EventBody::Resolved {
        from: *from,
        solution: solution.clone(),
        closes_at: policy.hours.add_days(deciding.now, policy.confirm_days),
    })
}

/// Whether the closing of a ticket waits for somebody.
pub(super) fn waits(deciding: &Deciding<'_>, ticket: &Ticket) -> bool {
    let approval = ticket.work.approval.as_ref();
    approval.is_some_and(|approval| !approval.closed(&deciding.policy.gates).is_empty())
}

/// Whether a closing that waited is the first that others can hear of a solution: it was not solved before it was to be
/// closed.
pub(super) fn is_first_end(ticket: &Ticket) -> bool {
    let approval = ticket.work.approval.as_ref();
    approval.is_some_and(|approval| {
        let resolved = ticket.resolved_at;
        resolved.is_none_or(|at| at >= approval.asked_at)
    })
}

/// The gates that shut a ticket in: of one that waits already those that are left.
fn gates(deciding: &Deciding<'_>, ticket: &Ticket) -> Vec<String> {
    let all = &deciding.policy.gates;
    let shut: Vec<&Gate> = if let Some(approval) = &ticket.work.approval {
        approval.closed(all)
    } else {
        let opened = &ticket.work.opened_gates;
        let is_shut = |gate: &&Gate| gate.concerns(ticket) && !opened.contains(&gate.name);
        all.iter().filter(is_shut).collect()
    };
    shut.iter().map(|gate| gate.name.clone()).collect()
}

/// Whether nobody is asked about such an end.
fn is_free(deciding: &Deciding<'_>, ticket: &Ticket, actor: &Actor, code: CloseCode) -> bool {
    let is_theirs = matches!(actor, Actor::Requester | Actor::Participant);
    let is_duplicate = ticket.linked(LinkKind::DuplicateOf).next().is_some();
    // On the record of a major incident it is agreed for all its reports.
    let is_record = code == CloseCode::Solved && ticket.stands_for_others();
    (deciding.policy.is_own(&ticket.requester.address) && !is_record)
        || (code == CloseCode::Abandoned && is_theirs)
        || (code == CloseCode::Duplicate && is_duplicate)
}

/// What follows from an event: an approver's own order to close is their agreement, and the last agreement closes.
pub(super) fn follows(deciding: &mut Deciding<'_>, id: TicketId, event: &Event) {
    match &event.body {
        EventBody::Done(Deed::Ending(Ending::ApprovalAsked { .. })) => {
            let own = opened_by(deciding, id, &event.actor);
            if !own.is_empty() {
                let approved = Ending::Approved {
                    gates: own,
                    text: None,
                };
                let actor = event.actor.clone();
                let approved = EventBody::Done(Deed::Ending(approved));
                deciding.happen(id, actor, approved, Vec::new());
            }
        }
        EventBody::Done(Deed::Ending(Ending::Approved { .. })) => close(deciding, id),
        _ => {}
    }
}

/// The shut gates of a ticket that somebody is in charge of.
fn opened_by(deciding: &Deciding<'_>, id: TicketId, actor: &Actor) -> Vec<String> {
    let (Some(ticket), Actor::Agent(agent)) = (deciding.ticket(id), actor) else {
        return Vec::new();
    };
    let policy = deciding.policy;
    let shut = ticket.work.approval.iter();
    shut.flat_map(|approval| approval.closed(&policy.gates))
        .filter(|gate| gate.is_opened_by(agent, &policy.roster, ticket))
        .map(|gate| gate.name.clone())
        .collect()
}

/// Closes a ticket that waited, once no gate is shut any more.
fn close(deciding: &mut Deciding<'_>, id: TicketId) {
    let approval = deciding.ticket(id).and_then(|ticket| {
        let approval = ticket.work.approval.clone();
        approval.filter(|approval| approval.closed(&deciding.policy.gates).is_empty())
    });
    let Some(approval) = approval else {
        return;
    };
    let Approval {
        by,
        code,
        solution,
        is_quiet,
        given,
        ..
    } = approval;
    let closed = EventBody::Closed {
        from: Status::Resolved,
        code,
        solution,
        is_quiet,
    };
    deciding.note("all who have to agree have agreed: it is closed");
    relations::happen(deciding, id, &by, closed);
    cover(deciding, id, &given);
}

/// Who has agreed to the end of a major incident has agreed to that of its reports which are solved: those that wait are
/// closed with it, and the others by their requesters' word or silence.
fn cover(deciding: &mut Deciding<'_>, id: TicketId, given: &BTreeMap<String, AgentName>) {
    let record = deciding
        .ticket(id)
        .filter(|record| record.stands_for_others());
    let reports: Vec<TicketId> = record
        .map(|record| record.linked(LinkKind::Child).collect())
        .unwrap_or_default();
    for report in reports {
        let solved = deciding.ticket(report);
        let shut = solved
            .filter(|report| report.status == Status::Resolved)
            .map(|report| gates(deciding, report))
            .unwrap_or_default();
        let mut by: BTreeMap<&AgentName, Vec<String>> = BTreeMap::new();
        for gate in shut {
            if let Some(name) = given.get(&gate) {
                by.entry(name).or_default().push(gate);
            }
        }
        for (name, gates) in by {
            let text = None;
            let approved = EventBody::Done(Deed::Ending(Ending::Approved { gates, text }));
            deciding.happen(report, Actor::Agent(name.clone()), approved, Vec::new());
        }
    }
}

/// Whether the question about a report is the one about the record of its major incident, which is solved, too.
pub(super) fn is_asked_with_record(deciding: &Deciding<'_>, ticket: &Ticket) -> bool {
    let record = ticket.parent().and_then(|parent| deciding.ticket(parent));
    record.is_some_and(|record| record.stands_for_others() && record.status == Status::Resolved)
}

/// Reminds those who have not answered when the time has come, and then whoever leads, for as long as it waits.
pub(super) fn remind(deciding: &mut Deciding<'_>, id: TicketId) {
    let Some(ticket) = deciding.ticket(id) else {
        return;
    };
    let Some(approval) = &ticket.work.approval else {
        return;
    };
    if approval.remind_at.is_none_or(|at| at > deciding.now) {
        return;
    }
    if approval.closed(&deciding.policy.gates).is_empty() {
        return close(deciding, id);
    }
    let count = approval.reminders.saturating_add(1);
    let days = if count < TELLS_LEADERS {
        REMIND_DAYS
    } else {
        WEEK_DAYS
    };
    let reminded = Ending::ApprovalReminded {
        count,
        remind_at: Some(remind_at(deciding, ticket, days)),
    };
    let reminded = EventBody::Done(Deed::Ending(reminded));
    deciding.happen(id, Actor::Timer, reminded, Vec::new());
}

fn remind_at(deciding: &Deciding<'_>, ticket: &Ticket, days: u32) -> Timestamp {
    let hours = deciding.clockwork_of(ticket).hours;
    hours.add_days(deciding.now, days)
}
