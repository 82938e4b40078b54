//! Whose turn it is: letters of one ticket to one reader go out in the order of what they tell.
//!
//! An answer that overtakes the acknowledgement, or a solution that overtakes the question before it, reads as if
//! nobody knew what they did. So a letter waits for the earlier ones, within reason: until they have ended, one way or
//! the other, or have waited for [`HOLDS_FOR`]. Letters to different readers, and of different tickets, do not wait for
//! each other.

use jiff::{SignedDuration, Timestamp};

use super::outgoing::Row;

/// How long after it was decided a letter holds back later ones. What defers it for longer is its own matter, a full
/// mailbox or a suspicious filter; and news that come in a wrong order are better than none.
pub const HOLDS_FOR: SignedDuration = SignedDuration::from_hours(1);

/// Whether a letter keeps another one back.
pub fn holds_back(earlier: &Row, later: &Row, now: Timestamp) -> bool {
    earlier.no < later.no
        && earlier.ticket.is_some()
        && earlier.ticket == later.ticket
        && earlier.envelope_to == later.envelope_to
        && !earlier.state.is_final()
        && now.duration_since(earlier.queued_at) < HOLDS_FOR
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Address, MessageId, SpoolName, TicketId};
    use crate::engine::outgoing::{Counts, RowState};

    fn row(no: u64, ticket: Option<u32>, to: &str) -> Row {
        let queued_at = "2026-03-02T10:00:00Z".parse().unwrap();
        Row {
            no,
            envelope_from: Address::parse("support@desk.example").unwrap().into(),
            envelope_to: Address::parse(to).unwrap().into(),
            message_id: MessageId::new("1@desk.example").unwrap(),
            ticket: ticket.map(TicketId),
            event: None,
            notice: "answer".to_owned(),
            counts: Counts::Nothing,
            spool: SpoolName([7; 32]),
            queued_at,
            owed_since: None,
            rewritten_at: None,
            state: RowState::Queued {
                next_at: queued_at,
                attempts: 1,
                doubts: 0,
                reply: None,
                doubt: None,
            },
        }
    }

    #[test]
    fn a_letter_waits_for_the_earlier_ones_of_its_ticket_and_reader() {
        let now: Timestamp = "2026-03-02T10:30:00Z".parse().unwrap();
        let (ann, dave) = ("ann@customer.example", "dave@customer.example");
        let first = row(1, Some(1000), ann);
        for (other, is_held) in [
            (row(2, Some(1000), ann), true),
            (row(2, Some(1000), dave), false),
            (row(2, Some(1001), ann), false),
            (row(2, None, ann), false),
        ] {
            assert_eq!(holds_back(&first, &other, now), is_held, "{other:?}");
            assert!(!holds_back(&other, &first, now));
        }
        assert!(!holds_back(&row(1, None, ann), &row(2, None, ann), now));
    }

    #[test]
    fn a_letter_that_has_ended_or_waits_for_an_hour_holds_nobody_back() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let second = row(2, Some(1000), "ann@customer.example");
        let mut first = row(1, Some(1000), "ann@customer.example");
        assert!(holds_back(&first, &second, at("2026-03-02T10:59:59Z")));
        assert!(!holds_back(&first, &second, at("2026-03-02T11:00:00Z")));
        first.state = RowState::Failed {
            at: first.queued_at,
            attempts: 1,
            reply: "550 no".into(),
        };
        assert!(!holds_back(&first, &second, at("2026-03-02T10:00:01Z")));
    }
}
