//! Mails that come by themselves at set times: which there are, and how far the last one of each tells.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A mail that comes by itself at set times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Periodical {
    /// What an agent has before them today (S0.17, S4.1).
    Digest,
    /// The service report of seven days (S3.4).
    Weekly,
    /// The service report of a calendar month.
    Monthly,
}

impl Periodical {
    /// All of them, in the order in which they are written when several are due.
    pub const ALL: [Self; 3] = [Self::Digest, Self::Weekly, Self::Monthly];

    /// The word of index and log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }
}

/// That a periodical was written, or that there was nothing to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Which.
    pub periodical: Periodical,
    /// The moment at which it was due; the last one that is settled.
    pub moment: Timestamp,
    /// Until when it tells.
    pub until: Timestamp,
}
