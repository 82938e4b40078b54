//! What an admin does when something is gone: each tool is tried by really destroying what it recovers.

mod backups;
mod exchange;
mod formats;
mod mailbox;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

use serde_json::Value;

use crate::corpus::{deliver, on_a_maildir};
use crate::ledger::decided;
use crate::letters::{Letter, Mail, address_in};
use crate::patience::until;
use crate::program::{Daemon, Ran};
use crate::servers::{ANN, Account, BOB};

/// How long taking in some dozens of mails may take.
const LIMIT: Duration = Duration::from_mins(2);

/// A daemon on a Maildir, with the requests of so many people taken in and acknowledged.
fn with_requests(people: usize) -> Daemon {
    let mut daemon = on_a_maildir();
    deliver(&daemon, 0, &requests(0, people));
    daemon.start();
    all_done(&daemon, people);
    daemon
}

/// The requests of people by their numbers.
fn requests(first: usize, people: usize) -> Vec<Vec<u8>> {
    let request = |person: usize| {
        format!(
            "From: Person {person} <person{person}@customer.example>\nTo: support@desk.example\n\
             Subject: Monitor {person} stays dark\nMessage-ID: <request.{person}@customer.example>\n\
             Date: Mon, 2 Mar 2026 10:00:00 +0000\n\nHello,\n\nmy monitor {person} stays dark.\n"
        )
        .into_bytes()
    };
    (first..first + people).map(request).collect()
}

/// Waits until so many mails have been decided and no letter waits.
#[track_caller]
fn all_done(daemon: &Daemon, mails: usize) {
    until(
        "all mails to be taken in and all letters sent",
        LIMIT,
        || {
            let is_done = decided(daemon) >= mails as u64;
            (is_done && daemon.json(&["outbox"]).is_empty()).then_some(())
        },
    );
}

/// The number of each requester's ticket.
fn numbers(daemon: &Daemon) -> BTreeMap<String, u64> {
    let tickets = daemon.json(&["list"]);
    let number = |ticket: &Value| {
        let requester = ticket["requester"]["address"].as_str().unwrap().to_owned();
        (requester, ticket["id"].as_u64().unwrap())
    };
    tickets.iter().map(number).collect()
}

/// The digest that `check` prints.
#[track_caller]
fn digest(daemon: &Daemon) -> String {
    let found = daemon.json(&["check"]).remove(0);
    assert_eq!(found["faults"], Value::from(Vec::<Value>::new()), "{found}");
    found["digest"].as_str().unwrap().to_owned()
}

/// Every letter that was ever sent.
pub fn letters(daemon: &Daemon) -> Vec<Letter> {
    let files = fs::read_dir(daemon.path("out/new")).into_iter().flatten();
    files
        .map(|file| Letter::read(&fs::read(file.unwrap().path()).unwrap()))
        .collect()
}

/// The letter to an address whose subject holds some words.
#[track_caller]
fn letter(daemon: &Daemon, to: &str, words: &str) -> Letter {
    let mut letters = letters(daemon);
    letters.retain(|letter| {
        address_in(letter.the("Delivered-To")) == to && letter.the("Subject").contains(words)
    });
    assert!(!letters.is_empty(), "no letter to {to} about {words}");
    letters.remove(0)
}

/// A command that has to work.
#[track_caller]
fn works(daemon: &Daemon, args: &[&str]) -> Ran {
    let ran = daemon.run(args);
    assert_eq!(ran.code, 0, "{args:?}: {ran:?}\n{}", daemon.log());
    ran
}

/// A command that has to end with 65 and, behind what it logs, one line that holds some words.
#[track_caller]
fn is_refused(daemon: &Daemon, args: &[&str], words: &str) {
    let ran = daemon.run(args);
    assert_eq!(ran.code, 65, "{args:?}: {ran:?}");
    let said: Vec<&str> = ran
        .err
        .lines()
        .filter(|line| line.starts_with("ticketd: "))
        .collect();
    assert_eq!(said.len(), 1, "{args:?}: {ran:?}");
    assert!(said[0].contains(words), "{args:?}: {ran:?}");
}

/// Bob answers the notice about a person's ticket, and the person replies to the answer.
fn talk_about(daemon: &Daemon, person: &'static str, monitor: &str, first: usize) {
    let before = decided(daemon) as usize;
    let notice = letter(daemon, BOB.address, monitor);
    let answer = Mail::reply(
        BOB,
        &format!("answer.{first}"),
        &notice,
        "#take\n\nPlease plug it in.",
    );
    deliver(daemon, first, &[answer.raw()]);
    all_done(daemon, before + 1);
    let answer = letters(daemon)
        .into_iter()
        .find(|letter| {
            address_in(letter.the("Delivered-To")) == person && letter.says("Please plug it in.")
        })
        .expect("the answer reached them");
    let writer = Account {
        address: person,
        password: ANN.password,
    };
    let reply = Mail::reply(
        writer,
        &format!("reply.{first}"),
        &answer,
        "It is plugged in.",
    );
    deliver(daemon, first + 1, &[reply.raw()]);
    all_done(daemon, before + 2);
}

/// No two tickets share a number, and nobody has two.
fn nobody_has_two(daemon: &Daemon) {
    let tickets = daemon.json(&["list"]);
    let people: BTreeSet<&str> = tickets
        .iter()
        .map(|ticket| ticket["requester"]["address"].as_str().unwrap())
        .collect();
    assert_eq!(people.len(), tickets.len());
}

#[test]
fn a_check_names_all_that_is_damaged_and_what_to_do() {
    let mut daemon = with_requests(6);
    assert_eq!(daemon.terminate().code(), Some(0));
    let path = daemon.path("state/journal/000000000001.jsonl");
    let mut lines: Vec<String> = fs::read_to_string(&path)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    for damaged in [3, 7] {
        lines[damaged] = lines[damaged].replacen("\"seq\"", "\"sec\"", 1);
    }
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    let spooled = fs::read_dir(daemon.path("state/spool"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| !path.ends_with("tmp"))
        .unwrap();
    let spooled = fs::read_dir(spooled).unwrap().next().unwrap().unwrap();
    fs::write(spooled.path(), "another content").unwrap();
    let ran = daemon.run(&["check"]);
    assert_eq!(ran.code, 65, "{ran:?}");
    for words in ["line 4: ", "line 8: ", "its content changed", "3 faults"] {
        assert!(ran.out.contains(words), "{words}: {ran:?}");
    }
    let told = ran
        .out
        .lines()
        .filter(|line| line.contains("ticketd restore"));
    assert_eq!(told.count(), 3, "{ran:?}");
}
