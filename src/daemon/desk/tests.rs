//! The desk by itself: whom it lets wait, what it finishes, and what it leaves to a better clock.

use std::fs;
use std::sync::mpsc;

use jiff::tz::TimeZone;
use tempfile::TempDir;

use super::*;
use crate::calendar::{Hours, Rhythm};
use crate::config;
use crate::daemon::handle::DeskHandle;
use crate::daemon::reporter::Gathering;
use crate::daemon::{entropy, start};
use crate::domain::{Actor, Address, Agent, AgentName, Event, EventBody, Role, Status, TicketId};
use crate::engine::clock_guard::Stamps;
use crate::engine::periodical;
use crate::engine::{Listed, Listing, Locator, Place, RawMail, Settling};
use crate::store::IndexKind;

const CONFIGURATION: &str = r#"
[desk]
name = "Desk"
address = "support@desk.example"
state-dir = "state"

[[mailbox]]
name = "support"
kind = "maildir"
path = "inbox"

[delivery]
kind = "folder"
path = "out"
"#;

fn desk() -> (TempDir, Desk, DeskHandle) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("daemon.toml");
    fs::write(&path, CONFIGURATION).unwrap();
    let settings = config::load(&path).unwrap();
    let policy = start::policy(&settings).unwrap();
    let seed = entropy::seed().unwrap();
    let (store, _) =
        Store::open(&settings.desk.state_dir, IndexKind::Memory, "boot", seed).unwrap();
    let (work_in, work_out) = mpsc::channel();
    let log = MailLog {
        shows_addresses: true,
    };
    let desk = Desk::new(store, policy, log, work_out, Arc::default()).repeating(true);
    (dir, desk, DeskHandle::new(work_in))
}

fn mails(count: u32) -> Vec<RawMail> {
    let mail = |uid| {
        let bytes = format!(
            "From: p{uid}@cust.example\r\nSubject: Dark\r\nMessage-ID: <{uid}@cust.example>\r\n\r\nIt is dark.\r\n"
        )
        .into_bytes();
        let place = Place::Imap { validity: 1, uid };
        let mailbox = "support".to_owned();
        RawMail {
            listed: Listed {
                locator: Locator { mailbox, place },
                size: bytes.len() as u64,
                received_at: clock::now(),
            },
            bytes,
            is_oversize: false,
        }
    };
    (1..=count).map(mail).collect()
}

fn bring(handle: &DeskHandle, count: u32) -> oneshot::Receiver<Vec<(Locator, Settling)>> {
    let (reply, answer) = oneshot::channel();
    let mails = mails(count);
    let is_alone = false;
    let work = Work::Mails {
        mails,
        is_alone,
        reply,
    };
    handle.send(work).unwrap();
    answer
}

fn taken(desk: &Desk) -> u64 {
    desk.store.stats(clock::now()).unwrap().open
}

#[test]
fn a_sender_does_not_wait_for_the_backlog() {
    let (_dir, mut desk, handle) = desk();
    let mut moved = bring(&handle, 50);
    desk.turn(Duration::ZERO).unwrap();
    assert_eq!(taken(&desk), 0, "that they are read is put on record first");
    desk.next_mail().unwrap();
    let (reply, mut due) = oneshot::channel();
    let relays = vec!["relay".to_owned()];
    handle
        .send(Work::Due {
            limit: 1,
            relays,
            reply,
        })
        .unwrap();
    desk.turn(Duration::ZERO).unwrap();
    let (letters, _) = due.try_recv().unwrap();
    let (no, (reply, mut opened)) = (letters[0].letter.no, oneshot::channel());
    handle
        .send(Work::Sending {
            no,
            via: "relay".to_owned(),
            reply,
        })
        .unwrap();
    desk.turn(Duration::ZERO).unwrap();
    assert!(opened.try_recv().unwrap(), "on record after one barrier");
    assert_eq!(taken(&desk), 1, "with 49 mails still waiting");
    let turns = (1..=50).find(|_| {
        desk.turn(Duration::ZERO).unwrap();
        moved.try_recv().is_ok()
    });
    assert!(turns.is_some(), "while nobody waits, mail is taken in");
    assert_eq!(taken(&desk), 50);
}

#[test]
fn mail_that_was_begun_is_finished_before_the_end_and_leaves_no_suspect() {
    let (dir, desk, handle) = desk();
    let mut moved = bring(&handle, 20);
    handle.send(Work::Stop).unwrap();
    desk.run().unwrap();
    assert_eq!(moved.try_recv().unwrap().len(), 20);
    let seed = entropy::seed().unwrap();
    let state = dir.path().join("state");
    let (store, _) = Store::open(&state, IndexKind::Memory, "boot", seed).unwrap();
    for mail in mails(20) {
        assert_eq!(store.attempts(&mail.listed.locator).unwrap(), None);
    }
}

