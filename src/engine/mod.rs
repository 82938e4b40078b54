//! Floor 4. The decisions, and the words spoken at the seams.

pub mod outgoing;
pub mod source;
