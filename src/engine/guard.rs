//! Limits on automatic mail: no mail from outside can make the desk send without end.
//!
//! They bind what a mail from outside causes by itself (acknowledgements, confirmations, answers to a requester's
//! commands, mails to people that a requester adds), not what an agent or a promise causes: a requester with four
//! tickets gets four closing mails within an hour. The counts are rows of the journal, so that a restart forgets none.

use crate::domain::Address;

use super::decision::SentLately;
use super::policy::Limits;

/// What a decision has ordered itself so far, which counts too.
pub struct Ordered {
    /// To this address.
    pub to: u32,
    /// To all.
    pub total: u32,
}

/// Whether one more automatic mail may go to an address; else why not, a sentence.
pub fn may_answer(
    sent: &SentLately,
    to: &Address,
    ordered: &Ordered,
    limits: &Limits,
) -> Result<(), String> {
    let before = sent.to.get(to).copied().unwrap_or_default();
    let over = |count: u32, more: u32, limit: u32| count.saturating_add(more) >= limit;
    if over(before.hour, ordered.to, limits.address_hour) {
        let limit = limits.address_hour;
        return Err(format!(
            "no automatic mail: {limit} went to this address within the hour"
        ));
    }
    if over(before.day, ordered.to, limits.address_day) {
        let limit = limits.address_day;
        return Err(format!(
            "no automatic mail: {limit} went to this address within the day"
        ));
    }
    if over(sent.total_hour, ordered.total, limits.total_hour) {
        let limit = limits.total_hour;
        return Err(format!(
            "no automatic mail: {limit} went out within the hour"
        ));
    }
    Ok(())
}

/// Whether an agent's registered address may be sent a refusal: at most one an hour, so that a forger can annoy
/// nobody with what he cannot do.
pub fn may_refuse(sent: &SentLately, to: &Address) -> bool {
    sent.to.get(to).is_none_or(|sent| sent.refusals_hour == 0)
}

/// How often within an hour an agent's address is told that a mail was held back. A person who sends a mail again
/// and again needs to hear of each; a program that answers at the agent's address must not go on for ever.
const HELD_BACK_HOUR_MAX: u32 = 10;

/// Whether an agent's registered address may be told that a mail was held back.
pub fn may_hold_back(sent: &SentLately, to: &Address) -> bool {
    let before = sent.to.get(to);
    before.is_none_or(|sent| sent.held_back_hour < HELD_BACK_HOUR_MAX)
}

#[cfg(test)]
mod tests {
    use super::super::decision::SentTo;
    use super::*;

    #[test]
    fn each_limit_stops_by_itself_and_says_which_one_it_was() {
        let (limits, ann) = (
            Limits::default(),
            Address::parse("ann@customer.example").unwrap(),
        );
        let sent = |hour, day, total_hour| SentLately {
            to: [(
                ann.clone(),
                SentTo {
                    hour,
                    day,
                    refusals_hour: 0,
                    held_back_hour: 0,
                },
            )]
            .into(),
            total_hour,
        };
        let ordered = |to, total| Ordered { to, total };
        assert_eq!(
            may_answer(&sent(2, 9, 199), &ann, &ordered(0, 0), &limits),
            Ok(())
        );
        for (sent, says) in [
            (sent(3, 3, 3), "3 went to this address within the hour"),
            (sent(0, 10, 10), "within the day"),
            (sent(0, 0, 200), "200 went out"),
        ] {
            let why = may_answer(&sent, &ann, &ordered(0, 0), &limits).unwrap_err();
            assert!(why.contains(says), "{sent:?}");
        }
        let by_itself = may_answer(&sent(2, 2, 2), &ann, &ordered(1, 1), &limits);
        assert!(by_itself.is_err(), "those of this very decision count");
        let other = Address::parse("dave@customer.example").unwrap();
        assert_eq!(
            may_answer(&sent(3, 3, 3), &other, &ordered(0, 0), &limits),
            Ok(())
        );
    }
}
