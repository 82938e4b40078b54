//! What happens at the end of a ticket and after it, beside its closing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "kebab-case")]
pub enum Ending {
    /// When the requester of a closed ticket is asked whether it still works (S2.4).
    FollowUpSet {
        /// When; absent: not any more.
        due: Option<Timestamp>,
    },
    /// They were asked.
    FollowedUp,
}

impl Ending {
    /// The word of the JSON's `kind`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::FollowUpSet { .. } => "follow-up-set",
            Self::FollowedUp => "followed-up",
        }
    }

    /// Whether it concerns the desk and not the request, which stands where it stood.
    pub fn is_aside(&self) -> bool {
        matches!(self, Self::FollowUpSet { .. })
    }
}
