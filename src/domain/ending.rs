//! What happens at the end of a ticket and after it, beside its closing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::close_code::CloseCode;
use super::personal::Personal;
use super::status::Status;

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
    /// It is to be closed, and somebody has to agree first (S3.2); it is resolved meanwhile. Who did it closes it then.
    ApprovalAsked {
        /// The state before.
        from: Status,
        /// How it is closed.
        code: CloseCode,
        /// With which solution.
        solution: Option<Personal<String>>,
        /// Whether nobody is told of it.
        is_quiet: bool,
        /// The gates it has to pass.
        gates: Vec<String>,
        /// When those who have not answered are reminded.
        remind_at: Option<Timestamp>,
    },
    /// An agent agreed.
    Approved {
        /// To which gates.
        gates: Vec<String>,
        /// With which words.
        text: Option<Personal<String>>,
    },
    /// An agent did not agree.
    Rejected {
        /// To which gates.
        gates: Vec<String>,
        /// Why.
        reason: Personal<String>,
    },
    /// Those who have not answered were reminded.
    ApprovalReminded {
        /// How often by now.
        count: u32,
        /// When the next one is.
        remind_at: Option<Timestamp>,
    },
}

impl Ending {
    /// The word of the JSON's `kind`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::FollowUpSet { .. } => "follow-up-set",
            Self::FollowedUp => "followed-up",
            Self::ApprovalAsked { .. } => "approval-asked",
            Self::Approved { .. } => "approved",
            Self::Rejected { .. } => "rejected",
            Self::ApprovalReminded { .. } => "approval-reminded",
        }
    }

    /// Whether it concerns the desk and not the request, which stands where it stood.
    pub fn is_aside(&self) -> bool {
        matches!(
            self,
            Self::FollowUpSet { .. } | Self::ApprovalReminded { .. }
        )
    }
}
