//! Priorities that follow from who asks and from age (S0.5, S0.6).
//!
//! A sender is only who they say they are where something shows it: in somebody else's name nobody is raised. What is
//! raised by age is told to the requester like every change (S0.13), by `follow`.

use crate::domain::{Actor, Deed, EventBody, Priority, Status, TicketId};
use crate::mail::inbound::Origin;
use crate::rules::Verdict;

use super::deciding::Deciding;
use super::policy::Unproven;
use super::receive::Received;

/// Raises what a VIP asks for, before the ticket is opened.
pub(super) fn of_vip(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    verdict: &mut Verdict,
    is_proven: bool,
) {
    let ranking = &deciding.policy.ranking;
    if received.mail.origin != Origin::Person || !ranking.is_vip(&received.from.address) {
        return;
    }
    if !is_proven && deciding.policy.unproven != Unproven::Full {
        deciding.note("in the name of a VIP, but nothing shows that it is them: not raised");
        return;
    }
    let from = verdict.priority;
    let to = ranking.raised(from, ranking.vip_steps);
    if from != to {
        let because = format!("the sender is a VIP: priority {from} -> {to}");
        verdict.because.push(because);
        verdict.priority = to;
    }
}

/// Sets when age raises a ticket, where it ever does.
pub(super) fn watch(deciding: &mut Deciding<'_>, id: TicketId) {
    let Some(ticket) = deciding.ticket(id) else {
        return;
    };
    let ranking = &deciding.policy.ranking;
    let days = ranking
        .raise_days
        .filter(|_| ticket.priority > ranking.raise_to && ticket.status.is_open());
    let hours = deciding.clockwork_of(ticket).hours;
    let at = days.map(|days| hours.add_days(deciding.now, days));
    if at != ticket.work.raise_at {
        deciding.happen(
            id,
            Actor::Timer,
            EventBody::Done(Deed::RaiseSet { due: at }),
            Vec::new(),
        );
    }
}

/// The time has come for age to raise a ticket. One that waits for somebody is looked at again later.
pub(super) fn by_age(deciding: &mut Deciding<'_>, id: TicketId) {
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    if ticket.work.raise_at.is_none_or(|at| at > deciding.now) {
        return;
    }
    let from = ticket.priority;
    let to = deciding.policy.ranking.raised(from, 1);
    let is_worked_on = matches!(ticket.status, Status::New | Status::Open);
    let is_wanted = deciding.policy.ranking.raise_days.is_some();
    if to != from && is_worked_on && is_wanted {
        let clockwork = deciding.clockwork(to, ticket.team.as_deref());
        let body = EventBody::PriorityChanged {
            from,
            to,
            reason: Some(reason(to).into()),
            clocks: clockwork.set_anew(&ticket),
        };
        let because = vec!["age".to_owned()];
        deciding.happen(id, Actor::Timer, body, because);
    }
    watch(deciding, id);
}

/// Why, in words for the requester.
fn reason(to: Priority) -> String {
    format!("Your request has been open for a while, so it now goes before others: it is {to}.")
}
