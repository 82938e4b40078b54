//! What the end of a ticket, and what comes after it, makes of it.

use super::Ticket;
use crate::domain::{Ending, Event, Status};

impl Ticket {
    pub(super) fn take_ending(&mut self, ending: &Ending, event: &Event) {
        match ending {
            // An order that is taken back may leave it behind.
            Ending::FollowUpSet { due } => {
                self.work.follow_up_at = due.filter(|_| self.status == Status::Closed);
            }
            Ending::FollowedUp => {
                self.work.follow_up_at = None;
                self.work.followed_up_at = Some(event.at);
            }
        }
    }
}
