//! Why a ticket ended: solved, or one of a few words that stand in place of a solution.

use serde::{Deserialize, Serialize};

/// Why a ticket was closed without a solution (S0.10 wants one or the other).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CloseCode {
    /// It was solved, and how is recorded.
    Solved,
    /// The same as another ticket.
    Duplicate,
    /// Nothing that the desk can act on.
    Invalid,
    /// The requester did not answer our question.
    NoReply,
    /// The requester does not need it any more.
    Abandoned,
}

impl CloseCode {
    /// Those that an agent may give in place of a solution.
    pub const WITHOUT_SOLUTION: [Self; 4] = [
        Self::Duplicate,
        Self::Invalid,
        Self::NoReply,
        Self::Abandoned,
    ];

    /// The word used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Duplicate => "duplicate",
            Self::Invalid => "invalid",
            Self::NoReply => "no-reply",
            Self::Abandoned => "abandoned",
        }
    }

    /// Reads one of [`Self::WITHOUT_SOLUTION`] by its word.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        Self::WITHOUT_SOLUTION
            .into_iter()
            .find(|code| code.word() == text)
    }
}
