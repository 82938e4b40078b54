//! Whether an agent is there for new work (S4.11).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::person::AgentName;

/// That an agent is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// Until when; absent: until they say that they are back.
    pub until: Option<Timestamp>,
    /// Whether a program said so that answers in their absence: then their next own mail shows that they are back.
    #[serde(default)]
    pub is_by_machine: bool,
}

/// What the desk knows of an agent beside the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presence {
    /// Since they said that they are away.
    pub away: Option<Away>,
    /// When a ticket was last given to them.
    pub assigned_at: Option<Timestamp>,
}

impl Presence {
    /// Whether they are away at `now`.
    pub fn is_away(&self, now: Timestamp) -> bool {
        self.away
            .is_some_and(|away| away.until.is_none_or(|until| now < until))
    }
}

/// What is known of each agent; of who is not in it, nothing.
pub type Staff = BTreeMap<AgentName, Presence>;
