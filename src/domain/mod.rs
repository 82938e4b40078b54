//! Floor 1. The nouns of the desk: values without I/O, clock or randomness.
//!
//! One word per thing, the field's own: *ticket*, *requester*, *agent*, *participant*, *assignee*, *event*,
//! *status*. See the glossary in the crate's documentation.

mod address;
mod ids;

pub use address::{ADDRESS_OCTETS_MAX, Address, AddressError};
pub use ids::{ContentKey, MessageId, SpoolName, TicketId};
