//! The state directory is gone, there is no backup, and the mails lie in the processed folder.

use std::fs;

use super::{
    all_done, letter, letters, nobody_has_two, numbers, requests, talk_about, with_requests, works,
};
use crate::corpus::{deliver, on_imap};
use crate::letters::Mail;
use crate::patience::until;
use crate::servers::{ANN, Account, BOB, SUPPORT, Servers};

#[test]
fn tickets_come_back_from_the_processed_mails_with_their_numbers_where_mails_prove_them() {
    let mut daemon = with_requests(24);
    talk_about(&daemon, "person7@customer.example", "Monitor 7 ", 50);
    let (before, sent) = (numbers(&daemon), letters(&daemon).len());
    let folder = daemon.path("inbox/.Processed/cur");
    let processed = || fs::read_dir(&folder).unwrap().count();
    let lay = processed();
    let secret = fs::read_to_string(daemon.path("state/secret")).unwrap();
    daemon.kill();
    fs::remove_dir_all(daemon.path("state")).unwrap();
    // The signing key had been put into a safe.
    fs::create_dir(daemon.path("state")).unwrap();
    daemon.keep_secret("state/secret", &secret);

    let made = works(&daemon, &["rebuild", "--from-mailbox"]);
    assert!(
        made.out
            .contains("24 tickets (1 with the number they had) and 2 mails"),
        "{made:?}"
    );
    let again = works(&daemon, &["rebuild", "--from-mailbox"]);
    assert!(
        again.out.contains("26 were known") && again.out.contains("0 tickets"),
        "{again:?}"
    );
    daemon.start();
    daemon.check();
    let after = numbers(&daemon);
    assert_eq!(after.len(), 24);
    assert_eq!(
        after["person7@customer.example"],
        before["person7@customer.example"]
    );
    let lowest = after.values().filter(|number| **number >= 2000).count();
    assert_eq!(
        lowest, 23,
        "no number that may have been given to another: {after:?}"
    );
    let ticket = before["person7@customer.example"].to_string();
    let shown = daemon.json(&["show", &ticket]).remove(0);
    let texts: Vec<&str> = shown["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts[1..],
        ["Please plug it in.", "It is plugged in."],
        "{shown}"
    );
    assert_eq!(shown["assignee"], "bob");

    // Whoever answers an old acknowledgement finds their ticket, whatever its number is now.
    let old = letter(&daemon, "person3@customer.example", "");
    let person = Account {
        address: "person3@customer.example",
        password: ANN.password,
    };
    deliver(
        &daemon,
        90,
        &[Mail::reply(person, "again", &old, "Still dark.").raw()],
    );
    until("the reply to be taken in", super::LIMIT, || {
        (daemon.json(&["mails"]).len() == 27).then_some(())
    });
    nobody_has_two(&daemon);
    assert_eq!(numbers(&daemon).len(), 24, "it opened no ticket");
    assert_eq!(processed(), lay + 1, "nothing was moved but the reply");
    let to_requesters = letters(&daemon).len() - sent;
    assert!(
        to_requesters <= 1,
        "nobody was written to but about the reply"
    );
}

#[test]
fn without_the_signing_key_the_mails_alone_show_what_belongs_together() {
    let mut daemon = with_requests(12);
    talk_about(&daemon, "person7@customer.example", "Monitor 7 ", 50);
    let (before, sent) = (numbers(&daemon), letters(&daemon).len());
    daemon.kill();
    fs::remove_dir_all(daemon.path("state")).unwrap();
    works(&daemon, &["rebuild", "--from-mailbox"]);
    // What came while the desk was down is new mail, and is answered.
    deliver(&daemon, 90, &requests(90, 1));
    daemon.start();
    all_done(&daemon, 15);
    daemon.check();
    let after = numbers(&daemon);
    assert_eq!(after.len(), 13);
    nobody_has_two(&daemon);
    let person = "person7@customer.example";
    assert_eq!(
        after[person], before[person],
        "its number stands in the replies"
    );
    let shown = daemon.json(&["show", &after[person].to_string()]).remove(0);
    assert_eq!(shown["messages"].as_array().unwrap().len(), 3, "{shown}");
    assert!(after["person90@customer.example"] >= 2000);
    let new = letters(&daemon).len() - sent;
    assert!(
        (1..=2).contains(&new),
        "only the new request is answered and told: {new}"
    );
}

#[test]
fn an_agents_answer_comes_back_on_its_ticket_though_the_requester_never_wrote_again() {
    let mut daemon = with_requests(3);
    let notice = letter(&daemon, BOB.address, "Monitor 2 ");
    let text = "#take\n\nPlease plug it in.";
    deliver(
        &daemon,
        50,
        &[Mail::reply(BOB, "answer", &notice, text).raw()],
    );
    all_done(&daemon, 4);
    let notice = letter(&daemon, BOB.address, "Monitor 1 ");
    let text = "#close It was switched off.";
    deliver(
        &daemon,
        51,
        &[Mail::reply(BOB, "closing", &notice, text).raw()],
    );
    all_done(&daemon, 5);
    let before = numbers(&daemon);
    let secret = fs::read_to_string(daemon.path("state/secret")).unwrap();
    daemon.kill();
    fs::remove_dir_all(daemon.path("state")).unwrap();
    fs::create_dir(daemon.path("state")).unwrap();
    daemon.keep_secret("state/secret", &secret);

    let made = works(&daemon, &["rebuild", "--from-mailbox"]);
    assert!(
        made.out
            .contains("3 tickets (2 with the number they had) and 2 mails"),
        "{made:?}"
    );
    daemon.start();
    daemon.check();
    let after = numbers(&daemon);
    for person in [1, 2] {
        let person = format!("person{person}@customer.example");
        assert_eq!(after[&person], before[&person]);
    }
    let show = |person: &str| {
        let number = after[person].to_string();
        daemon.json(&["show", &number]).remove(0)
    };
    let shown = show("person2@customer.example");
    assert_eq!(shown["assignee"], "bob");
    assert_eq!(shown["messages"][1]["text"], "Please plug it in.");
    let shown = show("person1@customer.example");
    assert_eq!(shown["status"], "closed");
    assert_eq!(shown["solution"], "It was switched off.");
}

#[test]
fn the_same_holds_where_the_mail_lies_on_an_imap_server() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let mut daemon = on_imap(&servers);
    for mail in requests(0, 10) {
        servers.drop_into(SUPPORT, "INBOX", &mail).unwrap();
    }
    daemon.start();
    all_done(&daemon, 10);
    let sent = letters(&daemon).len();
    until("all to be moved", super::LIMIT, || {
        (servers.mailbox(SUPPORT, "Processed").len() == 10).then_some(())
    });
    daemon.kill();
    fs::remove_dir_all(daemon.path("state")).unwrap();
    let made = works(&daemon, &["rebuild", "--from-mailbox"]);
    assert!(made.out.contains("10 tickets"), "{made:?}");
    servers
        .drop_into(SUPPORT, "INBOX", &requests(60, 1)[0])
        .unwrap();
    daemon.start();
    all_done(&daemon, 11);
    daemon.check();
    nobody_has_two(&daemon);
    assert_eq!(numbers(&daemon).len(), 11);
    assert_eq!(servers.mailbox(SUPPORT, "Processed").len(), 11);
    assert!(letters(&daemon).len() - sent <= 2);
}
