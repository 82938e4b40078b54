//! What requesters and participants may order, and what stays text.

use ticketd::domain::Status;
use ticketd::engine::Disposition;

use crate::cast::{ANN, BOB, DAVE};
use crate::world::{Written, hours};

use super::one_ticket;

#[test]
fn a_requester_closes_reopens_and_asks() {
    let (mut world, acknowledgement, _) = one_ticket();
    world.reply(ANN, &acknowledgement, "#close");
    assert_eq!(world.status(1000), Status::Closed);
    assert_eq!(world.notices_to(ANN), ["closed"]);
    world.reply(ANN, &acknowledgement, "#reopen it blinks again");
    assert_eq!(world.status(1000), Status::Open);
    assert_eq!(world.notices_to(ANN), ["reopened"]);
    world.wait(hours(2));
    world.reply(ANN, &acknowledgement, "#status");
    let standing = world.next_mail_to(ANN);
    assert_eq!(standing.notice, "standing");
    assert!(standing.says("Status: open"), "{}", standing.text());
}

#[test]
fn a_requester_asks_for_help_and_adds_a_colleague() {
    let (mut world, acknowledgement, _) = one_ticket();
    world.reply(ANN, &acknowledgement, "#help");
    let help = world.notice_to(ANN, "requester-help");
    assert!(
        help.says("#status") && !help.says("#assign"),
        "{}",
        help.text()
    );
    world.reply(ANN, &acknowledgement, "#cc +dave@customer.example");
    assert_eq!(world.notices_to(DAVE), ["participant-added"]);
    assert_eq!(world.ticket(1000).participants.len(), 1);
}

#[test]
fn a_bare_question_is_no_reply_and_wakes_nobody() {
    let (mut world, acknowledgement, _) = one_ticket();
    let taken = world.take(&Written::reply(ANN, &acknowledgement, "status?").unproven());
    assert_eq!(taken.disposition, Disposition::Command);
    assert_eq!(
        world.notices_to(ANN),
        ["standing"],
        "her own token is enough"
    );
    assert!(world.all_mails().is_empty());
}

#[test]
fn what_is_no_order_of_a_requester_is_text() {
    let (mut world, acknowledgement, _) = one_ticket();
    world.reply(
        ANN,
        &acknowledgement,
        "#assign bob\n#outage in floor 2\nHello",
    );
    assert_eq!(
        world.messages(1000)[1],
        "in: #assign bob\n#outage in floor 2\nHello"
    );
    assert!(world.mails_to(ANN).is_empty(), "and no transcript");
}

#[test]
fn a_requester_below_a_proven_domain_orders_nothing_and_hears_nothing() {
    let (mut world, acknowledgement, _) = one_ticket();
    world.take(
        &Written::reply(
            ANN,
            &acknowledgement,
            "#close\n#cc +mallory@elsewhere.example\nHello",
        )
        .unproven(),
    );
    assert_eq!(world.status(1000), Status::New);
    assert!(world.ticket(1000).participants.is_empty());
    assert!(world.mails_to(ANN).is_empty());
    assert!(
        world
            .next_mail_to(BOB)
            .says("Command lines that were not carried out: #close")
    );
    assert_eq!(world.messages(1000)[1], "in: Hello");
}

#[test]
fn a_participant_orders_nothing() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#cc +dave@customer.example");
    let added = world.next_mail_to(DAVE);
    world.reply(DAVE, &added, "#close\nHello");
    assert_eq!(world.status(1000), Status::Open);
}

#[test]
fn a_person_named_twice_in_one_line_is_added_once() {
    let (mut world, acknowledgement, opened) = one_ticket();
    world.reply(
        ANN,
        &acknowledgement,
        "#cc dave@customer.example, <Dave@customer.example>",
    );
    assert_eq!(world.ticket(1000).participants.len(), 1);
    assert_eq!(world.notices_to(DAVE), ["participant-added"]);
    world.reply(BOB, &opened, "I am on my way.");
    assert_eq!(world.notices_to(DAVE), ["answer"]);
    world.reply(
        BOB,
        &opened,
        "#cc -dave@customer.example +Dave@customer.example",
    );
    assert_eq!(
        world.ticket(1000).participants.len(),
        1,
        "the last word counts"
    );
}

#[test]
fn a_requester_cannot_get_round_the_bound_on_participants_in_one_mail() {
    let (mut world, acknowledgement, _) = one_ticket();
    let line = |sign: char, from: u32| -> String {
        let people = (from..from + 5).map(|no| format!(" {sign}p{no}@customer.example"));
        format!("#cc{}\n", people.collect::<String>())
    };
    let words = line('+', 0) + &line('-', 0) + &line('+', 5);
    world.reply(ANN, &acknowledgement, &words);
    assert!(world.ticket(1000).participants.is_empty());
    let told = world.next_mail_to(ANN);
    assert!(told.says("#cc stands here twice"), "{}", told.text());
}
