//! Floor 3. What a ticket is about and how urgent it is, decided by rules on the mail's own words; pure.
//!
//! A rule has a condition and outcomes. Rules are asked in order; for each outcome the first that holds decides, and
//! tags add up. Every decision names the rule, the field and the words that led to it, because an agent who cannot
//! see why a ticket is critical stops believing that it is.
//!
//! Rules see what the author wrote now: neither quoted text nor a signature changes a priority. They know nothing of
//! tickets, and they never run twice on one mail.

mod compile;
pub mod condition;
pub mod defaults;
pub mod evaluate;
pub mod matter;
pub mod ruleset;
pub mod suggest;

pub use condition::{Condition, Field, Opening};
pub use evaluate::Verdict;
pub use matter::Matter;
pub use ruleset::{Outcomes, Rule, RuleFault, Ruleset};
