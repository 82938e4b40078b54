//! What time does to a ticket: silence closes a resolved one (S4.10), a wait that had an end is over, and clocks ring.

use crate::domain::{Actor, CloseCode, EventBody, Status, TicketId};

use super::deciding::Deciding;
use super::follow::{Cause, follow};
use super::{alarm, approval, completeness, follow_up, ranking, remind};

/// Looks at the tickets whose time has come.
pub(super) fn tick(deciding: &mut Deciding<'_>, due: &[TicketId]) {
    for id in due {
        let Some(ticket) = deciding.ticket(*id).cloned() else {
            continue;
        };
        let is_over = ticket
            .closes_at
            .is_some_and(|closes| closes <= deciding.now);
        let has_waited = ticket
            .waiting_until
            .is_some_and(|until| until <= deciding.now);
        if matches!(ticket.status, Status::Waiting | Status::Hold) && has_waited {
            let clocks = deciding.clockwork_of(&ticket).running(&ticket);
            let body = EventBody::StatusChanged {
                from: ticket.status,
                to: Status::Open,
                until: None,
                clocks,
            };
            let because = match ticket.status {
                Status::Hold => "the time on hold is over",
                _ => "the requester has not answered",
            };
            let because = vec![because.to_owned()];
            deciding.happen(*id, Actor::Timer, body, because);
        } else if has_waited {
            let clocks = deciding.clockwork_of(&ticket).taken_up(&ticket);
            let because = vec!["the requester has not told what was asked for".to_owned()];
            let body = EventBody::ClocksResumed { clocks };
            deciding.happen(*id, Actor::Timer, body, because);
        }
        if ticket.status == Status::Resolved && is_over {
            let body = EventBody::Closed {
                from: ticket.status,
                code: CloseCode::Solved,
                solution: ticket.solution.clone(),
                is_quiet: false,
            };
            deciding.happen(*id, Actor::Timer, body, vec!["nobody objected".to_owned()]);
        }
        completeness::remind(deciding, *id);
        alarm::ring(deciding, *id);
        remind::remind(deciding, *id);
        ranking::by_age(deciding, *id);
        follow_up::ask(deciding, *id);
        approval::remind(deciding, *id);
    }
    follow(deciding, &Cause::default());
}
