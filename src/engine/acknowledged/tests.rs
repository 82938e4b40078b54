//! What is done for an acknowledgement that does not get away.

use super::*;
use crate::domain::{Address, MessageId, SpoolName};
use crate::engine::outgoing::{Counts, Outcome};
use crate::engine::retry;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A mail was received at ten o'clock and taken in half a minute later.
fn row(state: RowState) -> Row {
    Row {
        no: 1,
        envelope_from: Address::parse("support@desk.example").unwrap().into(),
        envelope_to: Address::parse("ann@customer.example").unwrap().into(),
        message_id: MessageId::new("1@desk.example").unwrap(),
        ticket: Some(TicketId(1000)),
        event: Some(1),
        notice: "acknowledgement".to_owned(),
        counts: Counts::Automatic,
        spool: SpoolName([7; 32]),
        queued_at: at("2026-03-02T10:00:30Z"),
        owed_since: Some(at("2026-03-02T10:00:00Z")),
        rewritten_at: None,
        state,
    }
}

fn tried(attempts: u32) -> RowState {
    RowState::Queued {
        next_at: at("2026-03-02T10:00:30Z"),
        attempts,
        doubts: 0,
        reply: None,
        doubt: None,
    }
}

#[test]
fn a_letter_that_is_put_off_wakes_for_the_second_relay() {
    let put_off = Outcome::Deferred {
        reply: "451 greylisted".to_owned(),
        is_relay_fault: false,
    };
    let (mut row, mut now) = (row(tried(0)), at("2026-03-02T10:00:30Z"));
    let mut tries = Vec::new();
    while tries.len() < 4 {
        tries.push((now, asks_second_relay(&row, now)));
        let state = retry::after_attempt(&row.state, &put_off, row.queued_at, now);
        row.state = hurried(&row, state, now);
        let RowState::Queued { next_at, .. } = row.state else {
            panic!("{:?}", row.state);
        };
        now = next_at;
    }
    let known = [
        ("2026-03-02T10:00:30Z", false),
        ("2026-03-02T10:01:30Z", false),
        ("2026-03-02T10:05:00Z", true),
        ("2026-03-02T10:20:00Z", true),
    ];
    assert_eq!(tries, known.map(|(time, second)| (at(time), second)));
}

#[test]
fn another_relay_is_not_asked_for_what_the_first_may_have() {
    let late = at("2026-03-02T11:00:00Z");
    let mut row = row(tried(2));
    assert!(asks_second_relay(&row, late));
    row.state = tried(0);
    assert!(!asks_second_relay(&row, late), "it was never put off");
    row.state = retry::after_attempt(
        &retry::opened(&tried(1), "smtp.desk.example:587").unwrap(),
        &Outcome::InDoubt {
            reply: "the connection ended".to_owned(),
        },
        row.queued_at,
        late,
    );
    assert!(!asks_second_relay(&row, late));
    assert!(
        !is_outdated(&row, late),
        "what may have arrived stays as it is"
    );
    assert_eq!(hurried(&row, row.state.clone(), late), row.state);
}

#[test]
fn what_says_nothing_of_being_late_is_outdated_after_fifteen_minutes_and_only_once() {
    let mut row = row(tried(0));
    assert!(!is_outdated(&row, at("2026-03-02T10:15:00Z")));
    assert!(is_outdated(&row, at("2026-03-02T10:15:01Z")));
    row.rewritten_at = Some(at("2026-03-02T10:16:00Z"));
    assert!(!is_outdated(&row, at("2026-03-02T12:00:00Z")));
    row.rewritten_at = None;
    row.queued_at = at("2026-03-02T10:40:00Z");
    assert!(
        !is_outdated(&row, at("2026-03-02T12:00:00Z")),
        "it was late when it was written"
    );
    row.owed_since = None;
    assert!(!is_outdated(&row, at("2026-03-02T12:00:00Z")));
}
