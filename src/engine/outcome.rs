//! What follows from an attempt to send.

use crate::calendar::hours::after;
use crate::domain::{Actor, EventBody};

use super::acknowledged;
use super::completeness;
use super::deciding::Deciding;
use super::follow::{Cause, follow};
use super::outgoing::{Outcome, Row, RowState, SendReport};
use super::retry;

/// Takes the report of an attempt in. A mail that is given up is written on its ticket and told to who has it,
/// unless it was itself a mail to the people of the desk: a broken agent's mailbox must not write to itself.
pub(super) fn reported(deciding: &mut Deciding<'_>, report: &SendReport) {
    let Some(row) = deciding.snapshot.row.as_ref() else {
        return;
    };
    let state = retry::after_attempt(&row.state, &report.outcome, row.queued_at, deciding.now);
    let state = acknowledged::hurried(row, state, deciding.now);
    let reply = match &state {
        RowState::Failed { reply, .. } | RowState::InDoubt { reply, .. } => Some(reply.clone()),
        RowState::Queued { .. }
        | RowState::Open { .. }
        | RowState::Sent { .. }
        | RowState::Cancelled { .. } => None,
    };
    let is_delayed = retry::is_delayed(&report.outcome, &state, row.queued_at, deciding.now);
    deciding.decision.rows.push((report.no, state));
    let is_to_agent = deciding
        .policy
        .roster
        .by_address(&row.envelope_to)
        .is_some();
    if is_delayed && !is_to_agent {
        delayed(deciding, row, report);
    }
    if let (Some(reply), Some(ticket)) = (reply, row.ticket)
        && deciding.ticket(ticket).is_some()
    {
        let body = EventBody::DeliveryFailed {
            letter: row.no,
            to: row.envelope_to.clone(),
            notice: row.notice.clone(),
            reply,
        };
        deciding.happen(ticket, Actor::Rule, body, Vec::new());
        completeness::unreached(deciding, ticket, row);
        if !is_to_agent {
            follow(deciding, &Cause::default());
        }
    }
}

/// Tells once that a letter to somebody outside does not get through, to who has its ticket.
fn delayed(deciding: &mut Deciding<'_>, row: &Row, report: &SendReport) {
    let (Outcome::Deferred { reply, .. }, Some(ticket)) = (&report.outcome, row.ticket) else {
        return;
    };
    let Some(case) = deciding.case(ticket) else {
        return;
    };
    let is_told = case.history.iter().any(|event| {
        matches!(&event.body, EventBody::DeliveryDelayed { letter, .. } if *letter == row.no)
    });
    if is_told {
        return;
    }
    let body = EventBody::DeliveryDelayed {
        letter: row.no,
        to: row.envelope_to.clone(),
        notice: row.notice.clone(),
        reply: reply.as_str().into(),
        until: after(row.queued_at, retry::LIFETIME),
    };
    deciding.happen(ticket, Actor::Rule, body, Vec::new());
    follow(deciding, &Cause::default());
}
