//! What a store promises, held against each index; and what crashes leave.

use std::fs;
use std::path::Path;

use jiff::Timestamp;

use super::index::{Batch, Index, Table};
use super::project::{FORM, FORM_KEY};
use super::sled::Sled;
use super::tally::Tally;
use super::{Cursor, Filter, IndexKind, Store, check, name_of};
use crate::domain::message::Direction;
use crate::domain::{
    Actor, Address, Clocks, ContentKey, Event, EventBody, Kind, Message, MessageId, Person,
    Priority, SpoolName, Standing, TicketId,
};
use crate::engine::outgoing::Counts;
use crate::engine::{
    Decision, Disposition, LedgerRow, Letter, Locator, Lookups, Outcome, Outgoing, Place, RowState,
    Settling, retry,
};

const KINDS: [IndexKind; 2] = [IndexKind::Sled, IndexKind::Memory];

fn now() -> Timestamp {
    "2026-03-02T10:00:00Z".parse().unwrap()
}

fn open(dir: &Path, kind: IndexKind) -> Store {
    Store::open(dir, kind, "boot-1", [7; 32]).unwrap().0
}

fn locator(uid: u32) -> Locator {
    Locator {
        mailbox: "support".to_owned(),
        place: Place::Imap { validity: 7, uid },
    }
}

/// A mail that is about to be read.
fn suspect(uid: u32) -> (Locator, SpoolName) {
    (locator(uid), name_of(format!("mail {uid}").as_bytes()))
}

/// A mail becomes a ticket, with a text too long for one value of sled, and an acknowledgement.
fn opening(store: &mut Store, uid: u32) -> Decision {
    let raw = store.put(format!("mail {uid}").as_bytes()).unwrap();
    let ann = Person::new(Address::parse("ann@customer.example").unwrap(), "Ann");
    let message = Message {
        at: now(),
        direction: Direction::In,
        from: ann.clone(),
        standing: Standing::Known,
        subject: "Printer".into(),
        message_id: MessageId::new(&format!("m{uid}@customer.example")),
        text: "It blinks red. ".repeat(1000).into(),
        attachments: Vec::new(),
        raw: Some(raw),
    };
    let body = EventBody::Opened {
        message: Box::new(message),
        requester: ann.clone(),
        is_proven: true,
        category: "hardware".to_owned(),
        priority: Priority::High,
        ticket_kind: Kind::Incident,
        team: None,
        tier: 1,
        tags: Vec::new(),
        is_silent: false,
        language: None,
        clocks: Clocks::default(),
    };
    let known = store.read(&Lookups::default(), now()).unwrap();
    let event = Event {
        no: 1,
        at: now(),
        actor: Actor::Requester,
        body,
        because: vec!["a rule".to_owned()].into(),
    };
    let letter = Letter {
        no: known.next_letter,
        envelope_from: Address::parse("support@desk.example").unwrap(),
        envelope_to: (*ann.address).clone(),
        message_id: MessageId::new("ack@desk.example").unwrap(),
        ticket: Some(known.next_ticket),
        bytes: b"From: x\r\n\r\nack\r\n".to_vec(),
    };
    Decision {
        ledger: Some(LedgerRow {
            locator: locator(uid),
            size: 100,
            received_at: now(),
            key: Some(ContentKey([u8::try_from(uid).unwrap(); 32])),
            raw: Some(raw),
            disposition: Disposition::Ticket,
            ticket: Some(known.next_ticket),
            from: Some("ann@customer.example".to_owned().into()),
            settling: Settling::Processed,
            at: now(),
            because: Vec::new().into(),
            earlier: Vec::new(),
            is_awaited: false,
        }),
        events: vec![(known.next_ticket, event)],
        outgoing: vec![Outgoing {
            letter,
            notice: "acknowledgement",
            event: Some(1),
            counts: Counts::Automatic,
            owed_since: None,
        }],
        ..Decision::default()
    }
}

