//! One thing that happened to a ticket: which, when, by whom and why.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Actor, EventBody, Personal};

/// One thing that happened to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number on the ticket, from 1.
    pub no: u32,
    /// When it was decided.
    pub at: Timestamp,
    /// Who or what did it.
    pub actor: Actor,
    /// What became true.
    #[serde(flatten)]
    pub body: EventBody,
    /// Why, in words of our own.
    pub because: Personal<Vec<String>>,
}
