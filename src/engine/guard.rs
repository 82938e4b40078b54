//! Limits on automatic mail: no mail from outside can make the desk send without end.
//!
//! They bind what a mail from outside causes by itself (acknowledgements, confirmations, answers to a requester's
//! commands), not what an agent or a promise causes: a requester with four tickets gets four closing mails within
//! an hour. The counts are rows of the journal, so that a restart forgets none.

use super::decision::SentLately;
use super::policy::Limits;

/// Whether one more automatic mail may go to the sender; else why not, a sentence.
pub fn may_answer(sent: &SentLately, already_now: u32, limits: &Limits) -> Result<(), String> {
    let over = |count: u32, limit: u32| count.saturating_add(already_now) >= limit;
    if over(sent.address_hour, limits.address_hour) {
        return Err(format!(
            "no automatic mail: {} went to this address within the hour",
            limits.address_hour
        ));
    }
    if over(sent.address_day, limits.address_day) {
        return Err(format!(
            "no automatic mail: {} went to this address within the day",
            limits.address_day
        ));
    }
    if over(sent.total_hour, limits.total_hour) {
        return Err(format!(
            "no automatic mail: {} went out within the hour",
            limits.total_hour
        ));
    }
    Ok(())
}

/// Whether an agent's registered address may be sent a refusal: at most one an hour, so that a forger can annoy
/// nobody with what he cannot do.
pub fn may_refuse(sent: &SentLately) -> bool {
    sent.refusals_hour == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_stops_by_itself_and_says_which_one_it_was() {
        let limits = Limits::default();
        let sent = |address_hour, address_day, total_hour| SentLately {
            address_hour,
            address_day,
            total_hour,
            refusals_hour: 0,
        };
        assert_eq!(may_answer(&sent(2, 9, 199), 0, &limits), Ok(()));
        for (sent, says) in [
            (sent(3, 3, 3), "3 went to this address within the hour"),
            (sent(0, 10, 10), "within the day"),
            (sent(0, 0, 200), "200 went out"),
        ] {
            assert!(
                may_answer(&sent, 0, &limits).unwrap_err().contains(says),
                "{sent:?}"
            );
        }
        assert!(
            may_answer(&sent(2, 2, 2), 1, &limits).is_err(),
            "those of this very decision count"
        );
    }
}
