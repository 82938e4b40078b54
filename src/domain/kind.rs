//! What sort of work a ticket is (S2.7): the `type` of the configuration and the JSON.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Type of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Something that worked does not.
    Incident,
    /// The cause behind incidents.
    Problem,
    /// Something is to become different.
    Change,
    /// A service or information is asked for.
    Request,
    /// A right or an account is asked for.
    Access,
    /// Something was observed.
    Event,
    /// Something new goes into use.
    Release,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Incident,
        Self::Problem,
        Self::Change,
        Self::Request,
        Self::Access,
        Self::Event,
        Self::Release,
    ];

    /// The word used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Problem => "problem",
            Self::Change => "change",
            Self::Request => "request",
            Self::Access => "access",
            Self::Event => "event",
            Self::Release => "release",
        }
    }

    /// Reads a type by its word, without regard to case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        Self::ALL.into_iter().find(|kind| kind.word() == text)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
