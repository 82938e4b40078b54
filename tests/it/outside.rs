//! What scripts and people read of the tickets of a running desk.

use std::time::Duration;

use serde_json::Value;

use crate::corpus::{deliver, on_a_maildir};
use crate::ledger::decided;
use crate::letters::{Letter, Mail, address_in};
use crate::patience::until;
use crate::program::Daemon;
use crate::recovery::letters;
use crate::servers::{ANN, BOB};

/// How long a mail may take until all it causes is done.
const LIMIT: Duration = Duration::from_mins(1);

/// Ann writes so many times; gives bob's notices, in that order.
fn written_by_ann(daemon: &mut Daemon, subjects: &[&str]) -> Vec<Letter> {
    daemon.start();
    for (number, subject) in (0..).zip(subjects) {
        let mail = Mail::new(ANN, &format!("request.{number}"), subject, "Please look.");
        is_taken_in(daemon, number, &mail);
    }
    let mut notices = letters(daemon);
    notices.retain(|letter| address_in(letter.the("Delivered-To")) == BOB.address);
    notices.sort_by_key(|letter| letter.the("Subject").to_owned());
    notices
}

/// Delivers a mail and waits for the end of all that it causes.
fn is_taken_in(daemon: &Daemon, number: usize, mail: &Mail) {
    let before = decided(daemon);
    deliver(daemon, number, &[mail.raw()]);
    until("the mail and what it causes", LIMIT, || {
        let is_done = decided(daemon) > before && daemon.json(&["outbox"]).is_empty();
        is_done.then_some(())
    });
}

fn ids(tickets: &[Value]) -> Vec<u64> {
    let ids = tickets.iter().map(|ticket| ticket["id"].as_u64().unwrap());
    ids.collect()
}

#[test]
fn a_list_has_the_most_urgent_first_and_what_has_ended_last() {
    let mut daemon = on_a_maildir();
    let subjects = [
        "Chair squeaks",
        "Chair is red",
        "Lamp is out",
        "Desk shakes",
    ];
    let notices = written_by_ann(&mut daemon, &subjects);
    for (number, (notice, order)) in (10..).zip(notices.iter().zip([
        "#priority low",
        "#close It was mended. quiet",
        "#priority critical",
        "#priority high",
    ])) {
        is_taken_in(
            &daemon,
            number,
            &Mail::reply(BOB, &format!("order.{number}"), notice, order),
        );
    }
    let listed = daemon.json(&["list"]);
    assert_eq!(ids(&listed), [1002, 1003, 1000, 1001], "{listed:#?}");
    let plain = daemon.run(&["list"]).out;
    let first: Vec<&str> = plain
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    assert_eq!(first, ["DESK-1002", "DESK-1003", "DESK-1000", "DESK-1001"]);
    let high = daemon.json(&["list", "--priority", "high", "--priority", "critical"]);
    assert_eq!(ids(&high), [1002, 1003], "a filter keeps the order");
}

#[test]
fn the_subject_of_an_answer_is_the_one_that_was_sent() {
    let mut daemon = on_a_maildir();
    let notices = written_by_ann(&mut daemon, &["Re: Chair squeaks"]);
    let answer = Mail::reply(BOB, "answer", &notices[0], "#take\n\nI bring oil.");
    is_taken_in(&daemon, 10, &answer);
    let update = Mail::reply(BOB, "update", &notices[0], "#update The oil is ordered.");
    is_taken_in(&daemon, 11, &update);
    let shown = daemon.json(&["show", "1000"]).remove(0);
    let messages = shown["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 3, "{shown:#}");
    for message in &messages[1..] {
        let id = format!("<{}>", message["message_id"].as_str().unwrap());
        let sent = letters(&daemon);
        let sent = sent
            .iter()
            .find(|letter| letter.the("Message-ID") == id)
            .unwrap();
        assert_eq!(message["subject"], sent.the("Subject"), "{shown:#}");
    }
    let exported = daemon.run(&["export"]).out;
    let line: Value = serde_json::from_str(exported.lines().nth(1).unwrap()).unwrap();
    assert_eq!(
        line["messages"], shown["messages"],
        "an export says the same"
    );
}
