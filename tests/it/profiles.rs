//! One story over all kinds of IMAP servers: mail arrives, connections die at the worst moments, and in the end each
//! mail is one ticket, and lies where this kind of server can put it.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use crate::corpus::on_plain_imap;
use crate::imap_server::{ImapServer, Mishap, PROFILES, Profile};
use crate::ledger::{Ledger, decided};
use crate::patience::within;

/// How long each part of the story may take; a lost connection is made again after a second or two.
const LIMIT: Duration = Duration::from_mins(1);
/// Mails that lie there at first, and mails that come later.
const FIRST: usize = 6;
const LATER: usize = 5;

fn request(number: usize) -> Vec<u8> {
    format!(
        "From: Person {number} <person{number}@customer.example>\r\nTo: support@desk.example\r\n\
         Subject: Monitor {number} stays dark\r\nMessage-ID: <request.{number}@customer.example>\r\n\
         Date: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\nHello,\r\n\r\nmy monitor stays dark.\r\n"
    )
    .into_bytes()
}

/// What goes wrong, each once: a command that begins so, and what happens to it.
fn mishaps() -> Vec<(&'static str, Mishap)> {
    vec![
        ("UID FETCH 2 (BODY", Mishap::Cut(150)),
        ("UID MOVE", Mishap::Cut(0)),
        ("UID STORE", Mishap::Cut(3)),
        ("UID EXPUNGE", Mishap::Cut(0)),
        (
            "UID FETCH 4 (BODY",
            Mishap::Refuse("BAD Command Argument Error. 11".to_owned()),
        ),
        (
            "UID SEARCH",
            Mishap::Bye("Session expired, please login again.".to_owned()),
        ),
        (
            "UID COPY",
            Mishap::Refuse("NO [SERVERBUG] Server error - please try again later".to_owned()),
        ),
    ]
}

#[test]
fn each_kind_of_server_may_fail_in_the_middle_and_no_mail_is_lost_or_doubled() {
    thread::scope(|scope| {
        for profile in PROFILES {
            thread::Builder::new()
                .name(profile.name.to_owned())
                .spawn_scoped(scope, move || story(profile))
                .unwrap();
        }
    });
}

fn story(profile: Profile) {
    let mut due = mishaps();
    let chance = move |command: &str| {
        let at = due.iter().position(|(begin, _)| command.starts_with(begin));
        at.map_or(Mishap::None, |at| due.remove(at).1)
    };
    let server = ImapServer::start(profile, Box::new(chance));
    for number in 0..FIRST {
        server.deliver(&request(number));
    }
    let mut daemon = on_plain_imap(server.port());
    daemon.start();
    let until = |what: &str, look: &mut dyn FnMut() -> Option<()>| {
        let found = within(LIMIT, look);
        assert!(
            found.is_some(),
            "{}: {what}:\n{}",
            profile.name,
            daemon.log()
        );
    };
    until("the first mails to be decided", &mut || {
        (decided(&daemon) >= FIRST as u64).then_some(())
    });
    for number in FIRST..FIRST + LATER {
        server.deliver(&request(number));
    }
    until("all mails to be decided and settled", &mut || {
        let is_settled = server.account().settled().len() >= FIRST + LATER;
        let is_decided = decided(&daemon) >= (FIRST + LATER) as u64;
        (is_settled && is_decided).then_some(())
    });
    // A connection later everything is as it was: what stays in the inbox is not copied again.
    let logins = server.heard("LOGIN") + server.heard("AUTHENTICATE");
    let searches = server.heard("UID SEARCH");
    server.hang_up();
    until("another look", &mut || {
        let is_back = server.heard("LOGIN") + server.heard("AUTHENTICATE") > logins;
        (is_back && server.heard("UID SEARCH") > searches + 1).then_some(())
    });
    holds(profile, &server, daemon.json(&["mails"]).len());
    let ledger = Ledger::of(&daemon);
    ledger.holds_each_mail_once(FIRST + LATER);
    ledger.opens_no_ticket_twice(&daemon);
    assert_eq!(ledger.count("ticket"), FIRST + LATER, "{}", profile.name);
    assert_eq!(daemon.terminate().code(), Some(0));
    daemon.check();
}

/// The mails lie where this kind of server can put them, octet by octet.
fn holds(profile: Profile, server: &ImapServer, rows: usize) {
    assert_eq!(rows, FIRST + LATER, "{}", profile.name);
    let mut account = server.account();
    let mut settled: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for octets in account.settled() {
        *settled.entry(octets).or_default() += 1;
    }
    let left = account.inbox().mails.len();
    let expected = if profile.empties_the_inbox() {
        0
    } else {
        FIRST + LATER
    };
    assert_eq!(left, expected, "{}: left in the inbox", profile.name);
    for number in 0..FIRST + LATER {
        let copies = settled.remove(&request(number)).unwrap_or_default();
        assert_eq!(copies, 1, "{}: request {number} in Processed", profile.name);
    }
    assert!(settled.is_empty(), "{}: strangers", profile.name);
}