fn take_in(store: &mut Store, uid: u32) {
    store.reading(vec![suspect(uid)], false, now()).unwrap();
    let decision = opening(store, uid);
    store.apply(decision, now()).unwrap();
}

#[test]
fn what_was_applied_is_read_and_is_there_after_reopening() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path(), kind);
        take_in(&mut store, 1);
        take_in(&mut store, 2);
        for round in ["before the barrier", "after reopening"] {
            let lookups = Lookups {
                key: Some(ContentKey([2; 32])),
                message_ids: [MessageId::new("m1@customer.example").unwrap()].into(),
                sent_to: [Address::parse("ANN@customer.example").unwrap()].into(),
                ..Lookups::default()
            };
            let known = store.read(&lookups, now()).unwrap();
            assert_eq!(known.next_ticket, TicketId(1002), "{kind:?} {round}");
            assert_eq!(known.next_letter, 3, "{kind:?} {round}");
            assert_eq!(
                known.known.unwrap().ticket,
                Some(TicketId(1001)),
                "{kind:?} {round}"
            );
            assert_eq!(
                known.cases.keys().collect::<Vec<_>>(),
                [&TicketId(1000), &TicketId(1001)],
                "{kind:?} {round}: the id's ticket, and the one that the known mail went to"
            );
            assert_eq!(
                (
                    known.sent.to.values().next().unwrap().hour,
                    known.sent.total_hour
                ),
                (2, 2),
                "{kind:?} {round}"
            );
            assert_eq!(
                store.due_letters(now(), 10).unwrap().len(),
                2,
                "{kind:?} {round}"
            );
            assert_eq!(
                store.attempts(&locator(1)).unwrap(),
                None,
                "a decision ends the attempt"
            );
            store.sync().unwrap();
            assert_eq!(
                store.check().unwrap().faults,
                Vec::<String>::new(),
                "{kind:?} {round}"
            );
            store.close().unwrap();
            store = open(dir.path(), kind);
        }
    }
}

#[test]
fn a_letter_goes_through_its_states() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path(), kind);
        take_in(&mut store, 1);
        store.sync().unwrap();
        assert!(store.sending(1, "relay:25", now()).unwrap());
        assert!(
            !store.sending(1, "relay:25", now()).unwrap(),
            "an open attempt is not opened twice"
        );
        assert!(store.due_letters(now(), 10).unwrap().is_empty());
        store.sync().unwrap();
        drop(store);
        let mut store = open(dir.path(), kind);
        let open = store.sending_now().unwrap();
        assert_eq!(open.len(), 1, "found open at start: in doubt");
        let state = retry::after_attempt(
            &open[0].state,
            &Outcome::Sent {
                reply: "250 ok".to_owned(),
            },
            now(),
            now(),
        );
        store
            .apply(
                Decision {
                    rows: vec![(1, state)],
                    ..Decision::default()
                },
                now(),
            )
            .unwrap();
        store.sync().unwrap();
        assert!(matches!(
            store.letter_row(1).unwrap().unwrap().state,
            RowState::Sent { .. }
        ));
        assert!(store.sending_now().unwrap().is_empty());
        let (waiting, _) = store.waiting_letters(&Cursor::default()).unwrap();
        assert_eq!(waiting, Vec::new());
        assert_eq!(store.tally, Tally::of(store.index.as_ref()).unwrap());
        assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
    }
}

