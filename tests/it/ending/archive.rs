//! What ended long ago leaves the everyday lists, and nothing else.

use ticketd::domain::Status;
use ticketd::store::{Archived, Filter};

use crate::cast::{ANN, BOB};
use crate::world::{World, days};

/// The tickets of a list that leaves out what ended more than thirty days ago.
fn listed(world: &mut World, archived: Archived) -> Vec<u32> {
    let filter = Filter {
        archive_before: Some(world.now - days(30)),
        archived,
        ..Filter::default()
    };
    world.numbers(&filter)
}

#[test]
fn what_ended_long_ago_is_left_out_and_still_there_for_who_asks() {
    let mut world = World::new();
    for subject in ["Printer", "Mouse", "Screen"] {
        world.mail(ANN, subject, "It is dead.");
    }
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#close It was replaced.");
    assert_eq!(world.status(1000), Status::Closed);
    world.wait(days(29));
    assert_eq!(listed(&mut world, Archived::Without), [1000, 1001, 1002]);
    world.wait(days(2));
    assert_eq!(listed(&mut world, Archived::Without), [1001, 1002]);
    assert_eq!(listed(&mut world, Archived::Only), [1000]);
    assert_eq!(listed(&mut world, Archived::With), [1000, 1001, 1002]);
    world.mail(BOB, "Hi", "#show 1000");
    world.notice_to(BOB, "show");
}

#[test]
fn a_reply_to_an_archived_ticket_opens_a_linked_one() {
    let mut world = World::new();
    world.mail(ANN, "Printer", "It is dead.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#close It was replaced.");
    let closed = world.notice_to(ANN, "closed");
    world.wait(days(60));
    world.reply(ANN, &closed, "It is dead again.");
    assert_eq!(listed(&mut world, Archived::Without), [1001]);
    assert_eq!(world.status(1000), Status::Closed);
    let links = world.ticket(1001).links;
    assert_eq!(links.first().map(|link| link.id.0), Some(1000));
}
