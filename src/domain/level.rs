//! How far up a ticket is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a ticket was escalated to (S0.12, S2.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A higher tier, with the team that has it.
    Tier(u8),
    /// The management line.
    Management,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tier(tier) => write!(f, "tier {tier}"),
            Self::Management => f.write_str("management"),
        }
    }
}
