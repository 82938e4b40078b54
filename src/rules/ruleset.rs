//! Rules as they are written, and the compiled set of them.

use std::fmt;
use std::sync::LazyLock;

use super::compile::{Held, compile};
use super::condition::{Condition, Field};
use super::defaults;
use crate::domain::{Kind, Priority};

/// How many rules a desk may have. Each costs time on every mail.
pub const RULES_MAX: usize = 500;
/// The category of a mail that no rule puts elsewhere; every desk has it.
pub const CATEGORY_OTHER: &str = "other";
/// The categories of a desk that names none (S4.4).
pub const CATEGORIES: [&str; 5] = [
    "hardware",
    "software",
    "network",
    "account-access",
    CATEGORY_OTHER,
];

/// A rule: outcomes that a mail gets when the condition holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// What reasons call it.
    pub name: String,
    /// When it holds.
    pub when: Condition,
    /// What it gives.
    pub set: Outcomes,
}

/// What a rule gives. For each of them the first rule that holds decides; tags add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Category of the ticket.
    pub category: Option<String>,
    /// Priority of the ticket.
    pub priority: Option<Priority>,
    /// Type of the ticket.
    pub kind: Option<Kind>,
    /// Team the ticket goes to.
    pub team: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// The answer targets do not apply, for this reason (S0.14).
    pub exempt: Option<String>,
}

/// Why a rule cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// The rule's name.
    pub rule: String,
    /// The field at fault; absent: the rule as a whole.
    pub field: Option<Field>,
    /// What is wrong, on one line.
    pub why: String,
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "rule \"{}\", {field}: {}", self.rule, self.why),
            None => write!(f, "rule \"{}\": {}", self.rule, self.why),
        }
    }
}

/// Rules, compiled once.
#[derive(Debug, Clone)]
pub struct Ruleset {
    pub(super) rules: Vec<Held>,
}

impl Ruleset {
    /// Compiles rules in their order. All faults are told, not only the first.
    pub fn compile(rules: Vec<Rule>) -> Result<Self, Vec<RuleFault>> {
        compile(rules)
    }

    /// A desk's own rules, and behind them the shipped ones, as far as their categories are among `categories`.
    pub fn with_shipped(own: Vec<Rule>, categories: &[String]) -> Result<Self, Vec<RuleFault>> {
        let mut set = compile(own)?;
        for mut held in SHIPPED.rules.iter().cloned() {
            let category = held.rule.set.category.take();
            held.rule.set.category =
                category.filter(|category| categories.iter().any(|known| known == category));
            set.rules.push(held);
        }
        Ok(set)
    }

    /// The names of the rules, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|held| held.rule.name.as_str())
    }
}

/// The shipped rules, compiled when first asked for: 0.2 s of work that nobody should pay twice.
static SHIPPED: LazyLock<Ruleset> = LazyLock::new(|| {
    // They compile; a test says so.
    compile(defaults::rules()).unwrap_or(Ruleset { rules: Vec::new() })
});

impl Default for Ruleset {
    /// The shipped rules on the shipped categories.
    fn default() -> Self {
        SHIPPED.clone()
    }
}
