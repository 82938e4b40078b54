//! Mail that could not be placed: it is kept, a person is told, and an admin has it taken in anew.

use std::fs;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use ticketd::engine::{Locator, Place};
use ticketd::store::{IndexKind, Store, name_of};

use crate::corpus::{deliver, on_a_maildir, on_imap, on_plain_imap};
use crate::imap_server::{FIRST_VALIDITY, ImapServer, Mishap, PROFILES};
use crate::letters::{Letter, Mail};
use crate::patience::until;
use crate::program::Daemon;
use crate::servers::{ANN, BOB, DAVE, SUPPORT, Servers};

/// How long anything here may take; it needs a second or two.
const SOON: Duration = Duration::from_mins(1);

/// Leaves in the journal what a daemon leaves that was ended three times by reading this mail alone.
fn three_failures(daemon: &Daemon, place: Place) {
    failures(daemon, place, b"whatever it was", 3);
}

/// The same so many times, of a mail with these octets.
fn failures(daemon: &Daemon, place: Place, octets: &[u8], times: usize) {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let state = daemon.path("state");
    let (mut store, _) = Store::open(&state, IndexKind::Sled, boot.trim(), [7; 32]).unwrap();
    let mailbox = "support".to_owned();
    let locator = Locator { mailbox, place };
    let mail = (locator, name_of(octets));
    for _ in 0..times {
        store
            .reading(vec![mail.clone()], true, Timestamp::now())
            .unwrap();
        store.sync().unwrap();
    }
    store.close().unwrap();
}

/// What became of a source mail.
fn row(daemon: &Daemon, locator: &str) -> Option<Value> {
    let mut rows = daemon.json(&["mails"]).into_iter();
    rows.find(|row| row["locator"].as_str().unwrap().ends_with(locator))
}

fn row_when(daemon: &Daemon, locator: &str, disposition: &str) -> Value {
    until(&format!("{locator} to be {disposition}"), SOON, || {
        row(daemon, locator).filter(|row| row["disposition"] == disposition)
    })
}

/// Everybody whom the desk has written to, and the subjects.
fn letters(daemon: &Daemon) -> Vec<(String, String)> {
    let files = fs::read_dir(daemon.path("out/new")).unwrap();
    let letters = files.map(|file| Letter::read(&fs::read(file.unwrap().path()).unwrap()));
    let mut letters: Vec<_> = letters
        .map(|letter| {
            (
                letter.the("Delivered-To").to_owned(),
                letter.the("Subject").to_owned(),
            )
        })
        .collect();
    letters.sort();
    letters
}

/// The one mail in quarantine.
#[track_caller]
fn the_one(daemon: &Daemon) -> Value {
    let mut rows = daemon.json(&["quarantine", "list"]);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(daemon.status()["quarantined"], 1);
    rows.remove(0)
}

/// Fails unless every mail is counted as exactly one thing.
#[track_caller]
fn counts_agree(daemon: &Daemon) {
    let counts = daemon.status()["dispositions"].clone();
    let counts = counts.as_object().unwrap().values();
    let sum: u64 = counts.map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(sum, daemon.json(&["mails"]).len() as u64);
}

/// The mail that cannot be read here: three attempts at it did not end.
fn poison() -> Vec<u8> {
    Mail::new(ANN, "poison", "Printer", "It blinks red.").raw()
}

/// A daemon over a Maildir that has put that mail into quarantine and made a ticket of another; with its stub ticket.
fn poisoned() -> (Daemon, u64) {
    let mut daemon = on_a_maildir();
    let other = Mail::new(DAVE, "other", "Monitor", "It stays dark.").raw();
    let name = "000000.corpus".to_owned();
    three_failures(&daemon, Place::File { name });
    deliver(&daemon, 0, &[poison(), other]);
    daemon.start();
    row_when(&daemon, "000001.corpus", "ticket");
    let kept = row_when(&daemon, "000000.corpus", "quarantined");
    assert_eq!(kept["reason"], "poison");
    let stub = kept["ticket"].as_u64().unwrap();
    (daemon, stub)
}

#[test]
fn a_mail_that_cannot_be_read_is_put_before_a_person_and_nobody_outside_hears_of_it() {
    let (daemon, stub) = poisoned();
    let ticket = daemon.json(&["show", &stub.to_string()]).remove(0);
    assert_eq!(ticket["subject"], "A mail could not be read");
    let words = ticket["messages"][0]["text"].as_str().unwrap();
    assert!(words.contains("support:000000.corpus"), "{words}");
    assert!(!words.contains("blinks"), "{words}");
    until("an empty outbox", SOON, || {
        (daemon.status()["outbox"]["queued"] == 0).then_some(())
    });
    let told = letters(&daemon);
    let is_inside = |to: &String| to != ANN.address && to != SUPPORT.address;
    assert!(told.iter().all(|(to, _)| is_inside(to)), "{told:?}");
    let of_stub = format!("DESK-{stub}");
    let of_stub = told
        .iter()
        .filter(|(_, subject)| subject.contains(&of_stub));
    let of_stub: Vec<&str> = of_stub.map(|(to, _)| to.as_str()).collect();
    assert_eq!(of_stub, [BOB.address]);
    let lies = fs::read_dir(daemon.path("inbox/.Quarantine/cur")).unwrap();
    assert_eq!(lies.count(), 1);
}

