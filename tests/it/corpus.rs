//! All the real mail there is, taken in by the real program: each ends as one thing, and none stops the rest.
//!
//! In a debug build only every thirtieth mail, unless `TICKETD_CORPUS_ALL=1`. What was measured is printed
//! (`cargo test --release --test it corpus -- --nocapture`).

use std::fs;
use std::time::{Duration, Instant};

use crate::corpora;
use crate::ledger::{Ledger, decided};
use crate::patience::{until, within};
use crate::program::Daemon;
use crate::servers::{SUPPORT, Servers};

/// How long everything may take together; a debug build takes in some 30 mails a second.
const LIMIT: Duration = Duration::from_mins(9);
/// How many mails go over IMAP.
const OVER_IMAP: usize = 500;
/// What every configuration here ends with: limits that no corpus reaches, so that all automatic mail is made.
const TAIL: &str = r#"
[delivery]
kind = "folder"
path = "out"

[identity]
require = "token"

[[team]]
name = "first-line"

[[agent]]
name = "bob"
address = "bob@desk.example"
team = "first-line"

[limits]
per-address-hour = 100000
per-address-day = 100000
total-hour = 100000
"#;
const HEAD: &str = r#"
[desk]
name = "Desk Support"
address = "support@desk.example"
tag = "DESK"
state-dir = "state"

[[mailbox]]
name = "support"
"#;

/// A desk that reads `inbox` beside its configuration and writes to `out`.
pub fn on_a_maildir() -> Daemon {
    Daemon::on(&format!(
        "{HEAD}kind = \"maildir\"\npath = \"inbox\"\n{TAIL}"
    ))
}

/// A desk that reads the support mailbox and writes to `out`.
pub fn on_imap(servers: &Servers) -> Daemon {
    let (port, ca) = (servers.imaps_port(), servers.ca_file());
    let daemon = Daemon::on(&format!(
        "{HEAD}kind = \"imap\"\nhost = \"localhost\"\nport = {port}\nca-file = \"{}\"\n\
         username = \"support@desk.example\"\npassword = {{ file = \"password\" }}\n{TAIL}",
        ca.display()
    ));
    daemon.keep_secret("password", SUPPORT.password);
    daemon
}

/// A desk that reads from this port of this machine, without TLS, and writes to `out`.
pub fn on_plain_imap(port: u16) -> Daemon {
    let daemon = Daemon::on(&format!(
        "{HEAD}kind = \"imap\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\npoll = \"5s\"\n\
         username = \"support@desk.example\"\npassword = {{ file = \"password\" }}\n{TAIL}"
    ));
    daemon.keep_secret("password", SUPPORT.password);
    daemon
}

/// Puts mails into `inbox`, the way a mail server does it.
pub fn deliver(daemon: &Daemon, first: usize, mails: &[Vec<u8>]) {
    let inbox = daemon.path("inbox");
    for part in ["tmp", "new", "cur"] {
        fs::create_dir_all(inbox.join(part)).unwrap();
    }
    for (number, mail) in (first..).zip(mails) {
        let name = format!("{number:06}.corpus");
        fs::write(inbox.join("tmp").join(&name), mail).unwrap();
        fs::rename(inbox.join("tmp").join(&name), inbox.join("new").join(&name)).unwrap();
    }
}

#[test]
fn a_place_that_is_used_again_holds_another_mail_which_is_moved_too() {
    let mut daemon = on_a_maildir();
    daemon.start();
    for subject in [
        "The printer is dead",
        "The printer is dead again, on another floor",
    ] {
        let mail = format!("From: ann@customer.example\nSubject: {subject}\n\nIt blinks.\n");
        deliver(&daemon, 0, &[mail.into_bytes()]);
        until("the mail to be moved away", Duration::from_mins(1), || {
            let left = fs::read_dir(daemon.path("inbox/new")).unwrap().count();
            (left == 0).then_some(())
        });
    }
    assert_eq!(daemon.json(&["list"]).len(), 2);
}

