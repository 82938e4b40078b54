//! Whose a request is that somebody else told us of: they hear of it (S0.15).

use crate::domain::Message;
use crate::engine::deciding::Deciding;
use crate::engine::facts::words;
use crate::notices;

use super::Told;

impl Told<'_> {
    /// The requester of a ticket that an agent opened for them; it is the acknowledgement of that ticket.
    pub(super) fn logged(&self, deciding: &mut Deciding<'_>, message: &Message) {
        let policy = deciding.policy;
        let is_open_now = policy.hours.is_open(deciding.now);
        let starts = (!is_open_now).then(|| notices::When(policy.hours.next_open(deciding.now)));
        let notice = notices::Logged {
            by: self.agent_name(),
            words: words(&message.text),
            is_open_now,
            starts,
        };
        self.requester(deciding, &notice);
    }

    /// The new requester of a ticket.
    pub(super) fn requester_named(&self, deciding: &mut Deciding<'_>) {
        let due = self.ticket.clocks.first_answer_due;
        let notice = notices::RequesterNamed {
            by: self.agent_name(),
            target: due.map(notices::When),
        };
        self.requester(deciding, &notice);
    }
}
