//! Orders that are taken back.

use ticketd::domain::{Priority, Status};

use crate::cast::{ANN, BOB, CAROL};
use crate::world::minutes;

use super::one_ticket;
use super::related::two_tickets;

#[test]
fn an_order_is_taken_back_and_what_has_gone_out_is_named() {
    let (mut world, _, opened) = one_ticket();
    let before = world.ticket(1000);
    world.reply(BOB, &opened, "#priority high\n#take\n#tag +floor2");
    world.all_mails();
    world.wait(minutes(2));
    world.reply(BOB, &opened, "#undo");
    let transcript = world.notice_to(BOB, "transcript");
    let said = "taken back: priority-changed, tagged, assigned, status-changed; had gone out already: priority-changed to ann@customer.example";
    assert!(transcript.says(said), "{}", transcript.text());
    let mut after = world.ticket(1000);
    assert_eq!(
        (after.priority, after.status),
        (Priority::Medium, Status::New)
    );
    assert!(after.assignee.is_none() && after.tags.is_empty());
    (after.event_count, after.updated_at) = (before.event_count, before.updated_at);
    assert_eq!(after, before, "all of it is as it was");
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(
        world.history(1000).last().unwrap(),
        "agent:bob order-undone"
    );
    world.reply(BOB, &opened, "#undo");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("taken back already")
    );
}

#[test]
fn mails_that_have_not_gone_out_never_do() {
    let (mut world, _, opened) = one_ticket();
    world.is_cut_off = true;
    world.reply(BOB, &opened, "#resolve The fuser was replaced.");
    assert_eq!(world.status(1000), Status::Resolved);
    world.crash();
    world.wait(minutes(1));
    world.reply(BOB, &opened, "#undo");
    world.is_cut_off = false;
    world.wait(minutes(30));
    assert!(!world.notices_to(ANN).contains(&"resolved".to_owned()));
    let mails = world.mails_to(BOB);
    let transcript = mails
        .iter()
        .find(|mail| mail.says("not sent any more: resolved to ann@customer.example"));
    assert!(transcript.is_some());
    assert_eq!(world.status(1000), Status::New);
    let cancelled: Vec<String> = world
        .letters_of(1000)
        .iter()
        .filter(|row| row.state.word() == "cancelled")
        .map(|row| row.notice.clone())
        .collect();
    assert_eq!(cancelled, ["resolved"]);
}

#[test]
fn words_that_somebody_has_read_stay_and_those_nobody_has_do_not() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#priority high\n\nHello Ann, I come by.");
    world.all_mails();
    world.reply(BOB, &opened, "#undo");
    assert_eq!(world.ticket(1000).priority, Priority::Medium);
    assert_eq!(world.ticket(1000).message_count, 2, "the answer was read");
    assert!(world.ticket(1000).first_answer_at.is_some());
    world.all_mails();
    world.wait(minutes(1));
    world.is_cut_off = true;
    world.reply(BOB, &opened, "Hello Ann, I bring paper.");
    world.reply(BOB, &opened, "#undo");
    world.is_cut_off = false;
    world.wait(minutes(30));
    assert!(!world.notices_to(ANN).contains(&"answer".to_owned()));
    assert_eq!(world.ticket(1000).message_count, 2);
}

#[test]
fn what_is_old_or_another_has_built_on_is_not_taken_back() {
    let (mut world, acknowledgement, opened) = one_ticket();
    let refused = |world: &mut crate::world::World, order: &str, says: &str| {
        world.all_mails();
        world.reply(BOB, &opened, order);
        let transcript = world.notice_to(BOB, "transcript");
        assert!(transcript.mail.subject.contains("not done"), "{order}");
        assert!(transcript.says(says), "{order}: {}", transcript.text());
    };
    refused(
        &mut world,
        "#undo",
        "you have given no order on this ticket",
    );
    world.reply(BOB, &opened, "#priority high");
    refused(&mut world, "#undo\n#take", "#undo stands alone");
    refused(&mut world, "#undo please", "#undo stands alone");
    world.reply(ANN, &acknowledgement, "It is green now.");
    refused(
        &mut world,
        "#undo",
        "since your last order this has happened: replied",
    );
    world.reply(BOB, &opened, "#priority low");
    world.wait(minutes(16));
    refused(&mut world, "#undo", "more than 15 minutes old");
    world.all_mails();
    world.mail(CAROL, "x", "#show 1000");
    let shown = world.notice_to(CAROL, "show");
    world.reply(BOB, &opened, "#tag +a");
    world.reply(CAROL, &shown, "#tag +b");
    refused(
        &mut world,
        "#undo",
        "since your last order this has happened: tagged",
    );
}

#[test]
fn an_order_that_has_changed_other_tickets_is_not_taken_back() {
    let mut two = two_tickets();
    let (world, of_ann) = (&mut two.world, &two.of_ann);
    world.reply(BOB, of_ann, "#link 1001");
    world.all_mails();
    world.reply(BOB, of_ann, "#undo");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("has changed more than this ticket"),
        "{}",
        transcript.text()
    );
    assert_eq!(world.ticket(1001).links.len(), 1);
}