#[test]
fn what_was_not_synced_is_gone_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), IndexKind::Sled);
    take_in(&mut store, 1);
    store.sync().unwrap();
    take_in(&mut store, 2);
    store.checkpoint().unwrap();
    drop(store);
    let (store, opened) = Store::open(dir.path(), IndexKind::Sled, "boot-1", [7; 32]).unwrap();
    assert!(
        opened.rebuilt.is_some(),
        "the index was ahead of the journal"
    );
    assert_eq!(
        store.read(&Lookups::default(), now()).unwrap().next_ticket,
        TicketId(1001)
    );
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_torn_last_line_is_cut_off_and_damage_elsewhere_refuses() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), IndexKind::Sled);
    for uid in 1..4 {
        take_in(&mut store, uid);
        store.sync().unwrap();
    }
    drop(store);
    let segment = dir.path().join("journal/000000000001.jsonl");
    let whole = fs::read(&segment).unwrap();
    fs::write(&segment, &whole[..whole.len() - 40]).unwrap();
    let (store, opened) = Store::open(dir.path(), IndexKind::Sled, "boot-1", [7; 32]).unwrap();
    assert!(opened.cut_octets > 0);
    assert_eq!(
        store.read(&Lookups::default(), now()).unwrap().next_ticket,
        TicketId(1002)
    );
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
    drop(store);
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    fs::write(&segment, &damaged).unwrap();
    let error = Store::open(dir.path(), IndexKind::Sled, "boot-1", [7; 32])
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains("line") && error.contains("backup"),
        "{error}"
    );
}

#[test]
fn a_bad_last_line_after_a_clean_end_is_no_torn_write_but_damage() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), IndexKind::Sled);
    take_in(&mut store, 1);
    store.close().unwrap();
    let segment = dir.path().join("journal/000000000001.jsonl");
    let mut octets = fs::read(&segment).unwrap();
    let last = octets.len() - 40;
    octets[last] ^= 1;
    fs::write(&segment, &octets).unwrap();
    let refused = Store::open(dir.path(), IndexKind::Sled, "boot-1", [7; 32]);
    let error = refused.err().unwrap().to_string();
    assert!(error.contains("line 3: its checksum"), "{error}");
    assert_eq!(fs::read(&segment).unwrap(), octets, "nothing is cut off");
}

#[test]
fn a_file_in_the_place_of_the_index_is_thrown_away_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), IndexKind::Sled);
    take_in(&mut store, 1);
    store.close().unwrap();
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    fs::write(dir.path().join("index"), b"no folder").unwrap();
    let (store, opened) = Store::open(dir.path(), IndexKind::Sled, "boot-1", [7; 32]).unwrap();
    assert!(opened.rebuilt.is_some());
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
}

#[test]
fn an_index_that_is_gone_or_doubtful_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), IndexKind::Sled);
    take_in(&mut store, 1);
    store.sync().unwrap();
    drop(store);
    let (store, opened) = Store::open(dir.path(), IndexKind::Sled, "boot-2", [7; 32]).unwrap();
    assert_eq!(
        opened.rebuilt.as_deref(),
        Some("the machine went down while ticketd ran")
    );
    assert_eq!(opened.replayed, 2);
    store.close().unwrap();
    fs::write(dir.path().join("index/db"), b"this is no database").unwrap();
    let (store, _) = Store::open(dir.path(), IndexKind::Sled, "boot-2", [7; 32]).unwrap();
    let (tickets, _) = store
        .tickets(&Filter::default(), &Cursor::default())
        .unwrap();
    assert_eq!(tickets.len(), 1);
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
}

#[test]
fn an_index_that_another_version_made_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), IndexKind::Sled);
    take_in(&mut store, 1);
    store.close().unwrap();
    let mut index = Sled::open(&dir.path().join("index")).unwrap();
    let mut batch = Batch::default();
    batch.put(Table::Meta, FORM_KEY, (FORM + 1).to_be_bytes());
    index.commit(&batch).unwrap();
    drop(index);
    let (store, opened) = Store::open(dir.path(), IndexKind::Sled, "boot-1", [7; 32]).unwrap();
    assert_eq!(
        opened.rebuilt.as_deref(),
        Some("another version of ticketd made it")
    );
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
}

#[test]
fn where_boots_have_no_name_an_unclean_stop_is_never_taken_for_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let start = || Store::open(dir.path(), IndexKind::Sled, "", [7; 32]).unwrap();
    let (mut store, _) = start();
    take_in(&mut store, 1);
    store.sync().unwrap();
    drop(store);
    let (store, opened) = start();
    assert!(opened.rebuilt.is_some());
    store.close().unwrap();
    let (_store, opened) = start();
    assert_eq!(opened.rebuilt, None);
}

