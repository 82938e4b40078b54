//! A ticket as `show --json` and `export` give it, from the rows of a store.

use serde_json::Value;

use crate::domain::{Event, Ticket};
use crate::engine::Row;
use crate::notices::{Audience, NOTICES};
use crate::reports::{self, Delivery, Desk};

/// A ticket with all that happened to it; `letters` are those about it.
pub fn shown(ticket: &Ticket, events: &[Event], letters: &[Row], desk: Desk<'_>) -> Value {
    let deliveries: Vec<Delivery<'_>> = letters
        .iter()
        .filter(|row| goes_outside(row))
        .map(|row| Delivery {
            event: row.event,
            message_id: &row.message_id,
            state: row.state.word(),
        })
        .collect();
    reports::show_json(ticket, events, &deliveries, desk)
}

/// Whether a letter goes to the requester or the participants, so that its fate is that of the words it carries.
fn goes_outside(row: &Row) -> bool {
    let mut notices = NOTICES.iter();
    notices.any(|spec| spec.name == row.notice && spec.audience == Audience::Requester)
}