#[test]
fn what_is_in_quarantine_is_listed_and_shown_without_being_read() {
    let (daemon, stub) = poisoned();
    let listed = the_one(&daemon);
    let id = listed["id"].as_str().unwrap();
    assert_eq!(listed["reason"], "poison");
    assert_eq!(listed["ticket"], stub);
    let shown = daemon.json(&["quarantine", "show", id]).remove(0);
    let raw = fs::read(shown["raw"].as_str().unwrap()).unwrap();
    assert!(raw == poison(), "the file holds the mail whole");
    let headers = shown["headers"].as_array().unwrap();
    let has_subject = headers.iter().any(|header| header["value"] == "Printer");
    assert!(has_subject, "{headers:?}");
    let plain = daemon.run(&["quarantine", "show", id]).out;
    assert!(plain.contains("subject       Printer\n"), "{plain}");
    let plain = daemon.run(&["quarantine", "list"]).out;
    assert!(plain.starts_with(&format!("{id}\t")), "{plain}");
}

#[test]
fn a_mail_that_could_not_be_read_is_taken_in_anew_on_request_and_once() {
    let (mut daemon, stub) = poisoned();
    let id = the_one(&daemon)["id"].as_str().unwrap().to_owned();
    let ran = daemon.run(&["quarantine", "retry", &id]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains(": ticket 100"), "{ran:?}");
    let taken = row(&daemon, "000000.corpus").unwrap();
    assert_eq!(taken["disposition"], "ticket");
    assert_eq!(taken["earlier"], serde_json::json!(["poison"]));
    let because = taken["because"].to_string();
    for step in ["failed 3 times", "an admin asked", "opens ticket"] {
        assert!(because.contains(step), "{step}: {because}");
    }
    assert_eq!(daemon.json(&["mails"]).len(), 2, "a row for each mail");
    assert!(daemon.json(&["quarantine", "list"]).is_empty());
    assert_eq!(daemon.status()["quarantined"], 0);
    counts_agree(&daemon);
    let ticket = daemon.json(&["show", &stub.to_string()]).remove(0);
    assert_eq!(ticket["status"], "closed");
    until("Ann's acknowledgement", SOON, || {
        let mut letters = letters(&daemon).into_iter();
        letters.find(|(to, _)| to == ANN.address)
    });
    let ran = daemon.run(&["quarantine", "retry", &id]);
    assert_eq!(ran.code, 65, "{ran:?}");
    assert!(ran.err.contains("ticketd quarantine list"), "{ran:?}");
    daemon.check();
    assert_eq!(daemon.terminate().code(), Some(0));
    daemon.start();
    daemon.check();
    assert_eq!(
        daemon.json(&["mails"]).len(),
        2,
        "nothing is taken in twice"
    );
}

#[test]
fn a_mail_without_a_sender_stays_in_quarantine_however_often_it_is_tried() {
    let mut daemon = on_a_maildir();
    deliver(&daemon, 0, &[b"Subject: who am I\n\nNobody.\n".to_vec()]);
    daemon.start();
    row_when(&daemon, "000000.corpus", "quarantined");
    let id = the_one(&daemon)["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        let ran = daemon.run(&["quarantine", "retry", &id]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.contains("quarantined again (no-sender)"), "{ran:?}");
    }
    let kept = the_one(&daemon);
    assert_eq!(
        kept["earlier"],
        serde_json::json!(["no-sender", "no-sender"])
    );
    let shown = daemon.json(&["quarantine", "show", &id]).remove(0);
    assert_eq!(shown["defects"], serde_json::json!(["no-sender-address"]));
    counts_agree(&daemon);
    assert!(daemon.json(&["list"]).is_empty());
    daemon.check();
}

