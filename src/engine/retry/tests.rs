//! What becomes of a letter after each kind of attempt.

use super::*;

const RELAY: &str = "smtp.desk.example:587";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
fn queued(attempts: u32) -> RowState {
    RowState::Queued {
        next_at: at("2026-03-02T10:00:00Z"),
        attempts,
        doubts: 0,
        reply: None,
        doubt: None,
    }
}
fn later() -> Outcome {
    Outcome::Deferred {
        reply: "451 try again".to_owned(),
        is_relay_fault: false,
    }
}

#[test]
fn the_waits_grow_and_end_with_a_failure_that_can_be_seen() {
    let start = at("2026-03-02T10:00:00Z");
    let (mut state, mut now, mut waits) = (queued(0), start, Vec::new());
    while let RowState::Queued { next_at, .. } = state {
        let open = opened(&state, RELAY).unwrap();
        now = next_at.max(now);
        state = after_attempt(&open, &later(), start, now);
        if let RowState::Queued { next_at, .. } = state {
            waits.push(next_at.duration_since(now).as_mins());
        }
    }
    assert_eq!(waits[..9], [1, 5, 15, 30, 60, 120, 240, 240, 240]);
    assert!(
        matches!(&state, RowState::Failed { reply, .. } if reply.contains("451 try again")),
        "{state:?}"
    );
    assert_eq!(
        now.duration_since(start).as_hours(),
        120 + 3,
        "the first attempt past five days gives up"
    );
}

#[test]
fn an_unknown_outcome_is_repeated_once_and_then_left() {
    let doubt = Outcome::InDoubt {
        reply: "connection lost after the dot".to_owned(),
    };
    let now = at("2026-03-02T10:00:00Z");
    let once = after_attempt(&opened(&queued(0), RELAY).unwrap(), &doubt, now, now);
    let RowState::Queued {
        doubts: 1, next_at, ..
    } = once
    else {
        panic!("{once:?}")
    };
    assert_eq!(next_at.duration_since(now).as_mins(), 15);
    let twice = after_attempt(&opened(&once, RELAY).unwrap(), &doubt, now, now);
    assert!(matches!(twice, RowState::InDoubt { .. }), "{twice:?}");
}

#[test]
fn what_a_backup_held_as_waiting_is_sent_once_more_and_not_when_it_is_too_old_or_was_repeated() {
    let now = at("2026-03-02T10:00:00Z");
    let once = doubted(&queued(0), now, "restored", now);
    assert!(
        matches!(once, RowState::Queued { doubts: 1, next_at, .. } if next_at > now),
        "{once:?}"
    );
    let again = doubted(&once, now, "restored", now);
    assert!(matches!(again, RowState::InDoubt { .. }), "{again:?}");
    let old = doubted(&queued(0), at("2026-02-20T10:00:00Z"), "restored", now);
    assert!(matches!(old, RowState::InDoubt { .. }), "{old:?}");
    assert_eq!(doubted(&old, now, "restored again", now), old);
}

#[test]
fn a_greylist_is_passed_within_minutes() {
    let start = at("2026-03-02T10:00:00Z");
    let (mut state, mut now) = (queued(0), start);
    // It takes nobody's first mail for five minutes.
    while now.duration_since(start).as_mins() < 5 {
        state = after_attempt(&opened(&state, RELAY).unwrap(), &later(), start, now);
        let RowState::Queued { next_at, .. } = state else {
            panic!("{state:?}")
        };
        now = next_at;
    }
    assert_eq!(now.duration_since(start).as_mins(), 6);
}

#[test]
fn a_relay_that_cannot_be_used_costs_no_attempt_and_no_day_of_life() {
    let fault = Outcome::Deferred {
        reply: "connecting: refused".to_owned(),
        is_relay_fault: true,
    };
    let start = at("2026-03-02T10:00:00Z");
    let (mut state, mut now) = (queued(2), start);
    loop {
        state = after_attempt(&state, &fault, start, now);
        let RowState::Queued {
            attempts, next_at, ..
        } = state
        else {
            break;
        };
        assert_eq!((attempts, outlived(&state, start, now)), (2, None));
        now = next_at;
    }
    assert_eq!(now.duration_since(start).as_hours(), 5 * 24);
    let Some(Outcome::Failed { reply }) = outlived(&queued(0), start, now) else {
        panic!("a letter of five days is given up, asked for or not")
    };
    assert!(reply.contains("could not be used"), "{reply}");
}

#[test]
fn what_a_relay_may_have_goes_through_no_other_for_four_hours() {
    let doubt = Outcome::InDoubt {
        reply: "connection lost after the dot".to_owned(),
    };
    let now = at("2026-03-02T10:00:00Z");
    let once = after_attempt(&opened(&queued(0), RELAY).unwrap(), &doubt, now, now);
    assert_eq!(only_via(&once, now), Some(RELAY));
    let refused = after_attempt(&opened(&once, RELAY).unwrap(), &later(), now, now);
    let after = |hours: i64| now.checked_add(SignedDuration::from_hours(hours)).unwrap();
    assert_eq!(
        only_via(&refused, after(3)),
        Some(RELAY),
        "a refusal later on clears no doubt"
    );
    assert_eq!(only_via(&refused, after(4)), None);
    assert_eq!(only_via(&queued(3), now), None);
}

#[test]
fn an_attempt_that_was_cut_off_and_does_no_harm_is_repeated_at_once_and_as_often_as_it_takes() {
    let cut = Outcome::Interrupted {
        reply: "ticketd ended".to_owned(),
    };
    let now = at("2026-03-02T10:00:00Z");
    let mut state = queued(0);
    for round in 1..=3 {
        state = after_attempt(&opened(&state, RELAY).unwrap(), &cut, now, now);
        let RowState::Queued {
            next_at,
            attempts,
            doubts: 0,
            ..
        } = &state
        else {
            panic!("{state:?}")
        };
        assert_eq!((*next_at, *attempts), (now, round));
    }
}

#[test]
fn what_has_ended_stays_as_it_is() {
    let sent = RowState::Sent {
        at: at("2026-03-02T10:00:00Z"),
        attempts: 1,
        reply: "250 ok".into(),
    };
    assert_eq!(
        after_attempt(
            &sent,
            &later(),
            at("2026-03-02T10:00:00Z"),
            at("2026-03-02T11:00:00Z")
        ),
        sent
    );
    assert_eq!(opened(&sent, RELAY), None);
}
