//! The order of a list of tickets.

use jiff::Timestamp;

use super::{Priority, Ticket, TicketId};

/// Where a ticket stands in a list that has the most urgent first. The fields are compared in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Urgency {
    has_ended: bool,
    is_resolved: bool,
    priority: Priority,
    /// What is promised for a time comes before what is promised for none.
    is_without_time: bool,
    due: Option<Timestamp>,
    opened_at: Timestamp,
    id: TicketId,
}

impl Ticket {
    /// How urgent it is among others: what work is owed on comes before what is resolved, and that before what has
    /// ended; then the priority decides, the next promised time, and the age.
    pub fn urgency(&self) -> Urgency {
        let due = self.breached_after();
        Urgency {
            has_ended: self.status.is_ended(),
            is_resolved: !self.status.is_open(),
            priority: self.priority,
            is_without_time: due.is_none(),
            due,
            opened_at: self.opened_at,
            id: self.id,
        }
    }
}