#[test]
fn a_mail_that_was_too_large_is_taken_in_when_more_is_allowed() {
    let mut daemon = on_a_maildir();
    let path = daemon.path("daemon.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let limited = |size: &str| {
        settings.replace(
            "path = \"inbox\"",
            &format!("path = \"inbox\"\nmax-size = \"{size}\""),
        )
    };
    fs::write(&path, limited("64KiB")).unwrap();
    let large = Mail::new(ANN, "large", "A long story", &"It blinks.\n".repeat(10_000));
    deliver(&daemon, 0, &[large.raw()]);
    daemon.start();
    row_when(&daemon, "000000.corpus", "quarantined");
    let kept = the_one(&daemon);
    let id = kept["id"].as_str().unwrap();
    assert_eq!(kept["reason"], "oversize");
    let ran = daemon.run(&["quarantine", "retry", id]);
    assert_eq!(ran.code, 65, "{ran:?}");
    assert!(
        ran.err.contains("raise its max-size and restart"),
        "{ran:?}"
    );
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    assert_eq!(daemon.terminate().code(), Some(0));
    fs::write(&path, limited("1MiB")).unwrap();
    daemon.start();
    assert_eq!(
        the_one(&daemon)["reason"],
        "oversize",
        "it is not taken in unasked"
    );
    let ran = daemon.run(&["quarantine", "retry", id]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("at the next look"), "{ran:?}");
    // A daemon that is restarted looks at once.
    daemon.kill();
    daemon.start();
    let taken = row_when(&daemon, "000000.corpus", "ticket");
    assert_eq!(taken["earlier"], serde_json::json!(["oversize"]));
    assert_eq!(daemon.status()["quarantined"], 0);
    counts_agree(&daemon);
    let left = || {
        fs::read_dir(daemon.path("inbox/cur")).unwrap().count()
            + fs::read_dir(daemon.path("inbox/new")).unwrap().count()
    };
    until("it to be moved away", SOON, || (left() == 0).then_some(()));
    daemon.check();
}

#[test]
fn over_imap_a_mail_that_cannot_be_read_goes_the_same_way() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let mut daemon = on_imap(&servers);
    let first = Mail::new(DAVE, "first", "Monitor", "It stays dark.").raw();
    servers.drop_into(SUPPORT, "INBOX", &first).unwrap();
    daemon.start();
    let row = row_when(&daemon, ":1", "ticket");
    assert_eq!(daemon.terminate().code(), Some(0));
    let locator = row["locator"].as_str().unwrap();
    let validity = locator.split(':').nth(1).unwrap().parse().unwrap();
    three_failures(&daemon, Place::Imap { validity, uid: 2 });
    let poison = Mail::new(ANN, "poison", "Printer", "It blinks red.").raw();
    servers.drop_into(SUPPORT, "INBOX", &poison).unwrap();
    daemon.start();
    row_when(&daemon, ":2", "quarantined");
    until("it to be moved", SOON, || {
        (servers.mailbox(SUPPORT, "Quarantine").len() == 1).then_some(())
    });
    let id = the_one(&daemon)["id"].as_str().unwrap().to_owned();
    let ran = daemon.run(&["quarantine", "retry", &id]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let taken = row_when(&daemon, ":2", "ticket");
    assert_eq!(taken["earlier"], serde_json::json!(["poison"]));
    assert_eq!(daemon.status()["quarantined"], 0);
    counts_agree(&daemon);
    daemon.check();
}

#[test]
fn attempts_at_a_mail_are_counted_on_when_its_server_numbers_it_anew() {
    let no_room = |command: &str| {
        if command.starts_with("UID MOVE") {
            return Mishap::Refuse("NO [OVERQUOTA] mailbox is full".to_owned());
        }
        Mishap::None
    };
    let server = ImapServer::start(PROFILES[0], Box::new(no_room));
    let mut daemon = on_plain_imap(server.port());
    let under = |validity, uid| Place::Imap { validity, uid };
    failures(&daemon, under(FIRST_VALIDITY, 1), &poison(), 3);
    server.deliver(&poison());
    server.deliver(&Mail::new(DAVE, "other", "Monitor", "It stays dark.").raw());
    server.account().inbox().number_anew();
    daemon.start();
    let kept = row_when(&daemon, ":8:2", "quarantined");
    assert_eq!(kept["reason"], "poison", "it is not read a fourth time");
    row_when(&daemon, ":8:1", "ticket");
    // It could not be moved, and lies there under a third number.
    server.account().inbox().number_anew();
    server.hang_up();
    let copy = row_when(&daemon, ":9:1", "ignored");
    assert_eq!(copy["reason"], "copy");
    assert_eq!(copy["ticket"], kept["ticket"], "one stub stands for it");
    server.let_happen(Box::new(|_| Mishap::None));
    server.account().inbox().number_anew();
    server.hang_up();
    until("both to be moved", SOON, || {
        server.account().inbox().mails.is_empty().then_some(())
    });
    let lies = server.account().folders["Quarantine"].mails.len();
    assert_eq!(lies, 1, "with the unread mail and nothing else");
    the_one(&daemon);
    assert_eq!(daemon.json(&["list"]).len(), 2);
    daemon.check();
    assert_eq!(daemon.terminate().code(), Some(0));
}

#[test]
fn what_is_not_in_quarantine_is_told_so() {
    let mut daemon = on_a_maildir();
    assert_eq!(daemon.run(&["quarantine", "list"]).code, 69);
    daemon.start();
    assert_eq!(daemon.run(&["quarantine", "list"]).out, "");
    for what in ["show", "retry"] {
        let ran = daemon.run(&["quarantine", what, "0a1b2c3d"]);
        assert_eq!(ran.code, 65, "{ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        assert!(ran.err.contains("0a1b2c3d"), "{ran:?}");
    }
    let ran = daemon.run(&["quarantine"]);
    assert_eq!((ran.code, ran.err.lines().count()), (64, 1), "{ran:?}");
}