#[test]
fn a_second_daemon_is_told_who_holds_the_directory() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path(), IndexKind::Memory);
    let error = Store::open(dir.path(), IndexKind::Memory, "boot-1", [7; 32])
        .err()
        .unwrap();
    assert!(error.is_locked());
    assert!(
        error
            .to_string()
            .contains(&format!("process {}", std::process::id())),
        "{error}"
    );
    drop(store);
    assert!(Store::open(dir.path(), IndexKind::Memory, "boot-1", [7; 32]).is_ok());
}

#[test]
fn a_check_names_what_does_not_agree() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), IndexKind::Sled);
    take_in(&mut store, 1);
    store.sync().unwrap();
    let mut batch = Batch::default();
    batch.remove(Table::Open, 1000_u32.to_be_bytes());
    store.index.commit(&batch).unwrap();
    let raw = store
        .ledger_row(&locator(1))
        .unwrap()
        .unwrap()
        .raw
        .unwrap()
        .to_string();
    fs::write(
        dir.path()
            .join("spool")
            .join(raw.get(..2).unwrap())
            .join(&raw),
        b"changed",
    )
    .unwrap();
    let faults = store.check().unwrap().faults;
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(
        faults[0].contains("missing from the index") && faults[1].contains("its content changed"),
        "{faults:?}"
    );
}

#[test]
fn a_check_of_a_desk_at_work_holds_each_page_against_the_truth_of_its_moment() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), IndexKind::Sled);
    let mut uid = 0;
    let found = check(dir.path(), |wanted| {
        uid += 1;
        take_in(&mut store, uid);
        store.sync().unwrap();
        // What is held and not yet synced is in the index already: whoever asks for a page syncs first.
        store.page(&wanted)
    })
    .unwrap();
    assert_eq!(found.faults, Vec::<String>::new());
    assert!(
        found.lines > 30 && found.lines == u64::from(uid) * 2,
        "{found:?}"
    );
}

#[test]
fn lists_come_in_parts_and_figures_without_reading() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path(), kind);
        for uid in 1..=60 {
            take_in(&mut store, uid);
            store.sync().unwrap();
        }
        let stats = store.stats(now()).unwrap();
        assert_eq!((stats.open, stats.queued, stats.breached), (60, 60, 0));
        assert_eq!(stats.oldest_queued, Some(now()));
        drop(store);
        let store = open(dir.path(), kind);
        assert_eq!(store.stats(now()).unwrap(), stats, "{kind:?}");
        let mut events = Vec::new();
        let mut next = Some(Cursor::default());
        while let Some(at) = next {
            let (rows, after) = store.ledger_since(now(), &at).unwrap();
            events.extend(rows.into_iter().map(|row| row.locator));
            next = after;
        }
        assert_eq!(events.len(), 60);
        let later = now() + jiff::SignedDuration::from_millis(1);
        let (none, _) = store.ledger_since(later, &Cursor::default()).unwrap();
        assert_eq!(none, Vec::new());
    }
}

#[test]
fn attempts_made_alone_are_counted_and_survive() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), IndexKind::Sled);
    store
        .reading(vec![suspect(1), suspect(2)], false, now())
        .unwrap();
    store.reading(vec![suspect(2)], true, now()).unwrap();
    store.sync().unwrap();
    drop(store);
    let store = open(dir.path(), IndexKind::Sled);
    assert_eq!(
        [1, 2, 3].map(|uid| store.attempts(&locator(uid)).unwrap()),
        [Some(0), Some(1), None]
    );
    assert_eq!(
        [1, 2, 3].map(|uid| store.attempts_at(suspect(uid).1).unwrap()),
        [Some(0), Some(1), None]
    );
}
