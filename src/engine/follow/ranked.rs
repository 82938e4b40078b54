//! Who hears of priorities: the requester of each change, and whoever leads of what a requester calls urgent (S0.13).

use super::Told;
use crate::domain::{EventBody, Priority};
use crate::engine::deciding::Deciding;
use crate::notices;

impl Told<'_> {
    /// One mail tells what all lines of an order came to: `#impact` and `#urgency` are two changes and one word.
    pub(super) fn priority_changed(&self, deciding: &mut Deciding<'_>) {
        let changes = self.events.iter().filter(|(id, _)| *id == self.id);
        let changes: Vec<(u32, Priority)> = changes
            .filter_map(|(_, event)| match &event.body {
                EventBody::PriorityChanged { from, .. } => Some((event.no, *from)),
                _ => None,
            })
            .collect();
        let is_last = changes.last().is_some_and(|(no, _)| *no == self.event.no);
        let EventBody::PriorityChanged {
            to, reason, clocks, ..
        } = &self.event.body
        else {
            return;
        };
        let Some((_, from)) = changes.first().filter(|(_, from)| is_last && from != to) else {
            return;
        };
        // What the same mail gives is not promised in it.
        let target = clocks
            .first_answer_due
            .and(self.ticket.clocks.first_answer_due);
        let notice = notices::PriorityChanged {
            from: from.to_string(),
            to: to.to_string(),
            reason: reason.as_ref().map(ToString::to_string),
            target: target.map(notices::When),
        };
        self.requester(deciding, &notice);
    }

    /// A requester says that it is urgent: whoever leads decides, and where nobody does, those who have the ticket.
    pub(super) fn said_urgent(&self, deciding: &mut Deciding<'_>, reason: &str) {
        let notice = notices::SaidUrgent {
            reason: reason.to_owned(),
        };
        let people = self.leaders(deciding);
        self.agents(deciding, &notice, people);
    }
}
