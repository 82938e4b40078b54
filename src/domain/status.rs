//! The states of a ticket and the steps between them, as data.
//!
//! The matrix is the only place that knows which step is allowed; nothing else compares two states to find out.

use std::fmt;

use serde::{Deserialize, Serialize};

/// State of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Taken in; no agent has touched it.
    New,
    /// Being worked on.
    Open,
    /// Waiting for the requester; the answer clocks stand still.
    Waiting,
    /// Waiting for a third party or a date.
    Hold,
    /// Solved, and the requester was told how; closes on confirmation or by time.
    Resolved,
    /// Ended.
    Closed,
    /// Continued as another ticket.
    Merged,
    /// Not a request at all.
    Spam,
}

use Status::{Closed, Hold, Merged, New, Open, Resolved, Spam, Waiting};

/// From each state, the states that may follow it.
const MATRIX: [(Status, &[Status]); 8] = [
    (New, &[Open, Waiting, Hold, Resolved, Closed, Merged, Spam]),
    (Open, &[Waiting, Hold, Resolved, Closed, Merged, Spam]),
    (Waiting, &[Open, Hold, Resolved, Closed, Merged, Spam]),
    (Hold, &[Open, Waiting, Resolved, Closed, Merged, Spam]),
    (Resolved, &[Open, Closed, Merged]),
    (Closed, &[Open, Merged]),
    (Merged, &[]),
    (Spam, &[Open]),
];

impl Status {
    /// All of them, in the order of a ticket's life.
    pub const ALL: [Self; 8] = [New, Open, Waiting, Hold, Resolved, Closed, Merged, Spam];

    /// The word used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            New => "new",
            Open => "open",
            Waiting => "waiting",
            Hold => "hold",
            Resolved => "resolved",
            Closed => "closed",
            Merged => "merged",
            Spam => "spam",
        }
    }

    /// Reads a state by its word, without regard to case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        Self::ALL.into_iter().find(|status| status.word() == text)
    }

    /// The states that may follow this one.
    pub fn followers(self) -> &'static [Status] {
        MATRIX
            .iter()
            .find(|(from, _)| *from == self)
            .map_or(&[], |(_, to)| to)
    }

    /// Whether `to` may follow this state.
    pub fn may_become(self, to: Status) -> bool {
        self.followers().contains(&to)
    }

    /// Whether work is still owed: neither resolved nor ended.
    pub fn is_open(self) -> bool {
        matches!(self, New | Open | Waiting | Hold)
    }

    /// Whether the ticket has ended.
    pub fn is_ended(self) -> bool {
        matches!(self, Closed | Merged | Spam)
    }

    /// Whether the answer clocks run.
    pub fn is_running(self) -> bool {
        matches!(self, New | Open)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_has_each_state_once_and_no_step_to_itself() {
        for status in Status::ALL {
            assert_eq!(
                MATRIX.iter().filter(|(from, _)| *from == status).count(),
                1,
                "{status}"
            );
            assert!(!status.may_become(status), "{status}");
            assert!(
                !status.may_become(New),
                "nothing becomes new again: {status}"
            );
        }
    }

    #[test]
    fn a_closed_ticket_can_be_reopened_or_merged_and_a_merged_one_neither() {
        assert_eq!(Closed.followers(), [Open, Merged]);
        assert!(Merged.followers().is_empty());
    }
}
