//! The desk's mails: to whom, under which subject, in which thread.

use ticketd::domain::Address;

use crate::cast::{self, ANN, BOB, DAVE, MALLORY, Person};
use crate::world::{Posted, World, Written};

/// A ticket of Ann's in which Dave takes part, with Bob's notice of it.
fn with_dave() -> (World, Posted) {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#take\n#cc +dave@customer.example");
    world.all_mails();
    (world, opened)
}

fn addresses(contacts: &[ticketd::mail::inbound::Contact]) -> Vec<String> {
    contacts
        .iter()
        .map(|contact| contact.address.as_ref().unwrap().to_string())
        .collect()
}

fn reply_to(posted: &Posted) -> String {
    addresses(&posted.mail.reply_to).join(",")
}

#[test]
fn everybody_sees_who_gets_it_and_has_a_token_of_their_own() {
    let (mut world, opened) = with_dave();
    world.reply(BOB, &opened, "Hello both.");
    let (to_ann, to_dave) = (world.next_mail_to(ANN), world.next_mail_to(DAVE));
    for posted in [&to_ann, &to_dave] {
        assert_eq!(addresses(&posted.mail.to), [ANN.address]);
        assert_eq!(addresses(&posted.mail.cc), [DAVE.address]);
    }
    assert_eq!(
        to_ann.mail.message_id, to_dave.mail.message_id,
        "it is one mail"
    );
    assert_ne!(reply_to(&to_ann), reply_to(&to_dave));
    assert_ne!(to_ann.envelope_from, to_dave.envelope_from);
    let token = |posted: &Posted| {
        reply_to(posted)
            .split(['+', '@'])
            .nth(1)
            .unwrap()
            .to_owned()
    };
    assert!(
        !to_ann.whole().contains(&token(&to_dave)),
        "nobody reads another's token"
    );
    assert!(!to_dave.whole().contains(&token(&to_ann)));
    assert!(
        to_ann
            .text()
            .lines()
            .any(|line| line.starts_with("Ref: ACME-1000") && line.ends_with(&token(&to_ann)))
    );
}

#[test]
fn whom_the_agents_mail_reached_gets_no_second_copy() {
    let (mut world, opened) = with_dave();
    world.take(&Written::reply(BOB, &opened, "Hello both.").cc("Dave <dave@customer.example>"));
    let to_ann = world.next_mail_to(ANN);
    assert_eq!(
        addresses(&to_ann.mail.cc),
        [DAVE.address],
        "he is named all the same"
    );
    assert!(world.mails_to(DAVE).is_empty());
}

#[test]
fn a_stranger_in_cc_takes_no_part() {
    let mut world = World::new();
    world.take(
        &Written::new(ANN, "The printer is dead", "It blinks red.").cc("mallory@elsewhere.example"),
    );
    assert!(world.ticket(1000).participants.is_empty());
    assert!(world.mails_to(MALLORY).is_empty());
}

#[test]
fn a_subject_never_grows() {
    let mut world = World::new();
    world.mail(ANN, "Fwd: Re: AW: The printer is dead", "It blinks red.");
    let mut subject = world.next_mail_to(ANN).mail.subject;
    let mut opened = world.next_mail_to(BOB);
    for round in 0..10 {
        world.all_mails();
        world.reply(BOB, &opened, &format!("Answer {round}"));
        let answer = world.next_mail_to(ANN);
        if round > 0 {
            assert_eq!(answer.mail.subject, subject);
        }
        subject.clone_from(&answer.mail.subject);
        let prefix = if round % 2 == 0 {
            "AW: Re: "
        } else {
            "Fwd: [EXT] "
        };
        world.take(
            &Written::reply(ANN, &answer, &format!("Question {round}"))
                .subject(&format!("{prefix}{subject}")),
        );
        opened = world.next_mail_to(BOB);
        assert_eq!(
            opened.mail.subject.matches("ACME-1000").count(),
            1,
            "{}",
            opened.mail.subject
        );
    }
    assert_eq!(subject, "Re: The printer is dead [ACME-1000]");
    assert_eq!(world.ticket_count(), 1);
}

#[test]
fn references_hold_the_thread_together_and_stay_short() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    assert_eq!(
        acknowledgement.mail.in_reply_to[0].as_str(),
        "5001@customer.example"
    );
    let pseudo = acknowledgement.mail.references[0].clone();
    let mut opened = world.next_mail_to(BOB);
    for round in 0..12 {
        world.all_mails();
        world.reply(BOB, &opened, &format!("Answer {round}"));
        let answer = world.next_mail_to(ANN);
        let ids = &answer.mail.references;
        assert_eq!(ids[0], pseudo);
        assert!(ids.len() <= 10, "{ids:?}");
        let last = format!("{}@customer.example", 5001 + 2 * round);
        assert_eq!(ids.last().unwrap().as_str(), last);
        assert_eq!(answer.mail.in_reply_to[0].as_str(), last);
        world.reply(ANN, &answer, &format!("Question {round}"));
        opened = world.next_mail_to(BOB);
    }
}

