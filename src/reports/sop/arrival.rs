//! What a new ticket is owed before anybody works on it: an acknowledgement, and its place.

use jiff::Timestamp;

use super::case::Case;
use super::{AT_ONCE, Owed, Procedure};
use crate::calendar::hours::after;
use crate::domain::{Actor, Direction, EventBody};

/// The notices that acknowledge a ticket.
pub const ACKNOWLEDGEMENTS: &[&str] = &[
    "acknowledgement",
    "known-incident",
    "acknowledgement-plain",
    "information-needed",
    "follow-up-opened",
];
/// Categories that have a way of their own up (S0.16).
const BY_SITE: [&str; 2] = ["hardware", "network"];

/// Whether a new ticket is with the team that is there for its place, as far as its first mail tells it, or with the one that
/// a rule names.
fn is_with_the_nearest(case: &Case<'_>, procedure: &impl Procedure) -> bool {
    let Some(first) = case.steps.first() else {
        return false;
    };
    let begun = case.steps.iter();
    let begun = begun.take_while(|step| step.event.at == first.event.at);
    let told = begun.last().map_or(&first.after, |step| &step.after);
    let Some(team) = &first.after.team else {
        return false;
    };
    let named = format!("team {team}");
    let is_by_rule = first.event.because.iter().any(|why| why.contains(&named));
    is_by_rule || procedure.team_for(told).as_ref() == Some(team)
}

pub(super) fn measure(case: &Case<'_>, procedure: &impl Procedure, owed: &mut Vec<Owed>) {
    let Some(step) = case.steps.first() else {
        return;
    };
    let (event, ticket) = (step.event, &step.after);
    let EventBody::Opened { message, .. } = &event.body else {
        return;
    };
    // The record of an incident is the desk's own.
    if message.direction != Direction::In {
        return;
    }
    let mut is_so = |demands, is_so| owed.push(Owed::at(demands, event.at, event.no, is_so));
    is_so(&["S2.7"], true);
    is_so(&["S3.3"], !event.because.is_empty());
    is_so(&["S4.4"], ticket.category != procedure.category_of_none());
    // Where a desk has no teams, nobody is passed over.
    if procedure.has_teams() {
        is_so(
            &["S4.1"],
            ticket.team.is_some() || ticket.assignee.is_some(),
        );
        if BY_SITE.contains(&ticket.category.as_str()) {
            is_so(&["S0.16"], is_with_the_nearest(case, procedure));
        }
    }
    if matches!(event.actor, Actor::Agent(_)) {
        return;
    }
    let letter = case.letters_of(event.no, ACKNOWLEDGEMENTS).next();
    // A machine gets no answer (RFC 3834), nor does an address that nothing has shown where the settings say so.
    if letter.is_none() && (ticket.is_silent || !ticket.is_proven) {
        return;
    }
    let received_at = letter
        .and_then(|letter| letter.owed_since)
        .unwrap_or(event.at);
    let due = after(received_at, AT_ONCE);
    let mut acknowledged = |demands, notices: &'static [&'static str]| {
        owed.push(Owed {
            demands,
            due,
            done: case.told(step, notices),
            event: event.no,
        });
    };
    acknowledged(&["S4.3"], ACKNOWLEDGEMENTS);
    if !procedure.hours(ticket.team.as_deref()).is_open(received_at) {
        acknowledged(&["S0.2"], ACKNOWLEDGEMENTS);
    }
    let is_empty = message.text.trim().is_empty() && message.attachments.is_empty();
    if ticket.is_proven && !is_empty {
        // What may be repeated is repeated; a stranger's words are not (law 7).
        acknowledged(
            &["S2.2"],
            &["acknowledgement", "known-incident", "follow-up-opened"],
        );
    }
}

/// When the acknowledgement had reached the requester.
pub(super) fn acknowledged(case: &Case<'_>) -> Option<Timestamp> {
    case.told(case.steps.first()?, ACKNOWLEDGEMENTS)
}
