//! Who is away, and when each agent was last given a ticket.

use super::{Table, Work, encode};
use crate::domain::{Deed, Event, EventBody};
use crate::store::StoreError;
use crate::store::key::{assigned_key, away_key};

impl Work<'_> {
    /// What an event says about an agent.
    pub(super) fn attend(&mut self, event: &Event) -> Result<(), StoreError> {
        match &event.body {
            EventBody::Done(Deed::AgentAway { agent, away }) => {
                self.batch.put(Table::Meta, away_key(agent), encode(away)?);
            }
            EventBody::Done(Deed::AgentBack { agent }) => {
                self.batch.remove(Table::Meta, away_key(agent));
            }
            EventBody::Assigned {
                to: Some(agent), ..
            } => {
                let at = encode(&event.at)?;
                self.batch.put(Table::Meta, assigned_key(agent), at);
            }
            _ => {}
        }
        Ok(())
    }
}
