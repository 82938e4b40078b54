//! What comes after the end of a ticket.

mod follow_up;
