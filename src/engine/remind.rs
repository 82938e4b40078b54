//! Reminders: what agents wanted to be told again, and when (S1.5).

use crate::domain::{Actor, Deed, EventBody, Reminder, TicketId};

use super::deciding::Deciding;

/// Lets the reminders of a ticket happen whose time has come, whatever became of the ticket meanwhile.
pub(super) fn remind(deciding: &mut Deciding<'_>, id: TicketId) {
    let (now, reminders) = (deciding.now, deciding.ticket(id));
    let due: Vec<Reminder> = reminders
        .into_iter()
        .flat_map(|ticket| &ticket.work.reminders)
        .filter(|reminder| reminder.due <= now)
        .cloned()
        .collect();
    for reminder in due {
        let reminded = EventBody::Done(Deed::Reminded(reminder));
        deciding.happen(id, Actor::Timer, reminded, Vec::new());
    }
}
