//! What a refusal means, as one table: whose matter it is, and whether it is for good.
//!
//! The basic code decides (RFC 5321 §4.2.1). An enhanced code (RFC 3463) is looked at only where the table says so: an
//! enhanced code whose class contradicts the basic one (`550 4.2.2`, `450 5.1.1`) changes nothing, since the basic
//! one is what servers are tested with. What is said while connecting, securing and logging in is not in the table:
//! it comes before any letter, so it is always the relay's matter.

use crate::engine::outgoing::Outcome;

/// Where in a transaction a refusal came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA.
    Data,
    /// The content, that is the final dot.
    Dot,
}

impl Step {
    /// As it is named to people.
    pub(super) fn shown(self) -> &'static str {
        match self {
            Self::Mail => "MAIL FROM",
            Self::Rcpt => "RCPT TO",
            Self::Data => "DATA",
            Self::Dot => "the content",
        }
    }
}

/// What it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The relay's matter, or that of whoever set it up: no letter is to blame.
    Relay,
    /// This letter, not now.
    Later,
    /// This letter, never.
    Never,
}
use Meaning::{Later, Never, Relay};
use Step::{Data, Dot, Mail, Rcpt};

struct Rule {
    steps: &'static [Step],
    codes: std::ops::RangeInclusive<u16>,
    /// What the enhanced code begins with; the empty text for any and for none.
    enhanced: &'static str,
    meaning: Meaning,
}

const ANY: &[Step] = &[Mail, Rcpt, Data, Dot];

const fn rule(
    steps: &'static [Step],
    codes: std::ops::RangeInclusive<u16>,
    enhanced: &'static str,
    meaning: Meaning,
) -> Rule {
    Rule {
        steps,
        codes,
        enhanced,
        meaning,
    }
}

/// The first that fits decides.
static RULES: &[Rule] = &[
    // It closes the connection (RFC 5321 §3.8), anywhere.
    rule(ANY, 421..=421, "", Relay),
    // It wants a login, another one, or TLS first (RFC 4954 §6, RFC 3207 §4): the admin's matter.
    rule(ANY, 530..=530, "", Relay),
    rule(ANY, 534..=535, "", Relay),
    rule(ANY, 538..=538, "", Relay),
    // At MAIL it speaks of TLS or the login; at RCPT some servers mean "relaying denied, for now".
    rule(&[Mail], 454..=454, "", Relay),
    // The dialogue is out of step. The next attempt begins with RSET or a new connection.
    rule(ANY, 503..=503, "", Later),
    // At MAIL a letter can be refused for its size (RFC 1870 §6.2), for a parameter it needs (RFC 5321 §4.1.1.11) or
    // for what it is made of (RFC 6531 §3.4: 5.6.7) ...
    rule(&[Mail], 552..=552, "", Never),
    rule(&[Mail], 555..=555, "", Never),
    rule(&[Mail], 500..=599, "5.3.4", Never),
    rule(&[Mail], 500..=599, "5.6.", Never),
    // ... and anything else there speaks of the desk's own address: an admin can mend that, and until then no letter
    // is given up for it.
    rule(&[Mail], 500..=599, "", Later),
    // Too many, out of space, greylisted; and for good: no such mailbox, policy, spam, too large.
    rule(ANY, 400..=499, "", Later),
    rule(ANY, 500..=599, "", Never),
];

/// What a refusal means. What no rule knows is no refusal and is tried again.
pub(super) fn meaning(step: Step, code: u16, reply: &str) -> Meaning {
    let enhanced = enhanced(reply);
    let fits = |rule: &&Rule| {
        rule.steps.contains(&step)
            && rule.codes.contains(&code)
            && enhanced.starts_with(rule.enhanced)
    };
    RULES.iter().find(fits).map_or(Later, |rule| rule.meaning)
}

/// What a refusal means for the letter.
pub(super) fn refusal(step: Step, code: u16, reply: String) -> Outcome {
    match meaning(step, code, &reply) {
        Never => Outcome::Failed { reply },
        meaning => Outcome::Deferred {
            reply,
            is_relay_fault: meaning == Relay,
        },
    }
}

