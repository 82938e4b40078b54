//! What comes after the end of a ticket.

mod approvals;
mod archive;
mod covered;
mod follow_up;
mod records;
