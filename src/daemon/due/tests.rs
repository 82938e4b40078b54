//! Letters of one ticket keep their order, and old ones end.

use jiff::SignedDuration;
use tempfile::TempDir;

use super::*;
use crate::domain::{Address, MessageId, TicketId};
use crate::engine::outgoing::Counts;
use crate::engine::{Decision, Letter, Outgoing, RowState};
use crate::store::IndexKind;

const RELAY: &str = "smtp.desk.example:587";

fn now() -> Timestamp {
    "2026-03-02T10:00:00Z".parse().unwrap()
}

fn after(hours: i64) -> Timestamp {
    now()
        .checked_add(SignedDuration::from_hours(hours))
        .unwrap()
}

/// A store with a letter for each of these tickets and readers.
fn outbox(letters: &[(Option<u32>, &str)]) -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), IndexKind::Memory, "boot-1", [7; 32]).unwrap();
    let outgoing = letters
        .iter()
        .zip(1_u64..)
        .map(|((ticket, to), no)| Outgoing {
            letter: Letter {
                no,
                envelope_from: Address::parse("support@desk.example").unwrap(),
                envelope_to: Address::parse(to).unwrap(),
                message_id: MessageId::new(&format!("{no}@desk.example")).unwrap(),
                ticket: ticket.map(TicketId),
                bytes: format!("Subject: {no}\r\n\r\n").into_bytes(),
            },
            notice: "answer",
            event: None,
            counts: Counts::Nothing,
            owed_since: None,
        });
    let decision = Decision {
        outgoing: outgoing.collect(),
        ..Decision::default()
    };
    store.apply(decision, now()).unwrap();
    store.sync().unwrap();
    (dir, store)
}

fn outcome(store: &mut Store, no: u64, outcome: &Outcome, at: Timestamp) {
    store.sending(no, RELAY, at).unwrap();
    let row = store.letter_row(no).unwrap().unwrap();
    let state = retry::after_attempt(&row.state, outcome, row.queued_at, at);
    let decision = Decision {
        rows: vec![(no, state)],
        ..Decision::default()
    };
    store.apply(decision, at).unwrap();
    store.sync().unwrap();
}

fn numbers(store: &Store, at: Timestamp) -> Vec<u64> {
    let due = due(store, at, 20, &[RELAY.to_owned()]).unwrap();
    due.rows.iter().map(|row| row.no).collect()
}

fn later() -> Outcome {
    Outcome::Deferred {
        reply: "451 later".to_owned(),
        is_relay_fault: false,
    }
}

#[test]
fn a_deferred_letter_holds_back_what_follows_it_on_its_ticket_and_nothing_else() {
    let (ann, dave) = ("ann@customer.example", "dave@customer.example");
    let (_dir, mut store) = outbox(&[
        (Some(1000), ann),
        (Some(1000), dave),
        (Some(1000), ann),
        (Some(1001), ann),
        (None, ann),
    ]);
    assert_eq!(numbers(&store, now()), [1, 2, 3, 4, 5], "in their order");
    outcome(&mut store, 1, &later(), now());
    assert_eq!(numbers(&store, now()), [2, 4, 5]);
    let minute = now().checked_add(SignedDuration::from_mins(1)).unwrap();
    let due = numbers(&store, minute);
    assert!(
        due.contains(&1) && !due.contains(&3),
        "its turn is the first's: {due:?}"
    );
    assert!(numbers(&store, after(1)).contains(&3), "an hour is enough");
}

#[test]
fn a_letter_that_failed_for_good_holds_nothing_back() {
    let (_dir, mut store) = outbox(&[(Some(1000), "ann@x.example"), (Some(1000), "ann@x.example")]);
    let refused = Outcome::Failed {
        reply: "550 no".to_owned(),
    };
    outcome(&mut store, 1, &refused, now());
    assert_eq!(numbers(&store, now()), [2]);
}

#[test]
fn a_letter_in_doubt_is_for_the_relay_that_may_have_it() {
    let (_dir, mut store) = outbox(&[(None, "ann@x.example")]);
    let doubt = Outcome::InDoubt {
        reply: "lost after the dot".to_owned(),
    };
    outcome(&mut store, 1, &doubt, now());
    let via = |relay: &str, at| due(&store, at, 20, &[relay.to_owned()]).unwrap().rows.len();
    assert_eq!(via(RELAY, now()), 0, "it rests first");
    assert_eq!((via(RELAY, after(1)), via("other:25", after(1))), (1, 0));
    assert_eq!(via("other:25", after(4)), 1);
}

#[test]
fn letters_that_nobody_could_take_for_five_days_are_given_up_without_having_been_tried() {
    let (_dir, store) = outbox(&[(None, "ann@x.example"), (Some(1000), "ann@x.example")]);
    let none: [String; 0] = [];
    assert!(
        due(&store, after(119), 20, &none)
            .unwrap()
            .outlived
            .is_empty()
    );
    let outlived = due(&store, after(120), 20, &none).unwrap().outlived;
    assert_eq!(outlived.len(), 2);
    assert!(matches!(outlived[0].outcome, Outcome::Failed { .. }));
    let row = store.letter_row(1).unwrap().unwrap();
    assert!(matches!(row.state, RowState::Queued { attempts: 0, .. }));
    let rows = numbers(&store, after(200));
    assert_eq!(rows, [1, 2], "a relay that is back gets them, however late");
}

#[test]
fn the_next_letter_is_one_that_is_not_due_yet() {
    let (_dir, mut store) = outbox(&[(Some(1), "ann@x.example"), (Some(1), "ann@x.example")]);
    let found = due(&store, now(), 20, &[RELAY.to_owned()]).unwrap();
    assert_eq!(found.next_at, None);
    outcome(&mut store, 1, &later(), now());
    let found = due(&store, now(), 20, &[RELAY.to_owned()]).unwrap();
    assert!(found.rows.is_empty(), "the second waits for the first");
    assert_eq!(found.next_at.unwrap().duration_since(now()).as_mins(), 1);
}

#[test]
fn a_letter_that_was_put_off_to_the_year_2036_by_a_wrong_clock_is_due() {
    let (_dir, mut store) = outbox(&[(Some(1000), "ann@customer.example")]);
    let doubt = Outcome::InDoubt {
        reply: "the connection ended".to_owned(),
    };
    outcome(&mut store, 1, &doubt, after(10 * 366 * 24));
    assert_eq!(numbers(&store, after(1)), [1]);
    let (_dir, mut store) = outbox(&[(Some(1000), "ann@customer.example")]);
    outcome(&mut store, 1, &doubt, now());
    assert!(numbers(&store, now()).is_empty(), "as long as any wait is");
}
