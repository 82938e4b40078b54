//! How urgent a ticket is (S4.5), and the other words people use for it (S1.2, S3.3).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Priority of a ticket. Ordered by urgency: `Critical` sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// A service is down or many people cannot work.
    Critical,
    /// A major function is lost, or several people are affected.
    High,
    /// One person is affected and there is a way around it.
    Medium,
    /// A question or a request for information.
    Low,
}

impl Priority {
    /// All of them, most urgent first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The word used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// Reads a priority by its word or one of its other names, without regard to case.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "critical" | "crit" | "urgent" | "emergency" | "company-failure"
            | "critical-situation" | "p1" | "1" => Some(Self::Critical),
            "high" | "hi" | "major" | "p2" | "2" => Some(Self::High),
            "medium" | "med" | "normal" | "p3" | "3" => Some(Self::Medium),
            "low" | "lo" | "minor" | "information" | "planned-event" | "scheduled-service"
            | "p4" | "4" => Some(Self::Low),
            _ => None,
        }
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_priority_is_read_by_its_own_word() {
        for priority in Priority::ALL {
            assert_eq!(Priority::parse(priority.word()), Some(priority));
        }
        assert_eq!(Priority::parse("URGENT"), Some(Priority::Critical));
        assert_eq!(Priority::parse("asap"), None);
    }

    #[test]
    fn the_most_urgent_sorts_first() {
        assert!(Priority::Critical < Priority::Low);
    }
}
