//! How content somebody is: one digit in a reply, and what it does.

use ticketd::domain::Status;

use crate::cast::{ANN, BOB, DAVE, ERIN};
use crate::world::{Posted, World, days, hours};

/// Ann's ticket, solved by Bob; and the mail that asked her.
fn solved() -> (World, Posted) {
    let mut world = World::new();
    world.mail(ANN, "Printer", "It is dead.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#take\n#resolve The fuser was replaced.");
    let asked = world.notice_to(ANN, "resolved");
    assert!(
        asked.says("from 5 (very good) to 1 (poor)"),
        "{}",
        asked.text()
    );
    world.all_mails();
    (world, asked)
}

#[test]
fn a_good_digit_closes_the_ticket_and_is_on_it() {
    let (mut world, asked) = solved();
    world.reply(ANN, &asked, "5");
    let ticket = world.ticket(1000);
    assert_eq!((ticket.status, ticket.rating), (Status::Closed, Some(5)));
    let closed = world.notice_to(ANN, "closed");
    assert!(
        !closed.says("How was it?"),
        "she has said it: {}",
        closed.text()
    );
    assert!(world.mails_to(ANN).is_empty(), "one mail is enough");
    assert!(world.mails_to(ERIN).is_empty(), "good news need no leader");
}

#[test]
fn a_poor_digit_goes_to_the_leader_and_closes_nothing() {
    let (mut world, asked) = solved();
    world.reply(
        ANN,
        &asked,
        "1\n\nIt took four days, and nobody called back.",
    );
    let ticket = world.ticket(1000);
    assert_eq!((ticket.status, ticket.rating), (Status::Resolved, Some(1)));
    let told = world.notice_to(ERIN, "low-score");
    assert!(told.says("1 of 5"), "{}", told.text());
    assert!(told.says("nobody called back"), "{}", told.text());
    assert!(told.says("taken care of by bob"), "{}", told.text());
    let thanks = world.notice_to(ANN, "rated");
    assert!(thanks.says("looks into it"), "{}", thanks.text());
    world.all_mails();
    world.wait(days(7));
    assert_eq!(
        world.ticket(1000).status,
        Status::Closed,
        "silence closes it all the same"
    );
    let closed = world.notice_to(ANN, "closed");
    assert!(
        !closed.says("How was it?"),
        "it is asked once: {}",
        closed.text()
    );
}

#[test]
fn a_poor_digit_with_a_contradiction_takes_the_ticket_up_again() {
    let (mut world, asked) = solved();
    world.reply(ANN, &asked, "1\nIt still does not print.");
    let ticket = world.ticket(1000);
    assert_eq!((ticket.status, ticket.rating), (Status::Open, Some(1)));
    world.notice_to(ERIN, "low-score");
    world.notice_to(ANN, "reopened");
}

#[test]
fn a_digit_rates_a_closed_ticket_however_late_and_reopens_nothing() {
    let (mut world, asked) = solved();
    world.reply(ANN, &asked, "Yes, thanks");
    let closed = world.notice_to(ANN, "closed");
    assert!(closed.says("How was it?"), "{}", closed.text());
    world.wait(days(30));
    let taken = world.reply(ANN, &closed, "4 - thank you");
    assert_eq!(taken.ticket(), 1000, "no new ticket for a digit");
    let ticket = world.ticket(1000);
    assert_eq!((ticket.status, ticket.rating), (Status::Closed, Some(4)));
    let thanks = world.notice_to(ANN, "rated");
    assert!(thanks.says("4 of 5"), "{}", thanks.text());
}

#[test]
fn a_digit_rates_nothing_where_nobody_asked_for_it() {
    let mut world = World::new();
    world.mail(ANN, "Printer", "It is dead.");
    let told = world.notice_to(ANN, "acknowledgement");
    world.reply(ANN, &told, "5");
    assert_eq!(world.ticket(1000).rating, None, "it is open");

    let mut policy = crate::cast::policy();
    policy.asks_rating = false;
    let mut world = World::with(policy);
    world.mail(ANN, "Printer", "It is dead.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#resolve The fuser was replaced.");
    let told = world.notice_to(ANN, "resolved");
    assert!(!told.says("very good"), "{}", told.text());
    world.reply(ANN, &told, "1");
    assert_eq!(world.ticket(1000).rating, None);
}

#[test]
fn only_the_requester_rates() {
    let mut world = World::new();
    world.mail(ANN, "Printer", "It is dead.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(
        BOB,
        &opened,
        "#cc +dave@customer.example\n#resolve The fuser was replaced.",
    );
    let told = world.notice_to(DAVE, "resolved");
    world.reply(DAVE, &told, "1");
    assert_eq!(world.ticket(1000).rating, None);
    world.wait(hours(1));
}
