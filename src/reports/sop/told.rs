//! That each step is told to those whom it concerns, as soon as it is taken.

use super::arrival::acknowledged;
use super::case::{Case, Step};
use super::{AT_ONCE, Owed, Procedure};
use crate::calendar::Tell;
use crate::calendar::hours::after;
use crate::domain::{Actor, ClockKind, Deed, Event, EventBody, LinkKind};

/// The letters to agents about a clock.
const CLOCK_LETTERS: &[&str] = &["due-soon", "breached", "update-wanted"];
/// The tier that leaders answer for (S0.17).
const FIRST_TIER: u8 = 1;

pub(super) fn measure(case: &Case<'_>, procedure: &impl Procedure, owed: &mut Vec<Owed>) {
    for step in &case.steps {
        one(case, step, procedure, owed);
    }
    for letter in case.letters {
        if let (Some(sent_at), Some(event)) = (letter.sent_at, letter.event) {
            let to_requester = case
                .step(event)
                .is_some_and(|step| letter.to == *step.after.requester.address);
            if to_requester {
                owed.push(Owed::at(&["S0.11", "S2.11"], sent_at, event, true));
            }
        }
    }
}

fn one(case: &Case<'_>, step: &Step<'_>, procedure: &impl Procedure, owed: &mut Vec<Owed>) {
    let event = step.event;
    let mut push = |demands, done| {
        owed.push(Owed {
            demands,
            due: after(event.at, AT_ONCE),
            done,
            event: event.no,
        });
    };
    let told = |notices| case.told(step, notices);
    let told_anybody = |notices| case.told_anybody(event.no, notices);
    let is_person = matches!(event.actor, Actor::Agent(_));
    if let Some(before) = &step.before
        && is_person
        && (before.words(event).is_some() || matches!(event.body, EventBody::Answered { .. }))
    {
        push(&["S1.5"], case.heard(event.no));
    }
    match &event.body {
        EventBody::PriorityChanged {
            from, to, reason, ..
        } if step.is_told() => {
            let beside = || case.told_beside(step, &["incident-told", "known-incident"]);
            push(&["S0.13"], told(&["priority-changed"]).or_else(beside));
            if to < from {
                let has_reason = reason.is_some() || !event.because.is_empty();
                owed.push(Owed::at(&["S0.6"], event.at, event.no, has_reason));
            }
        }
        EventBody::Reopened { .. } if step.is_told() => push(&["S0.13"], told(&["reopened"])),
        EventBody::Escalated { .. } => {
            if step.is_told() {
                push(&["S0.12", "S4.8"], told(&["escalated"]));
            }
            push(&["S2.6", "S1.4"], told_anybody(&["escalated-to-you"]));
        }
        EventBody::EstimateGiven { .. } if step.is_told() => push(&["S3.1"], told(&["estimate"])),
        EventBody::WorkaroundGiven { .. } => push(&["S0.9", "S2.9"], told(&["workaround"])),
        EventBody::Assigned { to: Some(to), .. } if event.actor != Actor::Agent(to.clone()) => {
            push(&["S1.4"], told_anybody(&["assigned"]));
        }
        EventBody::Linked {
            link: LinkKind::Split,
            ..
        } => push(&["S1.3"], Some(event.at)),
        // What is asked for with the acknowledgement is asked for by it.
        EventBody::InformationAsked(_) => {
            let by_itself = told(&["information-asked"]);
            push(
                &["S0.7", "S3.5", "S4.2"],
                by_itself.or_else(|| acknowledged(case)),
            );
        }
        EventBody::Done(Deed::AbuseReported { .. }) => {
            push(&["S2.10"], told_anybody(&["abuse-reported"]));
        }
        EventBody::Rated { score: ..=2 } => push(&["S2.4"], told_anybody(&["low-score"])),
        EventBody::ClockPassed { clock, percent, .. } => {
            clock_passed(case, step, procedure, (*clock, *percent), owed);
        }
        _ => {}
    }
}

/// Those whom the matrix names are told, and what it sends up goes up.
fn clock_passed(
    case: &Case<'_>,
    step: &Step<'_>,
    procedure: &impl Procedure,
    (clock, percent): (ClockKind, u16),
    owed: &mut Vec<Owed>,
) {
    let (event, ticket) = (step.event, &step.after);
    let Some(line) = procedure.matrix().at(clock, ticket.priority, percent) else {
        return;
    };
    let told = case.told_anybody(event.no, CLOCK_LETTERS);
    let mut push = |demands, done| {
        owed.push(Owed {
            demands,
            due: after(event.at, AT_ONCE),
            done,
            event: event.no,
        });
    };
    if !line.tell.is_empty() {
        push(&["S4.7"], told);
        if percent >= 100 && ticket.tier == FIRST_TIER && line.tell.contains(&Tell::Leader) {
            push(&["S0.17"], told);
        }
    }
    if line.moves_up && !ticket.is_with_management {
        let goes_up = |next: &&Event| {
            next.no > event.no
                && next.actor == Actor::Timer
                && matches!(next.body, EventBody::Escalated { .. })
        };
        let events = case.steps.iter().map(|step| step.event);
        push(&["S1.6"], events.filter(goes_up).map(|up| up.at).min());
    }
}
