//! Whose mail is not taken in: what an order to block a sender leaves in the index.

use super::{Table, Work, encode};
use crate::domain::{Actor, Blocked, Deed, Event, EventBody, TicketId};
use crate::store::StoreError;
use crate::store::key::blocked_key;

impl Work<'_> {
    /// Whose mail is not taken in.
    pub(super) fn block(&mut self, id: TicketId, event: &Event) -> Result<(), StoreError> {
        match (&event.body, &event.actor) {
            (EventBody::Done(Deed::SenderBlocked { sender }), Actor::Agent(by)) => {
                let blocked = Blocked {
                    by: by.clone(),
                    ticket: id,
                };
                self.batch
                    .put(Table::Meta, blocked_key(sender), encode(&blocked)?);
            }
            (EventBody::Done(Deed::SenderUnblocked { sender }), _) => {
                self.batch.remove(Table::Meta, blocked_key(sender));
            }
            _ => {}
        }
        Ok(())
    }
}
