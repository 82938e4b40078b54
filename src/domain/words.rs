//! What an agent said to the requester in an order: `#update`, `#wait`, `#resolve` and the like carry a text that goes
//! out as a mail, and a ticket shows it among its messages as it shows an answer.
//!
//! Not among them: the reason of a changed priority, which is a clause about the change and stands with its event.

use super::deed::Deed;
use super::event::{Actor, Event, EventBody};
use super::personal::Personal;
use super::ticket::Ticket;

impl Ticket {
    /// The words that an event carries from an agent to the requester, where it is no message already. `self` is the
    /// ticket as it stood before the event: a solution that was told when the ticket was resolved is not said again
    /// by closing it.
    pub fn words<'a>(&self, event: &'a Event) -> Option<&'a Personal<String>> {
        let Actor::Agent(_) = event.actor else {
            return None;
        };
        let words = match &event.body {
            EventBody::UpdateGiven { text, .. }
            | EventBody::WorkaroundGiven { text }
            | EventBody::Broadcast { text, .. }
            | EventBody::Done(Deed::OptionsOffered { text, .. }) => Some(text),
            EventBody::EstimateGiven { text, .. } => text.as_ref(),
            EventBody::WaitStarted { question, .. } => Some(question),
            EventBody::Resolved { solution, .. } => Some(solution),
            EventBody::HoldStarted { reason, .. }
            | EventBody::Escalated { reason, .. }
            | EventBody::Deescalated { reason, .. } => Some(reason),
            EventBody::Reopened { reason, .. } => reason.as_ref(),
            EventBody::Closed {
                solution,
                is_quiet: false,
                ..
            } => {
                let was_told = self.resolved_at.is_some() && self.solution == *solution;
                solution.as_ref().filter(|_| !was_told)
            }
            _ => None,
        };
        words.filter(|words| !words.trim().is_empty())
    }
}
