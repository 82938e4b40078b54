//! Reports about deliveries that somebody made up, or that say what is known.

use ticketd::engine::Disposition;

use crate::cast::{self, ANN, BOB, DAVE};
use crate::world::World;

use super::bounce;

#[test]
fn a_bounce_that_came_to_no_signed_address_is_about_nothing() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    world.all_mails();
    let taken = world.take_bytes(&bounce(&acknowledgement, cast::SUPPORT, ANN.address));
    assert_eq!(taken.disposition, Disposition::Bounce);
    assert!(taken.is_on_no_ticket(), "{taken:?}");
    assert_eq!(world.history(1000), ["requester opened"]);
    let rows = world.letters_of(1000);
    assert!(
        rows.iter().all(|row| row.state.word() == "sent"),
        "{rows:?}"
    );
    assert!(world.all_mails().is_empty());
}

#[test]
fn a_bounce_address_is_good_for_the_letters_of_its_reader_only() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#cc +dave@customer.example");
    let added = world.notice_to(DAVE, "participant-added");
    world.reply(BOB, &opened, "I am on my way.");
    let answer = world.notice_to(ANN, "answer");
    world.all_mails();
    world.take_bytes(&bounce(&answer, &added.envelope_from, ANN.address));
    let rows = world.letters_of(1000);
    let of_ann = |row: &&ticketd::engine::Row| *row.envelope_to == ANN.address();
    let mut of_ann = rows.iter().filter(of_ann);
    assert!(of_ann.all(|row| row.state.word() == "sent"), "{rows:?}");
}

#[test]
fn without_subaddresses_a_report_names_nobody_new_and_is_told_once() {
    let mut policy = cast::policy();
    policy.subaddress = String::new();
    let mut world = World::with(policy);
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#cc +dave@customer.example\nI am on my way.");
    let answer = world.notice_to(ANN, "answer");
    world.all_mails();
    for who in [
        "x@elsewhere.example",
        "y@elsewhere.example",
        "z@elsewhere.example",
    ] {
        world.take_bytes(&bounce(&answer, cast::SUPPORT, who));
    }
    assert_eq!(world.notices_to(BOB), ["delivery-failed"]);
    let known = world.known(1000);
    for event in &known.history {
        if let ticketd::domain::EventBody::DeliveryFailed { to, .. } = &event.body {
            assert!(**to == ANN.address() || **to == DAVE.address(), "{to:?}");
        }
    }
}

#[test]
fn a_report_without_an_id_is_about_a_letter_that_went_out() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    let opened = world.notice_to(BOB, "ticket-opened");
    world.full.insert(ANN.address.to_owned());
    world.reply(BOB, &opened, "I am on my way.");
    let mut unnamed = acknowledgement.clone();
    unnamed.mail.message_id = ticketd::domain::MessageId::new("lost.1@elsewhere.example");
    world.take_bytes(&bounce(
        &unnamed,
        &acknowledgement.envelope_from,
        ANN.address,
    ));
    let rows = world.letters_of(1000);
    let state = |notice: &str| {
        let row = rows.iter().find(|row| row.notice == notice).unwrap();
        row.state.word()
    };
    assert_eq!(state("acknowledgement"), "failed");
    assert_ne!(state("answer"), "failed", "it waits still");
}

#[test]
fn a_report_that_only_names_a_ticket_reads_no_letters() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let mut forged = world.next_mail_to(ANN);
    let token = forged
        .envelope_from
        .split(['+', '@'])
        .nth(1)
        .unwrap()
        .to_owned();
    let (kept, _) = token.split_at(token.len() - 4);
    let (to, id) = (
        format!("support+{kept}aaaa@desk.example"),
        format!("{kept}aaaa.x@desk.example"),
    );
    forged.mail.message_id = ticketd::domain::MessageId::new(&id);
    let report = ticketd::mail::parse::parse(&bounce(&forged, &to, ANN.address));
    assert!(world.letters_looked_up(&report).is_empty());
    let genuine = ticketd::mail::parse::parse(&bounce(&forged, &forged.envelope_from, ANN.address));
    assert_eq!(world.letters_looked_up(&genuine).len(), 1);
}
