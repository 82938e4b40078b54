//! What follows from an attempt to send.

use crate::domain::{Actor, EventBody};

use super::deciding::Deciding;
use super::follow::{Cause, follow};
use super::outgoing::{RowState, SendReport};
use super::retry;

/// Takes the report of an attempt in. A mail that is given up is written on its ticket and told to who has it,
/// unless it was itself a mail to the people of the desk: a broken agent's mailbox must not write to itself.
pub(super) fn reported(deciding: &mut Deciding<'_>, report: &SendReport) {
    let Some(row) = deciding.snapshot.row.as_ref() else {
        return;
    };
    let state = retry::after_attempt(&row.state, &report.outcome, row.queued_at, deciding.now);
    let reply = match &state {
        RowState::Failed { reply, .. } | RowState::InDoubt { reply, .. } => Some(reply.clone()),
        RowState::Queued { .. } | RowState::Open { .. } | RowState::Sent { .. } => None,
    };
    deciding.decision.rows.push((report.no, state));
    let is_to_agent = deciding
        .policy
        .roster
        .by_address(&row.envelope_to)
        .is_some();
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
        if !is_to_agent {
            follow(deciding, &Cause::default());
        }
    }
}
