//! The requester chooses between several ways on.

use ticketd::domain::Status;

use crate::cast::{ANN, BOB, DAVE};
use crate::world::hours;

use super::one_ticket;

#[test]
fn the_requester_chooses_by_one_digit_and_the_clocks_stand_still_until_then() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#take\n#options\n\n1. We repair it: three days.\n2. Another one from stock: tomorrow, 40 EUR.");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("2 options for ann@customer.example; new -> waiting"),
        "{}",
        transcript.text()
    );
    let offer = world.next_mail_to(ANN);
    assert_eq!(offer.notice, "options");
    assert!(
        offer.says("1: We repair it: three days.")
            && offer.says("2: Another one from stock: tomorrow, 40 EUR."),
        "{}",
        offer.text()
    );
    assert!(world.mails_to(ANN).is_empty());
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::Waiting);
    assert!(ticket.clocks.first_answer_due.is_none() && !ticket.owes_answer);
    world.all_mails();
    world.crash();
    world.reply(ANN, &offer, "2, please.\n\nAnn");
    assert_eq!(world.status(1000), Status::Open);
    let told = world.notice_to(BOB, "ticket-replied");
    assert!(
        told.says("The requester chose 2: Another one from stock: tomorrow, 40 EUR."),
        "{}",
        told.text()
    );
    assert!(
        world
            .history(1000)
            .contains(&"requester option-chosen".to_owned())
    );
    // The offer is over.
    world.reply(ANN, &offer, "1");
    let told = world.notice_to(BOB, "ticket-replied");
    assert!(!told.says("The requester chose"));
}

#[test]
fn whoever_writes_more_than_a_choice_is_read_by_a_person() {
    let (mut world, _, opened) = one_ticket();
    world.reply(
        BOB,
        &opened,
        "#options Repair it | Replace it\n#cc +dave@customer.example",
    );
    let offer = world.notice_to(ANN, "options");
    let added = world.notice_to(DAVE, "participant-added");
    world.all_mails();
    world.reply(DAVE, &added, "2");
    assert!(
        !world
            .history(1000)
            .contains(&"participant option-chosen".to_owned()),
        "it is Ann's to choose"
    );
    world.reply(BOB, &opened, "#options Repair it | Replace it");
    world.all_mails();
    world.reply(ANN, &offer, "What does 2 cost?");
    assert_eq!(world.status(1000), Status::Open);
    let chosen = world
        .history(1000)
        .iter()
        .filter(|line| line.contains("option-chosen"))
        .count();
    assert_eq!(chosen, 0);
}

#[test]
fn an_offer_has_two_options_at_least_and_is_looked_at_again() {
    let (mut world, _, opened) = one_ticket();
    for (order, says) in [
        ("#options Repair it", "there is nothing to choose between"),
        ("#options", "there is nothing to choose between"),
        ("#options 1|2|3|4|5|6|7|8|9|10", "one digit names at most 9"),
    ] {
        world.reply(BOB, &opened, order);
        let transcript = world.notice_to(BOB, "transcript");
        assert!(transcript.says(says), "{order}: {}", transcript.text());
        world.all_mails();
    }
    world.reply(BOB, &opened, "#options Repair it | Replace it");
    world.all_mails();
    world.wait(hours(24 * 20));
    assert_eq!(world.status(1000), Status::Open);
}
