//! How a priority comes about beside rules: from impact and urgency, from who asks, and from age (S0.5, S0.6, S3.3).
//!
//! All of it only proposes a priority; it is an event of its own when one changes, and the requester is told (S0.13).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::priority::Priority;

/// How large an impact or an urgency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Impact: a whole site or service. Urgency: nobody can wait.
    High,
    /// Impact: several people. Urgency: work goes on with trouble.
    Medium,
    /// Impact: one person. Urgency: it can wait.
    Low,
}

impl Grade {
    /// All of them, the highest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// The word used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// Reads a grade by its word or one of its other names, without regard to case.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "high" | "hi" | "h" | "large" | "1" => Some(Self::High),
            "medium" | "med" | "m" | "normal" | "2" => Some(Self::Medium),
            "low" | "lo" | "l" | "small" | "3" => Some(Self::Low),
            _ => None,
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What agents judged of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Grades {
    /// How much of the work it touches.
    pub impact: Option<Grade>,
    /// How little it can wait.
    pub urgency: Option<Grade>,
}

impl Grades {
    /// Whether nobody has judged.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Grades {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |grade: Option<Grade>| grade.map_or("not set", Grade::word);
        let (impact, urgency) = (word(self.impact), word(self.urgency));
        write!(f, "impact {impact}, urgency {urgency}")
    }
}

/// Somebody whose requests are raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vip {
    /// One person.
    Address(Address),
    /// Everybody of a domain, in lower case; not those of domains below it.
    Domain(String),
}

/// How priorities are set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// By impact, then by urgency, the highest of each first.
    pub matrix: [[Priority; 3]; 3],
    /// Other words for a priority, in lower case (S1.2).
    pub also: BTreeMap<String, Priority>,
    /// Whose requests are raised.
    pub vips: Vec<Vip>,
    /// By how many steps.
    pub vip_steps: u32,
    /// After how many business days an open ticket rises by a step; absent: never.
    pub raise_days: Option<u32>,
    /// Neither age nor asker raises a ticket above this.
    pub raise_to: Priority,
}

impl Default for Ranking {
    fn default() -> Self {
        use Priority::{Critical, High, Low, Medium};
        Self {
            matrix: [
                [Critical, High, Medium],
                [High, Medium, Low],
                [Medium, Low, Low],
            ],
            also: BTreeMap::new(),
            vips: Vec::new(),
            vip_steps: 1,
            raise_days: None,
            raise_to: High,
        }
    }
}

impl Ranking {
    /// The priority that grades come to. What nobody has judged counts as medium.
    pub fn of(&self, grades: Grades) -> Priority {
        let column = |grade: Option<Grade>| match grade.unwrap_or(Grade::Medium) {
            Grade::High => 0,
            Grade::Medium => 1,
            Grade::Low => 2,
        };
        let row = self.matrix.get(column(grades.impact));
        let priority = row.and_then(|row| row.get(column(grades.urgency)));
        priority.copied().unwrap_or(Priority::Medium)
    }

    /// The priority that somebody means: by a word of the desk's own, or one that is always understood.
    pub fn meant(&self, word: &str) -> Option<Priority> {
        let own = self.also.get(&word.to_lowercase()).copied();
        own.or_else(|| Priority::parse(word))
    }

    /// Whether the requests of this address are raised.
    pub fn is_vip(&self, address: &Address) -> bool {
        self.vips.iter().any(|vip| match vip {
            Vip::Address(known) => known == address,
            Vip::Domain(domain) => address.domain().eq_ignore_ascii_case(domain),
        })
    }

    /// So many steps higher, but not above what is allowed; what stands there already stays.
    pub fn raised(&self, from: Priority, steps: u32) -> Priority {
        let mut priority = from;
        for _ in 0..steps {
            if priority <= self.raise_to {
                break;
            }
            priority = match priority {
                Priority::Low => Priority::Medium,
                Priority::Medium => Priority::High,
                Priority::High | Priority::Critical => Priority::Critical,
            };
        }
        priority
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(impact: Grade, urgency: Grade) -> Grades {
        Grades {
            impact: Some(impact),
            urgency: Some(urgency),
        }
    }

    #[test]
    fn more_impact_or_more_urgency_never_comes_to_less() {
        let ranking = Ranking::default();
        for pair in Grade::ALL.windows(2) {
            for other in Grade::ALL {
                assert!(ranking.of(grades(pair[0], other)) <= ranking.of(grades(pair[1], other)));
                assert!(ranking.of(grades(other, pair[0])) <= ranking.of(grades(other, pair[1])));
            }
        }
        assert_eq!(
            ranking.of(grades(Grade::High, Grade::High)),
            Priority::Critical
        );
        assert_eq!(ranking.of(grades(Grade::Low, Grade::Low)), Priority::Low);
    }

    #[test]
    fn what_nobody_has_judged_counts_as_medium() {
        let ranking = Ranking::default();
        assert_eq!(ranking.of(Grades::default()), Priority::Medium);
        let only_impact = Grades {
            impact: Some(Grade::High),
            urgency: None,
        };
        assert_eq!(ranking.of(only_impact), Priority::High);
    }

    #[test]
    fn a_raise_goes_by_steps_and_stops_at_the_cap() {
        let ranking = Ranking::default();
        assert_eq!(ranking.raised(Priority::Low, 1), Priority::Medium);
        assert_eq!(ranking.raised(Priority::Low, 3), Priority::High);
        assert_eq!(ranking.raised(Priority::High, 1), Priority::High);
        assert_eq!(
            ranking.raised(Priority::Critical, 1),
            Priority::Critical,
            "nobody is lowered"
        );
    }

    #[test]
    fn a_domain_is_only_itself() {
        let ranking = Ranking {
            vips: vec![
                Vip::Domain("board.example".to_owned()),
                Vip::Address(Address::parse("eve@x.example").unwrap()),
            ],
            ..Ranking::default()
        };
        for (address, is_vip) in [
            ("ann@BOARD.example", true),
            ("ann@sub.board.example", false),
            ("ann@notboard.example", false),
            ("eve@x.example", true),
            ("ann@x.example", false),
        ] {
            let address = Address::parse(address).unwrap();
            assert_eq!(ranking.is_vip(&address), is_vip, "{address}");
        }
    }

    #[test]
    fn a_word_of_the_desk_goes_before_the_usual_ones() {
        let ranking = Ranking {
            also: [("urgent".to_owned(), Priority::High)].into(),
            ..Ranking::default()
        };
        assert_eq!(ranking.meant("Urgent"), Some(Priority::High));
        assert_eq!(ranking.meant("p1"), Some(Priority::Critical));
        assert_eq!(ranking.meant("soon"), None);
    }
}