/// The enhanced code of a reply on one line; the empty text where it has none.
fn enhanced(reply: &str) -> &str {
    let word = reply.split(' ').nth(1).unwrap_or_default();
    let is_code =
        word.split('.').count() == 3 && word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if is_code { word } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_meaning_at_each_step() {
        // Reply, then what it means at MAIL, RCPT, DATA and the dot.
        for (reply, meanings) in [
            ("421 4.3.2 closing", [Relay, Relay, Relay, Relay]),
            ("450 4.2.0 greylisted", [Later, Later, Later, Later]),
            ("451 4.3.0 local error", [Later, Later, Later, Later]),
            ("452 4.3.1 out of space", [Later, Later, Later, Later]),
            (
                "452 4.5.3 too many recipients",
                [Later, Later, Later, Later],
            ),
            ("454 4.7.0 TLS not available", [Relay, Later, Later, Later]),
            (
                "454 4.7.1 relay access denied",
                [Relay, Later, Later, Later],
            ),
            ("455 parameters, not now", [Later, Later, Later, Later]),
            ("500 what?", [Later, Never, Never, Never]),
            ("501 5.1.3 bad address", [Later, Never, Never, Never]),
            ("502 5.5.1 not implemented", [Later, Never, Never, Never]),
            ("503 5.5.1 out of order", [Later, Later, Later, Later]),
            ("530 5.7.0 log in first", [Relay, Relay, Relay, Relay]),
            ("530 5.7.0 STARTTLS first", [Relay, Relay, Relay, Relay]),
            ("534 5.7.9 mechanism too weak", [Relay, Relay, Relay, Relay]),
            ("535 5.7.8 wrong password", [Relay, Relay, Relay, Relay]),
            ("538 5.7.11 encryption needed", [Relay, Relay, Relay, Relay]),
            ("550 5.1.1 no such user", [Later, Never, Never, Never]),
            ("550 5.7.1 policy", [Later, Never, Never, Never]),
            ("550 5.7.26 not authenticated", [Later, Never, Never, Never]),
            ("551 5.1.6 moved", [Later, Never, Never, Never]),
            ("552 5.3.4 too large", [Never, Never, Never, Never]),
            ("552 5.2.2 over quota", [Never, Never, Never, Never]),
            (
                "553 5.1.8 sender does not exist",
                [Later, Never, Never, Never],
            ),
            (
                "554 5.6.7 addresses beyond ASCII",
                [Never, Never, Never, Never],
            ),
            ("554 5.3.4 too large", [Never, Never, Never, Never]),
            ("554 no valid recipients", [Later, Never, Never, Never]),
            ("554 5.7.1 spam", [Later, Never, Never, Never]),
            ("555 5.5.4 unknown parameter", [Never, Never, Never, Never]),
            // Contradictions: the basic code decides.
            ("550 4.2.2 over quota", [Later, Never, Never, Never]),
            ("450 5.1.1 no such user", [Later, Later, Later, Later]),
            ("421 5.7.1 go away for good", [Relay, Relay, Relay, Relay]),
            ("554 2.0.0 fine", [Later, Never, Never, Never]),
            // No enhanced code, whatever the text says.
            ("554", [Later, Never, Never, Never]),
            ("554 5.3 text", [Later, Never, Never, Never]),
        ] {
            let code = reply.split(' ').next().unwrap().parse().unwrap();
            let found = [Mail, Rcpt, Data, Dot].map(|step| meaning(step, code, reply));
            assert_eq!(found, meanings, "{reply}");
        }
    }

    #[test]
    fn each_rule_decides_something() {
        for rule in RULES {
            let enhanced = match rule.enhanced {
                part if part.ends_with('.') => format!("{part}7"),
                whole => whole.to_owned(),
            };
            let is_decided = |step: &Step, code: u16| {
                let reply = format!("{code} {enhanced}");
                let fits = |other: &&Rule| {
                    other.steps.contains(step)
                        && other.codes.contains(&code)
                        && enhanced.starts_with(other.enhanced)
                };
                let first = RULES.iter().find(fits).unwrap();
                std::ptr::eq(first, rule) && meaning(*step, code, &reply) == rule.meaning
            };
            let mut steps = rule.steps.iter();
            assert!(
                steps.any(|step| rule.codes.clone().any(|code| is_decided(step, code))),
                "{:?} {}",
                rule.codes,
                rule.enhanced
            );
        }
    }
}
