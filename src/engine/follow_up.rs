//! Some days after a critical or high ticket was closed as solved, its requester is asked once whether it still works (S2.4).
//!
//! What counts is the priority that it had in the end: what turned out to be small is not asked about. Nobody is asked where
//! time does not write at all, where a closing was told to nobody, and about what was opened again. What the requester
//! answers is read like any other words on a closed ticket, in `super::requester`.

use jiff::Timestamp;

use crate::calendar::hours::after;
use crate::domain::{Actor, CloseCode, Deed, Ending, EventBody, Priority, Ticket, TicketId};

use super::deciding::Deciding;
use super::policy::{Policy, Unproven};

/// Sets when the requester is asked, where the event ended a ticket that is asked about.
pub(super) fn plan(deciding: &mut Deciding<'_>, id: TicketId, body: &EventBody) {
    let EventBody::Closed {
        code: CloseCode::Solved,
        is_quiet: false,
        ..
    } = body
    else {
        return;
    };
    if let Some(due) = due(deciding, id) {
        let set = EventBody::Done(Deed::Ending(Ending::FollowUpSet { due: Some(due) }));
        deciding.happen(id, Actor::Rule, set, Vec::new());
    }
}

fn due(deciding: &Deciding<'_>, id: TicketId) -> Option<Timestamp> {
    let ticket = deciding.ticket(id)?;
    let is_pressing = ticket.priority <= Priority::High;
    let is_asked = ticket.work.followed_up_at.is_none() && may_be_asked(deciding.policy, ticket);
    let wait = deciding.policy.follow_up_after;
    wait.filter(|_| is_pressing && is_asked && !deciding.is_silent)
        .map(|wait| after(deciding.now, wait))
}

/// Asks the requester when the time has come; not where nobody wants that any more.
pub(super) fn ask(deciding: &mut Deciding<'_>, id: TicketId) {
    let Some(ticket) = deciding.ticket(id) else {
        return;
    };
    let is_due = |at: Timestamp| at <= deciding.now;
    if !ticket.work.follow_up_at.is_some_and(is_due) {
        return;
    }
    let is_wanted = deciding.policy.follow_up_after.is_some();
    let ending = if is_wanted && may_be_asked(deciding.policy, ticket) {
        Ending::FollowedUp
    } else {
        Ending::FollowUpSet { due: None }
    };
    deciding.happen(
        id,
        Actor::Timer,
        EventBody::Done(Deed::Ending(ending)),
        Vec::new(),
    );
}

/// Whether time writes to the requester of a ticket: not to a machine, not to whom nothing has shown, and not to whom only
/// people write after their conduct was reported (S2.10).
fn may_be_asked(policy: &Policy, ticket: &Ticket) -> bool {
    let is_shown = ticket.may_echo() || policy.unproven == Unproven::Full;
    is_shown
        && !ticket.is_silent
        && !ticket.work.is_abusive
        && !policy.is_own(&ticket.requester.address)
}