#[test]
fn a_letter_whose_placing_was_cut_off_is_due_at_the_next_start() {
    let (_dir, mut desk, handle) = desk();
    let _moved = bring(&handle, 1);
    desk.turn(Duration::ZERO).unwrap();
    desk.turn(Duration::ZERO).unwrap();
    let due = |desk: &Desk| desk.store.due_letters(clock::now(), 9).unwrap();
    let no = due(&desk)[0].no;
    desk.store.sending(no, "relay", clock::now()).unwrap();
    assert_eq!(due(&desk), Vec::new());
    desk.begin().unwrap();
    assert_eq!(due(&desk)[0].no, no);
    desk.store.sending(no, "relay", clock::now()).unwrap();
    desk.can_repeat = false;
    desk.begin().unwrap();
    assert_eq!(
        due(&desk),
        Vec::new(),
        "a mail server may have it: it rests"
    );
}

#[test]
fn on_a_clock_that_is_not_believed_nothing_is_closed_and_afterwards_it_is() {
    let (_dir, mut desk, handle) = desk();
    let _moved = bring(&handle, 1);
    desk.turn(Duration::ZERO).unwrap();
    desk.turn(Duration::ZERO).unwrap();
    let id = TicketId::FIRST;
    let closes_at = clock::now();
    let resolved = Event {
        no: 9,
        at: closes_at,
        actor: Actor::Rule,
        body: EventBody::Resolved {
            from: Status::New,
            solution: "It is bright.".to_owned().into(),
            closes_at,
        },
        because: Vec::new().into(),
    };
    let decision = Decision {
        events: vec![(id, resolved)],
        ..Decision::default()
    };
    desk.apply(decision, closes_at).unwrap();
    let status = |desk: &Desk| desk.store.ticket(id).unwrap().unwrap().status;
    desk.clock = || Reading {
        at: clock::now(),
        wall: Timestamp::MAX,
        is_sound: false,
        is_proven: true,
    };
    desk.time_passes().unwrap();
    assert_eq!(status(&desk), Status::Resolved);
    desk.clock = clock::read;
    desk.time_passes().unwrap();
    assert_eq!(status(&desk), Status::Closed);
}

#[test]
fn letters_that_nobody_was_asked_to_take_are_not_given_up_by_a_clock_that_was_set() {
    let (_dir, mut desk, handle) = desk();
    let _moved = bring(&handle, 1);
    desk.turn(Duration::ZERO).unwrap();
    desk.turn(Duration::ZERO).unwrap();
    let later = clock::now() + SignedDuration::from_hours(30 * 24);
    let waiting = |desk: &Desk| desk.store.stats(later).unwrap().queued;
    let before = waiting(&desk);
    assert!(before > 0);
    desk.due(9, &[], later).unwrap();
    assert_eq!(waiting(&desk), before, "the desk has just begun to try");
    desk.started -= retry::TRIED_FOR;
    desk.clock = || Reading {
        is_sound: false,
        ..clock::read()
    };
    desk.due(9, &[], later).unwrap();
    assert_eq!(waiting(&desk), before, "the clock is not believed");
    desk.clock = clock::read;
    desk.due(9, &[], later).unwrap();
    assert_eq!(waiting(&desk), 0);
}

#[test]
fn a_mailbox_that_was_begun_on_a_clock_of_2036_takes_mail_in_when_the_clock_is_right() {
    let (_dir, mut desk, _handle) = desk();
    let ahead = clock::now() + SignedDuration::from_hours(10 * 366 * 24);
    desk.store.watching("support", ahead).unwrap();
    let listed: Vec<Listed> = mails(1).into_iter().map(|mail| mail.listed).collect();
    let listing = Listing {
        validity: 1,
        uid_next: None,
        is_numbered_anew: false,
        mails: listed.clone(),
    };
    let stamps = Stamps::default();
    let todo = desk.survey("support", &listing, stamps, false).unwrap();
    assert_eq!(todo.fetch, listed);
    let since = desk.store.watched_since("support").unwrap().unwrap();
    assert!(since < ahead, "the next look does not ask again");
}

#[test]
fn on_a_clock_that_is_not_believed_no_digest_is_written_and_afterwards_it_is() {
    let (_dir, mut desk, handle) = desk();
    let _moved = bring(&handle, 1);
    desk.turn(Duration::ZERO).unwrap();
    desk.turn(Duration::ZERO).unwrap();
    let policy = &mut desk.policy;
    policy.hours = Hours::always(TimeZone::UTC);
    policy.rhythms.digest = Some(Rhythm::parse_daily("00:00").unwrap());
    policy.roster.agents.push(Agent {
        name: AgentName("bob".to_owned()),
        address: Address::parse("bob@desk.example").unwrap(),
        also_known_as: Vec::new(),
        team: None,
        role: Role::Agent,
    });
    let begun = clock::now() - SignedDuration::from_hours(48);
    desk.store.watching("support", begun).unwrap();
    let now = clock::now();
    let due = periodical::due(&desk.store.past().unwrap(), &desk.policy, now);
    let edition = Gathering::new(due[0]).finish();
    desk.clock = || Reading {
        is_sound: false,
        ..clock::read()
    };
    desk.publish(&edition).unwrap();
    assert!(desk.store.past().unwrap().issued.is_empty());
    desk.clock = clock::read;
    desk.publish(&edition).unwrap();
    assert_eq!(desk.store.past().unwrap().issued.len(), 1);
}
