//! Who or what lets something happen to a ticket.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::person::AgentName;

/// Who or what caused an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A rule of the configuration, or the desk itself.
    Rule,
    /// An agent.
    Agent(AgentName),
    /// The requester.
    Requester,
    /// Another participant, or a person who wrote to the ticket.
    Participant,
    /// Time passing.
    Timer,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule => f.write_str("rule"),
            Self::Agent(name) => write!(f, "agent:{name}"),
            Self::Requester => f.write_str("requester"),
            Self::Participant => f.write_str("participant"),
            Self::Timer => f.write_str("timer"),
        }
    }
}
