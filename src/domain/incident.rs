//! A major incident: one trouble that many people report (S0.6).

use serde::{Deserialize, Serialize};

use super::personal::Personal;

/// What makes a ticket the record of a major incident. Its reports are the ticket's children, or its candidates as long as
/// nobody has said that it is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// How sure we are of it.
    pub stage: Stage,
    /// What its first reports are about: terms, and what part of the reports has each, in percent.
    pub terms: Personal<Vec<(String, u8)>>,
}

/// How sure we are of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Many reports are alike; a person has to say whether they are of one trouble.
    Proposed,
    /// They are.
    Declared,
    /// They are not.
    Refused,
}

impl Stage {
    /// The word used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Declared => "declared",
            Self::Refused => "refused",
        }
    }
}
