//! How content a requester is, and who hears of it: they are asked once more some days after the end, and thanked; of a low
//! digit whoever leads hears (S2.4, S4.10).

use super::Told;
use crate::calendar::Tell;
use crate::calendar::hours::after;
use crate::domain::{EventBody, Person, Role};
use crate::engine::deciding::Deciding;
use crate::engine::facts::words;
use crate::engine::rating::LOW;
use crate::notices;

impl Told<'_> {
    /// Whether it still works, and for how long a reply opens the ticket again.
    pub(super) fn follow_up(&self, deciding: &mut Deciding<'_>) {
        let policy = deciding.policy;
        let notice = notices::FollowUp {
            closed: self.ticket.closed_at.map(notices::When),
            solution: self.ticket.solution.as_ref().map(ToString::to_string),
            asks_rating: policy.asks_rating && self.ticket.rating.is_none(),
            reopen_until: notices::When(after(self.event.at, policy.reopen_window)),
        };
        self.requester(deciding, &notice);
    }

    /// Thanks, unless the same answer brings them another mail: nobody gets two for one digit.
    pub(super) fn thank_for_rating(&self, deciding: &mut Deciding<'_>, score: u8) {
        let is_told = self.has_beside(|body| {
            matches!(body, EventBody::Closed { .. } | EventBody::Reopened { .. })
        });
        if !is_told {
            let is_low = score <= LOW && !self.leaders(deciding).is_empty();
            self.requester(deciding, &notices::Rated { score, is_low });
        }
    }

    /// Of a low digit whoever leads hears.
    pub(super) fn tell_of_rating(&self, deciding: &mut Deciding<'_>, score: u8) {
        if score > LOW {
            return;
        }
        let notice = notices::LowScore {
            score,
            words: self
                .cause
                .mail
                .map(|mail| words(&mail.own.text))
                .unwrap_or_default(),
            holder: self.ticket.assignee.as_ref().map(ToString::to_string),
            solution: self.ticket.solution.as_ref().map(ToString::to_string),
        };
        let people = self.leaders(deciding);
        self.agents(deciding, &notice, people);
    }

    /// Who leads the ticket's team; where nobody does, the management, and where that is nobody, whoever has the ticket.
    pub(super) fn leaders(&self, deciding: &Deciding<'_>) -> Vec<Person> {
        let has_leader = deciding
            .policy
            .roster
            .with_role(Role::Leader)
            .next()
            .is_some();
        let tell = if has_leader {
            Tell::Leader
        } else {
            Tell::Manager
        };
        self.by_matrix(deciding, &[tell])
    }
}
