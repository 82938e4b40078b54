//! What scripts and people read of the tickets of a running desk.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
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

#[test]
fn a_state_directory_that_others_could_read_is_closed_to_them() {
    let mut daemon = on_a_maildir();
    let state = daemon.path("state");
    fs::create_dir(&state).unwrap();
    fs::set_permissions(&state, fs::Permissions::from_mode(0o755)).unwrap();
    daemon.start();
    let mode = fs::metadata(&state).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700, "{mode:o}");
}

/// What the control socket answers to a GET, header and all.
fn answer(daemon: &Daemon, path: &str) -> String {
    let mut socket = UnixStream::connect(daemon.path("state/control.sock")).unwrap();
    socket.set_read_timeout(Some(LIMIT)).unwrap();
    write!(
        socket,
        "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut said = String::new();
    socket.read_to_string(&mut said).unwrap();
    said
}

#[test]
fn the_control_socket_says_what_it_has_and_what_its_metrics_mean() {
    let mut daemon = on_a_maildir();
    daemon.start();
    let said = answer(&daemon, "/nonsense");
    assert!(said.starts_with("HTTP/1.1 404 "), "{said}");
    assert!(
        said.contains("/tickets") && said.contains("\"error\""),
        "{said}"
    );
    let said = answer(&daemon, "/metrics");
    let metrics = said.split("\r\n\r\n").nth(1).unwrap();
    let mut known = Vec::new();
    for line in metrics.lines().filter(|line| !line.is_empty()) {
        if let Some(about) = line.strip_prefix("# TYPE ") {
            known.push(about.split(' ').next().unwrap().to_owned());
        } else if !line.starts_with('#') && line.contains("ticketd_") {
            let name = line.split(['{', ' ']).next().unwrap();
            assert_eq!(known.last().map(String::as_str), Some(name), "{metrics}");
            assert!(metrics.contains(&format!("# HELP {name} ")), "{name}");
        }
    }
    known.sort();
    let before = known.len();
    known.dedup();
    assert_eq!(known.len(), before, "each is told of once: {metrics}");
    assert!(before > 10, "{metrics}");
}

#[test]
fn the_log_tells_of_a_relay_that_is_away_at_once_and_of_the_signal_that_ends_it() {
    let mut daemon = on_a_maildir();
    let path = daemon.path("daemon.toml");
    let config = fs::read_to_string(&path).unwrap();
    // Nobody listens on the discard port.
    let relay = "kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"none\"\n";
    let config = config.replace("kind = \"folder\"\npath = \"out\"\n", relay);
    fs::write(&path, config).unwrap();
    daemon.start();
    let mail = Mail::new(ANN, "request", "Chair squeaks", "Please look.");
    deliver(&daemon, 0, &[mail.raw()]);
    let line = until("a line about the relay", LIMIT, || {
        let log = daemon.log();
        let line = log.lines().find(|line| line.contains("127.0.0.1:9"));
        line.map(str::to_owned)
    });
    assert!(line.contains("WARN relay could not be used"), "{line}");
    assert_eq!(daemon.terminate().code(), Some(0));
    let log = daemon.log();
    let end = log.lines().find(|line| line.contains("ticketd stops"));
    assert!(end.unwrap().contains("SIGTERM"), "{log}");
}
