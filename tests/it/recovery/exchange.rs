//! Tickets go out as JSON Lines and come in again, on another desk.

use std::fs;

use serde_json::Value;

use super::{
    all_done, digest, is_refused, letters, numbers, requests, talk_about, with_requests, works,
};
use crate::corpus::{deliver, on_a_maildir};

#[test]
fn what_goes_out_comes_in_the_same_and_once() {
    let mut daemon = with_requests(12);
    talk_about(&daemon, "person7@customer.example", "Monitor 7 ", 50);
    let before = digest(&daemon);
    let live = works(&daemon, &["export"]).out;
    assert_eq!(live.lines().count(), 14);
    for line in live.lines().skip(1).take(12) {
        let line: Value = serde_json::from_str(line).unwrap();
        let shown = daemon.json(&["show", &line["id"].to_string()]).remove(0);
        for (key, value) in shown.as_object().unwrap() {
            assert_eq!(&line[key], value, "{key}");
        }
    }
    assert_eq!(daemon.terminate().code(), Some(0));
    let at_rest = works(&daemon, &["export"]).out;
    let tickets = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(tickets(&at_rest), tickets(&live));

    let mut other = on_a_maildir();
    fs::write(other.path("tickets.jsonl"), &live).unwrap();
    let taken = works(&other, &["import", "tickets.jsonl"]);
    assert!(
        taken.out.contains("12 taken in") && taken.out.contains(&before),
        "{taken:?}"
    );
    let again = works(&other, &["import", "tickets.jsonl"]);
    assert!(
        again.out.contains("0 taken in, 12 were there already"),
        "{again:?}"
    );
    assert_eq!(digest(&other), before);
    // It is a store like any other: new tickets follow, and nobody hears of the old ones.
    deliver(&other, 0, &requests(70, 1));
    other.start();
    super::until("the new one to be taken in", super::LIMIT, || {
        numbers(&other)
            .contains_key("person70@customer.example")
            .then_some(())
    });
    assert_eq!(numbers(&other)["person70@customer.example"], 1012);
    until_quiet(&other);
    assert!(letters(&other).len() <= 2);
    other.check();
}

fn until_quiet(daemon: &crate::program::Daemon) {
    super::until("letters to be sent", super::LIMIT, || {
        daemon.json(&["outbox"]).is_empty().then_some(())
    });
}

#[test]
fn a_file_with_a_damaged_line_is_refused_by_its_number_and_whole() {
    let daemon = with_requests(4);
    let sound = works(&daemon, &["export"]).out;
    let other = on_a_maildir();
    let write = |text: &str| fs::write(other.path("x.jsonl"), text).unwrap();
    let lines: Vec<&str> = sound.lines().collect();
    let changed = sound.replacen("monitor 2 stays dark", "monitor 2 is stolen!", 1);
    assert_ne!(changed, sound);
    for (text, words) in [
        (changed, "line 4: it is not as it was written"),
        (
            sound
                .replacen("{\"adr", "{adr", 1)
                .replacen("\"end\"", "\"end", 1),
            "line 6: it is no JSON",
        ),
        (lines[..5].join("\n"), "its end is missing"),
        (
            [&lines[..2], &lines[3..]].concat().join("\n"),
            "line 5: 3 tickets stand before it",
        ),
        (lines[1..].join("\n"), "line 1: it does not begin an export"),
    ] {
        write(&text);
        is_refused(&other, &["import", "x.jsonl"], words);
        assert!(
            !other.path("state/journal").exists(),
            "nothing was taken in: {words}"
        );
    }
    write(&sound);
    works(&other, &["import", "x.jsonl"]);
    // And one that does not fit what is there.
    let mut third = on_a_maildir();
    deliver(&third, 0, &requests(20, 1));
    third.start();
    all_done(&third, 1);
    assert_eq!(third.terminate().code(), Some(0));
    let before = digest(&third);
    fs::write(third.path("x.jsonl"), &sound).unwrap();
    is_refused(
        &third,
        &["import", "x.jsonl"],
        "line 2: ticket 1000 is there already and is not the same",
    );
    assert_eq!(digest(&third), before);
}
