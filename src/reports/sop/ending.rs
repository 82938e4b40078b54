//! Solution, confirmation, closing, and the question some days later.

use super::case::{Case, Step};
use super::{AT_ONCE, Owed, Procedure};
use crate::calendar::hours::after;
use crate::domain::{Actor, CloseCode, Deed, Ending, EventBody};

pub(super) fn measure(case: &Case<'_>, procedure: &impl Procedure, owed: &mut Vec<Owed>) {
    for step in &case.steps {
        let event = step.event;
        let due = after(event.at, AT_ONCE);
        let mut push = |demands, done| {
            owed.push(Owed {
                demands,
                due,
                done,
                event: event.no,
            });
        };
        match &event.body {
            EventBody::Resolved { solution, .. } => {
                let told = case.told(step, &["resolved"]);
                let how = told.filter(|_| !solution.trim().is_empty());
                push(&["S0.10"], how);
                push(&["S4.10"], told);
                if procedure.asks_rating() {
                    push(&["S2.4"], told);
                }
                if let Some(is_complete) = is_complete(case, step) {
                    let demands = &["S0.4", "S1.1"];
                    owed.push(Owed::at(demands, event.at, event.no, is_complete));
                }
            }
            EventBody::Closed {
                code,
                solution,
                is_quiet,
                ..
            } => {
                if !is_quiet && step.is_told() {
                    push(&["S2.3"], case.told(step, &["closed"]));
                }
                let before = step.before.as_ref();
                if let Some(approval) = before.and_then(|before| before.work.approval.as_ref()) {
                    let is_approved = approval.missing().next().is_none();
                    owed.push(Owed::at(&["S3.2"], event.at, event.no, is_approved));
                }
                if *code == CloseCode::Solved {
                    let has_solution = solution.is_some() || step.after.solution.is_some();
                    owed.push(Owed::at(&["S4.9"], event.at, event.no, has_solution));
                    let is_content = is_content(step);
                    owed.push(Owed::at(&["S2.8"], event.at, event.no, is_content));
                    let was_told = was_told_before(case, step);
                    owed.push(Owed::at(&["S3.4"], event.at, event.no, was_told));
                }
            }
            EventBody::Done(Deed::Ending(Ending::FollowUpSet { due: Some(at) })) => {
                let asked = follow_up(case, step);
                let was_asked = EventBody::Done(Deed::Ending(Ending::FollowedUp));
                if asked.is_none_or(|end| end.event.body == was_asked) {
                    owed.push(Owed {
                        demands: &["S2.4"],
                        due: after(*at, AT_ONCE),
                        done: asked.and_then(|asked| case.told(asked, &["follow-up"])),
                        event: event.no,
                    });
                }
            }
            _ => {}
        }
    }
}

/// By what the wait for a follow-up ended: they were asked, or it is not owed any more.
fn follow_up<'a>(case: &'a Case<'_>, set: &Step<'_>) -> Option<&'a Step<'a>> {
    let due = set.after.work.follow_up_at;
    case.steps
        .iter()
        .find(|step| step.event.no > set.event.no && step.after.work.follow_up_at != due)
}

/// Whether all that the requester was ever asked for is known by now; nothing where nothing was asked.
fn is_complete(case: &Case<'_>, step: &Step<'_>) -> Option<bool> {
    let before = case
        .steps
        .iter()
        .filter(|earlier| earlier.event.no < step.event.no);
    let asked: Vec<&String> = before
        .filter_map(|earlier| match &earlier.event.body {
            EventBody::InformationAsked(request) => Some(&request.fields),
            _ => None,
        })
        .flatten()
        .collect();
    (!asked.is_empty()).then(|| asked.iter().all(|name| step.after.knows(name)))
}

/// Whether the requester said that it is solved, or said nothing in the time that was given for it.
fn is_content(step: &Step<'_>) -> bool {
    match step.event.actor {
        Actor::Requester | Actor::Participant => true,
        Actor::Timer => step
            .before
            .as_ref()
            .is_some_and(|before| before.resolved_at.is_some()),
        Actor::Agent(_) | Actor::Rule => false,
    }
}

/// Whether the solution had reached the requester before the ticket ended, so that they could object.
fn was_told_before(case: &Case<'_>, step: &Step<'_>) -> bool {
    let resolved = case.steps.iter().filter(|earlier| {
        earlier.event.no < step.event.no && matches!(earlier.event.body, EventBody::Resolved { .. })
    });
    let last = resolved.max_by_key(|earlier| earlier.event.no);
    last.and_then(|last| case.told(last, &["resolved"]))
        .is_some_and(|told| told <= step.event.at)
}