#[test]
fn every_mail_of_the_corpora_ends_as_one_thing_and_none_stops_the_rest() {
    let is_all = corpora::wants_all() || !cfg!(debug_assertions);
    let Some(mails) = corpora::mails(if is_all { 1 } else { 30 }) else {
        return;
    };
    let mut daemon = on_a_maildir();
    deliver(&daemon, 0, &mails);
    let folders = [".Processed/cur", ".Quarantine/cur"].map(|name| daemon.path("inbox").join(name));
    let files = |folder| fs::read_dir(folder).map_or(0, Iterator::count);
    let settled = || folders.iter().map(files).sum();
    take_in(&mut daemon, mails.len(), "Maildir", settled);
}

#[test]
fn mails_of_the_corpora_that_an_imap_server_hands_out_do_too() {
    let Some(mails) = corpora::mails(1) else {
        return;
    };
    let Some(servers) = Servers::start() else {
        return;
    };
    let wanted = if cfg!(debug_assertions) {
        OVER_IMAP / 2
    } else {
        OVER_IMAP
    };
    let step = mails.len().div_ceil(wanted);
    let mails: Vec<_> = mails.into_iter().step_by(step).collect();
    for mail in &mails {
        servers.drop_into(SUPPORT, "INBOX", mail).unwrap();
    }
    let mut daemon = on_imap(&servers);
    let folders = ["Processed", "Quarantine"];
    let mails_in = |folder: &&str| servers.mailbox(SUPPORT, folder).len();
    let settled = || folders.iter().map(mails_in).sum();
    take_in(&mut daemon, mails.len(), "IMAP", settled);
    assert_eq!(servers.mailbox(SUPPORT, "INBOX").len(), 0);
}

/// Starts the daemon on a mailbox with so many mails, waits until it has read and moved them all, and holds it to the
/// laws. `settled` counts the moved ones, so that the daemon is not kept busy with questions. The letters that the mails
/// cause leave one by one, each put on record before and after; of the whole corpora they would take longer than this.
fn take_in(daemon: &mut Daemon, count: usize, kind: &str, settled: impl Fn() -> usize) {
    let begin = Instant::now();
    daemon.start();
    let is_done = within(LIMIT, || (settled() >= count).then_some(()));
    let (took, cpu) = (begin.elapsed(), daemon.cpu());
    assert!(daemon.is_up(), "{}", daemon.log());
    assert!(is_done.is_some(), "{} of {count} mails", settled());
    assert_eq!(decided(daemon), count as u64);
    let ledger = Ledger::of(daemon);
    let letters = || fs::read_dir(daemon.path("out/new")).map_or(0, Iterator::count);

    println!("\n{kind}: {count} mails");
    for (word, count) in ledger.counts() {
        println!("{count:>7}  {word}");
    }
    println!(
        "taken in after {:.1} s: {:.0} mails/s, {:.2} ms of CPU a mail; {} letters sent meanwhile",
        took.as_secs_f64(),
        count as f64 / took.as_secs_f64(),
        cpu.as_secs_f64() * 1000.0 / count as f64,
        letters()
    );
    if count <= OVER_IMAP {
        until("an empty outbox", LIMIT, || {
            (daemon.status()["outbox"]["queued"] == 0).then_some(())
        });
        println!(
            "{} letters sent after {:.1} s",
            letters(),
            begin.elapsed().as_secs_f64()
        );
    }

    ledger.holds_each_mail_once(count);
    ledger.opens_no_ticket_twice(daemon);
    assert!(ledger.count("ticket") > count / 10, "most are tickets");
    let log = daemon.log();
    let panics: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("panicked"))
        .collect();
    assert_eq!(panics, Vec::<&str>::new());
    daemon.check();
    assert_eq!(daemon.terminate().code(), Some(0));
    daemon.check();
}