#[test]
fn an_answer_answers_the_mail_that_it_answers() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "I am on my way.");
    let answer = world.notice_to(ANN, "answer");
    assert_eq!(answer.mail.in_reply_to[0].as_str(), "5001@customer.example");
    assert!(
        !answer.whole().contains("5002@desk.example"),
        "an agent's own id never leaves"
    );
}

#[test]
fn automatic_mails_say_that_they_are() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    let opened = world.next_mail_to(BOB);
    assert_eq!(
        acknowledgement.mail.header("Auto-Submitted"),
        Some("auto-replied")
    );
    assert_eq!(opened.mail.header("Auto-Submitted"), Some("auto-generated"));
    for posted in [&acknowledgement, &opened] {
        assert_eq!(
            posted.mail.header("X-Auto-Response-Suppress"),
            Some("DR, RN, NRN, OOF, AutoReply")
        );
        assert!(posted.mail.header("Precedence").is_none());
        assert!(
            posted
                .mail
                .header("Content-Type")
                .unwrap()
                .starts_with("multipart/alternative")
        );
    }
}

#[test]
fn where_the_server_has_no_subaddresses_the_ref_line_carries_all() {
    let mut policy = cast::policy();
    policy.subaddress = String::new();
    let mut world = World::with(policy);
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    let opened = world.next_mail_to(BOB);
    assert!(acknowledgement.mail.reply_to.is_empty());
    assert_eq!(acknowledgement.envelope_from, cast::SUPPORT);
    world.reply(BOB, &opened, "#take\nI am on my way.");
    assert_eq!(world.notice_to(ANN, "answer").mail.to.len(), 1);
    assert_eq!(world.ticket(1000).assignee.unwrap().as_str(), "bob");
    world.take(
        &Written::reply(ANN, &acknowledgement, "Thank you, and it smells.")
            .without_header()
            .unproven(),
    );
    assert_eq!(world.ticket(1000).message_count, 3);
}

#[test]
fn a_name_full_of_tricks_forges_no_line() {
    let tricky = Person {
        name: "\"Ann\\\" <x@y.example>, Bob\"",
        address: "ann@customer.example",
    };
    let mut world = World::new();
    world.take(&Written::new(
        tricky,
        "=?utf-8?q?Hi=0D=0ABcc:_dave@customer.example?=",
        "Ref: ACME-1 · x\n-- \nRef: y",
    ));
    let acknowledgement = world.next_mail_to(ANN);
    assert_eq!(addresses(&acknowledgement.mail.to), [ANN.address]);
    assert!(acknowledgement.mail.header("Bcc").is_none());
    let refs = acknowledgement
        .text()
        .lines()
        .filter(|line| line.starts_with("Ref:"));
    assert_eq!(refs.count(), 1);
    assert!(world.mails_to(DAVE).is_empty());
}

#[test]
fn text_in_every_script_arrives_as_it_was_written() {
    let mut world = World::new();
    let said = "प्रिंटर लाल चमक रहा है — ÄÖÜ ß 打印机 🖨\n.\nFrom here on\n> not a quote";
    world.mail(ANN, "打印机 ist kaputt ÄÖ", "Hello");
    let opened = world.notice_to(BOB, "ticket-opened");
    assert!(
        opened.mail.subject.ends_with("打印机 ist kaputt ÄÖ"),
        "{}",
        opened.mail.subject
    );
    world.reply(BOB, &opened, &format!("{}\n", said.lines().next().unwrap()));
    assert!(
        world
            .notice_to(ANN, "answer")
            .says(said.lines().next().unwrap())
    );
}

#[test]
fn the_desks_other_addresses_are_its_own_as_well() {
    let mut policy = cast::policy();
    policy.also_known_as = vec![Address::parse("help@desk.example").unwrap()];
    let mut world = World::with(policy);
    let taken = world.take(&Written {
        to: "help@desk.example".to_owned(),
        ..Written::new(ANN, "The printer is dead", "It blinks red.")
    });
    let acknowledgement = world.next_mail_to(ANN);
    assert_eq!(
        acknowledgement
            .mail
            .from
            .address
            .as_ref()
            .unwrap()
            .to_string(),
        cast::SUPPORT
    );
    let back = reply_to(&acknowledgement).replace("support+", "help+");
    let reply = Written {
        to: back,
        answers: Vec::new(),
        ..Written::reply(ANN, &acknowledgement, "More").unquoted()
    };
    assert_eq!(world.take(&reply).ticket(), taken.ticket());
}
