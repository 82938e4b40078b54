//! What comes after the end of a ticket.

mod approvals;
mod follow_up;
mod records;
