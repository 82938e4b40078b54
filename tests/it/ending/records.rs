//! The service record by mail: to whoever wants one of each ticket that ends, and to an agent who asks.

use ticketd::domain::{Named, Role, Status};
use ticketd::engine::Policy;

use crate::cast::{self, ANN, BOB, ERIN};
use crate::world::{Posted, World, hours};

/// Ann's ticket, on which Bob has answered and left a note; and his notice of it.
fn worked_on(change: impl FnOnce(&mut Policy)) -> (World, Posted) {
    let mut policy = cast::policy();
    change(&mut policy);
    let mut world = World::with(policy);
    world.mail(ANN, "Printer", "It only blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#take\n#time 45m\n#reply I am on my way.");
    world.reply(BOB, &opened, "#note She sounds annoyed.");
    world.all_mails();
    (world, opened)
}

fn to_leaders(policy: &mut Policy) {
    policy.record_to = vec![Named::Role(Role::Leader)];
}

#[test]
fn the_record_of_a_ticket_that_ends_goes_to_the_leader() {
    let (mut world, opened) = worked_on(to_leaders);
    world.reply(BOB, &opened, "#resolve The fuser was replaced.");
    assert!(world.mails_to(ERIN).is_empty(), "it has not ended yet");
    let asked = world.notice_to(ANN, "resolved");
    world.all_mails();
    world.wait(hours(1));
    world.reply(ANN, &asked, "5");
    let record = world.notice_to(ERIN, "service-record");
    for words in [
        "It only blinks red.",
        "I am on my way.",
        "The fuser was replaced.",
        "Worked on: 45 min",
        "Rated:     5 of 5",
        "the first answer",
        "kept",
    ] {
        assert!(record.says(words), "{words}: {}", record.text());
    }
    assert!(
        !record.says("annoyed"),
        "notes stay inside: {}",
        record.text()
    );
    assert!(
        world
            .notices_to(BOB)
            .iter()
            .all(|notice| notice != "service-record")
    );
}

#[test]
fn a_leader_who_closes_gets_the_record_too_and_a_quiet_end_has_one() {
    let (mut world, opened) = worked_on(to_leaders);
    world.reply(BOB, &opened, "#assign erin");
    let assigned = world.notice_to(ERIN, "assigned");
    world.all_mails();
    world.reply(ERIN, &assigned, "#close Done. quiet");
    world.notice_to(ERIN, "service-record");
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn where_nobody_wants_records_none_are_sent() {
    let (mut world, opened) = worked_on(|_| {});
    world.reply(BOB, &opened, "#close The fuser was replaced.");
    assert_eq!(world.status(1000), Status::Closed);
    assert!(world.notices_to(ERIN).is_empty());
}

#[test]
fn an_agent_can_ask_for_the_record_of_any_ticket_at_any_time() {
    let (mut world, opened) = worked_on(|_| {});
    world.reply(BOB, &opened, "#record");
    let record = world.notice_to(BOB, "service-record");
    assert!(record.says("I am on my way."), "{}", record.text());
    assert!(
        record.says("Status:"),
        "it has not ended: {}",
        record.text()
    );
    world.mail(BOB, "Hi", "#record 1000");
    world.notice_to(BOB, "service-record");
    world.all_mails();
    world.mail(BOB, "Hi", "#record 4711");
    let told = world.mails_to(BOB);
    let is_told = told.iter().any(|mail| mail.says("there is no ticket 4711"));
    assert!(is_told, "{:?}", told.last().map(Posted::text));
}
