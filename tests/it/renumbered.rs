//! A server that loses its numbers (another UIDVALIDITY, the same mails under other UIDs), while a connection waits, in the
//! middle of its work, and between two connections: each mail is one ticket, and none is moved in place of another.

use std::thread;
use std::time::Duration;

use crate::corpus::on_plain_imap;
use crate::imap_server::{ImapServer, Mishap, PROFILES, Profile};
use crate::ledger::{Ledger, decided};
use crate::patience::within;

/// How long each part of the story may take; a lost connection is made again after a second or two.
const LIMIT: Duration = Duration::from_mins(1);
/// Mails that lie there before each change of numbers.
const EACH: usize = 4;

fn request(number: usize) -> Vec<u8> {
    format!(
        "From: Person {number} <person{number}@customer.example>\r\nTo: support@desk.example\r\n\
         Subject: Monitor {number} stays dark\r\nMessage-ID: <request.{number}@customer.example>\r\n\
         Date: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\nHello,\r\n\r\nmy monitor {number} stays dark.\r\n"
    )
    .into_bytes()
}

/// Lets nothing be moved.
fn no_room(command: &str) -> Mishap {
    if ["UID MOVE", "UID COPY"]
        .iter()
        .any(|begin| command.starts_with(begin))
    {
        return Mishap::Refuse("NO [OVERQUOTA] mailbox is full".to_owned());
    }
    Mishap::None
}

#[test]
fn a_folder_that_is_numbered_anew_loses_no_mail_and_doubles_no_ticket() {
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
    // A server that lists a few mails at a time shows the rest only when those are moved, which they are not at first.
    let profile = Profile {
        search_max: usize::MAX,
        ..profile
    };
    let server = ImapServer::start(profile, Box::new(no_room));
    let mut delivered = 0;
    let mut more = || {
        for number in delivered..delivered + EACH {
            server.deliver(&request(number));
        }
        delivered += EACH;
    };
    let mut daemon = on_plain_imap(server.port());
    more();
    daemon.start();
    let until = |what: &str, look: &mut dyn FnMut() -> bool| {
        let found = within(LIMIT, || look().then_some(()));
        assert!(
            found.is_some(),
            "{}: {what}:\n{}",
            profile.name,
            daemon.log()
        );
    };
    let rows = |count: usize| decided(&daemon) >= count as u64;
    until("the first mails", &mut || rows(EACH));

    // While the connection waits, with the first mails still in the inbox.
    server.account().inbox().number_anew();
    more();
    let mut seen = EACH + 2 * EACH;
    until("all mails under their second numbers", &mut || rows(seen));

    // Between two connections.
    let gone = {
        let mut account = server.account();
        account.inbox().number_anew();
        server.hang_up();
        account.inbox().validity
    };
    more();
    seen += 3 * EACH;
    until("all mails under their third numbers", &mut || rows(seen));

    server.let_happen(Box::new(in_the_middle()));
    more();
    let all = 4 * EACH;
    until("all mails to be moved", &mut || {
        let mut account = server.account();
        let left = account.inbox().mails.len();
        let is_empty = left == 0 || !profile.empties_the_inbox();
        is_empty && account.settled().len() >= all && account.inbox().validity >= gone + 2
    });
    until("everything to be at rest", &mut || rows(seen + EACH));

    each_lies_once(profile, &server, all);
    let ledger = Ledger::of(&daemon);
    ledger.opens_no_ticket_twice(&daemon);
    assert_eq!(ledger.count("ticket"), all, "{}", profile.name);
    let counts = ledger.counts();
    let copies = counts.get("ignored copy").copied().unwrap_or_default();
    let others = counts.values().sum::<usize>() - all - copies;
    assert_eq!(others, 0, "{}: {counts:?}", profile.name);
    assert_eq!(daemon.terminate().code(), Some(0));
    daemon.check();
}

/// Numbers anew just before the third mail from now on is fetched, and once more just before mails are moved.
fn in_the_middle() -> impl FnMut(&str) -> Mishap + Send {
    let (mut fetches, mut is_before_a_move) = (0, true);
    move |command| {
        fetches += usize::from(command.starts_with("UID FETCH") && command.contains("BODY"));
        if fetches == 3 {
            fetches += 1;
            return Mishap::NumberAnew;
        }
        let moves = command.starts_with("UID MOVE") || command.starts_with("UID COPY");
        if moves && is_before_a_move {
            is_before_a_move = false;
            return Mishap::NumberAnew;
        }
        Mishap::None
    }
}

/// Every mail lies in Processed, and where mails are moved it lies there once.
#[track_caller]
fn each_lies_once(profile: Profile, server: &ImapServer, all: usize) {
    let settled = server.account().settled();
    for number in 0..all {
        let mail = request(number);
        let times = settled.iter().filter(|octets| **octets == mail).count();
        let is_right = times == 1 || (times > 1 && !profile.offers("MOVE"));
        assert!(is_right, "{}: request {number}: {times}", profile.name);
    }
}
