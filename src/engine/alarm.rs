//! What the using up of a clock's time does to a ticket: people are told, the requester hears that there is no news or
//! that a promise was missed, and what nobody answers goes up by itself (S0.8, S2.1, S4.7).
//!
//! Who is told is the matrix's, and how is `follow`'s. Here it is only put on record that it happened.

use crate::domain::{Actor, ClockKind, EventBody, Level, Mark, Role, Ticket, TicketId};

use super::deciding::Deciding;

/// The highest tier.
const TIERS: u8 = 3;

/// Looks at the clocks of a ticket whose time has come.
pub(super) fn ring(deciding: &mut Deciding<'_>, id: TicketId) {
    for clock in ClockKind::ALL {
        let Some(ticket) = deciding.ticket(id).cloned() else {
            return;
        };
        let passed: Vec<Mark> = ticket
            .clocks
            .marks
            .iter()
            .chain(&ticket.promise)
            .filter(|mark| mark.clock == clock && mark.at <= deciding.now)
            .copied()
            .collect();
        // After an outage several may have passed: the last one says it all.
        let Some(last) = passed.iter().max_by_key(|mark| mark.percent) else {
            continue;
        };
        let due = match clock {
            ClockKind::Promise => ticket.estimate,
            _ => ticket.clocks.due(clock),
        };
        let due = due.unwrap_or(last.at);
        let body = EventBody::ClockPassed {
            clock,
            percent: last.percent,
            due,
        };
        deciding.happen(id, Actor::Timer, body, Vec::new());
        if passed.iter().any(|mark| mark.percent == 100) {
            end(deciding, id, &ticket, clock);
        }
        let moves_up = passed.iter().any(|mark| {
            let step = deciding
                .policy
                .matrix
                .at(clock, ticket.priority, mark.percent);
            step.is_some_and(|step| step.moves_up)
        });
        if moves_up {
            move_up(deciding, id, clock);
        }
    }
}

/// The time of a clock is up, and the requester is owed a word.
fn end(deciding: &mut Deciding<'_>, id: TicketId, ticket: &Ticket, clock: ClockKind) {
    let body = match clock {
        // A machine is not told, nor somebody whose conduct was reported; to whoever has the ticket it stays overdue.
        ClockKind::Update if ticket.is_silent || ticket.work.is_abusive => return,
        ClockKind::Update => {
            let count = ticket.holdings.saturating_add(1);
            let clocks = deciding.clockwork_of(ticket).after_holding(ticket, count);
            EventBody::HoldingGiven { count, clocks }
        }
        ClockKind::Promise => {
            let Some(by) = ticket.estimate else { return };
            EventBody::PromiseMissed {
                by,
                next: ticket.clocks.next_update_due,
            }
        }
        ClockKind::FirstAnswer | ClockKind::Resolution => return,
    };
    deciding.happen(id, Actor::Timer, body, Vec::new());
}

/// To the next tier that has a team; from the last one to the management, once.
fn move_up(deciding: &mut Deciding<'_>, id: TicketId, clock: ClockKind) {
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    let roster = &deciding.policy.roster;
    let next = (ticket.tier.saturating_add(1)..=TIERS)
        .find_map(|tier| Some((tier, roster.tier_for(tier, &ticket.place())?.name.clone())));
    let has_management = [Role::Manager, Role::Leader]
        .iter()
        .any(|role| roster.with_role(*role).next().is_some());
    let (to, team) = match next {
        Some((tier, team)) => (Level::Tier(tier), Some(team)),
        None if has_management && !ticket.is_with_management => {
            (Level::Management, ticket.team.clone())
        }
        None => {
            deciding.note("there is no higher level to go to");
            return;
        }
    };
    let reason = match clock {
        ClockKind::FirstAnswer => "Nobody answered within the time that was promised.",
        ClockKind::Update => "There was no news for too long.",
        ClockKind::Resolution | ClockKind::Promise => {
            "It was not solved within the time that was set for it."
        }
    };
    let clockwork = deciding.clockwork(ticket.priority, team.as_deref());
    let body = EventBody::Escalated {
        to,
        team,
        reason: reason.into(),
        by: None,
        promise: Vec::new(),
        clocks: clockwork.set_anew(&ticket),
    };
    deciding.happen(id, Actor::Timer, body, vec![format!("the {clock} clock")]);
}
